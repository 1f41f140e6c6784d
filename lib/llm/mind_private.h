/*
 * mind_private.h - what the files of a mind (mind.h) share.
 *
 * mind_ask.c makes requests, mind_say.c replies, mind_stream.c replies in
 * sentences, mind_same.c answers that were given before, mind_fold.c summaries
 * and the account; mind.c uses them all, and none of them another file that
 * uses it.
 */
#ifndef CHZ_LLM_MIND_PRIVATE_H
#define CHZ_LLM_MIND_PRIVATE_H

#include "llm/flow.h"
#include "llm/guard.h"
#include "llm/mind.h"
#include "llm/said.h"
#include "llm/viewers.h"
#include "text/repeats.h"

enum {
	MIND_CACHED = 256,
	MIND_ID = 48 /* bytes of a reply's id */
};

/* An answer that may be given again. */
struct mind_cached {
	uint64_t key;
	int64_t at;
	struct str emotion; /* of the set */
	char *text;
};

struct mind {
	struct mind_settings set;
	struct llm_endpoints *ends;
	struct prompt prompt;
	char tag[17], marker[25];
	struct buf instructions, schema;
	struct guard *guard;
	struct choice *choice;
	struct turns *turns;
	struct viewers *viewers;
	struct mind_tally tally;
	struct buf why;

	/* The answer under way. */
	struct asking asking;
	struct choice_line line[CHOICE_LINES];
	size_t n_lines;
	struct arena texts; /* of it */
	struct buf chat;    /* as the model is shown it */
	struct mind_time begun;
	bool idle, second; /* the second try at something to say */
	bool spoilt;       /* what streams must not be said */
	int rounds, calls_left;
	size_t turns_used;
	struct said_reader reader;
	struct flow flow;
	uint64_t number; /* of replies */
	char id[MIND_ID];

	/* The memory's request. */
	struct asking folding;
	struct said_reader fold_reader;
	uint64_t fold_mark;
	int64_t fold_at; /* not before */

	struct mind_cached cached[MIND_CACHED];
	struct repeats same;
};

/* ---- requests ---- */

/* The batch as the model is shown it, with what is known of the viewers. */
void mind_show_batch(struct mind *, int64_t moment);
/* All messages; rather fewer turns than a refusal. */
void mind_build(struct mind *, int64_t now);
/* The request again with less: of what was before, then of the batch.  False
 * when there is no less. */
bool mind_shrink(struct mind *, int64_t now);

/* ---- replies ---- */

void mind_name_reply(struct mind *, int64_t moment);
void mind_speak(
    struct mind *, struct str text, struct str emotion, struct mind_time);
/* A sentence of a stream.  The first says what the reply is about. */
void mind_speak_part(struct mind *, struct str text, struct str emotion,
    bool last, struct mind_time);
bool mind_is_denied(struct mind *, struct str text);
/* Whether it is neither denied nor private. */
bool mind_may_say(struct mind *, struct str text);
/* The batch was answered: it is remembered. */
void mind_finish(
    struct mind *, struct str text, struct str emotion, struct mind_time);
/* ... for want of an answer. */
void mind_excuse(struct mind *, struct mind_time);

/* What the answer says so far; `growing`: more may come. */
struct said mind_read_answer(struct mind *, bool growing);
/* A stream has ended, well or not; what was begun is brought to an end. */
enum mind_step mind_end_stream(
    struct mind *, const struct said *, struct mind_time);

/* Gives an answer that was given lately; false when there is none. */
bool mind_answer_same(struct mind *, struct mind_time);
void mind_keep_same(
    struct mind *, struct str text, struct str emotion, int64_t now);

/* ---- the account ---- */

void mind_load_spending(struct mind *, int64_t moment);
/* What a request took, in tokens. */
void mind_book(struct mind *, int64_t prompt, int64_t answer, struct mind_time);

#endif
