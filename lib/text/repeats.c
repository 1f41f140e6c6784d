/* Recognises repeated and copied texts. */
#include <stdbool.h>
#include <utf8proc.h>

#include "core/nfc.h"
#include "core/utf8.h"
#include "core/when.h"
#include "text/emote.h"
#include "text/repeats.h"

static bool
is_korean(uint32_t c)
{
	return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x3131 && c <= 0x3163);
}

/* A character as it is compared; 0 when it does not count. */
static uint32_t
compared(uint32_t c)
{
	utf8proc_category_t category;

	if (is_korean(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return c;
	if (c >= 'A' && c <= 'Z')
		return c | 0x20;
	if (c < 0x80)
		return 0;
	category = utf8proc_category((utf8proc_int32_t)c);
	if (category == UTF8PROC_CATEGORY_SO) /* emoji count */
		return c;
	return category >= UTF8PROC_CATEGORY_LU &&
		category <= UTF8PROC_CATEGORY_NO
	    ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)c)
	    : 0;
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Cuts one character or emote off `*rest`, and returns what it counts as; an
 * emote as a number that no character has. */
static uint32_t
take(struct str *rest)
{
	size_t n = *rest->p == '{' ? emote_code(*rest) : 0;
	uint32_t c;

	if (n > 0) {
		c = 0x80000000 |
		    (uint32_t)lately_key((struct str){ rest->p, n }, 0);
	} else {
		n = utf8_next(*rest, &c);
		c = compared(c);
	}
	rest->p += n;
	rest->n -= n;
	return c;
}

/* Writes what is compared; returns how many letters and emotes it has. */
static size_t
reduce(struct buf *same, struct str text)
{
	uint32_t *out, before = 0;
	size_t n = 0;

	same->n = 0;
	out = (uint32_t *)buf_reserve(same, sizeof *out * text.n + 1);
	while (text.n > 0) {
		uint32_t c = take(&text);

		if (c != 0 && (c != before || is_digit(c)))
			out[n++] = before = c;
	}
	same->n = n * sizeof *out;
	return n;
}

/* Whether the two moments are less than `span` apart, either way. */
static bool
is_within(int64_t then, int64_t now, int64_t span)
{
	return then != WHEN_UNKNOWN && now - then < span && then - now < span;
}

/* How many others have said it before a user who has not. */
static int64_t
count_others(struct repeats *r, int64_t now, uint64_t key)
{
	struct lately_note *said = lately_note(&r->texts, key);
	int64_t others = is_within(said->at, now, r->span_ms) ? said->n : 0;

	said->n = others + 1;
	said->at = now;
	return others;
}

/* Whether the user has said it lately. */
static bool
is_own(struct repeats *r, int64_t now, uint64_t key)
{
	struct lately_note *own = lately_note(&r->own, key);
	bool again = is_within(own->at, now, r->span_ms);

	own->at = now;
	return again;
}

/* The same, and how many letters it has. */
static uint64_t
key_of(struct repeats *r, struct str text, size_t *letters)
{
	*letters = reduce(&r->same, nfc(text, &r->composed));
	return lately_key(*letters > 0 ? buf_view(&r->same) : text, 0);
}

uint64_t
repeats_key(struct repeats *r, struct str text)
{
	size_t unused;

	return key_of(r, text, &unused);
}

struct repeats_saying
repeats_read(struct repeats *r, struct str user, struct str text)
{
	struct repeats_saying s = { .nobody = user.p == NULL };
	size_t n;

	s.key = key_of(r, text, &n);
	s.own = lately_key(user, s.key);
	s.may_copy = r->copies > 0 && n >= REPEATS_SHORTEST;
	lately_warm(&r->own, s.own);
	if (s.may_copy)
		lately_warm(&r->texts, s.key);
	return s;
}

enum repeat
repeats_add(struct repeats *r, int64_t now, const struct repeats_saying *s)
{
	if (!s->nobody && is_own(r, now, s->own))
		return REPEAT_OWN;
	return s->may_copy && count_others(r, now, s->key) >= r->copies
	    ? REPEAT_COPY
	    : REPEAT_NONE;
}

void
repeats_free(struct repeats *r)
{
	lately_free(&r->own);
	lately_free(&r->texts);
	buf_free(&r->composed);
	buf_free(&r->same);
}
