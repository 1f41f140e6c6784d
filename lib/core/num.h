/*
 * num.h - numbers from text, strictly, and to text, fast and without locale.
 *
 * Every parser takes the whole text or nothing: no spaces, no rest, no
 * silent overflow.  A false return leaves *out alone.
 */
#ifndef CHZ_CORE_NUM_H
#define CHZ_CORE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/* The largest integer that JSON readers agree on: 2^53 - 1. */
#define NUM_SAFE_MAX INT64_C(9007199254740991)

bool num_int(struct str, int64_t *out); /* optional '-', digits */
bool num_real(struct str, double *out); /* finite, '.' as decimal point */
/* Bytes: 4096, 64k, 1M, 2G (thousands), 64Ki, 1Mi, 2Gi (1024s). */
bool num_size(struct str, size_t *out);

enum { NUM_INT_MAX = 20, NUM_REAL_MAX = 32 };

/* Writes at `p`, at most NUM_INT_MAX bytes, no NUL; returns the length. */
size_t num_put_int(char *p, int64_t);
/*
 * The shortest text that reads back as the same double, at most NUM_REAL_MAX
 * bytes; whole numbers without a point, NaN and infinities as 0.
 */
size_t num_put_real(char *p, double);
/* The same, rounded to at most `places` decimals, 1 to 6; 0 sets no limit. */
size_t num_put_decimals(char *p, double, int places);

#endif
