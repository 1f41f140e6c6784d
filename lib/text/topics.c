/* Counts what is said in segments. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/hash.h"
#include "core/mem.h"
#include "text/topics_private.h"

enum { SHORT = 4 /* characters of a good sample */ };

struct topics *
topics_new(const struct topics_rule *rule)
{
	struct topics *t = xcalloc(1, sizeof *t);

	t->rule = *rule;
	return t;
}

/* The segment with that number, made where it belongs. */
struct topic_segment *
topics_segment(struct topics *t, int64_t number)
{
	size_t i = t->n;

	while (i > 0 && t->segments[i - 1].number >= number)
		i--;
	if (i < t->n && t->segments[i].number == number)
		return &t->segments[i];
	MEM_RESERVE(t->segments, t->cap_segments, t->n + 1);
	memmove(t->segments + i + 1, t->segments + i,
	    (t->n - i) * sizeof *t->segments);
	t->segments[i] = (struct topic_segment){ .number = number };
	t->n++;
	return &t->segments[i];
}

static uint32_t
hash_of(const void *counts, uint32_t i)
{
	return hash_number(((const struct topic_count *)counts)[i].word);
}

static void
count(struct topic_segment *s, uint32_t word, uint32_t n)
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
		s->counts[i] = (struct topic_count){ word, 0 };
	}
	s->counts[i].n += n;
}

/* The counts of at least `least` close up. */
static uint32_t
keep(struct topic_segment *s, uint32_t n, uint32_t least)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		if (s->counts[i].n >= least)
			s->counts[kept++] = s->counts[i];
	return kept;
}

void
topics_settle(struct topic_segment *s)
{
	uint32_t n = s->table.n, least = 1;

	while (n > TOPICS_KEPT)
		n = keep(s, n, ++least);
	distinct_free(&s->said);
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
		t->cap = cap;
	}
	for (; t->known < t->words.n; t->known++)
		t->total[t->known] = t->seen[t->known] = 0;
}

/* Where a line with this hash is, or belongs. */
static size_t
line_place(const struct topic_segment *s, uint64_t hash)
{
	size_t low = 0, high = s->n_lines;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->ranks[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
say_again(struct topic_kept *line, const struct topic_said *said)
{
	line->times += said->times;
	line->others |= said->others || said->user != line->user;
	if (said->user < line->user)
		line->user = said->user;
}

/* A new line with this hash, whose place among the others is `i`; without room
 * for it the last one goes. */
static struct topic_kept *
new_line(struct topic_segment *s, size_t i, uint64_t hash)
{
	size_t last = s->n_lines, line = last;

	if (last == TOPICS_LINES) {
		line = s->ranks[--last].line;
		free(s->lines[line].text);
	} else if (last == s->cap_lines) {
		s->cap_lines = mem_grow(last, last + 1);
		s->lines =
		    xreallocarray(s->lines, s->cap_lines, sizeof *s->lines);
		s->ranks =
		    xreallocarray(s->ranks, s->cap_lines, sizeof *s->ranks);
	}
	memmove(s->ranks + i + 1, s->ranks + i, (last - i) * sizeof *s->ranks);
	s->ranks[i] = (struct topic_rank){ hash, (uint32_t)line };
	s->n_lines = last + 1;
	return &s->lines[line];
}

/* Keeps the lines with the lowest hashes: a fair choice of different ones that
 * does not depend on when they came. */
void
topics_line(struct topic_segment *s, const struct topic_said *said)
{
	uint64_t hash = XXH3_64bits(said->text.p, said->text.n);
	size_t i;

	if (s->n_lines == TOPICS_LINES && hash > s->ranks[s->n_lines - 1].hash)
		return;
	i = line_place(s, hash);
	if (i < s->n_lines && s->ranks[i].hash == hash)
		say_again(&s->lines[s->ranks[i].line], said);
	else
		*new_line(s, i, hash) = (struct topic_kept){ .hash = hash,
			.user = said->user,
			.times = said->times,
			.others = said->others,
			.text = xstrndup(said->text.p, said->text.n),
			.n = said->text.n };
}

/* Whether the token can be a keyword. */
static bool
counts(const struct topics *t, struct str token)
{
	return t->tokens.lone ||
	    (t->tokens.telling && (t->rule.pictures || token.p[0] != '{'));
}

uint32_t
topics_word(struct topics *t, struct str token)
{
	uint32_t word = t->words.n < TOPICS_WORDS
	    ? intern_add(&t->words, token)
	    : intern_find(&t->words, token);

	know(t);
	return word;
}

void
topics_count(
    struct topics *t, struct topic_segment *s, uint32_t word, uint32_t n)
{
	t->total[word] += n;
	t->all_words += n;
	s->words += n;
	if (!t->rule.looks)
		count(s, word, n);
}

static struct topic_saying
saying(uint64_t user, uint32_t word)
{
	struct id128 id = { user, word };

	return (struct topic_saying){ user, word, hash_id(id) };
}

/* Whether the user says the word for the first time; who is unknown is each
 * time another. */
static bool
is_first(struct topic_segment *s, struct topic_saying said)
{
	struct id128 id = { said.user, said.word };

	return said.user == 0 || distinct_add_hash(&s->said, id, said.hash);
}

static void
say(struct topics *t, struct topic_segment *s, struct topic_saying said)
{
	if (is_first(s, said))
		topics_count(t, s, said.word, 1);
}

void
topics_say(
    struct topics *t, struct topic_segment *s, uint64_t user, uint32_t word)
{
	say(t, s, saying(user, word));
}

/* Most sets of who said what are beyond the processor's cache: together they
 * are loaded at the same time. */
void
topics_catch_up(struct topics *t)
{
	struct topic_segment *s;
	uint32_t n = t->n_sayings;

	if (n == 0)
		return;
	s = topics_segment(t, t->said_in);
	for (uint32_t i = 0; i < n; i++)
		distinct_near(&s->said, t->sayings[i].hash);
	for (uint32_t i = 0; i < n; i++)
		say(t, s, t->sayings[i]);
	t->n_sayings = 0;
}

static void
add_word(
    struct topics *t, struct topic_segment *s, uint64_t user, struct str token)
{
	uint32_t word = topics_word(t, token);
	struct topic_saying said = saying(user, word);

	if (word == INTERN_NONE || t->seen[word] == t->message)
		return;
	t->seen[word] = t->message;
	if (t->n_sayings == TOPIC_SAYINGS)
		topics_catch_up(t);
	t->sayings[t->n_sayings++] = said;
	distinct_far(&s->said, said.hash);
}

static void
keep_good_line(struct topic_segment *s, uint64_t user, struct str text)
{
	size_t length = topics_characters(text);
	struct topic_said said = { text, user, 1, user == 0 };

	if (length >= SHORT && length <= 4 * TOPIC_LONG)
		topics_line(s, &said);
}

/* Where only looks are taken, one segment has what its users said lately. */
static struct topic_segment *
latest_segment(struct topics *t, int64_t number)
{
	struct topic_segment *s =
	    topics_segment(t, t->n == 0 ? number : t->segments->number);

	if (number > s->number) {
		distinct_clear(&s->said);
		s->number = number;
	}
	return s;
}

/* The segment with that number.  When one begins, the second before the last
 * has passed. */
static struct topic_segment *
segment_numbered(struct topics *t, int64_t number)
{
	size_t before = t->n;
	struct topic_segment *s = topics_segment(t, number);

	if (t->n > before && t->n > 2 && !t->segments[t->n - 3].settled &&
	    !t->rule.whole)
		topics_settle(&t->segments[t->n - 3]);
	return s;
}

static struct topic_segment *
segment_for(struct topics *t, int64_t ms)
{
	int64_t number = ms / t->rule.segment_ms;
	struct topic_segment *s;

	if (number != t->said_in)
		topics_catch_up(t);
	s = t->rule.looks ? latest_segment(t, number)
			  : segment_numbered(t, number);
	t->said_in = s->number;
	return s;
}

void
topics_add(struct topics *t, int64_t ms, uint64_t user, struct str text)
{
	struct topic_segment *s = segment_for(t, ms);
	struct str token;

	s->chats++;
	t->message++;
	tokens_begin(&t->tokens, text);
	while (tokens_next(&t->tokens, &token))
		if (counts(t, token))
			add_word(t, s, user, token);
	if (!t->rule.looks)
		keep_good_line(s, user, text);
}

static void
join_forms(struct topics *t)
{
	t->joined = t->all_words;
	forms_add(&t->words);
	know(t);
	forms_join(&t->forms, &t->words, t->total);
}

/* Joins them again when much has been added; what is new counts as itself. */
static void
join_roughly(struct topics *t)
{
	if (t->all_words > t->joined + t->joined / 10)
		join_forms(t);
}

bool
topics_next(struct topics *t, int64_t before_ms, struct topic_found *found)
{
	struct topic_segment *s = NULL;

	for (size_t i = 0; i < t->n && s == NULL; i++)
		if (!t->segments[i].given)
			s = &t->segments[i];
	if (s == NULL || before_ms / t->rule.segment_ms <= s->number)
		return false;
	topics_catch_up(t);
	*found = (struct topic_found){ .chats = s->chats,
		.start_ms = s->number * t->rule.segment_ms,
		.end_ms = (s->number + 1) * t->rule.segment_ms };
	if (t->joined != t->all_words)
		join_forms(t);
	topics_describe(t, s, found);
	s->given = true;
	return true;
}

static void
free_segment(struct topic_segment *s)
{
	for (size_t k = 0; k < s->n_lines; k++)
		free(s->lines[k].text);
	free(s->lines);
	free(s->ranks);
	free(s->counts);
	distinct_free(&s->said);
	table_free(&s->table);
	*s = (struct topic_segment){ 0 };
}

/* Counts the words of a message that was counted in all before. */
static void
look_at(
    struct topics *t, struct topic_segment *s, const struct topic_line *line)
{
	struct str token;

	t->message++;
	tokens_begin(&t->tokens, line->text);
	while (tokens_next(&t->tokens, &token)) {
		uint32_t w = counts(t, token) ? intern_find(&t->words, token)
					      : INTERN_NONE;

		if (w == INTERN_NONE || t->seen[w] == t->message)
			continue;
		t->seen[w] = t->message;
		if (!is_first(s, saying(line->user, w)))
			continue;
		s->words++;
		count(s, w, 1);
	}
	keep_good_line(s, line->user, line->text);
}

void
topics_look(struct topics *t, const struct topic_line *lines, size_t n,
    struct topic_found *found)
{
	*found = (struct topic_found){ .chats = n };
	topics_catch_up(t);
	free_segment(&t->looked);
	for (size_t i = 0; i < n; i++)
		look_at(t, &t->looked, &lines[i]);
	join_roughly(t);
	topics_describe(t, &t->looked, found);
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
	forms_free(&t->forms);
	intern_free(&t->words);
	tokens_free(&t->tokens);
	free(t);
}
