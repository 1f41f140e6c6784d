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
	{ REAL(affinity), .decimals = 3 },
	{ REAL(low), .decimals = 6 },
	{ REAL(high), .decimals = 6 },
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

/* Wilson's interval of a share of `n`, 95 % sure (E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", 1927). */
void
overlap_interval(struct overlap *o, double p, double n)
{
	const double z = 1.959964, zz = z * z;
	double middle = p + zz / (2 * n);
	double half = z * sqrt(p * (1 - p) / n + zz / (4 * n * n));

	o->low = overlap_round(fmax(0, (middle - half) / (1 + zz / n)));
	o->high = overlap_round(fmin(1, (middle + half) / (1 + zz / n)));
}

struct overlap
overlap_of(int64_t a, int64_t b, int64_t inter)
{
	struct overlap o = { .inter = inter,
		.either = a + b - inter,
		.jaccard_error = (double)NAN,
		.affinity = (double)NAN,
		.low = (double)NAN,
		.high = (double)NAN };

	o.jaccard = share(inter, o.either);
	o.distance = overlap_round(1 - o.jaccard);
	o.overlap = share(inter, a < b ? a : b);
	if (o.either > 0)
		overlap_interval(
		    &o, (double)o.inter / (double)o.either, (double)o.either);
	return o;
}
