/* Lays cells of text out in lines. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/width.h"
#include "term/slate.h"

void
slate_begin(struct slate *s, size_t columns, size_t lines)
{
	s->columns = columns;
	s->lines = lines;
	s->n = s->text.n = 0;
	s->line = s->column = 0;
}

void
slate_free(struct slate *s)
{
	buf_free(&s->text);
	buf_free(&s->plain);
	free(s->part);
	*s = (struct slate){ 0 };
}

/* The columns that are left of those asked for. */
static size_t
room(const struct slate *s, size_t columns)
{
	size_t left = s->line < s->lines ? s->columns - s->column : 0;

	return columns < left ? columns : left;
}

static void
add(struct slate *s, enum slate_style style, struct str text, size_t before,
    size_t columns)
{
	size_t start = s->text.n;

	if (columns == 0)
		return;
	for (size_t i = 0; i < before && i < columns; i++)
		buf_addc(&s->text, ' ');
	if (columns > before)
		width_put(&s->text, text, columns - before);
	MEM_RESERVE(s->part, s->cap, s->n + 1);
	s->part[s->n++] =
	    (struct slate_part){ style, s->line, start, s->text.n - start };
	s->column += columns;
}

static struct str
plain(struct slate *s, struct str text)
{
	s->plain.n = 0;
	width_plain(&s->plain, text);
	return buf_view(&s->plain);
}

void
slate_put(
    struct slate *s, enum slate_style style, struct str text, size_t columns)
{
	text = plain(s, text);
	if (columns == 0)
		columns = width_of(text);
	add(s, style, text, 0, room(s, columns));
}

void
slate_put_right(
    struct slate *s, enum slate_style style, struct str text, size_t columns)
{
	size_t width, space = room(s, columns);

	text = plain(s, text);
	width = width_of(text);
	add(s, style, text, width < space ? space - width : 0, space);
}

void
slate_rest(struct slate *s, enum slate_style style, struct str text)
{
	add(s, style, plain(s, text), 0, room(s, s->columns));
}

void
slate_move(struct slate *s, size_t line)
{
	s->line = line;
	s->column = 0;
}

void
slate_next(struct slate *s)
{
	slate_move(s, s->line + 1);
}

const struct slate_part *
slate_part(const struct slate *s, size_t line, size_t *i)
{
	while (*i < s->n) {
		const struct slate_part *part = &s->part[(*i)++];

		if (part->line == line)
			return part;
	}
	return NULL;
}

struct str
slate_text(const struct slate *s, const struct slate_part *part)
{
	return (struct str){ s->text.p + part->start, part->n };
}

void
slate_put_line(const struct slate *s, size_t line, struct buf *to)
{
	size_t i = 0, start = to->n;
	const struct slate_part *part;

	while ((part = slate_part(s, line, &i)) != NULL)
		buf_str(to, slate_text(s, part));
	while (to->n > start && to->p[to->n - 1] == ' ')
		to->n--;
}
