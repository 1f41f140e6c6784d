/*
 * jsonl.h - the record loop that every tool is built around.
 *
 *	struct out *out = out_open(io.output, io.line_buffered);
 *	struct jsonl *in = jsonl_open(argv + first, &io, out);
 *	int type = jsonl_want(in, "type");
 *	const struct json_val *v;
 *
 *	while ((v = jsonl_next(in)) != NULL)
 *		if (val_is(v + type, "chat"))
 *			jsonl_pass(in);
 *	return jsonl_finish(in, out);
 *
 * It opens the files in turn, checks every line whole, names FILE:LINE of a
 * bad one and skips it, flushes `out` before it would have to wait, and
 * remembers the exit status.  What jsonl_next lends is good until its next
 * call.
 */
#ifndef CHZ_JSONL_JSONL_H
#define CHZ_JSONL_JSONL_H

#include "core/opt.h"
#include "jsonl/batch.h"
#include "jsonl/out.h"
#include "jsonl/put.h"
#include "jsonl/scan.h"
#include "jsonl/val.h"

/* The user's settings of input and output; zero is the default. */
struct jsonl_settings {
	const char *output;
	bool line_buffered, strict;
	bool silent;       /* for a look ahead: names nothing that is bad */
	size_t max_record; /* bytes; 0 is JSONL_MAX_RECORD */
	long jobs;         /* threads; 0 chooses by the input */
};

enum { JSONL_MAX_RECORD = 1024 * 1024 };

/* The options for them: how lines are read, with how many threads, and where
 * records go. */
extern const struct opt jsonl_input_options[], jsonl_jobs_options[],
    jsonl_output_options[];

/* Such a table, or all three, among the groups of a tool whose settings S have
 * a struct jsonl_settings as member `m`. */
#define JSONL_GROUP(table, S, m)                                               \
	{                                                                      \
		table, OPT_AT(S, m, struct jsonl_settings)                     \
	}
#define JSONL_GROUPS(S, m)                                                     \
	JSONL_GROUP(jsonl_output_options, S, m),                               \
	    JSONL_GROUP(jsonl_jobs_options, S, m),                             \
	    JSONL_GROUP(jsonl_input_options, S, m)

struct jsonl;

/*
 * Reads FILES, ending with NULL; "-" is standard input, and so is no file at
 * all.  `out`, which may be NULL, is flushed before every wait.
 */
struct jsonl *jsonl_open(
    char *const files[], const struct jsonl_settings *, struct out *out);

/* Files that are read as one: several have their lines in the order of their
 * moments (weave.h). */
struct jsonl_files {
	char *const *path;
	size_t n; /* not 0 */
};

/* The same for groups of files, one group after another; for none, too.  Copies
 * the paths. */
struct jsonl *jsonl_open_groups(const struct jsonl_files *, size_t n,
    const struct jsonl_settings *, struct out *out);

/* A reader without files, for event loops: it gets its bytes by jsonl_push and
 * jsonl_next returns NULL when it needs more.  `name` is for messages. */
struct jsonl *jsonl_new(const char *name, const struct jsonl_settings *);
void jsonl_push(struct jsonl *, const char *p, size_t n);
void jsonl_push_end(struct jsonl *); /* the last line may lack its end */

/* Where jsonl_next's values have KEY's: the same for the same key.  Call
 * before the first jsonl_next; at most SCAN_KEYS keys. */
int jsonl_want(struct jsonl *, const char *key);

/*
 * Calls `wait(ctx)` where the reader would have to wait for input, before `out`
 * is flushed, and again whenever the milliseconds that it returns have passed
 * without input; -1 sets no limit.  For clocks and for commits.
 */
void jsonl_on_wait(struct jsonl *, int (*wait)(void *ctx), void *ctx);

/* Whether lines that were read already are still to be given. */
bool jsonl_ready(const struct jsonl *);
/*
 * For counting fast: `make` digests every good record where it is parsed, by
 * several threads perhaps.  Up to JSONL_LOOKS functions in turn get to see each
 * digest some records before its own turn, the last of them JSONL_AHEAD of
 * them, each other as many before the next one.  They start to load what the
 * next one, and in the end the record, will look at.  They must change nothing
 * but the digest: the record may never come.  A digest is lent like the values.
 */
enum { JSONL_LOOKS = 5, JSONL_AHEAD = 12 };
struct jsonl_ahead {
	struct digester digester;
	void (*look[JSONL_LOOKS])(void *ctx, void *digest); /* NULL ends them */
};
/* Before the first jsonl_next; lends it until jsonl_close. */
void jsonl_look_ahead(struct jsonl *, const struct jsonl_ahead *);
/* Of the record that jsonl_next has given. */
void *jsonl_digest(const struct jsonl *);

/* The next good record's wanted values, or NULL at the end. */
const struct json_val *jsonl_next(struct jsonl *);

/* The record's line as it came, without its line end. */
struct str jsonl_line(const struct jsonl *);
/* A string's text, absent for other kinds; good until the next record. */
struct str jsonl_text(struct jsonl *, const struct json_val *);
/* Where such texts are decoded; emptied before the next record. */
struct arena *jsonl_texts(struct jsonl *);
/* Writes the record as it was read. */
void jsonl_pass(struct jsonl *);
/* Reports the record as bad, with the reason; `why` is a string literal. */
void jsonl_bad(struct jsonl *, const char *why);
/* Says what is wrong with the input as a whole. */
void jsonl_wrong(struct jsonl *, const char *why);
/* "events.jsonl:17", good until the next record. */
const char *jsonl_where(struct jsonl *);

/* Stops reading: jsonl_next returns NULL from now on.  A wait for input ends
 * when its `wait` has called this. */
void jsonl_stop(struct jsonl *);

/* Whether a file could not be read, or a signal has come before the end. */
bool jsonl_is_cut(const struct jsonl *);

/* Closes and frees; the status so far.  Accepts NULL. */
int jsonl_close(struct jsonl *);

/* The end of main: closes both, sums up repeated messages, and returns the
 * exit status, or dies of the signal that ended the run. */
int jsonl_finish(struct jsonl *, struct out *);

#endif
