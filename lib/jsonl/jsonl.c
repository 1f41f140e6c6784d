#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/sig.h"
#include "jsonl/input.h"
#include "jsonl/jsonl.h"

enum {
	BLOCK = 256 * 1024,
	REASONS = 32 /* different reasons for a bad line */
};

struct jsonl {
	struct jsonl_settings settings;
	struct out *out;
	int (*wait)(void *ctx);
	void *wait_ctx;
	struct scan_keys keys;

	char *const *files; /* still to be opened; NULL when pushed */
	struct input *input;
	const char *name;   /* of the open file */
	bool pushed, ended; /* no more bytes will come */
	bool stopped;

	char *block; /* bytes [at, end) are still to be read */
	size_t at, end, room;
	bool skipping; /* inside a line that is too long */
	bool fresh;    /* at the start of a file: a BOM may come */
	unsigned long lineno;

	struct str line;
	struct json_val val[SCAN_KEYS];
	struct arena texts; /* of the current record */
	struct buf where;

	struct diag_kind reasons[REASONS];
	const char *why[REASONS];
	char *sums[REASONS];
	int status;
};

static char *standard_input[] = { (char *)"-", NULL };

struct jsonl *
jsonl_new(const char *name, const struct jsonl_settings *settings)
{
	struct jsonl *j = xcalloc(1, sizeof *j);

	if (settings != NULL)
		j->settings = *settings;
	if (j->settings.max_record == 0)
		j->settings.max_record = JSONL_MAX_RECORD;
	j->name = name;
	j->pushed = true;
	j->fresh = true;
	return j;
}

struct jsonl *
jsonl_open(
    char *const files[], const struct jsonl_settings *settings, struct out *out)
{
	struct jsonl *j = jsonl_new("<stdin>", settings);

	sig_catch();
	j->pushed = false;
	j->files = files[0] != NULL ? files : standard_input;
	j->out = out;
	if (files[0] == NULL && isatty(STDIN_FILENO))
		diag_note("reading records from the terminal; end with ^D");
	return j;
}

int
jsonl_want(struct jsonl *j, const char *key)
{
	for (unsigned i = 0; i < j->keys.n; i++)
		if (str_is(j->keys.name[i], key))
			return (int)i;
	if (j->keys.n == SCAN_KEYS)
		diag_die(EXIT_SOME_FAILED, "too many keys wanted");
	j->keys.name[j->keys.n] = str_of(key);
	return (int)j->keys.n++;
}

void
jsonl_on_wait(struct jsonl *j, int (*wait)(void *ctx), void *ctx)
{
	j->wait = wait;
	j->wait_ctx = ctx;
}

const char *
jsonl_where(struct jsonl *j)
{
	j->where.n = 0;
	buf_fmt(&j->where, "%s:%lu", j->name, j->lineno);
	return buf_text(&j->where);
}

/* The kind that counts bad lines of this reason, by the literal's address. */
static struct diag_kind *
reason_kind(struct jsonl *j, const char *why)
{
	struct buf sum = { 0 };
	int i = 0;

	while (i < REASONS - 1 && j->why[i] != NULL && j->why[i] != why)
		i++;
	if (j->why[i] == NULL) {
		buf_fmt(&sum, "bad lines: %s", why);
		buf_text(&sum);
		j->why[i] = why;
		j->sums[i] = sum.p;
		j->reasons[i].what = sum.p;
	}
	return &j->reasons[i];
}

static void
count_bad(struct jsonl *j)
{
	j->status = exit_worse(j->status, EXIT_SOME_FAILED);
	if (j->settings.strict)
		jsonl_stop(j);
}

void
jsonl_bad(struct jsonl *j, const char *why)
{
	diag_repeat(reason_kind(j, why), "%s: %s", jsonl_where(j), why);
	count_bad(j);
}

static void
bad_json(struct jsonl *j, const struct scan_error *err)
{
	diag_repeat(reason_kind(j, err->why), "%s: column %zu: %s",
	    jsonl_where(j), err->at + 1, err->why);
	count_bad(j);
}

static void
file_error(struct jsonl *j, const char *why)
{
	diag_error("%s: %s", j->name, why);
	j->status = exit_worse(j->status, EXIT_SOME_FAILED);
}

/* Opens the next file that can be opened. */
static bool
open_next(struct jsonl *j)
{
	while (*j->files != NULL && !sig_caught()) {
		const char *path = *j->files++;

		j->name = strcmp(path, "-") == 0 ? "<stdin>" : path;
		j->lineno = 0;
		j->fresh = true;
		j->input = input_open(path);
		if (j->input != NULL)
			return true;
		file_error(j, strerror(errno));
	}
	return false;
}

/* Moves the rest to the front and makes room for `n` more bytes. */
static void
make_room(struct jsonl *j, size_t n)
{
	if (j->at > 0) {
		memmove(j->block, j->block + j->at, j->end - j->at);
		j->end -= j->at;
		j->at = 0;
	}
	if (j->room - j->end < n) {
		j->room = j->end + n;
		j->block = xreallocarray(j->block, j->room, 1);
	}
}

static int
before_waiting(void *ctx)
{
	struct jsonl *j = ctx;
	int limit_ms = j->wait != NULL ? j->wait(j->wait_ctx) : -1;

	if (j->out != NULL)
		out_flush(j->out);
	return limit_ms;
}

/* Reads more bytes of the open file; false at its end. */
static bool
refill(struct jsonl *j)
{
	ssize_t n;

	make_room(j, BLOCK);
	n = input_read(j->input, j->block + j->end, BLOCK, before_waiting, j);
	if (n > 0) {
		j->end += (size_t)n;
		return true;
	}
	if (n < 0)
		file_error(j, input_why(j->input));
	/* What a signal or an error tore apart is not a record. */
	if (n < 0 || sig_caught())
		j->at = j->end;
	return false;
}

static void
skip_bom(struct jsonl *j)
{
	if (j->end - j->at >= 3 &&
	    memcmp(j->block + j->at, "\xEF\xBB\xBF", 3) == 0)
		j->at += 3;
	j->fresh = false;
}

static void
too_long(struct jsonl *j)
{
	j->lineno++;
	jsonl_bad(j, "longer than --max-record");
	j->skipping = true;
}

/* Takes a whole line off the block, or what is left when `last`. */
static bool
take_line(struct jsonl *j, bool last)
{
	char *start = j->block + j->at;
	size_t n = j->end - j->at;
	char *end = n > 0 ? memchr(start, '\n', n) : NULL;

	if (end == NULL && !(last && n > 0)) {
		if (n > j->settings.max_record && !j->skipping)
			too_long(j);
		if (j->skipping)
			j->at = j->end;
		return false;
	}
	j->line.p = start;
	j->line.n = end != NULL ? (size_t)(end - start) : n;
	j->at += j->line.n + (end != NULL);
	return true;
}

/* The next line of all the files, however long; false at the end. */
static bool
next_line(struct jsonl *j)
{
	for (;;) {
		if (j->fresh && (j->end - j->at >= 3 || j->ended))
			skip_bom(j);
		if (take_line(j, false))
			return true;
		if (j->pushed)
			return j->ended && take_line(j, true);
		if (j->input == NULL && !open_next(j))
			return false;
		if (refill(j))
			continue;
		input_close(j->input);
		j->input = NULL;
		if (j->fresh)
			skip_bom(j);
		if (take_line(j, true))
			return true;
		j->skipping = false;
	}
}

static bool
is_blank(struct str line)
{
	return str_trim(line).n == 0;
}

/* Sorts out what is not even a try at a record. */
static bool
worth_scanning(struct jsonl *j)
{
	if (j->skipping) {
		j->skipping = false;
		return false;
	}
	j->lineno++;
	if (j->line.n > j->settings.max_record) {
		jsonl_bad(j, "longer than --max-record");
		return false;
	}
	if (j->line.n > 0 && j->line.p[j->line.n - 1] == '\r')
		j->line.n--;
	return !is_blank(j->line);
}

const struct json_val *
jsonl_next(struct jsonl *j)
{
	struct scan_error err;

	arena_reset(&j->texts);
	while (!j->stopped && next_line(j)) {
		if (!worth_scanning(j))
			continue;
		if (scan_line(j->line, &j->keys, j->val, &err))
			return j->val;
		bad_json(j, &err);
	}
	return NULL;
}

void
jsonl_push(struct jsonl *j, const char *p, size_t n)
{
	make_room(j, n);
	memcpy(j->block + j->end, p, n);
	j->end += n;
}

void
jsonl_push_end(struct jsonl *j)
{
	j->ended = true;
}

struct str
jsonl_line(const struct jsonl *j)
{
	return j->line;
}

struct str
jsonl_text(struct jsonl *j, const struct json_val *v)
{
	return val_text(v, &j->texts);
}

void
jsonl_pass(struct jsonl *j)
{
	buf_str(&j->out->buf, j->line);
	buf_addc(&j->out->buf, '\n');
	out_ready(j->out);
}

void
jsonl_stop(struct jsonl *j)
{
	j->stopped = true;
}

int
jsonl_close(struct jsonl *j)
{
	int status;

	if (j == NULL)
		return EXIT_OK;
	diag_end();
	status = j->status;
	for (int i = 0; i < REASONS; i++)
		free(j->sums[i]);
	input_close(j->input);
	arena_free(&j->texts);
	buf_free(&j->where);
	free(j->block);
	free(j);
	return status;
}

int
jsonl_finish(struct jsonl *j, struct out *out)
{
	int status = jsonl_close(j);

	status = exit_worse(status, out_close(out));
	diag_end();
	sig_die();
	return status;
}
