/* Reads and writes moments and durations. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/num.h"
#include "core/when.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const int64_t DAY = INT64_C(24) * HOUR;

static int64_t
read_clock(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec / 1000000;
}

int64_t
when_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
when_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/*
 * Days from 1970-01-01 to a date of the proleptic Gregorian calendar, and
 * back: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".  Years
 * begin in March there, so that the leap day comes last; an era is 400 years.
 */
static int64_t
days_from_date(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void
date_from_days(int64_t days, struct when_date *d)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 +
				  day_of_era / 36524 - day_of_era / 146096) /
	    365;
	int64_t day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t m = (5 * day_of_year + 2) / 153;

	d->day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
	d->month = (int)(m < 10 ? m + 3 : m - 9);
	d->year = (int)(year_of_era + era * 400 + (d->month <= 2));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct when_date
when_date(int64_t ms, int offset)
{
	int64_t local = ms + (int64_t)offset * MINUTE;
	int64_t days = floor_div(local, DAY);
	int rest = (int)(local - days * DAY);
	struct when_date d = { .hour = rest / HOUR,
		.minute = rest / MINUTE % 60,
		.second = rest / SECOND % 60,
		.milli = rest % SECOND };

	date_from_days(days, &d);
	return d;
}

/* Takes exactly `width` digits off *s. */
static bool
take_digits(struct str *s, int width, int *out)
{
	int value = 0;

	if (s->n < (size_t)width)
		return false;
	for (int i = 0; i < width; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		value = value * 10 + (s->p[i] - '0');
	}
	s->p += width;
	s->n -= (size_t)width;
	*out = value;
	return true;
}

static inline bool
take(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static bool
take_date(struct str *s, int64_t *days)
{
	int year, month, day;

	if (!take_digits(s, 4, &year) || !take(s, '-') ||
	    !take_digits(s, 2, &month) || !take(s, '-') ||
	    !take_digits(s, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > days_in(year, month))
		return false;
	*days = days_from_date(year, month, day);
	return true;
}

static bool
take_clock(struct str *s, int64_t *ms)
{
	int hour, minute, second;

	if (!take_digits(s, 2, &hour) || !take(s, ':') ||
	    !take_digits(s, 2, &minute) || !take(s, ':') ||
	    !take_digits(s, 2, &second))
		return false;
	/* 60 is a leap second; it reads as the first of the next minute. */
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	*ms = (int64_t)hour * HOUR + minute * MINUTE + second * SECOND;
	return true;
}

/* An optional ".5" or ".204123". */
static bool
take_fraction(struct str *s, int64_t *ms)
{
	int scale = 100, digit;

	*ms = 0;
	if (!take(s, '.'))
		return true;
	if (!take_digits(s, 1, &digit))
		return false;
	do {
		*ms += digit * scale;
		scale /= 10;
	} while (take_digits(s, 1, &digit));
	return true;
}

/* "Z", "+09:00" or "+0900", as minutes east. */
static bool
take_zone(struct str *s, int *minutes)
{
	int hour, minute;
	bool west = s->n > 0 && s->p[0] == '-';

	*minutes = 0;
	if (take(s, 'Z') || take(s, 'z'))
		return true;
	if (!(take(s, '+') || take(s, '-')) || !take_digits(s, 2, &hour))
		return false;
	take(s, ':');
	if (!take_digits(s, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*minutes = (hour * 60 + minute) * (west ? -1 : 1);
	return true;
}

/* Date and time of day without a zone. */
static bool
take_local(struct str *s, int64_t *ms)
{
	int64_t days, clock, fraction;

	if (!take_date(s, &days) ||
	    !(take(s, 'T') || take(s, 't') || take(s, ' ')) ||
	    !take_clock(s, &clock) || !take_fraction(s, &fraction))
		return false;
	*ms = days * DAY + clock + fraction;
	return true;
}

/* How chz and most platforms spell a moment. */
static const char usual[] = "0000-00-00T00:00:00.000Z";
enum { USUAL = sizeof usual - 1 };
_Static_assert(USUAL % sizeof(uint64_t) == 0, "whole words");

/* The digits of such a text at their places, zeros between them; eight at a
 * time: what is no digit has one of the upper bits, or gets one with 6 added.
 */
static bool
read_usual(const char *p, unsigned char d[USUAL])
{
	const uint64_t six = UINT64_C(0x0606060606060606);
	uint64_t wrong = 0;

	for (size_t i = 0; i < USUAL; i += sizeof wrong) {
		uint64_t here, form;

		memcpy(&here, p + i, sizeof here);
		memcpy(&form, usual + i, sizeof form);
		here ^= form;
		wrong |= here | (here + six);
		memcpy(d + i, &here, sizeof here);
	}
	return (wrong & UINT64_C(0xF0F0F0F0F0F0F0F0)) == 0 &&
	    (d[4] | d[7] | d[10] | d[13] | d[16] | d[19] | d[23]) == 0;
}

static int
pair(const unsigned char *digits)
{
	return digits[0] * 10 + digits[1];
}

/* A moment in the usual spelling; false leaves the rest to others, such as a
 * leap second, which may be behind the last year. */
static bool
take_usual(const char *p, int64_t *ms)
{
	unsigned char d[USUAL];
	int year, month, day, clock;

	if (!read_usual(p, d))
		return false;
	year = pair(d) * 100 + pair(d + 2);
	month = pair(d + 5);
	day = pair(d + 8);
	if (month < 1 || month > 12 || day < 1 || day > days_in(year, month) ||
	    pair(d + 11) > 23 || pair(d + 14) > 59 || pair(d + 17) > 59)
		return false;
	clock = pair(d + 11) * HOUR + pair(d + 14) * MINUTE +
	    pair(d + 17) * SECOND + d[20] * 100 + pair(d + 21);
	*ms = days_from_date(year, month, day) * DAY + clock;
	return true;
}

bool
when_rfc3339(struct str s, int64_t *ms)
{
	/* The first and the last moment of the years 0000 to 9999, UTC. */
	const int64_t first = INT64_C(-62167219200000);
	const int64_t last = INT64_C(253402300799999);
	int64_t local, utc;
	int minutes;

	if (s.n == USUAL && take_usual(s.p, ms))
		return true;
	if (!take_local(&s, &local) || !take_zone(&s, &minutes) || s.n > 0)
		return false;
	utc = local - (int64_t)minutes * MINUTE;
	if (utc < first || utc > last)
		return false;
	*ms = utc;
	return true;
}

bool
when_kst(struct str s, int64_t *ms)
{
	int64_t local;

	if (!take_local(&s, &local) || s.n > 0)
		return false;
	*ms = local - (int64_t)WHEN_KST * MINUTE;
	return true;
}

/* The offset that holds at a local time; near a change of summer time one
 * look back settles it. */
static int64_t
from_local(int64_t local)
{
	int64_t guess = local - (int64_t)when_offset(local) * MINUTE;

	return local - (int64_t)when_offset(guess) * MINUTE;
}

bool
when_typed(struct str s, int64_t now, int64_t *ms)
{
	struct str rest = s;
	int64_t value;

	if (when_rfc3339(s, ms))
		return true;
	if (take_local(&rest, &value) && rest.n == 0) {
		*ms = from_local(value);
		return true;
	}
	rest = s;
	if (take_date(&rest, &value) && rest.n == 0) {
		*ms = from_local(value * DAY);
		return true;
	}
	rest = s;
	if (take(&rest, '-') && when_duration(rest, &value)) {
		*ms = now - value;
		return true;
	}
	return num_int(s, ms);
}

/* Takes "90s" off *s; a number without a unit is seconds. */
static bool
take_span(struct str *s, int64_t *ms)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = { { "ms", 1 }, { "s", SECOND }, { "m", MINUTE },
		{ "h", HOUR }, { "d", 24 * HOUR } };
	struct str digits = { s->p, 0 };

	while (
	    digits.n < s->n && s->p[digits.n] >= '0' && s->p[digits.n] <= '9')
		digits.n++;
	if (!num_int(digits, ms))
		return false;
	s->p += digits.n;
	s->n -= digits.n;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!str_starts(*s, units[i].unit))
			continue;
		s->p += strlen(units[i].unit);
		s->n -= strlen(units[i].unit);
		return !__builtin_mul_overflow(*ms, units[i].ms, ms);
	}
	return s->n == 0 && !__builtin_mul_overflow(*ms, SECOND, ms);
}

bool
when_duration(struct str s, int64_t *ms)
{
	int64_t total = 0, span;

	do {
		if (!take_span(&s, &span) ||
		    __builtin_add_overflow(total, span, &total))
			return false;
	} while (s.n > 0);
	*ms = total;
	return true;
}

const char *
when_read_offset(struct str arg, void *ms)
{
	bool back = str_take(&arg, "-");
	int64_t span;

	if (!when_duration(arg, &span) || span > WHEN_LAST)
		return "a duration, which may be negative";
	*(int64_t *)ms = back ? -span : span;
	return NULL;
}

static inline char *
put_padded(char *p, int value, int width)
{
	for (int i = width - 1; i >= 0; i--, value /= 10)
		p[i] = (char)('0' + value % 10);
	return p + width;
}

/* "2026-01-06", `between`, "11:20:01". */
static char *
put_date_clock(char *p, const struct when_date *d, char between)
{
	p = put_padded(p, d->year, 4);
	*p++ = '-';
	p = put_padded(p, d->month, 2);
	*p++ = '-';
	p = put_padded(p, d->day, 2);
	*p++ = between;
	p = put_padded(p, d->hour, 2);
	*p++ = ':';
	p = put_padded(p, d->minute, 2);
	*p++ = ':';
	return put_padded(p, d->second, 2);
}

void
when_put_utc(char *p, int64_t ms)
{
	struct when_date d = when_date(ms, 0);

	p = put_date_clock(p, &d, 'T');
	*p++ = '.';
	p = put_padded(p, d.milli, 3);
	*p = 'Z';
}

void
when_put_local(char *p, int64_t ms)
{
	int offset = when_offset(ms);
	struct when_date d = when_date(ms, offset);

	p = put_date_clock(p, &d, ' ');
	*p++ = offset < 0 ? '-' : '+';
	p = put_padded(p, abs(offset) / 60, 2);
	*p++ = ':';
	put_padded(p, abs(offset) % 60, 2);
}

bool
when_hms(struct str s, int64_t *ms)
{
	int64_t sum = 0, part;
	int parts = 0;

	for (; s.p != NULL; parts++) {
		struct str piece = str_cut(&s, ':');

		if (piece.n < 1 || piece.n > 6 || !num_int(piece, &part) ||
		    part < 0 || (parts > 0 && (piece.n != 2 || part > 59)))
			return false;
		sum = sum * 60 + part;
	}
	if (parts < 2 || parts > 3)
		return false;
	*ms = sum * 1000;
	return true;
}

size_t
when_put_hms(char *p, int64_t sec)
{
	size_t len = 0;

	if (sec < 0)
		p[len++] = '-';
	sec = sec < 0 ? -sec : sec;
	len += num_put_int(p + len, sec / 3600);
	p[len++] = ':';
	put_padded(p + len, (int)(sec / 60 % 60), 2);
	p[len + 2] = ':';
	put_padded(p + len + 3, (int)(sec % 60), 2);
	return len + 5;
}

/* Most users live in Seoul; the others set TZ. */
static void
load_zone(void)
{
	static bool loaded;

	if (loaded)
		return;
	loaded = true;
	if (getenv("TZ") == NULL)
		setenv("TZ", "Asia/Seoul", 1);
	tzset();
}

int
when_offset(int64_t ms)
{
	time_t t = (time_t)floor_div(ms, SECOND);
	struct tm tm;

	load_zone();
	if (localtime_r(&t, &tm) == NULL)
		return 0;
	return (int)(tm.tm_gmtoff / 60);
}
