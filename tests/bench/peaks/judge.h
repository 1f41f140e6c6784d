/*
 * judge.h - how well a detector's answers agree with what is true.
 *
 * An answer is right when its interval meets a moment's, widened by three
 * seconds, and is not longer than three times the moment and a minute.  Each
 * answer stands for one moment at most, each moment takes one answer.  What
 * meets a neutral moment, and what its detector suspects, is not counted.
 */
#ifndef BENCH_JUDGE_H
#define BENCH_JUDGE_H

#include "chat.h"

struct answer {
	long start, end; /* end excluded */
	long opened;     /* when it was first heard of; -1 at the end */
	bool suspect;
};

struct answers {
	struct answer *at; /* in order of time */
	size_t n, cap;
};

void answers_add(struct answers *, struct answer);
void answers_free(struct answers *);

struct verdict {
	long right, wrong, missed;
	long *off, *delay; /* of the right ones: start and first word, late */
	size_t n_off, off_cap, delay_cap;
};

void judge(struct verdict *, const struct scene *, struct answers *);
/* Precision's and recall's harmonic mean; 1 where there is nothing to do. */
double verdict_f1(const struct verdict *);
/* The middle one of how far starts are off, either way. */
double verdict_off(const struct verdict *);
/* The share `at` of the delays is not longer. */
long verdict_delay(const struct verdict *, double at);
void verdict_free(struct verdict *);

#endif
