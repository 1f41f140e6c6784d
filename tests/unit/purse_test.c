/* purse.h: sums of money by currency. */
#include "core/num.h"
#include "core/purse.h"
#include "tap.h"

static const char *
code(const char *name)
{
	static char text[PURSE_CODE + 1];

	text[purse_put_code(text, purse_currency(str_of(name)))] = '\0';
	return text;
}

int
main(void)
{
	uint32_t won = purse_currency(STR("KRW"));
	uint32_t dollars = purse_currency(STR("USD"));
	struct purse *p = NULL, *q = NULL;

	is_text(code("KRW"), "KRW", "ISO 4217's codes");
	is_text(code("BITS"), "BITS", "Twitch's");
	is_text(code("XXX"), "XXX", "none");
	is_text(code("won"), "XXX", "what is no code is unknown");
	is_text(code("EURO"), "XXX", "nor is a longer one");
	ok(purse_currency(STR("XXX")) == PURSE_UNKNOWN &&
		purse_currency((struct str){ 0 }) == PURSE_UNKNOWN,
	    "XXX is the unknown one");

	ok(purse_sum(p) == 0, "nothing is 0");
	purse_add(&p, won, 0);
	purse_add(&p, won, -1);
	ok(p == NULL, "nothing and less are no coins");
	purse_add(&p, dollars, 199);
	purse_add(&p, dollars, 1);
	ok(purse_sum(p) == 200, "amounts of a currency are summed");
	purse_add(&p, won, 5000);
	purse_add(&p, PURSE_UNKNOWN, 7);
	ok(purse_sum(p) == -1, "never across currencies");
	ok(p->n == 3 && p->coin[0].currency == PURSE_UNKNOWN &&
		p->coin[1].currency == won && p->coin[2].currency == dollars,
	    "coins are in the order of their codes");
	purse_join(&q, p);
	purse_join(&q, p);
	purse_join(&q, NULL);
	ok(q->n == 3 && q->coin[1].amount == 10000 && q->coin[2].amount == 400,
	    "purses are joined");
	purse_add(&q, won, NUM_SAFE_MAX);
	ok(q->coin[1].amount == NUM_SAFE_MAX, "a sum stops where it is safe");
	purse_clear(q);
	ok(purse_sum(q) == 0, "an emptied one");
	purse_clear(NULL);
	purse_free(&p);
	purse_free(&q);
	ok(p == NULL, "free");
	return done_testing();
}
