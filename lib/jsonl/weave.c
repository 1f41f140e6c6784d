/* Merges the lines of files by their moments. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/mem.h"
#include "core/sig.h"
#include "core/when.h"
#include "jsonl/input.h"
#include "jsonl/weave.h"

enum {
	BLOCK = 16 * 1024, /* of a file, read at once */
	PART = 256 * 1024, /* of the stream, given at once */
	MOST_PACKED = 16,  /* files decompressed side by side */
	MOST_FILES = 65536 /* open at once */
};

/* A file of many. */
struct woven {
	const char *path;
	struct input *in;
	struct lines lines;
	char *mem; /* where the block is */
	size_t room;
	struct str block; /* whole lines, still to be given */
	int64_t moment;   /* of the first of them, or before: of the file's */
	unsigned long given; /* lines */
	bool ended, packed;
};

/* Lines of one file that were given one after another. */
struct run {
	unsigned long from;   /* the number of the first among all, */
	unsigned long lineno; /* and in its file */
	uint32_t strand;
};

struct weave {
	struct weave_settings set;
	struct woven *strand;
	uint32_t *heap; /* those with lines, the one to go on with first */
	uint32_t n;     /* in the heap */
	off_t size;
	unsigned packed; /* decompressed as they are read */
	unsigned long given;
	struct run *run;
	size_t first_run, n_runs, runs_cap;
	uint32_t n_strands;
};

/* Moments */

/* The moment that is the value of a key, whose closing quote ends before `at`;
 * WHEN_UNKNOWN where it is no key. */
static int64_t
value_at(const char *at, const char *end)
{
	const char *close;
	int64_t ms = WHEN_UNKNOWN;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == end || *at++ != ':')
		return WHEN_UNKNOWN;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == end || *at++ != '"')
		return WHEN_UNKNOWN;
	close = memchr(at, '"', (size_t)(end - at));
	if (close != NULL)
		when_rfc3339((struct str){ at, (size_t)(close - at) }, &ms);
	return ms;
}

static bool
ends_with(const char *start, const char *end, struct str what)
{
	return (size_t)(end - start) >= what.n &&
	    memcmp(end - what.n, what.p, what.n) == 0;
}

/* A line's moment.  Within a string the quotes would be escaped. */
static int64_t
moment_of(struct str line)
{
	const char *at = line.p, *end = line.p + line.n;
	int64_t received = WHEN_UNKNOWN, ms;

	while ((at = memchr(at, '_', (size_t)(end - at))) != NULL) {
		const char *key = at++;

		if (end - at < 3 || memcmp(at, "at\"", 3) != 0)
			continue;
		if (ends_with(line.p, key, STR("\"sent"))) {
			ms = value_at(at + 3, end);
			if (ms != WHEN_UNKNOWN)
				return ms;
		} else if (received == WHEN_UNKNOWN &&
		    ends_with(line.p, key, STR("\"received"))) {
			received = value_at(at + 3, end);
		}
	}
	return received;
}

static struct str
first_line(struct str block)
{
	const char *newline = memchr(block.p, '\n', block.n);

	return (struct str){ block.p, (size_t)(newline - block.p) };
}

/* A strand's next line tells how far it is. */
static void
look(struct woven *s)
{
	int64_t ms = moment_of(first_line(s->block));

	if (ms != WHEN_UNKNOWN)
		s->moment = ms;
}

/* The heap */

static bool
is_before(const struct weave *w, uint32_t a, uint32_t b)
{
	const struct woven *x = &w->strand[a], *y = &w->strand[b];

	return x->moment != y->moment ? x->moment < y->moment : a < b;
}

/* Where the next strand but the first is in the heap; 0 when there is none. */
static uint32_t
second(const struct weave *w)
{
	if (w->n < 3)
		return w->n == 2 ? 1 : 0;
	return is_before(w, w->heap[1], w->heap[2]) ? 1 : 2;
}

/* Puts the one at `i` where it belongs among those below it. */
static void
sink(struct weave *w, uint32_t i)
{
	uint32_t moved = w->heap[i];

	for (uint32_t next; (next = 2 * i + 1) < w->n; i = next) {
		if (next + 1 < w->n &&
		    is_before(w, w->heap[next + 1], w->heap[next]))
			next++;
		if (is_before(w, moved, w->heap[next]))
			break;
		w->heap[i] = w->heap[next];
	}
	w->heap[i] = moved;
}

/* Files */

static void
say(const struct weave *w, const struct woven *s, const char *why)
{
	w->set.failed(w->set.ctx, s->path, why);
}

static void
end_strand(struct weave *w, struct woven *s)
{
	if (s->packed)
		w->packed--;
	s->packed = false;
	input_close(s->in);
	s->in = NULL;
	lines_free(&s->lines);
	free(s->mem);
	s->mem = NULL;
}

/* Counts those that are decompressed as they are read; another one more is
 * decompressed now. */
static bool
settle(struct weave *w, struct woven *s)
{
	if (s->packed || !input_is_packed(s->in))
		return true;
	if (w->packed < MOST_PACKED) {
		s->packed = true;
		w->packed++;
		return true;
	}
	return input_unpack(s->in, w->set.idle, w->set.ctx);
}

static void
read_more(struct weave *w, struct woven *s)
{
	ssize_t n = input_read(s->in, lines_room(&s->lines, BLOCK), BLOCK,
	    w->set.idle, w->set.ctx);

	if (n > 0) {
		lines_added(&s->lines, (size_t)n);
		if (!settle(w, s))
			n = -1;
	}
	s->ended = n <= 0;
	/* What a signal or an error cut off is not a record. */
	if (n < 0 || sig_caught())
		lines_torn(&s->lines);
	else if (n == 0)
		lines_end(&s->lines);
	if (n < 0)
		say(w, s, input_why(s->in));
}

static bool
open_strand(struct weave *w, struct woven *s)
{
	s->lines.max = w->set.max_record;
	s->in = input_open(s->path);
	if (s->in == NULL)
		say(w, s, strerror(errno));
	return s->in != NULL;
}

/* Sees to it that a strand has lines; false at its end. */
static bool
fill(struct weave *w, struct woven *s)
{
	if (s->block.n > 0)
		return true;
	if (s->ended || (s->in == NULL && !open_strand(w, s)))
		return false;
	while (!lines_take(&s->lines, &s->mem, &s->room, &s->block)) {
		if (s->ended)
			return false;
		read_more(w, s);
	}
	look(s);
	return true;
}

/* The first moment that a block tells. */
static int64_t
first_moment(struct str block)
{
	while (block.n > 0) {
		struct str line = first_line(block);
		int64_t ms = moment_of(line);

		if (ms != WHEN_UNKNOWN)
			return ms;
		block.p += line.n + 1;
		block.n -= line.n + 1;
	}
	return WHEN_UNKNOWN;
}

/* Looks when a file begins, and closes it until then.  What it is that cannot
 * be read is said when it is its turn. */
static void
peek(struct weave *w, struct woven *s)
{
	struct lines lines = { .max = w->set.max_record };
	struct input *in = input_open(s->path);
	struct str block;
	char *mem = NULL;
	size_t room = 0;
	ssize_t n;

	s->moment = WHEN_UNKNOWN;
	if (in == NULL)
		return;
	w->size += input_size(in);
	n = input_read(
	    in, lines_room(&lines, BLOCK), BLOCK, w->set.idle, w->set.ctx);
	if (n > 0)
		lines_added(&lines, (size_t)n);
	if (lines_take(&lines, &mem, &room, &block))
		s->moment = first_moment(block);
	input_close(in);
	lines_free(&lines);
	free(mem);
}

struct weave *
weave_new(char *const paths[], size_t n, const struct weave_settings *set)
{
	struct weave *w = xcalloc(1, sizeof *w);

	w->set = *set;
	w->strand = xcalloc(n, sizeof *w->strand);
	w->heap = xcalloc(n, sizeof *w->heap);
	w->n = w->n_strands = (uint32_t)n;
	file_allow(MOST_FILES);
	for (uint32_t i = 0; i < n && !sig_caught(); i++) {
		w->strand[i].path = paths[i];
		w->heap[i] = i;
		peek(w, &w->strand[i]);
	}
	for (uint32_t i = w->n / 2; i-- > 0;)
		sink(w, i);
	return w;
}

/* Giving lines */

static void
note_run(struct weave *w, uint32_t strand, unsigned long lines)
{
	struct woven *s = &w->strand[strand];

	if (w->n_runs == 0 || w->run[w->n_runs - 1].strand != strand) {
		MEM_RESERVE(w->run, w->runs_cap, w->n_runs + 1);
		w->run[w->n_runs++] =
		    (struct run){ w->given + 1, s->given + 1, strand };
	}
	w->given += lines;
	s->given += lines;
}

/* Gives the first strand's lines as far as they come before all others'; how
 * many bytes they are. */
static size_t
give(struct weave *w, struct lines *to)
{
	uint32_t first = w->heap[0], other = second(w);
	struct woven *s = &w->strand[first];
	const char *start = s->block.p;
	unsigned long lines = 0;
	size_t n;

	do {
		size_t line = first_line(s->block).n + 1;

		s->block.p += line;
		s->block.n -= line;
		lines++;
		if (s->block.n > 0 && other != 0)
			look(s);
	} while (s->block.n > 0 &&
	    (other == 0 || is_before(w, first, w->heap[other])));
	n = (size_t)(s->block.p - start);
	memcpy(lines_room(to, n), start, n);
	lines_added(to, n);
	note_run(w, first, lines);
	return n;
}

/* The first strand is at its end. */
static void
drop(struct weave *w)
{
	end_strand(w, &w->strand[w->heap[0]]);
	w->heap[0] = w->heap[--w->n];
	sink(w, 0);
}

size_t
weave_read(struct weave *w, struct lines *to)
{
	size_t n = 0;

	while (n < PART && w->n > 0 && !sig_caught()) {
		struct woven *s = &w->strand[w->heap[0]];

		if (s->block.n > 0)
			n += give(w, to);
		if (fill(w, s))
			sink(w, 0);
		else
			drop(w);
	}
	return n;
}

size_t
weave_ended(const struct weave *w)
{
	return w->n_strands - w->n;
}

off_t
weave_size(const struct weave *w)
{
	return w->size;
}

void
weave_forget(struct weave *w, unsigned long nth)
{
	while (w->first_run + 1 < w->n_runs &&
	    w->run[w->first_run + 1].from <= nth)
		w->first_run++;
	if (w->first_run < w->n_runs / 2)
		return;
	w->n_runs -= w->first_run;
	memmove(w->run, w->run + w->first_run, w->n_runs * sizeof *w->run);
	w->first_run = 0;
}

const char *
weave_source(struct weave *w, unsigned long nth, unsigned long *lineno)
{
	const struct run *r;

	weave_forget(w, nth);
	r = &w->run[w->first_run];
	*lineno = r->lineno + (nth - r->from);
	return w->strand[r->strand].path;
}

void
weave_free(struct weave *w)
{
	if (w == NULL)
		return;
	for (uint32_t i = 0; i < w->n_strands; i++)
		end_strand(w, &w->strand[i]);
	free(w->strand);
	free(w->heap);
	free(w->run);
	free(w);
}
