/*
 * message_id.h - the name of a message, the same wherever it is met.
 *
 * Chzzk's wire has no message id; the site itself tells messages apart by
 * sender and time.  So does this: "SENDER:MS", where MS is the message's own
 * time in milliseconds since 1970.  Senders that many people share (unknown,
 * "anonymous", "SYSTEM_MESSAGE") add ":" and a hash of the text.  The live
 * socket, its recent messages, replays and imported files that know the
 * milliseconds all name a message the same.
 */
#ifndef CHZ_RECORD_MESSAGE_ID_H
#define CHZ_RECORD_MESSAGE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* Whether the sender stands for many people. */
bool message_id_shared(struct str sender);

/* Appends the id.  An absent sender is written as "anonymous". */
void message_id_put(
    struct buf *, struct str sender, int64_t ms, struct str text);

/*
 * For sources that know whole seconds only: the hash of the text is always
 * there, and ".N" behind it for the N-th message, from 2, of the same sender
 * with the same text in the same second.
 */
void message_id_put_coarse(
    struct buf *, struct str sender, int64_t ms, struct str text, unsigned n);

#endif
