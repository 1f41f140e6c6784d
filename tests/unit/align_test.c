/* align.h: what one clock lost, and how it drifts, is found again from the
 * messages; logs that have nothing in common are not forced together. */
#include <stdlib.h>

#include "core/random.h"
#include "series/align.h"
#include "tap.h"

enum { MOST = 40000 };

/* What the other clock does. */
struct fate {
	int64_t offset_ms;
	int64_t loss_at_ms, loss_ms; /* the other lost it; negative: the log */
	double drift_ms;             /* by the end */
	int64_t jitter_ms, grain_ms; /* of the other's times */
};

struct made {
	struct align_event log[MOST], other[MOST];
	int64_t truth[MOST]; /* of the log's; -1 where the other has nothing */
	size_t n, m;
	int64_t length_ms;
};
static struct made made;

static int64_t
by_other(const struct fate *f, int64_t ms, int64_t length)
{
	int64_t lost = ms >= f->loss_at_ms ? f->loss_ms : 0;

	return ms + f->offset_ms - lost +
	    (int64_t)(f->drift_ms * (double)ms / (double)length);
}

static int
by_ms(const void *va, const void *vb)
{
	const struct align_event *a = va, *b = vb;

	return a->ms < b->ms ? -1 : a->ms > b->ms;
}

/* A text: many are common, some belong to the day, most are nearly unique. */
static uint64_t
text(uint64_t *seed)
{
	uint64_t kind = random_below(seed, 10);

	return kind < 5 ? 1 + random_below(seed, 5)
	    : kind < 7  ? 100 + random_below(seed, 300)
			: 10000 + random_below(seed, 1000000);
}

/* Two logs of `minutes`, each without a tenth of the messages. */
static void
make(uint64_t seed, int minutes, double per_second, const struct fate *f)
{
	double ms = 0, pace = per_second;

	made.n = made.m = 0;
	made.length_ms = minutes * INT64_C(60000);
	while (ms < (double)made.length_ms && made.n < MOST && made.m < MOST) {
		struct align_event e = { .id = 1 + random_next(&seed) };
		int64_t at;

		if (random_below(&seed, 200) == 0)
			pace = per_second * random_between(&seed, .3, 3);
		ms += random_wait(&seed, pace);
		e.ms = (int64_t)ms;
		e.text = text(&seed);
		e.said =
		    1 + random_mix(e.text + 977 * random_below(&seed, 400));
		at = by_other(f, e.ms, made.length_ms);
		if (f->jitter_ms > 0)
			at += (int64_t)random_below(
				  &seed, 2 * (uint64_t)f->jitter_ms) -
			    f->jitter_ms;
		made.truth[made.n] = -1;
		if (at >= 0 && random_below(&seed, 10) > 0 &&
		    !(e.ms >= f->loss_at_ms &&
			e.ms < f->loss_at_ms + f->loss_ms)) {
			made.other[made.m] = e;
			made.other[made.m++].ms = at - at % f->grain_ms;
			made.truth[made.n] = by_other(f, e.ms, made.length_ms);
		}
		/* A negative loss is the log's: it stood still. */
		if (random_below(&seed, 10) > 0)
			made.log[made.n++] = e;
	}
	qsort(made.other, made.m, sizeof *made.other, by_ms);
}

static void
forget(enum align_by best)
{
	for (size_t i = 0; i < made.n; i++) {
		if (best > ALIGN_IDS)
			made.log[i].id = 0;
		if (best > ALIGN_TEXTS)
			made.log[i].said = made.log[i].text = 0;
	}
}

/* The share of messages, of those that the other has, that are off by more than
 * half a second. */
static double
off(const struct alignment *a)
{
	size_t wrong = 0, all = 0;

	for (size_t i = 0; i < made.n; i++) {
		int64_t d;

		if (made.truth[i] < 0)
			continue;
		d = align_at(a, made.log[i].ms) - made.truth[i];
		all++;
		wrong += d > 500 || d < -500;
	}
	return (double)wrong / (double)all;
}

static bool
never_goes_back(const struct alignment *a)
{
	int64_t last = INT64_MIN / 2;

	for (size_t i = 0; i < made.n; i++) {
		int64_t at = align_at(a, made.log[i].ms);

		if (at < last - 1000)
			return false;
		last = at;
	}
	return true;
}

static void
test_found(const char *what, enum align_by by, int minutes, double per_second,
    const struct fate *f, double may_be_off)
{
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct alignment a;
		bool found;

		make(seed, minutes, per_second, f);
		forget(by);
		found = align_find((struct align_log){ made.log, made.n },
		    (struct align_log){ made.other, made.m }, INT64_C(600000),
		    &a);
		if (!ok(found && a.by == by, "%s: found, seed %d", what,
			(int)seed)) {
			printf("# by %d\n", (int)a.by);
			align_free(&a);
			continue;
		}
		ok(off(&a) <= may_be_off, "... within half a second: %.4f off",
		    off(&a));
		ok(never_goes_back(&a), "... and in order");
		if (a.n != (f->loss_ms != 0 ? 2 : 1))
			for (size_t i = 0; i < a.n; i++)
				printf("# stretch from %lld: %lld, %zu\n",
				    (long long)a.stretch[i].first_ms,
				    (long long)a.stretch[i].at[0].offset_ms,
				    a.stretch[i].matched);
		ok(a.n == (f->loss_ms != 0 ? 2 : 1), "... a jump is one");
		align_free(&a);
	}
}

static void
test_strangers(enum align_by by)
{
	const struct fate none = { .grain_ms = 1 };

	for (uint64_t seed = 1; seed <= 6; seed++) {
		static struct align_event log[MOST];
		struct alignment a;
		size_t n;

		make(seed, 60, 1, &none);
		forget(by);
		n = made.n;
		memcpy(log, made.log, n * sizeof *log);
		make(seed + 100, 60, 1, &none);
		ok(!align_find((struct align_log){ log, n },
		       (struct align_log){ made.other, made.m },
		       INT64_C(600000), &a),
		    "strangers, %d, seed %d", (int)by, (int)seed);
		align_free(&a);
	}
}

int
main(void)
{
	const struct fate same = { .grain_ms = 1 };
	const struct fate hard = { -12345, 3333333, 37000, 2000, 200, 1 };
	const struct fate log_lost = { 5000, 3333333, -37000, -2000, 200, 1 };
	const struct fate coarse = { 90000, 3333333, 37000, 2000, 100, 1000 };
	struct alignment a;

	test_found("the same", ALIGN_IDS, 30, 1, &same, 0);
	test_found("37 s lost, 2 s of drift, ids", ALIGN_IDS, 120, 2, &hard, 0);
	test_found("... texts", ALIGN_TEXTS, 120, 2, &hard, 0.001);
	test_found("... rates", ALIGN_RATES, 120, 2, &hard, 0.01);
	test_found("a slow chat, ids", ALIGN_IDS, 120, 0.05, &hard, 0);
	test_found("a slow chat, texts", ALIGN_TEXTS, 120, 0.2, &hard, 0.01);
	test_found("a fast chat, texts", ALIGN_TEXTS, 60, 8, &hard, 0.001);
	test_found(
	    "the log lost 37 s, texts", ALIGN_TEXTS, 120, 2, &log_lost, 0.001);
	test_found("whole seconds, texts", ALIGN_TEXTS, 120, 2, &coarse, 0.01);
	test_strangers(ALIGN_IDS);
	test_strangers(ALIGN_TEXTS);
	test_strangers(ALIGN_RATES);
	ok(!align_find((struct align_log){ NULL, 0 },
	       (struct align_log){ NULL, 0 }, 1000, &a),
	    "nothing fits nothing");
	return done_testing();
}
