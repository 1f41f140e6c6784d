/*
 * obs.h - OBS Studio's obs-websocket protocol 5, without its socket.
 *
 * A session takes the messages that arrive and reports, through callbacks,
 * which to send.  It answers the password's challenge by itself; the password
 * never crosses the wire.  Messages are JSON, as they are where no subprotocol
 * is asked for.  Each request gets an answer in time, or none when
 * the connection is lost.  Protocol: github.com/obsproject/obs-websocket,
 * docs/generated/protocol.md.
 */
#ifndef CHZ_PLATFORM_OBS_H
#define CHZ_PLATFORM_OBS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

enum {
	OBS_BAD_PASSWORD = 4009, /* why a connection is closed */
	OBS_OTHER_VERSION = 4010
};

/* What came of a request; lent for the call. */
struct obs_answer {
	bool ok;
	int code;
	struct str why;   /* what OBS says, when it is not ok */
	struct str scene; /* of requests for one, else absent */
	int64_t item;     /* of requests for one, else -1 */
};

typedef void obs_done(void *ctx, const struct obs_answer *);

struct obs_events {
	void (*send)(void *ctx, struct str message);
	void (*ready)(void *ctx); /* requests may be made */
	/* A password is asked for and there is none. */
	void (*locked)(void *ctx);
};

struct obs;

/* Lends the password, which may be NULL, and the events. */
struct obs *obs_new(const struct obs_events *, void *ctx, const char *password);
void obs_free(struct obs *); /* accepts NULL */

void obs_receive(struct obs *, struct str message);
/* The connection is gone; open requests are never answered. */
void obs_closed(struct obs *);
bool obs_is_ready(const struct obs *);

/* Makes a request of `type` with `data`, a JSON object.  False when no request
 * may be made now. */
bool obs_ask(
    struct obs *, const char *type, struct str data, obs_done *, void *ctx);
/* Requests without an answer yet. */
size_t obs_waiting(const struct obs *);

#endif
