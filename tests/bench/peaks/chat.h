/*
 * chat.h - one channel's chat, made up second by second.
 *
 * A scene says what goes on: a base rate that may change, moments when people
 * crowd in, floods of one or many accounts, raids, seconds that nobody saw and
 * seconds of silence.  Playing it with a seed gives the chat: how many
 * messages each second has, and from whom.
 *
 * Who writes is drawn from a population that grows with the base rate; some
 * write more than others, and a quarter of the messages come from those who
 * wrote just before.  In a moment most writers had been silent, and a third
 * of them write again within seconds.
 */
#ifndef BENCH_CHAT_H
#define BENCH_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shape { BOX, DECAY, TRIANGLE, HUMPS };

/* What is to be found; or, when `neutral`, what may be found or not. */
struct moment {
	long start, end; /* seconds; end excluded */
	bool neutral;
};

struct flood {
	long start, end;
	uint32_t accounts;
	double pause; /* seconds between two messages of an account */
};

struct scene {
	long n;                         /* seconds */
	double *base, *moments, *raids; /* messages a second */
	bool *unseen, *silent;
	struct moment *truth; /* in order of time */
	size_t n_truth, truth_cap;
	struct flood *floods;
	size_t n_floods, floods_cap;
	double dispersion; /* variance of a second's count over its mean */
	double spread;     /* of a log-normal factor of each second */
	double replies;    /* messages that each message provokes, below 1 */
	uint64_t chance;
};

void scene_begin(struct scene *, long n, double base, uint64_t seed);
void scene_moment(
    struct scene *, long start, long length, double factor, enum shape);
void scene_raid(struct scene *, long start, long length, double factor);
void scene_flood(struct scene *, struct flood);
void scene_end(struct scene *);
/* Random numbers of the scene: from `low` to `high`. */
double scene_real(struct scene *, double low, double high);
long scene_whole(struct scene *, long low, long high);

struct second {
	uint32_t chats;
	size_t marks_end;
	bool unseen;
};

struct chat {
	long n;
	struct second *at;
	uint32_t *marks; /* the different writers of each second */
	size_t n_marks, marks_cap;
};

void chat_play(struct chat *, struct scene *);
void chat_free(struct chat *);
/* The writers of a second. */
size_t chat_marks(const struct chat *, long sec, const uint32_t **);

#endif
