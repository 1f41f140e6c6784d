/*
 * twitch_lines.h - what Twitch's chat servers send, in the shapes of its
 * documents: the other half of lib/platform/twitch.
 */
#ifndef CHZ_SIM_TWITCH_LINES_H
#define CHZ_SIM_TWITCH_LINES_H

#include "sim/world.h"

/* "sim1" for the first channel. */
void twitch_put_login(struct buf *, const struct channel *);

/* What a client is told when it has named itself, and when it joins. */
void twitch_put_motd(struct buf *, struct str nick);
void twitch_put_joined(struct buf *, struct str nick, const struct channel *);

/* A message, its id, and its deletion when a moderator is as quick. */
void twitch_put_message(
    struct buf *, const struct channel *, const struct event *, struct str id);

#endif
