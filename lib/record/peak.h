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

enum peak_by {
	PEAK_UNKNOWN,
	PEAK_SCAN,
	PEAK_WORDS,
	PEAK_Z,
	PEAK_VOLUME,
	PEAK_SURGE
};
enum peak_suspect { PEAK_TRUSTED, PEAK_FLOOD, PEAK_RAID };

/* Their names: the first is PEAK_SCAN's, PEAK_FLOOD's; NULL after the last. */
extern const char *const peak_by_words[], *const peak_suspect_words[];

/* Begin with peak_blank(). */
struct peak {
	struct str channel_id, channel, stream_id;
	enum peak_by by;
	int64_t peak_id; /* the second when it was first heard of */
	bool open;       /* it goes on, and will be told again */
	int64_t rank;    /* 1 is the strongest */
	double score;    /* -log10 of the false alarms an hour */
	int64_t start_sec, end_sec, peak_sec;
	int64_t timestamp;    /* the moment of start_sec */
	int64_t value;        /* what it was found by, in chats */
	double multiple;      /* of the level before it */
	double loudest_share; /* one user's, of the chats */
	double laugh_share;   /* of the chats, those that laugh */
	enum peak_suspect suspect;
	double surge_ratio, z;
	int64_t chat_count, people; /* different users */
	double messages_per_user;
	int64_t donations, donation_amount;
	struct str amounts; /* by currency, as amounts.h writes them */
	int64_t clip_start_sec;
	struct strs keywords, samples; /* the most telling first */
	struct str why;                /* in a few words, for people */
};

/* What peaks without a rank are ordered by, the highest first: suspects come
 * last. */
double peak_strength(const struct peak *);

extern const struct record_type peak_record;

/* One of which nothing is known. */
struct peak peak_blank(void);

#endif
