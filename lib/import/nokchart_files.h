/*
 * nokchart_files.h - the files that NokChart's programs read, value for value.
 *
 * chat_ts_<size>s.csv has a row for each bucket from the first chat to the
 * last: sec, chat_count, timestamp, and with buckets of 60 s a rolling mean.
 * A timestamp is the earliest chat's moment plus sec, in Korean time, printed
 * as pandas prints it: with the digits of its fraction, six or nine, or none.
 * The rolling mean is that of max(1, N / 60) rows.
 *
 * peaks.json has the ranked peaks of one stream, indented by two spaces.
 */
#ifndef CHZ_IMPORT_NOKCHART_FILES_H
#define CHZ_IMPORT_NOKCHART_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "record/peak.h"
#include "series/histogram.h"

/* One stream's chats, counted for files of several bucket sizes. */
struct nokchart_chats {
	struct histogram *by_size;
	size_t n;
	int64_t first_ns; /* the earliest moment; INT64_MAX when unknown */
};

void nokchart_begin(struct nokchart_chats *, const int64_t *sizes_ms, size_t n);
/* Counts a chat; its moment as its record has it. */
void nokchart_count(struct nokchart_chats *, int64_t t_ms, struct str moment);
/* Appends the file of one size, an index.  A stretch of nothing longer than
 * `hole_sec` has no rows. */
void nokchart_csv(struct buf *, const struct nokchart_chats *, size_t size,
    int64_t rolling_sec, int64_t hole_sec);
void nokchart_free_chats(struct nokchart_chats *);

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
