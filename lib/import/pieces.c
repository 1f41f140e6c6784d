/* Cuts bytes into lines, entries or elements of an array. */
#include <string.h>

#include "import/pieces.h"

static const char too_long[] = "longer than --max-record";
static const char cut_short[] = "the file is cut short";

/* Where in a document the next byte is. */
enum place { OUTSIDE, IN_ARRAY, IN_OBJECT, AT_COLON, AT_VALUE };

void
pieces_push(struct pieces *f, const char *p, size_t n)
{
	if (f->at > 0) {
		memmove(f->in.p, f->in.p + f->at, f->in.n - f->at);
		f->in.n -= f->at;
		f->at = 0;
	}
	buf_add(&f->in, p, n);
}

void
pieces_end(struct pieces *f)
{
	f->ended = true;
}

void
pieces_free(struct pieces *f)
{
	buf_free(&f->in);
	buf_free(&f->text);
	buf_free(&f->key);
}

static struct str
left(const struct pieces *f)
{
	return (struct str){ f->in.p + f->at, f->in.n - f->at };
}

/* Takes a byte order mark off the start; false until it is known whether there
 * is one. */
static bool
begin(struct pieces *f)
{
	if (!f->begun && f->in.n < 3 && !f->ended)
		return false;
	if (!f->begun && str_starts(left(f), "\xEF\xBB\xBF"))
		f->at += 3;
	f->begun = true;
	return true;
}

/* ---- lines and entries ---- */

static bool
digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return true;
}

bool
pieces_is_entry(struct str s)
{
	return s.n >= 22 && s.p[0] == '[' && digits(s.p + 1, 4) &&
	    s.p[5] == '-' && s.p[11] == ' ' && s.p[20] == ']' && s.p[21] == ' ';
}

/*
 * Takes a line.  One that is too long is given as its first `max` bytes; false
 * when there is no whole line yet.
 */
static bool
take_line(struct pieces *f, struct str *line)
{
	struct str rest = left(f);
	const char *end = rest.n > 0 ? memchr(rest.p, '\n', rest.n) : NULL;

	if (f->skipping) { /* the rest of a line that was given before */
		f->at =
		    end != NULL ? f->at + (size_t)(end + 1 - rest.p) : f->in.n;
		f->skipping = end == NULL && !f->ended;
		return !f->skipping && end != NULL && take_line(f, line);
	}
	if (end == NULL && rest.n <= f->max && !(f->ended && rest.n > 0))
		return false;
	line->p = rest.p;
	line->n = end != NULL ? (size_t)(end - rest.p) : rest.n;
	f->at += line->n + (end != NULL);
	f->skipping = end == NULL && !f->ended;
	f->line++;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

static bool
next_line(struct pieces *f, struct piece *piece)
{
	struct str line;

	while (take_line(f, &line)) {
		if (!f->blank && str_trim(line).n == 0)
			continue;
		*piece = (struct piece){ .text = line, .line = f->line };
		if (line.n > f->max)
			piece->bad = too_long;
		return true;
	}
	return false;
}

/* Gives the entry that was gathered. */
static bool
give_entry(struct pieces *f, struct piece *piece)
{
	*piece = (struct piece){ .text = str_trim(buf_view(&f->text)),
		.line = f->text_line };
	if (f->text.n > f->max)
		piece->bad = too_long;
	f->collecting = false;
	return piece->text.n > 0;
}

static void
gather(struct pieces *f, struct str line)
{
	if (!f->collecting) {
		f->text.n = 0;
		f->text_line = f->line;
	} else {
		buf_addc(&f->text, '\n');
	}
	f->collecting = true;
	/* One byte too many shows that it was too long. */
	if (line.n > f->max + 1)
		line.n = f->max + 1;
	if (f->text.n <= f->max)
		buf_str(&f->text, line);
}

static bool
next_entry(struct pieces *f, struct piece *piece)
{
	struct str line;

	while (take_line(f, &line)) {
		/* Its text is needed before the next line is gathered. */
		if (f->collecting && pieces_is_entry(line) &&
		    give_entry(f, piece)) {
			f->at = (size_t)(line.p - f->in.p);
			f->line--;
			f->skipping = false;
			return true;
		}
		gather(f, line);
	}
	return f->ended && f->collecting && give_entry(f, piece);
}

/* ---- elements ---- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Skips what may stand before a value; false when nothing is left. */
static bool
skip_between(struct pieces *f)
{
	while (f->at < f->in.n) {
		char c = f->in.p[f->at];

		if (!is_space(c) && c != ',')
			return true;
		f->line += c == '\n';
		f->at++;
	}
	return false;
}

static void
start_value(struct pieces *f)
{
	f->collecting = true;
	f->text.n = 0;
	f->text_line = f->line + 1;
	f->span = (struct span){ 0 };
}

static void
keep(struct pieces *f, struct str bytes)
{
	if (f->text.n + bytes.n <= f->max)
		buf_str(&f->text, bytes);
	else
		f->skipping = true;
}

/*
 * Gathers a value; true at its end.  Line feeds between its parts become
 * spaces, so that it reads as one line; those in strings, where none may be,
 * stay and will be found.
 */
static bool
collect(struct pieces *f)
{
	bool done = false;

	while (!done && f->at < f->in.n) {
		struct str rest = left(f);
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t used;

		if (end == rest.p) {
			bool torn = f->span.string;

			done = span_take(&f->span, STR("\n"), &used);
			if (used > 0) {
				keep(f, torn ? STR("\n") : STR(" "));
				f->line++;
			}
			f->at += used;
			while (!torn && used > 0 && f->at < f->in.n &&
			    f->in.p[f->at] == ' ')
				f->at++; /* indentation */
			continue;
		}
		if (end != NULL)
			rest.n = (size_t)(end - rest.p);
		done = span_take(&f->span, rest, &used);
		keep(f, (struct str){ rest.p, used });
		f->at += used;
	}
	/* A bare number or word may end with the file. */
	return done || (f->ended && f->span.depth == 0 && !f->span.string);
}

/* Gives the value that was collected. */
static void
give_value(struct pieces *f, struct piece *piece)
{
	*piece = (struct piece){ .text = buf_view(&f->text),
		.line = f->text_line,
		.element = f->element,
		.bad = f->skipping ? too_long : NULL };
	f->collecting = f->skipping = false;
}

/* A bracket or the first byte of something else. */
static void
enter(struct pieces *f, char c)
{
	if (f->place == OUTSIDE)
		f->key.n = 0;
	if (f->place == OUTSIDE && c == '{')
		f->place = IN_OBJECT;
	else if (f->place == OUTSIDE && c == '[' && f->array == NULL)
		f->place = IN_ARRAY;
	else if (f->place == IN_ARRAY && c == ']')
		f->place = f->key.n > 0 ? IN_OBJECT : OUTSIDE;
	else if (f->place == IN_OBJECT && c == '}')
		f->place = OUTSIDE;
	else if (f->place == AT_COLON && c == ':')
		f->place = AT_VALUE;
	else if (f->place == AT_VALUE && c == '[' && f->array != NULL &&
	    str_is(buf_view(&f->key), f->array))
		f->place = IN_ARRAY;
	else
		start_value(f);
	f->at += !f->collecting;
	f->element += f->collecting && f->place == IN_ARRAY;
}

/* A value has ended: what it is depends on where it stood. */
static bool
leave(struct pieces *f, struct piece *piece)
{
	bool skipped = f->skipping;

	give_value(f, piece);
	switch (f->place) {
	case IN_OBJECT: /* its key, quotes and all */
		f->key.n = 0;
		if (piece->text.n >= 2 && !skipped)
			buf_add(&f->key, piece->text.p + 1, piece->text.n - 2);
		f->place = AT_COLON;
		return false;
	case AT_VALUE:
		f->place = IN_OBJECT;
		piece->key = buf_view(&f->key);
		return !skipped; /* pictures and such: not needed */
	case AT_COLON:
		f->place = IN_OBJECT;
		piece->bad = "':' expected";
		return true;
	case OUTSIDE:
		piece->bad = "unexpected text";
		return true;
	default:
		return true;
	}
}

static bool
next_element(struct pieces *f, struct piece *piece)
{
	for (;;) {
		if (f->collecting) {
			if (!collect(f))
				break;
			if (leave(f, piece))
				return true;
		} else {
			if (!skip_between(f))
				break;
			enter(f, f->in.p[f->at]);
		}
	}
	if (!f->ended || f->place == OUTSIDE)
		return false;
	*piece = (struct piece){
		.line = f->line + 1, .element = f->element, .bad = cut_short
	};
	f->place = OUTSIDE;
	f->collecting = false;
	return true;
}

bool
pieces_next(struct pieces *f, struct piece *piece)
{
	if (!begin(f))
		return false;
	switch (f->how) {
	case PIECES_LINES:
		return next_line(f, piece);
	case PIECES_ENTRIES:
		return next_entry(f, piece);
	default:
		return next_element(f, piece);
	}
}
