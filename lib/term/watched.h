/*
 * watched.h - what is known of one channel that somebody watches: how fast its
 * chat is now and was in the last ten minutes, who writes, what goes on.
 *
 * Seconds are whole ones since 1970.  A moment (peakscan.h) is found by counts
 * of messages, two seconds late so that latecomers are counted; where `peak`
 * records come, theirs are shown.
 *
 * Memory: some 20 KB, 28 bytes for each person of five minutes, and the texts
 * of the last WATCHED_LINES messages.
 */
#ifndef CHZ_TERM_WATCHED_H
#define CHZ_TERM_WATCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "record/event.h"
#include "record/peak.h"
#include "series/level.h"
#include "series/peakscan.h"
#include "term/company.h"

enum {
	WATCHED_SEC = 600,  /* that are known one by one */
	WATCHED_RATE = 10,  /* seconds that a rate is of */
	WATCHED_LINES = 200 /* of chat */
};

enum watched_link {
	WATCHED_UNKNOWN, /* nobody says */
	WATCHED_OPEN,
	WATCHED_LOST,
	WATCHED_CLOSED
};

/* Something that was said, or happened. */
struct watched_line {
	enum event_type type; /* EVENT_OTHER where there is none */
	int64_t sec, amount;
	uint64_t who;                    /* the writer's hash */
	struct str user, text, currency; /* behind each other, in `mem` */
	char *mem;
};

struct watched {
	struct buf name, title, platform; /* empty when unknown */
	int64_t viewers;                  /* as a list had them, or -1 */
	int64_t chats, gifts, amount, subscriptions; /* since the beginning */
	struct buf currency; /* of the amount: the first one met */
	enum watched_link link;
	int64_t lost_at; /* the second, while it is lost */
	int64_t gap_ms;  /* not seen, in all */
	struct company company;
	struct watched_moment {
		bool known, open;
		int64_t start, heard; /* seconds: when it began, was last met */
		double multiple;      /* NAN when unknown */
		struct buf words;     /* its keywords, with spaces between */
	} moment;
	struct buf words; /* of the last topic */

	/* private */
	int64_t now;
	uint32_t count[WATCHED_SEC]; /* by second */
	struct level level;
	struct peakscan scan;
	int64_t scanned, scan_start; /* the next second, and place 0's */
	int64_t worded;              /* when keywords were last looked for */
	bool told;                   /* of moments, by records */
	bool told_counts;            /* only by ts, of this width */
	int64_t told_width;
	uint32_t told_people;
	struct watched_line line[WATCHED_LINES];
	uint32_t lines; /* so far */
};

void watched_begin(struct watched *, int64_t sec);
void watched_free(struct watched *);

/* The clock; it only goes forwards. */
void watched_advance(struct watched *, int64_t sec);

/* A chat, donation, subscription, moderation or link of that second; `who` is
 * the writer's hash, 0 for somebody. */
void watched_event(
    struct watched *, const struct event *, int64_t sec, uint64_t who);
/* A bucket that begins at that second, for want of events. */
void watched_count(struct watched *, int64_t sec, int64_t width, int64_t chats,
    int64_t people);
void watched_peak(struct watched *, const struct peak *);
/* Looks for the keywords of the open moment, at most every other second. */
void watched_look(struct watched *);

/* Messages a minute, of the last WATCHED_RATE seconds. */
double watched_rate(const struct watched *);
/* The same as a multiple of what is usual; NAN while that is unknown. */
double watched_multiple(const struct watched *);
uint32_t watched_people(const struct watched *); /* of five minutes */
/* Sums of WATCHED_SEC / n seconds each, the oldest first. */
void watched_curve(const struct watched *, uint32_t *sums, size_t n);
/* The i-th last line, 0 is the last; NULL when there is none. */
const struct watched_line *watched_line(const struct watched *, uint32_t i);

#endif
