/*
 * pace.h - how long to wait before a server is asked again.
 *
 * Servers say how much of a limit is left, in headers: x-ratelimit-remaining-
 * tokens and -requests, and when each is full again, -reset-..., as "7.66s",
 * "2m59.56s", "120ms" (OpenAI's and Groq's; the tokens are of a minute, the
 * requests of a day at Groq).  A request that would not fit is put off until
 * enough has come back, instead of being refused.  A refusal (429, 503) waits
 * for as long as retry-after or retry-after-ms says, else as the message says,
 * "Please try again in 18m43.2s".  Clocks are ms, any origin, never back.
 */
#ifndef CHZ_LLM_PACE_H
#define CHZ_LLM_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* One of the server's limits. */
struct pace_limit {
	bool known;
	int64_t most, left; /* tokens or requests */
	int64_t full_at;    /* when all will be there again */
	int64_t seen_at;
};

/* Zero is one that knows nothing. */
struct pace {
	struct pace_limit tokens, requests;
	int64_t not_before; /* after a refusal; 0 is none */
	bool asked;         /* of the answer at hand: it said how long */
};

/* An answer begins: its headers follow. */
void pace_begin(struct pace *);
/* One header; names of other things are ignored. */
void pace_header(struct pace *, struct str name, struct str value, int64_t now);
/* The server refused, with this message, which may be absent.  `else_ms` is to
 * be waited if it did not say how long. */
void pace_refused(
    struct pace *, struct str message, int64_t else_ms, int64_t now);
/* How long to wait before a request of so many tokens, answer and all; 0: it
 * may go. */
int64_t pace_wait(const struct pace *, int64_t tokens, int64_t now);

/* "1h2m3.5s", as Go writes durations: ms, rounded up.  False for others. */
bool pace_duration(struct str, int64_t *ms);

#endif
