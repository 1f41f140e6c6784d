/* Counts messages whose words are unusual. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/mem.h"
#include "text/echoes.h"
#include "text/tokens.h"

enum {
	RECENT = 10, /* seconds */
	LATE = 60,   /* when words are learned */
	SLOTS = 8192 /* of users, who may displace one another */
};

static const double memory = 600; /* seconds */
static const double enough = 100; /* messages */
static const double least = 3, least_ratio = 4;

/* A message's different words are `words` from `first` on. */
struct echoes_line {
	int64_t sec;
	size_t first, words;
};

struct echoes_word {
	uint32_t recent;
	double usual;    /* messages that had it, fading */
	int64_t learned; /* the second that this is of */
	uint32_t line;   /* the last that had it */
};

struct echoes {
	struct intern words;
	struct echoes_word *word; /* by number */
	size_t cap_word;
	uint32_t known, lines; /* words and messages so far */
	struct echoes_line *line;
	size_t n, cap;
	size_t taken, old, learned; /* so many have become that */
	uint32_t *said;             /* the lines' words */
	size_t n_said, cap_said;
	double usual; /* messages, fading */
	int64_t usual_at;
	struct echoes_user {
		uint32_t hash, until; /* heard in the seconds before */
	} * users;
	struct tokens tokens;
};

struct echoes *
echoes_new(void)
{
	struct echoes *e = xcalloc(1, sizeof *e);

	e->users = xcalloc(SLOTS, sizeof *e->users);
	return e;
}

void
echoes_free(struct echoes *e)
{
	if (e == NULL)
		return;
	intern_free(&e->words);
	tokens_free(&e->tokens);
	free(e->word);
	free(e->line);
	free(e->said);
	free(e->users);
	free(e);
}

/* Whether the user wrote within the last seconds. */
static bool
goes_on(struct echoes *e, int64_t sec, uint64_t user)
{
	struct echoes_user *u = &e->users[user % SLOTS];
	uint32_t hash = (uint32_t)(user >> 32), now = (uint32_t)sec;
	bool known = u->until > now && u->hash == hash;

	*u = (struct echoes_user){ hash, now + RECENT + 1 };
	return known && user != 0;
}

static uint32_t
number_of(struct echoes *e, struct str token)
{
	uint32_t w;

	if (e->words.n >= ECHOES_WORDS)
		return intern_find(&e->words, token);
	w = intern_add(&e->words, token);
	MEM_RESERVE(e->word, e->cap_word, (size_t)w + 1);
	if (w == e->known)
		e->word[e->known++] = (struct echoes_word){ 0 };
	return w;
}

/* Forgets the words of lines that have been learned. */
static void
close_up(struct echoes *e)
{
	size_t gone = e->learned, words;

	if (gone == 0 || gone < e->n / 2)
		return;
	words = gone < e->n ? e->line[gone].first : e->n_said;
	memmove(
	    e->said, e->said + words, (e->n_said - words) * sizeof *e->said);
	memmove(e->line, e->line + gone, (e->n - gone) * sizeof *e->line);
	e->n_said -= words;
	e->n -= gone;
	e->taken -= gone;
	e->old -= gone;
	e->learned = 0;
	for (size_t i = 0; i < e->n; i++)
		e->line[i].first -= words;
}

void
echoes_add(struct echoes *e, int64_t sec, struct str text, uint64_t user)
{
	struct echoes_line line = { .sec = sec, .first = e->n_said };
	struct str token;

	if (goes_on(e, sec, user))
		return;
	e->lines++;
	tokens_begin(&e->tokens, text);
	while (tokens_next(&e->tokens, &token)) {
		uint32_t w = number_of(e, token);

		if (w == INTERN_NONE || e->word[w].line == e->lines)
			continue;
		e->word[w].line = e->lines;
		MEM_RESERVE(e->said, e->cap_said, e->n_said + 1);
		e->said[e->n_said++] = w;
		line.words++;
	}
	/* One that comes late counts as of the second that is going on. */
	if (e->n > 0 && e->line[e->n - 1].sec > sec)
		line.sec = e->line[e->n - 1].sec;
	MEM_RESERVE(e->line, e->cap, e->n + 1);
	e->line[e->n++] = line;
}

static double
faded(double usual, int64_t since, int64_t now)
{
	return usual * exp(-(double)(now - since) / memory);
}

static void
learn(struct echoes *e, const struct echoes_line *line)
{
	int64_t now = line->sec;

	e->usual = faded(e->usual, e->usual_at, now) + 1;
	e->usual_at = now;
	for (size_t i = 0; i < line->words; i++) {
		struct echoes_word *w = &e->word[e->said[line->first + i]];

		w->usual = faded(w->usual, w->learned, now) + 1;
		w->learned = now;
	}
}

static void
count(struct echoes *e, const struct echoes_line *line, uint32_t step)
{
	for (size_t i = 0; i < line->words; i++)
		e->word[e->said[line->first + i]].recent += step;
}

static bool
is_unusual(const struct echoes *e, const struct echoes_word *w, int64_t now)
{
	double share = faded(w->usual, w->learned, now) /
	    faded(e->usual, e->usual_at, now);
	double expected = share * (double)(e->taken - e->old);

	return w->recent >= least && w->recent >= least_ratio * expected &&
	    w->recent >= expected + least;
}

static bool
is_echo(const struct echoes *e, const struct echoes_line *line, int64_t now)
{
	for (size_t i = 0; i < line->words; i++)
		if (is_unusual(e, &e->word[e->said[line->first + i]], now))
			return true;
	return false;
}

double
echoes_next(struct echoes *e, int64_t sec)
{
	size_t first = e->taken;
	double echoes = 0;

	for (; e->taken < e->n && e->line[e->taken].sec <= sec; e->taken++)
		count(e, &e->line[e->taken], 1);
	for (; e->old < e->taken && e->line[e->old].sec <= sec - RECENT;
	     e->old++)
		count(e, &e->line[e->old], UINT32_MAX);
	for (; e->learned < e->old && e->line[e->learned].sec <= sec - LATE;
	     e->learned++)
		learn(e, &e->line[e->learned]);
	for (size_t i = first; i < e->taken; i++)
		if (e->line[i].sec > sec - RECENT)
			echoes += is_echo(e, &e->line[i], sec);
	close_up(e);
	return faded(e->usual, e->usual_at, sec) < enough ? (double)NAN
							  : echoes;
}
