/* Keeps messages while a moment may need them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sorted.h"
#include "text/gist.h"
#include "text/laughter.h"

struct gist_line {
	int64_t ms;
	uint64_t user;
	char *text;
	size_t n;
	bool laughs;
};

struct gist {
	struct topics *topics;
	struct gist_line *at; /* in order of time, since `first` */
	size_t first, n, cap;
	struct topic_line *lines; /* room for a moment's */
	size_t cap_lines;
};

/* Users are told apart within five minutes. */
static const struct topics_rule rule = { .looks = true,
	.segment_ms = 300000,
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

void
gist_free(struct gist *t)
{
	if (t == NULL)
		return;
	gist_forget(t, INT64_MAX);
	topics_free(t->topics);
	free(t->at);
	free(t->lines);
	free(t);
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

void
gist_forget(struct gist *t, int64_t ms)
{
	while (t->first < t->n && t->at[t->first].ms < ms)
		free(t->at[t->first++].text);
	close_up(t);
}

void
gist_add(struct gist *t, int64_t ms, uint64_t user, struct str text)
{
	size_t i = t->n;

	topics_add(t->topics, ms, user, text);
	MEM_RESERVE(t->at, t->cap, t->n + 1);
	while (i > t->first && t->at[i - 1].ms > ms)
		i--;
	memmove(t->at + i + 1, t->at + i, (t->n++ - i) * sizeof *t->at);
	t->at[i] = (struct gist_line){ ms, user, xstrndup(text.p, text.n),
		text.n, laughs(text) };
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
		laughing += m->laughs;
	}
	said->laughing = n > 0 ? (double)laughing / (double)n : (double)NAN;
	topics_look(t->topics, t->lines, n, &said->topic);
}
