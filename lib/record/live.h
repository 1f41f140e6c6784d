/*
 * live.h - the `live` record of chz-records(5): one broadcast, as a list or a
 * look at its channel showed it.
 *
 * A struct live lends its texts: from live_read until the reader's next
 * record, from elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_LIVE_H
#define CHZ_RECORD_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "jsonl/jsonl.h"

enum live_status { LIVE_UNKNOWN, LIVE_OPEN, LIVE_CLOSE };

/* Unknown texts are absent, unknown moments WHEN_UNKNOWN, unknown numbers
 * EVENT_UNKNOWN; begin with LIVE_INIT. */
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
};

#define LIVE_INIT                                                              \
	((struct live){ .viewers = -1,                                         \
	    .followers = -1,                                                   \
	    .opened_at = WHEN_UNKNOWN,                                         \
	    .closed_at = WHEN_UNKNOWN })

/* Appends it as one line, keys in the order of chz-records(5). */
void live_put(struct buf *, const struct live *);

/* Where a reader's values have a broadcast's keys. */
struct live_slots {
	int type, platform, channel_id, channel, stream_id, status, live_id,
	    title, category, tags, viewers, followers, adult, opened_at,
	    closed_at, chat_channel_id;
};

/* Asks the reader for all keys of a broadcast. */
struct live_slots live_want(struct jsonl *);

/*
 * Reads a record's values into *live.  False when it is no `live` record,
 * which is no error.  A value of the wrong type or range counts as unknown.
 */
bool live_read(const struct live_slots *, struct jsonl *,
    const struct json_val *, struct live *live);

#endif
