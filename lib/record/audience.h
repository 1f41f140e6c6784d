/*
 * audience.h - the `audience` record of chz-records(5): a piece of what is
 * known of a channel's or a broadcast's users, to be joined with others.
 *
 * A node's pieces may come in any order and number.  Messages under one name
 * add up, moments and followers widen, users and hashes are sets.
 */
#ifndef CHZ_RECORD_AUDIENCE_H
#define CHZ_RECORD_AUDIENCE_H

#include <stdint.h>

#include "record/record.h"

/* Begin with audience_blank(). */
struct audience {
	struct str id;   /* of the node */
	struct str name; /* under which it had these messages */
	int64_t messages, followers;
	int64_t first_at, last_at;
	/* Bytes, base64 in the record.  users: for each user a number
	 * 2 * messages, and 16 bytes of id, or 2 * messages + 1, a length and
	 * that many bytes of id; numbers as LEB128.  hashes: 8 bytes each,
	 * highest first, of a sketch of `most`. */
	struct str users, hashes;
	int64_t most;
};

extern const struct record_type audience_record;

/* One of which nothing is known. */
struct audience audience_blank(void);

#endif
