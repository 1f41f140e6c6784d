/*
 * transfer.h - one exchange over HTTP, by libcurl.  For http.c, which decides
 * when and how often.
 */
#ifndef CHZ_NET_TRANSFER_H
#define CHZ_NET_TRANSFER_H

#include "net/http.h"

typedef void transfer_done(void *ctx, const struct http_answer *);

struct transfers; /* those under way, and the connections they share */
struct transfer;

struct transfers *transfers_new(struct loop *);
void transfers_free(struct transfers *); /* after all of them; accepts NULL */

/* `req` and what it points to must outlive the transfer.  `done` is called
 * from the loop, after which the transfer is gone. */
struct transfer *transfer_start(struct transfers *, const struct http_request *,
    transfer_done *done, void *ctx);
void transfer_cancel(struct transfer *); /* accepts NULL */

/* The scheme, host and port of a URL, "https://example.com:443", appended;
 * false when it is none. */
bool transfer_host(const char *url, struct buf *out);

#endif
