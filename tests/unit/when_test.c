/* when.h: moments and durations.  Epoch values are from date(1). */
#include <stdlib.h>

#include "core/when.h"
#include "tap.h"

static int64_t
parsed(bool (*parse)(struct str, int64_t *), const char *text)
{
	int64_t ms = -1;

	return parse(str_of(text), &ms) ? ms : -1;
}

/* The spelling that is read at once and the same with one digit more, which is
 * read step by step, with any byte at any place. */
static void
test_spellings(void)
{
	static const char moment[] = "2024-02-29T11:20:01.204Z";
	enum { LAST = sizeof moment - 2 };
	int differ = 0;

	for (int at = 0; at < LAST; at++)
		for (int c = 1; c < 256; c++) {
			char text[sizeof moment], longer[sizeof moment + 1];

			memcpy(text, moment, sizeof text);
			text[at] = (char)c;
			memcpy(longer, text, LAST);
			memcpy(longer + LAST, "0Z", sizeof "0Z");
			differ += parsed(when_rfc3339, text) !=
			    parsed(when_rfc3339, longer);
		}
	ok(differ == 0, "read at once as step by step");
}

static void
test_moments(void)
{
	char text[WHEN_UTC_LEN + 1] = "";
	int64_t ms;

	ok(parsed(when_rfc3339, "2026-01-06T11:20:01.204Z") == 1767698401204,
	    "UTC with milliseconds");
	ok(parsed(when_rfc3339, "2026-01-06T20:20:01+09:00") == 1767698401000,
	    "Korean offset");
	ok(parsed(when_rfc3339, "2026-02-29T00:00:00Z") == -1,
	    "no 29th of February in 2026");
	ok(parsed(when_rfc3339, "2026-01-06T11:20:01") == -1, "no zone");
	ok(parsed(when_kst, "2026-01-06 20:20:01") == 1767698401000,
	    "Chzzk's form is Korean time");
	ok(parsed(when_rfc3339, "1969-12-31T23:59:59.5Z") == -500,
	    "before 1970");
	ok(parsed(when_rfc3339, "2024-02-29T23:59:60.999Z") == 1709251200999,
	    "a leap day, a leap second");
	when_put_utc(text, 1767698401204);
	is_text(text, "2026-01-06T11:20:01.204Z", "written as read");
	when_put_utc(text, -500);
	is_text(text, "1969-12-31T23:59:59.500Z", "before 1970, written");
	ok(when_typed(STR("-2h"), 10000000, &ms) && ms == 2800000,
	    "two hours ago");
	ok(when_typed(STR("2026-01-06"), 0, &ms) && ms == 1767625200000,
	    "a date begins at local midnight, in Seoul when TZ is unset");
}

static void
test_durations(void)
{
	ok(parsed(when_duration, "90s") == 90000, "90s");
	ok(parsed(when_duration, "90") == 90000, "seconds are the default");
	ok(parsed(when_duration, "1h30m") == 5400000, "1h30m");
	ok(parsed(when_duration, "250ms") == 250, "250ms");
	ok(parsed(when_duration, "5x") == -1, "an unknown unit");
	ok(parsed(when_duration, "") == -1, "nothing");
	ok(parsed(when_duration, "-5s") == -1, "negative");
	ok(parsed(when_duration, "99999999999999999h") == -1, "too long");
}

static const char *
hms(int64_t sec)
{
	static char text[WHEN_HMS_MAX + 1];

	text[when_put_hms(text, sec)] = '\0';
	return text;
}

int
main(void)
{
	unsetenv("TZ");
	test_moments();
	test_spellings();
	test_durations();
	is_text(hms(3723), "1:02:03", "elapsed time");
	is_text(hms(-5), "-0:00:05", "before the start");
	ok(parsed(when_hms, "1:02:03") == 3723000, "... and back");
	ok(parsed(when_hms, "100:00") == 6000000, "minutes and seconds");
	ok(parsed(when_hms, "5") == -1 && parsed(when_hms, "1:2:03") == -1 &&
		parsed(when_hms, "1:60") == -1 &&
		parsed(when_hms, "1:00:00:00") == -1 &&
		parsed(when_hms, "-1:00") == -1,
	    "what no player shows");
	return done_testing();
}
