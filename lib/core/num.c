/* Reads and writes numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/num.h"

/* Up to 18 digits, which cannot overflow: the usual case.  What is no digit has
 * one of the upper bits, or gets one with 6 added. */
static bool
short_natural(struct str s, int64_t *out)
{
	uint64_t value = 0;
	unsigned wrong = s.n == 0 ? 0xF0 : 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] ^ (unsigned)'0';

		wrong |= digit | (digit + 6);
		value = value * 10 + digit;
	}
	if (wrong > 0x0F)
		return false;
	*out = (int64_t)value;
	return true;
}

bool
num_int(struct str s, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	int64_t value = 0;

	if (s.n == (size_t)minus)
		return false;
	if (!minus && s.n <= 18)
		return short_natural(s, out);
	/* Counted downwards, because INT64_MIN has no positive twin. */
	for (size_t i = minus; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9 ||
		    __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!minus && __builtin_mul_overflow(value, -1, &value))
		return false;
	*out = value;
	return true;
}

/* strtod also takes spaces, hexadecimal, "inf" and "nan". */
static bool
looks_decimal(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("0123456789+-.eE", s.p[i]) == NULL || s.p[i] == '\0')
			return false;
	return s.n > 0;
}

/*
 * A plain decimal of up to 15 digits: its digits are an exact integer and so
 * is the power of ten, and IEEE division rounds correctly (W. D. Clinger, "How
 * to read floating point numbers accurately", 1990).
 */
static bool
short_real(struct str s, double *out)
{
	static const double tens[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	bool negative = s.n > 0 && s.p[0] == '-';
	size_t point = s.n, digits = 0;
	int64_t m = 0;

	for (size_t i = negative; i < s.n; i++) {
		if (s.p[i] == '.' && point == s.n) {
			point = i;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || ++digits > 15)
			return false;
		m = m * 10 + (s.p[i] - '0');
	}
	if (digits == 0)
		return false;
	*out = (double)m / tens[point < s.n ? s.n - point - 1 : 0];
	*out = negative ? -*out : *out;
	return true;
}

bool
num_real(struct str s, double *out)
{
	char text[64], *end;
	double value;

	if (short_real(s, out))
		return true;
	if (s.n >= sizeof text || !looks_decimal(s))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	value = strtod(text, &end);
	if (*end != '\0' || !isfinite(value))
		return false;
	*out = value;
	return true;
}

/* What the letters after a size multiply it by; 0 for unknown ones. */
static int64_t
unit_bytes(struct str unit)
{
	static const struct {
		const char *name;
		int64_t bytes;
	} units[] = { { "", 1 }, { "k", 1000 }, { "K", 1000 }, { "M", 1000000 },
		{ "G", 1000000000 }, { "Ki", 1 << 10 }, { "Mi", 1 << 20 },
		{ "Gi", 1 << 30 } };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_is(unit, units[i].name))
			return units[i].bytes;
	return 0;
}

bool
num_size(struct str s, size_t *out)
{
	struct str digits = s;
	int64_t value, unit;

	while (digits.n > 0 &&
	    (s.p[digits.n - 1] < '0' || s.p[digits.n - 1] > '9'))
		digits.n--;
	unit = unit_bytes((struct str){ s.p + digits.n, s.n - digits.n });
	if (unit == 0 || !num_int(digits, &value) || s.p[0] == '-' ||
	    __builtin_mul_overflow(value, unit, &value))
		return false;
	*out = (size_t)value;
	return true;
}

/* Writes a number's digits so that they end before `end`; returns where they
 * begin.  Two at a time: dividing takes longest. */
static char *
put_digits(char *end, uint64_t rest)
{
	static const char pairs[] =
	    "00010203040506070809101112131415161718192021222324"
	    "25262728293031323334353637383940414243444546474849"
	    "50515253545556575859606162636465666768697071727374"
	    "75767778798081828384858687888990919293949596979899";

	while (rest >= 10) {
		end -= 2;
		memcpy(end, pairs + rest % 100 * 2, 2);
		rest /= 100;
		if (rest == 0)
			return end;
	}
	*--end = (char)('0' + rest);
	return end;
}

size_t
num_put_int(char *p, int64_t value)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char digits[NUM_INT_MAX], *end = digits + sizeof digits, *first;
	size_t len = value < 0;

	p[0] = '-';
	if (rest < 10) {
		p[len] = (char)('0' + rest);
		return len + 1;
	}
	first = put_digits(end, rest);
	memcpy(p + len, first, (size_t)(end - first));
	return len + (size_t)(end - first);
}

/* Writes `units` / 10^places, places > 0. */
static size_t
put_fixed(char *p, int64_t units, int places)
{
	char digits[NUM_INT_MAX];
	int n = (int)num_put_int(digits, units < 0 ? -units : units);
	size_t len = 0;

	if (units < 0)
		p[len++] = '-';
	for (int i = n > places ? n : places + 1; i > 0; i--) {
		p[len++] = i > n ? '0' : digits[n - i];
		if (i - 1 == places)
			p[len++] = '.';
	}
	return len;
}

static const double tens[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
enum { MOST_PLACES = sizeof tens / sizeof *tens - 1 };

/* A short decimal, found exactly: IEEE division rounds correctly, so m / 10^k
 * is what m with k places reads back as, for m below 2^53 and k to 22. */
static size_t
put_short(char *p, double value)
{
	for (int k = 1; k <= MOST_PLACES; k++) {
		double m = nearbyint(value * tens[k]);

		if (fabs(m) < (double)NUM_SAFE_MAX && m / tens[k] == value)
			return put_fixed(p, (int64_t)m, k);
	}
	return 0;
}

size_t
num_put_real(char *p, double value)
{
	char text[NUM_REAL_MAX + 1];
	size_t len;

	if (!isfinite(value))
		value = 0;
	if (fabs(value) < (double)NUM_SAFE_MAX && value == nearbyint(value))
		return num_put_int(p, (int64_t)value);
	if ((len = put_short(p, value)) > 0)
		return len;
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	len = strlen(text);
	memcpy(p, text, len);
	return len;
}

size_t
num_put_decimals(char *p, double value, int places)
{
	double scaled;
	int64_t units;

	if (places == 0 || places > MOST_PLACES)
		return num_put_real(p, value);
	scaled = round(value * tens[places]);
	if (!(fabs(scaled) < (double)NUM_SAFE_MAX))
		return num_put_real(p, value);
	for (units = (int64_t)scaled; places > 0 && units % 10 == 0; places--)
		units /= 10;
	return places > 0 ? put_fixed(p, units, places) : num_put_int(p, units);
}
