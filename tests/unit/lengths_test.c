/* lengths.h: lengths of buckets, as a user names them. */
#include "series/lengths.h"
#include "tap.h"

static bool
refuses(const char *text)
{
	struct lengths l = { 0 };

	return !lengths_read(&l, str_of(text));
}

int
main(void)
{
	struct lengths l = { 0 };
	bool good = true;

	ok(lengths_read(&l, STR("5m,1s,60s,1m")) && l.n == 3,
	    "what is named twice counts once");
	ok(l.ms[0] == 1000 && l.ms[1] == 60000 && l.ms[2] == 300000,
	    "the shortest comes first");
	ok(refuses("1s,1500ms"), "whole seconds only");
	ok(refuses("0s") && refuses("25h"), "more than nothing, at most a day");
	ok(refuses("1s,,2s") && refuses("x,1s"), "each is a length");
	for (int64_t i = 4; i <= LENGTHS_MAX; i++)
		good &= lengths_add(&l, i * 7000);
	ok(good && l.n == LENGTHS_MAX, "as many as there is room for");
	ok(!lengths_add(&l, 2000) && lengths_add(&l, 60000),
	    "no more, but the same again");
	return done_testing();
}
