/*
 * query.h - what is asked about a room's history, over HTTP.
 *
 *	GET /v1/session/SID/history?before=ID&after=ID&limit=N
 *	GET /v1/session/SID/search?q=TEXT&before=ID&limit=N
 *	GET /v1/session/SID/export
 *
 * The first two answer {"sid":..,"messages":[..],"more":..}, the newest that
 * there are, or with `after` the oldest, in order; the last one all messages as
 * chat records, a line each.
 */
#ifndef CHZ_ROOM_QUERY_H
#define CHZ_ROOM_QUERY_H

#include <stdbool.h>

#include "net/server.h"
#include "room/log.h"

struct query;

enum { QUERY_MOST = 500, QUERY_USUAL = 50 };

/* Answers the call about the room, now or later; false when `what`, the last
 * part of the path, is none of these. */
bool query_start(struct loop *, struct log *, struct server_call *,
    struct str sid, struct str what, const char *policy);
/* The client has left; for the server's `gone`. */
void query_gone(struct server_call *);

#endif
