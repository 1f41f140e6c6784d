/* amounts.h: what was given in each currency. */
#include "core/purse.h"
#include "core/str.h"
#include "record/amounts.h"
#include "tap.h"

int
main(void)
{
	struct purse *p = NULL, *q = NULL;
	struct buf b = { 0 };

	amounts_put(&b, p);
	purse_add(&p, PURSE_UNKNOWN, 7);
	amounts_put(&b, p);
	ok(b.n == 0, "amounts of no known currency have no object");
	purse_add(&p, purse_currency(STR("USD")), 123456);
	purse_add(&p, purse_currency(STR("KRW")), 5000);
	purse_add(&p, purse_currency(STR("BITS")), 1000);
	purse_add(&p, purse_currency(STR("CHF")), 5);
	amounts_put(&b, p);
	is_text(buf_text(&b),
	    "{\"XXX\":7,\"BITS\":1000,\"CHF\":5,\"KRW\":5000,\"USD\":123456}",
	    "amounts by currency");
	ok(amounts_take(&q, buf_view(&b), 99) && q->n == 5 &&
		q->coin[4].amount == 123456 &&
		q->coin[0].currency == PURSE_UNKNOWN && q->coin[0].amount == 7,
	    "... are read again");
	ok(!amounts_take(&q, STR("{\"KRW\":-1}"), 0), "no negative sums");
	b.n = 0;
	amounts_say(&b, p);
	is_text(buf_text(&b), "7 + 1,000 bits + CHF 0.05 + ₩5,000 + $1,234.56",
	    "... and said");
	b.n = 0;
	amounts_say(&b, NULL);
	is_text(buf_text(&b), "0", "nothing is said so");
	purse_free(&q);
	ok(amounts_take(&q, (struct str){ 0 }, 3) && purse_sum(q) == 3,
	    "a sum without a currency");
	purse_free(&p);
	purse_free(&q);
	buf_free(&b);
	return done_testing();
}
