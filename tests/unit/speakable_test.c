/* speakable.h, hangul.h, sentence.h: from chat to what a voice reads. */
#include "tap.h"
#include "text/hangul.h"
#include "text/sentence.h"
#include "voice/speakable.h"

static void
says(const char *written, const char *said)
{
	struct buf out = { 0 };

	speakable(&out, str_of(written));
	is_text(buf_text(&out), said, "%s", written);
	buf_free(&out);
}

static void
test_chat(void)
{
	says("안녕{:d_54:}하세요", "안녕 하세요");
	says("이거 봐 https://chzzk.naver.com/live?x=1 대박",
	    "이거 봐 링크 대박");
	says("ㅋㅋㅋㅋㅋㅋㅋ", "하하");
	says("ㅇㅈ 진짜 ㅠㅠ", "인정 진짜");
	says("최고 😀👍🏽", "최고");
	says("와아아아아아아!!!!!!", "와아아아!");
	says("가나가나가나가나가나", "가나가나가나");
	says("😀😀", "");
	says("...!?", "");
	says("", "");
}

static void
test_numbers(void)
{
	says("12,000원 후원", "만이천원 후원");
	says("3개 2명 21살", "세 개 두 명 스물한 살");
	says("1번", "일번");
	says("12.5%", "십이 점 오 퍼센트");
	says("010-1234", "공일공-천이백삼십사");
	says("$5", "오 달러");
	says("₩5,000", "오천 원");
	says("60fps", "육십 프레임");
	says("100000000", "일억");
	says("1111", "천백십일");
	says("OBS 켜줘", "오비에스 켜줘");
	says("Hello", "Hello");
}

static void
test_words(void)
{
	struct buf b = { 0 };
	struct syllable s;

	hangul_sino(&b, 0);
	is_text(buf_text(&b), "영", "zero");
	b.n = 0;
	hangul_sino(&b, 1234567890123);
	is_text(buf_text(&b), "일조이천삼백사십오억육천칠백팔십구만백이십삼",
	    "a trillion and more");
	b.n = 0;
	hangul_native(&b, 20);
	is_text(buf_text(&b), "스무", "twenty before a counter");
	ok(hangul_split(0xAC15, &s) && s.lead == 0 && s.vowel == 0 &&
		s.tail == 21,
	    "강 is ㄱ, ㅏ and ㅇ");
	ok(!hangul_split('a', &s), "a is no syllable");
	buf_free(&b);
}

static void
test_sentences(void)
{
	struct str rest = STR("안녕하세요 여러분, 오늘도 와 주셔서 감사합니다. "
			      "점수는 3.5점! 끝");

	ok(str_is(sentence_cut(&rest, true), "안녕하세요 여러분,"),
	    "the first piece may end at a comma");
	ok(str_is(sentence_cut(&rest, false), "오늘도 와 주셔서 감사합니다."),
	    "the next at a full stop");
	ok(str_is(sentence_cut(&rest, false), "점수는 3.5점!"),
	    "a decimal point ends nothing");
	ok(str_is(sentence_cut(&rest, false), "끝"), "the rest");
	ok(rest.p == NULL, "and nothing is left");
}

int
main(void)
{
	test_chat();
	test_numbers();
	test_words();
	test_sentences();
	return done_testing();
}
