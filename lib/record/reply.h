/*
 * reply.h - the records between an answer and its avatar: reply, speech and
 * mouth of chz-records(5).
 */
#ifndef CHZ_RECORD_REPLY_H
#define CHZ_RECORD_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "jsonl/jsonl.h"

/* What is to be said.  Texts are lent until the reader's next record. */
struct reply {
	struct str reply_id, text;
	struct str emotion; /* "happy", "sad", ...; may be absent */
	int64_t made_at;    /* sent_at, else received_at; or WHEN_UNKNOWN */
};

/* How far saying it has come; unknown numbers are EVENT_UNKNOWN. */
struct speech {
	struct str reply_id;
	struct str state;    /* "start", "end", "skip" */
	struct str reason;   /* of a skip */
	int64_t duration_ms; /* heard */
	int64_t latency_ms;  /* from the reply's arrival to its first sound */
};

/* Where the mouth is at a moment of the sound. */
struct mouth_record {
	struct str reply_id;
	int64_t t_ms;
	double open; /* 0 to 1 */
	char vowel;  /* a i u e o; others are not written */
};

/* Where a reader's values have their keys. */
struct reply_slots {
	int type, reply_id, text, emotion, sent_at, received_at, state, t_ms,
	    open, vowel, duration_ms, latency_ms, reason;
};

struct reply_slots reply_want(struct jsonl *);

/* Each is false when the record is of another type or lacks what it needs. */
bool reply_read(const struct reply_slots *, struct jsonl *,
    const struct json_val *, struct reply *);
bool speech_read(const struct reply_slots *, struct jsonl *,
    const struct json_val *, struct speech *);
bool mouth_read(const struct reply_slots *, struct jsonl *,
    const struct json_val *, struct mouth_record *);

void speech_put(struct buf *, const struct speech *);
void mouth_put(struct buf *, const struct mouth_record *);

#endif
