/*
 * echoes.h - how many suddenly say the same.
 *
 * In a chat that is full already a moment does not make it faster: it changes
 * what is said.  A word is unusual when at least three have said it in the last
 * ten seconds, and four times as many as, and three more than, its share of the
 * last ten minutes leads to expect.  A message with such a word is an echo;
 * how many there are each second is what peakscan.h looks at.  Who goes on
 * writing without a pause of ten seconds is heard once.
 *
 * The share is learned a minute late, so that a moment does not make its own
 * words usual, and known after a hundred messages.
 *
 * Memory: 64 KB, the words of a minute, and all different words (intern.h), of
 * which the first ECHOES_WORDS count.
 */
#ifndef CHZ_TEXT_ECHOES_H
#define CHZ_TEXT_ECHOES_H

#include <stdint.h>

#include "core/str.h"

enum { ECHOES_WORDS = 1 << 20 };

struct echoes;

struct echoes *echoes_new(void);
void echoes_free(struct echoes *); /* accepts NULL */

/* A message of a second that has not been asked for; `user` is any hash of who
 * wrote it, 0 for somebody. */
void echoes_add(struct echoes *, int64_t sec, struct str text, uint64_t user);
/* Echoes of the next second; those between were silent.  NAN while too little
 * is known. */
double echoes_next(struct echoes *, int64_t sec);

#endif
