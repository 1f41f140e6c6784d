/*
 * nokchart_report.h - what NokChart's `process` says about a broadcast: its
 * topics.json and report.json.
 */
#ifndef CHZ_IMPORT_NOKCHART_REPORT_H
#define CHZ_IMPORT_NOKCHART_REPORT_H

#include "import/nokchart_files.h"
#include "record/stats.h"
#include "record/topic.h"

/* A broadcast and the files about it, by their names; NULL is none. */
struct nokchart_report {
	const struct stats *totals;
	const struct nokchart_peaks *peaks;
	int64_t processed_at;       /* a moment */
	struct str title, category; /* absent when unknown, */
	int64_t opened_at;          /* or WHEN_UNKNOWN */
	const char *events, *minutes, *five_minutes, *chart;
	size_t segments;
};

/* Appends report.json. */
void nokchart_report(struct buf *, const struct nokchart_report *);

/* Appends one of topics.json's segments to those before it. */
void nokchart_segment(struct buf *segments, const struct topic *);
/* Appends topics.json, a segment on each line. */
void nokchart_topics(struct buf *, struct str stream_id, int64_t segment_sec,
    struct str segments);

#endif
