/* channels.h: plain lists and NokChart's channels.yaml. */
#include "import/channels.h"
#include "tap.h"

static const char *
read_line(const char *line)
{
	static char out[128];
	struct str id, name;

	if (!channels_line(str_of(line), &id, &name))
		return "none";
	snprintf(out, sizeof out, "%.*s|%.*s", STR_ARG(id),
	    name.p != NULL ? (int)name.n : 6,
	    name.p != NULL ? name.p : "absent");
	return out;
}

int
main(void)
{
	is_text(read_line("abc"), "abc|absent", "an id alone");
	is_text(read_line("abc  두 단어 # why"), "abc|두 단어",
	    "a name of two words; a comment");
	is_text(read_line("abc # why\r\n"), "abc|absent", "a comment alone");
	is_text(read_line("  - \"abc\"  # 이름"), "abc|이름",
	    "an item of channels.yaml, named by its comment");
	is_text(read_line("- 'abc'"), "abc|absent", "single quotes, no name");
	is_text(read_line("channels:"), "none", "the yaml's first line");
	is_text(read_line("# all of them"), "none", "a comment");
	is_text(read_line(" \t"), "none", "a blank line");
	is_text(read_line("https://chzzk.naver.com/live/abc me"),
	    "https://chzzk.naver.com/live/abc|me", "an address");
	return done_testing();
}
