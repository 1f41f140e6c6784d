/* message_id.h: the same message has the same name. */
#include "record/message_id.h"
#include "tap.h"

static const char *
id(const char *sender, int64_t ms, const char *text, const char *number)
{
	static struct buf b;

	b.n = 0;
	message_id_put(&b, str_of(sender), ms, str_of(text), str_of(number));
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

static void
test_names(void)
{
	char first[64];

	/* What "printf 안녕 | xxhsum -H3" of xxHash 0.8.1 ends with. */
	is_text(id("015e", 1790594401204, "안녕", NULL),
	    "015e:1790594401204:2cc42e53",
	    "sender, time and text name a message");
	is_text(id("015e", 1790594401204, "안녕", "D1"),
	    "015e:1790594401204:2cc42e53",
	    "of one sender the number of a donation does not count");
	is_text(id("anonymous", 5, "ㅋㅋ", NULL), "anonymous:5:e9b4c9b6",
	    "a shared sender's too");
	is_text(id(NULL, 5, "ㅋㅋ", NULL), "anonymous:5:e9b4c9b6",
	    "no sender is a shared one");
	snprintf(first, sizeof first, "%s", id("anonymous", 5, "ㅋㅋ", "D1"));
	ok(strcmp(first, id("anonymous", 5, "ㅋㅋ", "D2")) != 0,
	    "two anonymous donations with one text are two");
	is_text(id("anonymous", 5, "ㅋㅋ", "D1"), first, "and each is itself");
	is_text(coarse("015e", 5000, "ㅋㅋ", 1), "015e:5000:e9b4c9b6",
	    "in whole seconds it is the same");
	is_text(coarse("015e", 5000, "ㅋㅋ", 2), "015e:5000:e9b4c9b6.2",
	    "... and says which of several it is");
}

static void
test_targets(void)
{
	struct str message = STR("015e:5000:e9b4c9b6");

	ok(message_id_is_target(STR("015e:5000"), message),
	    "sender and time are a target");
	ok(message_id_is_target(message, message), "so is the whole name");
	ok(!message_id_is_target(STR("015e:500"), message),
	    "another time is not");
	ok(!message_id_is_target(STR(""), message), "nor is nothing");
}

int
main(void)
{
	test_names();
	test_targets();
	return done_testing();
}
