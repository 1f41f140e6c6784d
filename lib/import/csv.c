/* Reads rows of tables, and gives them as events. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/num.h"
#include "core/utf8.h"
#include "import/csv.h"
#include "import/export.h"
#include "import/formats.h"
#include "import/native.h"

enum { COLUMNS = 256, ITEMS = 32 };

/* What a column holds. */
enum column { OTHER, TIME, T_MS, USER, USER_ID, TEXT, MESSAGE_ID, N_KINDS };

static const char *const names[N_KINDS] = { "-", "time", "t_ms", "user",
	"user_id", "text", "message_id" };

/* Headings, in small letters without what is not a letter; of two that say the
 * same, the earlier one counts. */
static const struct {
	const char *heading;
	enum column column;
} headings[] = { { "timeinseconds", TIME }, { "timetext", TIME },
	{ "timestamp", TIME }, { "time", TIME }, { "datetime", TIME },
	{ "date", TIME }, { "sentat", TIME }, { "createdat", TIME },
	{ "시간", TIME }, { "tms", T_MS }, { "playermessagetime", T_MS },
	{ "authordisplayname", USER }, { "authorname", USER },
	{ "nickname", USER }, { "username", USER }, { "user", USER },
	{ "nick", USER }, { "name", USER }, { "author", USER },
	{ "닉네임", USER }, { "authorid", USER_ID }, { "userid", USER_ID },
	{ "useridhash", USER_ID }, { "message", TEXT }, { "text", TEXT },
	{ "content", TEXT }, { "body", TEXT }, { "chat", TEXT },
	{ "comment", TEXT }, { "메시지", TEXT }, { "내용", TEXT },
	{ "messageid", MESSAGE_ID } };

struct csv_chat {
	struct buf columns; /* as they were said; empty: by the headings */
	size_t max;
	struct buf row;     /* unfinished */
	unsigned long line; /* where it began */
	char separator;     /* '\0' before the first row */
	bool useless;       /* what its columns hold is not known */
	int at[N_KINDS];    /* the columns; -1 for none */
	/* of a table that export.h wrote */
	struct export_columns own;
};

struct row {
	struct str field[COLUMNS];
	bool quoted[COLUMNS];
	int n;
};

struct csv_chat *
csv_new(struct str columns, size_t max)
{
	struct csv_chat *c = xcalloc(1, sizeof *c);

	buf_str(&c->columns, columns);
	c->max = max;
	for (int i = 0; i < N_KINDS; i++)
		c->at[i] = -1;
	return c;
}

void
csv_free(struct csv_chat *c)
{
	if (c == NULL)
		return;
	buf_free(&c->columns);
	buf_free(&c->row);
	free(c);
}

/* What separates the fields of a table that begins so. */
static char
separator_of(struct str row)
{
	bool quoted = false;

	for (size_t i = 0; i < row.n; i++) {
		quoted ^= row.p[i] == '"';
		if (!quoted && strchr(",;\t", row.p[i]) != NULL)
			return row.p[i];
	}
	return ',';
}

/* Takes the field that the rest of a row begins with; false when its quotes do
 * not end.  *more says whether another one follows. */
static bool
take_field(struct str *rest, char separator, struct buf *out, bool *more)
{
	bool quoted = str_starts(*rest, "\"");
	size_t i = quoted;

	for (; i < rest->n && (quoted || rest->p[i] != separator); i++) {
		if (quoted && rest->p[i] == '"') {
			quoted = i + 1 < rest->n && rest->p[i + 1] == '"';
			i += quoted;
			if (!quoted)
				continue;
		}
		buf_addc(out, rest->p[i]);
	}
	*more = i < rest->n;
	rest->p += i + *more;
	rest->n -= i + *more;
	return !quoted;
}

static bool
read_row(struct arena *texts, struct str text, char separator, struct row *row)
{
	struct buf field = { 0 };
	bool more = true, whole = true;

	row->n = 0;
	while (more && whole && row->n < COLUMNS) {
		struct str before = text;

		field.n = 0;
		whole = take_field(&text, separator, &field, &more);
		row->quoted[row->n] = str_starts(before, "\"");
		buf_addc(&field, '\0');
		row->field[row->n++] =
		    arena_str(texts, (struct str){ field.p, field.n - 1 });
	}
	buf_free(&field);
	return whole;
}

/* What the columns hold */

static bool
is_named(struct str heading, const char *name)
{
	size_t k = 0;

	for (size_t i = 0; i < heading.n; i++) {
		char c = heading.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((unsigned char)c < 0x80 && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9'))
			continue;
		if (name[k] == '\0' || name[k++] != c)
			return false;
	}
	return name[k] == '\0';
}

static void
read_headings(const struct row *row, int at[N_KINDS])
{
	for (size_t h = 0; h < sizeof headings / sizeof *headings; h++)
		for (int i = 0; i < row->n; i++)
			if (at[headings[h].column] < 0 &&
			    is_named(row->field[i], headings[h].heading))
				at[headings[h].column] = i;
}

static bool
tells(const int at[N_KINDS])
{
	return at[TEXT] >= 0 && (at[TIME] >= 0 || at[T_MS] >= 0);
}

static enum column
column_named(struct str name)
{
	for (int i = 0; i < N_KINDS; i++)
		if (str_is(name, names[i]))
			return (enum column)i;
	return N_KINDS;
}

const char *
csv_columns_bad(struct str list)
{
	int at[N_KINDS], n = 0;
	bool by_heading = false, by_place = false;

	for (int i = 0; i < N_KINDS; i++)
		at[i] = -1;
	while (list.p != NULL) {
		struct str item = str_cut(&list, ','),
			   name = str_cut(&item, '=');
		enum column column = column_named(name);

		if (column == N_KINDS || n == ITEMS)
			return "columns of time, t_ms, user, user_id, text, "
			       "message_id and -";
		if (column != OTHER && at[column] >= 0)
			return "each column once";
		at[column] = n++;
		by_heading |= item.p != NULL;
		by_place |= item.p == NULL;
	}
	if (by_heading && by_place)
		return "columns by heading or by place";
	return tells(at) ? NULL : "a text and a time or t_ms";
}

/* The column with that heading, or of that number; -1 when there is none. */
static int
place_of(const struct row *row, struct str heading)
{
	int64_t number;

	for (int i = 0; i < row->n; i++)
		if (row->field[i].n == heading.n &&
		    strncasecmp(row->field[i].p, heading.p, heading.n) == 0)
			return i;
	return num_int(heading, &number) && number >= 1 && number <= row->n
	    ? (int)number - 1
	    : -1;
}

/* Places the columns that were said. */
static void
read_columns(struct csv_chat *c, const struct row *row)
{
	struct str list = buf_view(&c->columns);

	for (int n = 0; list.p != NULL; n++) {
		struct str item = str_cut(&list, ','),
			   name = str_cut(&item, '=');
		enum column column = column_named(name);

		c->at[column] = item.p != NULL ? place_of(row, item) : n;
		c->useless |= c->at[column] < 0;
	}
}

/* Whether all headings are those of export.h, with types and times. */
static bool
is_own(const struct row *row, struct export_columns *own)
{
	int t_ms, sent_at;
	bool typed = false, placed = false;

	export_column(STR("t_ms"), &t_ms);
	export_column(STR("sent_at"), &sent_at);
	own->n = 0;
	for (int i = 0; i < row->n && i < EXPORT_COLUMNS; i++) {
		if (!export_column(row->field[i], &own->at[own->n++]))
			return false;
		typed |= own->at[i] == EXPORT_TYPE;
		placed |= own->at[i] == t_ms || own->at[i] == sent_at;
	}
	return typed && placed && row->n <= EXPORT_COLUMNS;
}

bool
csv_is_heading(struct str text)
{
	struct arena texts = { 0 };
	struct row *row = xcalloc(1, sizeof *row);
	struct export_columns own;
	int at[N_KINDS];
	bool is;

	for (int i = 0; i < N_KINDS; i++)
		at[i] = -1;
	if (read_row(&texts, text, separator_of(text), row))
		read_headings(row, at);
	is = tells(at) || is_own(row, &own);
	arena_free(&texts);
	free(row);
	return is;
}

/* Rows */

static struct str
field_of(const struct csv_chat *c, const struct row *row, enum column column)
{
	int i = c->at[column];

	return i >= 0 && i < row->n && row->field[i].n > 0 ? row->field[i]
							   : (struct str){ 0 };
}

static bool
read_number(struct str s, struct event *e)
{
	static const struct {
		double below, ms;
	} units[] = { { 1e11, 1000 }, { 1e14, 1 }, { 1e17, 0.001 } };
	double n;

	if (!num_real(s, &n) || n < 0)
		return false;
	if (n < 1e8) {
		e->t_ms = (int64_t)(n * 1000 + 0.5);
		return true;
	}
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (n < units[i].below) {
			e->sent_at = (int64_t)(n * units[i].ms);
			return true;
		}
	return false;
}

static bool
read_time(struct str s, struct event *e)
{
	int64_t ms;

	s = str_trim(s);
	if (import_elapsed(s, &ms)) {
		e->t_ms = ms;
		return true;
	}
	return read_number(s, e) || when_rfc3339(s, &e->sent_at) ||
	    (s.n > 4 && s.p[4] == '-' && when_typed(s, 0, &e->sent_at));
}

static bool
read_moment(const struct csv_chat *c, const struct row *row, struct event *e)
{
	struct str t_ms = field_of(c, row, T_MS);
	int64_t ms;

	if (t_ms.n > 0 && num_int(str_trim(t_ms), &ms)) {
		e->t_ms = ms > 0 ? ms : 0;
		return true;
	}
	return read_time(field_of(c, row, TIME), e);
}

static void
give(struct import_file *f, const struct csv_chat *c, const struct piece *piece,
    const struct row *row)
{
	struct event e = event_blank();
	struct str sender;

	e.text = field_of(c, row, TEXT);
	if (e.text.n == 0) /* a row about something else */
		return;
	if (!read_moment(c, row, &e)) {
		import_complain(f, piece, "a row without a time", 0);
		return;
	}
	e.type = EVENT_CHAT;
	e.platform = STR("import");
	e.user = field_of(c, row, USER);
	e.user_id = field_of(c, row, USER_ID);
	e.message_id = field_of(c, row, MESSAGE_ID);
	sender = e.user_id.n > 0 ? e.user_id : e.user;
	if (e.message_id.n == 0)
		e.message_id = import_coarse_id(f,
		    e.t_ms != RECORD_UNKNOWN ? e.t_ms : e.sent_at, sender,
		    e.text);
	import_give(f, &e);
}

/* ---- tables of export.h ---- */

/* A field as a value: JSON is checked, all else is text. */
static struct json_val
value_of(struct import_file *f, enum record_kind kind, struct str field)
{
	struct json_val v = {
		.p = field.p, .n = (uint32_t)field.n, .kind = VAL_STRING
	};
	struct scan_keys keys = { .n = 1, .name = { DOC_KEY("v") } };
	struct scan_error err;
	struct buf b = { 0 };

	if (kind == RECORD_NATURAL)
		v.kind = VAL_NUMBER;
	if (kind == RECORD_FLAG)
		v.kind = str_is(field, "true") ? VAL_TRUE : VAL_ABSENT;
	if (kind != RECORD_ARRAY && kind != RECORD_OBJECT)
		return v;
	buf_fmt(&b, "{\"v\":%.*s}", STR_ARG(field));
	if (!doc_open(
		arena_str(&f->texts, buf_view(&b)), &keys, &v, &f->texts, &err))
		v.kind = VAL_ABSENT;
	buf_free(&b);
	return v;
}

static void
give_own(struct import_file *f, const struct csv_chat *c,
    const struct piece *piece, const struct row *row)
{
	struct event e = event_blank();

	for (int i = 0; i < c->own.n && i < row->n; i++) {
		int at = c->own.at[i];
		struct json_val v;

		if (at == EXPORT_TYPE)
			e.type = event_type_of(row->field[i]);
		if (at < 0 || (row->field[i].n == 0 && !row->quoted[i]))
			continue;
		v = value_of(f, event_record.field[at].kind, row->field[i]);
		native_key((size_t)at, &v, &e, &f->texts);
	}
	if (e.type == EVENT_OTHER)
		import_complain(f, piece, "a row without a type", 0);
	else
		import_give(f, &e);
}

/* Whether the first row is one of headings. */
static bool
begin(struct import_file *f, struct csv_chat *c, const struct piece *piece,
    const struct row *row)
{
	struct event e = event_blank();

	if (c->columns.n == 0 && is_own(row, &c->own))
		return true;
	c->own.n = 0;
	if (c->columns.n == 0) {
		read_headings(row, c->at);
		c->useless = !tells(c->at);
	} else {
		read_columns(c, row);
	}
	if (c->useless)
		import_complain(f, piece,
		    c->columns.n == 0
			? "which columns have time and text? --columns says"
			: "no column of that heading",
		    0);
	return c->useless || c->columns.n == 0 ||
	    memchr(c->columns.p, '=', c->columns.n) != NULL ||
	    !read_moment(c, row, &e);
}

static void
take_row(struct import_file *f, struct csv_chat *c, const struct piece *piece,
    const struct row *row)
{
	bool first = c->separator == '\0';

	if (first)
		c->separator = separator_of(piece->text);
	if ((first && begin(f, c, piece, row)) || c->useless)
		return;
	if (c->own.n > 0)
		give_own(f, c, piece, row);
	else
		give(f, c, piece, row);
}

/* A row that has come whole, or is too long to. */
static void
end_row(struct import_file *f, struct csv_chat *c, unsigned long line)
{
	struct piece piece = { .text = buf_view(&c->row), .line = line };
	struct row *row = xcalloc(1, sizeof *row);
	char separator =
	    c->separator != '\0' ? c->separator : separator_of(piece.text);
	bool whole = read_row(&f->texts, piece.text, separator, row);

	if (!whole && c->row.n <= c->max)
		goto out;
	if (!whole)
		import_complain(f, &piece, "a row whose quotes do not end", 0);
	else if (utf8_valid(piece.text) < piece.text.n)
		import_complain(f, &piece, "not UTF-8 text", 0);
	else if (c->row.n > 0)
		take_row(f, c, &piece, row);
	c->row.n = 0;
out:
	free(row);
}

void
import_csv(struct import_file *f, const struct piece *piece)
{
	struct csv_chat *c = f->csv;

	/* Within quotes it belongs to the text. */
	if (c->row.n == 0 && str_trim(piece->text).n == 0)
		return;
	if (c->row.n == 0)
		c->line = piece->line;
	else
		buf_addc(&c->row, '\n');
	buf_str(&c->row, piece->text);
	end_row(f, c, c->line);
}

void
import_csv_end(struct import_file *f)
{
	struct piece piece;

	if (f->csv == NULL || f->csv->row.n == 0)
		return;
	piece = (struct piece){ .line = f->csv->line };
	import_complain(f, &piece, "a row whose quotes do not end", 0);
}
