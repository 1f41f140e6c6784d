/* Leaves out what is not read aloud. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "text/emote.h"
#include "text/links.h"
#include "voice/aloud.h"
#include "voice/markup.h"

/* How far away the end of a tag or a direction is looked for, in bytes. */
enum {
	LONGEST_TAG = 256,
	LONGEST_DIRECTION = 180,
	LONGEST_ENTITY = 12,
	LONGEST_HOST = 128
};

/* So often the end of a tag is looked for without success, through all the
 * text. */
enum { MOST_VAIN = 16 };

/* A place in the text; `seen` is what lies before it. */
struct scan {
	const struct korean *ko;
	struct buf *out;
	struct str seen, rest;
	size_t start;  /* of what is written, in `out` */
	unsigned vain; /* looks for the end of a tag that found none */
};

static char
last_seen(const struct scan *s)
{
	return s->seen.n > 0 ? s->seen.p[s->seen.n - 1] : '\n';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Where `c` is within the first `max` bytes of `s`, on the same line; 0 when
 * it is not. */
static size_t
find(struct str s, char c, size_t max)
{
	for (size_t i = 1; i < s.n && i < max && s.p[i] != '\n'; i++)
		if (s.p[i] == c)
			return i;
	return 0;
}

/* "#38" or "#x26" as a character; false when it is none that can be read. */
static bool
numbered(struct str name, uint32_t *c)
{
	bool hex = name.n > 1 && (name.p[1] | 0x20) == 'x';
	char digits[LONGEST_ENTITY] = { 0 }, *end;
	unsigned long value;

	if (name.n < 2 || name.p[0] != '#' || name.n > sizeof digits)
		return false;
	memcpy(digits, name.p + 1 + hex, name.n - 1 - hex);
	if (digits[0] < '0' || digits[0] > 'f')
		return false;
	value = strtoul(digits, &end, hex ? 16 : 10);
	*c = (uint32_t)value;
	return *end == '\0' && value >= 0x20 && value <= 0x10FFFF &&
	    (value < 0xD800 || value > 0xDFFF);
}

static size_t
entity(struct buf *out, struct str s, const struct korean *ko)
{
	size_t end = find(s, ';', LONGEST_ENTITY);
	struct str name = { s.p + 1, end > 0 ? end - 1 : 0 }, meant;
	uint32_t c;

	if (korean_has(ko, KOREAN_ENTITIES, name)) {
		korean_find(ko, KOREAN_ENTITIES, name, name.n, &meant);
		buf_str(out, meant);
	} else if (numbered(name, &c)) {
		out->n += utf8_put(buf_reserve(out, UTF8_MAX), c);
	} else {
		return 0;
	}
	return end + 1;
}

void
markup_entities(struct buf *out, struct str text, const struct korean *ko)
{
	while (text.n > 0) {
		const char *sign = memchr(text.p, '&', text.n);
		size_t n = sign != NULL ? (size_t)(sign - text.p) : text.n;

		buf_add(out, text.p, n);
		text = aloud_skip(text, n);
		if (text.n == 0)
			break;
		if ((n = entity(out, text, ko)) == 0)
			buf_add(out, text.p, n = 1);
		text = aloud_skip(text, n);
	}
}

/* Chzzk's emoji code, "{:name:}". */
static size_t
emote(struct scan *s)
{
	size_t n = emote_code(s->rest);

	if (n > 0)
		buf_addc(s->out, ' ');
	return n;
}

/* A text in lower case, as far as it is ASCII. */
static struct str
lowered(struct str s, char *room)
{
	for (size_t i = 0; i < s.n; i++)
		room[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20)
							 : s.p[i];
	return (struct str){ room, s.n };
}

/* The name of the tag that begins here, "b" of "<b>" and of "</b>"; empty when
 * there is none. */
static struct str
tag_name(struct str s)
{
	size_t start = s.n > 1 && s.p[1] == '/' ? 2 : 1, n = start;

	while (
	    n < s.n && n < LONGEST_TAG && aloud_is_latin((unsigned char)s.p[n]))
		n++;
	return (struct str){ s.p + start, n > start ? n - start : 0 };
}

/* The bytes up to and with the end of what a tag holds; 0 when it is not
 * closed. */
static size_t
closed_at(struct scan *s, struct str name)
{
	struct buf end = { 0 };
	const char *found;

	if (s->vain >= MOST_VAIN)
		return 0;
	buf_fmt(&end, "</%.*s>", STR_ARG(name));
	found = memmem(s->rest.p, s->rest.n, end.p, end.n);
	s->vain += found == NULL;
	name.n = end.n;
	buf_free(&end);
	return found != NULL ? (size_t)(found - s->rest.p) + name.n : 0;
}

/* What a model thinks is not said: <think>...</think>, also when either end
 * is missing. */
static size_t
silent(struct scan *s, struct str name)
{
	bool closes = s->rest.p[1] == '/', thought = str_is(name, "think");
	size_t n;

	if (closes && thought)
		s->out->n = s->start;
	if (closes)
		return 0;
	n = closed_at(s, name);
	return n == 0 && thought ? s->rest.n : n;
}

/* "<b>" and "</b>"; a line's end for those that end one. */
static size_t
tag(struct scan *s)
{
	static const char *const breaks[] = { "br", "p", "li", "div", "hr",
		"h1", "tr" };
	char room[LONGEST_TAG];
	struct str name = tag_name(s->rest);
	size_t end = find(s->rest, '>', LONGEST_TAG), n = 0;

	if (end == 0 || name.n == 0)
		return 0;
	if (korean_has(s->ko, KOREAN_SILENT_TAGS, lowered(name, room)))
		n = silent(s, name);
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
		if (str_is(name, breaks[i]))
			buf_addc(s->out, '\n');
	return n > 0 ? n : end + 1;
}

static bool
has_syllables(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return true;
	return false;
}

static struct str
first_word(struct str s)
{
	size_t n = 0;

	while (n < s.n &&
	    (aloud_is_latin((unsigned char)s.p[n]) ||
		(unsigned char)s.p[n] >= 0x80))
		n++;
	return (struct str){ s.p, n };
}

/* Whether a text ends in a key of the table: in six syllables at most. */
static bool
ends_as(struct str s, const struct korean *ko, enum korean_table endings)
{
	for (size_t n = 1; n < s.n && n <= 24; n++)
		if (korean_has(ko, endings, (struct str){ s.p + s.n - n, n }))
			return true;
	return false;
}

/* Whether it is a feeling or an action, and not something to say. */
static bool
is_direction(struct str inside, const struct korean *ko)
{
	char room[LONGEST_DIRECTION];
	struct str s = lowered(str_trim(inside), room), word = first_word(s);

	if (korean_has(ko, KOREAN_DIRECTIONS, word) &&
	    (word.n == s.n || !has_syllables(s) || s.p[word.n] == ':'))
		return true;
	return has_syllables(s) && ends_as(s, ko, KOREAN_DIRECTION_ENDINGS);
}

/* "(´・ω・`)", "(>_<)": nothing to be read. */
static bool
is_face(struct str s)
{
	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);

		if (aloud_is_latin(c) || aloud_is_digit(c) ||
		    (c >= 0x3040 && c <= 0xD7A3))
			return false;
		s = aloud_skip(s, n);
	}
	return true;
}

static size_t
direction(struct scan *s, char close)
{
	size_t end = find(s->rest, close, LONGEST_DIRECTION);
	struct str inside = { s->rest.p + 1, end > 0 ? end - 1 : 0 };

	if (end == 0 || (!is_direction(inside, s->ko) && !is_face(inside)))
		return 0;
	buf_addc(s->out, ' ');
	return end + 1;
}

static size_t
bracket(struct scan *s)
{
	return direction(s, ']');
}

static size_t
parenthesis(struct scan *s)
{
	return direction(s, ')');
}

/* The marks of Markdown that stand around words, "**", "__", "`". */
static size_t
emphasis(struct scan *s)
{
	char c = s->rest.p[0];

	if (c == '`')
		return 1;
	return s->rest.n > 1 && s->rest.p[1] == c ? 2 : 0;
}

/* "*waves*" is an action, "*정말*" a word that is stressed. */
static bool
is_action(struct str inside, const struct korean *ko)
{
	return !has_syllables(inside) || is_direction(inside, ko) ||
	    memchr(inside.p, ' ', inside.n) != NULL ||
	    ends_as(inside, ko, KOREAN_ACTION_ENDINGS);
}

/* Whether asterisks stand close around something, as no factors do. */
static bool
is_enclosed(const struct scan *s, struct str inside)
{
	return inside.n > 0 && !is_space(inside.p[0]) &&
	    !is_space(inside.p[inside.n - 1]) &&
	    !aloud_is_digit((unsigned char)last_seen(s)) &&
	    !aloud_is_digit((unsigned char)inside.p[0]);
}

static size_t
asterisk(struct scan *s)
{
	size_t end = find(s->rest, '*', LONGEST_DIRECTION);
	struct str inside = { s->rest.p + 1, end > 0 ? end - 1 : 0 };
	struct str behind = aloud_skip(s->rest, end + 1);

	if (emphasis(s) > 0)
		return emphasis(s);
	if (!is_enclosed(s, inside))
		return 0;
	if (aloud_is_syllable(aloud_first(behind)) ||
	    !is_action(inside, s->ko)) {
		buf_str(s->out, inside);
		return end + 1;
	}
	buf_addc(s->out, ' ');
	return end + 1;
}

/* "- ", "* ", "> " and "## " at the start of a line. */
static size_t
line_mark(struct scan *s)
{
	size_t n = 0;

	while (n < s->rest.n && n < 8 && strchr("-*>#", s->rest.p[n]) != NULL)
		n++;
	return n > 0 && n < s->rest.n && s->rest.p[n] == ' ' ? n + 1 : 0;
}

/* The bytes of an address, which Korean may follow without a space. */
static size_t
address_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] > ' ' && s.p[n] < 0x7F &&
	    strchr("<>\"'`", s.p[n]) == NULL)
		n++;
	while (n > 0 && strchr(".,!?;:)]}*~", s.p[n - 1]) != NULL)
		n--;
	return n;
}

static bool
is_host_byte(char c)
{
	return aloud_is_latin((unsigned char)c) ||
	    aloud_is_digit((unsigned char)c) || c == '-' || c == '.';
}

/* The bytes of a name with dots in it, "naver.me". */
static size_t
host_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && n < LONGEST_HOST && is_host_byte(s.p[n]))
		n++;
	while (n > 0 && !aloud_is_latin((unsigned char)s.p[n - 1]))
		n--;
	return n < LONGEST_HOST ? n : 0;
}

static bool
is_address(struct str s)
{
	return link_find(s).p != NULL;
}

/* Addresses that have a name of their own, "naver.com", are words. */
static bool
is_known(struct str host, const struct korean *ko)
{
	char room[LONGEST_HOST];

	return korean_has(ko, KOREAN_WORDS, lowered(host, room));
}

static size_t
say_address(struct scan *s, size_t n, const char *said)
{
	buf_fmt(s->out, " %s", said);
	return n;
}

static size_t
email(struct scan *s)
{
	struct str rest = s->rest, host;
	size_t n = 0;

	while (n < rest.n && n < LONGEST_HOST &&
	    (is_host_byte(rest.p[n]) || rest.p[n] == '_' || rest.p[n] == '+'))
		n++;
	if (n == 0 || n + 1 >= rest.n || rest.p[n] != '@')
		return 0;
	host = aloud_skip(rest, n + 1);
	host.n = host_length(host);
	return is_address(host) ? say_address(s, n + 1 + host.n, "이메일") : 0;
}

/* A name with dots, and maybe a path after it; its beginning is enough to
 * know it by. */
static size_t
bare_address(struct scan *s)
{
	struct str host = { s->rest.p, host_length(s->rest) };
	struct str behind = aloud_skip(s->rest, host.n);
	bool path = behind.n > 1 && strchr("/?#:", behind.p[0]) != NULL &&
	    behind.p[1] > ' ';

	if (host.n == 0 || (!path && is_known(host, s->ko)) ||
	    !is_address((struct str){ host.p, host.n + (path ? 2 : 0) }))
		return 0;
	return say_address(s, path ? address_length(s->rest) : host.n, "링크");
}

static size_t
address(struct scan *s)
{
	size_t n;

	if (link_at(s->rest) > 0 && (n = address_length(s->rest)) > 0)
		return say_address(s, n, "링크");
	if ((n = email(s)) > 0)
		return n;
	return bare_address(s);
}

/* What begins here and is not read as it stands; its bytes, 0 for nothing. */
static size_t
marked(struct scan *s)
{
	char c = s->rest.p[0];
	size_t n = last_seen(s) == '\n' ? line_mark(s) : 0;

	if (n > 0)
		return n;
	switch (c) {
	case '{':
		return emote(s);
	case '<':
		return tag(s);
	case '[':
		return bracket(s);
	case '(':
		return parenthesis(s);
	case '*':
		return asterisk(s);
	case '_':
	case '`':
		return emphasis(s);
	default:
		return is_host_byte(c) && !is_host_byte(last_seen(s))
		    ? address(s)
		    : 0;
	}
}

void
markup_drop(struct buf *out, struct str text, const struct korean *ko)
{
	struct scan s = { ko, out, { text.p, 0 }, text, out->n, 0 };

	while (s.rest.n > 0) {
		size_t n = marked(&s);

		if (n == 0)
			buf_add(out, s.rest.p, n = 1);
		s.rest = aloud_skip(s.rest, n);
		s.seen.n += n;
	}
}
