/* Reads JSON loosely. */
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "llm/loose.h"

static void
skip(struct str *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
skip_blank(struct str *s)
{
	while (s->n > 0 && is_space(*s->p))
		skip(s, 1);
}

/* Past white space and comments. */
static void
skip_space(struct str *s)
{
	for (;;) {
		const char *end;

		skip_blank(s);
		if (str_starts(*s, "//"))
			end = memchr(s->p, '\n', s->n);
		else if (str_starts(*s, "/*"))
			end = memmem(s->p, s->n, "*/", 2);
		else
			return;
		skip(s, end != NULL ? (size_t)(end - s->p) + 1 : s->n);
		if (end != NULL && *end == '*')
			skip(s, 1);
	}
}

/* Quotes that open a text, and what closes it. */
static const struct loose_quote {
	const char *open, *close;
} quotes[] = { { "\"", "\"" }, { "'", "'" }, { "“", "”" }, { "‘", "’" },
	{ "`", "`" } };

static const struct loose_quote *
quote_at(struct str s)
{
	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
		if (str_starts(s, quotes[i].open))
			return &quotes[i];
	return NULL;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (c >= '0' && c <= '9');
}

/* Whether `s`, behind a quote, goes on as a key does: name, quote, colon. */
static bool
is_key(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_name(s.p[n]))
		n++;
	if (n == 0 || n >= s.n || s.p[n] != '"')
		return false;
	skip(&s, n + 1);
	skip_blank(&s);
	return s.n > 0 && *s.p == ':';
}

enum loose_end { INSIDE, CLOSES, FORGOTTEN /* the next key begins here */ };

/* What a closing quote is, `s` being what is behind it: one that the writer
 * forgot to escape has text behind it. */
static enum loose_end
judge_quote(struct str s)
{
	struct str behind = s;

	skip_blank(&behind);
	if (behind.n == 0 || is_one_of(*behind.p, ",:]}"))
		return CLOSES;
	if (is_key(s))
		return FORGOTTEN;
	/* A comma is missing, and a key comes. */
	if (*behind.p == '"' &&
	    is_key((struct str){ behind.p + 1, behind.n - 1 }))
		return CLOSES;
	return INSIDE;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u; -1 when they are not all there. */
static int32_t
hex_four(struct str s)
{
	int32_t value = 0;

	if (s.n < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(s.p[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static void
put_char(struct buf *b, uint32_t c)
{
	b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
}

/* \uXXXX, or two of them for one character; the bytes taken, 0 when the input
 * ends within. */
static size_t
take_unicode(struct str s, struct buf *b)
{
	int32_t c = hex_four(s), low;

	if (c < 0)
		return s.n < 4 ? 0 : 1; /* no digits: a plain u */
	if (c < 0xD800 || c > 0xDFFF) {
		put_char(b, (uint32_t)c);
		return 4;
	}
	if (s.n < 10 && c < 0xDC00)
		return s.n < 6 || str_starts((struct str){ s.p + 4, 2 }, "\\u")
		    ? 0
		    : 4;
	low = c < 0xDC00 && s.p[4] == '\\' && s.p[5] == 'u'
	    ? hex_four((struct str){ s.p + 6, 4 })
	    : -1;
	if (low < 0xDC00 || low > 0xDFFF) {
		put_char(b, UTF8_REPLACEMENT);
		return 4;
	}
	put_char(b, (uint32_t)(0x10000 + ((c - 0xD800) << 10) + low - 0xDC00));
	return 10;
}

/* What is behind a backslash; the bytes taken, 0 when the input ends. */
static size_t
take_escape(struct str s, struct buf *b)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *known;
	size_t n;

	if (s.n == 0)
		return 0;
	if (*s.p == 'u') {
		n = take_unicode((struct str){ s.p + 1, s.n - 1 }, b);
		return n > 0 ? n + 1 : 0;
	}
	known = memchr(from, *s.p, sizeof from - 1);
	buf_addc(b, known != NULL ? to[known - from] : *s.p);
	return 1;
}

/* A text that was never closed, up to the key where the next member begins:
 * without the comma between. */
static void
drop_comma(struct buf *b)
{
	while (b->n > 0 && (is_space(b->p[b->n - 1]) || b->p[b->n - 1] == ','))
		b->n--;
}

/* Takes the text behind an opening quote; true when it was closed. */
static bool
take_text(struct str *s, const char *close, struct buf *b)
{
	size_t len = strlen(close), n;

	while (s->n > 0) {
		enum loose_end end = INSIDE;

		if (str_starts(*s, close))
			end =
			    judge_quote((struct str){ s->p + len, s->n - len });
		if (end == CLOSES) {
			skip(s, len);
			return true;
		}
		if (end == FORGOTTEN) {
			drop_comma(b);
			return true;
		}
		if (*s->p == '\\') {
			n = take_escape((struct str){ s->p + 1, s->n - 1 }, b);
			skip(s, n > 0 ? n + 1 : s->n);
			continue;
		}
		buf_addc(b, *s->p);
		skip(s, 1);
	}
	return false;
}

static struct loose_val
read_text(struct str *s, const struct loose_quote *quote, struct arena *a)
{
	struct loose_val v = { .kind = LOOSE_TEXT };
	struct buf text = { 0 };

	skip(s, strlen(quote->open));
	v.cut = !take_text(s, quote->close, &text);
	v.text.p = arena_copy(a, text.p != NULL ? text.p : "", text.n);
	v.text.n = text.n;
	buf_free(&text);
	return v;
}

/* From an opening bracket to its fellow, texts left alone. */
static struct loose_val
read_container(struct str *s)
{
	struct loose_val v = { .text = { s->p, 0 },
		.kind = *s->p == '{' ? LOOSE_OBJECT : LOOSE_ARRAY };
	struct buf unused = { 0 };
	int depth = 0;

	do {
		if (*s->p == '"') {
			skip(s, 1);
			unused.n = 0;
			take_text(s, "\"", &unused);
			continue;
		}
		depth += *s->p == '{' || *s->p == '[';
		depth -= *s->p == '}' || *s->p == ']';
		skip(s, 1);
	} while (depth > 0 && s->n > 0);
	v.cut = depth > 0;
	v.text.n = (size_t)(s->p - v.text.p);
	buf_free(&unused);
	return v;
}

static struct loose_val
read_word(struct str *s)
{
	struct loose_val v = { .text = { s->p, 0 }, .kind = LOOSE_WORD };

	while (s->n > 0 && !is_one_of(*s->p, ",:]}\n"))
		skip(s, 1);
	v.cut = s->n == 0;
	v.text.n = (size_t)(s->p - v.text.p);
	v.text = str_trim(v.text);
	return v;
}

static struct loose_val
read_value(struct str *s, struct arena *a)
{
	const struct loose_quote *quote = quote_at(*s);

	if (quote != NULL)
		return read_text(s, quote, a);
	if (*s->p == '{' || *s->p == '[')
		return read_container(s);
	return read_word(s);
}

/* Past brackets, commas and colons to what comes next; false at the end. */
static bool
to_next(struct str *s)
{
	for (;;) {
		skip_space(s);
		if (s->n == 0 || *s->p == '}' || *s->p == ']')
			return false;
		if (*s->p != ',' && *s->p != ':')
			return true;
		skip(s, 1);
	}
}

bool
loose_next(
    struct str *rest, struct str *key, struct loose_val *v, struct arena *a)
{
	bool object = rest->n > 0 && *rest->p == '{';
	struct loose_val name;

	/* The bracket is taken off once: a comma stands where it was. */
	if (rest->n > 0 && (object || *rest->p == '[')) {
		skip(rest, 1);
		skip_space(rest);
	}
	*v = (struct loose_val){ 0 };
	if (!to_next(rest))
		return false;
	if (key == NULL) {
		*v = read_value(rest, a);
		return true;
	}
	name = read_value(rest, a);
	*key = name.text;
	skip_space(rest);
	if (rest->n > 0 && *rest->p == ':') {
		skip(rest, 1);
		skip_space(rest);
		if (rest->n > 0 && !is_one_of(*rest->p, ",}]"))
			*v = read_value(rest, a);
	}
	return true;
}

static bool
is_named(struct str key, const char *name)
{
	key = str_trim(key);
	return key.n == strlen(name) && strncasecmp(key.p, name, key.n) == 0;
}

struct loose_val
loose_member(struct str object, const char *const *names, struct arena *a)
{
	struct loose_val v;
	struct str key;

	for (; *names != NULL; names++) {
		struct str rest = object;

		while (loose_next(&rest, &key, &v, a))
			if (is_named(key, *names) && v.kind != LOOSE_NONE)
				return v;
	}
	return (struct loose_val){ 0 };
}
