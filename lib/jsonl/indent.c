/* Lays JSON out in lines. */
#include <string.h>

#include "jsonl/indent.h"

/* The length of the string that begins here, quotes and all. */
static size_t
string_length(struct str json)
{
	size_t i = 1;

	while (i < json.n && json.p[i] != '"')
		i += json.p[i] == '\\' ? 2 : 1;
	return i < json.n ? i + 1 : json.n;
}

static void
new_line(struct buf *b, size_t depth)
{
	buf_addc(b, '\n');
	memset(buf_reserve(b, 2 * depth), ' ', 2 * depth);
	b->n += 2 * depth;
}

/* A string, or one character outside of strings, and what follows from it. */
static void
put_token(struct buf *b, struct str token, char next, size_t *depth)
{
	char c = token.p[0];
	bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
	bool closed = next == '}' || next == ']';

	*depth += opens;
	*depth -= closes;
	buf_str(b, token);
	if (c == ':')
		buf_addc(b, ' ');
	if (c == ',' || (opens && !closed))
		new_line(b, *depth);
	else if (!opens && closed)
		new_line(b, *depth - 1);
}

void
json_indent(struct buf *b, struct str json)
{
	size_t depth = 0;

	while (json.n > 0) {
		size_t n = json.p[0] == '"' ? string_length(json) : 1;

		put_token(b, (struct str){ json.p, n },
		    n < json.n ? json.p[n] : '\0', &depth);
		json.p += n;
		json.n -= n;
	}
	buf_addc(b, '\n');
}
