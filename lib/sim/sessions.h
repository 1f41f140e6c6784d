/*
 * sessions.h - the sessions of the simulated official API: their addresses over
 * HTTP, Socket.IO 2 over a WebSocket, and what they have subscribed to.
 *
 * As strict as the real one: an address is good once, and for half a minute; a
 * user has three sessions at most, an application ten, a session thirty
 * subscriptions; a topic whose scope the application lacks is refused, and one
 * without any gets no session.  Nothing is sent again after a loss.  A client
 * that sends no ping is cut off.
 */
#ifndef CHZ_SIM_SESSIONS_H
#define CHZ_SIM_SESSIONS_H

#include "sim/oauth_server.h"

struct sim_sessions;

struct sim_sessions *sim_sessions_new(struct sim *, struct sim_oauth *);
void sim_sessions_free(struct sim_sessions *); /* accepts NULL */

/* Answers a request to it about the channel, the account's own; false for
 * others. */
bool sim_sessions_request(
    struct sim_sessions *, struct server_call *, const struct channel *);

/* Whether this client's is one of its own. */
bool sim_sessions_has(const struct sim_sessions *, const struct sim_socket *);
/* The socket's life; `admit` is 0, or the status to refuse it with. */
bool sim_sessions_accepts(struct str path);
int sim_sessions_admit(struct sim_sessions *, struct server_call *);
void sim_sessions_entered(
    struct sim_sessions *, struct sim_socket *, const struct server_call *);
void sim_sessions_message(
    struct sim_sessions *, struct sim_socket *, struct str text);
void sim_sessions_closed(struct sim_sessions *, struct sim_socket *);
/* Cuts off clients that have been silent for too long. */
void sim_sessions_sweep(struct sim_sessions *);

/* Someone says something on a channel: sends it, and writes it down.  False
 * when no session was ever about that channel. */
bool sim_sessions_said(
    struct sim_sessions *, const struct channel *, const struct event *);
/* Time has come to `now`; when the next tick is wanted. */
void sim_sessions_tick(struct sim_sessions *, int64_t now);
int64_t sim_sessions_due(const struct sim_sessions *);
/* One connection of the whole platform's is hit, or all: then it is false, for
 * the others' turn comes, too. */
bool sim_sessions_fault(struct sim_sessions *, const struct fault *);

/* Whether every name of a list with commas is a topic's, or it is "none". */
bool sim_topics_are_good(struct str list);

#endif
