/* Finds banned words by an automaton over folded text. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "text/banned.h"
#include "text/fold.h"

enum { NONE = 0, ROOT = 0, SPANS = 64 /* of a text, in mind at once */ };

struct banned_word {
	struct str text;
	const struct fold_symbol *symbols; /* the list's */
	uint32_t n;
	uint32_t other; /* the next one that ends at the same state, 1 based */
	bool allowed, open_start, open_end;
};

/* While words come in: a tree by first child and next sibling. */
struct banned_node {
	uint32_t child, sibling;
	uint32_t word; /* 1 based */
	uint8_t class;
};

/*
 * The automaton.  A state's children are numbered one after the other in the
 * order of their classes, so that a set of bits and the number of the first
 * give the place of each.
 */
struct banned_state {
	uint64_t children;
	uint32_t first, fail;
	uint32_t word;  /* that ends here, 1 based */
	uint32_t inner; /* the next state by failures where a word ends, or 0 */
};

struct banned {
	struct banned_word *words;
	size_t n_words, cap_words;
	struct banned_node *nodes;
	size_t n_nodes, cap_nodes;
	struct banned_state *states; /* NULL until needed */
	struct arena symbols, texts;
	struct folded folded;
	bool has_allowed;
};

struct banned *
banned_new(void)
{
	struct banned *b = xcalloc(1, sizeof *b);

	MEM_RESERVE(b->nodes, b->cap_nodes, 1);
	b->nodes[b->n_nodes++] = (struct banned_node){ 0 };
	return b;
}

static uint32_t
child_of(struct banned *b, uint32_t node, uint8_t class)
{
	uint32_t child = b->nodes[node].child;

	while (child != NONE && b->nodes[child].class != class)
		child = b->nodes[child].sibling;
	if (child != NONE)
		return child;
	MEM_RESERVE(b->nodes, b->cap_nodes, b->n_nodes + 1);
	b->nodes[b->n_nodes] =
	    (struct banned_node){ .sibling = b->nodes[node].child,
		    .class = class };
	b->nodes[node].child = (uint32_t)b->n_nodes;
	return (uint32_t)b->n_nodes++;
}

/* Enters a word whose symbols are in the list's arena. */
static void
plant(struct banned *b, struct banned_word word)
{
	uint32_t node = ROOT;

	for (uint32_t i = 0; i < word.n; i++)
		node = child_of(b, node, word.symbols[i].class);
	word.other = b->nodes[node].word;
	MEM_RESERVE(b->words, b->cap_words, b->n_words + 1);
	b->words[b->n_words++] = word;
	b->nodes[node].word = (uint32_t)b->n_words;
}

/* The symbols with each repetition as one of its own: as a text has them that
 * spaces them out.  0 when there are none, or too many. */
static uint32_t
spell_out(const struct folded *f, struct fold_symbol *out)
{
	uint32_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		for (unsigned k = 0; k < f->at[i].run; k++) {
			if (n == BANNED_LONGEST)
				return 0;
			out[n] = f->at[i];
			out[n].gap = k == 0 ? f->at[i].gap : FOLD_JOINED;
			out[n++].run = 1;
		}
	return n > f->n ? n : 0;
}

static const struct fold_symbol *
keep_symbols(struct banned *b, const struct fold_symbol *s, size_t n)
{
	return memcpy(
	    arena_alloc(&b->symbols, n * sizeof *s), s, n * sizeof *s);
}

/* Takes "!" and "*" off; the word that is left. */
static struct str
read_marks(struct str line, struct banned_word *word)
{
	if (str_starts(line, "!")) {
		word->allowed = true;
		line = str_trim((struct str){ line.p + 1, line.n - 1 });
	}
	if (str_starts(line, "*")) {
		word->open_start = true;
		line = (struct str){ line.p + 1, line.n - 1 };
	}
	if (str_ends(line, "*")) {
		word->open_end = true;
		line.n--;
	}
	return line;
}

bool
banned_add(struct banned *b, struct str line, const char **why)
{
	struct fold_symbol spelt[BANNED_LONGEST];
	struct banned_word word = { 0 };
	struct str rest;

	line = str_trim(line);
	rest = read_marks(line, &word);
	fold(&b->folded, rest);
	*why = b->folded.n == 0            ? "it has no letter"
	    : b->folded.n > BANNED_LONGEST ? "it is too long"
	    : b->n_words >= BANNED_WORDS   ? "there are too many words"
					   : NULL;
	if (*why != NULL)
		return false;
	free(b->states);
	b->states = NULL;
	word.text.p = arena_copy(&b->texts, rest.p, rest.n);
	word.text.n = rest.n;
	word.n = (uint32_t)b->folded.n;
	word.symbols = keep_symbols(b, b->folded.at, word.n);
	b->has_allowed = b->has_allowed || word.allowed;
	plant(b, word);
	word.n = spell_out(&b->folded, spelt);
	word.symbols = word.n > 0 ? keep_symbols(b, spelt, word.n) : NULL;
	if (word.n > 0)
		plant(b, word);
	return true;
}

/* ---- the automaton ---- */

/* The number of bits; the compiler's own is a call on plain x86-64. */
static inline uint32_t
count_bits(uint64_t x)
{
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) +
	    (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(x * UINT64_C(0x0101010101010101) >> 56);
}

static uint32_t
state_child(const struct banned_state *s, uint8_t class)
{
	uint64_t bit = UINT64_C(1) << class;

	if ((s->children & bit) == 0)
		return NONE;
	return s->first + count_bits(s->children & (bit - 1));
}

static uint32_t
step(const struct banned_state *states, uint32_t state, uint8_t class)
{
	uint32_t next;

	while ((next = state_child(&states[state], class)) == NONE) {
		if (state == ROOT)
			return ROOT;
		state = states[state].fail;
	}
	return next;
}

/* Numbers a state's children and remembers which node each stands for. */
static uint32_t
adopt(const struct banned *b, uint32_t state, uint32_t *node_of, uint32_t n)
{
	struct banned_state *s = &b->states[state];
	uint32_t child = b->nodes[node_of[state]].child;

	for (uint32_t c = child; c != NONE; c = b->nodes[c].sibling)
		s->children |= UINT64_C(1) << b->nodes[c].class;
	s->first = n;
	for (uint32_t c = child; c != NONE; c = b->nodes[c].sibling)
		node_of[state_child(s, b->nodes[c].class)] = c;
	return n + count_bits(s->children);
}

/* Where a child goes on when its own way ends, and which words end there. */
static void
link_child(struct banned_state *states, uint32_t parent, uint8_t class)
{
	uint32_t child = state_child(&states[parent], class);
	struct banned_state *s = &states[child], *fail;

	s->fail =
	    parent == ROOT ? ROOT : step(states, states[parent].fail, class);
	fail = &states[s->fail];
	s->inner = fail->word != NONE ? s->fail : fail->inner;
}

static void
build(struct banned *b)
{
	uint32_t *node_of = xcalloc(b->n_nodes, sizeof *node_of);
	uint32_t n = 1;

	b->states = xcalloc(b->n_nodes, sizeof *b->states);
	for (uint32_t i = 0; i < n; i++) {
		b->states[i].word = b->nodes[node_of[i]].word;
		n = adopt(b, i, node_of, n);
	}
	for (uint32_t i = 0; i < n; i++)
		for (uint64_t set = b->states[i].children; set != 0;
		     set &= set - 1)
			link_child(b->states, i, (uint8_t)__builtin_ctzll(set));
	free(node_of);
}

/* ---- what is a match ---- */

static bool
is_latin(const struct fold_symbol *s)
{
	return s->class < FOLD_HANGUL || (s->c >= '0' && s->c <= '9');
}

/* Whether a symbol of the text may stand for one of a word. */
static bool
stands_for(const struct fold_symbol *text, const struct fold_symbol *word)
{
	if (text->run < word->run)
		return false;
	if (word->c != text->c &&
	    (word->class >= FOLD_HANGUL || word->c < 'a' || text->c >= 'a'))
		return false;
	return word->class < FOLD_HANGUL || word->class >= FOLD_OTHER ||
	    word->part != FOLD_LONE || text->part == FOLD_LONE;
}

/* Whether the symbols at s[0] to s[n - 1] are held apart as a disguise would,
 * and not as a sentence does: `whole` when they begin and end where words
 * do. */
static bool
is_spaced_well(
    const struct fold_symbol *s, const struct banned_word *word, bool whole)
{
	bool spaced = false, joined_latin = false;

	for (uint32_t i = 1; i < word->n; i++) {
		if (word->symbols[i].gap != FOLD_JOINED)
			continue;
		spaced = spaced || s[i].gap >= FOLD_SPACED;
		joined_latin = joined_latin ||
		    (s[i].gap == FOLD_JOINED && is_latin(&s[i]) &&
			is_latin(&s[i - 1]));
	}
	return !spaced || (whole && !joined_latin);
}

/* Particles that may hang on to a word that stands alone: 가 이 은 는 을 를 아
 * 야 들 도 만, as the letters they consist of. */
static const uint16_t particles[][3] = { { 0x3131, 0x314F }, { 0x3147, 0x3163 },
	{ 0x3147, 0x3161, 0x3134 }, { 0x3134, 0x3161, 0x3134 },
	{ 0x3147, 0x3161, 0x3139 }, { 0x3139, 0x3161, 0x3139 },
	{ 0x3147, 0x314F }, { 0x3147, 0x3151 }, { 0x3137, 0x3161, 0x3139 },
	{ 0x3137, 0x3157 }, { 0x3141, 0x314F, 0x3134 } };

/* How many of the `n` symbols at `s` are that particle; 0 when it is not. */
static size_t
particle_at(const struct fold_symbol *s, size_t n, const uint16_t letters[3])
{
	size_t len = 0;

	for (; len < 3 && letters[len] != 0; len++)
		if (len >= n || s[len].c != letters[len] ||
		    s[len].part == FOLD_LONE)
			return 0;
	return s[len - 1].in_syllable ? 0 : len;
}

/* Whether words end at `end`: a gap comes, lone letters, or a particle and
 * then one of them. */
static bool
ends_word(const struct folded *f, size_t end)
{
	if (end == f->n || f->at[end].gap != FOLD_JOINED ||
	    f->at[end].part == FOLD_LONE)
		return true;
	for (size_t i = 0; i < sizeof particles / sizeof *particles; i++) {
		size_t n = particle_at(&f->at[end], f->n - end, particles[i]);

		if (n > 0 &&
		    (end + n == f->n || f->at[end + n].gap != FOLD_JOINED ||
			f->at[end + n].part == FOLD_LONE))
			return true;
	}
	return false;
}

/* Whether the word really is there in symbols `at` to `end` - 1. */
static bool
is_there(const struct folded *f, const struct banned_word *word, size_t end)
{
	const struct fold_symbol *s = &f->at[end - word->n],
				 *last = &f->at[end - 1];
	bool starts = s->gap != FOLD_JOINED;
	bool ends = end == f->n || last[1].gap != FOLD_JOINED;

	for (uint32_t i = 0; i < word->n; i++)
		if (!stands_for(&s[i], &word->symbols[i]))
			return false;
	if ((s->part != FOLD_LONE && s->part != FOLD_LEAD) || last->in_syllable)
		return false;
	if (is_latin(s) && !starts && !word->open_start && is_latin(s - 1))
		return false;
	if (is_latin(last) && !ends && !word->open_end && is_latin(last + 1))
		return false;
	return is_spaced_well(s, word, starts && ends_word(f, end));
}

/* A stretch of symbols that a word covers. */
struct banned_span {
	size_t start, end;
	const struct banned_word *word;
};

struct banned_search {
	const struct banned *b;
	struct banned_span allowed[SPANS], found[SPANS];
	size_t n_allowed, n_found; /* of the allowed, the last SPANS are kept */
};

/* Whether an allowed word covers what was found. */
static bool
is_excused(const struct banned_search *search, const struct banned_span *found)
{
	for (size_t i = 0; i < SPANS && i < search->n_allowed; i++)
		if (search->allowed[i].start <= found->start &&
		    search->allowed[i].end >= found->end)
			return true;
	return false;
}

/* Forgets what is excused; false when nothing is left. */
static bool
sift(struct banned_search *search)
{
	size_t kept = 0;

	for (size_t i = 0; i < search->n_found; i++)
		if (!is_excused(search, &search->found[i]))
			search->found[kept++] = search->found[i];
	search->n_found = kept;
	return kept > 0;
}

/* Takes what ends at `end` in that state; true when that settles it. */
static bool
note(struct banned_search *search, uint32_t state, size_t end)
{
	const struct banned *b = search->b;
	uint32_t number = b->states[state].word;

	for (; number != NONE; number = b->words[number - 1].other) {
		const struct banned_word *word = &b->words[number - 1];
		struct banned_span span = { end - word->n, end, word };

		if (!is_there(&b->folded, word, end))
			continue;
		if (word->allowed)
			search->allowed[search->n_allowed++ % SPANS] = span;
		else
			search->found[search->n_found++] = span;
		if (search->n_found == SPANS && sift(search) &&
		    search->n_found > SPANS / 2)
			return true; /* more than a word can excuse */
	}
	return search->n_found > 0 && !b->has_allowed;
}

static void
look(struct banned_search *search)
{
	const struct banned *b = search->b;
	const struct folded *f = &b->folded;
	uint32_t state = ROOT;

	for (size_t i = 0; i < f->n; i++) {
		uint32_t at;

		if (f->at[i].gap == FOLD_BROKEN)
			state = ROOT;
		state = step(b->states, state, f->at[i].class);
		at = b->states[state].word != NONE ? state
						   : b->states[state].inner;
		for (; at != ROOT; at = b->states[at].inner)
			if (note(search, at, i + 1))
				return;
	}
}

struct str
banned_find(struct banned *b, struct str text)
{
	struct banned_search search;

	search.b = b;
	search.n_allowed = search.n_found = 0;
	if (b->states == NULL)
		build(b);
	fold(&b->folded, text);
	look(&search);
	if (search.n_found == 0 || !sift(&search))
		return (struct str){ 0 };
	return search.found[0].word->text;
}

void
banned_free(struct banned *b)
{
	if (b == NULL)
		return;
	free(b->words);
	free(b->nodes);
	free(b->states);
	arena_free(&b->symbols);
	arena_free(&b->texts);
	fold_free(&b->folded);
	free(b);
}
