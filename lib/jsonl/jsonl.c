/* Opens files in turn and gives their records. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/progress.h"
#include "core/sig.h"
#include "jsonl/batch.h"
#include "jsonl/input.h"
#include "jsonl/jsonl.h"
#include "jsonl/lines.h"
#include "jsonl/pool.h"
#include "jsonl/weave.h"

enum {
	BLOCK = 256 * 1024, /* read at once */
	PIECE = 64 * 1024,  /* parsed at once: index and values stay in cache */
	LARGE_FILE = 64 * 1024 * 1024, /* worth a thread for each core */
	MOST_JOBS = 64,
	RECORD_LIMIT = 1 << 30, /* so that offsets fit 32 bits */
	REASONS = 32            /* different reasons for a bad line */
};

struct jsonl {
	struct jsonl_settings settings;
	struct out *out;
	int (*wait)(void *ctx);
	void *wait_ctx;
	struct scan_keys keys;
	const struct jsonl_ahead *ahead; /* or NULL */
	size_t looks;                    /* how many it has */

	struct jsonl_files *groups; /* still to be opened from `group` on */
	size_t group, n_groups;
	struct arena paths;  /* where jsonl_open_groups copied them */
	struct input *input; /* the open file; */
	struct weave *weave; /* or the open group of several */
	const char *name;    /* of the open file */
	bool pushed, stopped;
	bool ended; /* all of the open file has been read */

	struct lines lines;
	struct task own; /* without a pool: `block` is still to be parsed */
	struct parser *parser;
	struct pool *pool;   /* NULL with one thread */
	struct task *task;   /* of the pool, in use */
	struct batch *batch; /* in use: own.batch or the task's */
	const char *text;    /* what the batch's offsets count from */
	size_t next;         /* record of the batch */
	bool torn;           /* the file's input ended before its end */
	unsigned long lines_before, lineno;

	struct str line;
	struct arena texts; /* of the current record */
	struct buf where;

	struct diag_kind reasons[REASONS];
	const char *why[REASONS];
	char *sums[REASONS];
	int status;
	bool unread; /* a file was, or a part of it */
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
	if (j->settings.max_record > RECORD_LIMIT)
		j->settings.max_record = RECORD_LIMIT;
	j->lines.max = j->settings.max_record;
	j->batch = &j->own.batch;
	j->pushed = true;
	return j;
}

/* For `n` groups, which are filled in then. */
static struct jsonl *
open_reader(const struct jsonl_settings *settings, struct out *out, size_t n)
{
	struct jsonl *j = jsonl_new("<stdin>", settings);

	sig_catch();
	j->pushed = false;
	j->groups = xcalloc(n, sizeof *j->groups);
	j->n_groups = n;
	j->out = out;
	if (out != NULL)
		out_renew(out);
	return j;
}

struct jsonl *
jsonl_open(
    char *const files[], const struct jsonl_settings *settings, struct out *out)
{
	struct jsonl *j;
	size_t n = 0;

	if (files[0] == NULL && isatty(STDIN_FILENO))
		diag_note("reading records from the terminal; end with ^D");
	if (files[0] == NULL)
		files = standard_input;
	while (files[n] != NULL)
		n++;
	j = open_reader(settings, out, n);
	for (size_t i = 0; i < n; i++)
		j->groups[i] = (struct jsonl_files){ &files[i], 1 };
	if (!j->settings.silent)
		progress_files(files);
	return j;
}

struct jsonl *
jsonl_open_groups(const struct jsonl_files *groups, size_t n,
    const struct jsonl_settings *settings, struct out *out)
{
	struct jsonl *j = open_reader(settings, out, n);

	for (size_t i = 0; i < n; i++) {
		size_t size = groups[i].n * sizeof *groups[i].path;
		char **path = arena_alloc(&j->paths, size);

		for (size_t k = 0; k < groups[i].n; k++)
			path[k] = arena_copy(&j->paths, groups[i].path[k],
			    strlen(groups[i].path[k]));
		j->groups[i] = (struct jsonl_files){ path, groups[i].n };
	}
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
jsonl_look_ahead(struct jsonl *j, const struct jsonl_ahead *ahead)
{
	j->ahead = ahead;
	while (j->looks < JSONL_LOOKS && ahead->look[j->looks] != NULL)
		j->looks++;
}

static void *
digest_of(const struct jsonl *j, size_t record)
{
	return j->batch->digest + record * j->ahead->digester.size;
}

void *
jsonl_digest(const struct jsonl *j)
{
	return digest_of(j, j->next - 1);
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
	unsigned long lineno = j->lineno;

	if (j->weave != NULL)
		j->name = weave_source(j->weave, j->lineno, &lineno);
	j->where.n = 0;
	buf_fmt(&j->where, "%s:%lu", j->name, lineno);
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
	if (!j->settings.silent) {
		progress_counts.records--;
		progress_counts.bad++;
	}
	j->status = exit_worse(j->status, EXIT_SOME_FAILED);
	if (j->settings.strict)
		jsonl_stop(j);
}

void
jsonl_bad(struct jsonl *j, const char *why)
{
	if (!j->settings.silent)
		diag_repeat(reason_kind(j, why), "%s: %s", jsonl_where(j), why);
	count_bad(j);
}

void
jsonl_wrong(struct jsonl *j, const char *why)
{
	diag_error("%s", why);
	j->status = exit_worse(j->status, EXIT_SOME_FAILED);
}

static void
bad_line(struct jsonl *j, const struct batch_record *r)
{
	if (r->column == 0) {
		jsonl_bad(j, r->why);
		return;
	}
	if (!j->settings.silent)
		diag_repeat(reason_kind(j, r->why), "%s: column %u: %s",
		    jsonl_where(j), r->column, r->why);
	count_bad(j);
}

static void
file_error(struct jsonl *j, const char *why)
{
	if (!j->settings.silent)
		diag_error("%s: %s", j->name, why);
	j->status = exit_worse(j->status, EXIT_SOME_FAILED);
	j->unread = true;
}

bool
jsonl_is_cut(const struct jsonl *j)
{
	return j->unread || sig_caught();
}

static bool
open_file(struct jsonl *j, const char *path)
{
	j->name = strcmp(path, "-") == 0 ? "<stdin>" : path;
	j->input = input_open(path);
	if (j->input == NULL)
		file_error(j, strerror(errno));
	else if (!j->settings.silent)
		input_follow(j->input, j->name);
	return j->input != NULL;
}

static int before_waiting(void *ctx);

static void
strand_error(void *ctx, const char *path, const char *why)
{
	struct jsonl *j = ctx;

	j->name = path;
	file_error(j, why);
}

static bool
open_weave(struct jsonl *j, const struct jsonl_files *files)
{
	const struct weave_settings set = { j->settings.max_record,
		before_waiting, strand_error, j };

	j->weave = weave_new(files->path, files->n, &set);
	return true;
}

/* Opens the next group that can be opened. */
static bool
open_next(struct jsonl *j)
{
	while (j->group < j->n_groups && !sig_caught()) {
		const struct jsonl_files *files = &j->groups[j->group++];

		j->lines_before = 0;
		if (files->n > 1 ? open_weave(j, files)
				 : open_file(j, files->path[0]))
			return true;
	}
	return false;
}

/* Whether a file is open, or a group. */
static bool
is_open(const struct jsonl *j)
{
	return j->input != NULL || j->weave != NULL;
}

bool
jsonl_ready(const struct jsonl *j)
{
	return j->next < j->batch->n || j->own.block.n > 0;
}

static int
before_waiting(void *ctx)
{
	struct jsonl *j = ctx;
	int limit_ms = j->wait != NULL ? j->wait(j->wait_ctx) : -1;

	if (j->out != NULL)
		out_flush(j->out);
	return j->stopped ? SIG_ENOUGH : limit_ms;
}

/* Reads more of the open group; false at its end. */
static bool
reweave(struct jsonl *j)
{
	size_t n = weave_read(j->weave, &j->lines);

	if (!j->settings.silent) {
		progress_counts.in += n;
		progress_things("files", (int64_t)weave_ended(j->weave),
		    (int64_t)j->groups[j->group - 1].n);
		progress_tick();
	}
	return n > 0;
}

/* Reads more bytes of the open file; false at its end. */
static bool
refill(struct jsonl *j)
{
	ssize_t n;

	if (j->weave != NULL)
		return reweave(j);
	n = input_read(
	    j->input, lines_room(&j->lines, BLOCK), BLOCK, before_waiting, j);
	if (n > 0) {
		lines_added(&j->lines, (size_t)n);
		return true;
	}
	/* What a signal or an error cut off is not a record. */
	j->torn = n < 0;
	if (n < 0 || sig_caught())
		lines_torn(&j->lines);
	else
		lines_end(&j->lines);
	return false;
}

/* After the file's last line, so that messages come in order. */
static void
close_input(struct jsonl *j)
{
	if (j->torn)
		file_error(j, input_why(j->input));
	input_close(j->input);
	j->input = NULL;
	weave_free(j->weave);
	j->weave = NULL;
	j->torn = j->ended = false;
}

static bool
take_block(struct jsonl *j, struct task *t)
{
	return lines_take(&j->lines, &t->mem, &t->room, &t->block);
}

/* Gets a block of whole lines of the open file; false at its end. */
static bool
next_block(struct jsonl *j)
{
	while (!take_block(j, &j->own)) {
		if (!is_open(j) || j->ended)
			return false;
		j->ended = !refill(j);
	}
	return true;
}

static const struct digester *
digester(const struct jsonl *j)
{
	return j->ahead != NULL ? &j->ahead->digester : NULL;
}

/* Parses the next piece of the block, or of the next one. */
static bool
parse_piece(struct jsonl *j)
{
	struct str piece;

	if (j->own.block.n == 0 && !next_block(j))
		return false;
	if (j->parser == NULL)
		j->parser =
		    parser_new(&j->keys, j->settings.max_record, digester(j));
	piece = lines_cut(&j->own.block, PIECE);
	j->text = piece.p;
	parser_run(j->parser, piece.p, piece.n, &j->own.batch);
	return true;
}

/* Whether reading would not mean waiting; files of a group have none. */
static bool
is_ready(const struct jsonl *j)
{
	return j->weave != NULL || input_ready(j->input);
}

/* Keeps the pool busy, as long as reading does not mean waiting while there
 * is something to be done. */
static void
feed_pool(struct jsonl *j)
{
	struct task *t;

	while ((t = pool_spare(j->pool)) != NULL) {
		if (take_block(j, t))
			pool_give(j->pool, t);
		else if (!is_open(j) || j->ended ||
		    !(pool_is_idle(j->pool) || is_ready(j)))
			break;
		else
			j->ended = !refill(j);
	}
}

/* The next block that the pool has parsed; false at the end of the file. */
static bool
take_parsed(struct jsonl *j)
{
	if (j->task != NULL)
		pool_return(j->pool, j->task);
	feed_pool(j);
	j->task = pool_take(j->pool);
	j->batch = j->task != NULL ? &j->task->batch : &j->own.batch;
	j->text = j->task != NULL ? j->task->block.p : NULL;
	return j->task != NULL;
}

/* Starts threads where they are asked for, or the file is large. */
static void
start_pool(struct jsonl *j)
{
	long jobs = j->settings.jobs;
	off_t size =
	    j->weave != NULL ? weave_size(j->weave) : input_size(j->input);

	if (jobs == 0 && size > LARGE_FILE)
		jobs = sysconf(_SC_NPROCESSORS_ONLN);
	if (jobs > MOST_JOBS)
		jobs = MOST_JOBS;
	if (jobs > 1 && j->pool == NULL)
		j->pool = pool_new(&j->keys, j->settings.max_record,
		    digester(j), (unsigned)jobs);
}

/* Gets the next records of all the files; false at the end. */
static bool
next_batch(struct jsonl *j)
{
	if (!j->settings.silent)
		progress_counts.records += j->batch->n;
	j->lines_before += j->batch->lines;
	if (j->weave != NULL)
		weave_forget(j->weave, j->lines_before + 1);
	j->next = j->batch->n = j->batch->lines = 0;
	for (;;) {
		if (j->pool != NULL ? take_parsed(j) : parse_piece(j))
			return true;
		if (is_open(j))
			close_input(j);
		if (j->pushed || !open_next(j))
			return false;
		start_pool(j);
	}
}

/* Shows a record's digest to one of those who look ahead. */
static inline void
show(const struct jsonl *j, size_t record, void (*look)(void *, void *))
{
	if (record < j->batch->n && j->batch->record[record].why == NULL)
		look(j->ahead->digester.ctx, digest_of(j, record));
}

/* Before the first record of a batch: all that have had no time yet. */
static void
look_at_first(const struct jsonl *j)
{
	for (size_t i = 0; i < j->looks; i++)
		for (size_t k = 0; k < (j->looks - i) * JSONL_AHEAD; k++)
			show(j, k, j->ahead->look[i]);
}

/* Before a record's turn. */
static inline void
look_ahead(const struct jsonl *j)
{
	size_t record = j->next + (j->looks + 1) * JSONL_AHEAD;

	/* A thread of the pool may have made it, and have it in its cache. */
	if (record < j->batch->n)
		__builtin_prefetch(digest_of(j, record));
	for (size_t i = 0; i < j->looks; i++)
		show(j, record -= JSONL_AHEAD, j->ahead->look[i]);
}

const struct json_val *
jsonl_next(struct jsonl *j)
{
	arena_reset(&j->texts);
	while (!j->stopped) {
		const struct batch_record *r;

		if (j->next == j->batch->n) {
			if (!next_batch(j))
				break;
			continue;
		}
		if (j->ahead != NULL && j->next == 0)
			look_at_first(j);
		if (j->ahead != NULL)
			look_ahead(j);
		r = &j->batch->record[j->next];
		j->lineno = j->lines_before + r->lineno;
		j->line = (struct str){ j->text + r->start, r->end - r->start };
		j->next++;
		if (r->why == NULL)
			return j->batch->val + (j->next - 1) * j->batch->stride;
		bad_line(j, r);
	}
	return NULL;
}

void
jsonl_push(struct jsonl *j, const char *p, size_t n)
{
	if (n == 0)
		return;
	progress_counts.in += n;
	memcpy(lines_room(&j->lines, n), p, n);
	lines_added(&j->lines, n);
}

void
jsonl_push_end(struct jsonl *j)
{
	lines_end(&j->lines);
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

struct arena *
jsonl_texts(struct jsonl *j)
{
	return &j->texts;
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
	weave_free(j->weave);
	free(j->groups);
	arena_free(&j->paths);
	arena_free(&j->texts);
	buf_free(&j->where);
	parser_free(j->parser);
	pool_free(j->pool);
	batch_free(&j->own.batch);
	free(j->own.mem);
	lines_free(&j->lines);
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
