/*
 * delay - how late records are: reads events as they come, compares each
 * `sent_at` with the clock, and prints the count and percentiles.
 *
 * The simulator's clock differs from ours by a constant, so delays are against
 * the least of all; its stamps are whole milliseconds, which adds up to one,
 * and its own delay is in it.  The first seconds, in which the chats are
 * joined, are left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "record/event.h"

enum { WARM_UP_MS = 10 * 1000 };

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(void)
{
	struct jsonl *in = jsonl_new("<stdin>", NULL);
	struct record_reader at;
	const struct json_val *v;
	static char block[256 * 1024];
	double *late = NULL, begun = now_ms();
	size_t n = 0, cap = 0, events = 0;
	struct event e = event_blank();
	ssize_t got;

	record_want(&at, &event_record, in, NULL);
	while ((got = read(STDIN_FILENO, block, sizeof block)) > 0) {
		double now = now_ms();

		jsonl_push(in, block, (size_t)got);
		while ((v = jsonl_next(in)) != NULL) {
			record_read(&at, v, &e);
			if (e.type == EVENT_LINK || e.type == EVENT_MODERATION)
				continue;
			events++;
			if (now - begun < WARM_UP_MS)
				continue;
			MEM_RESERVE(late, cap, n + 1);
			late[n++] = now - (double)e.sent_at;
		}
	}
	if (n == 0)
		return 1;
	qsort(late, n, sizeof *late, by_size);
	printf("%zu messages; late by p50 %.2f ms, p99 %.2f ms, most %.2f ms\n",
	    events, late[n / 2] - late[0], late[n - 1 - n / 100] - late[0],
	    late[n - 1] - late[0]);
	free(late);
	return jsonl_close(in);
}
