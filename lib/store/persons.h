/*
 * persons.h - people in events: under pseudonyms, or not there at all.
 *
 * Who has one key gives a person the same pseudonym in each file and run
 * (text/pseudonyms.h).  A message id that names its sender, "SENDER:MS", names
 * the sender's pseudonym; others become pseudonyms whole, so that moderation
 * still finds its message.  Senders that many people share stay.
 */
#ifndef CHZ_STORE_PERSONS_H
#define CHZ_STORE_PERSONS_H

#include <stdbool.h>

#include "record/event.h"

struct persons;

/* NULL when the key is empty. */
struct persons *persons_new(struct str key);
/* Remembers the nickname for texts that mention it. */
void persons_meet(struct persons *, struct str user_id, struct str user);
/* Puts pseudonyms in the place of people; lent until the next call. */
void persons_hide(struct persons *, struct event *);
void persons_free(struct persons *); /* accepts NULL */

/*
 * People who want to be forgotten.  A record is about one of them when a text
 * in it, or a key, is the id or the beginning of a message id, "ID:MS".
 */
struct forget;

struct forget *forget_new(void);
/* A line of a list: an id; blank ones and those that begin with # are none. */
void forget_add(struct forget *, struct str line);
bool forget_knows(const struct forget *, struct str user_id);
/* Whether the record, a line of JSON, is about one of them. */
bool forget_is_about(const struct forget *, struct str line);
/* Remembers the nickname of one of them. */
void forget_meet(struct forget *, struct str user_id, struct str user);
/* Another's text without those nicknames: the text itself when it has none,
 * else lent until the next call. */
struct str forget_text(struct forget *, struct str text);
void forget_free(struct forget *); /* accepts NULL */

#endif
