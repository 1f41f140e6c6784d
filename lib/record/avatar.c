/* The tables of the keys about an avatar. */
#include "record/avatar.h"
#include "record/table.h"

#define OF struct model_parameter
static const struct record_field parameter_fields[] = {
	{ TEXT(name), .always = true },
	{ REAL(value) },
	{ REAL(min) },
	{ REAL(max) },
	{ REAL_AS("default", rest) },
	{ FLAG(custom), .always = true },
};
const struct record_type parameter_record =
    RECORD("an input of the model", parameter_fields, "parameter");
#undef OF

#define OF struct model_hotkey
static const struct record_field hotkey_fields[] = {
	{ TEXT(id), .always = true },
	{ TEXT(name) },
	{ TEXT(action) },
	{ TEXT(file) },
};
const struct record_type hotkey_record =
    RECORD("a hotkey of the model", hotkey_fields, "hotkey");
#undef OF

#define OF struct model_expression
static const struct record_field expression_fields[] = {
	{ TEXT(name), .always = true },
	{ TEXT(file) },
	{ FLAG(active), .always = true },
};
const struct record_type expression_record =
    RECORD("an expression of the model", expression_fields, "expression");
#undef OF

enum { FRAME = 1, EVENT = 2 };

#define OF struct avatar_moment
static const struct record_field avatar_fields[] = {
	{ NATURAL(at_ms), .always = true },
	{ OBJECT(params), .of = FRAME },
	{ TEXT(event), .of = EVENT },
	{ TEXT(name), .of = EVENT },
};
const struct record_type avatar_record =
    RECORD_ONE_OF("what the avatar did", avatar_fields, "vts", "vts_event");
