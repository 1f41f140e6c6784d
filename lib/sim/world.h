/*
 * world.h - what a simulated platform consists of: channels, their broadcasts
 * and what is said in them, all in simulated time.
 *
 * Made up from a seed, or read from a recorded log of events.  Nothing here
 * knows of sockets or of the real clock: the owner passes the time.
 */
#ifndef CHZ_SIM_WORLD_H
#define CHZ_SIM_WORLD_H

#include "sim/script.h"
#include "sim/talk.h"

enum { RECENT_MAX = 50, CHAT_ID_MAX = 8 };

/* The last messages of a chat. */
struct recent_chat {
	struct event at[RECENT_MAX];
	unsigned n, next; /* next: where the next one goes */
};

struct channel {
	unsigned index;
	struct str id, name, title, category;
	struct str tags; /* JSON array */
	int64_t followers, viewers;
	enum manner {
		OPEN_TO_ALL,
		ADULTS_ONLY, /* no chat for those who are not logged in */
		KOREA_ONLY,  /* nor for those who are elsewhere */
		OFF_AIR      /* its last broadcast is over */
	} manner;

	/* its broadcast, the last one when it is not open */
	bool open;
	int64_t live_id, opened_at, closed_at;
	char chat_id[CHAT_ID_MAX];
	unsigned broadcasts, chats; /* how many so far */
	int64_t reopens_at;         /* WHEN_UNKNOWN: not again */

	struct talk talk;             /* made up */
	struct script_channel replay; /* or recorded */
	struct recent_chat recent,
	    former; /* of this chat and of the one before */
};

struct world_settings {
	const char *log; /* a file of events, or NULL: made up */
	unsigned channels;
	bool closed; /* and one more of each other manner */
	double rate; /* messages a second, all channels together */
	uint64_t seed;
	int64_t start;  /* when it begins; WHEN_UNKNOWN: at the log's start */
	int64_t length; /* made up: how long broadcasts go on, ms; 0 is without
			   end */
};

struct world {
	struct world_settings set;
	struct cast cast;
	struct script log;
	struct arena arena;
	struct channel *channels;
	unsigned n;
	struct intern chat_ids; /* all that there ever were */
	struct chat {
		unsigned channel, chat;
	} * chats; /* by the number of their id */
	size_t cap_chats;
	int64_t start, now;
};

/* The last messages of one of a channel's chats; those of chats long gone are
 * not kept. */
const struct recent_chat *world_recent(const struct channel *, unsigned chat);

/* What happens as time goes by. */
struct world_watcher {
	/* Someone says something: at e->sent_at. */
	void (*said)(void *ctx, struct channel *, const struct event *e);
	/* The broadcast has ended or begun, or its chat channel changed. */
	void (*changed)(void *ctx, struct channel *);
	void *ctx;
};

/* False, after reporting it, when the log cannot be read. */
bool world_init(struct world *, const struct world_settings *);
void world_free(struct world *);

/* Lets time go by up to `now`. */
void world_advance(struct world *, int64_t now, const struct world_watcher *);
/* The streamer says something in his own chat, at `now`; copies the text. */
void world_say(struct world *, struct channel *, struct str text, int64_t now,
    const struct world_watcher *);
/* When something happens next, INT64_MAX for never. */
int64_t world_due(const struct world *);

struct channel *world_channel(struct world *, struct str id);
/* The channel whose chat this is, or was once: *chat is which of its chats,
 * the latest being channel->chats. */
struct channel *world_chat(struct world *, struct str chat_id, unsigned *chat);

/* The faults that the platform itself makes.  A broadcast that ends for
 * `pause` ms is followed by another one; below 0 by none. */
void world_end(struct world *, struct channel *, int64_t pause);
void world_change_chat(struct world *, struct channel *);

#endif
