/*
 * studio.h - a VTube Studio to rehearse with, without its socket.
 *
 * Answers the public API 1.0 as VTube Studio does for all requests that
 * chz-vts and common client libraries use: permission and tokens, inputs and
 * their ranges, custom inputs with owners, injection (an input that is not
 * sent for a second is lost), hotkeys with their queue, expressions, events,
 * and the errors of each.  What the avatar did is logged, a record a line:
 *
 *	{"type":"vts","at_ms":16,"params":{"MouthOpen":0.5}}
 *	{"type":"vts_event","at_ms":1016,"event":"lost","name":"MouthOpen"}
 */
#ifndef CHZ_SIM_STUDIO_H
#define CHZ_SIM_STUDIO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct studio_settings {
	int64_t click_ms; /* how long the user takes to click */
	bool deny;        /* and then clicks "Deny" */
	void (*send)(void *ctx, void *client, struct str message);
	void (*log)(void *ctx, struct str line); /* with its line end */
	void *ctx;
};

struct studio;

struct studio *studio_new(const struct studio_settings *);
void studio_free(struct studio *); /* accepts NULL */

/* A client is whatever pointer its owner knows it by.  `now` is in ms. */
void studio_open(struct studio *, void *client);
void studio_close(struct studio *, void *client);
void studio_receive(
    struct studio *, void *client, struct str message, int64_t now);
/* What time brings; call it about sixty times a second. */
void studio_tick(struct studio *, int64_t now);

/* The user takes all permissions back, or loads another model. */
void studio_revoke(struct studio *);
void studio_swap_model(struct studio *, int64_t now);

/* The datagram that VTube Studio broadcasts every two seconds. */
void studio_broadcast(struct buf *, int port, bool active, int64_t now);

#endif
