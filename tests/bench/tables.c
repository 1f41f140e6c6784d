/*
 * tables - what one look-up takes, for each of the tables that are hot.
 * Nothing in; nanoseconds for each id, least of five runs, out.
 *
 *	make -s build/tests/bench/tables && build/tests/bench/tables [NAME]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/id128.h"
#include "core/intern.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "core/recent.h"
#include "crowd/people.h"
#include "series/distinct.h"
#include "totals/memberships.h"

enum { IDS = 2000000, MANY = 500000, STREAMS = 40, BATCH = 64 };

static const int64_t BEGAN = INT64_C(1790594400000); /* any time */

static struct id128 *ids; /* MANY different ones, each about four times */
static char *digits;      /* the same as texts of 32 bytes */
static uint64_t found;    /* so that nothing is optimised away */

static struct id128
id_of(uint64_t n)
{
	uint64_t key = random_mix(n);

	return (struct id128){ key, random_mix(key) };
}

static struct str
text_of(size_t i)
{
	return (struct str){ digits + i * ID128_DIGITS, ID128_DIGITS };
}

static void
prepare(void)
{
	uint64_t state = 1;

	ids = xcalloc(IDS, sizeof *ids);
	digits = xmalloc((size_t)IDS * ID128_DIGITS);
	for (size_t i = 0; i < IDS; i++) {
		ids[i] = id_of(random_below(&state, MANY));
		id128_put(digits + i * ID128_DIGITS, ids[i]);
	}
}

/* Texts met again and again, far apart. */
static void
intern_many(void)
{
	struct intern t = { 0 };

	for (size_t i = 0; i < IDS; i++)
		found += intern_add(&t, text_of(i));
	intern_free(&t);
}

/* Words: few enough to stay in the cache. */
static void
intern_few(void)
{
	struct intern t = { 0 };

	for (size_t i = 0; i < IDS; i++) {
		struct str text = text_of(i % 5000);

		text.n = 6 + i % 7;
		found += intern_add(&t, text);
	}
	intern_free(&t);
}

/* Message ids: nearly all of them new. */
static void
recent_new(void)
{
	struct recent r = { 0 };
	char text[ID128_DIGITS + 1 + NUM_INT_MAX];

	text[ID128_DIGITS] = ':';
	for (size_t i = 0; i < IDS; i++) {
		struct str id = { text, ID128_DIGITS + 1 };

		memcpy(text, text_of(i).p, ID128_DIGITS);
		id.n += num_put_int(text + id.n, BEGAN + (int64_t)i);
		found += recent_add(&r, id);
	}
	recent_free(&r);
}

/* Who wrote in a minute: forty streams in turn, 1,000 messages of 300 users. */
static void
distinct_users(void)
{
	struct distinct d[STREAMS] = { 0 };

	for (size_t i = 0; i < IDS; i++) {
		struct distinct *at = &d[i % STREAMS];

		found += distinct_add(at, id_of(ids[i].lo % 300));
		if (i / STREAMS % 1000 == 999)
			distinct_clear(at);
	}
	for (size_t i = 0; i < STREAMS; i++)
		distinct_free(&d[i]);
}

/* Their messages, each new. */
static void
distinct_messages(void)
{
	struct distinct d[STREAMS] = { 0 };

	for (size_t i = 0; i < IDS; i++) {
		struct distinct *at = &d[i % STREAMS];

		found += distinct_add(at, ids[i]);
		if (i / STREAMS % 1000 == 999)
			distinct_clear(at);
	}
	for (size_t i = 0; i < STREAMS; i++)
		distinct_free(&d[i]);
}

static void
memberships_many(void)
{
	struct memberships m = { 0 };
	bool fresh;

	for (size_t i = 0; i < IDS; i++)
		memberships_get(&m, 0, who_of(text_of(i)), &fresh)->n++;
	found += m.n;
	memberships_free(&m);
}

static void
people_many(void)
{
	struct people p = { 0 };
	uint32_t number[BATCH];

	for (size_t i = 0; i < IDS; i += BATCH) {
		people_add(&p, ids + i, BATCH, number);
		found += number[0];
	}
	people_free(&p);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *only; /* what has this in its name */

static void
measure(const char *what, void (*work)(void))
{
	double least = 1e9;

	if (strstr(what, only) == NULL)
		return;
	for (int i = 0; i < 5; i++) {
		double began = seconds(), took;

		work();
		took = seconds() - began;
		least = took < least ? took : least;
	}
	printf("%-48s %6.1f ns\n", what, least / IDS * 1e9);
}

int
main(int argc, char *argv[])
{
	only = argc > 1 ? argv[1] : "";
	prepare();
	measure("intern, 500,000 texts of 32 bytes", intern_many);
	measure("intern, 5,000 words", intern_few);
	measure("recent, new message ids", recent_new);
	measure("distinct, 40 streams, 300 users each", distinct_users);
	measure("distinct, 40 streams, 1,000 new each", distinct_messages);
	measure("memberships, 500,000 ids", memberships_many);
	measure("people, 500,000 ids, 64 at once", people_many);
	free(ids);
	free(digits);
	return found == 0;
}
