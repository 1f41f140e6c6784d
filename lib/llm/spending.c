/* Counts tokens and won against ceilings. */
#include <math.h>
#include <stdio.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "llm/spending.h"

static const int64_t span_ms[SPENDING_SPANS] = { 3600 * 1000,
	24 * 3600 * 1000 };

/* "20000tokens/h" */
static bool
take_ceiling(struct spending *s, struct str item)
{
	struct str span = str_trim(item), amount = str_cut(&span, '/');
	struct spending_sum *most;
	int64_t n;
	bool won = str_ends(amount, "won");

	if (!won && !str_ends(amount, "tokens"))
		return false;
	amount.n -= won ? 3 : 6;
	if (!num_int(str_trim(amount), &n) || n < 1 || n > INT64_MAX / 1000)
		return false;
	if (!str_is(span, "h") && !str_is(span, "d"))
		return false;
	most = &s->most[str_is(span, "h") ? SPENDING_HOUR : SPENDING_DAY];
	if (won)
		most->milliwon = n * 1000;
	else
		most->tokens = n;
	return true;
}

bool
spending_budget(struct spending *s, struct str list)
{
	if (list.n == 0)
		return false;
	while (list.p != NULL)
		if (!take_ceiling(s, str_cut(&list, ',')))
			return false;
	return true;
}

bool
spending_price(struct spending *s, struct str text)
{
	struct str out = text, in = str_cut(&out, '/');
	double won_in, won_out;

	if (!num_real(in, &won_in) || !num_real(out, &won_out) || won_in < 0 ||
	    won_out < 0)
		return false;
	s->won_in = won_in;
	s->won_out = won_out;
	return true;
}

/* Which hour or day of the user's clock a moment is in. */
static int64_t
number_of(enum spending_span span, int64_t now)
{
	int64_t local = now + when_offset(now) * INT64_C(60000);

	return local / span_ms[span] - (local % span_ms[span] < 0);
}

/* A new hour or day has spent nothing. */
static void
turn(struct spending *s, int64_t now)
{
	for (int i = 0; i < SPENDING_SPANS; i++) {
		int64_t number = number_of((enum spending_span)i, now);

		if (s->begun[i] != number)
			s->spent[i] = (struct spending_sum){ 0 };
		s->begun[i] = number;
	}
}

static int64_t
milliwon(const struct spending *s, int64_t prompt, int64_t answer)
{
	return (int64_t)ceil(
	    ((double)prompt * s->won_in + (double)answer * s->won_out) / 1000);
}

void
spending_add(struct spending *s, int64_t prompt, int64_t answer, int64_t now)
{
	turn(s, now);
	for (int i = 0; i < SPENDING_SPANS; i++) {
		s->spent[i].tokens += prompt + answer;
		s->spent[i].milliwon += milliwon(s, prompt, answer);
	}
}

static bool
fits(int64_t most, int64_t spent, int64_t more)
{
	/* What never fits may go when nothing was spent yet. */
	return most == 0 || spent + more <= most || spent == 0;
}

int64_t
spending_wait(struct spending *s, int64_t tokens, int64_t now)
{
	int64_t wait = 0, more = milliwon(s, tokens, 0);

	turn(s, now);
	for (int i = 0; i < SPENDING_SPANS; i++) {
		int64_t local = now + when_offset(now) * INT64_C(60000);
		int64_t left = (s->begun[i] + 1) * span_ms[i] - local;

		if (fits(s->most[i].tokens, s->spent[i].tokens, tokens) &&
		    fits(s->most[i].milliwon, s->spent[i].milliwon, more))
			continue;
		wait = left > wait ? left : wait;
	}
	return wait;
}

/* The keys of each span. */
static const struct {
	const char *name, *tokens, *milliwon;
} names[SPENDING_SPANS] = { { "hour", "hour_tokens", "hour_milliwon" },
	{ "day", "day_tokens", "day_milliwon" } };

enum { LABEL = 32 };

/* "2026-01-06T20" or "2026-01-06". */
static void
put_label(const struct spending *s, int span, char *label)
{
	struct when_date d = when_date(s->begun[span] * span_ms[span], 0);

	snprintf(label, LABEL,
	    span == SPENDING_HOUR ? "%04d-%02d-%02dT%02d" : "%04d-%02d-%02d",
	    d.year, d.month, d.day, d.hour);
}

static void
put_span(const struct spending *s, struct buf *b, int span)
{
	char label[LABEL];

	put_label(s, span, label);
	put_text(b, names[span].name, str_of(label));
	put_int(b, names[span].tokens, s->spent[span].tokens);
	put_int(b, names[span].milliwon, s->spent[span].milliwon);
}

void
spending_put(struct spending *s, struct buf *b, int64_t now)
{
	turn(s, now);
	put_open(b);
	for (int i = 0; i < SPENDING_SPANS; i++)
		put_span(s, b, i);
	put_line(b);
}

bool
spending_read(struct spending *s, struct str document, int64_t now)
{
	static const struct scan_keys keys = { .n = 6,
		.name = { DOC_KEY("hour"), DOC_KEY("hour_tokens"),
		    DOC_KEY("hour_milliwon"), DOC_KEY("day"),
		    DOC_KEY("day_tokens"), DOC_KEY("day_milliwon") } };
	struct json_val v[6];
	struct arena a = { 0 };
	struct scan_error err;
	bool good = doc_open(str_trim(document), &keys, v, &a, &err);

	turn(s, now);
	for (int i = 0; good && i < SPENDING_SPANS; i++) {
		struct spending_sum sum = { 0 };
		char label[LABEL];

		put_label(s, i, label);
		good = val_int(&v[3 * i + 1], &sum.tokens) &&
		    val_int(&v[3 * i + 2], &sum.milliwon) && sum.tokens >= 0 &&
		    sum.milliwon >= 0;
		if (good && val_is(&v[3 * i], label))
			s->spent[i] = sum;
	}
	arena_free(&a);
	return good;
}
