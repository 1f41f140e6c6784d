/* groups and leiden: random ties, grouped by the library and by following
 * every chain; communities planted and found again. */
#include <math.h>
#include <stdlib.h>

#include "crowd/groups.h"
#include "crowd/leiden.h"
#include "tap.h"

enum { NODES = 10, CASES = 2000 };

static uint64_t state = 7;

/* xorshift64*: the same cases on every machine. */
static uint32_t
below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(2685821657736338717) >> 32) % n);
}

static struct str
letter(uint32_t i)
{
	static const char all[] = "abcdefghijklmnopqrstuvwxyz";

	return (struct str){ all + i, 1 };
}

/* Random ties in tenths; of a pair that comes twice the closer counts. */
static void
tie_some(struct similar *t, double similarity[NODES][NODES])
{
	for (uint32_t n = below(25); n > 0; n--) {
		uint32_t a = below(NODES), b = below(NODES);
		double s = below(11) / 10.0;

		if (a == b)
			continue;
		similar_add(t, letter(a), letter(b), s, (double)NAN);
		if (s > similarity[a][b])
			similarity[a][b] = similarity[b][a] = s;
	}
	similar_settle(t);
}

/* Which nodes a chain of ties of 0.5 or more joins: Warshall's algorithm. */
static void
close_chains(double similarity[NODES][NODES], bool joined[NODES][NODES])
{
	for (int a = 0; a < NODES; a++)
		for (int b = 0; b < NODES; b++)
			joined[a][b] = a == b || similarity[a][b] >= 0.5;
	for (int via = 0; via < NODES; via++)
		for (int a = 0; a < NODES; a++)
			for (int b = 0; b < NODES; b++)
				joined[a][b] = joined[a][b] ||
				    (joined[a][via] && joined[via][b]);
}

static int
index_of(struct str id)
{
	return id.p[0] - 'a';
}

/* The mean similarity of a group's pairs, by its definition. */
static double
mean_of(const struct groups *g, uint32_t i, double similarity[NODES][NODES])
{
	const struct str *member = g->member + g->at[i].first;
	double sum = 0;
	int pairs = 0;

	for (uint32_t a = 0; a < g->at[i].n; a++)
		for (uint32_t b = a + 1; b < g->at[i].n; b++, pairs++)
			sum += similarity[index_of(member[a])]
					 [index_of(member[b])];
	return sum / pairs;
}

static bool
one_case(void)
{
	double similarity[NODES][NODES] = { 0 };
	bool joined[NODES][NODES], good = true;
	uint32_t group[NODES], seen = 0, expected = 0;
	struct similar t = { 0 };
	struct groups g;

	tie_some(&t, similarity);
	close_chains(similarity, joined);
	groups_link(&t, 0.5, group);
	g = groups_of(&t, group);
	for (uint32_t i = 0; i < g.n; i++) {
		const struct str *member = g.member + g.at[i].first;
		double off = g.at[i].mean - mean_of(&g, i, similarity);

		good = good && off < 1e-6 && off > -1e-6 &&
		    (i == 0 || g.at[i - 1].mean >= g.at[i].mean);
		for (uint32_t j = 0; j < g.at[i].n; j++, seen++)
			good = good &&
			    joined[index_of(member[0])][index_of(member[j])] &&
			    (j == 0 || str_cmp(member[j - 1], member[j]) < 0);
	}
	for (int a = 0; a < NODES; a++) {
		bool with = false;

		for (int b = 0; b < NODES; b++)
			with = with || (a != b && joined[a][b]);
		expected += with;
	}
	groups_free(&g);
	similar_free(&t);
	return good && seen == expected;
}

/* Two rings of five, their members close, one weak tie between them. */
static void
tie_rings(struct similar *t)
{
	for (uint32_t i = 0; i < 5; i++)
		for (uint32_t j = i + 1; j < 5; j++) {
			similar_add(t, letter(i), letter(j), 0.6, (double)NAN);
			similar_add(
			    t, letter(j + 5), letter(i + 5), 0.5, (double)NAN);
		}
	similar_add(t, letter(9), letter(0), 0.3, (double)NAN);
	similar_settle(t);
}

static void
test_leiden(void)
{
	struct leiden_rule rule = { .resolution = 1, .seed = 1 };
	uint32_t group[NODES];
	struct similar t = { 0 };
	const char *why;
	struct groups g;

	tie_rings(&t);
	groups_link(&t, 0.1, group);
	g = groups_of(&t, group);
	ok(g.n == 1 && g.at[0].n == 10, "single link chains the rings");
	groups_free(&g);
	ok(leiden_group(&t, &rule, group, &why), "communities are found");
	g = groups_of(&t, group);
	ok(g.n == 2 && g.at[0].n == 5 && g.at[1].n == 5, "... and are two");
	ok(g.at[0].mean == 0.6 && g.at[1].mean == 0.5, "the closer one first");
	groups_free(&g);
	rule.threshold = 0.7;
	ok(leiden_group(&t, &rule, group, &why), "without a tie that counts");
	g = groups_of(&t, group);
	ok(g.n == 0, "... everyone is alone");
	groups_free(&g);
	similar_free(&t);
}

int
main(void)
{
	int good = 0;

	for (int i = 0; i < CASES; i++)
		good += one_case();
	ok(good == CASES, "%d of %d random groupings equal Warshall's", good,
	    CASES);
	test_leiden();
	return done_testing();
}
