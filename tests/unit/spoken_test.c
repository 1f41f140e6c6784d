/* spoken.h: how long texts take, and where a voice broke off. */
#include "tap.h"
#include "voice/spoken.h"

static bool
rest_is(const char *text, double ms, const char *rest)
{
	return str_is(spoken_after(str_of(text), ms), rest);
}

int
main(void)
{
	const char *text = "오늘은 날씨가 아주 맑아요.";

	ok(spoken_ms(STR("")) == 0, "nothing takes no time");
	/* espeak-ng says these 49 characters in 7.35 s. */
	ok(spoken_ms(str_of(text)) > 1500 && spoken_ms(str_of(text)) < 3500,
	    "ten syllables take about two seconds");
	ok(spoken_ms(STR("three")) < spoken_ms(STR("하나둘셋")),
	    "letters are shorter than syllables");
	ok(rest_is(text, 0, text), "at the start all is left");
	ok(rest_is(text, 200, text), "... and in the first word");
	ok(rest_is(text, 800, "날씨가 아주 맑아요."),
	    "a word that was begun is said again");
	ok(rest_is(text, 1250, "아주 맑아요."), "... the last that was begun");
	ok(rest_is(text, 60000, ""), "at the end nothing is left");
	ok(rest_is("네.", 200, ""), "a mark is nothing to say");
	return done_testing();
}
