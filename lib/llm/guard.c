/* Recognises instructions in an answer by runs of letters. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/nfc.h"
#include "core/utf8.h"
#include "llm/guard.h"

/* Of a rolling hash (Karp and Rabin, 1987). */
static const uint64_t BASE = UINT64_C(0x9e3779b97f4a7c15);

struct guard_run {
	uint32_t c[GUARD_RUN]; /* a ring */
	size_t n;
	uint64_t hash, out; /* `out`: BASE to the power of GUARD_RUN */
};

struct guard {
	uint64_t *runs; /* hashes of the secret's, in order */
	size_t n_runs;
	uint32_t *marker;
	size_t n_marker;
	struct buf composed, letters;
};

static bool
is_counted(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* The letters of a text in lower case, as numbers. */
static const uint32_t *
letters_of(struct guard *g, struct str text, size_t *n)
{
	struct str rest = nfc(text, &g->composed);
	uint32_t *out, c;

	g->letters.n = 0;
	out = (uint32_t *)buf_reserve(&g->letters, sizeof *out * rest.n + 1);
	*n = 0;
	while (rest.n > 0) {
		size_t len = utf8_next(rest, &c);

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (is_counted(c))
			out[(*n)++] = c;
		rest = (struct str){ rest.p + len, rest.n - len };
	}
	return out;
}

static void
begin_run(struct guard_run *r)
{
	*r = (struct guard_run){ .out = 1 };
	for (int i = 0; i < GUARD_RUN; i++)
		r->out *= BASE;
}

/* Goes on by a letter; 0 until there is a whole run. */
static uint64_t
roll(struct guard_run *r, uint32_t c)
{
	uint32_t *place = &r->c[r->n % GUARD_RUN];

	r->hash = r->hash * BASE + c + 1;
	if (r->n >= GUARD_RUN)
		r->hash -= r->out * (*place + 1);
	*place = c;
	r->n++;
	return r->n < GUARD_RUN ? 0 : r->hash | 1;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
learn_secret(struct guard *g, struct str secret)
{
	size_t n;
	const uint32_t *c = letters_of(g, secret, &n);
	struct guard_run run;

	g->runs = xcalloc(n + 1, sizeof *g->runs);
	begin_run(&run);
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = roll(&run, c[i]);

		if (hash != 0)
			g->runs[g->n_runs++] = hash;
	}
	qsort(g->runs, g->n_runs, sizeof *g->runs, by_value);
}

static void
learn_marker(struct guard *g, struct str marker)
{
	const uint32_t *c = letters_of(g, marker, &g->n_marker);

	g->marker = xcalloc(g->n_marker + 1, sizeof *g->marker);
	memcpy(g->marker, c, g->n_marker * sizeof *c);
}

struct guard *
guard_new(struct str secret, struct str marker)
{
	struct guard *g = xcalloc(1, sizeof *g);

	learn_marker(g, marker);
	learn_secret(g, secret);
	return g;
}

static bool
has_marker(const struct guard *g, const uint32_t *c, size_t n)
{
	for (size_t i = 0; g->n_marker > 0 && i + g->n_marker <= n; i++) {
		size_t k = 0;

		while (k < g->n_marker && c[i + k] == g->marker[k])
			k++;
		if (k == g->n_marker)
			return true;
	}
	return false;
}

bool
guard_leaks(struct guard *g, struct str answer)
{
	struct guard_run run;
	size_t n;
	const uint32_t *c = letters_of(g, answer, &n);

	if (has_marker(g, c, n))
		return true;
	begin_run(&run);
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = roll(&run, c[i]);

		if (hash != 0 &&
		    bsearch(&hash, g->runs, g->n_runs, sizeof hash, by_value) !=
			NULL)
			return true;
	}
	return false;
}

void
guard_free(struct guard *g)
{
	if (g == NULL)
		return;
	free(g->runs);
	free(g->marker);
	buf_free(&g->composed);
	buf_free(&g->letters);
	free(g);
}
