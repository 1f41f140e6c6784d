/*
 * nokchart.h - the files that NokChart's programs read, value for value.
 *
 * chat_ts_<size>s.csv has a row for each bucket from the first chat to the
 * last: sec, chat_count, timestamp, and with buckets of 60 s a rolling mean.
 * A timestamp is the earliest chat's moment plus sec, in Korean time, printed
 * as pandas prints it: with the digits of its fraction, six or nine, or none.
 *
 * peaks.json has the ranked peaks of one stream, indented by two spaces.
 */
#ifndef CHZ_SERIES_NOKCHART_H
#define CHZ_SERIES_NOKCHART_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "event/peak.h"
#include "series/tally.h"

/* An RFC 3339 moment in nanoseconds since 1970; false when it is none, or is
 * outside the years 1678 to 2261. */
bool nokchart_moment(struct str, int64_t *ns);

struct nokchart_csv {
	const struct tally *chats;
	int64_t first_ns;    /* the earliest chat's moment */
	int64_t rolling_sec; /* written with buckets of 60 s */
	int64_t hole_sec;    /* a longer stretch of nothing has no rows */
};

void nokchart_csv(struct buf *, const struct nokchart_csv *);

/* The peaks of one stream, in order of rank; zero is none. */
struct nokchart_peaks {
	struct peak *at;
	size_t n, cap;
};

void nokchart_add_peak(struct nokchart_peaks *, const struct peak *);
/* Appends peaks.json: the peaks by volume and those by surge. */
void nokchart_peaks(struct buf *, const struct nokchart_peaks *,
    struct str stream_id, int64_t window_sec);
void nokchart_free_peaks(struct nokchart_peaks *);

#endif
