/*
 * people.h - users, each given a number in order of arrival.
 *
 * A Chzzk user id is 32 lower-case hexadecimal digits: 128 bits, kept as two
 * words, so that comparing ids is exact and a user costs 16 bytes and a slot.
 * Any other text is an id too; it is copied, and gets a number from the same
 * series.
 */
#ifndef CHZ_CROWD_PEOPLE_H
#define CHZ_CROWD_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/id128.h"
#include "core/mem.h"
#include "core/str.h"
#include "core/table.h"

struct people {
	uint32_t n; /* how many; the next one gets this number */
	/* private */
	struct id128 *ids; /* of a text: its place in `texts` */
	size_t cap;
	struct table table;
	struct people_text *texts;
	uint32_t n_texts;
	size_t texts_cap;
	struct arena bytes; /* of the texts */
};

/* The numbers of `n` users, new ones added.  Many at once, because looking
 * one up waits for memory and the waits of a batch overlap. */
void people_add(
    struct people *, const struct id128 *ids, uint32_t n, uint32_t *numbers);
/* The same for one id of another form. */
uint32_t people_add_text(struct people *, struct str id);

/* Whether a user's id is of the other form. */
bool people_is_text(const struct people *, uint32_t number);
/* An id as text, in `digits` or lent by the table. */
struct str people_id(
    const struct people *, uint32_t number, char digits[ID128_DIGITS]);
/* All numbers in order of their ids: 128-bit ids as numbers, then texts by
 * bytes.  `order` has room for all of them. */
void people_sort(const struct people *, uint32_t *order);

void people_free(struct people *);

#endif
