/* Reads a line along the marks of its index. */
#include <string.h>

#include "jsonl/grammar.h"
#include "jsonl/index.h"
#include "jsonl/walk.h"

struct walk {
	const char *text;
	const uint32_t *mark; /* the next quote, or the newline */
	const uint32_t *odd;  /* the next escape or control character */
	const char *p, *end;
};

static inline const char *
skip_space(const char *p)
{
	/* Ends at the newline at the latest. */
	while (*p == ' ')
		p++;
	return p;
}

/* The escapes before `close`: well-formed, and nothing but escapes. */
static bool
check_odd(struct walk *w, uint32_t close)
{
	for (; *w->odd < close; w->odd++)
		if (w->text[*w->odd] != '\\' ||
		    grammar_escape(w->text + *w->odd, w->end) == NULL)
			return false;
	return true;
}

/*
 * The string whose opening quote is at w->p: from the next mark to the one
 * after it, which must not be the line's end.
 */
static inline bool
take_string(struct walk *w, struct json_val *v)
{
	uint32_t close = w->mark[1];
	const char *p = w->p + 1;

	if (*w->p != '"' || w->text + w->mark[0] != w->p ||
	    w->text[close] != '"')
		return false;
	*v = (struct json_val){ p, (uint32_t)(w->text + close - p), VAL_STRING,
		*w->odd < close };
	w->mark += 2;
	w->p = w->text + close + 1;
	return !v->escaped || check_odd(w, close);
}

/* Anything but a string. */
static bool
take_other(struct walk *w, struct json_val *v)
{
	const char *p = grammar_value(w->p, w->end, v);

	if (p == NULL)
		return false;
	w->p = p;
	/* Strings inside have been seen to. */
	while (w->text + *w->mark < p)
		w->mark++;
	while (*w->odd != INDEX_NONE && w->text + *w->odd < p)
		w->odd++;
	return true;
}

/* One key and its value; the cursor is where the key begins. */
static inline bool
take_member(struct walk *w, const struct keymap *map, struct json_val *val,
    uint64_t *shape)
{
	struct json_val key, v;
	struct key_id id;
	uint64_t hash;

	if (!take_string(w, &key) || key.escaped)
		return false;
	id = key_id(key.p, key.n);
	hash = key_hash(id);
	if (*w->p != ':')
		w->p = skip_space(w->p);
	if (*w->p != ':')
		return false;
	w->p++;
	if (*w->p == ' ')
		w->p = skip_space(w->p);
	if (*w->p == '"' ? !take_string(w, &v) : !take_other(w, &v))
		return false;
	val[keymap_find(map, key.p, id, hash, map->keys->n)] = v;
	*shape = (*shape ^ hash) * 31 + v.kind +
	    (uint64_t)(v.p - (key.p + key.n)) * 8;
	return true;
}

bool
walk_line(const struct indexed_line *line, const struct keymap *map,
    struct json_val *val, uint64_t *shape)
{
	struct walk w = { line->text, line->mark, line->odd,
		line->text + line->start, line->text + line->end };

	memset(val, 0, (map->keys->n + 1) * sizeof *val);
	*shape = line->n;
	w.p = skip_space(w.p);
	if (*w.p++ != '{')
		return false;
	do {
		w.p = skip_space(w.p);
		if (!take_member(&w, map, val, shape))
			return false;
		w.p = skip_space(w.p);
	} while (*w.p++ == ',');
	return w.p[-1] == '}' && skip_space(w.p) == w.end;
}

bool
walk_escapes(const struct indexed_line *line)
{
	struct walk w = { .text = line->text,
		.odd = line->odd,
		.end = line->text + line->end };

	return check_odd(&w, line->end);
}
