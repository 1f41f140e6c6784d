/*
 * tap.h - one chat of taps.h: from a channel's id to its records.
 *
 * taps.c      all of them
 * tap_NAME.c  what a platform does its own way (platform.h)
 * tap.c       the broadcast: finds it, checks it, ends or goes on with the next
 * tap_chat.c  the connection: joins, keeps it alive, catches up
 * tap_status.c  how it stands, as a record
 * tap_turn.c  turns to join again
 * tap_note.c  notes for people
 *
 * Each calls those below it, and the platform's functions by its table, never
 * those above: a connection that needs a decision sets `step` or `look`, whose
 * timers are tap.c's.
 */
#ifndef CHZ_TAP_TAP_H
#define CHZ_TAP_TAP_H

#include "net/retry.h"
#include "net/ws.h"
#include "platform/chat.h"
#include "tap/catchup.h"
#include "tap/platform.h"
#include "tap/taps.h"

enum tap_state {
	TAP_LOOKING, /* for the broadcast */
	TAP_JOINING, /* until the server's welcome */
	TAP_CATCHING_UP,
	TAP_OPEN,
	TAP_WAITING, /* before the next try */
	TAP_OVER     /* the broadcast has ended, and its messages are read */
};

struct tap {
	struct taps *taps;
	struct tap *next, **at; /* in taps->chats */
	const struct platform *platform;
	void *decoder, *own; /* the platform's */

	/* The broadcast; NULL and WHEN_UNKNOWN what is not known (yet). */
	char *channel_id, *channel, *stream_id, *chat_id;
	int64_t opened_at;
	struct buf
	    about; /* the live record of it, while there is more to say */

	enum tap_state state;
	bool announced; /* the stream's link record was written */
	bool lost;      /* ... and that it was lost */
	struct http_call *call, *check; /* under way */
	struct ws *ws;
	bool queued;                /* for a turn to join again */
	int64_t beat_ms, answer_ms; /* between pings; to wait for answers */
	int64_t pinged;             /* the last one; 0: there was none */
	unsigned failures, losses, messages; /* so far */
	char *why; /* the last failure was; NULL: there was none */
	struct retry retry;
	struct timer *step;  /* the next try, or the end of patience */
	struct timer *beat;  /* pings, and their answers */
	struct timer *look;  /* at the broadcast's state */
	struct timer *quiet; /* the idle limit, while joined; NULL without */
	struct catchup catchup;
	struct buf held; /* records of what is said before it has caught up */
	int64_t heard, heard_at; /* by the loop's clock, by the wall's */
	int64_t spoke;           /* the last event, by the loop's clock */
	const char *ending;      /* why, once its last messages are re-read */
	int64_t last_gap;        /* ... and what is missing of them */
};

/* tap.c */
struct tap *tap_open(
    struct taps *, const struct platform *, void *decoder, const struct live *);
/* What a platform's look came to: the channel as it is, and why its chat is
 * closed to us; or the exit status that this leads to. */
void tap_found(struct tap *, const struct live *, const char *denied);
void tap_not_found(struct tap *, int status, struct buf *why);
/* The broadcast is over: ends the tap, or goes on with the next one when that
 * is the reason, once its last messages are re-read. */
void tap_wind_up(struct tap *, const char *reason);
extern const char tap_another[]; /* the reason: there is a new broadcast */
/* The same for a check; `now` is NULL when it failed. */
void tap_checked(struct tap *, const struct live *now, struct buf *why);

/* tap_chat.c: the connection.  After tap_try_again a tap may be gone. */
void tap_prepare(struct tap *);
void tap_join(struct tap *);
/* Opens the connection; frees the address. */
void tap_connect(struct tap *, struct buf *url, const char *const *headers);
/* Sends what is in the buffer, and frees it. */
void tap_send(struct tap *, struct buf *);
/* How often this server wants a ping, and how long it may take to answer; a
 * platform has its own otherwise, and 10 s.  Begins anew. */
void tap_set_beat(struct tap *, int64_t every_ms, int64_t answer_ms);
void tap_welcome(struct tap *); /* we are in */
struct chat_origin tap_origin(const struct tap *);
/* An event; `recent`: of those that were asked for. */
void tap_event(struct tap *, const struct event *, bool recent);
/* One that is older than what is wanted: it is not written, ever. */
void tap_known(struct tap *, const struct event *);
/* What is re-read goes on where it was left: nothing is missing. */
void tap_continued(struct tap *);
/* Writes a frame as it came: for a chat_sink of a tap. */
void tap_raw(void *tap, int64_t cmd, struct str json);
/* The last ping was answered, behind all that was said before it. */
void tap_answered(struct tap *);
/* A message that cannot be read. */
void tap_unread(struct tap *, const char *why);
void tap_ask_recent(struct tap *, int n);
/* The answer was read to its end, empty or not. */
void tap_recent_came(struct tap *);
/* The recent messages came, or will not. */
void tap_caught_up(struct tap *);
void tap_lose(struct tap *, const char *why);
/* Nothing is heard any more, though another connection is on its way. */
void tap_missing(struct tap *, const char *why);
/* A connection is to be replaced: the caller has taken it, and hears it until
 * the next one is there. */
void tap_replace(struct tap *);
void tap_drop(struct tap *);
void tap_try_again(struct tap *, const char *why);
void tap_denied(struct tap *, const char *what);
void tap_pause(struct tap *, bool);
/* Writes that the stream was closed, if it was ever open. */
void tap_close(struct tap *, const char *reason);
void tap_free(struct tap *);
/* Both, keeps the status, and informs the owner of the taps. */
void tap_end(struct tap *, int status, const char *reason);

const char *tap_shown(const struct tap *); /* its name, for people */
void tap_set_text(char **to, struct str);

/* tap_status.c: appends a `source` record. */
void tap_put_status(const struct tap *, struct buf *);

/* tap_turn.c.  The ms until a turn to join again comes; takes it. */
int64_t taps_turn(struct taps *);
/* The servers are back: those that wait to join again need wait no longer. */
void taps_wake(struct taps *);

/* tap_note.c: good to know, at most ten a minute. */
void taps_note(struct taps *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
