/* Finds the keywords and samples of segments. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/hash.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/utf8.h"
#include "text/topics.h"

enum {
	SHORT = 4,
	LONG = 50,        /* characters of a good sample */
	PIECE = 32 * 1024 /* bytes of words and lines in a piece */
};

struct word_count {
	uint32_t word, n;
};

struct line {
	uint64_t hash;
	char *text;
	size_t n;
	double score;
};

struct segment {
	int64_t number;
	uint64_t chats, words;
	struct word_count *counts; /* in order of arrival */
	size_t cap;
	struct table table; /* of the counts, by word */
	struct line *lines;
	size_t n_lines, cap_lines;
	bool given, settled;
};

struct topics {
	struct topics_rule rule;
	struct intern words;
	uint32_t *total; /* messages that have a word, by its number */
	uint32_t *seen;  /* the last message that had it */
	uint32_t *base;  /* what it counts as; filled by join_forms */
	uint8_t *forms;  /* in how many forms it is met */
	uint32_t known, cap;
	uint64_t all_words, joined; /* forms are joined up to so many words */
	uint32_t n_joined;          /* different ones then */
	uint32_t message;
	struct segment *segments; /* by number */
	size_t n, cap_segments;
	struct tokens tokens;
	double *score; /* of the segment's keywords, by word; NULL between */
	struct segment looked; /* what topics_look lends */
};

struct topics *
topics_new(const struct topics_rule *rule)
{
	struct topics *t = xcalloc(1, sizeof *t);

	t->rule = *rule;
	return t;
}

/* The segment with that number, made where it belongs. */
static struct segment *
segment_at(struct topics *t, int64_t number)
{
	size_t i = t->n;

	while (i > 0 && t->segments[i - 1].number >= number)
		i--;
	if (i < t->n && t->segments[i].number == number)
		return &t->segments[i];
	MEM_RESERVE(t->segments, t->cap_segments, t->n + 1);
	memmove(t->segments + i + 1, t->segments + i,
	    (t->n - i) * sizeof *t->segments);
	t->segments[i] = (struct segment){ .number = number };
	t->n++;
	return &t->segments[i];
}

static uint32_t
hash_of(const void *counts, uint32_t i)
{
	return hash_number(((const struct word_count *)counts)[i].word);
}

static void
count(struct segment *s, uint32_t word, uint32_t n)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&s->table, 1, hash_of, s->counts);
	walk = table_walk(&s->table, hash_number(word));
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && s->counts[i].word != word);
	if (i == TABLE_NONE) {
		i = table_put(&s->table, &walk);
		MEM_RESERVE(s->counts, s->cap, (size_t)i + 1);
		s->counts[i] = (struct word_count){ word, 0 };
	}
	s->counts[i].n += n;
}

/* The counts of at least `least` close up. */
static uint32_t
keep(struct segment *s, uint32_t n, uint32_t least)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		if (s->counts[i].n >= least)
			s->counts[kept++] = s->counts[i];
	return kept;
}

/* A segment that has passed keeps what could be a keyword. */
static void
settle(struct segment *s)
{
	uint32_t n = s->table.n, least = 1;

	while (n > TOPICS_KEPT)
		n = keep(s, n, ++least);
	table_free(&s->table);
	table_fill(&s->table, n, hash_of, s->counts);
	s->counts = xreallocarray(s->counts, n, sizeof *s->counts);
	s->cap = n;
	s->settled = true;
}

/* Room for what is known of each word. */
static void
know(struct topics *t)
{
	uint32_t cap = t->cap;

	if (t->words.n > cap) {
		cap = (uint32_t)mem_grow(cap, t->words.n);
		t->total = xreallocarray(t->total, cap, sizeof *t->total);
		t->seen = xreallocarray(t->seen, cap, sizeof *t->seen);
		t->base = xreallocarray(t->base, cap, sizeof *t->base);
		t->forms = xreallocarray(t->forms, cap, 1);
		t->cap = cap;
	}
	for (; t->known < t->words.n; t->known++)
		t->total[t->known] = t->seen[t->known] = 0;
}

static bool
is_stop(const struct topics *t, struct str token)
{
	return t->rule.stop != NULL &&
	    intern_find(t->rule.stop, token) != INTERN_NONE;
}

static size_t
characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

/* Where a line with this hash is, or belongs. */
static size_t
line_place(const struct segment *s, uint64_t hash)
{
	size_t low = 0, high = s->n_lines;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->lines[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Keeps the lines with the lowest hashes, in their order: a fair choice of
 * different ones that does not depend on when they came. */
static void
keep_line(struct segment *s, struct str text)
{
	uint64_t hash = XXH3_64bits(text.p, text.n);
	size_t i = line_place(s, hash);

	if (i == TOPICS_LINES || (i < s->n_lines && s->lines[i].hash == hash))
		return;
	if (s->n_lines < TOPICS_LINES)
		MEM_RESERVE(s->lines, s->cap_lines, s->n_lines + 1);
	if (s->n_lines == TOPICS_LINES)
		free(s->lines[--s->n_lines].text);
	memmove(s->lines + i + 1, s->lines + i,
	    (s->n_lines++ - i) * sizeof *s->lines);
	s->lines[i] = (struct line){
		.hash = hash, .text = xstrndup(text.p, text.n), .n = text.n
	};
}

/* Its number; beyond so many different words new ones have none. */
static uint32_t
number_of(struct topics *t, struct str token)
{
	uint32_t word = t->words.n < TOPICS_WORDS
	    ? intern_add(&t->words, token)
	    : intern_find(&t->words, token);

	know(t);
	return word;
}

/* So many messages of the segment have the word. */
static void
add_count(struct topics *t, struct segment *s, uint32_t word, uint32_t n)
{
	t->total[word] += n;
	t->all_words += n;
	s->words += n;
	count(s, word, n);
}

static void
add_word(struct topics *t, struct segment *s, struct str token)
{
	uint32_t word = number_of(t, token);

	if (word == INTERN_NONE || t->seen[word] == t->message)
		return;
	t->seen[word] = t->message;
	add_count(t, s, word, 1);
}

static void
keep_good_line(struct segment *s, struct str text)
{
	size_t length = characters(text);

	if (length >= SHORT && length <= 4 * LONG)
		keep_line(s, text);
}

void
topics_add(struct topics *t, int64_t ms, struct str text)
{
	size_t before = t->n;
	struct segment *s = segment_at(t, ms / t->rule.segment_ms);
	struct str token;

	if (t->n > before && t->n > 2 && !t->segments[t->n - 3].settled &&
	    !t->rule.whole)
		settle(&t->segments[t->n - 3]);
	s->chats++;
	t->message++;
	tokens_begin(&t->tokens, text);
	while (tokens_next(&t->tokens, &token))
		if (t->tokens.telling)
			add_word(t, s, token);
	keep_good_line(s, text);
}

/* Finds for each word the shorter one that it counts as. */
static void
join_forms(struct topics *t)
{
	uint32_t n = t->words.n;
	struct str stem;

	t->joined = t->all_words;
	for (uint32_t w = 0; w < n; w++)
		for (unsigned k = 0;
		     (stem = tokens_stem(t->words.names[w], k)).p != NULL; k++)
			intern_add(&t->words, stem);
	know(t);
	for (uint32_t w = 0; w < t->words.n; w++)
		t->forms[w] = t->total[w] > 0;
	for (uint32_t w = 0; w < n; w++)
		for (unsigned k = 0; t->total[w] > 0 &&
		     (stem = tokens_stem(t->words.names[w], k)).p != NULL;
		     k++) {
			uint8_t *forms =
			    &t->forms[intern_find(&t->words, stem)];

			if (*forms < UINT8_MAX)
				++*forms;
		}
	for (uint32_t w = 0; w < t->words.n; w++) {
		t->base[w] = w;
		for (unsigned k = 0; w < n && t->base[w] == w &&
		     (stem = tokens_stem(t->words.names[w], k)).p != NULL;
		     k++) {
			uint32_t shorter = intern_find(&t->words, stem);

			if (t->forms[shorter] >= 2)
				t->base[w] = shorter;
		}
	}
	t->n_joined = t->words.n;
}

/* Joins them again when much has been added; what is new counts as itself. */
static void
join_roughly(struct topics *t)
{
	if (t->all_words > t->joined + t->joined / 10)
		join_forms(t);
	for (uint32_t w = t->n_joined; w < t->words.n; w++)
		t->base[w] = w;
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
sum_up(const struct topics *t, const struct segment *s, uint32_t *here,
    uint32_t *everywhere)
{
	for (uint32_t i = 0; i < s->table.n; i++)
		here[t->base[s->counts[i].word]] += s->counts[i].n;
	for (uint32_t w = 0; w < t->words.n; w++)
		everywhere[t->base[w]] += t->total[w];
}

static void
find_keywords(
    struct topics *t, const struct segment *s, struct topic_found *found)
{
	uint32_t n = t->words.n, *here = xcalloc(n + 1, sizeof *here),
		 *everywhere = xcalloc(n + 1, sizeof *everywhere);
	struct scored_word *best = xcalloc(n + 1, sizeof *best);
	size_t n_best = 0;

	sum_up(t, s, here, everywhere);
	for (uint32_t w = 0; w < n; w++) {
		double score;

		if (here[w] < t->rule.minimum || is_stop(t, t->words.names[w]))
			continue;
		score = likelihood(here[w], everywhere[w] - here[w],
		    (double)s->words, (double)(t->all_words - s->words));
		if (score > t->rule.least)
			best[n_best++] =
			    (struct scored_word){ t->words.names[w], w, here[w],
				    score };
	}
	qsort(best, n_best, sizeof *best, by_score);
	for (size_t i = 0; i < n_best && i < t->rule.keywords; i++) {
		found->keywords[found->n_keywords++] = best[i].word;
		t->score[best[i].number] = best[i].score;
	}
	free(here);
	free(everywhere);
	free(best);
}

/* What a line adds of the keywords that no sample has had yet; `spend` counts
 * them as used. */
static double
worth(struct topics *t, const struct line *line, bool spend)
{
	struct str text = { line->text, line->n }, token;
	size_t length = characters(text);
	double sum = 0;

	t->message++;
	tokens_begin(&t->tokens, text);
	while (tokens_next(&t->tokens, &token)) {
		uint32_t w = intern_find(&t->words, token);

		if (w == INTERN_NONE || t->seen[w] == t->message)
			continue;
		t->seen[w] = t->message;
		sum += t->score[t->base[w]];
		if (spend)
			t->score[t->base[w]] /= 4;
	}
	/* Of two with the same keywords, the shorter one. */
	return sum /
	    (1 + (length > LONG ? (double)(length - LONG) / LONG : 0) +
		(double)length / 1000);
}

static void
find_samples(struct topics *t, struct segment *s, struct topic_found *found)
{
	while (found->n_samples < t->rule.samples) {
		struct line *best = NULL;

		for (size_t i = 0; i < s->n_lines; i++) {
			struct line *line = &s->lines[i];

			if (line->score < 0)
				continue;
			line->score = worth(t, line, false);
			if (line->score > 0 &&
			    (best == NULL || line->score > best->score ||
				(line->score == best->score &&
				    line->hash < best->hash)))
				best = line;
		}
		if (best == NULL)
			return;
		worth(t, best, true);
		best->score = -1;
		found->samples[found->n_samples++] =
		    (struct str){ best->text, best->n };
	}
}

static void
describe(struct topics *t, struct segment *s, struct topic_found *found)
{
	t->score = xcalloc(t->words.n + 1, sizeof *t->score);
	find_keywords(t, s, found);
	find_samples(t, s, found);
	free(t->score);
}

bool
topics_next(struct topics *t, int64_t before_ms, struct topic_found *found)
{
	struct segment *s = NULL;

	for (size_t i = 0; i < t->n && s == NULL; i++)
		if (!t->segments[i].given)
			s = &t->segments[i];
	if (s == NULL || before_ms / t->rule.segment_ms <= s->number)
		return false;
	*found = (struct topic_found){ .chats = s->chats,
		.start_ms = s->number * t->rule.segment_ms,
		.end_ms = (s->number + 1) * t->rule.segment_ms };
	if (t->joined != t->all_words)
		join_forms(t);
	describe(t, s, found);
	s->given = true;
	return true;
}

static void
free_segment(struct segment *s)
{
	for (size_t k = 0; k < s->n_lines; k++)
		free(s->lines[k].text);
	free(s->lines);
	free(s->counts);
	table_free(&s->table);
	*s = (struct segment){ 0 };
}

/* Counts the words of a message that was counted in all before. */
static void
look_at(struct topics *t, struct segment *s, struct str text)
{
	struct str token;

	t->message++;
	tokens_begin(&t->tokens, text);
	while (tokens_next(&t->tokens, &token)) {
		uint32_t w = t->tokens.telling ? intern_find(&t->words, token)
					       : INTERN_NONE;

		if (w == INTERN_NONE || t->seen[w] == t->message)
			continue;
		t->seen[w] = t->message;
		s->words++;
		count(s, w, 1);
	}
	keep_good_line(s, text);
}

void
topics_look(struct topics *t, const struct str *texts, size_t n,
    struct topic_found *found)
{
	*found = (struct topic_found){ .chats = n };
	free_segment(&t->looked);
	for (size_t i = 0; i < n; i++)
		look_at(t, &t->looked, texts[i]);
	join_roughly(t);
	describe(t, &t->looked, found);
}

void
topics_free(struct topics *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free_segment(&t->segments[i]);
	free_segment(&t->looked);
	free(t->segments);
	free(t->total);
	free(t->seen);
	free(t->base);
	free(t->forms);
	intern_free(&t->words);
	tokens_free(&t->tokens);
	free(t);
}

/* Pieces of segments */

static int
by_text(const void *a, const void *b, void *names)
{
	const struct word_count *x = a, *y = b;
	const struct str *name = names;

	return str_cmp(name[x->word], name[y->word]);
}

/* What is in the piece leaves it. */
static void
give_piece(struct topic_piece *p, size_t *bytes,
    void (*take)(void *, const struct topic_piece *), void *ctx)
{
	take(ctx, p);
	p->words += p->n_words;
	p->counts += p->n_words;
	p->lines += p->n_lines;
	p->chats = *bytes = p->n_words = p->n_lines = 0;
}

/* The texts and numbers of all that a segment has. */
static void
list_piece(const struct topics *t, const struct segment *s, struct str *texts,
    uint32_t *numbers)
{
	uint32_t n = s->table.n;
	struct word_count *sorted = xcalloc(n + 1, sizeof *sorted);

	if (n > 0)
		memcpy(sorted, s->counts, n * sizeof *sorted);
	qsort_r(sorted, n, sizeof *sorted, by_text, t->words.names);
	for (uint32_t i = 0; i < n; i++) {
		texts[i] = t->words.names[sorted[i].word];
		numbers[i] = sorted[i].n;
	}
	free(sorted);
	for (size_t i = 0; i < s->n_lines; i++)
		texts[n + i] = (struct str){ s->lines[i].text, s->lines[i].n };
}

static void
give_segment(const struct topics *t, const struct segment *s,
    void (*take)(void *, const struct topic_piece *), void *ctx)
{
	size_t n = s->table.n, all = n + s->n_lines, bytes = 0;
	struct str *texts = xcalloc(all + 1, sizeof *texts);
	uint32_t *numbers = xcalloc(n + 1, sizeof *numbers);
	struct topic_piece p = { .start_ms = s->number * t->rule.segment_ms,
		.chats = s->chats,
		.words = texts,
		.lines = texts + n,
		.counts = numbers };

	list_piece(t, s, texts, numbers);
	for (size_t i = 0; i < all; i++) {
		p.n_words += i < n;
		p.n_lines += i >= n;
		bytes += texts[i].n + sizeof(uint32_t);
		if (bytes >= PIECE)
			give_piece(&p, &bytes, take, ctx);
	}
	if (bytes > 0 || p.chats > 0)
		give_piece(&p, &bytes, take, ctx);
	free(texts);
	free(numbers);
}

void
topics_give(const struct topics *t,
    void (*take)(void *, const struct topic_piece *), void *ctx)
{
	for (size_t i = 0; i < t->n; i++)
		give_segment(t, &t->segments[i], take, ctx);
}

void
topics_join(struct topics *t, const struct topic_piece *p)
{
	struct segment *s = segment_at(t, p->start_ms / t->rule.segment_ms);

	s->chats += p->chats;
	for (size_t i = 0; i < p->n_words; i++) {
		uint32_t word = number_of(t, p->words[i]);

		if (word != INTERN_NONE)
			add_count(t, s, word, p->counts[i]);
	}
	for (size_t i = 0; i < p->n_lines; i++)
		keep_line(s, p->lines[i]);
}

void
topics_joined(struct topics *t)
{
	for (size_t i = 0; i + 2 < t->n; i++)
		settle(&t->segments[i]);
}
