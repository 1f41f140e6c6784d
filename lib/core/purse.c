/* Sums amounts by their currencies. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/purse.h"

enum { FEW = 1 /* coins of a new purse: most have one currency */ };

uint32_t
purse_currency(struct str code)
{
	uint32_t currency = 0;

	if (code.n != 3 && !str_is(code, "BITS"))
		return PURSE_UNKNOWN;
	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] < 'A' || code.p[i] > 'Z')
			return PURSE_UNKNOWN;
		currency |= (uint32_t)code.p[i] << (24 - 8 * i);
	}
	return str_is(code, "XXX") ? PURSE_UNKNOWN : currency;
}

size_t
purse_put_code(char *p, uint32_t currency)
{
	size_t n = 0;

	if (currency == PURSE_UNKNOWN) {
		memcpy(p, "XXX", 3);
		return 3;
	}
	for (; n < PURSE_CODE && (currency >> (24 - 8 * n) & 0xFF) != 0; n++)
		p[n] = (char)(currency >> (24 - 8 * n));
	return n;
}

/* Makes room for a coin at `i`. */
static struct coin *
insert(struct purse **p, uint32_t i)
{
	uint32_t n = *p != NULL ? (*p)->n : 0;
	uint32_t cap = *p != NULL ? (*p)->cap : 0;
	struct purse *purse = *p;

	if (n == cap) {
		cap = cap > 0 ? 2 * cap : FEW;
		purse = xreallocarray(
		    purse, 1, sizeof *purse + cap * sizeof *purse->coin);
		purse->cap = cap;
		*p = purse;
	}
	memmove(&purse->coin[i + 1], &purse->coin[i],
	    (n - i) * sizeof *purse->coin);
	purse->n = n + 1;
	return &purse->coin[i];
}

void
purse_add(struct purse **p, uint32_t currency, int64_t amount)
{
	uint32_t n = *p != NULL ? (*p)->n : 0, i = 0;
	int64_t room;

	if (amount <= 0)
		return;
	while (i < n && (*p)->coin[i].currency < currency)
		i++;
	if (i == n || (*p)->coin[i].currency != currency)
		*insert(p, i) = (struct coin){ 0, currency };
	room = NUM_SAFE_MAX - (*p)->coin[i].amount;
	(*p)->coin[i].amount += amount < room ? amount : room;
}

void
purse_join(struct purse **p, const struct purse *other)
{
	for (uint32_t i = 0; other != NULL && i < other->n; i++)
		purse_add(p, other->coin[i].currency, other->coin[i].amount);
}

void
purse_clear(struct purse *p)
{
	if (p != NULL)
		p->n = 0;
}

int64_t
purse_sum(const struct purse *p)
{
	if (p == NULL || p->n == 0)
		return 0;
	return p->n == 1 ? p->coin[0].amount : -1;
}

void
purse_free(struct purse **p)
{
	free(*p);
	*p = NULL;
}
