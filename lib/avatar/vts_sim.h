/*
 * vts_sim.h - a VTube Studio to rehearse with, without its socket.
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
#ifndef CHZ_AVATAR_VTS_SIM_H
#define CHZ_AVATAR_VTS_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct vts_sim_settings {
	int64_t click_ms; /* how long the user takes to click */
	bool deny;        /* and then clicks "Deny" */
	void (*send)(void *ctx, void *client, struct str message);
	void (*log)(void *ctx, struct str line); /* with its line end */
	void *ctx;
};

struct vts_sim;

struct vts_sim *vts_sim_new(const struct vts_sim_settings *);
void vts_sim_free(struct vts_sim *); /* accepts NULL */

/* A client is whatever pointer its owner knows it by.  `now` is in ms. */
void vts_sim_open(struct vts_sim *, void *client);
void vts_sim_close(struct vts_sim *, void *client);
void vts_sim_receive(
    struct vts_sim *, void *client, struct str message, int64_t now);
/* What time brings; call it about sixty times a second. */
void vts_sim_tick(struct vts_sim *, int64_t now);

/* The user takes all permissions back, or loads another model. */
void vts_sim_revoke(struct vts_sim *);
void vts_sim_swap_model(struct vts_sim *, int64_t now);

/* The datagram that VTube Studio broadcasts every two seconds. */
void vts_sim_broadcast(struct buf *, int port, bool active, int64_t now);

#endif
