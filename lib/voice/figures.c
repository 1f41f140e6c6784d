/* Reads digits with marks between them. */
#include <string.h>

#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/figures.h"
#include "voice/numbers.h"

/*
 * Each kind of figure is looked for in the text ahead.  One that is there is
 * said and its bytes are given back, else 0.
 */
typedef size_t figure(struct aloud *, struct str);

/* Digits and what they are worth. */
struct part {
	struct str text;
	unsigned value; /* of at most nine digits */
};

/* Takes `least` to `most` digits off the front; no more may stand there. */
static bool
take(struct str *s, size_t least, size_t most, struct part *part)
{
	size_t n = numbers_digits(*s, false);

	if (n < least || n > most)
		return false;
	part->text = (struct str){ s->p, n };
	part->value = 0;
	for (size_t i = 0; i < n && n <= 9; i++)
		part->value = part->value * 10 + (unsigned)(s->p[i] - '0');
	*s = aloud_skip(*s, n);
	return true;
}

static bool
take_one_of(struct str *s, const char *set, char *c)
{
	if (s->n == 0 || s->p[0] == '\0' || strchr(set, s->p[0]) == NULL)
		return false;
	*c = s->p[0];
	*s = aloud_skip(*s, 1);
	return true;
}

static bool
take_char(struct str *s, char c)
{
	return take_one_of(s, (char[]){ c, '\0' }, &c);
}

static size_t
take_spaces(struct str *s, size_t most)
{
	size_t n = 0;

	while (n < most && take_char(s, ' '))
		n++;
	return n;
}

/* Says them one after the other. */
static void
put_parts(struct aloud *a, const struct part *part, size_t n,
    const char *between, void (*put)(struct buf *, struct str))
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_adds(a->out, between);
		put(a->out, part[i].text);
	}
}

/* Whether the digits go on with this mark and another digit. */
static bool
goes_on(struct str s, char mark)
{
	return s.n > 1 && s.p[0] == mark &&
	    aloud_is_digit((unsigned char)s.p[1]);
}

static bool
is_day(struct part month, struct part day)
{
	return month.value >= 1 && month.value <= 12 && day.value >= 1 &&
	    day.value <= 31;
}

static bool
is_year(struct part year)
{
	return year.text.n == 4 && year.value >= 1900 && year.value <= 2100;
}

/* "24.12.25" is a day; "iOS 17.5.1" and "3.11.4" are versions. */
static bool
is_short_year(const struct aloud *a, struct part year)
{
	struct str word = aloud_word_before(a);

	return year.text.n == 2 && year.value >= 19 && year.value <= 39 &&
	    !aloud_is_latin(aloud_first(word));
}

static void
put_day(struct aloud *a, unsigned month, unsigned day)
{
	numbers_put_month(a, month);
	buf_addc(a->out, ' ');
	hangul_sino(a->out, day);
	buf_adds(a->out, "일");
}

static void
put_year(struct aloud *a, unsigned year)
{
	hangul_sino(a->out, year);
	buf_adds(a->out, "년 ");
}

/* "2026-03-01", "2024. 12. 25", "24.12.25". */
static size_t
date(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part year, month, day;
	char mark;

	if (!take(&s, 2, 4, &year) || !take_one_of(&s, "-./", &mark))
		return 0;
	if (mark == '.')
		take_spaces(&s, 1);
	if (!take(&s, 1, 2, &month) || !take_char(&s, mark))
		return 0;
	if (mark == '.')
		take_spaces(&s, 1);
	if (!take(&s, 1, 2, &day) || goes_on(s, mark) || !is_day(month, day) ||
	    !(is_year(year) || (mark == '.' && is_short_year(a, year))))
		return 0;
	put_year(a, year.value);
	put_day(a, month.value, day.value);
	return all.n - s.n;
}

/* "12/25/2024", as it is written elsewhere. */
static size_t
date_backwards(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part month, day, year;

	if (!take(&s, 1, 2, &month) || !take_char(&s, '/') ||
	    !take(&s, 1, 2, &day) || !take_char(&s, '/') ||
	    !take(&s, 4, 4, &year) || !is_year(year))
		return 0;
	if (!is_day(month, day)) {
		struct part other = month;

		month = day;
		day = other;
	}
	if (!is_day(month, day))
		return 0;
	put_year(a, year.value);
	put_day(a, month.value, day.value);
	return all.n - s.n;
}

/* "2024.12", "2024-12". */
static size_t
month_of_year(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part year, month;
	char mark;

	if (!take(&s, 4, 4, &year) || !take_one_of(&s, "-./", &mark) ||
	    !take(&s, 2, 2, &month) || goes_on(s, mark) || !is_year(year) ||
	    month.value < 1 || month.value > 12)
		return 0;
	put_year(a, year.value);
	numbers_put_month(a, month.value);
	return all.n - s.n;
}

static bool
is_beside(const struct aloud *a, struct str behind, enum korean_table before,
    enum korean_table after)
{
	take_spaces(&behind, 1);
	return korean_has_word(a->ko, before, aloud_word_before(a)) ||
	    aloud_key(a, after, behind) > 0;
}

static void
put_fraction(struct aloud *a, struct part over, struct part under)
{
	numbers_put_sino(a->out, under.text);
	buf_adds(a->out, "분의 ");
	numbers_put_sino(a->out, over.text);
}

/* "전체의 3/12" is a part of something. */
static bool
is_part_of(const struct aloud *a)
{
	return str_ends(aloud_word_before(a), "의");
}

/* "12/25" is a day, "1/2" a half unless something beside it says a day. */
static bool
is_day_here(const struct aloud *a, struct part over, struct part under,
    struct str behind)
{
	if (!is_day(over, under) || over.text.n > 2 || under.text.n > 2 ||
	    is_part_of(a))
		return false;
	return over.value >= under.value || under.value > 10 ||
	    is_beside(a, behind, KOREAN_DATE_BEFORE, KOREAN_DATE_AFTER);
}

static size_t
slash(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part over, under;

	if (!take(&s, 1, 4, &over) || !take_char(&s, '/') ||
	    !take(&s, 1, 4, &under) || goes_on(s, '/') || under.value == 0)
		return 0;
	if (is_day_here(a, over, under, s)) {
		put_day(a, over.value, under.value);
		if (str_starts(s, "일"))
			s = aloud_skip(s, strlen("일"));
	} else if (over.value < under.value || is_part_of(a)) {
		put_fraction(a, over, under);
	} else {
		return 0;
	}
	return all.n - s.n;
}

/* "1 1/2" is one and a half. */
static size_t
mixed(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part whole, over, under;

	if (!take(&s, 1, 4, &whole) || !take_spaces(&s, 1) ||
	    !take(&s, 1, 2, &over) || !take_char(&s, '/') ||
	    !take(&s, 1, 2, &under) || over.value >= under.value ||
	    goes_on(s, '/'))
		return 0;
	numbers_put_sino(a->out, whole.text);
	buf_adds(a->out, "과 ");
	put_fraction(a, over, under);
	return all.n - s.n;
}

static void
put_hour(struct aloud *a, unsigned hour)
{
	if (hour >= 1 && hour <= 12)
		hangul_native(a->out, hour);
	else
		hangul_sino(a->out, hour);
}

static void
put_after(struct aloud *a, struct part n, const char *name)
{
	if (n.value == 0)
		return;
	buf_addc(a->out, ' ');
	hangul_sino(a->out, n.value);
	buf_adds(a->out, name);
}

/* "PM" after a time is said before it: 오후; its bytes. */
static size_t
put_half(struct aloud *a, struct str s)
{
	char lower[4] = { 0 };
	struct str said;
	size_t gap = take_spaces(&s, 1), n = 0;

	for (; n < s.n && n < sizeof lower; n++)
		lower[n] = aloud_is_latin((unsigned char)s.p[n])
		    ? (char)(s.p[n] | 0x20)
		    : s.p[n];
	n = korean_find(
	    a->ko, KOREAN_HALVES, (struct str){ lower, n }, n, &said);
	if (n == 0 || aloud_is_latin(aloud_first(aloud_skip(s, n))))
		return 0;
	buf_fmt(a->out, "%.*s ", STR_ARG(said));
	return gap + n;
}

/* "7pm". */
static size_t
hour_of_half(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part hour;
	size_t n;

	if (!take(&s, 1, 2, &hour) || hour.value < 1 || hour.value > 12 ||
	    (n = put_half(a, s)) == 0)
		return 0;
	put_hour(a, hour.value);
	buf_adds(a->out, " 시");
	return all.n - s.n + n;
}

/* "12:30", "09:15:30"; "1:23:45" is how far into a recording. */
static size_t
clock(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part hour, minute, second = { .value = 0 };
	bool has_seconds;

	if (!take(&s, 1, 2, &hour) || !take_char(&s, ':') ||
	    !take(&s, 2, 2, &minute))
		return 0;
	has_seconds = goes_on(s, ':');
	if (has_seconds && (!take_char(&s, ':') || !take(&s, 2, 2, &second)))
		return 0;
	if (hour.value > 24 || minute.value > 59 || second.value > 59 ||
	    goes_on(s, ':') ||
	    is_beside(a, s, KOREAN_SCORE_BEFORE, KOREAN_SCORE_AFTER))
		return 0;
	s = aloud_skip(s, put_half(a, s));
	put_hour(a, hour.value);
	buf_adds(a->out, has_seconds && hour.text.n == 1 ? " 시간" : " 시");
	put_after(a, minute, "분");
	put_after(a, second, "초");
	return all.n - s.n;
}

/* "3:2", "3 : 2", "3:2:1". */
static size_t
score(struct aloud *a, struct str all)
{
	enum { MOST = 4 };
	struct str s = all, end;
	struct part part[MOST];
	size_t n = 0;

	while (n < MOST && take(&s, 1, 3, &part[n])) {
		n++;
		end = s;
		take_spaces(&s, 1);
		if (!take_char(&s, ':'))
			break;
		take_spaces(&s, 1);
	}
	if (n < 2)
		return 0;
	put_parts(a, part, n, " 대 ", numbers_put_sino);
	return all.n - end.n;
}

/* "2-1", where something beside it says that it is one. */
static size_t
score_with_hyphen(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part part[2];

	if (!take(&s, 1, 3, &part[0]) || !take_char(&s, '-') ||
	    !take(&s, 1, 3, &part[1]) || goes_on(s, '-') ||
	    !is_beside(a, s, KOREAN_SCORE_BEFORE, KOREAN_SCORE_AFTER))
		return 0;
	put_parts(a, part, 2, " 대 ", numbers_put_sino);
	return all.n - s.n;
}

/* "3대2", "3 대 0": nothing that is counted follows. */
static size_t
score_in_words(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part part[2];
	struct follower counted;

	if (!take(&s, 1, 3, &part[0]))
		return 0;
	take_spaces(&s, 1);
	if (!str_starts(s, "대"))
		return 0;
	s = aloud_skip(s, strlen("대"));
	take_spaces(&s, 1);
	if (!take(&s, 1, 3, &part[1]))
		return 0;
	counted = numbers_follower(a, s);
	if (counted.n > 0 && counted.gap == 0)
		return 0;
	put_parts(a, part, 2, " 대 ", numbers_put_sino);
	return all.n - s.n;
}

/* "2.0.1" and "192.168.0.1". */
static size_t
version(struct aloud *a, struct str all)
{
	enum { MOST = 6 };
	struct str s = all;
	struct part part[MOST];
	size_t n = 0;

	while (n < MOST && take(&s, 1, 6, &part[n])) {
		n++;
		if (!goes_on(s, '.'))
			break;
		s = aloud_skip(s, 1);
	}
	if (n < 3)
		return 0;
	put_parts(a, part, n, " 점 ", numbers_put_sino);
	return all.n - s.n;
}

/* 02 to 0505, or one of the 15, 16 and 18 that have four digits. */
static bool
is_area(struct part p)
{
	return (p.text.p[0] == '0' && p.text.n >= 2 && p.text.n <= 4) ||
	    (p.text.n == 4 && p.text.p[0] == '1' &&
		strchr("568", p.text.p[1]) != NULL);
}

/* A group that begins with 0 counts nothing: "20240315-0012". */
static bool
is_code(struct part p)
{
	return p.text.p[0] == '0';
}

/* "010-1234-5678", "02)123-4567", "1588-1234"; three groups and more with
 * hyphens are digits whatever they are. */
static size_t
telephone(struct aloud *a, struct str all)
{
	enum { MOST = 6 };
	struct str s = all, end = all;
	struct part part[MOST];
	size_t n = 0;
	bool hyphens = true, abroad = aloud_before(a) == '+';
	char mark;

	while (n < MOST && take(&s, abroad && n == 0 ? 1 : 2, 8, &part[n])) {
		n++;
		end = s;
		if (!take_one_of(&s, "-). ", &mark))
			break;
		hyphens &= mark == '-' || !aloud_is_digit(aloud_first(s));
		take_spaces(&s, mark == ')');
	}
	if (aloud_is_digit(aloud_first(end)))
		return 0;
	if (!(n >= 3 && (hyphens || abroad)) &&
	    !(n == 2 && hyphens && is_code(part[1])) &&
	    !(n >= 2 && is_area(part[0]) && part[n - 1].text.n == 4 &&
		(hyphens || (n == 3 && part[0].text.p[0] == '0'))))
		return 0;
	put_parts(a, part, n, " ", hangul_digits);
	return all.n - end.n;
}

/* "01012345678". */
static size_t
mobile(struct aloud *a, struct str all)
{
	struct str s = all;
	struct part number;
	const char *p = all.p;
	size_t n;

	if (!take(&s, 10, 11, &number) || !str_starts(number.text, "01"))
		return 0;
	n = number.text.n;
	put_parts(a,
	    (struct part[]){ { { p, 3 }, 0 }, { { p + 3, n - 7 }, 0 },
		{ { p + n - 4, 4 }, 0 } },
	    3, " ", hangul_digits);
	return n;
}

bool
figures_read(struct aloud *a)
{
	static figure *const figures[] = { date, date_backwards, month_of_year,
		telephone, mobile, mixed, slash, clock, hour_of_half, score,
		score_with_hyphen, score_in_words, version };
	struct str ahead = aloud_ahead(a);
	uint32_t before = aloud_before(a);

	if (!aloud_is_digit(aloud_first(ahead)) || aloud_is_digit(before))
		return false;
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		size_t start = a->out->n, said, n;

		numbers_gap(a);
		said = a->out->n;
		if ((n = figures[i](a, ahead)) > 0) {
			a->at += n;
			numbers_put_unit(a, said);
			return true;
		}
		a->out->n = start;
	}
	return false;
}
