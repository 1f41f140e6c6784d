/* echoes.h: seconds in which many say the same. */
#include <math.h>
#include <stdio.h>

#include "tap.h"
#include "text/echoes.h"

static uint64_t
hash(int user)
{
	return (uint64_t)(user + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Ten messages a second of words that go round, each by another user. */
static void
talk(struct echoes *e, int64_t from, int64_t to)
{
	char text[32];

	for (int64_t sec = from; sec < to; sec++) {
		for (int i = 0; i < 10; i++) {
			int n = (int)sec * 10 + i;

			snprintf(text, sizeof text, "word%d", n % 97);
			echoes_add(e, sec, str_of(text), hash(n));
		}
		if (sec < to - 1)
			echoes_next(e, sec);
	}
}

static void
say(struct echoes *e, int64_t sec, const char *text, int n, uint64_t user)
{
	for (int i = 0; i < n; i++)
		echoes_add(e, sec, str_of(text),
		    user != 0 ? user : hash((int)sec * 1000 + i));
}

int
main(void)
{
	struct echoes *e = echoes_new();

	talk(e, 0, 50);
	ok(isnan(echoes_next(e, 49)), "nothing is usual in the first minute");
	talk(e, 50, 300);
	ok(echoes_next(e, 299) == 0, "what is said all the time is no echo");
	say(e, 300, "YESSS", 2, 0);
	ok(echoes_next(e, 300) == 0, "two are not many");
	say(e, 301, "YESSS", 5, 0);
	ok(echoes_next(e, 301) == 5, "five more are");
	say(e, 302, "spam", 50, 99);
	ok(echoes_next(e, 302) == 0, "one user is heard once");
	talk(e, 303, 330);
	say(e, 330, "yes, word5", 20, 0);
	ok(echoes_next(e, 330) == 20, "a usual word many times as often");
	ok(isnan(echoes_next(e, 90000)), "a day later nothing is usual");
	echoes_free(e);
	echoes_free(NULL);
	return done_testing();
}
