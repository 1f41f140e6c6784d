/*
 * chat.h - one chat of taps.h: from a channel's id to its records.
 */
#ifndef CHZ_TAP_CHAT_H
#define CHZ_TAP_CHAT_H

#include "net/retry.h"
#include "net/ws.h"
#include "tap/catchup.h"
#include "tap/taps.h"

enum chat_state {
	CHAT_LOOKING, /* for the broadcast */
	CHAT_JOINING, /* from the token to the server's welcome */
	CHAT_CATCHING_UP,
	CHAT_OPEN,
	CHAT_WAITING /* before the next try */
};

struct chat {
	struct taps *taps;
	struct chat *next, **at; /* in taps->chats */

	/* The broadcast; NULL and WHEN_UNKNOWN what is not known (yet). */
	char *channel_id, *channel, *stream_id, *chat_id;
	int64_t opened_at;

	enum chat_state state;
	bool announced; /* the stream's link record was written */
	bool lost;      /* ... and that it was lost */
	struct http_call *call, *check; /* under way */
	struct ws *ws;
	char *token, *sid;
	int server, tid, asked;
	struct retry retry;
	struct timer *step;  /* the next try, or the end of patience */
	struct timer *beat;  /* pings, and silence */
	struct timer *look;  /* at the broadcast's state */
	struct timer *quiet; /* the idle limit; NULL without */
	struct catchup catchup;
	struct chzzk_frame frame; /* that is being read */
	int64_t heard, heard_at;  /* by the loop's clock, by the wall's */
	int64_t spoke;            /* the last event, by the loop's clock */
	const char *ending;       /* why, once its last messages are re-read */
	int64_t last_gap;         /* ... and what is missing of them */
};

enum { CHAT_RECENT = 50 }; /* as many as the service gives */

struct chat *chat_open(struct taps *, const struct live *);
void chat_pause(struct chat *, bool);
/* Writes that the stream was closed, if it was ever open. */
void chat_close(struct chat *, const char *reason);
void chat_free(struct chat *);
/* Both, keeps the status, and tells the owner of the taps. */
void chat_end(struct chat *, int status, const char *reason);

const char *chat_shown(const struct chat *); /* its name, for people */
void chat_set_text(char **to, struct str);
void chat_adopt(struct chat *, const struct live *);

/* chat.c: the connection.  After chat_try_again a chat may be gone. */
void chat_join(struct chat *);
void chat_ask_recent(struct chat *, int n);
void chat_lose(struct chat *, const char *why);
void chat_drop(struct chat *);
void chat_try_again(struct chat *, const char *why);

/* chat_look.c: the broadcast. */
void chat_look(struct chat *);
void chat_check(void *chat);
void chat_check_soon(struct chat *);
void chat_denied_to_minors(struct chat *);
/* After `ending` was set: ends, or goes on with the next broadcast. */
void chat_conclude(struct chat *);

/* Good to know, at most ten a minute. */
void taps_note(struct taps *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
