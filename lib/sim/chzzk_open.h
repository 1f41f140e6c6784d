/*
 * chzzk_open.h - the official API of the simulated Chzzk.  The account that
 * logs in is the first channel's streamer.
 */
#ifndef CHZ_SIM_CHZZK_OPEN_H
#define CHZ_SIM_CHZZK_OPEN_H

#include "sim/chzzk_chat.h"
#include "sim/oauth_server.h"

struct chzzk_open;

struct chzzk_open *chzzk_open_new(struct sim *, struct chzzk_chat *);
void chzzk_open_free(struct chzzk_open *); /* accepts NULL */
void chzzk_open_environment(
    struct chzzk_open *, const char *host, struct buf *lines);
/* False for requests that are not for it. */
bool chzzk_open_request(struct chzzk_open *, struct server_call *);

#endif
