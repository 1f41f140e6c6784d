/* How much of their audience two nodes share, and the table of its keys. */
#include <math.h>

#include "record/overlap.h"
#include "record/table.h"

#define OF struct overlap
static const struct record_field fields[] = {
	{ TEXT(a), .always = true },
	{ TEXT(b), .always = true },
	{ NATURAL(inter) },
	{ NATURAL_AS("union", either) },
	{ REAL(jaccard), .decimals = 6, .always = true },
	{ REAL(jaccard_error) },
	{ REAL(distance), .decimals = 6 },
	{ REAL(overlap), .decimals = 6 },
};

const struct record_type overlap_record =
    RECORD("the common users of two nodes", fields, "overlap");

struct overlap
overlap_blank(void)
{
	struct overlap o;

	record_clear(&overlap_record, &o);
	return o;
}

double
overlap_round(double share)
{
	return nearbyint(share * 1e6) / 1e6;
}

/* n / of, 0 of nothing. */
static double
share(int64_t n, int64_t of)
{
	return of > 0 ? overlap_round((double)n / (double)of) : 0;
}

struct overlap
overlap_of(int64_t a, int64_t b, int64_t inter)
{
	struct overlap o = { .inter = inter,
		.either = a + b - inter,
		.jaccard_error = (double)NAN };

	o.jaccard = share(inter, o.either);
	o.distance = overlap_round(1 - o.jaccard);
	o.overlap = share(inter, a < b ? a : b);
	return o;
}
