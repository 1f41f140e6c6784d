/*
 * scan_bench - the line engine alone, in memory.
 * A file of events in; counts, checksums and speed out.
 *
 *	scan_bench FILE [SECONDS]
 *
 * Takes type, stream_id, t_ms and user_id from each record, as
 * tests/bench/peers/simdjson_bench.cc does with simdjson; both print the same
 * checksums.  The best of several runs counts, in CPU time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "jsonl/batch.h"
#include "jsonl/index.h"
#include "jsonl/lines.h"
#include "jsonl/val.h"

enum { PIECE = 64 * 1024, MIN_RUNS = 5 };

static const struct scan_keys keys = { .name = { { "type", 4 },
					   { "stream_id", 9 }, { "t_ms", 4 },
					   { "user_id", 7 } },
	.n = 4 };

struct sums {
	uint64_t records, chats, streams, times, users;
};

static double
cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The length and the last byte: cheap, and wrong when the value is. */
static uint64_t
text_sum(const struct json_val *v)
{
	return v->kind == VAL_STRING && v->n > 0
	    ? v->n * 256 + (unsigned char)v->p[v->n - 1]
	    : 0;
}

static void
add(struct sums *s, const struct json_val *v)
{
	int64_t t_ms;

	s->records++;
	s->chats += val_is(v, "chat");
	s->streams += text_sum(v + 1);
	if (val_int(v + 2, &t_ms))
		s->times += (uint64_t)t_ms;
	s->users += text_sum(v + 3);
}

static struct sums
run(struct str text, struct parser *p, struct batch *b)
{
	struct sums s = { 0 };

	while (text.n > 0) {
		struct str piece = lines_cut(&text, PIECE);

		parser_run(p, piece.p, piece.n, b);
		for (size_t i = 0; i < b->n; i++)
			if (b->record[i].why == NULL)
				add(&s, b->val + i * b->stride);
	}
	return s;
}

int
main(int argc, char *argv[])
{
	double limit = argc > 2 ? atof(argv[2]) : 3, best = 1e9, total = 0;
	struct buf file = { 0 };
	struct batch b = { 0 };
	struct parser *p = parser_new(&keys, 1 << 20, NULL);
	struct str text;
	struct sums s = { 0 };

	memset(buf_reserve(&file, LINES_BEFORE), ' ', LINES_BEFORE);
	file.n = LINES_BEFORE;
	if (argc < 2 || !file_read(argv[1], SIZE_MAX / 2, &file))
		diag_die(EXIT_MISUSE, "usage: scan_bench FILE [SECONDS]");
	buf_reserve(&file, LINES_BEHIND);
	text = (struct str){ file.p + LINES_BEFORE, file.n - LINES_BEFORE };
	for (int i = 0; i < MIN_RUNS || total < limit; i++) {
		double t = cpu_seconds();

		s = run(text, p, &b);
		t = cpu_seconds() - t;
		total += t;
		best = t < best ? t : best;
	}
	printf("%.3f GB/s %.2f M/s chz %s: %" PRIu64 " records, %" PRIu64
	       " chats, sums %" PRIx64 " %" PRIx64 " %" PRIx64 "\n",
	    (double)text.n / best / 1e9, (double)s.records / best / 1e6,
	    index_kernel(), s.records, s.chats, s.streams, s.times, s.users);
	batch_free(&b);
	parser_free(p);
	buf_free(&file);
	return 0;
}
