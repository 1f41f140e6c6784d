/*
 * screen.h - what an overlay shows: the last messages, and what became of them.
 *
 * Records go in; out come messages for the pages, JSON objects without a line
 * end, numbered without gaps:
 *
 *	{"id":7,"show":{"kind":"chat","user":"구름빵","text":"안녕",...}}
 *	{"id":8,"hide":[7]}        deleted, or its author was banned
 *	{"id":9,"done":[3,4]}      answered by a reply
 *	{"id":10,"speech":"start","reply":"r1"}
 *	{"id":11,"clear":true}
 *	{"id":12,"state":{"hide_streamer":false,"paused":false,
 *	    "pinned":{"id":7,"show":{...}}}}
 *
 * A page that comes (again) says the last number that it has, and is given what
 * came after it, or everything when that is no longer known.  What was hidden
 * is never sent again.  A message that was met before is not shown twice.
 *
 * Pages get no user ids, and texts of bounded length: at most
 *SCREEN_MESSAGE_MAX bytes a message.  Knows nothing of sockets.
 */
#ifndef CHZ_WEB_SCREEN_H
#define CHZ_WEB_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "record/control.h"
#include "record/event.h"
#include "record/reply.h"

enum { SCREEN_MESSAGE_MAX = 32 * 1024 };

struct screen;

/* A message, lent for the call, and its number; 0 for a greeting. */
typedef void screen_send(void *ctx, int64_t id, struct str message);

struct screen_settings {
	unsigned max;         /* messages kept */
	const char *pictures; /* hosts that emotes may come from, with spaces
			       * between them: "*.pstatic.net cdn.7tv.app" */
	const char *theme;    /* the pages' own choice when NULL */
	screen_send *send;    /* a message for all pages */
	void *ctx;
};

/* Copies the settings; the texts are borrowed. */
struct screen *screen_new(const struct screen_settings *);
void screen_free(struct screen *); /* accepts NULL */

/* The records of one input that a screen takes. */
struct screen_reader {
	struct record_reader events, replies, speeches, controls;
	struct event event;
	struct reply reply;
	struct speech speech;
	struct control control;
};

/* Before the reader's first record. */
void screen_want(struct screen_reader *, struct jsonl *);
/* NULL, or why the record is bad. */
const char *screen_take(
    struct screen *, struct screen_reader *, const struct json_val *);

/* False when there is no such message (pin, hide). */
bool screen_control(struct screen *, const struct control *);
/* The same for a message by its number, as pages know it. */
bool screen_pin(struct screen *, int64_t id);
bool screen_hide(struct screen *, int64_t id);

/*
 * Sends one page what it needs: a greeting, then all messages after `last`,
 * which is "RUN-NUMBER" as the page has it, or anything else: then the greeting
 * says that the page must begin anew.
 */
void screen_catch_up(
    struct screen *, struct str last, screen_send *send, void *ctx);
const char *screen_run(const struct screen *);

/* Appends the state as AIsChoco's overlay has it, for its users' scripts:
 * {"viewer_messages":[...],"assistant_messages":[...],...}. */
void screen_put_state(const struct screen *, struct buf *);
bool screen_hides_streamer(const struct screen *);

#endif
