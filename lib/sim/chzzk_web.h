/*
 * chzzk_web.h - the web API of the simulated Chzzk: addresses to answers.
 */
#ifndef CHZ_SIM_CHZZK_WEB_H
#define CHZ_SIM_CHZZK_WEB_H

#include "net/server.h"
#include "sim/replays.h"

/* Appends the answer to a request; returns the HTTP status, or 0 when the
 * path is not Chzzk's. */
int chzzk_web(struct world *, struct sim_replays *, const struct server_call *,
    struct buf *);

#endif
