/* Reads and writes records by their tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base64.h"
#include "core/diag.h"
#include "core/num.h"
#include "core/utf8.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "record/record.h"

/* The member that a field describes, as what its kind says it is. */
#define MEMBER(T, record, f) (*(T *)((char *)(record) + (f)->at))
#define CONST_MEMBER(T, record, f)                                             \
	(*(const T *)((const char *)(record) + (f)->at))

static void
forget(const struct record_field *f, void *record)
{
	switch (f->kind) {
	case RECORD_NATURAL:
	case RECORD_ELAPSED:
		MEMBER(int64_t, record, f) = RECORD_UNKNOWN;
		break;
	case RECORD_REAL:
		MEMBER(double, record, f) = (double)NAN;
		break;
	case RECORD_MOMENT:
		MEMBER(int64_t, record, f) = WHEN_UNKNOWN;
		break;
	default:
		break; /* zero is unknown */
	}
}

void
record_clear(const struct record_type *t, void *record)
{
	memset(record, 0, t->size);
	for (size_t i = 0; i < t->n; i++)
		forget(&t->field[i], record);
}

/* Which field has the key; the program ends when none has. */
static size_t
place_of(const struct record_type *t, struct str key)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->field[i].key, key))
			return i;
	diag_die(EXIT_SOME_FAILED, "no record %s has a key %.*s",
	    t->name != NULL ? t->name[0] : "at all", STR_ARG(key));
}

uint64_t
record_keys(const struct record_type *t, const char *keys)
{
	struct str rest = str_of(keys);
	uint64_t mask = 0;

	if (keys == NULL)
		return UINT64_MAX >> (RECORD_FIELDS - t->n);
	while (rest.p != NULL)
		mask |= UINT64_C(1) << place_of(t, str_cut(&rest, ' '));
	return mask;
}

static bool
is_text(const struct record_field *f)
{
	return f->kind == RECORD_TEXT;
}

static bool
is_natural(const struct record_field *f)
{
	return f->kind == RECORD_NATURAL;
}

static bool
is_other(const struct record_field *f)
{
	return !is_text(f) && !is_natural(f) && f->kind != RECORD_ITEMS &&
	    f->kind != RECORD_ELAPSED;
}

/* Puts those of a mask that are of a sort on the list; returns its length. */
static unsigned
list(struct record_reader *r, uint64_t mask,
    bool (*is_sort)(const struct record_field *))
{
	const struct record_field *field = r->type->field;

	for (uint16_t i = 0; i < r->type->n; i++)
		if ((mask >> i & 1) != 0 && is_sort(&field[i]))
			r->wanted[r->n++] = (struct record_wanted){
				.value =
				    (uint16_t)jsonl_want(r->in, field[i].key.p),
				.at = field[i].at,
				.field = i
			};
	return r->n;
}

static void
list_names(struct record_reader *r, const struct record_type *t)
{
	for (int i = 0; i < RECORD_NAMES && t->name[i] != NULL; i++)
		r->name[i] = str_of(t->name[i]);
}

void
record_want(struct record_reader *r, const struct record_type *t,
    struct jsonl *in, const char *keys)
{
	uint64_t mask = record_keys(t, keys);

	*r = (struct record_reader){ .type = t, .in = in };
	r->type_at = -1;
	if (t->name != NULL) {
		r->type_at = jsonl_want(in, "type");
		list_names(r, t);
	}
	r->texts = list(r, mask, is_text);
	r->naturals = list(r, mask, is_natural);
	list(r, mask, is_other);
}

/* Reading values */

static inline struct str
get_text(struct jsonl *in, const struct json_val *v)
{
	if (v->kind == VAL_STRING && !v->escaped)
		return (struct str){ v->p, v->n };
	return jsonl_text(in, v);
}

static double
get_real(const struct json_val *v)
{
	double value;

	return val_real(v, &value) ? value : (double)NAN;
}

static int64_t
get_moment(struct jsonl *in, const struct json_val *v)
{
	int64_t ms;

	return when_rfc3339(get_text(in, v), &ms) ? ms : WHEN_UNKNOWN;
}

static int
get_word(struct jsonl *in, const struct json_val *v, const char *const *words)
{
	struct str text = get_text(in, v);

	for (int i = 0; text.p != NULL && words[i] != NULL; i++)
		if (str_is(text, words[i]))
			return i + 1;
	return 0;
}

static struct str
get_json(const struct json_val *v, enum val_kind kind)
{
	return v->kind == kind ? val_raw(v) : (struct str){ 0 };
}

static struct str
get_bytes(struct record_reader *r, const struct json_val *v)
{
	struct str text = get_text(r->in, v), bytes = { 0 };
	struct buf room = { 0 };

	if (text.p != NULL && base64_get(&room, text)) {
		bytes.n = room.n;
		bytes.p = arena_copy(
		    jsonl_texts(r->in), room.n > 0 ? room.p : "", room.n);
	} else if (text.p != NULL) {
		r->damaged = true;
	}
	buf_free(&room);
	return bytes;
}

/* An array's strings; what is no string is left out. */
static struct strs
get_texts(struct jsonl *in, const struct json_val *v)
{
	struct str rest = doc_items(v), count = rest;
	struct json_val item;
	struct str *texts;
	size_t most = 0, n = 0;

	while (doc_item(&count, &item))
		most++;
	if (most == 0)
		return (struct strs){ 0 };
	texts = arena_alloc(jsonl_texts(in), most * sizeof *texts);
	while (doc_item(&rest, &item))
		if (item.kind == VAL_STRING)
			texts[n++] = get_text(in, &item);
	return (struct strs){ texts, n };
}

static void
get(struct record_reader *r, const struct record_field *f,
    const struct json_val *v, void *record)
{
	struct jsonl *in = r->in;

	switch (f->kind) {
	case RECORD_TEXT:
		MEMBER(struct str, record, f) = get_text(in, v);
		break;
	case RECORD_NATURAL:
		MEMBER(int64_t, record, f) = val_natural(v);
		break;
	case RECORD_REAL:
		MEMBER(double, record, f) = get_real(v);
		break;
	case RECORD_MOMENT:
		MEMBER(int64_t, record, f) = get_moment(in, v);
		break;
	case RECORD_FLAG:
		MEMBER(bool, record, f) = v->kind == VAL_TRUE;
		break;
	case RECORD_WORD:
		MEMBER(int, record, f) = get_word(in, v, f->words);
		break;
	case RECORD_ARRAY:
		MEMBER(struct str, record, f) = get_json(v, VAL_ARRAY);
		break;
	case RECORD_OBJECT:
		MEMBER(struct str, record, f) = get_json(v, VAL_OBJECT);
		break;
	case RECORD_JSON:
		MEMBER(struct str, record, f) = val_raw(v);
		break;
	case RECORD_BYTES:
		MEMBER(struct str, record, f) = get_bytes(r, v);
		break;
	case RECORD_TEXTS:
		MEMBER(struct strs, record, f) = get_texts(in, v);
		break;
	case RECORD_ITEMS:
	case RECORD_ELAPSED:
		break;
	}
}

/* Which of the type's names the value spells, from 1; 0 for none. */
static int
name_of(const struct record_reader *r, const struct json_val *v)
{
	struct str value = get_text(r->in, v);

	for (int i = 0; i < RECORD_NAMES && r->name[i].p != NULL; i++)
		if (r->name[i].n == value.n &&
		    memcmp(r->name[i].p, value.p, value.n) == 0)
			return i + 1;
	return 0;
}

/* Remembers the first type that is not looked for.  What tells of a broadcast
 * or a channel travels with any kind of record. */
static void
note_other(struct record_reader *r, const struct json_val *type)
{
	struct str name = get_text(r->in, type);

	if (r->other[0] == '\0' && !val_is(type, "live") &&
	    !val_is(type, "replay") && !val_is(type, "raw") &&
	    !val_is(type, "node"))
		snprintf(r->other, sizeof r->other, "%.*s",
		    STR_ARG(name.n > 0 ? name : STR("other")));
}

static inline void
get_quick(const struct record_reader *r, const struct json_val *v, void *record)
{
	const struct record_wanted *w = r->wanted;

	for (; w < r->wanted + r->texts; w++)
		*(struct str *)((char *)record + w->at) =
		    get_text(r->in, v + w->value);
	for (; w < r->wanted + r->naturals; w++)
		*(int64_t *)((char *)record + w->at) =
		    v[w->value].kind == VAL_NUMBER ? val_natural(v + w->value)
						   : RECORD_UNKNOWN;
}

/* The members that are wanted, of a record that is of the type. */
static inline void
fill(struct record_reader *r, const struct json_val *v, void *record)
{
	get_quick(r, v, record);
	for (unsigned i = r->naturals; i < r->n; i++)
		get(r, &r->type->field[r->wanted[i].field],
		    v + r->wanted[i].value, record);
}

/* Whether all values are to be had without decoding. */
static inline bool
is_plain(const struct record_reader *r, const struct json_val *v)
{
	bool escaped = v[r->type_at].escaped;

	for (unsigned i = 0; i < r->n; i++)
		escaped |= v[r->wanted[i].value].escaped;
	return !escaped;
}

int
record_peek(struct record_reader *r, const struct json_val *v, void *record)
{
	int name;

	if (!is_plain(r, v))
		return 0;
	name = name_of(r, v + r->type_at);
	if (name == 0)
		return 0;
	*(int *)((char *)record + r->type->type) = name;
	fill(r, v, record);
	return name;
}

int
record_read(struct record_reader *r, const struct json_val *v, void *record)
{
	const struct record_type *t = r->type;
	int name = t->name != NULL ? name_of(r, v + r->type_at) : 1;

	if (t->type >= 0)
		*(int *)((char *)record + t->type) = name;
	if (name == 0) {
		if (r->met == 0)
			note_other(r, v + r->type_at);
		return 0;
	}
	r->met++;
	r->damaged = false;
	fill(r, v, record);
	return name;
}

void
record_require(const struct record_reader *r)
{
	struct buf why = { 0 };

	if (r->met > 0 || r->other[0] == '\0')
		return;
	buf_fmt(&why, "no %s in this input: ", r->type->name[0]);
	utf8_show(&why, str_of(r->other), RECORD_NAME);
	buf_adds(&why, " records");
	jsonl_wrong(r->in, buf_text(&why));
	buf_free(&why);
}

/* Writing */

static bool
is_known(const struct record_field *f, const void *record)
{
	switch (f->kind) {
	case RECORD_NATURAL:
	case RECORD_ELAPSED:
		return CONST_MEMBER(int64_t, record, f) != RECORD_UNKNOWN;
	case RECORD_REAL:
		return !isnan(CONST_MEMBER(double, record, f));
	case RECORD_MOMENT: {
		int64_t ms = CONST_MEMBER(int64_t, record, f);

		return ms >= WHEN_FIRST && ms <= WHEN_LAST;
	}
	case RECORD_FLAG:
		return f->always || CONST_MEMBER(bool, record, f);
	case RECORD_WORD:
		return CONST_MEMBER(int, record, f) != 0;
	case RECORD_TEXTS:
		return CONST_MEMBER(struct strs, record, f).at != NULL;
	case RECORD_ITEMS:
		return CONST_MEMBER(struct record_items, record, f).at != NULL;
	default:
		return CONST_MEMBER(struct str, record, f).p != NULL;
	}
}

bool
record_is_whole(const struct record_type *t, const void *record)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->field[i].always && !is_known(&t->field[i], record))
			return false;
	return true;
}

const char *
record_lacks(const struct record_type *t, const void *record, const char *keys)
{
	uint64_t mask = record_keys(t, keys);

	for (size_t i = 0; i < t->n; i++)
		if ((mask >> i & 1) != 0 && !is_known(&t->field[i], record))
			return t->field[i].key.p;
	return NULL;
}

static void
put_bytes(struct buf *b, struct str bytes)
{
	buf_addc(b, '"');
	base64_put(b, bytes);
	buf_addc(b, '"');
}

static void
put_texts(struct buf *b, const struct strs *texts)
{
	buf_addc(b, '[');
	for (size_t i = 0; i < texts->n; i++)
		put_text(b, NULL, texts->at[i]);
	put_array_close(b);
}

static void
put_elapsed(struct buf *b, int64_t sec)
{
	char text[WHEN_HMS_MAX];

	put_string(b, (struct str){ text, when_put_hms(text, sec) });
}

static void put_items(
    struct buf *, const struct record_type *, const struct record_items *);

/* A known value, after its key. */
static void
put_value(struct buf *b, const struct record_field *f, const void *record)
{
	switch (f->kind) {
	case RECORD_TEXT:
		put_string(b, CONST_MEMBER(struct str, record, f));
		break;
	case RECORD_NATURAL:
		b->n += num_put_int(buf_reserve(b, NUM_INT_MAX),
		    CONST_MEMBER(int64_t, record, f));
		break;
	case RECORD_REAL:
		b->n += num_put_decimals(buf_reserve(b, NUM_REAL_MAX),
		    CONST_MEMBER(double, record, f), f->decimals);
		break;
	case RECORD_MOMENT: {
		char *p = buf_reserve(b, WHEN_UTC_LEN + 2);

		p[0] = p[WHEN_UTC_LEN + 1] = '"';
		when_put_utc(p + 1, CONST_MEMBER(int64_t, record, f));
		b->n += WHEN_UTC_LEN + 2;
		break;
	}
	case RECORD_FLAG:
		buf_adds(b, CONST_MEMBER(bool, record, f) ? "true" : "false");
		break;
	case RECORD_WORD:
		put_string(
		    b, str_of(f->words[CONST_MEMBER(int, record, f) - 1]));
		break;
	case RECORD_ARRAY:
	case RECORD_OBJECT:
	case RECORD_JSON:
		buf_str(b, CONST_MEMBER(struct str, record, f));
		break;
	case RECORD_BYTES:
		put_bytes(b, CONST_MEMBER(struct str, record, f));
		break;
	case RECORD_TEXTS:
		put_texts(b, &CONST_MEMBER(struct strs, record, f));
		break;
	case RECORD_ITEMS:
		put_items(
		    b, f->items, &CONST_MEMBER(struct record_items, record, f));
		break;
	case RECORD_ELAPSED:
		put_elapsed(b, CONST_MEMBER(int64_t, record, f));
		break;
	}
}

static void
put_field(struct buf *b, const struct record_field *f, const void *record)
{
	bool first = b->p[b->n - 1] == '{';

	if (!is_known(f, record))
		return;
	buf_add(b, f->lead.p + first, f->lead.n - first);
	put_value(b, f, record);
}

static void
put_items(struct buf *b, const struct record_type *t,
    const struct record_items *items)
{
	const char *item = items->at;

	buf_addc(b, '[');
	for (size_t i = 0; i < items->n; i++, item += t->size) {
		put_open(b);
		for (size_t k = 0; k < t->n; k++)
			put_field(b, &t->field[k], item);
		put_close(b);
	}
	put_array_close(b);
}

void
record_put_type(struct buf *b, const struct record_type *t, const void *record)
{
	int name =
	    t->type < 0 ? 1 : *(const int *)((const char *)record + t->type);

	put_open(b);
	if (t->name != NULL)
		put_text(b, "type", str_of(t->name[name - 1]));
}

void
record_put_keys(struct buf *b, const struct record_type *t, const void *record,
    uint64_t keys)
{
	for (size_t i = 0; i < t->n; i++)
		if ((keys >> i & 1) != 0)
			put_field(b, &t->field[i], record);
}

void
record_put(struct buf *b, const struct record_type *t, const void *record)
{
	record_put_type(b, t, record);
	for (size_t i = 0; i < t->n; i++)
		put_field(b, &t->field[i], record);
	put_line(b);
}
