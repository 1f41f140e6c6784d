/* Keeps messages while a moment may need them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sorted.h"
#include "text/gist.h"
#include "text/laughter.h"

/* Texts of messages that came one after another. */
struct gist_block {
	size_t lines; /* that are not forgotten */
	size_t n, size;
	char bytes[];
};

struct gist_line {
	int64_t ms;
	uint64_t user;
	struct gist_block *block;
	const char *text;
	size_t n;
};

struct gist {
	struct topics *topics;
	struct gist_line *at; /* in order of time, since `first` */
	size_t first, n, cap;
	struct gist_block *block; /* where the next text goes */
	struct topic_line *lines; /* room for a moment's */
	size_t cap_lines;
};

/* Users are told apart within a minute. */
static const struct topics_rule rule = { .looks = true,
	.segment_ms = 60000,
	.keywords = GIST_KEYWORDS,
	.samples = GIST_SAMPLES,
	.minimum = 2,
	.least = 10.8 /* chance gives one in a thousand */ };

struct gist *
gist_new(void)
{
	struct gist *t = xcalloc(1, sizeof *t);

	t->topics = topics_new(&rule);
	return t;
}

/* Moves what is left to the front, when half of the room is free. */
static void
close_up(struct gist *t)
{
	if (t->first <= t->n / 2)
		return;
	t->n -= t->first;
	memmove(t->at, t->at + t->first, t->n * sizeof *t->at);
	t->first = 0;
}

static void
let_go(struct gist_block *block, const struct gist_block *filling)
{
	if (--block->lines == 0 && block != filling)
		free(block);
}

/* A block with room for `n` bytes. */
static struct gist_block *
block_for(struct gist *t, size_t n)
{
	enum { SIZE = 64 * 1024 };
	struct gist_block *b = t->block;
	size_t size = n > SIZE ? n : SIZE;

	if (b != NULL && b->lines == 0)
		b->n = 0;
	if (b != NULL && b->size - b->n >= n)
		return b;
	if (b != NULL && b->lines == 0)
		free(b);
	b = xmalloc(sizeof *b + size);
	*b = (struct gist_block){ .size = size };
	return t->block = b;
}

void
gist_forget(struct gist *t, int64_t ms)
{
	while (t->first < t->n && t->at[t->first].ms < ms)
		let_go(t->at[t->first++].block, t->block);
	close_up(t);
}

void
gist_free(struct gist *t)
{
	if (t == NULL)
		return;
	gist_forget(t, INT64_MAX);
	free(t->block);
	topics_free(t->topics);
	free(t->at);
	free(t->lines);
	free(t);
}

void
gist_add(struct gist *t, int64_t ms, uint64_t user, struct str text)
{
	struct gist_block *block = block_for(t, text.n);
	char *kept = block->bytes + block->n;
	size_t i = t->n;

	if (text.n > 0)
		memcpy(kept, text.p, text.n);
	block->n += text.n;
	block->lines++;
	topics_add(t->topics, ms, user, text);
	MEM_RESERVE(t->at, t->cap, t->n + 1);
	while (i > t->first && t->at[i - 1].ms > ms)
		i--;
	memmove(t->at + i + 1, t->at + i, (t->n++ - i) * sizeof *t->at);
	t->at[i] = (struct gist_line){ ms, user, block, kept, text.n };
}

/* The first message at or after a moment. */
static size_t
since(const struct gist *t, int64_t ms)
{
	return t->first +
	    sorted_from(t->at + t->first, t->n - t->first, sizeof *t->at,
		offsetof(struct gist_line, ms), ms);
}

void
gist_look(struct gist *t, int64_t from, int64_t to, struct gist_found *said)
{
	size_t first = since(t, from), n = since(t, to) - first, laughing = 0;

	MEM_RESERVE(t->lines, t->cap_lines, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct gist_line *m = &t->at[first + i];

		t->lines[i] = (struct topic_line){ { m->text, m->n }, m->user };
		laughing += laughs(t->lines[i].text);
	}
	said->laughing = n > 0 ? (double)laughing / (double)n : (double)NAN;
	topics_look(t->topics, t->lines, n, &said->topic);
}
