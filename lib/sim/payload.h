/*
 * payload.h - what the Chzzk servers send, in the shapes of recorded answers
 * and frames: the other half of lib/platform/chzzk.
 */
#ifndef CHZ_SIM_PAYLOAD_H
#define CHZ_SIM_PAYLOAD_H

#include "sim/replays.h"

/* The three spellings of a message. */
enum spelling { SPELL_PUSH, SPELL_RECENT, SPELL_REPLAY };

/* Appends a row of chat.  `position`: of SPELL_REPLAY, ms into the replay. */
void payload_row(struct buf *, enum spelling, const struct channel *,
    const struct event *, int64_t position);
/* The code of a record's role. */
struct str payload_role(struct str role);
/* A record's {"{:d_54:}":URL} as the member "emojis":{"d_54":URL}. */
void payload_emojis(struct buf *, struct str emotes);
/* The frame that a row of this type is pushed in: 93101 or 93102. */
int payload_cmd(const struct event *);
/* A push: open, rows, close. */
void payload_push_open(struct buf *);
void payload_push_close(struct buf *, int cmd, const struct channel *);
/* A push whose body is one object, `body` as it is. */
void payload_push(
    struct buf *, int cmd, const struct channel *, const char *body);

/*
 * A frame that is no chat, the n-th of a chat: blinds and what takes them back,
 * pinned notices, changes of the chat's mode, missions, gifts, lines of the
 * site, pings, one after the other.  `e`: the message that was said last.
 */
void payload_aside(
    struct buf *, const struct channel *, const struct event *e, unsigned n);

/* Replies on the socket; `tid` is the request's. */
void payload_connected(
    struct buf *, const struct channel *, const char *sid, int64_t tid);
void payload_refused(
    struct buf *, int cmd, int code, const char *why, int64_t tid);
void payload_recents(struct buf *, const struct channel *,
    const struct recent_chat *, int64_t count, int64_t tid);

/* Answers of the web API. */
void payload_error(struct buf *, int code, const char *message);
void payload_live_detail(struct buf *, const struct channel *);
void payload_live_status(struct buf *, const struct channel *);
void payload_channel(struct buf *, const struct channel *); /* NULL: unknown */
void payload_token(struct buf *, const struct channel *);

/* A row of the live list; the list's frame is its page's. */
void payload_live_row(struct buf *, const struct channel *);
/* Rows of a search for channels and for broadcasts. */
void payload_found_row(struct buf *, const struct channel *);
void payload_found_live(struct buf *, const struct channel *);
/* A row of what the start page recommends. */
void payload_recommended(struct buf *, const struct channel *);
/* The user who asks: nobody; another one, by his id. */
void payload_nobody(struct buf *);
void payload_profile_card(struct buf *, struct str user_id);

/* The members of a replay's row, and those that only its details have. */
void payload_replay(struct buf *, const struct sim_replay *);
void payload_replay_more(struct buf *, const struct sim_replay *);

/* {"code":200,"message":null,"content":{ ... and what closes it. */
void payload_content(struct buf *);
void payload_content_close(struct buf *);

#endif
