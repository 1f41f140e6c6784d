/* message_id.h: the same message has the same name. */
#include "record/message_id.h"
#include "tap.h"

static const char *
id(const char *sender, int64_t ms, const char *text)
{
	static struct buf b;

	b.n = 0;
	message_id_put(&b, str_of(sender), ms, str_of(text));
	return buf_text(&b);
}

static const char *
coarse(const char *sender, int64_t ms, const char *text, unsigned n)
{
	static struct buf b;

	b.n = 0;
	message_id_put_coarse(&b, str_of(sender), ms, str_of(text), n);
	return buf_text(&b);
}

int
main(void)
{
	is_text(id("015e", 1790594401204, "안녕"), "015e:1790594401204",
	    "sender and time name a message");
	/* What "printf ㅋㅋ | xxhsum -H3" of xxHash 0.8.1 ends with. */
	is_text(id("anonymous", 5, "ㅋㅋ"), "anonymous:5:e9b4c9b6",
	    "a shared sender adds the text");
	is_text(
	    id(NULL, 5, "ㅋㅋ"), "anonymous:5:e9b4c9b6", "so does no sender");
	is_text(coarse("015e", 5000, "ㅋㅋ", 1), "015e:5000:e9b4c9b6",
	    "whole seconds need the text");
	is_text(coarse("015e", 5000, "ㅋㅋ", 2), "015e:5000:e9b4c9b6.2",
	    "... and say which of several it is");
	return done_testing();
}
