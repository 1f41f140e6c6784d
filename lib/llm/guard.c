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
	uint32_t c[GUARD_RUN]; /* a ring of `length` */
	size_t length, n;
	uint64_t hash, out; /* `out`: BASE to the power of the length */
};

/* Hashes of the secret's runs of that length, in order. */
struct guard_runs {
	size_t length, n;
	uint64_t *hash;
};

struct guard {
	struct guard_runs whole, starts;
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
begin_run(struct guard_run *r, size_t length)
{
	*r = (struct guard_run){ .length = length, .out = 1 };
	for (size_t i = 0; i < length; i++)
		r->out *= BASE;
}

/* Goes on by a letter; 0 until there is a whole run. */
static uint64_t
roll(struct guard_run *r, uint32_t c)
{
	uint32_t *place = &r->c[r->n % r->length];

	r->hash = r->hash * BASE + c + 1;
	if (r->n >= r->length)
		r->hash -= r->out * (*place + 1);
	*place = c;
	r->n++;
	return r->n < r->length ? 0 : r->hash | 1;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
learn_runs(struct guard_runs *runs, size_t length, const uint32_t *c, size_t n)
{
	struct guard_run run;

	runs->length = length;
	runs->hash = xcalloc(n + 1, sizeof *runs->hash);
	begin_run(&run, length);
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = roll(&run, c[i]);

		if (hash != 0)
			runs->hash[runs->n++] = hash;
	}
	qsort(runs->hash, runs->n, sizeof *runs->hash, by_value);
}

static void
learn_secret(struct guard *g, struct str secret)
{
	size_t n;
	const uint32_t *c = letters_of(g, secret, &n);

	learn_runs(&g->whole, GUARD_RUN, c, n);
	learn_runs(&g->starts, GUARD_START, c, n);
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

/* Whether one of the runs is in the text. */
static bool
has_run(const struct guard_runs *runs, const uint32_t *c, size_t n)
{
	struct guard_run run;

	begin_run(&run, runs->length);
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = roll(&run, c[i]);

		if (hash != 0 &&
		    bsearch(&hash, runs->hash, runs->n, sizeof hash,
			by_value) != NULL)
			return true;
	}
	return false;
}

bool
guard_leaks(struct guard *g, struct str answer)
{
	size_t n;
	const uint32_t *c = letters_of(g, answer, &n);

	return has_marker(g, c, n) || has_run(&g->whole, c, n);
}

bool
guard_nears(struct guard *g, struct str answer)
{
	size_t n;
	const uint32_t *c = letters_of(g, answer, &n);

	return n >= GUARD_START &&
	    has_run(&g->starts, c + n - GUARD_START, GUARD_START);
}

void
guard_free(struct guard *g)
{
	if (g == NULL)
		return;
	free(g->whole.hash);
	free(g->starts.hash);
	free(g->marker);
	buf_free(&g->composed);
	buf_free(&g->letters);
	free(g);
}
