/*
 * token.h - who may be in a room, and as whom.
 *
 * A token is "ROLE.EXPIRY.MAC": the participant, a moment in seconds since 1970
 * after which it is of no use, and 32 hexadecimal digits, the keyed hash of
 * both and of the room.  Only who has the key can make one.
 */
#ifndef CHZ_ROOM_TOKEN_H
#define CHZ_ROOM_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mac.h"
#include "core/str.h"

/* Appends a token. */
void token_put(struct buf *, struct mac *, struct str sid, struct str role,
    int64_t expiry);
/* Whether it lets into the room at that moment, in ms; *role points into it. */
bool token_opens(struct str token, struct mac *, struct str sid, int64_t now,
    struct str *role);

#endif
