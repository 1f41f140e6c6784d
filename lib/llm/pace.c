/* Reads rate-limit headers, and says when to ask again. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/num.h"
#include "llm/pace.h"

enum { LONGEST_MS = 24 * 60 * 60 * 1000 /* that a server may ask for */ };

static bool
is_number_part(char c)
{
	return (c >= '0' && c <= '9') || c == '.';
}

/* Takes "12.5" and its unit off *s, as ms. */
static bool
take_part(struct str *s, double *ms)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = { { "ms", 1 }, { "us", 0.001 }, { "µs", 0.001 },
		{ "ns", 1e-6 }, { "h", 3600000 }, { "m", 60000 },
		{ "s", 1000 } };
	size_t n = 0;
	double value;

	while (n < s->n && is_number_part(s->p[n]))
		n++;
	if (!num_real((struct str){ s->p, n }, &value))
		return false;
	*s = (struct str){ s->p + n, s->n - n };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i].unit);

		if (!str_starts(*s, units[i].unit))
			continue;
		*s = (struct str){ s->p + len, s->n - len };
		*ms += value * units[i].ms;
		return true;
	}
	return false;
}

bool
pace_duration(struct str s, int64_t *ms)
{
	double sum = 0;

	if (s.n == 0)
		return false;
	while (s.n > 0)
		if (!take_part(&s, &sum))
			return false;
	if (!(sum < LONGEST_MS))
		sum = LONGEST_MS;
	*ms = (int64_t)ceil(sum);
	return true;
}

void
pace_begin(struct pace *p)
{
	p->asked = false;
}

static bool
is_named(struct str name, const char *what)
{
	return name.n == strlen(what) && strncasecmp(name.p, what, name.n) == 0;
}

/* "x-ratelimit-" `what` "-" `of`. */
static bool
is_limit(struct str name, const char *what, const char *of)
{
	char whole[64];

	snprintf(whole, sizeof whole, "x-ratelimit-%s-%s", what, of);
	return is_named(name, whole);
}

static void
take_limit(struct pace_limit *l, const char *of, struct str name,
    struct str value, int64_t now)
{
	int64_t ms, n;

	if (is_limit(name, "limit", of) && num_int(value, &n)) {
		l->most = n;
	} else if (is_limit(name, "remaining", of) && num_int(value, &n)) {
		l->left = n;
		l->known = true;
		l->seen_at = now;
	} else if (is_limit(name, "reset", of) && pace_duration(value, &ms)) {
		l->full_at = now + ms;
	}
}

static void
hold_back(struct pace *p, double ms, int64_t now)
{
	if (!(ms >= 0))
		return;
	p->asked = true;
	p->not_before =
	    now + (ms < LONGEST_MS ? (int64_t)ceil(ms) : LONGEST_MS);
}

void
pace_header(struct pace *p, struct str name, struct str value, int64_t now)
{
	double number;

	value = str_trim(value);
	take_limit(&p->tokens, "tokens", name, value, now);
	take_limit(&p->requests, "requests", name, value, now);
	if (!num_real(value, &number))
		return;
	if (is_named(name, "retry-after-ms"))
		hold_back(p, number, now);
	else if (is_named(name, "retry-after") && !p->asked)
		hold_back(p, number * 1000, now);
}

/* What stands behind "try again in ". */
static bool
told_wait(struct str message, int64_t *ms)
{
	static const char before[] = "try again in ";
	const char *p = message.p != NULL
	    ? memmem(message.p, message.n, before, sizeof before - 1)
	    : NULL;
	struct str rest;

	if (p == NULL)
		return false;
	p += sizeof before - 1;
	rest = (struct str){ p, (size_t)(message.p + message.n - p) };
	rest = str_cut(&rest, ' ');
	while (rest.n > 0 && rest.p[rest.n - 1] == '.')
		rest.n--;
	return pace_duration(rest, ms);
}

void
pace_refused(struct pace *p, struct str message, int64_t else_ms, int64_t now)
{
	int64_t ms;

	if (p->asked)
		return;
	if (!told_wait(message, &ms))
		ms = else_ms;
	hold_back(p, (double)ms, now);
}

/* When so much of the limit will be there, as it comes back evenly. */
static int64_t
wait_for(const struct pace_limit *l, int64_t need, int64_t now)
{
	int64_t missing, to_full;

	if (!l->known || l->left >= need || now >= l->full_at)
		return 0;
	/* What can never fit is tried when all is there. */
	if (l->most > 0 && need > l->most)
		need = l->most;
	missing = need - l->left;
	to_full = l->full_at - l->seen_at;
	if (l->most > l->left && missing < l->most - l->left)
		to_full = to_full * missing / (l->most - l->left) + 1;
	to_full -= now - l->seen_at;
	return to_full > 0 ? to_full : 0;
}

int64_t
pace_wait(const struct pace *p, int64_t tokens, int64_t now)
{
	int64_t wait = p->not_before > now ? p->not_before - now : 0;
	int64_t other = wait_for(&p->tokens, tokens, now);

	wait = other > wait ? other : wait;
	other = wait_for(&p->requests, 1, now);
	return other > wait ? other : wait;
}
