/* series.h and what it is made of: clocks, gaps, means, buckets; closed.h. */
#include <stdlib.h>

#include "core/str.h"
#include "record/closed.h"
#include "series/clock.h"
#include "series/gaps.h"
#include "series/histogram.h"
#include "series/rolling.h"
#include "series/series.h"
#include "tap.h"

static void
test_rolling(void)
{
	struct rolling r = { .window = 3 };
	double mean = -1;

	ok(!rolling_mean(&r, &mean), "no mean of nothing");
	rolling_add(&r, 4);
	ok(rolling_mean(&r, &mean) && mean == 4, "of one value");
	rolling_add(&r, 1);
	rolling_add(&r, 1);
	ok(rolling_mean(&r, &mean) && mean == 2, "of three: 6 / 3");
	rolling_add(&r, 7);
	ok(rolling_mean(&r, &mean) && mean == 3, "the first leaves: 9 / 3");
	rolling_add(&r, ROLLING_UNKNOWN);
	ok(rolling_mean(&r, &mean) && mean == 4, "of the known: 8 / 2");
	rolling_add(&r, ROLLING_UNKNOWN);
	rolling_add(&r, ROLLING_UNKNOWN);
	ok(!rolling_mean(&r, &mean), "nothing is known");
	rolling_free(&r);
}

static void
test_clock(void)
{
	struct clock c = { .hole = 10 };

	ok(clock_show(&c, 100) == CLOCK_NEAR && c.now == 100, "begins");
	ok(clock_show(&c, 95) == CLOCK_NEAR && c.now == 100, "never goes back");
	ok(clock_show(&c, 110) == CLOCK_NEAR && c.now == 110, "a hole's width");
	ok(clock_show(&c, 500) == CLOCK_ASIDE && c.now == 110, "far ahead");
	ok(clock_show(&c, 111) == CLOCK_NEAR && c.now == 111 && !c.doubtful,
	    "it was a stray");
	ok(clock_show(&c, 500) == CLOCK_ASIDE, "far again");
	ok(clock_show(&c, 900) == CLOCK_ASIDE && c.aside == 900,
	    "another stray");
	ok(clock_show(&c, 895) == CLOCK_JUMPED && c.now == 900,
	    "two that agree move it");
	ok(clock_show(&c, 0) == CLOCK_ASIDE &&
		clock_show(&c, 3) == CLOCK_JUMPED && c.now == 3,
	    "back as well");
}

static const char *
shown(const struct gaps *g, struct buf *text)
{
	text->n = 0;
	for (size_t i = 0; i < g->n; i++)
		buf_fmt(text, "%d-%d ", (int)g->at[i].from, (int)g->at[i].to);
	return buf_text(text);
}

static void
test_gaps(void)
{
	struct gaps g = { 0 };
	struct buf text = { 0 };

	gaps_add(&g, 5, 5);
	gaps_add(&g, 9, 3);
	is_text(shown(&g, &text), "", "nothing is no gap");
	gaps_add(&g, 20, 30);
	gaps_add(&g, 0, 5);
	gaps_add(&g, 50, 60);
	is_text(shown(&g, &text), "0-5 20-30 50-60 ", "in order");
	ok(gaps_touch(&g, 29, 40) && gaps_touch(&g, 10, 21), "touched");
	ok(!gaps_touch(&g, 5, 20) && !gaps_touch(&g, 30, 50), "between them");
	gaps_add(&g, 30, 51);
	is_text(shown(&g, &text), "0-5 20-60 ", "what meets is one");
	gaps_add(&g, 2, 10);
	is_text(shown(&g, &text), "0-10 20-60 ", "what overlaps too");
	gaps_forget(&g, 10);
	is_text(shown(&g, &text), "20-60 ", "forgotten");
	gaps_free(&g);
	buf_free(&text);
}

static void
test_tally(void)
{
	struct histogram t = { .size_sec = 10 };

	for (int i = 0; i < 3; i++)
		histogram_add(&t, 45);
	histogram_add(&t, 109);
	histogram_add(&t, 0);
	histogram_add(&t, 49);
	histogram_add(&t, 50);
	ok(t.n == 4 && t.rows[0].bucket == 0 && t.rows[1].bucket == 4 &&
		t.rows[2].bucket == 5 && t.rows[3].bucket == 10,
	    "in order of time, however they came");
	ok(t.rows[1].n == 4 && t.rows[3].n == 1, "counted");
	histogram_free(&t);
}

/* What left, as "size:sec=chats/users+donations ". */
static void
write_down(void *ctx, const struct bucket *b)
{
	buf_fmt(ctx, "%d:%d=%u/%u+%u%s ", (int)b->size_sec, (int)b->sec,
	    b->chats, b->users->n, b->donations, b->gap ? "!" : "");
}

static struct series_rule rule;

static enum series_took
chat(struct series *s, int64_t t_ms, uint64_t user, uint64_t message,
    struct buf *text)
{
	struct sample sample = { .t_ms = t_ms,
		.signed_ = user > 0,
		.user = { user, user },
		.named = message > 0,
		.message = { message, 0 } };

	sample_hash(&sample);
	series_early(s, &rule, t_ms);
	series_far(s, &sample);
	series_near(s, &sample);
	return series_add(s, &sample, text);
}

static const int64_t sizes[] = { 1000, 3000 };

static struct series *
begin(size_t n, int64_t lateness, struct buf *text)
{
	rule = (struct series_rule){ .sizes_ms = sizes,
		.n = n,
		.lateness_ms = lateness,
		.rolling_ms = 3000,
		.hole_ms = 100000,
		.leave = write_down,
		.own = 100 };
	series_plan(&rule);
	text->n = 0;
	return series_new(&rule);
}

/* The caller's bytes are nobody else's. */
static void
test_own(void)
{
	struct buf text = { 0 };
	struct series *s = begin(2, 2000, &text);
	char *own = series_own(s);
	bool zero = true, kept = true;

	for (int i = 0; i < 100; i++) {
		zero &= own[i] == 0;
		own[i] = (char)i;
	}
	for (uint64_t i = 0; i < 1000; i++)
		chat(s, (int64_t)i * 100, i, i, &text);
	for (int i = 0; i < 100; i++)
		kept &= own[i] == (char)i;
	ok(zero && kept, "the caller's own bytes, zero until it writes");
	series_free(s);
	buf_free(&text);
}

static void
test_buckets(void)
{
	struct buf text = { 0 };
	struct series *s = begin(2, 2000, &text);

	chat(s, 0, 1, 0, &text);
	chat(s, 999, 1, 0, &text);
	chat(s, 2999, 2, 0, &text);
	is_text(buf_text(&text), "", "nothing leaves within the lateness");
	chat(s, 3000, 3, 0, &text);
	is_text(buf_text(&text), "1:0=2/1+0 ", "the first second leaves at 3");
	chat(s, 1500, 4, 0, &text);
	chat(s, 5000, 5, 0, &text);
	is_text(buf_text(&text), "1:0=2/1+0 1:1=1/1+0 1:2=1/1+0 3:0=4/3+0 ",
	    "late but in time; users across seconds are distinct");
	ok(chat(s, 2999, 9, 0, &text) == SERIES_LATE, "too late");
	series_end(s, &text);
	is_text(buf_text(&text) + 40,
	    "1:3=1/1+0 1:4=0/0+0 1:5=1/1+0 3:3=2/2+0 ", "the rest at the end");
	series_free(s);
	buf_free(&text);
}

/* One goes on where another has ended. */
static void
test_after(void)
{
	struct buf text = { 0 };
	struct series *s = begin(2, 2000, &text);

	chat(s, 4500, 1, 0, &text);
	ok(series_edge(s) == 6000, "the largest bucket ends at 6");
	series_end(s, &text);
	series_free(s);
	s = begin(2, 2000, &text);
	series_after(s, 6000);
	ok(chat(s, 5999, 1, 0, &text) == SERIES_LATE, "what has left is late");
	ok(chat(s, 6000, 1, 0, &text) == SERIES_TAKEN, "... no more than that");
	series_end(s, &text);
	is_text(buf_text(&text), "1:6=1/1+0 3:6=1/1+0 ", "and it goes on");
	series_free(s);
	buf_free(&text);
}

static void
test_closed(void)
{
	struct closed c = { 0 };
	struct closing due;
	bool early = false;

	for (uint32_t i = 0; i < CLOSED_KEPT; i++)
		early |= closed_note(&c, (struct closing){ i, 7 * i }, &due);
	ok(!early, "the last ones that closed are kept");
	ok(closed_note(&c, (struct closing){ 9999, 0 }, &due) &&
		due.number == 0 && due.clock == 0,
	    "another one closes: the first is due");
	ok(closed_note(&c, (struct closing){ 9999, 0 }, &due) &&
		due.number == 1 && due.clock == 7,
	    "... and then the second");
}

static void
test_copies_and_holes(void)
{
	struct buf text = { 0 };
	struct series *s = begin(1, 5000, &text);

	ok(chat(s, 0, 1, 7, &text) == SERIES_TAKEN &&
		chat(s, 1, 1, 7, &text) == SERIES_COPY &&
		chat(s, 1, 1, 8, &text) == SERIES_TAKEN,
	    "a copy is a copy");
	ok(chat(s, 900000, 2, 0, &text) == SERIES_ASIDE, "far away");
	is_text(buf_text(&text), "", "... nothing moves");
	chat(s, 1000, 2, 0, &text);
	is_text(buf_text(&text), "1:900=1/1+0 ", "a stray leaves alone");
	chat(s, 500000, 2, 0, &text);
	chat(s, 500500, 3, 0, &text);
	is_text(buf_text(&text), "1:900=1/1+0 1:0=2/1+0 1:1=1/1+0 ",
	    "the clock jumps: what was open leaves, the hole is nothing");
	series_end(s, &text);
	is_text(buf_text(&text) + 32, "1:500=2/2+0 ", "on the other side");
	series_free(s);
	buf_free(&text);
}

/* The seconds marked as gaps of a series that is lost after its first message
 * and resumed with `gap_ms`; `between` is when a message was read again. */
static const char *
marked(struct buf *text, int64_t between, int64_t gap_ms)
{
	struct series *s = begin(1, 0, text);
	struct buf seconds = { 0 };
	struct str rest;

	chat(s, 0, 0, 0, text);
	series_lost(s, 3000);
	if (between >= 0)
		chat(s, between, 0, 0, text);
	series_resumed(s, 5000, gap_ms, text);
	chat(s, 6000, 0, 0, text);
	series_end(s, text);
	series_free(s);
	rest = buf_view(text);
	while (rest.p != NULL) {
		struct str one = str_cut(&rest, ' ');

		if (str_ends(one, "!"))
			buf_add(&seconds, one.p + 2, 1);
	}
	buf_free(text);
	*text = seconds;
	return buf_text(text);
}

static void
test_gap_marks(void)
{
	struct buf text = { 0 };

	is_text(marked(&text, -1, SERIES_UNKNOWN), "34", "all since the loss");
	is_text(marked(&text, -1, 4000), "1234", "or as much as is known");
	is_text(marked(&text, -1, 0), "", "or nothing");
	is_text(marked(&text, 2500, 1400), "12",
	    "what was read again comes after the gap");
	is_text(marked(&text, 4000, SERIES_UNKNOWN), "3",
	    "up to the first message");
	is_text(marked(&text, 1000, 0), "", "all was read again");
	buf_free(&text);
}

/*
 * However samples are shuffled within the lateness, the buckets are those of a
 * count by hand.
 */
static void
test_shuffled(void)
{
	enum { N = 3000, SECONDS = 300 };
	struct buf text = { 0 }, want = { 0 };
	struct series *s = begin(1, 5000, &text);
	unsigned count[SECONDS] = { 0 };
	bool taken = true;

	srand(3);
	for (int i = 0; i < N; i++) {
		int64_t t = (int64_t)i * SECONDS * 1000 / N - rand() % 4900;

		t = t < 0 ? 0 : t;
		count[t / 1000]++;
		taken &= chat(s, t, 0, 0, &text) == SERIES_TAKEN;
	}
	series_end(s, &text);
	for (int i = 0, last = SECONDS; i < last; i++) {
		while (count[last - 1] == 0)
			last--;
		buf_fmt(&want, "1:%d=%u/0+0 ", i, count[i]);
	}
	ok(taken, "nothing is late");
	is_text(buf_text(&text), buf_text(&want), "3000 shuffled samples");
	series_free(s);
	buf_free(&text);
	buf_free(&want);
}

int
main(void)
{
	test_rolling();
	test_clock();
	test_gaps();
	test_tally();
	test_own();
	test_buckets();
	test_after();
	test_closed();
	test_copies_and_holes();
	test_gap_marks();
	test_shuffled();
	return done_testing();
}
