#include <math.h>

#include "record/event.h"
#include "record/overlap.h"

static const double millionth = 1e6;

double
overlap_round(double share)
{
	return nearbyint(share * millionth) / millionth;
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
	struct overlap o = { .inter = inter, .either = a + b - inter };

	o.jaccard = share(inter, o.either);
	o.distance = overlap_round(1 - o.jaccard);
	o.overlap = share(inter, a < b ? a : b);
	return o;
}

/* As put_real would, but without looking for the shortest text: a share has
 * six decimals at most. */
static void
put_share(struct buf *b, const char *key, double value)
{
	char text[] = "0.000000";
	size_t n = sizeof text - 1;
	long units = lrint(value * millionth);

	if (!(value > 0 && value < 1) || (double)units / millionth != value) {
		put_real(b, key, value);
		return;
	}
	for (char *p = text + n; units > 0; units /= 10)
		*--p = (char)('0' + units % 10);
	while (text[n - 1] == '0')
		n--;
	put_raw(b, key, (struct str){ text, n });
}

void
overlap_put(struct buf *out, const struct overlap *o)
{
	put_open(out);
	put_text(out, "type", STR("overlap"));
	put_text(out, "a", o->a);
	put_text(out, "b", o->b);
	put_int(out, "inter", o->inter);
	put_int(out, "union", o->either);
	put_share(out, "jaccard", o->jaccard);
	if (o->jaccard_error > 0)
		put_real(out, "jaccard_error", o->jaccard_error);
	put_share(out, "distance", o->distance);
	put_share(out, "overlap", o->overlap);
	put_line(out);
}

struct overlap_slots
overlap_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct overlap_slots){ WANT(type), WANT(a), WANT(b),
		WANT(inter), .either = jsonl_want(in, "union"), WANT(jaccard),
		WANT(distance), WANT(overlap), WANT(jaccard_error) };
#undef WANT
}

bool
overlap_read(const struct overlap_slots *at, struct jsonl *in,
    const struct json_val *v, struct overlap *o)
{
	if (!val_is(v + at->type, "overlap"))
		return false;
	*o = (struct overlap){ .a = jsonl_text(in, v + at->a),
		.b = jsonl_text(in, v + at->b),
		.inter = event_natural(v + at->inter),
		.either = event_natural(v + at->either) };
	if (!val_real(v + at->jaccard, &o->jaccard) || o->b.p == NULL)
		o->a = (struct str){ 0 };
	o->distance = overlap_round(1 - o->jaccard);
	val_real(v + at->distance, &o->distance);
	val_real(v + at->overlap, &o->overlap);
	val_real(v + at->jaccard_error, &o->jaccard_error);
	return true;
}
