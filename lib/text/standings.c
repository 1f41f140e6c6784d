/* Keeps peaks in order of merit. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "core/width.h"
#include "text/standings.h"

struct standing {
	struct peak peak; /* but for its texts */
	char *why;
	size_t n;
};

static int
best_first(const void *va, const void *vb)
{
	const struct peak *a = va, *b = vb;
	double x = peak_strength(a), y = peak_strength(b);

	if (a->by != b->by)
		return a->by < b->by ? -1 : 1;
	if (a->rank != b->rank && a->rank > 0 && b->rank > 0)
		return a->rank < b->rank ? -1 : 1;
	if (x != y)
		return x > y ? -1 : 1;
	return a->start_sec < b->start_sec ? -1 : a->start_sec > b->start_sec;
}

void
standings_add(struct standings *s, const struct peak *p)
{
	struct standing *one;

	MEM_RESERVE(s->at, s->cap, s->n + 1);
	one = &s->at[s->n++];
	*one = (struct standing){ *p,
		xstrndup(p->why.p != NULL ? p->why.p : "", p->why.n),
		p->why.n };
}

/* 59, 1:05 or 1:00:05. */
static void
put_span(struct buf *b, int64_t sec)
{
	if (sec >= 3600)
		buf_fmt(b, "%lld:%02lld:%02lld", (long long)(sec / 3600),
		    (long long)(sec / 60 % 60), (long long)(sec % 60));
	else
		buf_fmt(b, "%lld:%02lld", (long long)(sec / 60),
		    (long long)(sec % 60));
}

static void
put_right(struct buf *b, const struct buf *cell, size_t columns)
{
	size_t width = width_of(buf_view(cell));

	for (; width < columns; width++)
		buf_addc(b, ' ');
	buf_str(b, buf_view(cell));
	buf_adds(b, "  ");
}

static void
put_numbers(struct buf *b, const struct peak *p)
{
	struct buf cell = { 0 };

	put_span(&cell, p->clip_start_sec);
	put_right(b, &cell, 8);
	cell.n = 0;
	put_span(&cell, p->end_sec - p->start_sec);
	put_right(b, &cell, 6);
	cell.n = 0;
	if (p->people >= 0)
		buf_fmt(&cell, "%lld", (long long)p->people);
	put_right(b, &cell, 6);
	cell.n = 0;
	if (!isnan(p->multiple))
		buf_fmt(&cell, "%.1f", p->multiple);
	put_right(b, &cell, 6);
	buf_free(&cell);
}

bool
standings_are_empty(const struct standings *s)
{
	return s->n == 0;
}

void
standings_put(struct standings *s, struct buf *b)
{
	size_t n = s->most > 0 && s->n > s->most ? s->most : s->n;

	if (standings_are_empty(s))
		return;
	qsort(s->at, s->n, sizeof *s->at, best_first);
	buf_adds(b, "RANK      CLIP  LENGTH  PEOPLE   TIMES  WHY\n");
	for (size_t i = 0; i < n; i++) {
		const struct standing *one = &s->at[i];
		bool trusted = one->peak.suspect == PEAK_TRUSTED;

		buf_fmt(b, "%4zu%s ", i + 1, trusted ? " " : "?");
		put_numbers(b, &one->peak);
		utf8_show(b, (struct str){ one->why, one->n }, one->n);
		buf_addc(b, '\n');
	}
}

void
standings_free(struct standings *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->at[i].why);
	free(s->at);
	*s = (struct standings){ .most = s->most };
}
