/*
 * money.h - amounts in a currency's smallest unit.
 *
 * How many decimals a currency has is ISO 4217's: none for won and yen, three
 * for the Kuwaiti dinar, else two.
 */
#ifndef CHZ_RECORD_MONEY_H
#define CHZ_RECORD_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

int money_decimals(struct str currency);

/* 1.99 USD is 199, 5000 KRW is 5000; RECORD_UNKNOWN below 0 and above 2^53. */
int64_t money_units(double amount, struct str currency);

/*
 * An amount as YouTube shows it: "₩5,000", "US$1.99", "€2,00", "PLN 20.00".
 * *currency gets the ISO 4217 code (static, or a part of `shown`), absent when
 * the sign is unknown.  False when there is no number.
 */
bool money_shown(struct str shown, int64_t *units, struct str *currency);

/* Appends it as people read it: "₩5,000", "$1.99", "PLN 20.00", "500 bits";
 * the number alone when the currency is not known. */
void money_put(struct buf *, int64_t units, struct str currency);

#endif
