/*
 * session_event.h - what the sessions of the official API bring, in the shapes
 * of captures and of its documentation: the other half of
 * lib/platform/chzzk_session.
 */
#ifndef CHZ_SIM_SESSION_EVENT_H
#define CHZ_SIM_SESSION_EVENT_H

#include "platform/chzzk_session.h"
#include "sim/world.h"

/* The topic of an event; CHZZK_TOPICS for what is not brought. */
enum chzzk_topic session_topic(const struct event *);

/* Append frames: of an event; of news about a topic. */
void session_put_event(
    struct buf *, const struct channel *, const struct event *);
void session_put_connected(struct buf *, const char *key);
void session_put_news(
    struct buf *, const char *news, enum chzzk_topic, const struct channel *);

#endif
