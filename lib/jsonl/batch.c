/* Parses blocks of lines, each in the quickest way that fits it. */
#include <stdlib.h>

#include "core/mem.h"
#include "jsonl/batch.h"
#include "jsonl/index.h"
#include "jsonl/template.h"

struct parser {
	const struct scan_keys *keys;
	size_t max_record;
	const struct digester *digester;
	struct keymap map;
	struct templates *templates;
	struct index index;
};

static const struct digester no_digester;

struct parser *
parser_new(const struct scan_keys *keys, size_t max_record,
    const struct digester *digester)
{
	struct parser *p = xcalloc(1, sizeof *p);

	p->keys = keys;
	p->max_record = max_record;
	p->digester = digester != NULL ? digester : &no_digester;
	keymap_init(&p->map, keys);
	p->templates = templates_new(&p->map);
	return p;
}

void
parser_free(struct parser *p)
{
	if (p == NULL)
		return;
	templates_free(p->templates);
	index_free(&p->index);
	free(p);
}

void
batch_free(struct batch *b)
{
	free(b->record);
	free(b->val);
	free(b->digest);
	*b = (struct batch){ 0 };
}

/* The quick ways; false means no more than "ask scan_line". */
static inline bool
parse_quickly(
    struct parser *p, const struct indexed_line *line, struct json_val *val)
{
	uint64_t shape;

	if (templates_match(p->templates, line, val))
		return true;
	if (!walk_line(line, &p->map, val, &shape))
		return false;
	templates_learn(p->templates, line, shape);
	return true;
}

/* What scan_line finds; it decides about every line. */
static bool
parse_slowly(struct parser *p, const struct indexed_line *line,
    struct json_val *val, struct batch_record *r)
{
	struct str text = { line->text + line->start, line->end - line->start };
	struct scan_error err;

	if (scan_line(text, p->keys, val, &err))
		return true;
	r->why = err.why;
	r->column = (uint32_t)err.at + 1;
	return false;
}

static bool
is_blank(const struct indexed_line *line)
{
	return line->n == 0 &&
	    str_trim((struct str){
			 line->text + line->start, line->end - line->start })
		.n == 0;
}

/* Parses one line into the batch's next record. */
static inline void
parse_line(struct parser *p, const struct indexed_line *line, struct batch *b)
{
	struct batch_record *r = &b->record[b->n];
	struct json_val *val = b->val + b->n * b->stride;
	const struct digester *d = p->digester;

	*r = (struct batch_record){ NULL, 0, line->start, line->end, b->lines };
	if (line->end - line->start > p->max_record)
		r->why = "longer than --max-record";
	else if (is_blank(line))
		return;
	else if (!p->index.utf8 || !parse_quickly(p, line, val))
		parse_slowly(p, line, val, r);
	if (r->why == NULL && d->size > 0)
		d->make(d->ctx, val, b->digest + b->n * d->size);
	b->n++;
}

static void
make_room(struct batch *b, const struct parser *p)
{
	size_t lines = p->index.n_ends;

	/* One value more, for those that are not wanted. */
	b->stride = p->keys->n;
	b->n = b->lines = 0;
	MEM_RESERVE(b->record, b->cap, lines);
	MEM_RESERVE(b->val, b->val_cap, lines * b->stride + 1);
	MEM_RESERVE(b->digest, b->digest_cap, lines * p->digester->size);
}

void
parser_run(struct parser *p, const char *text, size_t n, struct batch *b)
{
	struct index *ix = &p->index;
	struct indexed_line line = { .text = text };
	uint32_t first = 0; /* mark of the line */

	index_text(ix, text, n);
	make_room(b, p);
	line.odd = ix->odd;
	for (size_t i = 0; i < ix->n_ends; i++) {
		uint32_t newline = ix->mark[ix->end[i]];

		line.mark = ix->mark + first;
		line.n = ix->end[i] - first;
		line.end = newline;
		if (newline > line.start && text[newline - 1] == '\r')
			line.end--;
		b->lines++;
		parse_line(p, &line, b);
		line.start = newline + 1;
		first = ix->end[i] + 1;
		while (*line.odd < newline)
			line.odd++;
	}
}
