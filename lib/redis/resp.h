/*
 * resp.h - Redis' protocol (RESP 2) without I/O: bytes in, answers out.
 *
 *	n = read(fd, resp_room(&r, &most), most);
 *	resp_came(&r, n);
 *	while ((answer = resp_next(&r)) != NULL)
 *		...
 *	if (r.bad) ...
 *
 * hiredis reads it; its own connections know no TLS in Debian 12, and its own
 * answers are a piece of memory for each value.  Here an answer's values are in
 * one arena.
 */
#ifndef CHZ_REDIS_RESP_H
#define CHZ_REDIS_RESP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"

enum resp_kind {
	RESP_NIL,
	RESP_TEXT,
	RESP_STATUS, /* a text too */
	RESP_ERROR,  /* a text too */
	RESP_NUMBER,
	RESP_ARRAY
};

struct resp {
	enum resp_kind kind;
	struct str text; /* with a NUL behind it; absent if it has none */
	union {
		int64_t number; /* of RESP_NUMBER, 0 of others but arrays */
		size_t n;       /* of RESP_ARRAY */
	};
	const struct resp *at;
};

/* Zero is one that has got nothing. */
struct resp_reader {
	bool bad; /* what came is none of the protocol: there is no way on */
	/* private */
	bool given;
	struct buf in; /* `fed` bytes of it are hiredis' */
	size_t fed;
	struct redisReader *reader;
	struct arena values; /* of the answer */
	struct resp answer;
};

/* Where the next bytes go, and how many there is room for. */
char *resp_room(struct resp_reader *, size_t *room);
void resp_came(struct resp_reader *, size_t n);
/* The next answer, good until the next call of anything here; NULL when it has
 * not come as a whole. */
const struct resp *resp_next(struct resp_reader *);
/* As if nothing had come, for another connection. */
void resp_clear(struct resp_reader *);
void resp_free(struct resp_reader *);

/* Appends a command. */
void resp_put(struct buf *, const struct str *words, size_t n);

/* The text of an answer that is one; absent for others, and for NULL. */
struct str resp_text(const struct resp *);
/* The i-th value of an array; NULL when there is none. */
const struct resp *resp_at(const struct resp *, size_t i);

#endif
