/* crowd: random small audiences, counted by the library and by comparing
 * every set with every other. */
#include <math.h>
#include <stdlib.h>

#include "crowd/crowd.h"
#include "crowd/rank.h"
#include "crowd/shared.h"
#include "record/overlap.h"
#include "tap.h"

enum { NODES = 12, USERS = 24, CASES = 3000 };

static uint64_t state = 42;

/* xorshift64*: the same cases on every machine. */
static uint32_t
below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(2685821657736338717) >> 32) % n);
}

/* One case: how often each user spoke at each node. */
struct spoken {
	uint32_t times[NODES][USERS];
};

/* Some ids are 128 bits, some are not; some differ in one digit only. */
static struct str
user_id(uint32_t user, char text[64])
{
	if (user % 5 == 4)
		snprintf(text, 64, "UC-%u", user);
	else if (user % 5 == 3)
		snprintf(text, 64, "ABCDEF%026u", user);
	else
		snprintf(text, 64, "%031u%x", user / 16, user % 16);
	return str_of(text);
}

/* Numbers in an order that is not that of arrival. */
static struct str
node_id(uint32_t node, char text[64])
{
	snprintf(text, 64, "n%02u", node * 7 % NODES);
	return str_of(text);
}

static void
gather(struct crowd *c, struct spoken *t, uint32_t visits)
{
	char user[64], node[64];

	*t = (struct spoken){ 0 };
	while (visits-- > 0) {
		uint32_t n = below(NODES), u = below(below(USERS) + 1);
		uint32_t number = crowd_node(c, node_id(n, node));

		crowd_heard(c, number, (struct str){ 0 }, 1);
		crowd_seen(c, number, user_id(u, user), 1);
		t->times[n * 7 % NODES][u]++;
	}
	crowd_settle(c);
}

/* What the rule leaves of the table, by its definition. */
static void
apply(struct spoken *t, const struct rank_rule *rule, bool out[NODES])
{
	for (int u = 0; u < USERS; u++) {
		uint32_t at = 0;

		for (int n = 0; n < NODES; n++) {
			if (t->times[n][u] < rule->min_messages)
				t->times[n][u] = 0;
			at += t->times[n][u] > 0;
		}
		for (int n = 0; n < NODES; n++)
			if (rule->max_nodes > 0 && at > rule->max_nodes)
				t->times[n][u] = 0;
	}
	for (int n = 0; n < NODES; n++) {
		uint32_t users = 0;

		for (int u = 0; u < USERS; u++)
			users += t->times[n][u] > 0;
		out[n] = users < rule->min_users ||
		    (rule->max_users > 0 && users > rule->max_users);
	}
}

static uint32_t
shared(const struct spoken *t, int a, int b)
{
	uint32_t n = 0;

	for (int u = 0; u < USERS; u++)
		n += t->times[a][u] > 0 && t->times[b][u] > 0;
	return n;
}

/* What shared_count said, and whether it kept its order. */
struct heard {
	const struct ranking *r;
	uint32_t inter[NODES][NODES];
	double affinity[NODES][NODES];
	int64_t last;
	bool ordered;
};

/* The table's row of a node of the ranking: "n07" is 7. */
static int
row_of(const struct ranking *r, uint32_t place)
{
	return atoi(r->node[place].id.p + 1);
}

static void
hear(void *ctx, uint32_t a, uint32_t b, const struct shared *shared)
{
	struct heard *h = ctx;
	int64_t at = (int64_t)a * NODES + b;

	h->ordered = h->ordered && a < b && at > h->last && shared->inter > 0;
	h->last = at;
	h->inter[row_of(h->r, a)][row_of(h->r, b)] = shared->inter;
	h->affinity[row_of(h->r, a)][row_of(h->r, b)] =
	    (double)shared->affinity / SHARED_ONE;
}

static bool
same_nodes(const struct ranking *r, const struct spoken *t, const bool *out)
{
	uint32_t place = 0;

	for (int n = 0; n < NODES; n++) {
		bool there = place < r->n && row_of(r, place) == n;

		if (there &&
		    (out[n] || r->node[place].users != shared(t, n, n)))
			return false;
		place += there;
	}
	return place == r->n;
}

/* Newman's weight, by its definition; nodes that are out do not count. */
static double
affinity(const struct spoken *t, const bool *out, int a, int b)
{
	double sum = 0;

	for (int u = 0; u < USERS; u++) {
		int at = 0;

		for (int n = 0; n < NODES; n++)
			at += !out[n] && t->times[n][u] > 0;
		if (t->times[a][u] > 0 && t->times[b][u] > 0)
			sum += 1.0 / (at - 1);
	}
	return sum;
}

static bool
same_pairs(const struct crowd *c, const struct ranking *r,
    const struct spoken *t, const bool *out, uint32_t dense)
{
	struct heard h = { .r = r, .last = -1, .ordered = true };

	shared_count(&c->postings, r->n, dense, hear, &h);
	for (int a = 0; a < NODES; a++)
		for (int b = a + 1; b < NODES; b++)
			if (h.inter[a][b] !=
			    (out[a] || out[b] ? 0 : shared(t, a, b)))
				return false;
	for (int a = 0; a < NODES; a++)
		for (int b = a + 1; b < NODES; b++)
			if (h.inter[a][b] > 0 &&
			    fabs(h.affinity[a][b] - affinity(t, out, a, b)) >
				1e-6)
				return false;
	return h.ordered;
}

static bool
one_case(void)
{
	struct rank_rule rule = { .min_messages = below(3),
		.max_nodes = below(2) * below(NODES),
		.min_users = below(2) * below(6),
		.max_users = below(2) * below(USERS) };
	struct crowd *c =
	    crowd_new(&(struct crowd_settings){ .counted = true });
	struct spoken t;
	struct ranking r;
	bool out[NODES], good;

	gather(c, &t, below(200));
	apply(&t, &rule, out);
	r = crowd_rank(c, &rule);
	good = same_nodes(&r, &t, out) &&
	    same_pairs(c, &r, &t, out, SHARED_DENSE) &&
	    same_pairs(c, &r, &t, out, 0);
	ranking_free(&r);
	crowd_free(c);
	return good;
}

/* Two audiences of many thousands, of which every third is in both. */
static void
test_many(bool digits)
{
	enum { MANY = 60000 };
	struct crowd *c =
	    crowd_new(&(struct crowd_settings){ .counted = false });
	struct rank_rule rule = { 0 };
	struct ranking r;
	char id[64];

	for (uint32_t u = 0; u < MANY; u++) {
		int n =
		    snprintf(id, sizeof id, digits ? "%032x" : "user-%u", u);
		struct str user = { id, (size_t)n };

		for (uint32_t node = 0; node < 2; node++) {
			uint32_t at =
			    crowd_node(c, node == 0 ? STR("a") : STR("b"));

			if (u % 2 != node && u % 3 != 0)
				continue;
			crowd_heard(c, at, (struct str){ 0 }, 1);
			crowd_seen(c, at, user, 1);
		}
	}
	crowd_settle(c);
	r = crowd_rank(c, &rule);
	ok(r.n == 2 && r.node[0].users + r.node[1].users == MANY + MANY / 3,
	    "audiences of forty thousand, each counted once");
	ranking_free(&r);
	crowd_free(c);
}

/* Many visits in many folds, each pair several times. */
static void
test_folds(bool counted)
{
	struct postings p = { .counted = counted };
	bool good = true;

	for (uint32_t round = 0; round < 3; round++)
		for (uint32_t user = 0; user < 1000; user++) {
			for (uint32_t node = 0; node < user % 50; node++)
				postings_add(&p, user, 49 - node, 2);
			if (user == 500)
				postings_fold(&p, 1000);
		}
	postings_fold(&p, 1001);
	for (uint32_t user = 0; user < 1000; user++) {
		uint64_t at = p.start[user], n = p.start[user + 1] - at;

		good = good && n == user % 50;
		for (uint32_t i = 0; good && i < n; i++)
			good = p.node[at + i] == 50 - n + i &&
			    (!counted || p.count[at + i] == 6);
	}
	ok(good, "lists hold each node once, in order, over several folds%s",
	    counted ? ", counted" : "");
	ok(p.start[1001] == p.start[1000], "a user never seen has no list");
	postings_free(&p);
}

static void
test_ids(void)
{
	struct people t = { 0 };
	struct id128 id;
	uint32_t n[3];
	char digits[ID128_DIGITS];
	int taken = 0;

	ok(id128_parse(STR("0123456789abcdeffedcba9876543210"), &id) &&
		id.hi == UINT64_C(0x0123456789abcdef) &&
		id.lo == UINT64_C(0xfedcba9876543210),
	    "32 digits are 128 bits");
	for (const char *bad = "/:@`gGAF \xff"; *bad != '\0'; bad++) {
		char text[] = "0123456789abcdef0123456789abcdef";

		text[*bad & 31] = *bad;
		taken += id128_parse(str_of(text), &id);
	}
	ok(taken == 0, "no other character is a digit");
	people_add(&t, &(struct id128){ 1, 2 }, 1, &n[0]);
	n[1] = people_add_text(&t, STR("UC-1"));
	people_add(
	    &t, &(struct id128){ UINT64_C(0x7465787420696473), 0 }, 1, &n[2]);
	ok(n[0] == 0 && n[1] == 1 && n[2] == 2,
	    "an id that looks like the mark of a text is another user");
	ok(str_is(people_id(&t, 1, digits), "UC-1") &&
		str_eq(people_id(&t, 2, digits),
		    STR("74657874206964730000000000000000")),
	    "ids come back as they were");
	people_free(&t);
}

/* Hand calculation: A = {1..4}, B = {3..8}: 2 shared of 8. */
static void
test_measures(void)
{
	struct overlap o = overlap_of(4, 6, 2);

	ok(o.either == 8 && o.jaccard == 0.25 && o.distance == 0.75 &&
		o.overlap == 0.5,
	    "the measures of {1..4} and {3..8}");
	/* Wilson's interval of 2 of 8, by hand. */
	ok(fabs(o.low - 0.0715) < 1e-4 && fabs(o.high - 0.5907) < 1e-4,
	    "... where it would be in a larger audience");
	o = overlap_of(0, 0, 0);
	ok(o.jaccard == 0 && o.overlap == 0, "nothing shares nothing");
	ok(overlap_of(3, 3, 1).jaccard == 0.2, "a share to the millionth");
	ok(overlap_of(2, 2, 1).jaccard == 0.333333, "... is rounded");
}

int
main(void)
{
	int good = 0;

	for (int i = 0; i < CASES; i++)
		good += one_case();
	ok(good == CASES, "%d of %d random crowds equal brute force", good,
	    CASES);
	test_many(true);
	test_many(false);
	test_folds(false);
	test_folds(true);
	test_ids();
	test_measures();
	return done_testing();
}
