/* Reads and writes Redis' protocol. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/num.h"
#include "redis/resp.h"

enum {
	ROOM = 256 * 1024,         /* to read at once */
	LINE = 64 * 1024,          /* that is longer is none */
	TEXT = 512 * 1024 * 1024,  /* Redis' own limit */
	VALUES = 64 * 1024 * 1024, /* of an answer */
	DEEP = 16
};

char *
resp_room(struct resp_reader *r, size_t *room)
{
	char *p;

	if (r->begin > 0) {
		memmove(r->in.p, r->in.p + r->begin, r->in.n - r->begin);
		r->in.n -= r->begin;
		r->seen -= r->begin;
		r->begin = 0;
	}
	p = buf_reserve(&r->in, ROOM);
	*room = r->in.cap - r->in.n;
	return p;
}

void
resp_came(struct resp_reader *r, size_t n)
{
	r->in.n += n;
}

void
resp_clear(struct resp_reader *r)
{
	r->in.n = r->begin = r->seen = r->missing = 0;
	r->bad = false;
}

void
resp_free(struct resp_reader *r)
{
	buf_free(&r->in);
	free(r->value);
}

/* The line at `*at`, behind which `*at` then is; absent when it has not come
 * yet. */
static struct str
line_at(struct resp_reader *r, size_t *at)
{
	const char *p = r->in.p + *at;
	size_t n = r->in.n - *at;
	const char *end = n > 0 ? memchr(p, '\r', n) : NULL;

	if (end == NULL || (size_t)(end - p) + 1 >= n) {
		r->bad = r->bad || n > LINE;
		return (struct str){ 0 };
	}
	r->bad = r->bad || end[1] != '\n';
	*at += (size_t)(end - p) + 2;
	return (struct str){ p, (size_t)(end - p) };
}

/* How long what the line announces is: -1 for nil. */
static bool
read_length(struct resp_reader *r, struct str line, int64_t most, int64_t *n)
{
	line.p++;
	line.n--;
	if (!num_int(line, n) || *n < -1 || *n > most)
		r->bad = true;
	return !r->bad;
}

/* Looks at one value; false when it is not there as a whole. */
static bool
look_at_one(struct resp_reader *r)
{
	size_t at = r->seen;
	struct str line = line_at(r, &at);
	int64_t n = 0;

	if (line.p == NULL || r->bad)
		return false;
	switch (line.n > 0 ? line.p[0] : '\0') {
	case '+':
	case '-':
	case ':':
		break;
	case '$':
		if (!read_length(r, line, TEXT, &n))
			return false;
		at += n >= 0 ? (size_t)n + 2 : 0;
		break;
	case '*':
		if (!read_length(r, line, VALUES, &n))
			return false;
		r->missing += n > 0 ? (size_t)n : 0;
		break;
	default:
		r->bad = true;
		return false;
	}
	if (at > r->in.n)
		return false; /* a text: an array's line is all of it */
	r->seen = at;
	r->missing--;
	r->values++;
	return true;
}

static struct str
text_at(struct resp_reader *r, size_t *at, size_t n)
{
	char *p = r->in.p + *at;

	r->bad = r->bad || p[n] != '\r' || p[n + 1] != '\n';
	p[n] = '\0';
	*at += n + 2;
	return (struct str){ p, n };
}

static void build(struct resp_reader *, size_t *at, struct resp *, int deep);

static void
build_array(struct resp_reader *r, size_t *at, struct resp *v, int deep)
{
	struct resp *first = r->value + r->used;

	v->at = first;
	r->used += v->n;
	for (size_t i = 0; i < v->n && !r->bad; i++)
		build(r, at, first + i, deep);
}

/* The line at `*at`, which is there, with a NUL behind it. */
static struct str
cut_line(struct resp_reader *r, size_t *at)
{
	char *p = r->in.p + *at, *end = rawmemchr(p, '\r');

	*end = '\0';
	*at += (size_t)(end - p) + 2;
	return (struct str){ p, (size_t)(end - p) };
}

/* The value at `*at`, which is there. */
static void
build(struct resp_reader *r, size_t *at, struct resp *v, int deep)
{
	struct str line = cut_line(r, at);
	int64_t n = 0;

	*v = (struct resp){ .kind = RESP_NIL };
	switch (line.p[0]) {
	case '+':
	case '-':
		v->kind = line.p[0] == '+' ? RESP_STATUS : RESP_ERROR;
		v->text = (struct str){ line.p + 1, line.n - 1 };
		break;
	case ':':
		line.p++;
		line.n--;
		v->kind = RESP_NUMBER;
		r->bad = r->bad || !num_int(line, &v->number);
		break;
	case '$':
		if (read_length(r, line, TEXT, &n) && n >= 0) {
			v->kind = RESP_TEXT;
			v->text = text_at(r, at, (size_t)n);
		}
		break;
	default:
		if (!read_length(r, line, VALUES, &n) || n < 0)
			break;
		v->kind = RESP_ARRAY;
		v->n = (size_t)n;
		if (deep < DEEP)
			build_array(r, at, v, deep + 1);
		else
			r->bad = true;
	}
}

const struct resp *
resp_next(struct resp_reader *r)
{
	size_t at;

	if (r->missing == 0) {
		r->begin = r->seen;
		r->missing = 1;
		r->values = 0;
	}
	while (!r->bad && r->missing > 0 && look_at_one(r))
		;
	if (r->bad || r->missing > 0)
		return NULL;
	MEM_RESERVE(r->value, r->cap, r->values);
	at = r->begin;
	r->used = 1;
	build(r, &at, r->value, 0);
	return r->bad ? NULL : r->value;
}

/* ---- commands ---- */

static void
put_length(struct buf *b, char kind, size_t n)
{
	char *p = buf_reserve(b, NUM_INT_MAX + 3);
	size_t len = num_put_int(p + 1, (int64_t)n);

	p[0] = kind;
	p[len + 1] = '\r';
	p[len + 2] = '\n';
	b->n += len + 3;
}

void
resp_put(struct buf *b, const struct str *words, size_t n)
{
	put_length(b, '*', n);
	for (size_t i = 0; i < n; i++) {
		put_length(b, '$', words[i].n);
		buf_str(b, words[i]);
		buf_add(b, "\r\n", 2);
	}
}

/* ---- answers ---- */

struct str
resp_text(const struct resp *v)
{
	if (v == NULL || (v->kind != RESP_TEXT && v->kind != RESP_STATUS))
		return (struct str){ 0 };
	return v->text;
}

const struct resp *
resp_at(const struct resp *v, size_t i)
{
	if (v == NULL || v->kind != RESP_ARRAY || i >= v->n)
		return NULL;
	return v->at + i;
}
