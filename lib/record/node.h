/*
 * node.h - the `node` record of chz-records(5): a channel or a broadcast and
 * the size of its audience.
 */
#ifndef CHZ_RECORD_NODE_H
#define CHZ_RECORD_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "jsonl/jsonl.h"

/* Unknown texts are absent, unknown numbers EVENT_UNKNOWN. */
struct node {
	struct str id;   /* a channel_id or stream_id */
	struct str name; /* the channel's display name */
	int64_t users;   /* distinct */
	int64_t messages;
	int64_t followers;
	double users_error; /* standard error of `users`; 0 when it is exact */
};

/* Appends it as one line. */
void node_put(struct buf *, const struct node *);

/* Where a reader's values have a node's keys. */
struct node_slots {
	int type, id, name, users, messages, followers, users_error;
};

struct node_slots node_want(struct jsonl *);

/*
 * Reads a record's values into *node, texts lent until the reader's next
 * record.  False when it is no `node` record, or one without an id.
 */
bool node_read(const struct node_slots *, struct jsonl *,
    const struct json_val *, struct node *);

#endif
