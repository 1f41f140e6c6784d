/*
 * chzzk.h - the Chzzk chat protocol: frames of the chat socket to events, and
 * the frames that a reader sends.  No sockets: bytes in, events out.
 *
 * A frame is one JSON object in a text message of the WebSocket.  Chat comes
 * in three spellings (push, recent-chat reply, page of a replay's chat), and
 * all three give the same event with the same message_id.
 *
 * message_id is record/message_id.h's; a gift adds ":<recipient>", since gifts
 * of one giver may share a moment.  Moderation has its target's sender and time
 * and ":<what>".  The blind of a shared sender's message cannot name its target
 * and has its time alone.
 *
 * What the service does without documentation:
 * - `profile` and `extras` are JSON in a string, null, "null", "{}" or broken;
 *   a message is taken without them.
 * - A text that the clean bot hid is still in the frame: the chat is given
 *   without text, a moderation after it.
 * - 93102 carries donations, subscriptions, gifts and system lines alike; the
 *   row's own code decides.  Every gift comes as row and as event (93006); only
 *   the rows are taken.
 * - The lines about a viewer's restriction are for managers; they are dropped.
 * - A body may be one object where an array is meant, or {"messageList":[]}.
 */
#ifndef CHZ_PLATFORM_CHZZK_H
#define CHZ_PLATFORM_CHZZK_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/chat.h"

#define CHZZK_NAME "chzzk" /* in records */

enum chzzk_cmd {
	CHZZK_NONE = -1, /* no `cmd` in the frame */
	CHZZK_PING = 0,
	CHZZK_PONG = 10000,
	CHZZK_CONNECT = 100,
	CHZZK_CONNECTED = 10100,
	CHZZK_SEND = 3101,
	CHZZK_SENT = 13101,
	CHZZK_RECENT = 5101,
	CHZZK_RECENTS = 15101, /* the reply */
	CHZZK_SESSION_END = 90102,
	CHZZK_EVENT = 93006,
	CHZZK_CHAT = 93101,
	CHZZK_DONATION = 93102,
	CHZZK_KICK = 94005,
	CHZZK_BLOCK = 94006,
	CHZZK_BLIND = 94008,
	CHZZK_NOTICE = 94010,
	CHZZK_PENALTY = 94015
};

/* The code of a row. */
enum chzzk_kind {
	CHZZK_TEXT = 1,
	CHZZK_RICH = 5, /* 2 to 5: images and such, not seen any more */
	CHZZK_DONATED = 10,
	CHZZK_SUBSCRIBED = 11,
	CHZZK_GIFT = 12,
	CHZZK_SYSTEM = 30
};

/* A frame's own words; texts are good until the next chzzk_read. */
struct chzzk_frame {
	int64_t cmd;
	int64_t ret_code;   /* of a reply: 0 is success; -1 absent */
	struct str ret_msg; /* why not */
	struct str sid;     /* of CONNECTED: needed to ask for more */
};

struct chzzk; /* a decoder: one serves any number of chats */

struct chzzk *chzzk_new(void);
void chzzk_free(struct chzzk *);
const struct chat_counts *chzzk_counts(const struct chzzk *);

/*
 * Reads a frame, which is UTF-8.  False when it is no JSON object: chzzk_why
 * says why.  Replies and pings give no event; see frame->cmd.
 */
bool chzzk_read(struct chzzk *, struct str text, const struct chat_origin *,
    const struct chat_sink *, struct chzzk_frame *frame);
const char *chzzk_why(const struct chzzk *);

/*
 * What a reader sends, one frame each.  `token` may be absent: for reading
 * the service does not check it.  `tid` numbers the requests of a connection.
 */
void chzzk_put_connect(
    struct buf *, struct str chat_channel_id, struct str token, int tid);
void chzzk_put_recent(struct buf *, struct str chat_channel_id, struct str sid,
    int count, int tid);
void chzzk_put_ping(struct buf *);
void chzzk_put_pong(struct buf *);

/*
 * The chat server for a chat channel: the same sum over its id as other
 * clients use; any server serves any channel, so after a loss add 1.  In a
 * URL setting, "{n}" stands for the number, 1 to 9.
 */
int chzzk_server(struct str chat_channel_id);
void chzzk_put_chat_url(struct buf *, const char *url, int server);

#endif
