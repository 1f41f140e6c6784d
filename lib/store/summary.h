/*
 * summary.h - what the records of one broadcast add up to, and its
 * collection_report.json.
 */
#ifndef CHZ_STORE_SUMMARY_H
#define CHZ_STORE_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "store/archive_record.h"

/* Begin with SUMMARY_INIT; moments are WHEN_UNKNOWN until known. */
struct summary {
	uint64_t records, bytes;   /* of the lines, with their ends */
	uint64_t reconnects, lost; /* links resumed and lost */
	uint64_t gaps;             /* links that count what was not seen */
	int64_t gap_ms;            /* and how long that was, together */
	int64_t opened_at, first_at, last_at;
	int64_t last_sent; /* of the messages that have an id */
	struct buf channel_id, channel, title, category; /* as last named */
};

#define SUMMARY_INIT                                                           \
	((struct summary){ .opened_at = WHEN_UNKNOWN,                          \
	    .first_at = WHEN_UNKNOWN,                                          \
	    .last_at = WHEN_UNKNOWN,                                           \
	    .last_sent = WHEN_UNKNOWN })

void summary_add(struct summary *, const struct archive_record *);
/* When the broadcast opened, as far as known; else its first record. */
int64_t summary_start(const struct summary *);
/* Appends the report, an indented document.  An absent `reason` means that
 * the broadcast is still open. */
void summary_put(struct buf *, const struct summary *, struct str stream_id,
    const char *events_file, struct str reason);
void summary_free(struct summary *);

#endif
