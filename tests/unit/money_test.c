/* money.h: amounts as they are shown. */
#include "record/event.h"
#include "record/money.h"
#include "tap.h"

static const char *
shown(const char *text)
{
	static char out[64];
	struct str currency = { 0 };
	int64_t units;

	if (!money_shown(str_of(text), &units, &currency))
		return "none";
	snprintf(
	    out, sizeof out, "%lld %.*s", (long long)units, STR_ARG(currency));
	return out;
}

static const char *
put(int64_t units, const char *currency)
{
	static struct buf b;

	b.n = 0;
	money_put(&b, units, str_of(currency));
	return buf_text(&b);
}

int
main(void)
{
	is_text(shown("₩5,000"), "5000 KRW", "won have no smaller unit");
	is_text(shown("US$1.99"), "199 USD", "dollars have cents");
	is_text(shown("€2,00"), "200 EUR", "a decimal comma");
	is_text(shown("R$ 1.234,50"), "123450 BRL", "points that group");
	is_text(shown("$1,234.50"), "123450 USD", "commas that group");
	is_text(shown("¥500"), "500 JPY", "yen");
	is_text(shown("5,00\xC2\xA0€"), "500 EUR", "the sign behind");
	is_text(shown("PLN\xC2\xA0"
		      "20.00"),
	    "2000 PLN", "a code as the sign");
	is_text(shown("KWD 1.5"), "1500 KWD", "a thousand fils");
	is_text(shown("⌘ 7"), "700 ", "an unknown sign is no currency");
	is_text(shown("free"), "none", "no number");
	is_text(shown(""), "none", "nothing");
	ok(money_units(-1, STR("KRW")) == RECORD_UNKNOWN,
	    "no negative amounts");
	ok(money_units(1e300, STR("KRW")) == RECORD_UNKNOWN,
	    "nor endless ones");
	is_text(put(1234567, "KRW"), "₩1,234,567", "won for people");
	is_text(put(199, "USD"), "$1.99", "dollars");
	is_text(put(2005, "PLN"), "PLN 20.05", "a currency without a sign");
	is_text(put(1500, "KWD"), "KWD 1.500", "fils");
	is_text(put(100, "BITS"), "100 bits", "bits");
	is_text(put(100, NULL), "100", "an unknown currency");
	return done_testing();
}
