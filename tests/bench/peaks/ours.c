#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "ours.h"
#include "series/fresh.h"
#include "series/marks.h"

double *
ours_counts(const struct chat *c, bool by_messages)
{
	double *counts = xcalloc((size_t)c->n + 1, sizeof *counts);
	struct fresh fresh = { .pause = 10 };

	for (long i = 0; i < c->n; i++) {
		const uint32_t *marks;
		size_t n = chat_marks(c, i, &marks);

		counts[i] =
		    by_messages ? c->at[i].chats : fresh_add(&fresh, marks, n);
	}
	fresh_free(&fresh);
	return counts;
}

static void
add(struct peakscan *s, const struct chat *c, const double *counts, long i)
{
	if (c->at[i].unseen)
		peakscan_skip(s);
	else
		peakscan_add(s, counts[i]);
}

long
ours_count(
    const struct chat *c, const double *counts, struct peakscan_rule rule)
{
	struct peakscan s;
	struct peakscan_report p;
	long n = 0;

	peakscan_init(&s, rule);
	for (long i = 0; i < c->n; i++) {
		add(&s, c, counts, i);
		while (peakscan_next(&s, &p))
			n += p.open;
	}
	return n;
}

/* The writers' marks as a bucket has them. */
static struct str
marks_of(struct buf *b, const struct chat *c, long sec)
{
	const uint32_t *marks;
	size_t n = chat_marks(c, sec, &marks);
	char *p;

	b->n = 0;
	p = buf_reserve(b, (n + 1) * MARKS_DIGITS);
	for (size_t i = 0; i < n; i++)
		marks_write(p + i * MARKS_DIGITS, marks[i]);
	b->n = n * MARKS_DIGITS;
	return buf_view(b);
}

struct hearing {
	struct answers *answers;
	long now, opened;
};

static void
hear(void *ctx, struct peak *p)
{
	struct hearing *h = ctx;

	if (p->open)
		h->opened = h->now;
	else
		answers_add(h->answers,
		    (struct answer){ (long)p->start_sec, (long)p->end_sec,
			h->opened, p->suspect != PEAK_TRUSTED });
}

void
ours_find(const struct chat *c, struct peaks_rule rule, bool by_messages,
    struct answers *out)
{
	struct hearing h = { out, 0, 0 };
	struct buf marks = { 0 };
	struct peaks *p;

	rule.hole_sec = 6 * 3600;
	rule.found = hear;
	p = peaks_new(&rule);
	for (h.now = 0; h.now < c->n; h.now++) {
		struct ts ts = ts_blank();

		ts.sec = h.now;
		ts.bucket_sec = 1;
		ts.chat_count = c->at[h.now].chats;
		ts.gap = c->at[h.now].unseen;
		if (!by_messages)
			ts.user_marks = marks_of(&marks, c, h.now);
		peaks_add(p, &ts, (double)NAN, &h);
	}
	peaks_end(p, &h);
	peaks_free(p);
	buf_free(&marks);
}
