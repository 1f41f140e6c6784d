/*
 * chz-sync - put a log on the clock of another.
 * Reads the chat of one broadcast twice over, as two saw it; writes the events
 * of one with the times of the other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/diag.h"
#include "core/lang.h"
#include "core/mem.h"
#include "core/num.h"
#include "jsonl/jsonl.h"
#include "record/axis.h"
#include "series/align.h"
#include "store/inputs.h"

enum { COPY = 64 * 1024, SHOWN = 20 /* stretches */ };

struct settings {
	int64_t within_ms;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "within", "DUR", "the largest offset, where only rates are known",
	    OPT_SPAN(struct settings, within_ms), .def = "30m", .min = 1000,
	    .max = 12 * 3600000 },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-sync",
	.operands = "REFERENCE [FILE|DIR...]",
	.about = "Put a log on the clock of another.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.examples =
	    OPT_LINES("chz-sync replay.jsonl events.jsonl >synced.jsonl",
		"chz-sync replay.jsonl events.jsonl | chz-sub -o replay.ass"),
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct alignment alignment;
	struct axis axis; /* of the log */
	int t_ms_at;      /* among the reader's values */
	size_t before;    /* that come before the other begins */
};

/* ---- the two logs ---- */

/* A log's messages, and its axis. */
struct heard {
	struct align_event *at;
	size_t n, cap;
	struct axis axis;
	bool met, several;
	struct buf stream;
	int status;
};

static uint64_t
hash_of(struct str s, uint64_t seed)
{
	uint64_t hash = XXH3_64bits_withSeed(s.p, s.n, seed);

	return s.n == 0 ? 0 : hash != 0 ? hash : 1;
}

/* The same however a log names its platform's people: by name, as many know no
 * id. */
static uint64_t
said_by(const struct event *e)
{
	uint64_t user = hash_of(e->user, 0);

	return user != 0 && e->text.n > 0 ? hash_of(e->text, user) : 0;
}

static void
hear(struct heard *h, const struct event *e)
{
	struct str stream = axis_key(e, AXIS_STREAM);
	int64_t ms;

	if (e->type > EVENT_SUBSCRIPTION || !axis_place(&h->axis, e, &ms))
		return;
	if (!h->met)
		buf_str(&h->stream, stream);
	h->met = true;
	h->several |= !str_eq(stream, buf_view(&h->stream));
	MEM_RESERVE(h->at, h->cap, h->n + 1);
	h->at[h->n++] = (struct align_event){ ms, hash_of(e->message_id, 0),
		said_by(e), hash_of(e->text, 0) };
}

static int
by_ms(const void *va, const void *vb)
{
	const struct align_event *a = va, *b = vb;

	return a->ms < b->ms ? -1 : a->ms > b->ms;
}

/* Reads what was opened to its end. */
static struct heard
hear_all(struct jsonl *in)
{
	struct heard h = { .axis = { AXIS_STREAM, WHEN_UNKNOWN } };
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;

	record_want(&events, &event_record, in,
	    AXIS_KEYS " " AXIS_MOMENTS " message_id user text");
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&events, v, &e) != EVENT_OTHER)
			hear(&h, &e);
	record_require(&events);
	h.status = jsonl_close(in);
	if (h.several)
		diag_die(EXIT_SOME_FAILED,
		    "several broadcasts in one log: chz-filter or a file of "
		    "each has one");
	if (h.n > 0)
		qsort(h.at, h.n, sizeof *h.at, by_ms);
	return h;
}

static void
free_heard(struct heard *h)
{
	free(h->at);
	buf_free(&h->stream);
}

/* ---- standard input, twice ---- */

static bool
rewind_input(void)
{
	return lseek(STDIN_FILENO, 0, SEEK_SET) == 0;
}

/* Keeps what comes through a pipe, so that it can be read again. */
static void
keep_input(void)
{
	FILE *kept = tmpfile();
	char *chunk = xmalloc(COPY);
	ssize_t n = 0;

	while (kept != NULL && (n = read(STDIN_FILENO, chunk, COPY)) > 0)
		if (fwrite(chunk, 1, (size_t)n, kept) != (size_t)n)
			break;
	if (kept == NULL || n != 0 || fflush(kept) != 0 ||
	    dup2(fileno(kept), STDIN_FILENO) < 0 || !rewind_input())
		diag_die(EXIT_SOME_FAILED,
		    "<stdin>: kept for a second look: %s", strerror(errno));
	fclose(kept);
	free(chunk);
}

/* Makes sure that the log can be read twice. */
static void
prepare(char *const operands[])
{
	bool standard = operands[0] == NULL;
	struct stat st;

	for (; *operands != NULL; operands++) {
		bool dash = strcmp(*operands, "-") == 0;

		standard |= dash;
		if (!dash && stat(*operands, &st) == 0 && S_ISFIFO(st.st_mode))
			opt_misuse("'%s' is a pipe, and the log is read twice",
			    *operands);
	}
	if (standard && !rewind_input())
		keep_input();
}

/* ---- what was found ---- */

static double
seconds(int64_t ms)
{
	return (double)ms / 1000;
}

static void
say_stretch(const struct align_stretch *s)
{
	char hms[WHEN_HMS_MAX];
	size_t n = when_put_hms(hms, s->first_ms / 1000);

	diag_note("%.*s on: %+.3f s to %+.3f s, %zu messages", (int)n, hms,
	    seconds(s->at[0].offset_ms), seconds(s->at[s->n - 1].offset_ms),
	    s->matched);
}

static void
say_found(const struct alignment *a, size_t messages)
{
	static const char *const by[] = { [ALIGN_IDS] = "message ids",
		[ALIGN_TEXTS] = "texts",
		[ALIGN_RATES] = "rates" };

	diag_note("by %s: %zu of %zu messages fit", lang_text(by[a->by]),
	    a->matched, messages);
	for (size_t i = 0; i < a->n && i < SHOWN; i++)
		say_stretch(&a->stretch[i]);
	if (a->n > SHOWN)
		diag_note("... and %zu more jumps", a->n - SHOWN);
}

/* ---- the log by the other clock ---- */

/* Writes the record with another t_ms, and all else as it came. */
static void
put_moved(struct run *r, const struct json_val *t_ms, int64_t ms)
{
	struct str line = jsonl_line(r->in), old = val_raw(t_ms);
	struct buf *b = &r->out->buf;
	size_t at = old.p != NULL ? (size_t)(old.p - line.p) : line.n - 1;

	buf_add(b, line.p, at);
	if (old.p == NULL)
		buf_adds(b, ",\"t_ms\":");
	b->n += num_put_int(buf_reserve(b, NUM_INT_MAX), ms);
	buf_add(b, line.p + at + old.n, line.n - at - old.n);
	buf_addc(b, '\n');
	out_ready(r->out);
}

static void
move_event(struct run *r, const struct json_val *v, const struct event *e)
{
	int64_t ms;

	if (!axis_place(&r->axis, e, &ms)) {
		jsonl_pass(r->in);
		return;
	}
	ms = align_at(&r->alignment, ms);
	if (ms < 0) {
		r->before++;
		ms = 0;
	}
	put_moved(r, v + r->t_ms_at, ms);
}

static void
move_all(struct run *r)
{
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;

	record_want(&events, &event_record, r->in, AXIS_KEYS " " AXIS_MOMENTS);
	r->t_ms_at = jsonl_want(r->in, "t_ms");
	while ((v = jsonl_next(r->in)) != NULL)
		if (record_read(&events, v, &e) != EVENT_OTHER)
			move_event(r, v, &e);
		else
			jsonl_pass(r->in);
	if (r->before > 0)
		diag_note("%zu before the other begins: at 0", r->before);
}

/* Reads both, and finds how they go together; the status so far. */
static int
compare(struct run *r, char *reference, char *const operands[])
{
	char *first[] = { reference, NULL };
	struct heard other, log;
	int status;
	bool found;

	other = hear_all(inputs_open(first, &r->set.dates, &r->set.io, NULL));
	log = hear_all(inputs_open(operands, &r->set.dates, &r->set.io, NULL));
	found = align_find((struct align_log){ log.at, log.n },
	    (struct align_log){ other.at, other.n }, r->set.within_ms,
	    &r->alignment);
	status = exit_worse(other.status, log.status);
	if (found)
		say_found(&r->alignment, log.n);
	else if (log.n > 0 && other.n == 0)
		diag_error("the reference has no chat");
	else if (log.n > 0)
		diag_error("the two have too little in common: no offset fits");
	if (!found && log.n > 0)
		status = EXIT_SOME_FAILED;
	free_heard(&other);
	free_heard(&log);
	return status;
}

int
main(int argc, char *argv[])
{
	struct run r = { .axis = { AXIS_STREAM, WHEN_UNKNOWN } };
	int first = opt_parse(&tool, argc, argv, &r.set), status;
	struct jsonl_settings again;

	if (strcmp(argv[first], "-") == 0)
		opt_misuse("the reference is a file; the log may be standard "
			   "input");
	prepare(argv + first + 1);
	status = compare(&r, argv[first], argv + first + 1);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	if (r.alignment.n == 0)
		return exit_worse(status, jsonl_finish(NULL, r.out));
	rewind_input();
	again = r.set.io;
	again.silent = true; /* all that is bad was said */
	r.in = inputs_open(argv + first + 1, &r.set.dates, &again, r.out);
	move_all(&r);
	align_free(&r.alignment);
	return exit_worse(status, jsonl_finish(r.in, r.out));
}
