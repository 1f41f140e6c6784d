/*
 * amounts.h - `amounts` of chz-records(5): what was given in each currency.
 */
#ifndef CHZ_RECORD_AMOUNTS_H
#define CHZ_RECORD_AMOUNTS_H

#include <stdbool.h>

#include "core/purse.h"

/* Appends {"KRW":5000,"USD":199}.  Nothing where no currency is known: then
 * donation_amount has all. */
void amounts_put(struct buf *, const struct purse *);
/* Adds what such an object says; without one, `amount`, of no known currency.
 * False when it is damaged. */
bool amounts_take(struct purse **, struct str amounts, int64_t amount);

/* For people: "₩5,000 + $1.99"; "0" for nothing. */
void amounts_say(struct buf *, const struct purse *);
void amounts_say_coin(struct buf *, struct coin);

#endif
