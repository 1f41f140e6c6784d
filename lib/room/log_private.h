/*
 * log_private.h - what the kinds of history share.
 */
#ifndef CHZ_ROOM_LOG_PRIVATE_H
#define CHZ_ROOM_LOG_PRIVATE_H

#include "room/log.h"

/* A kind begins with this. */
struct log {
	struct log_settings set;
	void (*free)(struct log *);
	void (*add)(struct log *, struct str sid, struct str participant,
	    struct str body, log_added *, void *ctx);
	void (*read)(struct log *, struct str sid, const struct log_range *,
	    log_found *, void *ctx);
	void (*follow)(struct log *, struct str sid, struct str after);
	void (*unfollow)(struct log *, struct str sid);
	void (*pass)(struct log *, struct str sid, struct str text);
};

#endif
