/*
 * part.h - the `part` record of chz-records(5): the end of a part that another
 * run will join.
 *
 * A tool that writes parts ends each with such a record: whose it is, and how
 * many records it has.  Parts may be cut, shuffled and joined on the way, and
 * joined ones be joined again; who reads the last of them sees whether all of
 * it has come.
 *
 *	struct part_reader parts;
 *
 *	part_want(&parts, r->in, "chz-words 300 s");
 *	while ((v = jsonl_next(r->in)) != NULL)
 *		if (!part_read(&parts, v) && record_read(&words, v, &w)) {
 *			part_met(&parts);
 *			...
 *		}
 *	if (last && !part_whole(&parts))
 *		...
 */
#ifndef CHZ_RECORD_PART_H
#define CHZ_RECORD_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "record/record.h"

struct part_end {
	struct str of; /* the tool, and the settings that must be the same */
	/* How many records there are, or how many there are to be: where parts
	 * were cut before they were joined, the end of one may be here and its
	 * records elsewhere. */
	int64_t records;
	int64_t joined; /* the other way: records here whose end is elsewhere */
};

extern const struct record_type part_record;

struct part_reader {
	struct part_end sum; /* of what was read */
	/* private */
	struct jsonl *in;
	struct record_reader parts;
	bool foreign;
};

/* Before the first record; lends `of`. */
void part_want(struct part_reader *, struct jsonl *, const char *of);
/* Whether the record is a part's end, which is then counted. */
bool part_read(struct part_reader *, const struct json_val *values);
/* A record of a part was read. */
void part_met(struct part_reader *);
/* After the last record: whether all records of all parts were read; says what
 * is wrong. */
bool part_whole(struct part_reader *);

/* Appends the end of a part of `n` records, with what was joined in it; of
 * input that was cut it has no end. */
void part_put(struct buf *, const struct part_end *sum, uint64_t n,
    const struct jsonl *in);

#endif
