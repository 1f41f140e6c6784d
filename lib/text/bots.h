/*
 * bots.h - who is a bot, by user id or nickname.
 *
 * A list begins with the usual chat bots of Chzzk, YouTube and Twitch.
 * Nicknames are compared without regard to case; nothing else is guessed: a
 * name that ends in 봇 may well be a viewer's.
 */
#ifndef CHZ_TEXT_BOTS_H
#define CHZ_TEXT_BOTS_H

#include <stdbool.h>

#include "core/str.h"

struct bots;

struct bots *bots_new(void);
/* One line of a list: an id or a nickname; blank ones and those that begin
 * with # are none. */
void bots_add(struct bots *, struct str line);
/* Either may be absent. */
bool bots_has(const struct bots *, struct str user_id, struct str user);
void bots_free(struct bots *); /* accepts NULL */

#endif
