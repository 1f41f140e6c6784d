/*
 * chzzk_open.h - Chzzk's official API: requests and what the answers mean.  No
 * sockets.
 *
 * Calls of a user have his access token ("Authorization: Bearer ...").  Answers
 * come in the envelope of the web API (chzzk_api.h).  A message is plain text
 * of at most CHZZK_MESSAGE characters, and goes into the chat of the token's
 * own channel.
 *
 * What happens on that channel comes through a session (chzzk_session.h): its
 * address is good once, and for half a minute; it brings what is subscribed by
 * its key.  A user may have CHZZK_SESSIONS of them at once, an application 10,
 * and a session 30 subscriptions.  What the service answers beyond that is not
 * documented; that there are so many, its list of sessions says.  To an
 * application without any approved scope for them it answers 500.
 */
#ifndef CHZ_PLATFORM_CHZZK_OPEN_H
#define CHZ_PLATFORM_CHZZK_OPEN_H

#include "core/mem.h"
#include "core/str.h"
#include "platform/chzzk_session.h"

enum { CHZZK_MESSAGE = 100 /* characters */, CHZZK_SESSIONS = 3 };

/* Appends the address below `base` that a message is posted to, and the body.
 */
void chzzk_open_url_send(struct buf *, const char *base);
void chzzk_open_put_message(struct buf *, struct str text);

/* Append addresses below `base`: of whose the token is, of a new session's
 * address, of the user's sessions, and what a subscription is posted to. */
void chzzk_open_url_me(struct buf *, const char *base);
void chzzk_open_url_session(struct buf *, const char *base);
void chzzk_open_url_sessions(struct buf *, const char *base);
void chzzk_open_url_subscribe(
    struct buf *, const char *base, enum chzzk_topic, struct str key);

enum chzzk_open_result {
	CHZZK_OPEN_OK,
	CHZZK_OPEN_TOKEN,  /* 401: the access token is not good any more */
	CHZZK_OPEN_DENIED, /* 403: not allowed; the scope is missing */
	CHZZK_OPEN_BUSY,   /* 429, 5xx, or no answer of its: try again */
	CHZZK_OPEN_REFUSED /* this request, for ever */
};

/* Reads an answer; *why is the service's word, lent by it and the arena. */
enum chzzk_open_result chzzk_open_read(
    long status, struct str body, struct arena *, struct str *why);

/* Read what a good answer holds, lent in the same way.  False, or -1, when it
 * does not hold that: whose the token is; the address of a session; how many of
 * the user's sessions are connected. */
bool chzzk_open_read_me(
    struct str body, struct arena *, struct str *id, struct str *name);
bool chzzk_open_read_session(
    struct str body, struct arena *, struct str *address);
int chzzk_open_read_sessions(struct str body, struct arena *);

#endif
