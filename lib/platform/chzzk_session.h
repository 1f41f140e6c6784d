/*
 * chzzk_session.h - a session of Chzzk's official API: the events that its
 * Socket.IO brings (socketio.h), to events of records.  No sockets.
 *
 * A session belongs to the user whose access token has opened it, and brings
 * what happens on that user's own channel, topic by topic, as they were
 * subscribed.  What it brings of chat has the same message_id as in chzzk.h.  A
 * donation or a subscription comes without the time of its message: its id has
 * when the event was sent, and is another than the web chat's.
 *
 * What the service does without documentation, or against it:
 * - A payload is JSON in a string; an object is taken, too.
 * - eventSentAt is Korean time without a zone, to the nanosecond.
 * - A role's code is in the profile, and beside it in the documentation;
 *   payAmount is a number, and a text in the documentation.
 * - Anonymous donors have a name for all of them, and no id, or one for all.
 * - Missions, gifts, blinds, pinned and other lines of the site don't come.
 */
#ifndef CHZ_PLATFORM_CHZZK_SESSION_H
#define CHZ_PLATFORM_CHZZK_SESSION_H

#include "jsonl/scan.h"
#include "platform/chzzk.h"

enum chzzk_topic {
	CHZZK_TOPIC_CHAT,
	CHZZK_TOPIC_DONATION,
	CHZZK_TOPIC_SUBSCRIPTION,
	CHZZK_TOPICS
};

/* "chat", as requests spell it. */
const char *chzzk_topic_name(enum chzzk_topic);
/* "CHAT", as events do, in either case; CHZZK_TOPICS for none of them. */
enum chzzk_topic chzzk_topic_of(struct str);

/* What an event says of the session itself. */
enum chzzk_news_kind {
	CHZZK_NEWS_NONE,
	CHZZK_NEWS_CONNECTED,    /* by the name of `key` */
	CHZZK_NEWS_SUBSCRIBED,   /* these: `topic` */
	CHZZK_NEWS_UNSUBSCRIBED, /* as somebody asked for */
	CHZZK_NEWS_REVOKED       /* the user takes it back */
};

/* Texts are good until the next call. */
struct chzzk_news {
	enum chzzk_news_kind kind;
	struct str key;
	enum chzzk_topic topic; /* CHZZK_TOPICS: one that is not known */
	struct str channel_id;
};

/* Reads an event.  False when its payload is no object: chzzk_why says why. */
bool chzzk_session_read(struct chzzk *, struct str event,
    const struct json_val *payload, const struct chat_origin *,
    const struct chat_sink *, struct chzzk_news *);

#endif
