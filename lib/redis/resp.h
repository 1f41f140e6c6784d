/*
 * resp.h - Redis' protocol (RESP 2) without I/O: bytes in, answers out.
 *
 *	n = read(fd, resp_room(&r, &most), most);
 *	resp_came(&r, n);
 *	while ((answer = resp_next(&r)) != NULL)
 *		...
 *	if (r.bad) ...
 *
 * Answers lie where they were received: nothing is copied, and however many
 * values there are, nothing is allocated for each.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
#ifndef CHZ_REDIS_RESP_H
#define CHZ_REDIS_RESP_H

#include <stdbool.h>
#include <stdint.h>

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
	struct buf in;
	size_t begin;   /* where the answer under way begins in `in` */
	size_t seen;    /* up to here it has been looked at */
	size_t missing; /* values that have not come; 0: there is none */
	size_t values;  /* that have */
	struct resp *value;
	size_t cap, used;
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
