/* Reads JSON documents, and walks their arrays and objects. */
#include <string.h>

#include "jsonl/doc.h"
#include "jsonl/escape.h"
#include "jsonl/grammar.h"

/* The text with its line ends as spaces, which the scan of a line takes. */
static struct str
in_one_line(struct str text, struct arena *a)
{
	char *copy, *p;

	if (text.n == 0 || memchr(text.p, '\n', text.n) == NULL)
		return text;
	copy = arena_copy(a, text.p, text.n);
	for (p = copy; (p = memchr(p, '\n', text.n - (size_t)(p - copy)));)
		*p = ' ';
	return (struct str){ copy, text.n };
}

/* `scan`: scan_line or grammar_line. */
static bool
open_by(__typeof__(scan_line) *scan, struct str text,
    const struct scan_keys *keys, struct json_val *val, struct arena *a,
    struct scan_error *err)
{
	if (text.n <= UINT32_MAX && scan(in_one_line(text, a), keys, val, err))
		return true;
	if (text.n > UINT32_MAX)
		*err = (struct scan_error){ "too long", UINT32_MAX };
	memset(val, 0, keys->n * sizeof *val);
	return false;
}

bool
doc_open(struct str text, const struct scan_keys *keys, struct json_val *val,
    struct arena *a, struct scan_error *err)
{
	return open_by(scan_line, text, keys, val, a, err);
}

bool
doc_open_text(struct str text, const struct scan_keys *keys,
    struct json_val *val, struct arena *a, struct scan_error *err)
{
	return open_by(grammar_line, text, keys, val, a, err);
}

struct str
doc_items(const struct json_val *v)
{
	if (v->kind != VAL_ARRAY && v->kind != VAL_OBJECT)
		return (struct str){ 0 };
	return (struct str){ v->p + 1, v->n - 2 }; /* without its brackets */
}

/* At the opening quote; returns where the text goes on. */
static const char *
take_string(const char *p, const char *end, struct json_val *v)
{
	*v = (struct json_val){ .p = p + 1, .kind = VAL_STRING };
	p = escape_end(v->p, end, &v->escaped);
	v->n = (uint32_t)(p - v->p);
	return p + 1;
}

static const char *
take_container(const char *p, const char *end, struct json_val *v)
{
	struct json_val inner;
	int depth = 0;

	*v = (struct json_val){ .p = p,
		.kind = *p == '{' ? VAL_OBJECT : VAL_ARRAY };
	do {
		if (*p == '"') {
			p = take_string(p, end, &inner);
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		p++;
	} while (depth > 0 && p < end);
	v->n = (uint32_t)(p - v->p);
	return p;
}

static enum val_kind
kind_of(char first)
{
	switch (first) {
	case 't':
		return VAL_TRUE;
	case 'f':
		return VAL_FALSE;
	case 'n':
		return VAL_NULL;
	default:
		return VAL_NUMBER;
	}
}

static bool
is_between(char c)
{
	return c == ' ' || c == ',' || c == ':' || c == '\t' || c == '\r' ||
	    c == '\n';
}

/* One value of text that the scan has found good. */
static const char *
take_value(const char *p, const char *end, struct json_val *v)
{
	if (*p == '"')
		return take_string(p, end, v);
	if (*p == '{' || *p == '[')
		return take_container(p, end, v);
	*v = (struct json_val){ .p = p, .kind = (uint8_t)kind_of(*p) };
	while (p < end && !is_between(*p) && *p != '}' && *p != ']')
		p++;
	v->n = (uint32_t)(p - v->p);
	return p;
}

/* Past white space and the sign between two values. */
static bool
skip_to_value(struct str *rest)
{
	while (rest->n > 0 && is_between(*rest->p)) {
		rest->p++;
		rest->n--;
	}
	return rest->n > 0;
}

static void
go_to(struct str *rest, const char *p)
{
	rest->n -= (size_t)(p - rest->p);
	rest->p = p;
}

bool
doc_item(struct str *rest, struct json_val *item)
{
	if (!skip_to_value(rest))
		return false;
	go_to(rest, take_value(rest->p, rest->p + rest->n, item));
	return true;
}

bool
doc_member(struct str *rest, struct json_val *key, struct json_val *value)
{
	return doc_item(rest, key) && doc_item(rest, value);
}

static bool
is_named(const struct json_val *key, struct str name)
{
	struct arena texts = { 0 };
	bool same;

	if (!key->escaped)
		return str_eq((struct str){ key->p, key->n }, name);
	same = str_eq(val_text(key, &texts), name);
	arena_free(&texts);
	return same;
}

/* Of an object that a scan has found good, and that `rest` begins with; takes
 * it off. */
static void
pick(struct str *rest, const struct scan_keys *keys, struct json_val *val)
{
	const struct grammar_names names = grammar_names(keys);
	const char *end = rest->p + rest->n;
	struct json_val key, value;
	int slot;

	memset(val, 0, keys->n * sizeof *val);
	for (go_to(rest, rest->p + 1);
	     skip_to_value(rest) && *rest->p == '"';) {
		go_to(rest, take_string(rest->p, end, &key));
		doc_item(rest, &value);
		if ((slot = grammar_wanted(&names, &key)) >= 0)
			val[slot] = value;
	}
	go_to(rest, rest->p + 1);
}

bool
doc_members(const struct json_val *v, const struct scan_keys *keys,
    struct json_val *val, struct arena *a)
{
	const struct json_val whole = *v; /* which may be one of `val` */
	struct str text = { whole.p, whole.n };
	struct scan_error err;

	if (whole.kind == VAL_OBJECT)
		pick(&text, keys, val);
	/* What a good document holds is UTF-8, its strings' contents too. */
	else if (whole.kind == VAL_STRING)
		return open_by(
		    grammar_line, val_text(&whole, a), keys, val, a, &err);
	else
		memset(val, 0, keys->n * sizeof *val);
	return whole.kind == VAL_OBJECT;
}

bool
doc_item_members(struct str *rest, const struct scan_keys *keys,
    struct json_val *val, struct arena *a, bool *good)
{
	struct json_val item;

	if (!skip_to_value(rest))
		return false;
	*good = *rest->p == '{';
	if (*good)
		pick(rest, keys, val);
	else if (doc_item(rest, &item))
		*good = doc_members(&item, keys, val, a);
	return true;
}

/* The last member of that name, as scan_line has it. */
static struct json_val
member_named(const struct json_val *object, struct str name)
{
	struct str rest = doc_items(object);
	struct json_val found = { 0 }, key, value;

	while (doc_member(&rest, &key, &value))
		if (is_named(&key, name))
			found = value;
	return found;
}

struct json_val
doc_at(const struct json_val *object, const char *path)
{
	struct str rest = str_of(path);
	struct json_val v = *object;

	while (rest.p != NULL && v.kind == VAL_OBJECT)
		v = member_named(&v, str_cut(&rest, '.'));
	return rest.p == NULL ? v : (struct json_val){ 0 };
}
