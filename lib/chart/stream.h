/*
 * stream.h - what is known of one broadcast, gathered for drawing it.
 *
 * Seconds count from the broadcast's start.  Buckets are kept at the finest
 * width met: finer ones replace coarser ones, coarser ones are ignored.
 * Memory: 48 bytes a bucket, and the texts of peaks and topics.
 */
#ifndef CHZ_CHART_STREAM_H
#define CHZ_CHART_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/purse.h"
#include "core/str.h"
#include "core/when.h"
#include "record/peak.h"

struct chart_bucket {
	int64_t sec;    /* where it begins */
	double chats;   /* in the whole bucket */
	double rolling; /* mean of chats a bucket; negative when unknown */
	int64_t gifts;  /* donations, */
	const struct purse *given; /* and what was given; lent, or NULL */
	bool gap;                  /* not, or not wholly, recorded */
};

struct moment {                 /* a peak */
	int64_t start, end, at; /* seconds; `at` is its highest */
	int64_t clip; /* where a clip of it begins; negative: unknown */
	int64_t rank; /* from 1; less when the detector gave none */
	double value; /* larger is better */
	enum peak_by by;
	bool suspect;
	struct str words; /* its own keywords, joined by spaces, or absent */
};

struct chart_topic {
	int64_t start, end;
	struct str words; /* keywords, joined by spaces */
};

struct stream {
	struct str id, channel, title, category; /* absent when unknown */
	int64_t opened; /* the moment of second 0, or WHEN_UNKNOWN, */
	bool clocked;   /* as its buckets say */
	int64_t width;  /* of a bucket, in seconds; 0 before the first */
	int64_t rolling_sec;
	struct chart_bucket *buckets;
	struct moment *peaks;
	struct chart_topic *topics;
	size_t n_buckets, n_peaks, n_topics;
	/* private */
	size_t cap_buckets, cap_peaks, cap_topics;
	bool unsorted;
	struct arena texts;
};

#define STREAM_INIT ((struct stream){ .opened = WHEN_UNKNOWN })

/* Sets a text that is not known yet; copied. */
void stream_name(struct stream *, struct str *which, struct str text);
/* Copies what was given. */
void stream_add_bucket(struct stream *, int64_t width, struct chart_bucket);
void stream_add_peak(struct stream *, struct moment);       /* copies `words` */
void stream_add_topic(struct stream *, struct chart_topic); /* copies `words` */
/* Puts everything in order of time; of buckets with the same second the last
 * counts.  Call once, after the last add. */
void stream_sort(struct stream *);
void stream_free(struct stream *);

/* What a chart of it covers, in seconds, `to` exclusive. */
struct extent {
	int64_t from, to;
};
struct extent stream_extent(const struct stream *);

/* The buckets that begin within the extent; how many in *n. */
const struct chart_bucket *stream_within(
    const struct stream *, struct extent, size_t *n);

struct chart_totals {
	double chats;
	int64_t gifts;
	int64_t gap_sec;
};
struct chart_totals stream_totals(
    const struct chart_bucket *, size_t n, int64_t width);

/* Adds what was given in some buckets. */
void stream_given(const struct chart_bucket *, size_t n, struct purse **);

/*
 * Chooses at most `most` peaks that meet the extent: those of one detector
 * (`by`; when PEAK_UNKNOWN, of the first met), best ranks first, or highest
 * values where ranks are missing.  Stores them in order of time with their
 * ranks counted again from 1; returns how many.
 */
size_t stream_best_peaks(const struct stream *, struct extent, enum peak_by,
    struct moment *out, size_t most);

/* The topic that `sec` falls into, or NULL. */
const struct chart_topic *stream_topic_at(const struct stream *, int64_t sec);

#endif
