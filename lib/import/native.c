/* Writes and reads the member "chz". */
#include "import/native.h"
#include "import/export_formats.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"

/* What the formats have of their own. */
#define COMMON "t_ms sent_at message_id user_id user text"

static bool
is_among(uint64_t mask, size_t field)
{
	return (mask >> field & 1) != 0;
}

static void *
member(struct event *e, size_t field)
{
	return (char *)e + event_record.field[field].at;
}

static const struct str *
text_of(const struct event *e, size_t field)
{
	const struct record_field *f = &event_record.field[field];

	return f->kind == RECORD_TEXT
	    ? (const struct str *)(const void *)((const char *)e + f->at)
	    : NULL;
}

/* ---- writing ---- */

/* Those of the common keys that a format's reader would take for unknown. */
static uint64_t
hidden(const struct event *e, uint64_t common)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < event_record.n; i++) {
		const struct str *text =
		    is_among(common, i) ? text_of(e, i) : NULL;

		if (text != NULL && text->p != NULL && text->n == 0)
			mask |= UINT64_C(1) << i;
	}
	return mask;
}

void
native_put(const struct export *x, struct buf *b, const struct event *e,
    const char *also)
{
	uint64_t common = record_keys(&event_record, COMMON), other = 0;

	if (x->bare)
		return;
	if (also != NULL)
		other = record_keys(&event_record, also);
	/* Some readers make an id of their own. */
	if (e->message_id.p == NULL)
		other |= record_keys(&event_record, "message_id");
	other |= hidden(e, common);
	put_object(b, "chz");
	put_text(b, "type", str_of(event_record.name[e->type - 1]));
	for (size_t i = 0; i < event_record.n; i++) {
		size_t before = b->n;

		if (is_among(common & ~other, i))
			continue;
		record_put_keys(b, &event_record, e, UINT64_C(1) << i);
		if (b->n == before && is_among(other, i))
			put_raw(b, event_record.field[i].key.p, STR("null"));
	}
	put_close(b);
}

enum native_removal
native_removal(const struct event *e)
{
	static const char *const of_message[] = { "blind", "delete", NULL };
	static const char *const of_user[] = { "kick", "block", "ban",
		"timeout", "delete", NULL };

	for (int i = 0; e->target_message_id.n > 0 && of_message[i] != NULL;
	     i++)
		if (str_is(e->action, of_message[i]))
			return NATIVE_MESSAGE;
	for (int i = 0; e->target_user_id.n > 0 && of_user[i] != NULL; i++)
		if (str_is(e->action, of_user[i]))
			return NATIVE_USER;
	return NATIVE_NONE;
}

/* ---- reading ---- */

/* JSON of one line: between its tokens a line end is as good as a space. */
static struct str
on_one_line(struct str json, struct arena *a)
{
	char *copy;

	if (json.p == NULL ||
	    (memchr(json.p, '\n', json.n) == NULL &&
		memchr(json.p, '\r', json.n) == NULL))
		return json;
	copy = arena_copy(a, json.p, json.n);
	for (size_t i = 0; i < json.n; i++)
		if (copy[i] == '\n' || copy[i] == '\r')
			copy[i] = ' ';
	return (struct str){ copy, json.n };
}

static struct str
get_json(const struct json_val *v, enum val_kind kind, struct arena *a)
{
	return v->kind == kind ? on_one_line(val_raw(v), a) : (struct str){ 0 };
}

void
native_key(
    size_t field, const struct json_val *v, struct event *e, struct arena *a)
{
	void *to = member(e, field);
	int64_t *number = to;
	struct str *text = to;

	switch (event_record.field[field].kind) {
	case RECORD_TEXT:
		*text = val_text(v, a);
		break;
	case RECORD_NATURAL:
		*number = val_natural(v);
		break;
	case RECORD_MOMENT:
		if (!when_rfc3339(val_text(v, a), number))
			*number = WHEN_UNKNOWN;
		break;
	case RECORD_FLAG:
		*(bool *)to = v->kind == VAL_TRUE;
		break;
	case RECORD_ARRAY:
		*text = get_json(v, VAL_ARRAY, a);
		break;
	case RECORD_OBJECT:
		*text = get_json(v, VAL_OBJECT, a);
		break;
	default: /* events have no others */
		break;
	}
}

/* Copies a key from one event to another. */
static void
copy(struct event *to, const struct event *from, size_t field)
{
	const char *source = (const char *)from + event_record.field[field].at;

	if (event_record.field[field].kind == RECORD_TEXT)
		memcpy(member(to, field), source, sizeof(struct str));
	else
		memcpy(member(to, field), source, sizeof(int64_t));
}

void
native_take(const struct json_val *object, struct event *e, struct arena *a)
{
	struct json_val own = doc_at(object, "chz"), type;
	uint64_t common = record_keys(&event_record, COMMON);
	struct event n = event_blank();

	if (own.kind != VAL_OBJECT)
		return;
	type = doc_at(&own, "type");
	n.type = event_type_of(val_text(&type, a));
	if (n.type == EVENT_OTHER)
		return;
	for (size_t i = 0; i < event_record.n; i++) {
		struct json_val v = doc_at(&own, event_record.field[i].key.p);

		if (v.kind != VAL_ABSENT)
			native_key(i, &v, &n, a);
		else if (is_among(common, i))
			copy(&n, e, i);
	}
	*e = n;
}
