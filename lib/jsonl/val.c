/* Decodes values: texts, numbers, words. */
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "jsonl/escape.h"
#include "jsonl/grammar.h"
#include "jsonl/val.h"

bool
val_spells(const struct json_val *v, const char *s)
{
	struct arena a = { 0 };
	bool same = str_is(val_text(v, &a), s);

	arena_free(&a);
	return same;
}

bool
val_int(const struct json_val *v, int64_t *out)
{
	struct str s = { v->p, v->n };

	return (v->kind == VAL_NUMBER ||
		   (v->kind == VAL_STRING && !v->escaped)) &&
	    num_int(s, out);
}

int64_t
val_natural(const struct json_val *v)
{
	int64_t value;

	if (v->kind != VAL_NUMBER || !val_int(v, &value) || value < 0 ||
	    value > NUM_SAFE_MAX)
		return -1;
	return value;
}

bool
val_real(const struct json_val *v, double *out)
{
	struct str s = { v->p, v->n };

	return v->kind == VAL_NUMBER && num_real(s, out);
}

struct str
val_raw(const struct json_val *v)
{
	if (v->kind == VAL_ABSENT)
		return (struct str){ 0 };
	if (v->kind == VAL_STRING)
		return (struct str){ v->p - 1, (size_t)v->n + 2 };
	return (struct str){ v->p, v->n };
}

static bool
is_surrogate(uint32_t c, uint32_t first)
{
	return c >= first && c < first + 0x400;
}

/* Decodes the \u escape at *p ("\uXXXX", the scan has seen to its form),
 * together with its other half when it is the first of a pair. */
static uint32_t
decode_u(const char **p, const char *end)
{
	uint32_t c = grammar_hex4(*p + 2), low;

	*p += 6;
	if (is_surrogate(c, 0xDC00))
		return UTF8_REPLACEMENT;
	if (!is_surrogate(c, 0xD800))
		return c;
	if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u' ||
	    !is_surrogate(low = grammar_hex4(*p + 2), 0xDC00))
		return UTF8_REPLACEMENT;
	*p += 6;
	return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

static char
decode_short(char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c; /* " \ / */
	}
}

/* Copies up to a backslash, or all; there is room for a step more. */
static char *
copy_run(char *to, const char **from, const char *end)
{
	const char *p = *from;
	size_t n = 0;

	for (; end - p >= ESCAPE_STEP; p += ESCAPE_STEP, to += ESCAPE_STEP) {
		unsigned found = escape_in_step(p);

		memcpy(to, p, ESCAPE_STEP);
		if (found != 0) {
			n = (size_t)__builtin_ctz(found);
			*from = p + n;
			return to + n;
		}
	}
	while (p < end && *p != '\\')
		*to++ = *p++;
	*from = p;
	return to;
}

/* Decodes the escape at *from. */
static char *
decode(char *to, const char **from, const char *end)
{
	if ((*from)[1] == 'u')
		return to + utf8_put(to, decode_u(from, end));
	*to = decode_short((*from)[1]);
	*from += 2;
	return to + 1;
}

struct str
val_text(const struct json_val *v, struct arena *a)
{
	const char *p = v->p, *end = p + v->n;
	char *text, *to;

	if (v->kind != VAL_STRING)
		return (struct str){ 0 };
	if (!v->escaped)
		return (struct str){ v->p, v->n };
	/* No escape is shorter than what it stands for. */
	text = to = arena_alloc(a, (size_t)v->n + ESCAPE_STEP);
	for (;;) {
		to = copy_run(to, &p, end);
		if (p >= end)
			break;
		to = decode(to, &p, end);
	}
	return (struct str){ text, (size_t)(to - text) };
}
