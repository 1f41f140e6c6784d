/* regex.h: patterns over Korean text, and patterns that never end. */
#include "core/mem.h"
#include "tap.h"
#include "text/regex.h"

static enum regex_found
find(const char *pattern, const char *text)
{
	struct buf why = { 0 };
	struct regex *r = regex_new(str_of(pattern), &why);
	enum regex_found found =
	    r != NULL ? regex_find(r, str_of(text)) : REGEX_NO;

	if (r == NULL)
		printf("# %s\n", buf_text(&why));
	regex_free(r);
	buf_free(&why);
	return found;
}

static void
refuses(const char *pattern)
{
	struct buf why = { 0 };

	ok(regex_new(str_of(pattern), &why) == NULL && why.n > 0,
	    "%.20s is no pattern", pattern);
	buf_free(&why);
}

static void
test_limits(void)
{
	struct buf text = { 0 };

	for (int i = 0; i < 50000; i++)
		buf_adds(&text, "a");
	buf_adds(&text, "!");
	ok(find("^(a+)+$", buf_text(&text)) == REGEX_TOO_HARD,
	    "what would take for ever is given up");
	ok(find("(a|b|ab)*c", buf_text(&text)) != REGEX_YES,
	    "... also where it goes deep");
	ok(find("(?:\\D+|<\\d+>)*[!?]x",
	       "foobar foobar foobar foobar foobar") != REGEX_YES,
	    "... also over a short text");
	buf_free(&text);
}

int
main(void)
{
	ok(find("펜타킬", "와 펜타킬!") == REGEX_YES, "a word is found");
	ok(find("펜타킬", "펜타 킬") == REGEX_NO, "... or not");
	ok(find("^.{2}$", "안녕") == REGEX_YES, "a dot is a character");
	ok(find("^\\w+$", "안녕abc") == REGEX_YES, "\\w knows Korean");
	ok(find("(?i)ÉCLAIR", "éclair") == REGEX_YES, "case of all scripts");
	ok(find("", "x") == REGEX_YES, "an empty pattern is everywhere");
	ok(find("x", "") == REGEX_NO, "nothing is in nothing");
	ok(find("b", "a\xff\xfe b") == REGEX_YES,
	    "ill-formed bytes are passed");
	ok(find("\xED\x95", "\xED\x95") == REGEX_NO, "... also in a pattern");
	refuses("(");
	refuses("a{2,1}");
	refuses("\\C");
	refuses(
	    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
	    "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((");
	test_limits();
	regex_free(NULL);
	return done_testing();
}
