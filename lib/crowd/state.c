/* Gives a crowd in pieces, and joins it with those of others. */
#include <stdlib.h>
#include <string.h>

#include "core/leb.h"
#include "crowd/state.h"

enum {
	PIECE = 32 * 1024, /* bytes of users or hashes in a piece */
	ID_BYTES = 16,
	HASH_BYTES = 8
};

/* The lists turned round: the users of each node, in order of their ids. */
struct members {
	uint64_t *start; /* nodes + 1 */
	uint32_t *user, *count;
};

static struct members
members_of(const struct crowd *c)
{
	const struct postings *p = &c->postings;
	uint32_t *order = xcalloc(c->people.n, sizeof *order);
	uint64_t n = p->users > 0 ? p->start[p->users] : 0;
	struct members t = {
		.start = xcalloc((size_t)c->ids.n + 2, sizeof *t.start),
		.user = xreallocarray(NULL, n, sizeof *t.user),
		.count = xreallocarray(NULL, n, sizeof *t.count),
	};

	people_sort(&c->people, order);
	/* One ahead, so that filling leaves every start where it belongs. */
	for (uint64_t i = 0; i < n; i++)
		t.start[p->node[i] + 2]++;
	for (uint32_t i = 0; i < c->ids.n; i++)
		t.start[i + 2] += t.start[i + 1];
	for (uint32_t i = 0; i < p->users; i++) {
		uint32_t u = order[i];

		for (uint64_t j = p->start[u]; j < p->start[u + 1]; j++) {
			uint64_t to = t.start[p->node[j] + 1]++;

			t.user[to] = u;
			t.count[to] = p->count[j];
		}
	}
	free(order);
	return t;
}

static void
put_user(
    struct buf *b, const struct people *people, uint32_t user, uint32_t count)
{
	char digits[ID128_DIGITS];
	uint64_t text = people_is_text(people, user);
	struct str id;

	leb_put(b, (uint64_t)count << 1 | text);
	if (!text) {
		leb_put_word(b, people->ids[user].hi);
		leb_put_word(b, people->ids[user].lo);
		return;
	}
	id = people_id(people, user, digits);
	leb_put(b, id.n);
	buf_str(b, id);
}

/* Whom a crowd is given to. */
struct taker {
	crowd_taker *fn;
	void *ctx;
};

/* A piece of a node's users or hashes. */
static void
give_bytes(
    const struct taker *to, struct str id, struct buf *bytes, uint32_t sketch)
{
	struct audience a = audience_blank();

	a.id = id;
	if (sketch > 0) {
		a.most = sketch;
		a.hashes = buf_view(bytes);
	} else {
		a.users = buf_view(bytes);
	}
	to->fn(to->ctx, &a);
	bytes->n = 0;
}

static void
give_users(const struct crowd *c, const struct members *t, uint32_t node,
    const struct taker *to)
{
	struct buf bytes = { 0 };

	for (uint64_t i = t->start[node]; i < t->start[node + 1]; i++) {
		put_user(&bytes, &c->people, t->user[i], t->count[i]);
		if (bytes.n >= PIECE || i + 1 == t->start[node + 1])
			give_bytes(to, c->ids.names[node], &bytes, 0);
	}
	buf_free(&bytes);
}

static void
give_hashes(const struct crowd *c, uint32_t node, const struct taker *to)
{
	const struct sketch *s = &c->nodes[node].sketch;
	struct buf bytes = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		leb_put_word(&bytes, s->hash[i]);
		if (bytes.n >= PIECE || i + 1 == s->n)
			give_bytes(
			    to, c->ids.names[node], &bytes, (uint32_t)s->most);
	}
	buf_free(&bytes);
}

static int
by_name(const void *left, const void *right)
{
	const struct crowd_name *a = left, *b = right;

	if ((a->text.p == NULL) != (b->text.p == NULL))
		return a->text.p == NULL ? -1 : 1;
	return str_cmp(a->text, b->text);
}

/* What is known of the node itself: a piece for each of its names. */
static void
give_names(const struct crowd *c, uint32_t node, const struct taker *to)
{
	const struct crowd_node *n = &c->nodes[node];
	struct audience a = audience_blank();

	if (n->n_names > 0)
		qsort(n->names, n->n_names, sizeof *n->names, by_name);
	a.followers = n->followers;
	a.first_at = n->first;
	a.last_at = n->last;
	for (uint32_t i = 0; i < n->n_names || i == 0; i++) {
		a.id = c->ids.names[node];
		if (i < n->n_names) {
			a.name = n->names[i].text;
			a.messages = (int64_t)n->names[i].messages;
		}
		to->fn(to->ctx, &a);
		a = audience_blank(); /* once is enough */
	}
}

static int
by_id(const void *left, const void *right, void *names)
{
	const struct str *name = names;

	return str_cmp(
	    name[*(const uint32_t *)left], name[*(const uint32_t *)right]);
}

static uint32_t *
sorted_nodes(const struct crowd *c)
{
	uint32_t *order = xcalloc(c->ids.n, sizeof *order);

	for (uint32_t i = 0; i < c->ids.n; i++)
		order[i] = i;
	if (c->ids.n > 0)
		qsort_r(order, c->ids.n, sizeof *order, by_id, c->ids.names);
	return order;
}

void
crowd_give(const struct crowd *c, crowd_taker *fn, void *ctx)
{
	const struct taker to = { fn, ctx };
	uint32_t *order = sorted_nodes(c);
	struct members t = { 0 };

	if (c->settings.sketch == 0)
		t = members_of(c);
	for (uint32_t i = 0; i < c->ids.n; i++) {
		give_names(c, order[i], &to);
		if (c->settings.sketch == 0)
			give_users(c, &t, order[i], &to);
		else
			give_hashes(c, order[i], &to);
	}
	free(order);
	free(t.start);
	free(t.user);
	free(t.count);
}

/* Cuts one user off the bytes; the id points into them or into `digits`. */
static bool
take_user(struct str *bytes, char digits[ID128_DIGITS], struct str *id,
    uint32_t *count)
{
	uint64_t head, length = ID_BYTES;
	struct id128 number;

	if (!leb_take(bytes, &head) || head >> 1 > UINT32_MAX ||
	    ((head & 1) != 0 && !leb_take(bytes, &length)) ||
	    length > bytes->n || length == 0)
		return false;
	*count = (uint32_t)(head >> 1);
	*id = (struct str){ bytes->p, length };
	if ((head & 1) == 0) {
		*id = (struct str){ digits, ID128_DIGITS };
		if (!leb_take_word(bytes, &number.hi) ||
		    !leb_take_word(bytes, &number.lo))
			return false;
		id128_put(digits, number);
		return true;
	}
	bytes->p += length;
	bytes->n -= length;
	return true;
}

/* Whether the bytes are whole users. */
static bool
are_users(struct str bytes)
{
	char digits[ID128_DIGITS];
	struct str id;
	uint32_t count;

	while (bytes.n > 0)
		if (!take_user(&bytes, digits, &id, &count))
			return false;
	return true;
}

static const char *
why_bad(const struct crowd *c, const struct audience *a)
{
	if (a->id.n == 0 || !are_users(a->users) ||
	    a->hashes.n % HASH_BYTES != 0)
		return "a damaged audience";
	if (a->hashes.n > 0 && c->settings.sketch == 0)
		return "a sketch: merge it with --approx";
	if (a->hashes.n > 0 && a->most != c->settings.sketch)
		return "a sketch of another size";
	return NULL;
}

static void
take_piece(struct crowd *c, const struct audience *a)
{
	uint32_t node = crowd_node(c, a->id);
	struct str users = a->users, hashes = a->hashes, id;
	char digits[ID128_DIGITS];
	uint32_t count;
	uint64_t hash;

	if (a->messages > 0)
		crowd_heard(c, node, a->name, (uint64_t)a->messages);
	crowd_followers(c, node, a->followers);
	if (a->first_at != WHEN_UNKNOWN)
		crowd_moment(c, node, a->first_at);
	if (a->last_at != WHEN_UNKNOWN)
		crowd_moment(c, node, a->last_at);
	while (users.n > 0 && take_user(&users, digits, &id, &count))
		crowd_seen(c, node, id, count);
	while (leb_take_word(&hashes, &hash))
		crowd_seen_hash(c, node, hash);
}

const char *
crowd_join(struct crowd *c, const struct audience *a)
{
	const char *why = why_bad(c, a);

	if (why == NULL)
		take_piece(c, a);
	return why;
}
