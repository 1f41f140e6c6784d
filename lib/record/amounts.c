/* Writes and reads sums by currency. */
#include "record/amounts.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "record/money.h"

void
amounts_put(struct buf *b, const struct purse *p)
{
	if (p == NULL || p->n == 0 ||
	    p->coin[p->n - 1].currency == PURSE_UNKNOWN)
		return;
	put_open(b);
	for (uint32_t i = 0; i < p->n; i++) {
		char code[PURSE_CODE + 1];

		code[purse_put_code(code, p->coin[i].currency)] = '\0';
		put_int(b, code, p->coin[i].amount);
	}
	put_close(b);
}

bool
amounts_take(struct purse **p, struct str amounts, int64_t amount)
{
	struct json_val object = { .kind = VAL_OBJECT }, key, value;
	struct str rest;

	if (amounts.p == NULL) {
		purse_add(p, PURSE_UNKNOWN, amount);
		return true;
	}
	object.p = amounts.p;
	object.n = (uint32_t)amounts.n;
	for (rest = doc_items(&object); doc_member(&rest, &key, &value);) {
		int64_t sum = val_natural(&value);

		if (sum < 0)
			return false;
		purse_add(p, purse_currency((struct str){ key.p, key.n }), sum);
	}
	return true;
}

void
amounts_say_coin(struct buf *b, struct coin coin)
{
	char name[PURSE_CODE];
	struct str code = { name, purse_put_code(name, coin.currency) };

	money_put(b, coin.amount,
	    coin.currency != PURSE_UNKNOWN ? code : (struct str){ 0 });
}

void
amounts_say(struct buf *b, const struct purse *p)
{
	if (p == NULL || p->n == 0)
		buf_addc(b, '0');
	for (uint32_t i = 0; p != NULL && i < p->n; i++) {
		buf_adds(b, i > 0 ? " + " : "");
		amounts_say_coin(b, p->coin[i]);
	}
}
