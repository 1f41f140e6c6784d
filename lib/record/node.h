/*
 * node.h - the `node` record of chz-records(5): a channel or a broadcast and
 * the size of its audience.
 */
#ifndef CHZ_RECORD_NODE_H
#define CHZ_RECORD_NODE_H

#include <stdint.h>

#include "record/record.h"

/* Begin with node_blank(). */
struct node {
	struct str id;   /* a channel_id or stream_id */
	struct str name; /* the channel's display name */
	int64_t users;   /* distinct */
	int64_t messages;
	int64_t followers;
	double users_error; /* standard error of `users`; unknown if exact */
};

extern const struct record_type node_record;

/* One of which nothing is known. */
struct node node_blank(void);

#endif
