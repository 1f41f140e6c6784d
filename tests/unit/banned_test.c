/* fold.h, banned.h: words in disguise, and words that only look alike. */
#include <stdlib.h>

#include "tap.h"
#include "text/banned.h"
#include "text/fold.h"

/* The list, its words parted by commas. */
static struct banned *
list_of(const char *words)
{
	struct banned *b = banned_new();
	struct str rest = str_of(words);
	const char *why;

	while (rest.p != NULL)
		if (!banned_add(b, str_cut(&rest, ','), &why))
			printf("# %s: %s\n", words, why);
	return b;
}

static void
finds(const char *words, const char *text)
{
	struct banned *b = list_of(words);

	ok(banned_find(b, str_of(text)).p != NULL, "%s is in \"%s\"", words,
	    text);
	banned_free(b);
}

static void
spares(const char *words, const char *text)
{
	struct banned *b = list_of(words);

	ok(banned_find(b, str_of(text)).p == NULL, "%s is not in \"%s\"", words,
	    text);
	banned_free(b);
}

static void
test_korean(void)
{
	finds("바보", "이 바보야");
	finds("바보", "바아아보");
	finds("바보", "바ㅏㅏ보");
	finds("바보", "ㅂㅏㅂㅗ");
	finds("바보", "바ㅂㅗ");
	finds("바보", "밥ㅗ");
	finds("바보", "바1보");
	finds("바보", "바12보");
	finds("바보", "바.보");
	finds("바보", "바~~보");
	finds("바보", "바ㅡ보");
	finds("바보", "바\u200b보");
	finds("바보", "바{:d_54:}보");
	finds("바보", "야 바 보 뭐해");
	finds("바보", "바 보");
	finds("바보", "ㅂ ㅏ ㅂ ㅗ");
	finds("바보", "바❤️보");
	finds("바보", "\u1107\u1161\u1107\u1169"); /* as a Mac writes it */
	finds("바보", "\uffb2\uffc2\uffb2\uffcc"); /* half width letters */
	finds("발", "바알");
	finds("시발", "ㅅ1발");
	finds("시발", "ㅅl발");
	finds("시발", "시이이이발");
	finds("병신", "ㅂㅕㅇㅅㅣㄴ");
	finds("개새끼", "저 개 새끼가");
	finds("과자", "ㄱㅗㅏ자");
	finds("값", "ㄱㅏㅄ");
	finds("ㅅㅂ", "아 ㅅㅂ 진짜");
	finds("ㅅㅂ", "ㅅㅅㅅㅂㅂㅂ");
	finds("ㅄ", "ㅂㅅ");
	finds("나가 죽어", "그냥 나가죽어");
	finds("나가죽어", "나가 죽어");
}

static void
test_korean_innocence(void)
{
	spares("바보", "바본가"); /* ㅂㅏㅂㅗ and more in the syllable */
	spares("보지", "보진 않았다");
	spares("가지", "갖지 않아");
	spares("가고", "각오");
	spares("시발", "2시 발표합니다");
	spares("시발", "그 시 발표했어");
	spares("ㅅㅂ", "못ㅂ");
	spares("ㅂㅅ", "값");
	spares("ㅅㅂ", "수박");
	spares("시", "신난다");
	spares("바보", "바 다 보 기");
	spares("바보", "바................................보");
	spares("발", "바라");
}

static void
test_latin(void)
{
	finds("shit", "SH1T!");
	finds("shit", "$hit");
	finds("shit", "sh!t happens");
	finds("shit", "s.h.i.t");
	finds("shit", "s h i t");
	finds("shit", "shiiiiit");
	finds("shit", "ｓｈｉｔ");
	finds("shit", "ѕһit ѕhit"); /* Cyrillic */
	finds("shit", "ⓢⓗⓘⓣ");
	finds("shit", "šhít");
	finds("shit", "이shit야");
	finds("fuck", "🇫🇺🇨🇰");
	finds("ass", "asss");
	finds("ass", "a$$");
	finds("ass", "ass!");
	finds("ass", "a s s");
	finds("kill", "k1ll");
	finds("18놈", "이 18놈아");
	finds("*ass*", "classic");
	finds("*ass", "jackass");
	spares("*ass", "assist");
	spares("ass", "as");
	spares("ass", "as soon");
	spares("ass", "class");
	spares("ass", "pass sure");
	spares("hell", "heil");
	spares("penis", "the pen is mightier");
	finds("penis", "p e n i s");
	spares("18", "2018년");
	spares("18", "ib");
	spares("69", "66");
	spares("shit", "is hit");
}

static void
test_lists(void)
{
	struct banned *b = list_of("시발,!시발점,바보");
	const char *why = NULL;

	ok(banned_find(b, STR("여기가 시발점이다")).p == NULL,
	    "an allowed word excuses what it covers");
	ok(str_is(banned_find(b, STR("시발 시발점")), "시발"),
	    "... and nothing else");
	ok(str_is(banned_find(b, STR("시발점의 바아보")), "바보"),
	    "the word is given as the list has it");
	ok(!banned_add(b, STR("!!!"), &why) && why != NULL,
	    "a line without letters is no word");
	ok(banned_add(b, STR("해삼"), &why), "a list may grow later");
	ok(banned_find(b, STR("해 삼")).p != NULL, "... and knows it");
	ok(banned_find(b, STR("")).p == NULL, "nothing is in nothing");
	banned_free(b);
	banned_free(NULL);
	b = banned_new();
	ok(banned_find(b, STR("바보")).p == NULL, "nor in an empty list");
	banned_free(b);
}

/* An excuse for each of very many, and one more. */
static void
test_many(void)
{
	struct banned *b = list_of("시발,!시발점");
	struct buf text = { 0 };

	for (int i = 0; i < 500; i++)
		buf_adds(&text, "시발점 ");
	ok(banned_find(b, buf_view(&text)).p == NULL, "500 are excused");
	buf_adds(&text, "시발");
	ok(banned_find(b, buf_view(&text)).p != NULL, "the 501st is not");
	text.n = 0;
	for (int i = 0; i < 500; i++)
		buf_adds(&text, "시발 ");
	ok(banned_find(b, buf_view(&text)).p != NULL, "500 that are not");
	buf_free(&text);
	banned_free(b);
}

static void
test_folding(void)
{
	struct folded f = { 0 };

	fold(&f, STR("값"));
	ok(f.n == 4 && f.at[0].part == FOLD_LEAD &&
		f.at[1].part == FOLD_VOWEL && f.at[2].part == FOLD_TAIL &&
		f.at[3].c == 0x3145 && f.at[2].in_syllable &&
		!f.at[3].in_syllable,
	    "값 is ㄱ, ㅏ, ㅂ and ㅅ");
	fold(&f, STR("ㅋㅋㅋ"));
	ok(f.n == 1 && f.at[0].run == 3, "ㅋㅋㅋ is one symbol, three times");
	fold(&f, STR("a  b"));
	ok(f.n == 2 && f.at[1].gap == FOLD_SPACED, "a space is a gap");
	fold(&f, STR("\xff\xfe!"));
	ok(f.n == 0, "ill-formed bytes are none");
	fold_free(&f);
}

int
main(void)
{
	test_korean();
	test_korean_innocence();
	test_latin();
	test_lists();
	test_many();
	test_folding();
	return done_testing();
}
