/* emote.h, length.h: how long a message is to its writer. */
#include "tap.h"
#include "text/emote.h"
#include "text/length.h"

static void
is_long(const char *text, size_t want)
{
	size_t got = length_of(str_of(text));

	if (!ok(got == want, "\"%s\" is %zu long", text, want))
		printf("# got %zu\n", got);
}

static void
is_code(const char *text, size_t want)
{
	ok(emote_code(str_of(text)) == want, "\"%s\" begins with a code of %zu",
	    text, want);
}

int
main(void)
{
	is_long("", 0);
	is_long("  안녕  ", 2);
	is_long("ㅋㅋㅋ", 3);
	is_long("hello", 5);
	is_long("\u1112\u1161\u11ab", 1); /* 한 as a Mac writes it */
	is_long("👩‍👩‍👧‍👦", 1);
	is_long("👍🏽", 1);
	is_long("🇰🇷🇯🇵", 2);
	is_long("e\u0301", 1);
	is_long("{:d_54:}", 1);
	is_long("ㅋ{:d_54:}{:a:}ㅋ", 4);
	is_long("{:d 54:}", 8);
	is_long("❤️", 1);
	is_long("각\u0300", 1);
	is_long("\xff", 1);

	is_code("{:d_54:}...", 8);
	is_code("{:a:}", 5);
	is_code("{::}", 0);
	is_code("{:a}", 0);
	is_code("{:a", 0);
	is_code("{:a b:}", 0);
	is_code("{:aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"
		":}",
	    64);
	is_code(
	    "{:aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffg"
	    ":}",
	    0);
	return done_testing();
}
