/*
 * openapi.h - the official API of the simulated Chzzk.  The account that
 * logs in is the first channel's streamer.
 */
#ifndef CHZ_SIM_OPENAPI_H
#define CHZ_SIM_OPENAPI_H

#include "sim/chzzk_chat.h"
#include "sim/sessions.h"

struct openapi;

struct openapi *openapi_new(struct sim *, struct chzzk_chat *);
void openapi_free(struct openapi *); /* accepts NULL */
void openapi_environment(struct openapi *, const char *host, struct buf *lines);
struct sim_sessions *openapi_sessions(struct openapi *);
/* False for requests that are not for it. */
bool openapi_request(struct openapi *, struct server_call *);

#endif
