/* The tables of the keys of what a character remembers. */
#include "record/memory.h"
#include "record/table.h"

#define OF struct turn
static const struct record_field turn_fields[] = {
	{ MOMENT(at) },
	{ TEXTS(users) },
	{ TEXT(chat), .always = true },
	{ TEXT(emotion) },
	{ TEXT(text), .always = true },
};
const struct record_type turn_record =
    RECORD("chat, and the answer to it", turn_fields, "turn");
#undef OF

#define OF struct viewer
static const struct record_field viewer_fields[] = {
	{ TEXT(user_id), .always = true },
	{ TEXT(user) },
	{ NATURAL(met) },
	{ MOMENT(last_at) },
	{ TEXTS(notes) },
};
const struct record_type viewer_record =
    RECORD("what is known of a viewer", viewer_fields, "viewer");
#undef OF

struct turn
turn_blank(void)
{
	struct turn t;

	record_clear(&turn_record, &t);
	return t;
}

struct viewer
viewer_blank(void)
{
	struct viewer v;

	record_clear(&viewer_record, &v);
	return v;
}
