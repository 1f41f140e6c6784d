/* Checks a line by the whole grammar and finds its values. */
#include <string.h>

#include "core/utf8.h"
#include "jsonl/escape.h"
#include "jsonl/grammar.h"

/* A place in the line, and what was wrong there. */
struct cursor {
	const char *p, *end;
	const char *why; /* set by the first failure */
};

static bool
fail(struct cursor *c, const char *why)
{
	if (c->why == NULL)
		c->why = why;
	return false;
}

static void
skip_space(struct cursor *c)
{
	while (
	    c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\r'))
		c->p++;
}

static bool
is_digit(const struct cursor *c)
{
	return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static bool
scan_digits(struct cursor *c)
{
	if (!is_digit(c))
		return fail(c, "bad number");
	while (is_digit(c))
		c->p++;
	return true;
}

static bool
scan_number(struct cursor *c)
{
	if (*c->p == '-')
		c->p++;
	if (is_digit(c) && *c->p == '0')
		c->p++;
	else if (!scan_digits(c))
		return false;
	if (is_digit(c))
		return fail(c, "bad number: leading zero");
	if (c->p < c->end && *c->p == '.') {
		c->p++;
		if (!scan_digits(c))
			return false;
	}
	if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
		c->p++;
		if (c->p < c->end && (*c->p == '+' || *c->p == '-'))
			c->p++;
		return scan_digits(c);
	}
	return true;
}

static bool
is_hex(char ch)
{
	return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f') ||
	    (ch >= 'A' && ch <= 'F');
}

/* Whether a backslash and this character are an escape. */
static inline bool
is_short(char ch)
{
	static const bool is[256] = { ['"'] = true,
		['\\'] = true,
		['/'] = true,
		['b'] = true,
		['f'] = true,
		['n'] = true,
		['r'] = true,
		['t'] = true };

	return is[(unsigned char)ch];
}

/* At the character after a backslash. */
static bool
scan_escape(struct cursor *c)
{
	if (c->p < c->end && is_short(*c->p)) {
		c->p++;
		return true;
	}
	if (c->p >= c->end || *c->p != 'u')
		return fail(c, "bad escape");
	c->p++;
	for (int i = 0; i < 4; i++, c->p++)
		if (c->p >= c->end || !is_hex(*c->p))
			return fail(c, "bad \\u escape");
	return true;
}

/* In a string, goes on to what is no short escape: its end, or what is rare. A
 * document encoded as a string has an escape every few bytes, so that those of
 * one step are taken together. */
static void
skip_short(struct cursor *c, struct json_val *v)
{
	const char *p = c->p, *next;

	for (; c->end - p > ESCAPE_STEP; p = next) {
		unsigned found = escape_in_step(p);

		next = p + ESCAPE_STEP;
		while (found != 0) {
			int i = __builtin_ctz(found);

			if (p[i] != '\\' || !is_short(p[i + 1])) {
				c->p = p + i;
				return;
			}
			v->escaped = true;
			found = escape_passed(found, i);
			if (i + 1 == ESCAPE_STEP)
				next++;
		}
	}
	c->p = p;
}

/* At the opening quote; leaves the cursor after the closing one. */
static bool
scan_string(struct cursor *c, struct json_val *v)
{
	*v = (struct json_val){ .p = ++c->p, .kind = VAL_STRING };
	for (;;) {
		skip_short(c, v);
		c->p += escape_find(c->p, (size_t)(c->end - c->p));
		if (c->p >= c->end)
			return fail(c, "string without an end");
		if (*c->p == '"')
			break;
		if (*c->p != '\\')
			return fail(c, "control character in a string");
		c->p++;
		v->escaped = true;
		if (!scan_escape(c))
			return false;
	}
	v->n = (uint32_t)(c->p++ - v->p);
	return true;
}

static bool
scan_word(
    struct cursor *c, const char *word, enum val_kind kind, struct json_val *v)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
		return fail(c, "unexpected text");
	c->p += n;
	v->kind = (uint8_t)kind;
	return true;
}

/* A string, number or word. */
static bool
scan_scalar(struct cursor *c, struct json_val *v)
{
	const char *start = c->p;
	bool ok;

	*v = (struct json_val){ .p = start, .kind = VAL_NUMBER };
	switch (*c->p) {
	case '"':
		return scan_string(c, v);
	case 't':
		ok = scan_word(c, "true", VAL_TRUE, v);
		break;
	case 'f':
		ok = scan_word(c, "false", VAL_FALSE, v);
		break;
	case 'n':
		ok = scan_word(c, "null", VAL_NULL, v);
		break;
	default:
		if (*c->p != '-' && !is_digit(c))
			return fail(c, "unexpected character");
		ok = scan_number(c);
	}
	v->n = (uint32_t)(c->p - start);
	return ok;
}

/* A key and its colon. */
static bool
scan_key(struct cursor *c, struct json_val *key)
{
	skip_space(c);
	if (c->p >= c->end || *c->p != '"')
		return fail(c, "key expected");
	if (!scan_string(c, key))
		return false;
	skip_space(c);
	if (c->p >= c->end || *c->p != ':')
		return fail(c, "':' expected");
	c->p++;
	return true;
}

/* Containers open at this point, outermost first: one bit each. */
struct nest {
	bool object[SCAN_DEPTH];
	int depth;
};

static bool
open_container(struct cursor *c, struct nest *nest)
{
	/* The outermost object counts, too. */
	if (nest->depth + 1 == SCAN_DEPTH)
		return fail(c, "nested too deeply");
	nest->object[nest->depth++] = *c->p++ == '{';
	return true;
}

/*
 * After a value: takes closing brackets until a comma or until all that was
 * open in this call is closed.  With the comma, also the next key.
 */
static bool
close_containers(struct cursor *c, struct nest *nest)
{
	struct json_val key;

	while (nest->depth > 0) {
		bool object = nest->object[nest->depth - 1];

		skip_space(c);
		if (c->p >= c->end)
			return fail(c, "line ends too early");
		if (*c->p == ',') {
			c->p++;
			return !object || scan_key(c, &key);
		}
		if (*c->p != (object ? '}' : ']'))
			return fail(c,
			    object ? "',' or '}' expected"
				   : "',' or ']' expected");
		c->p++;
		nest->depth--;
	}
	return true;
}

/* An array or object that is not looked into. */
static bool
scan_container(struct cursor *c, struct json_val *v)
{
	struct nest nest = { .depth = 0 };
	struct json_val inner;
	const char *start = c->p;

	v->kind = *c->p == '{' ? VAL_OBJECT : VAL_ARRAY;
	do {
		skip_space(c);
		if (c->p >= c->end)
			return fail(c, "line ends too early");
		if (*c->p == '{' || *c->p == '[') {
			char closing = *c->p == '{' ? '}' : ']';

			if (!open_container(c, &nest))
				return false;
			skip_space(c);
			if (c->p < c->end && *c->p == closing) {
				c->p++;
				nest.depth--;
			} else {
				if (closing == '}' && !scan_key(c, &inner))
					return false;
				continue;
			}
		} else if (!scan_scalar(c, &inner)) {
			return false;
		}
		if (!close_containers(c, &nest))
			return false;
	} while (nest.depth > 0);
	v->p = start;
	v->n = (uint32_t)(c->p - start);
	v->escaped = false;
	return true;
}

static bool
scan_value(struct cursor *c, struct json_val *v)
{
	skip_space(c);
	if (c->p >= c->end)
		return fail(c, "line ends too early");
	if (*c->p == '{' || *c->p == '[')
		return scan_container(c, v);
	return scan_scalar(c, v);
}

uint32_t
grammar_hex4(const char *p)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 4 |
		    (uint32_t)(p[i] <= '9' ? p[i] - '0'
					   : (p[i] | 32) - 'a' + 10);
	return value;
}

/* Whether an escaped key, as it stands in the line, spells `name`; keys outside
 * ASCII are compared by their bytes, escapes by what they stand for. */
static bool
spells(const struct json_val *key, struct str name)
{
	const char *p = key->p, *end = key->p + key->n;
	size_t at = 0;

	while (p < end) {
		char utf8[UTF8_MAX];
		size_t n = 1;

		utf8[0] = *p++;
		if (utf8[0] == '\\' && *p == 'u') {
			n = utf8_put(utf8, grammar_hex4(p + 1));
			p += 5;
		} else if (utf8[0] == '\\') {
			static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
			const char *special = strchr(from, *p);

			utf8[0] = special != NULL ? to[special - from] : *p;
			p++;
		}
		if (name.n - at < n || memcmp(name.p + at, utf8, n) != 0)
			return false;
		at += n;
	}
	return at == name.n;
}

static int
wanted_escaped(const struct scan_keys *keys, const struct json_val *key)
{
	for (unsigned i = 0; i < keys->n; i++)
		if (spells(key, keys->name[i]))
			return (int)i;
	return -1;
}

struct grammar_names
grammar_names(const struct scan_keys *keys)
{
	struct grammar_names names = { .keys = keys };

	for (unsigned i = 0; i < keys->n; i++)
		names.by_length[keys->name[i].n % 16] |= UINT64_C(1) << i;
	return names;
}

int
grammar_wanted(const struct grammar_names *names, const struct json_val *key)
{
	if (key->escaped)
		return wanted_escaped(names->keys, key);
	for (uint64_t left = names->by_length[key->n % 16]; left != 0;
	     left &= left - 1) {
		int i = __builtin_ctzll(left);
		struct str name = names->keys->name[i];

		if (key->n == name.n && memcmp(key->p, name.p, name.n) == 0)
			return i;
	}
	return -1;
}

/* The outermost object; the cursor is after its '{'. */
static bool
scan_members(
    struct cursor *c, const struct scan_keys *keys, struct json_val *val)
{
	const struct grammar_names names = grammar_names(keys);

	skip_space(c);
	if (c->p < c->end && *c->p == '}') {
		c->p++;
		return true;
	}
	for (;;) {
		struct json_val key, value;
		int slot;

		if (!scan_key(c, &key) || !scan_value(c, &value))
			return false;
		if ((slot = grammar_wanted(&names, &key)) >= 0)
			val[slot] = value;
		skip_space(c);
		if (c->p >= c->end)
			return fail(c, "line ends too early");
		if (*c->p == '}') {
			c->p++;
			return true;
		}
		if (*c->p != ',')
			return fail(c, "',' or '}' expected");
		c->p++;
	}
}

static bool
scan_object(
    struct cursor *c, const struct scan_keys *keys, struct json_val *val)
{
	skip_space(c);
	if (c->p >= c->end || *c->p != '{')
		return fail(c, "not a JSON object");
	c->p++;
	if (!scan_members(c, keys, val))
		return false;
	skip_space(c);
	return c->p == c->end || fail(c, "text behind the object");
}

bool
grammar_line(struct str line, const struct scan_keys *keys,
    struct json_val *val, struct scan_error *err)
{
	const char *p = line.p != NULL ? line.p : "";
	struct cursor c = { p, p + line.n, NULL };

	memset(val, 0, keys->n * sizeof *val);
	if (scan_object(&c, keys, val))
		return true;
	*err = (struct scan_error){ c.why, (size_t)(c.p - p) };
	return false;
}

bool
scan_line(struct str line, const struct scan_keys *keys, struct json_val *val,
    struct scan_error *err)
{
	size_t valid;

	if (!grammar_line(line, keys, val, err))
		return false;
	valid = utf8_valid(line);
	if (valid < line.n) {
		*err = (struct scan_error){ "not UTF-8", valid };
		return false;
	}
	return true;
}

const char *
grammar_number(const char *p, const char *end)
{
	struct cursor c = { p, end, NULL };

	return p < end && scan_number(&c) ? c.p : NULL;
}

const char *
grammar_escape(const char *p, const char *end)
{
	struct cursor c = { p + 1, end, NULL };

	return scan_escape(&c) ? c.p : NULL;
}

const char *
grammar_value(const char *p, const char *end, struct json_val *v)
{
	struct cursor c = { p, end, NULL };

	return scan_value(&c, v) ? c.p : NULL;
}
