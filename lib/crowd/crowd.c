/* Gathers who was at which node. */
#include <stdlib.h>

#include "crowd/crowd.h"

struct crowd *
crowd_new(const struct crowd_settings *settings)
{
	struct crowd *c = xcalloc(1, sizeof *c);

	c->settings = *settings;
	c->postings.counted = settings->counted;
	return c;
}

static uint32_t
add_node(struct crowd *c, struct str id)
{
	uint32_t known = c->ids.n, node = intern_add(&c->ids, id);

	if (node == known) {
		MEM_RESERVE(c->nodes, c->nodes_cap, (size_t)node + 1);
		c->nodes[node] = (struct crowd_node){ .followers = -1,
			.first = WHEN_UNKNOWN,
			.last = WHEN_UNKNOWN,
			.sketch.most = c->settings.sketch };
	}
	return node;
}

uint32_t
crowd_node(struct crowd *c, struct str id)
{
	struct crowd_recent *r;
	struct id128 key;

	if (!id128_parse(id, &key))
		return add_node(c, id);
	r = &c->recent[id128_hash(key) % CROWD_RECENT];
	if (r->number == 0 || r->id.hi != key.hi || r->id.lo != key.lo)
		*r = (struct crowd_recent){ key, add_node(c, id) + 1 };
	return r->number - 1;
}

/* Absent equals absent only. */
static bool
same_name(struct str a, struct str b)
{
	return (a.p == NULL) == (b.p == NULL) && str_eq(a, b);
}

static uint32_t
find_name(struct crowd *c, struct crowd_node *n, struct str name)
{
	struct str copy = { NULL, 0 };

	for (uint32_t i = 0; i < n->n_names; i++)
		if (same_name(n->names[i].text, name))
			return i;
	if (name.p != NULL)
		copy = (struct str){ arena_copy(&c->texts, name.p, name.n),
			name.n };
	if (n->n_names == n->names_cap) {
		/* One is usual, so no room is made for more. */
		n->names_cap = n->names_cap * 2 + 1;
		n->names =
		    xreallocarray(n->names, n->names_cap, sizeof *n->names);
	}
	n->names[n->n_names] = (struct crowd_name){ copy, 0 };
	return n->n_names++;
}

void
crowd_heard(struct crowd *c, uint32_t node, struct str name, uint64_t messages)
{
	struct crowd_node *n = &c->nodes[node];

	if (n->n_names == 0 || !same_name(n->names[n->last_name].text, name))
		n->last_name = find_name(c, n, name);
	n->names[n->last_name].messages += messages;
}

static void
look_up(struct crowd *c)
{
	uint32_t user[CROWD_BATCH];

	people_add(&c->people, c->id, c->waiting, user);
	for (uint32_t i = 0; i < c->waiting; i++)
		postings_add(&c->postings, user[i], c->node[i], c->times[i]);
	c->waiting = 0;
}

void
crowd_seen(struct crowd *c, uint32_t node, struct str user, uint32_t messages)
{
	if (c->settings.sketch > 0) {
		sketch_add(&c->nodes[node].sketch, sketch_hash(user));
	} else if (id128_parse(user, &c->id[c->waiting])) {
		c->node[c->waiting] = node;
		c->times[c->waiting] = messages;
		if (++c->waiting == CROWD_BATCH)
			look_up(c);
	} else {
		postings_add(&c->postings, people_add_text(&c->people, user),
		    node, messages);
	}
}

void
crowd_seen_hash(struct crowd *c, uint32_t node, uint64_t hash)
{
	sketch_add(&c->nodes[node].sketch, hash);
}

void
crowd_moment(struct crowd *c, uint32_t node, int64_t ms)
{
	struct crowd_node *n = &c->nodes[node];

	if (n->first == WHEN_UNKNOWN || ms < n->first)
		n->first = ms;
	if (n->last == WHEN_UNKNOWN || ms > n->last)
		n->last = ms;
}

void
crowd_followers(struct crowd *c, uint32_t node, int64_t followers)
{
	if (followers > c->nodes[node].followers)
		c->nodes[node].followers = followers;
}

uint64_t
crowd_messages(const struct crowd *c, uint32_t node)
{
	const struct crowd_node *n = &c->nodes[node];
	uint64_t sum = 0;

	for (uint32_t i = 0; i < n->n_names; i++)
		sum += n->names[i].messages;
	return sum;
}

struct str
crowd_name(const struct crowd *c, uint32_t node)
{
	const struct crowd_node *n = &c->nodes[node];
	struct crowd_name best = { 0 };

	for (uint32_t i = 0; i < n->n_names; i++) {
		const struct crowd_name *name = &n->names[i];

		if (name->text.p == NULL || name->messages < best.messages)
			continue;
		if (best.text.p == NULL || name->messages > best.messages ||
		    str_cmp(name->text, best.text) < 0)
			best = *name;
	}
	return best.text;
}

int64_t
crowd_newest(const struct crowd *c)
{
	int64_t ms = WHEN_UNKNOWN;

	for (uint32_t i = 0; i < c->ids.n; i++)
		if (c->nodes[i].last > ms)
			ms = c->nodes[i].last;
	return ms;
}

/* The sketched users of a node, as if they were the only ones. */
static void
see_sketch(struct crowd *c, uint32_t node)
{
	struct sketch *s = &c->nodes[node].sketch;

	sketch_settle(s);
	for (size_t i = 0; i < s->n; i++) {
		c->id[c->waiting] = (struct id128){ 0, s->hash[i] };
		c->node[c->waiting] = node;
		if (++c->waiting == CROWD_BATCH)
			look_up(c);
	}
}

void
crowd_settle(struct crowd *c)
{
	for (uint32_t i = 0; c->settings.sketch > 0 && i < c->ids.n; i++)
		see_sketch(c, i);
	look_up(c);
	postings_fold(&c->postings, c->people.n);
}

void
crowd_free(struct crowd *c)
{
	for (uint32_t i = 0; i < c->ids.n; i++) {
		free(c->nodes[i].names);
		sketch_free(&c->nodes[i].sketch);
	}
	free(c->nodes);
	intern_free(&c->ids);
	people_free(&c->people);
	postings_free(&c->postings);
	arena_free(&c->texts);
	free(c);
}
