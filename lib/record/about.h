/*
 * about.h - records that tell of a broadcast: live and replay.
 *
 * What they tell, its title, its category and when it opened, concerns whoever
 * shows it in the end.  So tools that make records of events pass these on.
 */
#ifndef CHZ_RECORD_ABOUT_H
#define CHZ_RECORD_ABOUT_H

#include "jsonl/jsonl.h"

struct about {
	struct jsonl *in;
	int type_at;
};

/* Before the reader's first record. */
void about_want(struct about *, struct jsonl *);
/* Whether the record is such a one. */
bool about_is(const struct about *, const struct json_val *values);
/* Writes it as it was read, if it is such a one. */
void about_pass(const struct about *, const struct json_val *values);

#endif
