/*
 * gather.h - sorts the records ts, peak, topic, live and replay by broadcast.
 *
 * A broadcast is known by its stream_id, else its channel_id, else its
 * channel, so that series of channels and of everything can be drawn too.
 */
#ifndef CHZ_CHART_GATHER_H
#define CHZ_CHART_GATHER_H

#include "chart/stream.h"
#include "core/keyed.h"
#include "jsonl/jsonl.h"
#include "record/live.h"
#include "record/peak.h"
#include "record/replay.h"
#include "record/topic.h"
#include "record/ts.h"

struct gather {
	struct keyed streams;
	/* private */
	struct record_reader ts, peak, topic, live, replay;
};

/* Asks the reader for all that the records have. */
void gather_want(struct gather *, struct jsonl *);
/* Takes one record in; one that lacks what it needs is reported as bad, one of
 * another type is ignored. */
void gather_record(struct gather *, struct jsonl *, const struct json_val *);
/* Call once, after the last record; then the streams may be drawn. */
void gather_end(struct gather *);
void gather_free(struct gather *);

#endif
