#include <string.h>

#include "jsonl/span.h"

/* Inside a string; true at its end. */
static bool
string_ends(struct span *s, char c)
{
	if (s->escape)
		s->escape = false;
	else if (c == '\\')
		s->escape = true;
	else
		s->string = c != '"';
	if (c == '\n')
		s->string = s->escape = false;
	return !s->string;
}

static bool
is_between(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
span_take(struct span *s, struct str bytes, size_t *used)
{
	for (size_t i = 0; i < bytes.n; i++) {
		char c = bytes.p[i];
		bool closes = c == '}' || c == ']';

		if (s->string) {
			*used = i + 1;
			if (string_ends(s, c) && s->depth == 0)
				return true;
			continue;
		}
		*used = i;
		if (s->begun && s->depth == 0 && (closes || is_between(c)))
			return true; /* behind a number or word */
		s->begun = true;
		s->string = c == '"';
		s->depth += c == '{' || c == '[';
		s->depth -= closes && s->depth > 0;
		*used = i + 1;
		if (closes && s->depth == 0)
			return true;
	}
	*used = bytes.n;
	return false;
}

static enum json_kind
kind_of(char first)
{
	switch (first) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	default:
		return JSON_NUMBER;
	}
}

/* A value's own text as scan_line would have given it. */
static struct json_val
value_of(struct str text)
{
	struct json_val v = { .p = text.p,
		.n = (uint32_t)text.n,
		.kind = (uint8_t)kind_of(text.p[0]) };

	if (v.kind == JSON_STRING && text.n >= 2) {
		v.p++;
		v.n -= 2;
		v.escaped = memchr(v.p, '\\', v.n) != NULL;
	}
	return v;
}

struct str
span_inside(const struct json_val *array)
{
	if (array->kind != JSON_ARRAY)
		return (struct str){ 0 };
	return (struct str){ array->p + 1, array->n - 2 };
}

bool
span_next(struct str *rest, struct json_val *element)
{
	struct span span = { 0 };
	size_t n;

	while (rest->n > 0 && is_between(*rest->p)) {
		rest->p++;
		rest->n--;
	}
	if (rest->n == 0)
		return false;
	span_take(&span, *rest, &n);
	*element = value_of((struct str){ rest->p, n });
	rest->p += n;
	rest->n -= n;
	return true;
}

struct json_val
span_at(const struct json_val *object, const char *path)
{
	struct str rest = str_of(path);
	struct json_val v = *object;
	struct scan_error err;

	while (rest.p != NULL && v.kind == JSON_OBJECT) {
		struct scan_keys keys = { { str_cut(&rest, '.') }, 1 };
		struct str line = { v.p, v.n };

		if (!scan_line(line, &keys, &v, &err))
			break;
	}
	return rest.p == NULL ? v : (struct json_val){ 0 };
}
