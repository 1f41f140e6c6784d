/*
 * peak.h - the `peak` record of chz-records(5): a moment when the chat was
 * busier than before, with the evidence for it.
 *
 * The ratios are written with three decimals.
 *
 * A struct peak lends its texts: from peak_read until the reader's next
 * record, from elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_PEAK_H
#define CHZ_RECORD_PEAK_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "jsonl/jsonl.h"

enum peak_by { PEAK_UNKNOWN, PEAK_Z, PEAK_VOLUME, PEAK_SURGE };

/* Unknown texts are absent, an unknown moment is WHEN_UNKNOWN, unknown
 * numbers are EVENT_UNKNOWN or NAN; begin with PEAK_INIT. */
struct peak {
	struct str channel_id, channel, stream_id;
	enum peak_by by;
	int64_t rank; /* 1 is the strongest */
	int64_t start_sec, end_sec, peak_sec;
	int64_t timestamp; /* the moment of start_sec */
	int64_t value;     /* what it was found by, in chats */
	double surge_ratio, z;
	int64_t chat_count, user_count;
	double messages_per_user;
	int64_t donation_count, donation_amount;
	int64_t clip_start_sec;
};

#define PEAK_INIT                                                              \
	((struct peak){ .rank = -1,                                            \
	    .start_sec = -1,                                                   \
	    .end_sec = -1,                                                     \
	    .peak_sec = -1,                                                    \
	    .timestamp = WHEN_UNKNOWN,                                         \
	    .value = -1,                                                       \
	    .surge_ratio = (double)NAN,                                        \
	    .z = (double)NAN,                                                  \
	    .chat_count = -1,                                                  \
	    .user_count = -1,                                                  \
	    .messages_per_user = (double)NAN,                                  \
	    .donation_count = -1,                                              \
	    .donation_amount = -1,                                             \
	    .clip_start_sec = -1 })

/* "z" for PEAK_Z; NULL for PEAK_UNKNOWN. */
const char *peak_by_name(enum peak_by);
/* PEAK_UNKNOWN for a text that names none. */
enum peak_by peak_by_of(struct str);

/* Appends it as one line, keys in the order of chz-records(5); start_time and
 * end_time are written from start_sec and end_sec. */
void peak_put(struct buf *, const struct peak *);

/* Where a reader's values have a peak's keys. */
struct peak_slots {
	int type, channel_id, channel, stream_id, by, rank, start_sec, end_sec,
	    peak_sec, timestamp, value, surge_ratio, z, chat_count, user_count,
	    messages_per_user, donation_count, donation_amount, clip_start_sec;
};

/* Asks the reader for all keys of a peak. */
struct peak_slots peak_want(struct jsonl *);

/*
 * Reads a record's values into *peak.  False when it is no `peak` record,
 * which is no error.  A value of the wrong type or range counts as unknown.
 */
bool peak_read(const struct peak_slots *, struct jsonl *,
    const struct json_val *, struct peak *peak);

#endif
