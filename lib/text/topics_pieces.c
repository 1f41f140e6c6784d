/* Gives and joins pieces of segments. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "text/topics_private.h"

enum { PIECE = 32 * 1024 /* bytes of words, users and lines */ };

/* What a segment's pieces are made of. */
struct giving {
	struct topic_piece piece;
	size_t bytes; /* in it */
	struct topic_word *words;
	struct topic_said *lines;
	size_t cap_words, cap_lines;
	void (*take)(void *ctx, const struct topic_piece *);
	void *ctx;
};

/* What is in the piece leaves it. */
static void
give(struct giving *g)
{
	g->piece.words = g->words;
	g->piece.lines = g->lines;
	g->take(g->ctx, &g->piece);
	g->piece.chats = g->bytes = g->piece.n_words = g->piece.n_lines = 0;
}

static void
put_word(struct giving *g, struct topic_word word)
{
	MEM_RESERVE(g->words, g->cap_words, g->piece.n_words + 1);
	g->words[g->piece.n_words++] = word;
	g->bytes +=
	    word.text.n + sizeof(uint32_t) + word.n_users * sizeof *word.users;
	if (g->bytes >= PIECE)
		give(g);
}

/* A word whose users are too many for a piece comes several times. */
static void
give_word(struct giving *g, struct topic_word word)
{
	enum { MOST = PIECE / sizeof(uint64_t) };

	while (word.n_users > MOST) {
		struct topic_word some = word;

		some.n_users = MOST;
		put_word(g, some);
		word.unknown = 0;
		word.users += MOST;
		word.n_users -= MOST;
	}
	put_word(g, word);
}

static void
give_line(struct giving *g, const struct topic_kept *line)
{
	MEM_RESERVE(g->lines, g->cap_lines, g->piece.n_lines + 1);
	g->lines[g->piece.n_lines++] =
	    (struct topic_said){ { line->text, line->n }, line->user,
		    line->times, line->others };
	g->bytes += line->n + sizeof(uint32_t) + sizeof line->user;
	if (g->bytes >= PIECE)
		give(g);
}

static int
by_text(const void *a, const void *b, void *names)
{
	const struct topic_count *x = a, *y = b;
	const struct str *name = names;

	return str_cmp(name[x->word], name[y->word]);
}

/* A user and the place of the word. */
static int
by_word(const void *a, const void *b)
{
	const struct id128 *x = a, *y = b;

	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	return x->hi < y->hi ? -1 : x->hi > y->hi;
}

/* The users with the places of the words that they say, by place. */
static struct id128 *
sort_users(const struct topics *t, const struct topic_segment *s,
    const struct topic_count *sorted)
{
	struct id128 *said = xcalloc((size_t)s->said.n + 1, sizeof *said);
	uint32_t *place = xcalloc((size_t)t->words.n + 1, sizeof *place);

	for (uint32_t i = 0; i < s->table.n; i++)
		place[sorted[i].word] = i;
	for (uint32_t i = 0; i < s->said.n; i++)
		said[i] = (struct id128){ s->said.ids[i].hi,
			place[s->said.ids[i].lo] };
	qsort(said, s->said.n, sizeof *said, by_word);
	free(place);
	return said;
}

static void
give_words(
    struct giving *g, const struct topics *t, const struct topic_segment *s)
{
	uint32_t n = s->table.n, k = 0;
	struct topic_count *sorted = xcalloc((size_t)n + 1, sizeof *sorted);
	uint64_t *users = xcalloc((size_t)s->said.n + 1, sizeof *users);
	struct id128 *said;

	if (n > 0)
		memcpy(sorted, s->counts, n * sizeof *sorted);
	qsort_r(sorted, n, sizeof *sorted, by_text, t->words.names);
	said = sort_users(t, s, sorted);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t first = k;

		for (; k < s->said.n && said[k].lo == i; k++)
			users[k] = said[k].hi;
		give_word(g,
		    (struct topic_word){ t->words.names[sorted[i].word],
			sorted[i].n - (k - first), users + first, k - first });
	}
	if (g->piece.n_words > 0)
		give(g);
	free(sorted);
	free(users);
	free(said);
}

static void
give_segment(
    struct giving *g, const struct topics *t, const struct topic_segment *s)
{
	g->piece =
	    (struct topic_piece){ .start_ms = s->number * t->rule.segment_ms,
		    .chats = s->chats };
	g->bytes = 0;
	give_words(g, t, s);
	for (size_t i = 0; i < s->n_lines; i++)
		give_line(g, &s->lines[s->ranks[i].line]);
	if (g->bytes > 0 || g->piece.chats > 0)
		give(g);
}

void
topics_give(struct topics *t, void (*take)(void *, const struct topic_piece *),
    void *ctx)
{
	struct giving g = { .take = take, .ctx = ctx };

	topics_catch_up(t);
	for (size_t i = 0; i < t->n; i++)
		give_segment(&g, t, &t->segments[i]);
	free(g.words);
	free(g.lines);
}

static void
join_word(struct topics *t, struct topic_segment *s, const struct topic_word *w)
{
	uint32_t word = topics_word(t, w->text);

	if (word == INTERN_NONE)
		return;
	if (w->unknown > 0)
		topics_count(t, s, word, w->unknown);
	for (size_t i = 0; i < w->n_users; i++)
		topics_say(t, s, w->users[i], word);
}

void
topics_join(struct topics *t, const struct topic_piece *p)
{
	struct topic_segment *s =
	    topics_segment(t, p->start_ms / t->rule.segment_ms);

	s->chats += p->chats;
	for (size_t i = 0; i < p->n_words; i++)
		join_word(t, s, &p->words[i]);
	for (size_t i = 0; i < p->n_lines; i++)
		topics_line(s, &p->lines[i]);
}

void
topics_joined(struct topics *t)
{
	for (size_t i = 0; i + 2 < t->n; i++)
		topics_settle(&t->segments[i]);
}
