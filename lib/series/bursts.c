/* Finds stretches of high scores. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/bursts.h"

/* A burst whose right end, or whose last peak, may still be to come. */
struct growing {
	struct burst burst;
	int64_t last; /* its last peak */
	bool ended;   /* `end` is known */
};

static struct growing *
newest(const struct bursts *b)
{
	return b->n_open > 0 ? &b->open[b->n_open - 1] : NULL;
}

static void
add_peak(struct bursts *b)
{
	struct growing *g = newest(b);

	if (g != NULL && b->best.peak - g->last <= b->rule.join) {
		g->last = b->best.peak;
		g->ended = false;
		if (b->best.z > g->burst.z) {
			g->burst.peak = b->best.peak;
			g->burst.z = b->best.z;
			g->burst.count = b->best.count;
		}
		return;
	}
	MEM_RESERVE(b->open, b->cap, b->n_open + 1);
	g = &b->open[b->n_open++];
	*g = (struct growing){ .burst = b->best, .last = b->best.peak };
	g->burst.start = b->stretch;
}

static void
follow_run(struct bursts *b, double z, uint32_t count)
{
	if (z <= b->rule.high) {
		if (b->in_run)
			add_peak(b);
		b->in_run = false;
		return;
	}
	if (!b->in_run || z > b->best.z ||
	    (z == b->best.z && count > b->best.count))
		b->best =
		    (struct burst){ .peak = b->n, .z = z, .count = count };
	b->in_run = true;
}

/* The stretch above `low` is over: it was the right end of all bursts that
 * were still growing. */
static void
end_stretch(struct bursts *b)
{
	for (size_t i = b->n_open; i > 0 && !b->open[i - 1].ended; i--) {
		b->open[i - 1].burst.end = b->n - 1;
		b->open[i - 1].ended = true;
	}
	b->in_stretch = false;
}

void
bursts_add(struct bursts *b, double z, uint32_t count)
{
	follow_run(b, z, count);
	if (z > b->rule.low) {
		if (!b->in_stretch)
			b->stretch = b->n;
		b->in_stretch = true;
	} else if (b->in_stretch) {
		end_stretch(b);
	}
	b->n++;
}

void
bursts_end(struct bursts *b)
{
	bursts_add(b, -INFINITY, 0);
	/* As if silence had lasted long enough. */
	b->n += b->rule.join;
}

/* Whether a peak to come may still join the newest burst. */
static bool
may_join(const struct bursts *b, const struct growing *g)
{
	int64_t next = b->in_run ? b->best.peak : b->n;

	return g == newest(b) && next - g->last <= b->rule.join;
}

static bool
certain(const struct bursts *b, const struct growing *g)
{
	return g->ended && !may_join(b, g);
}

static void
drop_oldest(struct bursts *b)
{
	b->n_open--;
	memmove(b->open, b->open + 1, b->n_open * sizeof *b->open);
}

/* Whether one of them may have to go. */
static bool
overlap(
    const struct bursts *b, const struct burst *one, const struct burst *next)
{
	return b->rule.merged ? next->start <= one->end
			      : next->start == one->start;
}

static struct burst
united(const struct burst *one, const struct burst *next)
{
	struct burst both = next->z > one->z ? *next : *one;

	both.start = one->start;
	both.end = next->end > one->end ? next->end : one->end;
	return both;
}

bool
bursts_next(struct bursts *b, struct burst *out)
{
	if (b->n_open == 0 || !certain(b, &b->open[0]))
		return false;
	*out = b->open[0].burst;
	/* Of one stretch there may be several; the intervals show which. */
	while (b->n_open > 1 && overlap(b, out, &b->open[1].burst)) {
		const struct burst *next = &b->open[1].burst;

		if (!certain(b, &b->open[1]))
			return false;
		if (!b->rule.merged && next->end != out->end)
			break;
		*out = united(out, next);
		drop_oldest(b);
		b->open[0].burst = *out;
	}
	drop_oldest(b);
	return true;
}

int64_t
bursts_oldest(const struct bursts *b)
{
	int64_t oldest = b->in_stretch ? b->stretch : b->n;

	for (size_t i = 0; i < b->n_open; i++)
		if (b->open[i].burst.start < oldest)
			oldest = b->open[i].burst.start;
	return oldest;
}

void
bursts_free(struct bursts *b)
{
	free(b->open);
	*b = (struct bursts){ .rule = b->rule };
}
