/*
 * twitch.h - Twitch chat: IRC lines to events, and the lines that an anonymous
 * reader sends.  No sockets: bytes in, events out.
 *
 * A message of the WebSocket holds one or several lines; each is read by
 * itself.  From https://dev.twitch.tv/docs/chat/irc.
 *
 * message_id is the tag `id`; a deletion's is its target's and ":delete", a
 * ban's "USER:MS:ban".
 *
 * What the service does without documentation:
 * - A nick of "justinfan" and digits needs no login, and reads only.
 * - A mystery gift is followed by each of its gifts; gift_id joins them.
 * - With a shared chat, lines of the other channels come as copies that name
 *   another source-room-id; they are left out.
 * - Nothing that was said before is sent again.
 * - A channel that is not there is joined in silence.
 */
#ifndef CHZ_PLATFORM_TWITCH_H
#define CHZ_PLATFORM_TWITCH_H

#include <stdbool.h>

#include "platform/chat.h"

#define TWITCH_NAME "twitch" /* in records */

/* What a line means besides the events in it. */
enum twitch_meaning {
	TWITCH_NOTHING,
	TWITCH_READY,     /* logged in: channels may be joined */
	TWITCH_JOINED,    /* and how the room is set */
	TWITCH_PING,      /* to be answered with `text` */
	TWITCH_PONG,      /* the answer to ours */
	TWITCH_RECONNECT, /* the server will close */
	TWITCH_REFUSED    /* for good; `text` is why */
};

struct twitch; /* a decoder: one serves any number of chats */

struct twitch *twitch_new(void);
void twitch_free(struct twitch *);
const struct chat_counts *twitch_counts(const struct twitch *);

/* Reads one line, without its CR and LF.  *text is lent by it. */
enum twitch_meaning twitch_read(struct twitch *, struct str line,
    const struct chat_origin *, const struct chat_sink *, struct str *text);

/* What a reader sends, a line each. */
void twitch_put_capabilities(struct buf *);
void twitch_put_nick(struct buf *, unsigned number);
void twitch_put_join(struct buf *, struct str login);
void twitch_put_ping(struct buf *);
void twitch_put_pong(struct buf *, struct str text);

/* A login: 1 to 25 letters, digits and '_'; not beginning with '_'.  Upper
 * case means the same as lower case, which is what goes over the wire. */
bool twitch_is_login(struct str);
/* "twitch:LOGIN" or the address of a channel's page.  False when it is none. */
bool twitch_channel_named(struct str, struct str *login);
#define TWITCH_SOURCES "twitch:LOGIN, or a twitch.tv address"

#endif
