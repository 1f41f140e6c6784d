#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "rivals.h"
#include "series/bursts.h"
#include "series/fresh.h"
#include "series/history.h"
#include "series/ranking.h"
#include "series/zscore.h"

static void
take_bursts(struct bursts *b, struct answers *out)
{
	struct burst burst;

	while (bursts_next(b, &burst))
		answers_add(out,
		    (struct answer){ .start = (long)burst.start,
			.end = (long)burst.end + 1,
			.opened = -1 });
}

static void
by_z(const struct chat *c, bool as_source, struct answers *out)
{
	struct bursts b = { .rule = { 8, 2.5, 12, !as_source } };
	struct zscore z;

	zscore_init(&z,
	    (struct zscore_rule){ .alpha = 0.2,
		.window = 600,
		.lag = 60,
		.floored = !as_source });
	for (long i = 0; i < c->n; i++) {
		double score = -INFINITY;

		if (c->at[i].unseen)
			zscore_skip(&z);
		else
			score = zscore_add(&z, c->at[i].chats);
		bursts_add(&b, score, c->at[i].chats);
		take_bursts(&b, out);
	}
	bursts_end(&b);
	take_bursts(&b, out);
	bursts_free(&b);
	zscore_free(&z);
}

void
rival_scraper(const struct chat *c, size_t how_many, struct answers *out)
{
	(void)how_many;
	by_z(c, true, out);
}

void
rival_z(const struct chat *c, size_t how_many, struct answers *out)
{
	(void)how_many;
	by_z(c, false, out);
}

static void
by_rank(
    const struct chat *c, size_t how_many, bool by_surge, struct answers *out)
{
	struct ranking_rule rule = { .window = 60,
		.before = 60,
		.gap = 120,
		.top = how_many,
		.little = 0.1,
		.by_surge = by_surge };
	struct window *found = xcalloc(how_many + 1, sizeof *found);
	struct history h = { 0 };
	size_t n;

	for (long i = 0; i < c->n; i++)
		history_add(&h,
		    &(struct past){
			.chats = c->at[i].chats, .unseen = c->at[i].unseen },
		    (struct str){ 0 });
	n = ranking_find(&h, rule, found);
	for (size_t i = 0; i < n; i++)
		answers_add(out,
		    (struct answer){ .start = (long)found[i].start,
			.end = (long)found[i].start + rule.window,
			.opened = -1 });
	history_free(&h);
	free(found);
}

void
rival_volume(const struct chat *c, size_t how_many, struct answers *out)
{
	by_rank(c, how_many, false, out);
}

void
rival_surge(const struct chat *c, size_t how_many, struct answers *out)
{
	by_rank(c, how_many, true, out);
}
