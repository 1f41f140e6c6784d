/*
 * Numbers, sizes, moments and durations from any text: what is accepted is in
 * range, and what is written from it reads back as the same.
 */
#include "core/num.h"
#include "core/when.h"
#include "fuzz.h"

static void
check_numbers(struct str s)
{
	char text[NUM_REAL_MAX];
	int64_t value, again;
	double real, same;
	size_t size;

	if (num_int(s, &value)) {
		struct str back = { text, num_put_int(text, value) };

		must(back.n <= NUM_INT_MAX && num_int(back, &again) &&
			again == value,
		    "integer '%.*s'", STR_ARG(s));
	}
	if (num_real(s, &real)) {
		struct str back = { text, num_put_real(text, real) };

		must(back.n <= NUM_REAL_MAX && num_real(back, &same) &&
			same == real,
		    "real '%.*s'", STR_ARG(s));
	}
	if (num_size(s, &size))
		must(s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9', "size '%.*s'",
		    STR_ARG(s));
}

static void
check_moment(struct str s, int64_t ms)
{
	char utc[WHEN_UTC_LEN];
	int64_t again;

	when_put_utc(utc, ms);
	must(when_rfc3339((struct str){ utc, sizeof utc }, &again) &&
		again == ms,
	    "moment '%.*s' as '%.*s'", STR_ARG(s), (int)sizeof utc, utc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const int64_t now = INT64_C(1767697201204);
	struct str s = { (const char *)data, n };
	int64_t ms;

	check_numbers(s);
	if (when_rfc3339(s, &ms))
		check_moment(s, ms);
	if (when_kst(s, &ms) && ms >= 0)
		check_moment(s, ms);
	when_typed(s, now, &ms);
	if (when_duration(s, &ms))
		must(ms >= 0, "a negative duration '%.*s'", STR_ARG(s));
	return 0;
}
