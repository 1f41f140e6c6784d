/*
 * memory.h - the records of what a character remembers, of chz-records(5): a
 * turn of talk, and what is known of a viewer.
 *
 * Their texts are lent: as read, until the reader's next record; from elsewhere
 * as their owner says.
 */
#ifndef CHZ_RECORD_MEMORY_H
#define CHZ_RECORD_MEMORY_H

#include "record/record.h"

/* Chat, and the answer to it; begin with turn_blank(). */
struct turn {
	int64_t at;
	struct strs users; /* ids of who wrote */
	struct str chat;   /* as the model was shown it */
	struct str emotion, text;
};

extern const struct record_type turn_record;

struct turn turn_blank(void);

/* Begin with viewer_blank(). */
struct viewer {
	struct str user_id, user;
	int64_t met; /* how often */
	int64_t last_at;
	struct strs notes; /* the newest first */
};

extern const struct record_type viewer_record;

struct viewer viewer_blank(void);

#endif
