/*
 * marks.h - who was there, short enough to travel with a bucket.
 *
 * A user's mark is 30 bits of a hash of their id, written as five characters;
 * a set of users is their marks as they came, so a bucket of ten users takes
 * 50 bytes.  Sets of marks can be united later, which counts the different
 * users of any stretch of time, by whoever: the hash is the same everywhere.
 * Two of n users share a mark in about one of 2^31 / n^2 stretches: with 10,000
 * users the count is short by 0.05.
 */
#ifndef CHZ_SERIES_MARKS_H
#define CHZ_SERIES_MARKS_H

#include "core/str.h"
#include "series/distinct.h"

enum { MARKS_DIGITS = 5 };

/* Appends the marks of all ids of the set. */
void marks_put(struct buf *, const struct distinct *);

/* Writes the lowest 30 bits as the characters of a mark. */
void marks_write(char *p, uint32_t mark);

/* Reads the mark at `p`; false when its characters are none. */
bool marks_read(const char *p, uint32_t *mark);

/* How many different ones there are; sorts them. */
size_t marks_count(uint32_t *mark, size_t n);

#endif
