/*
 * source.h - the `source` record of chz-records(5): how the tap of one chat
 * stands.
 */
#ifndef CHZ_RECORD_SOURCE_H
#define CHZ_RECORD_SOURCE_H

#include "record/record.h"

/* Begin with source_blank(). */
struct source_state {
	struct str platform, channel_id, channel, stream_id;
	int64_t received_at; /* now */
	struct str state;    /* "looking", "joining", "open", "waiting", ... */
	struct str reason;   /* why the connection was lost last */
	int64_t messages;    /* so far */
	int64_t losses;      /* of the connection, so far */
	int64_t heard_at;    /* when the last bytes came */
};

extern const struct record_type source_record;

struct source_state source_blank(void);

#endif
