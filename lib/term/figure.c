/* Writes numbers, times and curves. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/when.h"
#include "record/money.h"
#include "term/figure.h"

struct str
figure_text(char *text, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, FIGURE_TEXT, fmt, ap);
	va_end(ap);
	if (n >= FIGURE_TEXT)
		n = FIGURE_TEXT - 1;
	return (struct str){ text, n > 0 ? (size_t)n : 0 };
}

/* With a comma after each three digits. */
static struct str
grouped(char *text, int64_t n)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%lld", (long long)n);
	size_t used = 0;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	return (struct str){ text, used };
}

struct str
figure_number(char *text, double n)
{
	if (n < 999999.5)
		return grouped(text, llround(n < 0 ? 0 : n));
	if (n < 999.95e6)
		return figure_text(text, "%.1fM", n / 1e6);
	return figure_text(text, "%.1fG", n / 1e9);
}

struct str
figure_multiple(char *text, double n)
{
	if (isnan(n))
		return (struct str){ text, 0 };
	return figure_text(text, n < 99.95 ? "%.1f" : "%.0f", n);
}

struct str
figure_span(char *text, int64_t sec)
{
	if (sec < 0)
		sec = 0;
	if (sec >= 3600)
		return figure_text(text, "%lld:%02d:%02d",
		    (long long)(sec / 3600), (int)(sec / 60 % 60),
		    (int)(sec % 60));
	return figure_text(text, "%d:%02d", (int)(sec / 60), (int)(sec % 60));
}

struct str
figure_clock(char *text, int64_t sec)
{
	int64_t ms = sec * 1000;
	struct when_date d = when_date(ms, when_offset(ms));

	return figure_text(text, "%02d:%02d:%02d", d.hour, d.minute, d.second);
}

struct str
figure_money(char *text, int64_t amount, struct str currency, int64_t n)
{
	char number[FIGURE_TEXT];

	if (n == 0)
		return (struct str){ text, 0 };
	if (amount <= 0)
		return figure_text(text, "x%lld", (long long)n);
	figure_number(
	    number, (double)amount / pow(10, money_decimals(currency)));
	if (str_is(currency, "KRW"))
		return figure_text(text, "₩%.*s",
		    STR_ARG(figure_number(number, (double)amount)));
	return figure_text(text, "%.*s %.3s",
	    STR_ARG(figure_number(
		number, (double)amount / pow(10, money_decimals(currency)))),
	    currency.n >= 3 ? currency.p : "");
}

/* Means, not sums: a column has one count more than another where they do not
 * share evenly. */
void
figure_curve(struct buf *b, const uint32_t *counts, size_t n, size_t columns)
{
	double mean[FIGURE_CURVE], highest = 0;

	if (columns > FIGURE_CURVE)
		columns = FIGURE_CURVE;
	for (size_t i = 0; i < columns; i++) {
		size_t from = i * n / columns, to = (i + 1) * n / columns;
		double sum = 0;

		for (size_t k = from; k < to; k++)
			sum += counts[k];
		mean[i] = to > from ? sum / (double)(to - from) : 0;
		highest = fmax(highest, mean[i]);
	}
	for (size_t i = 0; i < columns; i++) {
		char block[] = "\xe2\x96\x81"; /* U+2581 */

		if (mean[i] > 0)
			block[2] = (char)(block[2] +
			    (int)ceil(mean[i] / highest * 8) - 1);
		buf_adds(b, mean[i] > 0 ? block : " ");
	}
}
