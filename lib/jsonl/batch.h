/*
 * batch.h - a block of lines, parsed.
 *
 * One struct parser serves one thread; what it has learnt of the lines' shape
 * stays with it, and changes how fast it is, never what comes out.
 */
#ifndef CHZ_JSONL_BATCH_H
#define CHZ_JSONL_BATCH_H

#include "jsonl/scan.h"

/*
 * What is made of a good record where it is parsed, on any thread, so from its
 * values alone: numbers, hashes.  It lies beside the record until its turn
 * comes.
 */
struct digester {
	size_t size; /* of a digest, in bytes; 0 makes none */
	void (*make)(void *ctx, const struct json_val *, void *digest);
	void *ctx;
};

/* One line that is not blank; offsets count from the block's start. */
struct batch_record {
	const char *why;     /* NULL for a good record, else what is wrong */
	uint32_t column;     /* of the error, from 1; 0 for the whole line */
	uint32_t start, end; /* without the line end */
	uint32_t lineno;     /* in the block, from 1 */
};

struct batch {
	struct batch_record *record;
	size_t n;
	struct json_val *val; /* of record i: val + i * stride */
	size_t stride;
	char *digest;   /* of record i: digest + i * the digester's size */
	uint32_t lines; /* in the block, blank ones too */
	/* private */
	size_t cap, val_cap, digest_cap;
};

struct parser;

/* Lines longer than `max_record` bytes are bad.  `keys` and the digester,
 * which may be NULL, are lent. */
struct parser *parser_new(
    const struct scan_keys *keys, size_t max_record, const struct digester *);
void parser_free(struct parser *); /* accepts NULL */

/*
 * Parses the `n` bytes at `text`, whole lines, the last byte a newline.  There
 * must be LINES_BEFORE and LINES_BEHIND readable bytes around (lines.h).  The
 * values point into the text.
 */
void parser_run(struct parser *, const char *text, size_t n, struct batch *);

void batch_free(struct batch *);

#endif
