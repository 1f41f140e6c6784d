/* Reads an option's argument by its kind, and words what it should have been.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/lang.h"
#include "core/num.h"
#include "core/opt_value.h"
#include "core/when.h"

static void *
member(const struct opt *o, void *settings)
{
	return (char *)settings + o->at;
}

static bool
is_within(const struct opt *o, double x)
{
	double most = o->max > 0 ? o->max
	    : o->width == 4      ? INT32_MAX
				 : HUGE_VAL;

	return (o->above ? x > o->min : x >= o->min) && x <= most;
}

/* The shortest way to type a span: "90s", "1d". */
static void
put_span(struct buf *b, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *unit;
	} units[] = { { 86400000, "d" }, { 3600000, "h" }, { 60000, "m" },
		{ 1000, "s" }, { 1, "ms" } };
	size_t i = 0;

	while (ms % units[i].ms != 0)
		i++;
	buf_fmt(b, "%lld%s", (long long)(ms / units[i].ms),
	    ms ? units[i].unit : "");
}

static void
put_limit(const struct opt *o, struct buf *b, double limit)
{
	if (o->kind == OPT_IS_SPAN)
		put_span(b, (int64_t)limit);
	else
		b->n += num_put_real(buf_reserve(b, NUM_REAL_MAX), limit);
}

void
opt_value_limits(const struct opt *o, struct buf *b)
{
	struct buf low = { 0 }, high = { 0 };

	put_limit(o, &low, o->min);
	put_limit(o, &high, o->max);
	if (o->max > 0 && o->above)
		buf_fmt(b, lang_text("above %s and at most %s"), buf_text(&low),
		    buf_text(&high));
	else if (o->max > 0)
		buf_fmt(b, lang_text("from %s to %s"), buf_text(&low),
		    buf_text(&high));
	else if (o->above)
		buf_fmt(b, lang_text("above %s"), buf_text(&low));
	else if (o->min > 0)
		buf_fmt(b, lang_text("from %s up"), buf_text(&low));
	buf_free(&low);
	buf_free(&high);
}

void
opt_value_choices(const struct opt *o, struct buf *b, const char *between)
{
	for (const char *const *c = o->choices; *c != NULL; c++) {
		buf_adds(b, c == o->choices ? "" : between);
		buf_adds(b, *c);
	}
}

/* What the argument should be. */
static void
put_wanted(const struct opt *o, struct buf *b)
{
	static const char *const nouns[] = { [OPT_IS_TEXT] = "one of",
		[OPT_IS_COUNT] = "a whole number",
		[OPT_IS_REAL] = "a number",
		[OPT_IS_SPAN] = "a duration",
		[OPT_IS_MOMENT] = "a time such as 2026-01-06T20:00:00+09:00",
		[OPT_IS_SIZE] = "a size such as 64k",
		[OPT_IS_CHOICE] = "one of",
		[OPT_IS_CHOICES] = "one of" };
	size_t noun;

	buf_fmt(b, "%s ", lang_text(nouns[o->kind]));
	noun = b->n;
	if (o->choices != NULL)
		opt_value_choices(o, b, ", ");
	else
		opt_value_limits(o, b);
	if (b->n > noun)
		return;
	if (o->kind == OPT_IS_SPAN)
		buf_adds(b, lang_text("such as 90s"));
	else if (o->kind == OPT_IS_REAL)
		buf_fmt(b, lang_text("from %s up"), "0");
	else
		b->n--;
}

/* 1 for choices[0], and so on; 0 for none of them. */
static unsigned
choice(const struct opt *o, struct str word)
{
	for (unsigned i = 0; o->choices[i] != NULL; i++)
		if (str_is(word, o->choices[i]))
			return i + 1;
	return 0;
}

/* Stores the bits of a list; *bad is what is not one of the choices. */
static bool
set_choices(
    const struct opt *o, struct str arg, unsigned *bits, struct str *bad)
{
	unsigned all = 0, one;

	while (arg.p != NULL) {
		*bad = str_cut(&arg, ',');
		if ((one = choice(o, *bad)) == 0)
			return false;
		all |= 1u << one;
	}
	*bits = all;
	return true;
}

static bool
set_whole(const struct opt *o, struct str arg, void *to)
{
	int64_t n;
	int32_t narrow;

	if (!num_int(arg, &n) || !is_within(o, (double)n))
		return false;
	narrow = (int32_t)n;
	if (o->width == sizeof narrow)
		memcpy(to, &narrow, sizeof narrow);
	else
		memcpy(to, &n, sizeof n);
	return true;
}

static bool
set_span(const struct opt *o, struct str arg, int64_t *to)
{
	int64_t ms;

	if (!when_duration(arg, &ms) || !is_within(o, (double)ms))
		return false;
	*to = ms / (int64_t)o->unit;
	return true;
}

static bool
set_real(const struct opt *o, struct str arg, double *to)
{
	double x;

	if (!num_real(arg, &x) || !is_within(o, x))
		return false;
	*to = x;
	return true;
}

static bool
set_choice(const struct opt *o, struct str arg, unsigned *to)
{
	unsigned one = choice(o, arg);

	if (one != 0)
		*to = one;
	return one != 0;
}

/* By kind; *bad is the part of the argument that is wrong. */
static bool
set(const struct opt *o, void *to, const char *arg, struct str *bad)
{
	*bad = str_of(arg);
	switch (o->kind) {
	case OPT_IS_TEXT:
		*(const char **)to = arg;
		return o->choices == NULL || choice(o, *bad) != 0;
	case OPT_IS_LIST:
		opt_list_add(to, arg);
		return true;
	case OPT_IS_COUNT:
		return set_whole(o, *bad, to);
	case OPT_IS_REAL:
		return set_real(o, *bad, to);
	case OPT_IS_SPAN:
		return set_span(o, *bad, to);
	case OPT_IS_MOMENT:
		return when_typed(*bad, when_now(), to);
	case OPT_IS_SIZE:
		return num_size(*bad, to);
	case OPT_IS_CHOICE:
		return set_choice(o, *bad, to);
	case OPT_IS_CHOICES:
		return set_choices(o, *bad, to, bad);
	default: /* without an argument, or of its own */
		return true;
	}
}

bool
opt_value_set(
    const struct opt *o, void *settings, const char *arg, struct buf *why)
{
	const char *own = NULL;
	struct str bad = str_of(arg);
	struct buf wanted = { 0 };
	bool good = true;

	if (o->kind == OPT_IS_OWN)
		own = o->read(bad, member(o, settings));
	else
		good = set(o, member(o, settings), arg, &bad);
	if (good && own == NULL)
		return true;
	if (own == NULL)
		put_wanted(o, &wanted);
	buf_fmt(why, lang_text("'%.*s' is not %s"), STR_ARG(bad),
	    own != NULL ? lang_text(own) : buf_text(&wanted));
	buf_free(&wanted);
	return false;
}

double
opt_value_number(const struct opt *o, const void *settings)
{
	const char *from = (const char *)settings + o->at;

	if (o->kind == OPT_IS_REAL)
		return *(const double *)from;
	if (o->kind == OPT_IS_SPAN)
		return (double)*(const int64_t *)from * o->unit;
	if (o->kind == OPT_IS_COUNT && o->width == sizeof(int32_t))
		return *(const int32_t *)from;
	if (o->kind == OPT_IS_COUNT)
		return (double)*(const int64_t *)from;
	return (double)NAN;
}
