/* Finds the keywords and samples of segments. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "text/common.h"
#include "text/topics_private.h"

enum { FLOOD = 3 /* times that only one user says a thing */ };

static const double of_picture = 0.5;
/* Share of both messages' words that they have in common. */
static const double same_words = 0.5;

static bool
is_stop(const struct topics *t, struct str token)
{
	return t->rule.stop != NULL &&
	    intern_find(t->rule.stop, token) != INTERN_NONE;
}

static uint32_t
base_of(const struct topics *t, uint32_t word)
{
	return word < t->forms.n ? t->forms.base[word] : word;
}

/* Dunning's G2 of a word that comes `a` times among `c` words here and `b`
 * times among `d` elsewhere; 0 when it is not more frequent here. */
static double
likelihood(double a, double b, double c, double d)
{
	double here, there;

	if (d <= 0)
		return a;
	if (a * d <= b * c)
		return 0;
	here = c * (a + b) / (c + d);
	there = d * (a + b) / (c + d);
	return 2 * (a * log(a / here) + (b > 0 ? b * log(b / there) : 0));
}

struct scored_word {
	struct str word;
	uint32_t number, n;
	double score;
};

static int
by_score(const void *a, const void *b)
{
	const struct scored_word *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return str_cmp(x->word, y->word);
}

/* Sums up by what the words count as. */
static void
sum_up(const struct topics *t, const struct topic_segment *s, uint32_t *here,
    uint32_t *everywhere)
{
	for (uint32_t i = 0; i < s->table.n; i++)
		here[base_of(t, s->counts[i].word)] += s->counts[i].n;
	for (uint32_t w = 0; w < t->words.n; w++)
		everywhere[base_of(t, w)] += t->total[w];
}

/* What one is known by. */
static struct str
name_of(struct str word)
{
	return word.p[0] == '{' ? (struct str){ word.p + 2, word.n - 4 } : word;
}

static double
weight(const struct topics *t, uint32_t word)
{
	if (t->words.names[word].p[0] == '{')
		return of_picture;
	return forms_weight(&t->forms, t->words.names[word], word);
}

static void
find_keywords(
    struct topics *t, const struct topic_segment *s, struct topic_found *found)
{
	uint32_t n = t->words.n, *here = xcalloc(n + 1, sizeof *here),
		 *everywhere = xcalloc(n + 1, sizeof *everywhere);
	struct scored_word *best = xcalloc(n + 1, sizeof *best);
	size_t n_best = 0;

	sum_up(t, s, here, everywhere);
	for (uint32_t w = 0; w < n; w++) {
		double score;

		if (here[w] < t->rule.minimum ||
		    is_stop(t, t->words.names[w]) ||
		    common_is(t->words.names[w]))
			continue;
		score = likelihood(here[w], everywhere[w] - here[w],
		    (double)s->words, (double)(t->all_words - s->words));
		if (score > t->rule.least && (score *= weight(t, w)) > 0)
			best[n_best++] =
			    (struct scored_word){ t->words.names[w], w, here[w],
				    score };
	}
	qsort(best, n_best, sizeof *best, by_score);
	for (size_t i = 0; i < n_best && i < t->rule.keywords; i++) {
		found->keywords[found->n_keywords++] = name_of(best[i].word);
		t->score[best[i].number] = best[i].score;
	}
	free(here);
	free(everywhere);
	free(best);
}

/* The choice of samples: which words that were met each line has, once each, in
 * their order.  Lines are asked for them again and again. */
struct sampling {
	struct topics *t;
	struct topic_segment *s;
	uint32_t *word; /* of all lines, one line after the other */
	size_t *from;   /* of each line, and of one more, in `word` */
	size_t n, cap;
};

static void
list_words(struct sampling *g, const struct topic_kept *line)
{
	struct topics *t = g->t;
	struct str token;

	t->message++;
	tokens_begin(&t->tokens, (struct str){ line->text, line->n });
	while (tokens_next(&t->tokens, &token)) {
		uint32_t w = intern_find(&t->words, token);

		if (w == INTERN_NONE || t->seen[w] == t->message)
			continue;
		t->seen[w] = t->message;
		MEM_RESERVE(g->word, g->cap, g->n + 1);
		g->word[g->n++] = w;
	}
}

static void
list_lines(struct sampling *g)
{
	size_t n = g->s->n_lines;

	g->from = xcalloc(n + 1, sizeof *g->from);
	for (size_t i = 0; i < n; i++) {
		list_words(g, &g->s->lines[i]);
		g->from[i + 1] = g->n;
	}
}

/* What line `i` adds of the keywords that no sample has had yet; `spend` counts
 * them as used. */
static double
worth(struct sampling *g, size_t i, bool spend)
{
	const struct topic_kept *line = &g->s->lines[i];
	size_t length = topics_characters((struct str){ line->text, line->n });
	double sum = 0;

	for (size_t k = g->from[i]; k < g->from[i + 1]; k++) {
		double *score = &g->t->score[base_of(g->t, g->word[k])];

		sum += *score;
		if (spend)
			*score /= 4;
	}
	/* Of two with the same keywords, the shorter one. */
	return sum /
	    (1 +
		(length > TOPIC_LONG
			? (double)(length - TOPIC_LONG) / TOPIC_LONG
			: 0) +
		(double)length / 1000);
}

/* A line's words are seen in a message of their own. */
static void
see(struct sampling *g, size_t i)
{
	g->t->message++;
	for (size_t k = g->from[i]; k < g->from[i + 1]; k++)
		g->t->seen[g->word[k]] = g->t->message;
}

/* Whether line `i` is much the same as the one that was seen, of `words`. */
static bool
is_alike(const struct sampling *g, size_t i, size_t words)
{
	size_t all = words + (g->from[i + 1] - g->from[i]), shared = 0;

	for (size_t k = g->from[i]; k < g->from[i + 1]; k++)
		shared += g->t->seen[g->word[k]] == g->t->message;
	return (double)shared >= same_words * (double)(all - shared);
}

/* Takes lines that are too near to a sample out of the choice. */
static void
drop_near(struct sampling *g, size_t sample)
{
	struct topic_kept *lines = g->s->lines;
	uint64_t user = lines[sample].user;
	size_t words = g->from[sample + 1] - g->from[sample];

	see(g, sample);
	for (size_t i = 0; i < g->s->n_lines; i++)
		if (lines[i].score >= 0 &&
		    ((user != 0 && lines[i].user == user) ||
			is_alike(g, i, words)))
			lines[i].score = -1;
}

static bool
is_flood(const struct topic_kept *line)
{
	return line->times >= FLOOD && !line->others;
}

static bool
is_better(const struct topic_kept *a, const struct topic_kept *b)
{
	return a->score > b->score ||
	    (a->score == b->score && a->hash < b->hash);
}

/* The number of the line that adds most; of all lines, where none adds any. */
static size_t
best_line(struct sampling *g)
{
	struct topic_kept *lines = g->s->lines;
	size_t n = g->s->n_lines, best = n;

	for (size_t i = 0; i < n; i++) {
		if (lines[i].score < 0 || is_flood(&lines[i]))
			continue;
		lines[i].score = worth(g, i, false);
		if (lines[i].score > 0 &&
		    (best == n || is_better(&lines[i], &lines[best])))
			best = i;
	}
	return best;
}

static void
find_samples(
    struct topics *t, struct topic_segment *s, struct topic_found *found)
{
	struct sampling g = { .t = t, .s = s };
	size_t best;

	list_lines(&g);
	while (found->n_samples < t->rule.samples &&
	    (best = best_line(&g)) < s->n_lines) {
		worth(&g, best, true);
		drop_near(&g, best);
		s->lines[best].score = -1;
		found->samples[found->n_samples++] =
		    (struct str){ s->lines[best].text, s->lines[best].n };
	}
	free(g.word);
	free(g.from);
}

void
topics_describe(
    struct topics *t, struct topic_segment *s, struct topic_found *found)
{
	t->score = xcalloc(t->words.n + 1, sizeof *t->score);
	find_keywords(t, s, found);
	find_samples(t, s, found);
	free(t->score);
}
