/* Chooses ticks and writes their labels. */
#include <math.h>
#include <stdio.h>

#include "chart/scale.h"
#include "core/num.h"
#include "core/when.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

double
scale_at(const struct scale *s, double value)
{
	if (s->from == s->to)
		return s->a;
	return s->a + (value - s->from) / (s->to - s->from) * (s->b - s->a);
}

double
scale_step(double span, int most)
{
	static const double round[] = { 1, 2, 5, 10 };
	double power;

	if (!(span > 0) || !isfinite(span) || most < 1)
		return 1;
	power = pow(10, floor(log10(span / most)));
	for (size_t i = 0; i < sizeof round / sizeof *round; i++)
		if (span / (round[i] * power) <= most + 1e-9)
			return round[i] * power;
	return 10 * power;
}

double
scale_above(double value, double step)
{
	return ceil(value / step - 1e-9) * step + 0.0; /* never -0 */
}

int64_t
scale_time_step(int64_t span, int most)
{
	static const int64_t steps[] = { 1, 2, 5, 10, 15, 30, MINUTE,
		2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
		HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (span / steps[i] <= most)
			return steps[i];
	return (int64_t)scale_step((double)span / DAY, most) * DAY;
}

int64_t
scale_first_tick(int64_t from, int64_t step, int64_t shift)
{
	int64_t local = from + shift;
	int64_t rest = local % step;

	if (rest < 0)
		rest += step;
	return rest == 0 ? from : from + step - rest;
}

/* Puts commas between thousands of the digits before a point. */
static size_t
group(char *to, const char *digits, int len)
{
	const char *p = digits;
	size_t n = 0;
	int whole = 0;

	if (*p == '-')
		to[n++] = *p++, len--;
	while (whole < len && p[whole] >= '0' && p[whole] <= '9')
		whole++;
	for (int i = 0; i < len; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			to[n++] = ',';
		to[n++] = p[i];
	}
	to[n] = '\0';
	return n;
}

size_t
scale_number(char text[SCALE_TEXT], double value, double step)
{
	char digits[SCALE_TEXT / 2];
	int decimals = step >= 1 ? 0 : (int)fmin(9, ceil(-log10(step) - 1e-9));
	int len;

	if (fabs(value) >= 1e15)
		return (size_t)snprintf(text, SCALE_TEXT, "%.3g", value);
	if (fabs(value) < 0.5 * pow(10, -decimals))
		value = 0; /* not "-0" */
	len = snprintf(digits, sizeof digits, "%.*f", decimals, value);
	return group(text, digits, len);
}

size_t
scale_elapsed(char text[SCALE_TEXT], int64_t sec, int64_t longest)
{
	size_t n;

	if (longest < HOUR && sec >= 0)
		return (size_t)snprintf(text, SCALE_TEXT, "%d:%02d",
		    (int)(sec / MINUTE), (int)(sec % MINUTE));
	n = when_put_hms(text, sec);
	text[n] = '\0';
	return n;
}

size_t
scale_clock(char text[SCALE_TEXT], int64_t ms, int64_t step)
{
	struct when_date d = when_date(ms, when_offset(ms));

	if (step >= DAY || (d.hour == 0 && d.minute == 0 && d.second == 0))
		return (size_t)snprintf(
		    text, SCALE_TEXT, "%d/%d", d.month, d.day);
	if (step < MINUTE)
		return (size_t)snprintf(text, SCALE_TEXT, "%02d:%02d:%02d",
		    d.hour, d.minute, d.second);
	return (size_t)snprintf(
	    text, SCALE_TEXT, "%02d:%02d", d.hour, d.minute);
}
