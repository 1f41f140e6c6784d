/*
 * str.h - text as a pointer and a length, and text that grows.
 *
 * A struct str borrows: it points into something that lives longer, and need
 * not end in NUL.  { NULL, 0 } is "absent"; { "", 0 } is "empty".  A struct
 * buf owns its bytes; zero is an empty one.
 */
#ifndef CHZ_CORE_STR_H
#define CHZ_CORE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t n; /* bytes */
};

/* Several; their owner documents how long they last. */
struct strs {
	const struct str *at;
	size_t n;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p

/* Absent when s is NULL. */
static inline struct str
str_of(const char *s)
{
	return (struct str){ s, s != NULL ? strlen(s) : 0 };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_is(struct str a, const char *s)
{
	return str_eq(a, str_of(s));
}

int str_cmp(struct str, struct str); /* by bytes; a prefix sorts first */
bool str_starts(struct str, const char *prefix);
bool str_ends(struct str, const char *suffix);
/* Takes the prefix off the front; false when it is not there. */
bool str_take(struct str *, const char *prefix);
struct str str_trim(struct str); /* without spaces, tabs, CR and LF around */

/* Without the quotes, single or double, around it. */
struct str str_unquoted(struct str);

/*
 * Cuts the text before the first `sep` off `*rest` and returns it; the last
 * piece leaves `*rest` absent.  Call while (rest.p != NULL).
 */
struct str str_cut(struct str *rest, char sep);
/* Takes a line off the front, without its '\n'; false when no whole line is left
 * there. */
bool str_line(struct str *rest, struct str *line);

struct buf {
	char *p;
	size_t n, cap; /* bytes used, bytes there */
};

/* Private. */
char *buf_grow(struct buf *, size_t more);

/* Room for `more` bytes after the end; returns where they go. */
static inline char *
buf_reserve(struct buf *b, size_t more)
{
	return more <= b->cap - b->n ? b->p + b->n : buf_grow(b, more);
}

static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_reserve(b, n), p, n);
	b->n += n;
}

static inline void
buf_addc(struct buf *b, char c)
{
	*buf_reserve(b, 1) = c;
	b->n++;
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void buf_adds(struct buf *, const char *s);
void buf_fmt(struct buf *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vfmt(struct buf *, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0)));
const char *buf_text(struct buf *); /* its bytes with a NUL after them */
struct str buf_view(const struct buf *);
/* Keeps no more than `rest`, which is the end of its view. */
void buf_keep(struct buf *, struct str rest);
void buf_free(struct buf *);

#endif
