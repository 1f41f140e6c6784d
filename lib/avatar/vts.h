/*
 * vts.h - VTube Studio's public API 1.0, without its socket.
 *
 * A session takes the messages that arrive and reports, through callbacks,
 * which to send and what it learned.  After vts_opened it authenticates by
 * itself (asking the user for permission when there is no token), follows the
 * model, and keeps the lists of inputs, hotkeys and expressions.  Protocol:
 * github.com/DenchiSoft/VTubeStudio, README.md and Events/README.md.
 *
 * When the permission is taken back, the requests that were under way fail too;
 * only an error that answers the question for it is a denial.
 *
 * Where VTube Studio departs from its documentation: a revoked token is
 * answered by authenticated:false, not by an error; a hotkey's cooldown is 5
 * frames in one place and 5 seconds in another; which request id an event
 * carries is not documented.
 */
#ifndef CHZ_AVATAR_VTS_H
#define CHZ_AVATAR_VTS_H

#include <stdbool.h>
#include <stddef.h>

#include "avatar/puppet.h"
#include "avatar/vts_lists.h"
#include "core/str.h"

/* The error ids that need an answer of their own. */
enum {
	VTS_API_OFF = 1,
	VTS_NOT_AUTHENTICATED = 8,
	VTS_DENIED = 50,
	VTS_ALREADY_ASKING = 51,
	VTS_NO_TOKEN = 100,
	VTS_HOTKEY_NOT_FOUND = 202,
	VTS_HOTKEY_COOLDOWN = 203,
	VTS_INPUT_NOT_FOUND = 453,
	VTS_INPUT_TAKEN = 454
};

/* What a session reports.  None may be NULL. */
struct vts_events {
	void (*send)(void *ctx, struct str message);
	/* A token to keep, or NULL: the old one is not valid. */
	void (*token)(void *ctx, const char *token);
	void (*asking)(void *ctx); /* the user has to click "Allow" */
	/* All lists have come, at first and after every change of model. */
	void (*ready)(void *ctx, const struct vts_lists *);
	/* A request failed; `request` is what it was for, as "hotkey Wave". */
	void (*error)(void *ctx, int id, struct str why, const char *request);
};

struct vts;

/* `token` may be NULL. */
struct vts *vts_new(const struct vts_events *, void *ctx, const char *token);
void vts_free(struct vts *); /* accepts NULL */

void vts_opened(struct vts *); /* a connection stands: begin */
void vts_receive(struct vts *, struct str message);
void vts_closed(struct vts *); /* it is gone, and its open requests with it */

/* Whether the lists are there and values may be sent; not without a session. */
bool vts_is_ready(const struct vts *);

/*
 * Sends the values of one frame, mixed in with `weight` (0 to 1).  False,
 * and nothing sent, while too many frames are unanswered: the next one will
 * be newer anyway.
 */
bool vts_inject(
    struct vts *, const struct puppet_value *, size_t n, double weight);
void vts_hotkey(struct vts *, const char *name_or_id);
void vts_expression(struct vts *, const char *file, bool active);
/* Creates or updates an input of our own; the lists are read again after it. */
void vts_create(
    struct vts *, const char *name, double min, double max, double rest);
/* Sends each value in a request of its own, "input NAME", so that what is
 * refused has a name. */
void vts_probe(struct vts *, const struct puppet_value *, size_t n);
/* Another token, as for another address; NULL for none. */
void vts_set_token(struct vts *, const char *token);
void vts_again(struct vts *);   /* after VTS_ALREADY_ASKING or VTS_API_OFF */
void vts_refresh(struct vts *); /* asks for the lists again */
/* Asks for any answer: whether there is still somebody. */
void vts_knock(struct vts *);

/* The port in a discovery broadcast, 0 when it is none; *active is whether the
 * API is switched on. */
int vts_broadcast_port(struct str datagram, bool *active);

#endif
