/*
 * peak.h - the `peak` record of chz-records(5): a moment when the chat was
 * busier than before, with the evidence for it.
 *
 * A struct peak lends its texts: as read, until the reader's next record; from
 * elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_PEAK_H
#define CHZ_RECORD_PEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "record/record.h"

enum peak_by { PEAK_UNKNOWN, PEAK_Z, PEAK_VOLUME, PEAK_SURGE };

/* Their names: the first is PEAK_Z's; NULL after the last. */
extern const char *const peak_by_words[];

/* Begin with peak_blank(). */
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

extern const struct record_type peak_record;

/* One of which nothing is known. */
struct peak peak_blank(void);

#endif
