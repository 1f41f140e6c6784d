/*
 * ours.h - the scan, as chz-peaks runs it.
 */
#ifndef BENCH_OURS_H
#define BENCH_OURS_H

#include "rivals.h"
#include "series/peaks.h"
#include "series/peakscan.h"

/* What chz-peaks finds of one detector; by messages, as if no user were
 * known. */
void ours_find(
    const struct chat *, struct peaks_rule, bool by_messages, struct answers *);

/* What the scan is given of a chat: a count for each second. */
double *ours_counts(const struct chat *, bool by_messages);

/* How many peaks a scan finds in a chat's counts. */
long ours_count(
    const struct chat *, const double *counts, struct peakscan_rule);

#endif
