/*
 * chunked.h - takes a body of chunks apart (RFC 9112, section 7.1).
 *
 * Bytes may be cut anywhere.  What follows a chunk's size and all trailers are
 * skipped.  No I/O, no allocation.
 */
#ifndef CHZ_NET_CHUNKED_H
#define CHZ_NET_CHUNKED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

enum chunked_state {
	CHUNKED_SIZE, /* zero is the beginning */
	CHUNKED_REST_OF_SIZE,
	CHUNKED_DATA,
	CHUNKED_DATA_END,
	CHUNKED_TRAILER,
	CHUNKED_ENDED,
	CHUNKED_BROKEN
};

struct chunked {
	enum chunked_state state;
	/* private */
	uint64_t left; /* of the chunk */
	unsigned digits;
	bool in_line; /* of the trailers */
};

/* Takes bytes off `*bytes` up to the next piece of the body, and returns that
 * piece, which lies in `*bytes`; absent when all are taken, or at the end, or
 * where it is broken. */
struct str chunked_next(struct chunked *, struct str *bytes);

#endif
