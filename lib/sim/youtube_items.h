/*
 * youtube_items.h - the objects that the simulated YouTube answers with.
 *
 * The n-th channel is @simN; its video has another id with each broadcast, and
 * so has its chat.
 */
#ifndef CHZ_SIM_YOUTUBE_ITEMS_H
#define CHZ_SIM_YOUTUBE_ITEMS_H

#include "sim/world.h"

void youtube_put_handle(struct buf *, const struct channel *);
void youtube_put_channel_id(struct buf *, const struct channel *);
void youtube_put_video_id(struct buf *, const struct channel *);
void youtube_put_chat_id(struct buf *, const struct channel *);

/* Appends an item of `channels`, `playlistItems` and `videos`. */
void youtube_put_channel(struct buf *, const struct channel *);
void youtube_put_upload(struct buf *, const struct channel *);
void youtube_put_video(struct buf *, const struct channel *);

/* ... and of a chat.  `gift` is the id of the gift that one which is received
 * is of. */
void youtube_put_message(struct buf *, const struct channel *,
    const struct event *, struct str id, struct str gift);
/* That a message is gone; that the chat is over. */
void youtube_put_deletion(
    struct buf *, const struct channel *, int64_t ms, struct str id);
void youtube_put_end(struct buf *, const struct channel *, int64_t ms);

/* A refusal, whole: its HTTP status. */
int youtube_put_error(struct buf *, int status, const char *reason);

#endif
