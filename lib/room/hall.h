/*
 * hall.h - rooms, who is in them, and what they say to each other.
 *
 * A room is there while somebody is in it, and a minute longer.  A member's
 * message goes to the history, and from there to all members, the sender too,
 * in the history's order; so it reaches those of other processes, and whoever
 * got it knows that it is kept.  Sockets are the owner's: a member is a pointer
 * for it.
 */
#ifndef CHZ_ROOM_HALL_H
#define CHZ_ROOM_HALL_H

#include "room/envelope.h"
#include "room/log.h"

struct hall;
struct member;

struct hall_settings {
	double rate;          /* messages a second of a member; 0: any */
	size_t max_text;      /* characters of a message */
	unsigned max_members; /* of a room */
	const char *command;  /* answers questions; or NULL */

	/* A text for a member; false when it is too slow and cut off. */
	bool (*send)(void *ctx, void *peer, struct str text);
	/* A member has to leave, with a code of WebSockets. */
	void (*expel)(void *ctx, void *peer, int code);
	/* A message of one of our members, or an answer, is kept: its record,
	 * a line. */
	void (*record)(void *ctx, struct str line);
	void *ctx;
};

struct hall *hall_new(
    struct loop *, const struct hall_settings *, struct log *);
void hall_free(struct hall *); /* accepts NULL */

/* For the history's settings, with the hall as ctx. */
void hall_entry(void *hall, struct str sid, const struct log_entry *);
void hall_passed(void *hall, struct str sid, struct str text);

/* NULL when the room is full.  `role` may be absent: the first message says
 * it.  With `since`, what came after that entry comes first. */
struct member *hall_join(struct hall *, void *peer, struct str sid,
    struct str role, struct str since);
void hall_leave(struct hall *, struct member *);
/* A member's message.  The member may be gone afterwards. */
void hall_take(struct hall *, struct member *, struct str text);

/* A reply, or a part of one, for the room of the message that it answers;
 * false when that is none of ours. */
struct reply;
bool hall_reply(struct hall *, const struct reply *);

#endif
