/*
 * model.h - the command that answers the questions of a room.
 *
 * It is started when something is asked, is given the records that ask, and
 * its reply records are the answers.  When it ends it is started again for the
 * next question.
 */
#ifndef CHZ_ROOM_MODEL_H
#define CHZ_ROOM_MODEL_H

#include "core/str.h"
#include "net/loop.h"
#include "record/reply.h"

struct model;

struct model_settings {
	const char *command;
	struct str sid; /* it finds that as CHZ_ROOM; lent for as long */
	void (*reply)(void *ctx, const struct reply *);
	/* There will be no answer; why, for the room. */
	void (*failed)(void *ctx, const char *why);
	void *ctx;
};

struct model *model_new(struct loop *, const struct model_settings *);
void model_ask(struct model *, struct str record);
/* Ends the command; no callback afterwards.  Accepts NULL. */
void model_free(struct model *);

#endif
