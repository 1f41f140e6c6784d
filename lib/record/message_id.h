/*
 * message_id.h - the name of a message, the same wherever it is met.
 *
 * Chzzk's wire has no message id; the site itself distinguishes messages by
 * sender and time, but one sender can say two things in one millisecond.  So it
 * is "SENDER:MS:HASH" here: MS is the message's own time in milliseconds since
 * 1970, HASH eight hexadecimal digits of its text.  Under senders that stand
 * for many people (unknown, "anonymous", "SYSTEM_MESSAGE") two messages may
 * share even that; where they have a number of their own, a donation's or a
 * gift's, it goes into the hash.  The live socket, its recent messages, replays
 * and imported files that know the milliseconds all name a message the same.
 *
 * Moderation knows its target's sender and time only: "SENDER:MS" there means
 * every message whose name begins so.
 */
#ifndef CHZ_RECORD_MESSAGE_ID_H
#define CHZ_RECORD_MESSAGE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* Whether the sender stands for many people. */
bool message_id_shared(struct str sender);

/* Appends "SENDER:MS"; an absent sender is written as "anonymous". */
void message_id_put_stem(struct buf *, struct str sender, int64_t ms);

/* Appends the id.  `number`: of the donation or gift, absent where there is
 * none; it counts for senders that many people share. */
void message_id_put(struct buf *, struct str sender, int64_t ms,
    struct str text, struct str number);

/*
 * For sources that know whole seconds only: ".N" after it for the N-th message,
 * from 2, of the same sender with the same text in the same second.
 */
void message_id_put_coarse(
    struct buf *, struct str sender, int64_t ms, struct str text, unsigned n);

/* Whether a moderation's target is the message of this id. */
bool message_id_is_target(struct str target, struct str id);

#endif
