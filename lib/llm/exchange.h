/*
 * exchange.h - takes requests to an endpoint, and brings back what it says.
 *
 * The one place where asking.h meets the network: an exchange sends the request
 * of an asking, feeds it headers, and hands on pieces and the end.  One
 * request at a time.
 */
#ifndef CHZ_LLM_EXCHANGE_H
#define CHZ_LLM_EXCHANGE_H

#include "llm/asking.h"
#include "net/http.h"

struct exchange_settings {
	struct loop *loop;
	struct http *http;
	int64_t answer_ms; /* for an answer, or the first of a stream */
	int64_t stream_ms; /* for a whole stream */

	/* A piece of a stream, for asking_piece. */
	void (*piece)(void *ctx, struct str bytes);
	/* The request has ended, for asking_end.  May send the next. */
	void (*ended)(void *ctx, long status, struct str body, const char *why);
	void *ctx;
};

struct exchange;

struct exchange *exchange_new(const struct exchange_settings *);
/* Sends the asking's request after that wait. */
void exchange_send(struct exchange *, struct asking *, int64_t wait_ms);
/* Whether a request is under way or waits. */
bool exchange_is_busy(const struct exchange *);
void exchange_cancel(struct exchange *); /* `ended` is not called */
void exchange_free(struct exchange *);   /* cancels; accepts NULL */

#endif
