/*
 * Events as a table: a column for each key, headed by its name, and one for the
 * time as people read it.  An unknown key is an empty field, an empty text a
 * pair of quotes.
 */
#include "core/num.h"
#include "import/export_formats.h"

bool
export_column(struct str heading, int *column)
{
	*column = EXPORT_TIME;
	if (str_is(heading, "time"))
		return true;
	*column = EXPORT_TYPE;
	if (str_is(heading, "type"))
		return true;
	for (size_t i = 0; i < event_record.n; i++)
		if (str_eq(heading, event_record.field[i].key)) {
			*column = (int)i;
			return true;
		}
	return false;
}

const char *
export_read_columns(struct str list, void *columns)
{
	struct export_columns *all = columns;

	all->n = 0;
	while (list.p != NULL)
		if (all->n == EXPORT_COLUMNS ||
		    !export_column(str_cut(&list, ','), &all->at[all->n++]))
			return "a list of type, time and keys of events";
	return NULL;
}

/* All of them when none were chosen. */
static struct export_columns
columns_of(const struct export *x)
{
	struct export_columns all = { .at = { EXPORT_TYPE, EXPORT_TIME },
		.n = 2 };

	if (x->columns.n > 0)
		return x->columns;
	for (size_t i = 0; i < event_record.n; i++)
		all.at[all.n++] = (int)i;
	return all;
}

void
export_csv_begin(const struct export *x, struct buf *b)
{
	struct export_columns all = columns_of(x);

	/* What calculates takes a file without this mark for Latin. */
	if (x->spreadsheet)
		buf_adds(b, "\xEF\xBB\xBF");
	for (int i = 0; i < all.n; i++) {
		int at = all.at[i];

		if (i > 0)
			buf_addc(b, ',');
		if (at < 0)
			buf_adds(b, at == EXPORT_TIME ? "time" : "type");
		else
			buf_str(b, event_record.field[at].key);
	}
	buf_adds(b, "\r\n");
}

/* Whether a program that calculates would take the text for a formula. */
static bool
is_formula(struct str s)
{
	return s.n > 0 && s.p[0] != '\0' && strchr("=+-@\t\r", s.p[0]) != NULL;
}

static bool
needs_quotes(struct str s)
{
	bool space = s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');

	for (size_t i = 0; i < s.n; i++)
		if (strchr(",;\t\"\r\n", s.p[i]) != NULL) /* or NUL */
			return true;
	return s.n == 0 || space;
}

static void
put_field(const struct export *x, struct buf *b, struct str s)
{
	bool quoted = needs_quotes(s), formula = is_formula(s);

	if (quoted)
		buf_addc(b, '"');
	if (x->spreadsheet && formula)
		buf_addc(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		/* Line ends are one character here, as in most readers. */
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		if (s.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	if (quoted)
		buf_addc(b, '"');
}

static void
put_column(const struct export *x, struct buf *b, const struct event *e, int at)
{
	const struct record_field *f = &event_record.field[at];
	const void *member = (const char *)e + f->at;
	const struct str *text = member;
	const int64_t *number = member;

	switch (f->kind) {
	case RECORD_NATURAL:
		if (*number >= 0)
			b->n +=
			    num_put_int(buf_reserve(b, NUM_INT_MAX), *number);
		break;
	case RECORD_MOMENT:
		if (*number < WHEN_FIRST || *number > WHEN_LAST)
			break;
		when_put_utc(buf_reserve(b, WHEN_UTC_LEN), *number);
		b->n += WHEN_UTC_LEN;
		break;
	case RECORD_FLAG:
		buf_adds(b, *(const bool *)member ? "true" : "");
		break;
	default:
		if (text->p != NULL)
			put_field(x, b, *text);
		break;
	}
}

static void
put_time(struct buf *b, int64_t t_ms)
{
	b->n += when_put_hms(buf_reserve(b, WHEN_HMS_MAX), t_ms / 1000);
}

bool
export_csv(
    const struct export *x, struct buf *b, const struct event *e, int64_t t_ms)
{
	struct export_columns all = columns_of(x);

	for (int i = 0; i < all.n; i++) {
		if (i > 0)
			buf_addc(b, ',');
		if (all.at[i] == EXPORT_TIME)
			put_time(b, t_ms);
		else if (all.at[i] == EXPORT_TYPE)
			buf_adds(b, event_record.name[e->type - 1]);
		else
			put_column(x, b, e, all.at[i]);
	}
	return true;
}
