/*
 * postings.h - for every user, the sorted list of nodes they were seen at.
 *
 * Visits (user, node) come in any order and repeat; they are logged, and the
 * log is folded into the lists whenever it has grown as large as they are, so
 * that memory follows the distinct pairs and a visit costs O(1).  While
 * reading, a pair costs 4 bytes in a list and up to 8 in the log, 4 more in
 * both where visits are counted.
 *
 * A node is a channel or a broadcast; users and nodes are numbers from 0.
 */
#ifndef CHZ_CROWD_POSTINGS_H
#define CHZ_CROWD_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct postings {
	uint32_t users;  /* whose lists there are, as of the last fold */
	uint64_t *start; /* users + 1: user u has node[start[u]..start[u+1]) */
	uint32_t *node;  /* ascending in each list */
	uint32_t *count; /* beside `node`: the visits; NULL unless `counted` */
	bool counted;    /* set before the first visit */
	/* private */
	struct visit *log;
	uint32_t *log_count;
	uint64_t *recent; /* pairs lately seen, not to be logged again */
	size_t log_n, log_cap;
};

/* `times` visits of a user to a node. */
void postings_add(
    struct postings *, uint32_t user, uint32_t node, uint32_t times);
/* Brings the lists up to date and drops the log.  Call it before reading the
 * lists.  `users` is above every user seen. */
void postings_fold(struct postings *, uint32_t users);

/* Returns whether, and as what node, a user's node stays in their list. */
typedef bool postings_map(
    void *ctx, uint32_t user, uint32_t *node, uint32_t count);
/* Renames and drops nodes in all lists, and sorts them again. */
void postings_apply(struct postings *, postings_map *, void *ctx);

void postings_free(struct postings *);

#endif
