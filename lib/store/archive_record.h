/*
 * archive_record.h - what the archive needs of a record.
 */
#ifndef CHZ_STORE_ARCHIVE_RECORD_H
#define CHZ_STORE_ARCHIVE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "record/record.h"

enum archive_role {
	ARCHIVE_PLAIN,
	ARCHIVE_OPEN,    /* link open: the collector is connected */
	ARCHIVE_LOST,    /* link lost */
	ARCHIVE_RESUMED, /* link resumed */
	ARCHIVE_CLOSE    /* link close, live close: the broadcast is over */
};

/* Unknown texts are absent, unknown moments WHEN_UNKNOWN. */
struct archive_record {
	enum archive_role role;
	struct str line;                /* as it came, without its end */
	struct str stream_id;           /* always something */
	struct str channel_id, channel; /* may be absent */
	struct str message_id;
	struct str reason;          /* of a link */
	struct str title, category; /* of a live or a replay */
	int64_t t_ms, gap_ms;       /* -1 when unknown */
	int64_t sent_at;
	int64_t at;        /* when it was received or sent */
	int64_t opened_at; /* of the broadcast */
};

/* Where a reader has the keys that it looks at. */
struct archive_reader {
	/* private */
	struct jsonl *in;
	struct record_reader any;
};

void archive_want(struct archive_reader *, struct jsonl *);

/*
 * Reads any record.  One without a stream_id belongs to its live_id and
 * channel_id, to "unknown_<channel id>" when only that is known, or else to
 * "unknown".  Lent until the reader's next record; `made` is where such a
 * stream_id is written.
 */
struct archive_record archive_read(
    struct archive_reader *, const struct json_val *, struct buf *made);

#endif
