/*
 * official.h - Chzzk's official API for the taps: a session of the account that
 * is logged in, and what it brings of that account's own channel.
 *
 * official.c          tokens, and questions to the API
 * official_session.c  from a session's address to its events
 * tap_official.c      the account, its channel and its broadcast
 *
 * Each calls those above it.  The token is read each time it is needed
 * (access.h).  A session is opened by the API, over HTTP; then Socket.IO brings
 * its key, and what is posted with that key subscribes it to its topics, one
 * after the other.  When all are there it is in: what came of some before is
 * held until then.  What is wrong with a topic for good does not end the
 * others.
 */
#ifndef CHZ_TAP_OFFICIAL_H
#define CHZ_TAP_OFFICIAL_H

#include "auth/access.h"
#include "auth/service.h"
#include "platform/chzzk_open.h"
#include "tap/tap.h"

/* For all its taps. */
struct official_run {
	struct chzzk *decoder;
	struct arena texts; /* of the frame or answer at hand */
	struct official_tap *left;
	unsigned busy; /* of those, how many get new tokens yet */
};

struct official_tap {
	struct tap *tap; /* NULL: it has ended while new tokens were coming */
	struct official_run *run;
	struct taps *taps;
	struct auth_service service;
	char *path; /* of the tokens; NULL: not looked for yet */
	struct access *access;
	char *token;
	bool asked;                 /* for one, under way */
	bool refused;               /* it is, and another is wanted */
	bool fresh;                 /* it is that other one */
	void (*then)(struct tap *); /* what it is for */

	char *key;   /* of the session; NULL: there is none yet */
	char *why;   /* it could not be opened */
	bool denied; /* ... and that is for good */
	int asking;  /* for this topic */
	bool has[CHZZK_TOPICS], lacks[CHZZK_TOPICS]; /* in this session */
	bool said[CHZZK_TOPICS];                     /* that it is lacking */
	bool renewing; /* a new broadcast is looked up, in this session */
	struct official_tap *next;
};

struct official_tap *official_own(const struct tap *);
struct official_run *official_run_of(const struct tap *);

/* official.c.  Ends a tap, with the service's word for it: the last thing to do
 * with it, as with what may end in these. */
void official_fail(struct tap *, int status, const char *why);
void official_fail_for(
    struct tap *, int status, const char *what, struct str word);
/* Does `then` with a token that is good. */
void official_with_token(struct tap *, void (*then)(struct tap *));
/* The service does not take the token: once, another is got. */
void official_refused(
    struct tap *, struct str word, void (*then)(struct tap *));
/* Asks the API, as the user; frees the address.  A POST has no body, and is
 * tried some times. */
void official_ask(struct tap *, struct buf *url, bool post, web_done *done);
/* What an answer means; *word is the service's for it, or what happened to our
 * question: until the next answer or frame. */
enum chzzk_open_result official_read(
    struct tap *, const struct http_answer *, struct str *word);
/* An address below the API's. */
const char *official_base(void);

/* official_session.c: the platform's functions of those names. */
void official_join(struct tap *);
void official_hello(struct tap *);
void official_message(struct tap *, struct str data);
void official_ping(struct tap *);
void official_ask_recent(struct tap *, int n);

#endif
