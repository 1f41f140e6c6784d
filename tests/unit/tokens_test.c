/* tokens.h: the words of chat, as its header defines them. */
#include <string.h>

#include "tap.h"
#include "text/particles.h"
#include "text/tokens.h"

/* The tokens of a text joined by "|"; those that tell nothing in brackets. */
static const char *
joined(const char *text)
{
	static struct buf out;
	struct tokens t = { 0 };
	struct str token;

	out.n = 0;
	tokens_begin(&t, str_of(text));
	while (tokens_next(&t, &token))
		buf_fmt(&out, "%s%s%.*s%s", out.n > 0 ? "|" : "",
		    t.telling ? "" : "(", STR_ARG(token), t.telling ? "" : ")");
	tokens_free(&t);
	return buf_text(&out);
}

static void
test_words(void)
{
	is_text(joined("노래 불러줘"), "노래|불러줘", "words between spaces");
	is_text(joined("대박ㅋㅋㅋ"), "대박|(ㅋㅋ)", "letters end a word");
	is_text(joined("GG Wp"), "gg|wp", "lower case");
	is_text(joined("T1이김"), "t1이김", "digits belong to words");
	is_text(joined("2024"), "(2024)", "a number tells nothing");
	is_text(joined("와"), "(와)", "nor does one syllable");
	is_text(joined("É"), "(é)", "other alphabets have lower case too");
	is_text(joined("!?…"), "", "signs are no words");
	is_text(joined(""), "", "nothing has no words");
}

static void
test_runs(void)
{
	is_text(joined("와와와와"), "(와)", "three or more become one");
	is_text(joined("바나나"), "바나나", "two stay two");
	is_text(joined("가나나나다"), "가나다", "in the middle of a word");
	is_text(joined("가나다아아아"), "가나다아", "and at its end");
	is_text(joined("aaab1112"), "ab12", "of any character");
	is_text(joined("abAABb"), "abaabb", "runs are in lower case");
	is_text(joined("111"), "(1)", "a run of digits");
	is_text(joined("ㅋ ㅋㅋㅋㅋ"), "(ㅋㅋ)|(ㅋㅋ)", "laughing is laughing");
	is_text(joined("ㅜㅜ ㅠ ㅜㅠㅜ"), "(ㅠㅠ)|(ㅠㅠ)|(ㅠㅠ)",
	    "and weeping is weeping");
	is_text(joined("ㄱㄱㄱ"), "(ㄱ)", "other letters are shortened");
}

static void
test_others(void)
{
	is_text(joined("{:d_54:}{:lul:} 굿"), "{:d_54:}|{:lul:}|(굿)",
	    "a code is one token");
	is_text(joined("{:d 54:}"), "(d)|(54)", "with a space it is none");
	is_text(joined("보자 https://a.kr/b?c 가자"), "보자|가자",
	    "addresses are left out");
	is_text(joined("www.naver.com"), "", "with www. too");
	is_text(joined("\xED\x95\x9C\xE1\x84\x80\xE1\x85\xB3\xE1\x86\xAF"),
	    "한글", "decomposed syllables are composed");
}

static void
is_stem(const char *word, unsigned nth, const char *stem, const char *name)
{
	struct str got = particles_stem(str_of(word), nth);

	ok(stem == NULL ? got.p == NULL : str_is(got, stem), "%s", name);
}

static void
test_stems(void)
{
	is_stem("노래를", 0, "노래", "를 after a vowel");
	is_stem("노래을", 0, NULL, "을 does not stand after a vowel");
	is_stem("게임을", 0, "게임", "을 after a consonant");
	is_stem("서울로", 0, "서울", "로 after ㄹ as after a vowel");
	is_stem("학교에서는", 0, "학교", "the longest particle first");
	is_stem("학교에서는", 1, "학교에서", "then the shorter ones");
	is_stem("집을", 0, NULL, "one syllable is no stem");
	is_stem("괜찮은", 0, NULL, "nor is what only verbs can be");
}

static void
test_verbs(void)
{
	static const char *const yes[] = { "갔네", "못생겼다", "놀러오세요",
		"있음", "나온다", NULL };
	static const char *const no[] = { "피자", "강아지", "바다", "편지",
		"응원가", "", "gg", NULL };

	for (const char *const *w = yes; *w != NULL; w++)
		ok(particles_is_verb(str_of(*w)), "%s is a verb's form", *w);
	for (const char *const *w = no; *w != NULL; w++)
		ok(!particles_is_verb(str_of(*w)), "%s is none", *w);
}

int
main(void)
{
	test_words();
	test_runs();
	test_others();
	test_stems();
	test_verbs();
	return done_testing();
}
