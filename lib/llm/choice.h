/*
 * choice.h - which messages of a flood get an answer, and why.
 *
 * Messages wait here while an answer is made.  Each has a score: what was paid
 * for comes first, and a raid, then who speaks to the character by name, asks
 *something, is here for the first time, or was not answered for long; laughing
 *alone counts little.  A text that many say is one louder message.  Memory is
 * bounded: of CHOICE_MOST messages the one of the lowest score makes room.
 *
 * A batch is the best of those that wait, as many as fit.  What was not chosen
 * has passed, but for what was paid for and raids: they wait on.  Each message
 *that came is in the end answered or dropped, or is held: in = answered +
 *dropped + held
 *
 * Where it is to be simpler, the best are the newest; or the oldest, and then
 * what was not chosen waits on.  What was paid for and raids come first in any
 * order.  What moderators take away while it waits is dropped.
 */
#ifndef CHZ_LLM_CHOICE_H
#define CHZ_LLM_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "llm/gauge.h"
#include "llm/prompt.h"
#include "record/event.h"

enum {
	CHOICE_MOST = 4096, /* different messages that wait */
	CHOICE_LINES = 64,  /* of a batch, at most */
	CHOICE_IDS = 16,    /* message ids kept of a text that many say */
	CHOICE_NAMES = 16,
	CHOICE_WHYS = 9
};

/* Why a message was chosen; bits. */
enum choice_why {
	WHY_PAID = 1,
	WHY_SUBSCRIBED = 2,
	WHY_STREAMER = 4,
	WHY_ASKED = 8,
	WHY_QUESTION = 16,
	WHY_FIRST = 32,
	WHY_WAITING = 64,
	WHY_MANY = 128,
	WHY_RAID = 256, /* a streamer came over with viewers */
	/* Those that wait until they are answered. */
	WHY_OWED = WHY_PAID | WHY_SUBSCRIBED | WHY_RAID
};

/* Which are the best. */
enum choice_order { CHOICE_SCORED, CHOICE_NEWEST, CHOICE_OLDEST };

struct choice_counts {
	uint64_t in, answered, dropped, held;
};

struct choice;

/* Names by which the character is spoken to, parted by commas; may be absent.
 */
struct choice *choice_new(struct str names);
void choice_free(struct choice *); /* accepts NULL */

/* The order, CHOICE_SCORED unless set, and how many different messages wait at
 * most, 1 to CHOICE_MOST.  Before the first message. */
void choice_set(struct choice *, enum choice_order, uint32_t most);

/* Whether it is one that may be answered: a chat, donation, subscription or
 * raid. */
bool choice_is_message(const struct event *);
/* Others are ignored, but for moderation of what waits. */
void choice_add(struct choice *, const struct event *, int64_t now);
/* Whether the user was met in an earlier run, so that he is no first-time
 * chatter: call before choice_add. */
void choice_met(struct choice *, struct str user_id);
struct choice_counts choice_counts(const struct choice *);
/* How many different messages could be chosen now. */
size_t choice_waiting(const struct choice *);
/* Whether one of them was paid for. */
bool choice_is_paid(const struct choice *);

/* One of a batch; lent until choice_end. */
struct choice_line {
	struct prompt_line line;
	struct str user_id, platform;
	struct str ids[CHOICE_IDS]; /* of the messages that say it */
	size_t n_ids;
	unsigned why;
	double score;
};

/* Takes a batch: the best first, at most `most` lines and about so many
 * tokens, but always one if one waits.  Returns how many. */
size_t choice_take(struct choice *, const struct gauge *, size_t tokens,
    size_t most, struct choice_line *);
/* The batch was answered, or in vain: then what is owed an answer waits on. */
void choice_end(struct choice *, bool answered, int64_t now);

/* The names of the reasons, "paid", "question", ...: writes at most CHOICE_WHYS
 * and returns how many. */
size_t choice_whys(unsigned why, struct str *names);

#endif
