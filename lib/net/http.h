/*
 * http.h - HTTP requests from the event loop.
 *
 * Each host has a rate budget (5 a second, 10 at once, unless set otherwise;
 * none for this machine), and what has no turn yet waits.  A request that met a
 * temporary failure (no connection, no answer, 408, 425, 429, 5xx, damaged
 * transport, a body that its sender refuses) is tried again by the rule of
 * retry.h; Retry-After, a date or seconds, holds back the whole host.
 *
 * Limits: connect and TLS 10 s, answer 10 s, less than 1 KiB/s for 20 s, 60 s
 * in all, bodies 32 MiB after decompression, headers 100 KiB, 5 redirects of
 * the same scheme or better.  TLS is always verified; SSL_CERT_FILE replaces
 * the system's roots.  Credentials never follow a redirect to another host.
 */
#ifndef CHZ_NET_HTTP_H
#define CHZ_NET_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "net/loop.h"

#define HTTP_USER_AGENT "Mozilla/5.0 (chz/" CHZ_VERSION ")"

struct http;
struct http_call; /* a request under way */

struct http_settings {
	double rate, burst; /* of each host; 0 is 5 and 10 */
	bool ration_local;  /* this machine's servers too */
	bool no_hold; /* Retry-After holds back nobody: callers see to it */
};

struct http_answer {
	long status;            /* 0: there was none */
	struct str body;        /* also of a refusal; absent when streamed */
	int64_t date;           /* by the far side's clock; or WHEN_UNKNOWN */
	bool away;              /* the far side may be back later */
	int64_t retry_after_ms; /* what it asked for; 0: it did not */
	const char *why; /* "HOST: what happened"; NULL when status is 2xx */
};

/* Zero is the default of each.  http_send copies what it needs. */
struct http_request {
	const char *url;
	const char *method; /* GET; POST with a body */
	struct str body;
	const char *const *headers; /* "Name: value", ends with NULL */
	const char *cookies;        /* "a=1; b=2" */
	long tries;                 /* 4; 1 for what is not GET */
	bool later;                 /* after the host's other requests */
	int64_t answer_ms;          /* to wait for headers: 10 s */
	int64_t total_ms;           /* a try: 60 s; a stream: no limit */
	int64_t deadline_ms;        /* all tries and waits: no limit */
	int64_t quiet_ms;           /* between pieces of a stream: 20 s */
	bool stay;       /* a redirect is the answer: a header is a secret */
	size_t max_body; /* 32 MiB; a stream: no limit */

	/* Each header of an answer, of any status; its texts are lent for the
	 * call; Retry-After is in seconds, also where it was a date.  NULL:
	 * nobody asks. */
	void (*header)(void *ctx, struct str name, struct str value);
	/* Whether the body of a 2xx answer is one; NULL: each is.  One that is
	 * not is tried again, and given to `done` when that was the last try.
	 */
	bool (*good)(void *ctx, struct str body);
	/* For a stream: each piece as it comes, of 2xx answers only. */
	void (*piece)(void *ctx, struct str);
	/* Called once, from the loop, after which the call is gone; what it
	 * lends is good until it returns. */
	void (*done)(void *ctx, const struct http_answer *);
	void *ctx;
};

struct http *http_new(struct loop *, const struct http_settings *);
struct http_call *http_send(struct http *, const struct http_request *);
void http_cancel(struct http_call *); /* `done` is not called; accepts NULL */
void http_free(struct http *);        /* cancels all; accepts NULL */

/* The URL as messages may show it, appended: without a user and password, and
 * without its query. */
void http_shown(const char *url, struct buf *out);
/* Whether nobody on the way can read what goes there: https, or this machine.
 */
bool http_is_private(const char *url);
/* Whether both are of one scheme, host and port; false for what is no URL. */
bool http_same_origin(const char *a, const char *b);

#endif
