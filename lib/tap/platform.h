/*
 * platform.h - a platform, as the taps need it: names, and what to do.
 *
 * A new one is lib/platform/NAME.[ch], its bytes to events and back, and
 * tap_NAME.c, which fills this struct with functions that call those and the
 * ones of tap.h; then one line in platform.c's table.
 *
 * The functions work on one tap, in this order: `look` asks about the channel
 * and ends in tap_found or tap_not_found; `join` ends in tap_connect or
 * tap_try_again; on the open connection `hello` is said, `message` takes what
 * comes and calls tap_welcome, tap_event, tap_caught_up, tap_try_again.
 * A platform without connections asks in `join`, and does the same with what is
 * answered.  Those that may be NULL say so.
 */
#ifndef CHZ_TAP_PLATFORM_H
#define CHZ_TAP_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct tap;

struct platform {
	const char *name;    /* in records, and mostly "NAME:" in sources */
	const char *sources; /* what a source looks like, for messages */
	/* Whether this names a channel: "NAME:CHANNEL", or an address. */
	bool (*named)(struct str source, struct str *channel_id);
	bool (*is_channel_id)(struct str);
	int64_t beat_ms; /* between pings; 0: there are none */
	int recent;      /* older messages that can be asked for, at most */
	bool anew; /* each try has an address of its own: no refusal is final */

	/* A decoder of messages for all its taps, and its end. */
	void *(*open)(void);
	void (*close)(void *decoder);

	/* Whether something is under way that must not be lost: taps_settings'
	 * `ended` says when it is over.  NULL: never. */
	bool (*busy)(const void *decoder);

	void (*prepare)(struct tap *); /* fills its `own`; may be NULL */
	void (*release)(struct tap *); /* ... and frees what is in it */
	void (*look)(struct tap *);
	/* A look while it runs: ends in tap_checked.  NULL: there is none. */
	void (*check)(struct tap *);
	void (*join)(struct tap *);
	void (*hello)(struct tap *); /* these three: with connections */
	void (*message)(struct tap *, struct str data); /* UTF-8 */
	void (*ping)(struct tap *);
	/* Asks for the last n messages.  NULL: they cannot be had. */
	void (*ask_recent)(struct tap *, int n);
};

enum { PLATFORMS = 4 };
extern const struct platform *const platforms[PLATFORMS];

/* The first of that name, or of all when there is no name; NULL for none. */
const struct platform *platform_of(struct str name);
/* The one that a source is of; NULL for none. */
const struct platform *platform_named(struct str source, struct str *id);

/* tap_NAME.c */
extern const struct platform platform_chzzk, platform_official, platform_twitch,
    platform_youtube;

#endif
