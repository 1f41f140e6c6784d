/* Finds the end of a value by counting brackets. */
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
			return true; /* after a number or word */
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
