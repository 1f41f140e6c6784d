/* Leaves out what does not count, and numbers the rest. */
#include <math.h>
#include <stdlib.h>

#include "crowd/rank.h"

enum { MANY_NODES = 100 }; /* below it, being everywhere is no surprise */
static const uint32_t GONE = UINT32_MAX;

/* The state of one ranking. */
struct work {
	struct crowd *c;
	const struct rank_rule *rule;
	uint32_t *place; /* by node: its place in the ranking, or GONE */
	uint32_t *users; /* by node */
	uint32_t focus;  /* the node of rule->during, or INTERN_NONE */
};

/* Whether a node was live while the focus was. */
static bool
overlaps(const struct work *w, uint32_t node)
{
	const struct crowd_node *a = &w->c->nodes[node];
	const struct crowd_node *b = &w->c->nodes[w->focus];

	return b->first != WHEN_UNKNOWN &&
	    a->first <= b->last + w->rule->slack &&
	    b->first <= a->last + w->rule->slack;
}

static bool
is_wanted(const struct work *w, uint32_t node)
{
	const struct rank_rule *rule = w->rule;

	if (crowd_messages(w->c, node) == 0)
		return false;
	if (rule->banned != NULL &&
	    intern_find(rule->banned, w->c->ids.names[node]) != INTERN_NONE)
		return false;
	if (rule->during.p == NULL)
		return true;
	return w->focus != INTERN_NONE &&
	    w->c->nodes[node].first != WHEN_UNKNOWN && overlaps(w, node);
}

/* Marks the nodes that are out before anyone is counted; whether any is. */
static bool
choose_nodes(struct work *w, struct ranking *r)
{
	bool some_gone = false;

	w->focus = w->rule->during.p == NULL
	    ? INTERN_NONE
	    : intern_find(&w->c->ids, w->rule->during);
	for (uint32_t i = 0; i < w->c->ids.n; i++) {
		w->place[i] = is_wanted(w, i) ? 0 : GONE;
		some_gone = some_gone || w->place[i] == GONE;
		r->timeless += w->rule->during.p != NULL &&
		    w->c->nodes[i].first == WHEN_UNKNOWN;
	}
	return some_gone;
}

static bool
keep_visit(void *ctx, uint32_t user, uint32_t *node, uint32_t count)
{
	const struct work *w = ctx;

	(void)user;
	return w->place[*node] != GONE && count >= w->rule->min_messages;
}

/* At how many nodes a user is a bot, or at least worth a note. */
static uint64_t
too_many(const struct work *w)
{
	if (w->rule->max_nodes > 0)
		return (uint64_t)w->rule->max_nodes + 1;
	return w->c->ids.n >= MANY_NODES ? w->c->ids.n / 2 + 1 : UINT64_MAX;
}

static uint64_t
list_length(const struct postings *p, uint32_t user)
{
	return p->start[user + 1] - p->start[user];
}

/* Counts everyone's audience without the bots, and the bots. */
static void
count_users(struct work *w, struct ranking *r)
{
	const struct postings *p = &w->c->postings;
	uint64_t limit = too_many(w);

	for (uint32_t u = 0; u < p->users; u++) {
		bool bot = list_length(p, u) >= limit;

		r->bots += bot;
		if (bot && w->rule->max_nodes > 0)
			continue;
		for (uint64_t i = p->start[u]; i < p->start[u + 1]; i++)
			w->users[p->node[i]]++;
	}
}

static void
estimate_users(struct work *w)
{
	double error;

	for (uint32_t i = 0; i < w->c->ids.n; i++)
		w->users[i] = (uint32_t)nearbyint(
		    sketch_size(&w->c->nodes[i].sketch, &error));
}

static int
by_id(const void *left, const void *right, void *ctx)
{
	const struct work *w = ctx;
	const struct str *names = w->c->ids.names;

	return str_cmp(
	    names[*(const uint32_t *)left], names[*(const uint32_t *)right]);
}

/* Numbers the nodes of the right size. */
static void
order_nodes(struct work *w, struct ranking *r)
{
	const struct rank_rule *rule = w->rule;
	uint32_t most = rule->max_users > 0 ? rule->max_users : UINT32_MAX;

	r->source = xcalloc(w->c->ids.n, sizeof *r->source);
	for (uint32_t i = 0; i < w->c->ids.n; i++) {
		if (w->place[i] != GONE && w->users[i] >= rule->min_users &&
		    w->users[i] <= most)
			r->source[r->n++] = i;
		w->place[i] = GONE;
	}
	qsort_r(r->source, r->n, sizeof *r->source, by_id, w);
	for (uint32_t i = 0; i < r->n; i++)
		w->place[r->source[i]] = i;
}

static bool
rename_visit(void *ctx, uint32_t user, uint32_t *node, uint32_t count)
{
	const struct work *w = ctx;

	(void)count;
	if (w->rule->max_nodes > 0 &&
	    list_length(&w->c->postings, user) > w->rule->max_nodes)
		return false;
	*node = w->place[*node];
	return *node != GONE;
}

static void
estimate(struct node *n, const struct sketch *s)
{
	double error;

	sketch_size(s, &error);
	if (error > 0)
		n->users_error = error;
}

static void
describe_nodes(const struct work *w, struct ranking *r)
{
	r->node = xcalloc(r->n, sizeof *r->node);
	for (uint32_t i = 0; i < r->n; i++) {
		uint32_t from = r->source[i];
		struct node *n = &r->node[i];

		n->id = w->c->ids.names[from];
		n->name = crowd_name(w->c, from);
		n->users = w->users[from];
		n->messages = (int64_t)crowd_messages(w->c, from);
		n->followers = w->c->nodes[from].followers;
		n->users_error = (double)NAN;
		if (w->c->settings.sketch > 0)
			estimate(n, &w->c->nodes[from].sketch);
	}
}

struct ranking
crowd_rank(struct crowd *c, const struct rank_rule *rule)
{
	struct ranking r = { .focus = INTERN_NONE };
	struct work w = {
		.c = c,
		.rule = rule,
		.place = xcalloc(c->ids.n, sizeof *w.place),
		.users = xcalloc(c->ids.n, sizeof *w.users),
	};

	if (choose_nodes(&w, &r) || rule->min_messages > 1)
		postings_apply(&c->postings, keep_visit, &w);
	if (c->settings.sketch > 0)
		estimate_users(&w);
	else
		count_users(&w, &r);
	order_nodes(&w, &r);
	postings_apply(&c->postings, rename_visit, &w);
	describe_nodes(&w, &r);
	if (w.focus != INTERN_NONE)
		r.focus = w.place[w.focus];
	free(w.place);
	free(w.users);
	return r;
}

void
ranking_free(struct ranking *r)
{
	free(r->node);
	free(r->source);
	*r = (struct ranking){ 0 };
}
