/* Reads amounts of money. */
#include <math.h>

#include "core/num.h"
#include "record/event.h"
#include "record/money.h"

static const struct {
	const char *sign, *code;
} signs[] = {
	{ "$", "USD" },
	{ "US$", "USD" },
	{ "A$", "AUD" },
	{ "AU$", "AUD" },
	{ "CA$", "CAD" },
	{ "HK$", "HKD" },
	{ "MX$", "MXN" },
	{ "NT$", "TWD" },
	{ "NZ$", "NZD" },
	{ "R$", "BRL" },
	{ "S$", "SGD" },
	{ "£", "GBP" },
	{ "€", "EUR" },
	{ "₩", "KRW" },
	{ "￦", "KRW" },
	{ "¥", "JPY" },
	{ "￥", "JPY" },
	{ "JP¥", "JPY" },
	{ "CN¥", "CNY" },
	{ "₫", "VND" },
	{ "₱", "PHP" },
	{ "₹", "INR" },
	{ "₺", "TRY" },
	{ "₽", "RUB" },
	{ "₪", "ILS" },
	{ "฿", "THB" },
};
enum { N_SIGNS = sizeof signs / sizeof *signs };

static bool
is_among(struct str code, const char *codes)
{
	struct str rest = str_of(codes);

	while (rest.p != NULL)
		if (str_eq(str_cut(&rest, ' '), code))
			return true;
	return false;
}

/* The currency's decimals: ISO 4217, table A.1, "minor unit". */
int
money_decimals(struct str currency)
{
	if (is_among(currency,
		"BITS BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI "
		"VND VUV XAF XOF XPF"))
		return 0;
	if (is_among(currency, "BHD IQD JOD KWD LYD OMR TND"))
		return 3;
	return 2;
}

int64_t
money_units(double amount, struct str currency)
{
	double units = round(amount * pow(10, money_decimals(currency)));

	/* Also refuses NaN. */
	if (!(units >= 0 && units <= (double)NUM_SAFE_MAX))
		return RECORD_UNKNOWN;
	return (int64_t)units;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The part from the first digit to the last. */
static struct str
find_number(struct str s)
{
	while (s.n > 0 && !is_digit(s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && !is_digit(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* "1.234,50" and "1,234.50" alike: the last separator is the decimal one when
 * one or two digits follow it, as none groups fewer than three. */
static double
read_number(struct str s)
{
	double value = 0, scale = 1;
	size_t point = s.n;

	for (size_t i = s.n; i > 0 && s.n - i <= 2 && point == s.n; i--)
		if (!is_digit(s.p[i - 1]))
			point = i - 1;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			continue;
		value = value * 10 + (s.p[i] - '0');
		if (i > point)
			scale *= 10;
	}
	return value / scale;
}

/* Without spaces around, also the no-break ones. */
static struct str
trim(struct str s)
{
	s = str_trim(s);
	while (str_starts(s, "\xC2\xA0"))
		s.p += 2, s.n -= 2;
	while (str_ends(s, "\xC2\xA0"))
		s.n -= 2;
	return s;
}

static bool
is_code(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n == 3;
}

static struct str
currency_of(struct str sign)
{
	for (int i = 0; i < N_SIGNS; i++)
		if (str_is(sign, signs[i].sign))
			return str_of(signs[i].code);
	return is_code(sign) ? sign : (struct str){ 0 };
}

bool
money_shown(struct str shown, int64_t *units, struct str *currency)
{
	struct str number = find_number(shown), before = shown, behind = shown;

	if (number.n == 0)
		return false;
	before.n = (size_t)(number.p - shown.p);
	behind.p = number.p + number.n;
	behind.n = shown.n - before.n - number.n;
	before = trim(before);
	*currency = currency_of(before.n > 0 ? before : trim(behind));
	*units = money_units(read_number(number), *currency);
	return true;
}

static void
put_grouped(struct buf *b, int64_t n)
{
	char digits[NUM_INT_MAX];
	size_t len = num_put_int(digits, n);

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_addc(b, ',');
		buf_addc(b, digits[i]);
	}
}

/* Before the number: a sign, or the code and a space. */
static void
put_currency(struct buf *b, struct str currency)
{
	for (int i = 0; i < N_SIGNS; i++)
		if (str_is(currency, signs[i].code)) {
			buf_adds(b, signs[i].sign);
			return;
		}
	if (currency.n > 0) {
		buf_str(b, currency);
		buf_addc(b, ' ');
	}
}

void
money_put(struct buf *b, int64_t units, struct str currency)
{
	bool bits = str_is(currency, "BITS");
	int decimals = currency.n > 0 ? money_decimals(currency) : 0;
	int64_t one = 1;

	if (!bits)
		put_currency(b, currency);
	for (int i = 0; i < decimals; i++)
		one *= 10;
	put_grouped(b, units / one);
	if (decimals > 0)
		buf_fmt(b, ".%0*lld", decimals, (long long)(units % one));
	if (bits)
		buf_adds(b, " bits");
}
