/*
 * fresh.h - how many write, where those who go on writing count for less.
 *
 * One user's ten messages and ten users' one message are the same count, and
 * are not the same moment.  Who has been silent for `pause` places counts 1,
 * and again 1/2, 1/4 and so on in each place where they write without such a
 * pause: a spammer counts for two, a crowd counts whole, and people who talk
 * to one another are not lost.  Users are known by their marks (marks.h).
 *
 * It also counts the different users since it was last asked to begin to.
 *
 * Memory: 12 bytes for each user of the last `pause` places and of those since
 * the count began, at most six times over.
 */
#ifndef CHZ_SERIES_FRESH_H
#define CHZ_SERIES_FRESH_H

#include <stddef.h>
#include <stdint.h>

struct fresh {
	uint32_t pause; /* places, at least 1 */
	size_t users;   /* different ones since fresh_count */
	/* private; zero is nobody */
	struct fresh_user *table;
	size_t mask, used;
	uint32_t now, since;
};

/* Takes the different users of the next place; returns what they count for. */
double fresh_add(struct fresh *, const uint32_t *marks, size_t n);
/* Counts the users of the places to come from none. */
void fresh_count(struct fresh *);
void fresh_free(struct fresh *);

#endif
