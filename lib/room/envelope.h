/*
 * envelope.h - the messages of a room, as its clients send and get them.
 *
 *	{"hd":{"event":"chat.message","role":"A"},"bd":{"text":"..."}}
 *	{"hd":{...},"bd":{...},"sid":"room001","participant":"A","id":"..."}
 *
 * What comes is checked whole; what goes out and is stored is made here, so
 * that no client says who it is or which room it is in: the connection does.
 * Keys of `hd` and `bd` that are not known here stay.
 */
#ifndef CHZ_ROOM_ENVELOPE_H
#define CHZ_ROOM_ENVELOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"

enum room_event {
	ROOM_OTHER,
	ROOM_CHAT,   /* chat.message */
	ROOM_INVOKE, /* llm.invoke */
	ROOM_TYPING, /* typing: passed on, not stored */
	ROOM_ANSWER, /* llm.log, of the server */
	ROOM_PIECE,  /* llm.streaming, the same */
	ROOM_FAILURE /* llm.error, the same */
};
extern const char *const room_event_names[]; /* without the first; NULL last */

enum { ROOM_SID = 64, ROOM_ROLE = 32, ROOM_DEPTH = 8, ROOM_REQUEST = 64 };

/* What a client sent; texts are lent by the message or the arena. */
struct room_message {
	enum room_event event;
	struct str hd, bd; /* JSON as it stands */
	struct str role, sid, user, request_id;
	struct str text; /* bd.text, or of llm.invoke bd.prompt */
	int64_t sent_at; /* hd.timestamp, or WHEN_UNKNOWN */
};

/* Whose message it is. */
struct room_place {
	struct str sid;
	struct str role; /* of the connection; absent: not known yet */
	size_t max_text; /* characters */
};

/* Codes of what is wrong, as doq-server has them. */
#define ROOM_BAD "E0001"
#define ROOM_LOGIN "E0002"
#define ROOM_FORBIDDEN "E0003"
#define ROOM_NOWHERE "E0004"
#define ROOM_BUSY "E0009"
#define ROOM_BROKEN "E0500"

struct room_error {
	const char *code;
	struct buf why; /* the caller frees it */
};

/* False when it is no message that the place may send. */
bool room_read(struct str text, const struct room_place *,
    struct room_message *, struct arena *, struct room_error *);
/* The same for one that was stored, perhaps by others: whatever is there. */
bool room_read_stored(struct str body, struct room_message *, struct arena *);

/* Whether a room or a participant may have that name. */
bool room_is_sid(struct str);
bool room_is_role(struct str);
/* Whether it is the server's own, and no client's. */
bool room_is_reserved(struct str role);

/* Appends a message as it is stored. */
void room_put(struct buf *, struct str hd, struct str bd, struct str sid,
    struct str participant);
/* ... one of the server's own, with a text under `key`. */
void room_put_own(struct buf *, enum room_event, struct str sid,
    struct str reply_id, int64_t seq, const char *key, struct str text);
/* ... a stored one as it is sent, with its id; one that others have stored in a
 * form of their own becomes a chat.message. */
void room_put_any(struct buf *, struct str sid, struct str id,
    struct str participant, struct str body);
void room_put_error(struct buf *, const struct room_error *, struct str sid,
    struct str request_id);
/* ... a stored one as a chat record; false for one that nobody said. */
bool room_put_record(struct buf *, struct str sid, struct str id,
    struct str participant, struct str body);

#endif
