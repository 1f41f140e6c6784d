/*
 * company.h - how many different people wrote lately.
 *
 * Exactly those of the last COMPANY_SEC seconds, known by a hash of 64 bits.
 * Memory: 28 bytes for each of them, and for as many who wrote before.
 */
#ifndef CHZ_TERM_COMPANY_H
#define CHZ_TERM_COMPANY_H

#include <stddef.h>
#include <stdint.h>

#include "core/table.h"

enum { COMPANY_SEC = 300 };

/* Zero is nobody, at second 0. */
struct company {
	uint32_t people; /* of the seconds up to now */
	/* private */
	int64_t now;
	uint32_t last[COMPANY_SEC]; /* whose last message was in that second */
	struct company_person {
		uint64_t who;
		int64_t sec; /* of the last message */
	} * at;
	struct table table;
	size_t cap;
};

/* The clock; it only goes forwards. */
void company_advance(struct company *, int64_t sec);
/* Somebody wrote, now or a little earlier. */
void company_add(struct company *, int64_t sec, uint64_t who);
void company_free(struct company *);

#endif
