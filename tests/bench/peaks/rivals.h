/*
 * rivals.h - other ways to find moments, written from their documents.
 *
 * kleinberg   J. Kleinberg, "Bursty and hierarchical structure in streams",
 *             KDD 2002: an automaton whose state q_i sends messages with
 *             exponential gaps of rate n / T * s^i; a step up of one state
 *             costs gamma * ln n, a step down nothing; the cheapest sequence
 *             of states is found by Viterbi's algorithm.  s = 2, gamma = 1 are
 *             the paper's.  Messages of one second are spread over it.
 * prominence  scipy.signal.find_peaks of the count's mean over ten seconds:
 *             maxima whose prominence (the height above the higher of the two
 *             valleys that separate them from higher ground) is at least
 *             five times the deviation of the series, its MAD over 0.6745,
 *             and 12 seconds apart, the higher first; an interval is where
 *             the series stays above half of the prominence.
 * scraper     chzzk-timeline's: series/zscore.h, series/bursts.h; z is the
 *             same with a floor under the deviation, and merged intervals.
 * volume, surge  NokChart's: series/ranking.h, told how many there are.
 */
#ifndef BENCH_RIVALS_H
#define BENCH_RIVALS_H

#include "judge.h"

typedef void rival_fn(const struct chat *, size_t how_many, struct answers *);

rival_fn rival_kleinberg, rival_prominence, rival_scraper, rival_z,
    rival_volume, rival_surge;

#endif
