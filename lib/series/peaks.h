/*
 * peaks.h - the peaks of one stream, from its buckets.
 *
 * Buckets come in order of time; those left out are empty ones.  The scan's
 * peaks (crowdscan.h) are handed out twice, open as soon as they stand out and
 * once more when they are over, with the same peak_id; so are those of words
 * that many say at once, which a caller that has the texts counts (peakscan.h),
 * but for those within a peak of the scan; robust z peaks
 * (zscore.h, bursts.h) as soon as they are certain, the rankings by volume and
 * by surge (ranking.h) at the end.  Where the buckets
 * jump by more than `hole_sec` (clock.h) the series ends and another begins;
 * a stray bucket is left out.
 *
 * Memory: 10 KB for the scan, the baseline's window for z, and the buckets of
 * peaks that are going on; with a ranking, 48 bytes a bucket of the whole
 * series and 4 for each user of a bucket.
 */
#ifndef CHZ_SERIES_PEAKS_H
#define CHZ_SERIES_PEAKS_H

#include "record/peak.h"
#include "record/ts.h"

struct peaks_rule {
	unsigned by;   /* what to look for: a bit 1 << PEAK_Z, and so on */
	double alarms; /* false ones an hour that the scan bears */
	double alpha, high, low;
	int64_t baseline_sec, lag_sec, join_sec;
	bool as_source; /* z as chzzk-timeline has it, without a floor */
	int64_t window_sec, before_sec, gap_sec;
	int64_t clip_sec; /* a clip begins that long before */
	int64_t hole_sec;
	size_t top;
	/* Called for every peak; the texts of `peak` are absent. */
	void (*found)(void *ctx, struct peak *);
};

struct peaks;

struct peaks *peaks_new(const struct peaks_rule *); /* lends the rule */
void peaks_free(struct peaks *);                    /* accepts NULL */

enum peaks_took {
	PEAKS_TAKEN,
	PEAKS_LARGER, /* smaller buckets are there too: left out */
	PEAKS_BEFORE  /* not after the one before: left out */
};

/* Adds a bucket whose sec, bucket_sec and chat_count are known, with how many
 * said in it what many say at once, NAN when that is not known; `ctx` goes to
 * `found`. */
enum peaks_took peaks_add(
    struct peaks *, const struct ts *, double echoes, void *ctx);
/* Nothing to come, but the rankings, is about what was before this second. */
int64_t peaks_oldest(const struct peaks *);
/* The series is over; another may follow. */
void peaks_end(struct peaks *, void *ctx);

#endif
