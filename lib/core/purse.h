/*
 * purse.h - sums of money, each currency's by itself.
 *
 * A purse is NULL while it is empty.  Its coins are in the order of their
 * currencies' codes; a sum stops at NUM_SAFE_MAX rather than wrap.
 */
#ifndef CHZ_CORE_PURSE_H
#define CHZ_CORE_PURSE_H

#include <stdint.h>

#include "core/str.h"

struct coin {
	int64_t amount;    /* in the currency's smallest unit */
	uint32_t currency; /* of purse_currency */
};

struct purse {
	uint32_t n, cap;
	struct coin coin[];
};

/* A currency in four bytes: ISO 4217's three letters, or BITS; PURSE_UNKNOWN
 * for anything else. */
enum { PURSE_UNKNOWN = 0 };
uint32_t purse_currency(struct str code);
/* Its code, at most PURSE_CODE bytes, no NUL: how many; XXX, which is ISO's
 * word for none, where it is unknown. */
enum { PURSE_CODE = 4 };
size_t purse_put_code(char *p, uint32_t currency);

/* Adds an amount; nothing and less is not one. */
void purse_add(struct purse **, uint32_t currency, int64_t amount);
/* Adds all that is in another, which may be NULL. */
void purse_join(struct purse **, const struct purse *);
/* Empties it, but keeps its memory; accepts NULL. */
void purse_clear(struct purse *);
/* What is in it where that is of one currency, 0 of an empty one; else -1. */
int64_t purse_sum(const struct purse *);
void purse_free(struct purse **);

#endif
