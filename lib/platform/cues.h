/*
 * cues.h - which record makes what happen in OBS.
 *
 * A sheet of cues is text:
 *
 *	[donation amount>=10000]		# of the records that match
 *	show = Stage/Fireworks			# an item of a scene
 *	text Thanks = {user}: {text}		# into a text source
 *	for = 10s				# and back again
 *	every = 30s				# not more often
 *
 * A cue is for a type of records and on conditions: KEY=VALUE, KEY!=VALUE, and
 * >, >=, < and <= of numbers.  What it does is done in order.  {KEY} stands for
 * what the record has there.  A speech also has the text and the emotion of its
 * reply, when that came before.
 */
#ifndef CHZ_PLATFORM_CUES_H
#define CHZ_PLATFORM_CUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"
#include "jsonl/jsonl.h"

enum cue_kind { CUE_SCENE, CUE_SHOW, CUE_HIDE, CUE_TEXT, CUE_HOTKEY, CUE_CLIP };

/* One thing that is done. */
struct cue_deed {
	enum cue_kind kind;
	const char *scene; /* of an item; NULL: the one on air */
	const char *name;  /* scene, item, text source or hotkey */
	const char *text;  /* with {KEY} in it */
};

struct cue_condition {
	size_t key;
	enum cue_test {
		CUE_IS,
		CUE_IS_NOT,
		CUE_ABOVE,
		CUE_AT_LEAST,
		CUE_BELOW,
		CUE_AT_MOST
	} test;
	const char *value;
	double number; /* what is not =, != has one */
};

struct cue {
	const char *type;
	struct cue_condition *conditions;
	size_t n_conditions, cap_conditions;
	struct cue_deed *deeds;
	size_t n, cap;
	int64_t for_ms;   /* then it is undone; -1: it is not */
	int64_t every_ms; /* 0: as often as it comes */
	int64_t last;     /* when it was, or INT64_MIN */
};

enum { CUES_KEYS = 32, CUES_REPLIES = 16 };

struct cues {
	struct cue *at;
	size_t n, cap;
	struct buf why; /* after a false */
	/* private */
	struct arena texts;
	const char *keys[CUES_KEYS];
	int places[CUES_KEYS]; /* among the reader's values */
	size_t n_keys;
	/* Of the last replies, for their speech. */
	struct cue_reply {
		char *id, *text, *emotion;
	} replies[CUES_REPLIES];
	size_t n_replies;
};

/* Zero is one without cues. */
bool cues_read(struct cues *, struct str sheet);
/* Asks the reader for what the cues need; before its first record. */
void cues_want(struct cues *, struct jsonl *);
/* Sees a record; before it is matched. */
void cues_note(struct cues *, struct jsonl *, const struct json_val *);
/* Whether it is a record for a cue, and the cue has rested at `now`. */
bool cues_match(struct cues *, struct cue *, struct jsonl *,
    const struct json_val *, int64_t now);
/* Appends the deed's text, with the record's values, on one line or more. */
void cues_fill(struct cues *, const struct cue_deed *, struct jsonl *,
    const struct json_val *, struct buf *);
void cues_free(struct cues *);

#endif
