/* Writes JSON, a member at a time. */
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "core/when.h"
#include "jsonl/escape.h"
#include "jsonl/put.h"

/* A comma, unless this is the first thing in its container. */
static void
separate(struct buf *b)
{
	char last = b->n > 0 ? b->p[b->n - 1] : '\n';

	if (last != '{' && last != '[' && last != '\n')
		buf_addc(b, ',');
}

static void
put_key(struct buf *b, const char *key)
{
	size_t n;
	char *p;

	separate(b);
	if (key == NULL)
		return;
	n = strlen(key);
	p = buf_reserve(b, n + 3);
	p[0] = '"';
	memcpy(p + 1, key, n);
	memcpy(p + 1 + n, "\":", 2);
	b->n += n + 3;
}

void
put_open(struct buf *b)
{
	separate(b);
	buf_addc(b, '{');
}

void
put_close(struct buf *b)
{
	buf_addc(b, '}');
}

void
put_line(struct buf *b)
{
	buf_add(b, "}\n", 2);
}

void
put_object(struct buf *b, const char *key)
{
	put_key(b, key);
	buf_addc(b, '{');
}

void
put_array(struct buf *b, const char *key)
{
	put_key(b, key);
	buf_addc(b, '[');
}

void
put_array_close(struct buf *b)
{
	buf_addc(b, ']');
}

static void
put_escape(struct buf *b, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *special = c != '\0' ? strchr(from, c) : NULL;

	if (special != NULL) {
		buf_addc(b, '\\');
		buf_addc(b, to[special - from]);
	} else {
		buf_fmt(b, "\\u%04x", c);
	}
}

/* Well-formed text: all but the escapes goes out in runs. */
static void
put_runs(struct buf *b, struct str s)
{
	for (;;) {
		size_t run = escape_find(s.p, s.n);

		buf_add(b, s.p, run);
		if (run == s.n)
			return;
		put_escape(b, (unsigned char)s.p[run]);
		s.p += run + 1;
		s.n -= run + 1;
	}
}

void
put_string(struct buf *b, struct str s)
{
	buf_addc(b, '"');
	while (s.n > 0) {
		size_t valid = utf8_valid(s);
		uint32_t c;

		put_runs(b, (struct str){ s.p, valid });
		s.p += valid;
		s.n -= valid;
		if (s.n == 0)
			break;
		/* Ill-formed: what could have begun a character becomes one. */
		valid = utf8_next(s, &c);
		b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
		s.p += valid;
		s.n -= valid;
	}
	buf_addc(b, '"');
}

void
put_text(struct buf *b, const char *key, struct str s)
{
	if (s.p == NULL)
		return;
	put_key(b, key);
	put_string(b, s);
}

void
put_int(struct buf *b, const char *key, int64_t value)
{
	put_key(b, key);
	b->n += num_put_int(buf_reserve(b, NUM_INT_MAX), value);
}

void
put_real(struct buf *b, const char *key, double value)
{
	put_key(b, key);
	b->n += num_put_real(buf_reserve(b, NUM_REAL_MAX), value);
}

void
put_bool(struct buf *b, const char *key, bool value)
{
	put_key(b, key);
	buf_adds(b, value ? "true" : "false");
}

void
put_moment(struct buf *b, const char *key, int64_t ms)
{
	char *p;

	if (ms < WHEN_FIRST || ms > WHEN_LAST)
		return;
	put_key(b, key);
	p = buf_reserve(b, WHEN_UTC_LEN + 2);
	p[0] = '"';
	when_put_utc(p + 1, ms);
	p[WHEN_UTC_LEN + 1] = '"';
	b->n += WHEN_UTC_LEN + 2;
}

void
put_raw(struct buf *b, const char *key, struct str json)
{
	if (json.p == NULL)
		return;
	put_key(b, key);
	buf_str(b, json);
}
