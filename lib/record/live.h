/*
 * live.h - the `live` record of chz-records(5): one broadcast, as a list or a
 * look at its channel showed it.
 *
 * A struct live lends its texts: as read, until the reader's next record; from
 * elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_LIVE_H
#define CHZ_RECORD_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "record/record.h"

enum live_status { LIVE_UNKNOWN, LIVE_OPEN, LIVE_CLOSE };

/* Begin with live_blank(). */
struct live {
	struct str platform, channel_id, channel;
	struct str stream_id; /* "<live id>_<channel id>" */
	enum live_status status;
	struct str live_id; /* a number on Chzzk; ids are texts */
	struct str title, category;
	struct str tags; /* JSON as it stands: array */
	int64_t viewers, followers;
	bool adult;
	int64_t opened_at, closed_at;
	struct str chat_channel_id;
	int64_t heard_at; /* its chat, by a collector that is gone */
};

extern const struct record_type live_record;

/* One of which nothing is known. */
struct live live_blank(void);

#endif
