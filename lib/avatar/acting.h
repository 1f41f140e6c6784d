/*
 * acting.h - a stage on the event loop, for the tools that move an avatar.
 *
 * Records from standard input move the stage, frames leave at a steady pace,
 * and a face goes when its speech is over, or has been read.  Where frames go
 * is the tool's.
 */
#ifndef CHZ_AVATAR_ACTING_H
#define CHZ_AVATAR_ACTING_H

#include "avatar/stage.h"
#include "jsonl/jsonl.h"
#include "net/stdio.h"

struct acting_settings {
	const char *poses_file; /* NULL: the poses that are built in */
	int fps;
	struct puppet_settings puppet;
	int64_t relax_ms; /* after speech, to neutral */
};

/* The options for them. */
extern const struct opt acting_options[];
#define ACTING_GROUP(S, m)                                                     \
	{                                                                      \
		acting_options, OPT_AT(S, m, struct acting_settings)           \
	}

struct acting {
	struct stage stage;
	struct poses poses;
	/* private */
	const struct acting_settings *set;
	struct loop *loop;
	struct timer *frame, *relax;
	struct feed *feed;
	struct jsonl *in;
	struct stage_reader records;
	int64_t frames, began_ms;
	void (*send)(void *ctx, double now);
	void (*over)(void *ctx);
	void *ctx;
};

/* Seconds of a clock that never jumps; a float holds few of them exactly. */
double acting_now(void);

/* The stage, for a session or NULL.  Lends the settings; a poses file that
 * cannot be used ends the tool, and what is odd in it is said. */
void acting_init(struct acting *, const struct acting_settings *, struct vts *);
/* Calls `send` for each frame from now on. */
void acting_start(struct acting *, struct loop *,
    void (*send)(void *ctx, double now), void *ctx);
/* Reads records, and calls `over` at their end. */
void acting_read(
    struct acting *, const struct jsonl_settings *, void (*over)(void *ctx));
/* Stops and frees all but the reader, which is the caller's to finish. */
struct jsonl *acting_free(struct acting *);

#endif
