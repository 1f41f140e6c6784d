/*
 * audience.h - the `audience` record of chz-records(5): a piece of what is
 * known of a channel's or a broadcast's users, to be joined with others.
 *
 * A node's pieces may come in any order and number.  Messages under one name
 * add up, moments and followers widen, users and hashes are sets.
 */
#ifndef CHZ_RECORD_AUDIENCE_H
#define CHZ_RECORD_AUDIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "jsonl/jsonl.h"

/* Unknown texts are absent, unknown numbers EVENT_UNKNOWN, unknown moments
 * WHEN_UNKNOWN; begin with AUDIENCE_INIT. */
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

#define AUDIENCE_INIT                                                          \
	((struct audience){ .messages = -1,                                    \
	    .followers = -1,                                                   \
	    .first_at = WHEN_UNKNOWN,                                          \
	    .last_at = WHEN_UNKNOWN,                                           \
	    .most = -1 })

/* Appends it as one line. */
void audience_put(struct buf *, const struct audience *);

/* Where a reader's values have an audience's keys. */
struct audience_slots {
	int type, id, name, messages, followers, first_at, last_at, users,
	    hashes, most;
};

struct audience_slots audience_want(struct jsonl *);

/*
 * Reads a record's values into *a; texts are lent until the reader's next
 * record, `users` and `hashes` by `bytes`, which is emptied first.  False when
 * it is no `audience` record, which is no error; one without an id, or with
 * damaged base64, has an absent id.
 */
bool audience_read(const struct audience_slots *, struct jsonl *,
    const struct json_val *, struct audience *, struct buf *bytes);

#endif
