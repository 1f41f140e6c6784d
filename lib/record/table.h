/*
 * table.h - the words that the tables of record types are written in.
 *
 *	#define OF struct peak
 *	static const struct record_field fields[] = {
 *		{ TEXT(channel_id) },
 *		{ NATURAL(start_sec), .always = true },
 *		{ REAL(z), .decimals = 3 },
 *	};
 *	const struct record_type peak_record =
 *	    RECORD("a moment ...", fields, "peak");
 *
 * A member has its key's name; the _AS forms are for those that cannot.  The
 * compiler checks that a member's type is what the kind needs.
 */
#ifndef CHZ_RECORD_TABLE_H
#define CHZ_RECORD_TABLE_H

#include "record/record.h"

/* The member's offset; an error where its type is not T.  An enum is an int or
 * an unsigned one, as the compiler likes. */
#define RECORD_AT(T, member)                                                   \
	(offsetof(OF, member) +                                                \
	    0 * sizeof(char[_Generic(((OF *)0)->member, T : 1)]))
#define RECORD_AT_ENUM(member)                                                 \
	(offsetof(OF, member) +                                                \
	    0 *                                                                \
		sizeof(                                                        \
		    char[_Generic(((OF *)0)->member, int : 1, unsigned : 1)]))

#define RECORD_FIELD_AT(k, KIND, AT)                                           \
	.key = { k, sizeof k - 1 }, .lead = { ",\"" k "\":", sizeof k + 3 },   \
	.kind = KIND, .at = AT
#define RECORD_FIELD(k, KIND, T, m) RECORD_FIELD_AT(k, KIND, RECORD_AT(T, m))

#define TEXT_AS(k, m) RECORD_FIELD(k, RECORD_TEXT, struct str, m)
#define NATURAL_AS(k, m) RECORD_FIELD(k, RECORD_NATURAL, int64_t, m)
#define REAL_AS(k, m) RECORD_FIELD(k, RECORD_REAL, double, m)
#define ELAPSED_AS(k, m) RECORD_FIELD(k, RECORD_ELAPSED, int64_t, m)

#define TEXT(m) TEXT_AS(#m, m)
#define NATURAL(m) NATURAL_AS(#m, m)
#define REAL(m) REAL_AS(#m, m)
#define MOMENT(m) RECORD_FIELD(#m, RECORD_MOMENT, int64_t, m)
#define FLAG(m) RECORD_FIELD(#m, RECORD_FLAG, bool, m)
#define WORD(m) RECORD_FIELD_AT(#m, RECORD_WORD, RECORD_AT_ENUM(m))
#define ARRAY(m) RECORD_FIELD(#m, RECORD_ARRAY, struct str, m)
#define OBJECT(m) RECORD_FIELD(#m, RECORD_OBJECT, struct str, m)
#define JSON(m) RECORD_FIELD(#m, RECORD_JSON, struct str, m)
#define BYTES(m) RECORD_FIELD(#m, RECORD_BYTES, struct str, m)
#define TEXTS_AS(k, m) RECORD_FIELD(k, RECORD_TEXTS, struct strs, m)
#define TEXTS(m) TEXTS_AS(#m, m)
#define ITEMS(m) RECORD_FIELD(#m, RECORD_ITEMS, struct record_items, m)

/* The type of a table of fields, by its names; a struct that holds one of
 * several has `type`. */
#define RECORD(ABOUT, FIELDS, ...)                                             \
	{                                                                      \
		.name = (const char *const[]){ __VA_ARGS__, NULL },            \
		.about = ABOUT, .type = -1, .size = sizeof(OF),                \
		.field = FIELDS, .n = sizeof FIELDS / sizeof *FIELDS           \
	}
/* A table of keys without a type: items, or lines that are no records. */
#define RECORD_KEYS(FIELDS)                                                    \
	{                                                                      \
		.type = -1, .size = sizeof(OF), .field = FIELDS,               \
		.n = sizeof FIELDS / sizeof *FIELDS                            \
	}
#define RECORD_ONE_OF(ABOUT, FIELDS, ...)                                      \
	{                                                                      \
		.name = (const char *const[]){ __VA_ARGS__, NULL },            \
		.about = ABOUT, .type = RECORD_AT_ENUM(type),                  \
		.size = sizeof(OF), .field = FIELDS,                           \
		.n = sizeof FIELDS / sizeof *FIELDS                            \
	}

#endif
