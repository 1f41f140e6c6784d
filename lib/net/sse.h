/*
 * sse.h - parses server-sent events (WHATWG HTML, section 9.2).
 *
 * Bytes may be cut anywhere; lines end with LF, CR LF or CR.  Only the data of
 * an event is passed on, its lines joined by LF.  An event or line of more than
 * SSE_LONGEST bytes is passed over.  No I/O.
 */
#ifndef CHZ_NET_SSE_H
#define CHZ_NET_SSE_H

#include <stdbool.h>

#include "core/str.h"

enum { SSE_LONGEST = 4 * 1024 * 1024 };

struct sse {
	/* An event's data, lent for the call. */
	void (*data)(void *ctx, struct str);
	void *ctx;
	/* private */
	struct buf line, event;
	bool begun, after_cr, too_long;
};

void sse_feed(struct sse *, struct str bytes);
void sse_free(struct sse *);

#endif
