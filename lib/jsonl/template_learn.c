/* Makes a template from a line. */
#include <stdlib.h>

#include "jsonl/grammar.h"
#include "jsonl/template_learn.h"

enum { LONGEST = 8192 }; /* keeps offsets well inside int16_t */

/* A line being split. */
struct pupil {
	struct template *t;
	const struct indexed_line *line;
	uint32_t newline;
	uint32_t fixed;  /* where the fixed text begins that is not yet kept */
	unsigned anchor; /* the mark it hangs on */
};

static uint32_t
mark(const struct pupil *u, unsigned i)
{
	return u->line->mark[i];
}

static struct anchor
anchor(const struct pupil *u, unsigned at_mark, uint32_t at)
{
	return (struct anchor){ (uint16_t)at_mark,
		(int16_t)((int64_t)at - mark(u, at_mark)) };
}

/* Keeps the fixed text up to `end`, in pieces. */
static bool
keep_fixed(struct pupil *u, uint32_t end)
{
	struct template *t = u->t;

	for (uint32_t at = u->fixed; at < end; at += PIECE) {
		uint32_t n = end - at < PIECE ? end - at : PIECE;
		struct template_piece *piece = &t->piece[t->n_pieces];

		if (t->n_pieces++ == TEMPLATE_PIECES - 1)
			return false;
		*piece =
		    (struct template_piece){ .at = anchor(u, u->anchor, at) };
		memcpy(piece->text, u->line->text + at, n);
		memset(piece->mask, 0xFF, n);
	}
	return true;
}

static bool
begins_number(char c)
{
	return c == '-' || (c >= '0' && c <= '9');
}

/*
 * The gap before mark number `right`, from `from`: fixed text, but for a number
 * if it has just one.  With more of them they stay fixed, since nothing shows
 * where the middle is.
 */
static bool
learn_gap(struct pupil *u, uint32_t from, unsigned right)
{
	struct template *t = u->t;
	const char *text = u->line->text, *number = NULL, *end = NULL;
	const char *stop = text + mark(u, right);

	for (const char *p = text + from; p < stop;) {
		if (!begins_number(*p)) {
			p++;
			continue;
		}
		if (number != NULL)
			return true;
		number = p;
		end = p = grammar_number(p, stop);
		if (p == NULL)
			return false;
	}
	if (number == NULL)
		return true;
	if (right == 0 || t->n_numbers == TEMPLATE_NUMBERS ||
	    !keep_fixed(u, (uint32_t)(number - text)))
		return false;
	t->number[t->n_numbers].from =
	    anchor(u, right - 1, (uint32_t)(number - text));
	t->number[t->n_numbers++].to = anchor(u, right, (uint32_t)(end - text));
	u->fixed = (uint32_t)(end - text);
	u->anchor = right;
	return true;
}

static const char *
skip_space(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* Whether the string that ends with mark number `close` is a key. */
static bool
is_key(const struct pupil *u, unsigned close)
{
	return *skip_space(u->line->text + mark(u, close) + 1) == ':';
}

/* All that stays the same from line to line. */
static bool
learn_fixed(struct pupil *u)
{
	unsigned n = u->line->n;
	uint32_t gap = u->line->start;

	for (unsigned open = 0; open < n; open += 2) {
		if (!learn_gap(u, gap, open))
			return false;
		if (!is_key(u, open + 1)) {
			if (!keep_fixed(u, mark(u, open) + 1))
				return false;
			u->fixed = mark(u, open + 1);
			u->anchor = open + 1;
		}
		gap = mark(u, open + 1) + 1;
	}
	if (!learn_gap(u, gap, n))
		return false;
	u->t->tail = u->anchor == n ? 0 : u->newline - mark(u, n - 1);
	return keep_fixed(u, u->newline);
}

static struct field *
field_of(struct template *t, unsigned slot)
{
	unsigned i = 0;

	while (i < t->n_fields && t->field[i].slot != slot)
		i++;
	t->n_fields += i == t->n_fields;
	return &t->field[i];
}

/* The value of the key that ends with mark number `close`; the mark of the
 * first quote, or newline, after the value. */
static unsigned
learn_field(struct pupil *u, const struct keymap *map, unsigned close)
{
	const struct indexed_line *line = u->line;
	const char *text = line->text, *key = text + mark(u, close - 1) + 1;
	const char *p = skip_space(text + mark(u, close) + 1) + 1, *end;
	size_t n = (size_t)(text + mark(u, close) - key);
	struct key_id id = key_id(key, n);
	unsigned slot = keymap_find(map, key, id, key_hash(id), SCAN_KEYS);
	unsigned next = close + 1;
	struct json_val v;

	end = grammar_value(p, text + line->end, &v);
	if (end == NULL)
		return 0;
	while (text + mark(u, next) < end)
		next++;
	if (slot == SCAN_KEYS)
		return next;
	*field_of(u->t, slot) = (struct field){
		.slot = (uint8_t)slot,
		.kind = v.kind,
		.from = anchor(u, v.kind == VAL_STRING ? close + 1 : close,
		    (uint32_t)(v.p - text)),
		.to = anchor(u, v.kind == VAL_STRING ? close + 2 : next,
		    (uint32_t)(v.p + v.n - text)),
	};
	return next;
}

static bool
learn_fields(struct pupil *u, const struct keymap *map)
{
	unsigned open = 0;

	while (open < u->line->n)
		if ((open = learn_field(u, map, open + 1)) == 0)
			return false;
	return true;
}

bool
template_learn(struct template *t, const struct indexed_line *line,
    const struct keymap *map)
{
	struct pupil u = { .t = t,
		.line = line,
		.newline = line->mark[line->n],
		.fixed = line->start };

	if (line->n == 0 || line->n > TEMPLATE_QUOTES || line->n % 2 != 0 ||
	    u.newline - line->start > LONGEST || *line->odd < line->end)
		return false;
	*t = (struct template){ .quotes = line->n,
		.lead = line->mark[0] - line->start,
		.key = line->mark[1] - line->mark[0] };
	return learn_fixed(&u) && learn_fields(&u, map);
}
