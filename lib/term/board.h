/*
 * board.h - all channels that somebody watches, from records as they come.
 *
 * The clock is that of the records: the newest moment met, running on with the
 * wall clock until the input ends.  So a live chat, one whose platform's clock
 * is wrong and a replay look alike.  A channel is known by its channel_id, else
 * its stream_id, else its name.
 */
#ifndef CHZ_TERM_BOARD_H
#define CHZ_TERM_BOARD_H

#include "core/keyed.h"
#include "core/recent.h"
#include "record/live.h"
#include "record/topic.h"
#include "record/ts.h"
#include "term/watched.h"

struct board {
	struct keyed channels; /* struct watched *, in order of arrival */
	int64_t now;           /* the clock, ms since 1970 */
	bool begun, ended;     /* a moment was met; the input has ended */
	/* private */
	int64_t lag; /* of the clock behind the wall's */
	struct record_reader events, ts, peaks, topics, lives;
	struct event event;
	struct ts bucket;
	struct peak peak;
	struct topic topic;
	struct live live;
	struct recent met;
};

void board_want(struct board *, struct jsonl *);
/* Takes one record in, at that moment of the wall clock; one of another type is
 * ignored. */
void board_record(struct board *, const struct json_val *, int64_t wall_ms);
/* Lets all clocks go on. */
void board_tick(struct board *, int64_t wall_ms);
/* The input has ended: the clock stands still. */
void board_end(struct board *, int64_t wall_ms);
void board_free(struct board *);

struct watched *board_nth(const struct board *, uint32_t number);

#endif
