/*
 * timecode.h - frames and their SMPTE timecodes.
 *
 * Drop-frame counting leaves out the first two numbers (four at 59.94 frames a
 * second) of every minute but each tenth, so that timecode and clock agree to
 * within a frame in ten minutes (SMPTE ST 12-1).
 */
#ifndef CHZ_IMPORT_TIMECODE_H
#define CHZ_IMPORT_TIMECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct frame_rate {
	const char *name; /* "29.97" */
	int count;        /* frames counted in a second: 30 */
	bool ntsc;        /* a frame lasts 1001/1000 of its share of one */
	bool drop;        /* counted with drops */
};

/* By name: 23.976, 24, 25, 29.97, 30, 50, 59.94, 60; false for another. */
bool frame_rate_named(struct str, struct frame_rate *);

/* The frame that is shown at that time, rounded to the nearest. */
int64_t frame_at(const struct frame_rate *, int64_t ms);

/* "01:00:00:00", with ';' before the frames where they are dropped; hours go
 * on from 24 to 00, as on a tape. */
void timecode_put(struct buf *, const struct frame_rate *, int64_t frame);
/* The frame of a timecode; false when it is none, or one that is dropped. */
bool timecode_read(struct str, const struct frame_rate *, int64_t *frame);

#endif
