/* Writes the tables of record types as JSON Schema. */
#include "record/schema.h"
#include "core/num.h"
#include "jsonl/put.h"
#include "record/mark.h"
#include "record/types.h"

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

static void
put_kind(struct buf *b, const char *type)
{
	put_text(b, "type", str_of(type));
}

static void
put_pattern(struct buf *b, const char *pattern)
{
	put_kind(b, "string");
	put_text(b, "pattern", str_of(pattern));
}

static void
put_words(struct buf *b, const char *const *words)
{
	put_array(b, "enum");
	for (; *words != NULL; words++)
		put_text(b, NULL, str_of(*words));
	put_array_close(b);
}

static void put_members(
    struct buf *, const struct record_type *, int which, bool strict);

static void
put_items(struct buf *b, const struct record_type *items, bool strict)
{
	put_kind(b, "array");
	put_object(b, "items");
	if (items != NULL)
		put_members(b, items, -1, strict);
	else
		put_kind(b, "string");
	put_close(b);
}

/* What a key's value is. */
static void
put_field(struct buf *b, const struct record_field *f, bool strict)
{
	switch (f->kind) {
	case RECORD_TEXT:
		put_kind(b, "string");
		break;
	case RECORD_NATURAL:
		put_kind(b, "integer");
		put_int(b, "minimum", 0);
		put_int(b, "maximum", NUM_SAFE_MAX);
		break;
	case RECORD_REAL:
		put_kind(b, "number");
		break;
	case RECORD_MOMENT:
		put_pattern(b,
		    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T"
		    "[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$");
		put_text(b, "format", STR("date-time"));
		break;
	case RECORD_FLAG:
		put_kind(b, "boolean");
		break;
	case RECORD_WORD:
		put_words(b, f->words);
		break;
	case RECORD_ARRAY:
		put_kind(b, "array");
		break;
	case RECORD_OBJECT:
		put_kind(b, "object");
		break;
	case RECORD_JSON:
		break; /* anything */
	case RECORD_BYTES:
		put_pattern(b, "^[A-Za-z0-9+/]*={0,2}$");
		put_text(b, "contentEncoding", STR("base64"));
		break;
	case RECORD_TEXTS:
	case RECORD_ITEMS:
		put_items(b, f->items, strict);
		break;
	case RECORD_ELAPSED:
		put_pattern(b, "^[0-9]+:[0-9]{2}:[0-9]{2}$");
		break;
	}
}

static bool
has(const struct record_field *f, int which)
{
	return which < 0 || f->of == 0 || (f->of >> which & 1) != 0;
}

static void
put_fields(struct buf *b, const struct record_type *t, int which, bool strict)
{
	for (size_t i = 0; i < t->n; i++)
		if (has(&t->field[i], which)) {
			put_object(b, t->field[i].key.p);
			put_field(b, &t->field[i], strict);
			put_close(b);
		}
}

static void
put_properties(
    struct buf *b, const struct record_type *t, int which, bool strict)
{
	put_object(b, "properties");
	if (which >= 0) {
		put_object(b, "type");
		put_text(b, "const", str_of(t->name[which]));
		put_close(b);
	}
	put_fields(b, t, which, strict);
	if (which >= 0)
		put_fields(b, &mark_keys, which, strict);
	put_close(b);
}

static void
put_required(struct buf *b, const struct record_type *t, int which)
{
	put_array(b, "required");
	if (which >= 0)
		put_text(b, NULL, STR("type"));
	for (size_t i = 0; i < t->n; i++)
		if (t->field[i].always && has(&t->field[i], which))
			put_text(b, NULL, t->field[i].key);
	put_array_close(b);
}

/* An object with the keys of a type's name; of items, which have no "type",
 * `which` is -1. */
static void
put_members(struct buf *b, const struct record_type *t, int which, bool strict)
{
	put_text(b, "description", str_of(t->about));
	put_kind(b, "object");
	put_properties(b, t, which, strict);
	put_required(b, t, which);
	if (strict)
		put_bool(b, "additionalProperties", false);
}

static void
put_head(struct buf *b, const char *title)
{
	put_open(b);
	put_text(b, "$schema", STR(DIALECT));
	put_text(b, "title", str_of(title));
}

void
schema_put(struct buf *b, const struct record_type *t, int which, bool strict)
{
	put_head(b, t->name[which]);
	put_members(b, t, which, strict);
	put_line(b);
}

/* Calls `put` for every name of every type. */
static void
each_name(struct buf *b, bool strict,
    void (*put)(struct buf *, const struct record_type *, int, bool))
{
	for (size_t i = 0; record_types[i] != NULL; i++)
		for (int which = 0; record_types[i]->name[which] != NULL;
		     which++)
			put(b, record_types[i], which, strict);
}

static void
put_reference(
    struct buf *b, const struct record_type *t, int which, bool strict)
{
	struct buf path = { 0 };

	(void)strict;
	buf_fmt(&path, "#/$defs/%s", t->name[which]);
	put_open(b);
	put_text(b, "$ref", buf_view(&path));
	put_close(b);
	buf_free(&path);
}

static void
put_definition(
    struct buf *b, const struct record_type *t, int which, bool strict)
{
	put_object(b, t->name[which]);
	put_members(b, t, which, strict);
	put_close(b);
}

void
schema_put_all(struct buf *b, bool strict)
{
	put_head(b, "the records of chz");
	put_array(b, "oneOf");
	each_name(b, strict, put_reference);
	put_array_close(b);
	put_object(b, "$defs");
	each_name(b, strict, put_definition);
	put_close(b);
	put_line(b);
}
