/* Compares lines with templates, and keeps the best of them. */
#include <stdlib.h>

#include "core/mem.h"
#include "jsonl/grammar.h"
#include "jsonl/template.h"
#include "jsonl/template_learn.h"
#include "jsonl/template_pieces.h"

enum {
	TEMPLATES = 16,
	NO_TEMPLATE = 255,
	SHAPES = 256, /* remembered, to see which come again */
	/* Learning costs about as much as walking 50 lines, so not more often
	 * than once in so many lines that fit no template. */
	PATIENCE = 128
};

struct templates {
	const struct keymap *map;
	struct template at[TEMPLATES];
	unsigned n;
	uint8_t head[TEMPLATE_QUOTES + 1]; /* by number of quotes */
	uint64_t seen[SHAPES];
	unsigned long missed, learnt;
};

struct templates *
templates_new(const struct keymap *map)
{
	struct templates *t = xcalloc(1, sizeof *t);

	t->map = map;
	memset(t->head, NO_TEMPLATE, sizeof t->head);
	return t;
}

void
templates_free(struct templates *t)
{
	free(t);
}

/* A number of one to eight digits, the usual case, without a branch for each;
 * the eight bytes before its end are readable. */
static inline bool
is_short_number(const char *p, size_t n)
{
	const uint64_t zeros = UINT64_C(0x3030303030303030);
	uint64_t w;

	if (n - 1 >= 8 || (*p == '0' && n > 1))
		return false;
	/* Its digits at the top, zeros before them. */
	w = word_load(p + n - 8) >> (64 - 8 * n) << (64 - 8 * n);
	w |= n < 8 ? zeros >> 8 * n : 0;
	/* High halves are all 3, and stay so when 6 is added to the low. */
	return ((w ^ zeros) & UINT64_C(0xF0F0F0F0F0F0F0F0)) == 0 &&
	    ((w + UINT64_C(0x0606060606060606)) &
		UINT64_C(0xF0F0F0F0F0F0F0F0)) == zeros;
}

static inline bool
numbers_fit(const struct template *t, const struct indexed_line *line)
{
	for (unsigned i = 0; i < t->n_numbers; i++) {
		const char *p = anchor_in(line, t->number[i].from);
		const char *end = anchor_in(line, t->number[i].to);

		if (!is_short_number(p, (size_t)(end - p)) &&
		    (p >= end || grammar_number(p, end) != end))
			return false;
	}
	return true;
}

/* The lengths before the first quote, of the first key, which distinguishes
 * most templates, and after the last quote. */
static inline bool
ends_fit(const struct template *t, const struct indexed_line *line)
{
	return line->mark[0] - line->start == t->lead &&
	    line->mark[1] - line->mark[0] == t->key &&
	    (t->tail == 0 ||
		line->mark[t->quotes] - line->mark[t->quotes - 1] == t->tail);
}

static inline void
fill(const struct template *t, const struct indexed_line *line,
    struct json_val *val)
{
	for (unsigned i = 0; i < t->n_fields; i++) {
		const struct field *f = &t->field[i];
		const char *p = anchor_in(line, f->from);

		val[f->slot] = (struct json_val){ p,
			(uint32_t)(anchor_in(line, f->to) - p), f->kind,
			false };
	}
}

/* Looks where the line's escapes are; false when they are not good. */
static bool
mark_escaped(const struct template *t, const struct indexed_line *line,
    struct json_val *val)
{
	if (!walk_escapes(line))
		return false;
	for (const uint32_t *odd = line->odd; *odd < line->end; odd++)
		for (unsigned i = 0; i < t->n_fields; i++) {
			struct json_val *v = &val[t->field[i].slot];
			const char *at = line->text + *odd;

			if (v->kind == VAL_STRING && at >= v->p &&
			    at < v->p + v->n)
				v->escaped = true;
		}
	return true;
}

static inline bool
fits(const struct template *t, const struct indexed_line *line)
{
	return ends_fit(t, line) && template_pieces_fit(t, line) &&
	    numbers_fit(t, line);
}

/* Counts a hit; the template that fits most often is to be tried first. */
static inline void
count_hit(struct templates *ts, struct template *t, uint8_t *link)
{
	uint8_t *head = &ts->head[t->quotes], i = *link;

	t->hits++;
	if (link == head || t->hits <= ts->at[*head].hits)
		return;
	*link = t->next;
	t->next = *head;
	*head = i;
}

bool
templates_match(
    struct templates *ts, const struct indexed_line *line, struct json_val *val)
{
	if (line->n > TEMPLATE_QUOTES)
		return false;
	for (uint8_t *link = &ts->head[line->n]; *link != NO_TEMPLATE;
	     link = &ts->at[*link].next) {
		struct template *t = &ts->at[*link];

		if (!fits(t, line))
			continue;
		count_hit(ts, t, link);
		memset(val, 0, ts->map->keys->n * sizeof *val);
		fill(t, line, val);
		return *line->odd >= line->end || mark_escaped(t, line, val);
	}
	return false;
}

/* Takes template `i` out of its chain. */
static void
unlink_template(struct templates *ts, unsigned i)
{
	uint8_t *link = &ts->head[ts->at[i].quotes];

	while (*link != i)
		link = &ts->at[*link].next;
	*link = ts->at[i].next;
}

/* A place for one more; the others' hits fade. */
static unsigned
free_place(struct templates *ts)
{
	unsigned least = 0;

	if (ts->n < TEMPLATES)
		return ts->n++;
	for (unsigned i = 1; i < TEMPLATES; i++)
		if (ts->at[i].hits < ts->at[least].hits)
			least = i;
	for (unsigned i = 0; i < TEMPLATES; i++)
		ts->at[i].hits /= 2;
	unlink_template(ts, least);
	return least;
}

void
templates_learn(
    struct templates *ts, const struct indexed_line *line, uint64_t shape)
{
	uint64_t *seen = &ts->seen[shape % SHAPES];
	struct template learnt;
	unsigned i;

	ts->missed++;
	if (*seen != shape) {
		*seen = shape;
		return;
	}
	if (ts->learnt >= TEMPLATES + ts->missed / PATIENCE)
		return;
	ts->learnt++;
	if (!template_learn(&learnt, line, ts->map) || !fits(&learnt, line))
		return;
	i = free_place(ts);
	learnt.next = ts->head[learnt.quotes];
	ts->at[i] = learnt;
	ts->head[learnt.quotes] = (uint8_t)i;
}
