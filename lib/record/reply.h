/*
 * reply.h - the records between an answer and its avatar: reply, speech and
 * mouth of chz-records(5).
 *
 * Their texts are lent: as read, until the reader's next record; from elsewhere
 * as their owner says.
 */
#ifndef CHZ_RECORD_REPLY_H
#define CHZ_RECORD_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "record/record.h"

/* A text to be spoken; begin with reply_blank(). */
struct reply {
	struct str reply_id, text;
	struct str emotion; /* "happy", "sad", ... */
	struct strs to;     /* message ids that it answers */
	int64_t part;       /* of a reply that comes by sentences, from 0 */
	bool last;          /* no more parts of it follow */
	int64_t priority;   /* over those that wait; unknown counts as 0 */
	int64_t sent_at, received_at;
	int64_t processing_ms;
	struct str model;
	int64_t tokens;  /* that it took, of prompt and answer */
	struct strs why; /* reasons for what it answers */
};

extern const struct record_type reply_record;

struct reply reply_blank(void);
/* When it was made, or else received; WHEN_UNKNOWN when neither is known. */
int64_t reply_moment(const struct reply *);

/* How far speaking it has come; begin with speech_blank(). */
struct speech {
	struct str reply_id;
	struct str state;    /* "start", "end", "skip" */
	struct str reason;   /* of a skip */
	int64_t duration_ms; /* heard */
	int64_t latency_ms;  /* from the reply's arrival to its first sound */
};

extern const struct record_type speech_record;

struct speech speech_blank(void);

/* Where the mouth is at a moment of the sound; begin with mouth_blank(). */
struct mouth {
	struct str reply_id;
	int64_t t_ms;
	double open;      /* 0 to 1 */
	struct str vowel; /* "A", "I", "U", "E" or "O" */
};

extern const struct record_type mouth_record;

struct mouth mouth_blank(void);
/* The vowel as a small letter, '-' for none; and back, absent for others. */
char mouth_vowel(const struct mouth *);
struct str mouth_vowel_text(char vowel);

#endif
