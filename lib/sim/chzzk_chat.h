/*
 * chzzk_chat.h - the chat sockets of the simulated Chzzk: who listens, what
 * they are sent and what they ask.
 */
#ifndef CHZ_SIM_CHZZK_CHAT_H
#define CHZ_SIM_CHZZK_CHAT_H

#include "sim/sessions.h"

/* A client of the chat socket, joined to a channel or not yet. */
struct reader {
	struct sim_socket *socket;
	struct channel *channel; /* NULL: not joined */
	unsigned chat; /* which of the channel's chats: older ones are silent */
	int64_t heard; /* something from it, on the loop's clock */
	bool deaf;     /* a half-open connection: nothing passes any more */
	char sid[24];  /* of its session; empty before it has joined */
	int64_t stalled; /* until then nothing passes; WHEN_UNKNOWN: it does */
};

struct readers {
	struct reader **at;
	size_t n, cap;
};

/* What is going wrong for one channel's messages. */
struct channel_faults {
	unsigned duplicate, reorder; /* messages still to be hit */
	bool held;                   /* one that is to come late */
	struct event late;
	unsigned said; /* messages that had readers so far */
};

struct chzzk_chat {
	struct sim *sim;
	struct readers all;
	struct readers *joined;        /* by channel */
	struct channel_faults *faults; /* by channel */
	uint64_t chance;               /* who is hit by a fault */
	unsigned stalls;               /* readers that are stalled */
	int64_t refuse;     /* the code that the next to join gets; 0: none */
	struct buf frame;   /* rows that wait for the frame's end */
	struct channel *to; /* where they go */
	int cmd, rows;
	unsigned n_joined;             /* so far */
	struct sim_sessions *sessions; /* who else is to hear it; lent */
};

void chzzk_chat_init(struct chzzk_chat *, struct sim *);
void chzzk_chat_free(struct chzzk_chat *);

/* Time has come to `now`: sends what is said. */
void chzzk_chat_tick(struct chzzk_chat *, int64_t now);
int64_t chzzk_chat_due(const struct chzzk_chat *);

/* The streamer writes in his own chat, now. */
void chzzk_chat_say(struct chzzk_chat *, struct channel *, struct str text);

/* The socket's life. */
void chzzk_chat_opened(struct chzzk_chat *, struct sim_socket *);
void chzzk_chat_message(
    struct chzzk_chat *, struct sim_socket *, struct str text);
void chzzk_chat_closed(struct chzzk_chat *, struct sim_socket *);
/* Cuts off clients that have said nothing for a minute. */
void chzzk_chat_sweep(struct chzzk_chat *);

/* Something goes wrong; false: not with chat. */
bool chzzk_chat_fault(struct chzzk_chat *, const struct fault *);

#endif
