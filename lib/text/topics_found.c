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

/* What a line adds of the keywords that no sample has had yet; `spend` counts
 * them as used. */
static double
worth(struct topics *t, const struct topic_kept *line, bool spend)
{
	struct str text = { line->text, line->n }, token;
	size_t length = topics_characters(text);
	double sum = 0;

	t->message++;
	tokens_begin(&t->tokens, text);
	while (tokens_next(&t->tokens, &token)) {
		uint32_t w = intern_find(&t->words, token);

		if (w == INTERN_NONE || t->seen[w] == t->message)
			continue;
		t->seen[w] = t->message;
		sum += t->score[base_of(t, w)];
		if (spend)
			t->score[base_of(t, w)] /= 4;
	}
	/* Of two with the same keywords, the shorter one. */
	return sum /
	    (1 +
		(length > TOPIC_LONG
			? (double)(length - TOPIC_LONG) / TOPIC_LONG
			: 0) +
		(double)length / 1000);
}

/* The words of a line that were met: how many there are, and how many of them
 * have been seen in the message `known`.  They are seen in this one then. */
static uint32_t
words_of(struct topics *t, const struct topic_kept *line, uint32_t known,
    uint32_t *shared)
{
	struct str token;
	uint32_t n = 0;

	*shared = 0;
	t->message++;
	tokens_begin(&t->tokens, (struct str){ line->text, line->n });
	while (tokens_next(&t->tokens, &token)) {
		uint32_t w = intern_find(&t->words, token);

		if (w == INTERN_NONE || t->seen[w] == t->message)
			continue;
		*shared += t->seen[w] == known;
		t->seen[w] = t->message;
		n++;
	}
	return n;
}

/* Whether two lines are much the same. */
static bool
alike(struct topics *t, const struct topic_kept *a, const struct topic_kept *b)
{
	uint32_t shared, n = words_of(t, a, t->message, &shared);

	n += words_of(t, b, t->message, &shared);
	return shared >= same_words * (n - shared);
}

/* Takes lines that are too near to a sample out of the choice. */
static void
drop_near(
    struct topics *t, struct topic_segment *s, const struct topic_kept *sample)
{
	for (size_t i = 0; i < s->n_lines; i++) {
		struct topic_kept *line = &s->lines[i];

		if (line->score >= 0 &&
		    ((line->user != 0 && line->user == sample->user) ||
			alike(t, sample, line)))
			line->score = -1;
	}
}

static bool
is_flood(const struct topic_kept *line)
{
	return line->times >= FLOOD && !line->others;
}

static struct topic_kept *
best_line(struct topics *t, struct topic_segment *s)
{
	struct topic_kept *best = NULL;

	for (size_t i = 0; i < s->n_lines; i++) {
		struct topic_kept *line = &s->lines[i];

		if (line->score < 0 || is_flood(line))
			continue;
		line->score = worth(t, line, false);
		if (line->score > 0 &&
		    (best == NULL || line->score > best->score ||
			(line->score == best->score &&
			    line->hash < best->hash)))
			best = line;
	}
	return best;
}

static void
find_samples(
    struct topics *t, struct topic_segment *s, struct topic_found *found)
{
	struct topic_kept *best;

	while (found->n_samples < t->rule.samples &&
	    (best = best_line(t, s)) != NULL) {
		worth(t, best, true);
		drop_near(t, s, best);
		best->score = -1;
		found->samples[found->n_samples++] =
		    (struct str){ best->text, best->n };
	}
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
