/*
 * record.h - a record type as a table: its keys, and how a C struct holds them.
 *
 *	struct record_reader events;
 *	struct event e;
 *
 *	record_clear(&event_record, &e);
 *	record_want(&events, &event_record, in, "user_id text");
 *	while ((v = jsonl_next(in)) != NULL)
 *		if (record_read(&events, v, &e) == EVENT_CHAT)
 *			...
 *
 * Reading, writing, defaults, the schema (schema.h) and the test that
 * chz-records(5) names every key follow from the tables.  A new key is a
 * member of its struct, one line in its table and one in chz-records(5).
 *
 * A value of the wrong type or range counts as unknown; whether it is needed,
 * the tool decides.  Unknown is: an absent text, -1 for a natural number, NAN
 * for a real one, WHEN_UNKNOWN, false, no items.  Unknown is not written.
 */
#ifndef CHZ_RECORD_RECORD_H
#define CHZ_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "jsonl/jsonl.h"

/* An unknown natural number. */
enum { RECORD_UNKNOWN = -1 };

/* What a key's value is, and the type of its member. */
enum record_kind {
	RECORD_TEXT,    /* struct str */
	RECORD_NATURAL, /* int64_t, 0 to 2^53 - 1 */
	RECORD_REAL,    /* double */
	RECORD_MOMENT,  /* int64_t, ms since 1970; RFC 3339 in the record */
	RECORD_FLAG,    /* bool; false is written only if always there */
	RECORD_WORD,    /* int: 1 for words[0], and so on; 0 is unknown */
	RECORD_ARRAY,   /* struct str: the JSON as it stands */
	RECORD_OBJECT,  /* the same */
	RECORD_JSON,    /* the same, of any kind */
	RECORD_BYTES,   /* struct str; base64 in the record */
	RECORD_TEXTS,   /* struct strs */
	RECORD_ITEMS,   /* struct record_items: objects; not read */
	RECORD_ELAPSED  /* int64_t seconds as H:MM:SS; not read */
};

struct record_field {
	struct str key;
	struct str lead; /* how it begins in a line: ,"key": */
	enum record_kind kind;
	uint16_t at; /* of the member in the struct */
	bool always; /* no such record lacks it */
	/* A bit for each of the type's names, from the first, whose records
	 * have this key; 0 is all of them. */
	uint8_t of;
	uint8_t decimals;         /* of a real, at most; 0 sets no limit */
	const char *const *words; /* ends with NULL */
	const struct record_type *items;
};

enum { RECORD_NAME = 32 /* of a type, in messages */ };
enum {
	RECORD_FIELDS = 64,
	RECORD_NAMES = 8,  /* as many as `of` has bits */
	RECORD_SIZE = 1024 /* of a struct, at most */
};

/*
 * A record type.  A few types that differ in some keys may share a struct
 * (chat, donation, ...); then `type` is the offset of an int that distinguishes
 * them: 1 for name[0], and so on.  Without a name, every record is of the type,
 * and "type" is not written: for some keys of any record, and for lines that
 * are no records.
 */
struct record_type {
	const char *const *name; /* the values of "type"; ends with NULL */
	const char *about;       /* a short description, for the schema */
	int type;                /* offset of that int; -1 without */
	size_t size;             /* of the struct */
	const struct record_field *field; /* as chz-records(5) orders them */
	size_t n;
};

/* What RECORD_ITEMS has: `n` structs of the items' type. */
struct record_items {
	const void *at;
	size_t n;
};

/* Makes everything unknown. */
void record_clear(const struct record_type *, void *record);

/* The fields of the keys in `keys`, names separated by spaces, a bit for each
 * from the first; NULL is all.  A key that the type lacks is an error in the
 * program, and ends it. */
uint64_t record_keys(const struct record_type *, const char *keys);

/* Some keys of a type, and where a reader's values have them. */
struct record_reader {
	bool damaged; /* the last record had bytes that are no base64 */
	uint64_t met; /* records of the type so far */
	/* private */
	char other[RECORD_NAME]; /* the first type met that is another */
	const struct record_type *type;
	struct jsonl *in;
	int type_at;
	struct str name[RECORD_NAMES]; /* the type's, with their lengths */
	/* texts first, then natural numbers: they are nearly all, and quick */
	unsigned texts, naturals, n;
	struct record_wanted {
		uint16_t value; /* among the reader's */
		uint16_t at;    /* of the member */
		uint16_t field; /* of the type */
	} wanted[RECORD_FIELDS];
};

/* Asks the reader for the keys, as record_keys has them; before its first
 * record. */
void record_want(struct record_reader *, const struct record_type *,
    struct jsonl *, const char *keys);

/*
 * Reads the wanted keys of a record; the other members stay as they are, so the
 * struct is cleared once, before the first record.  Texts are lent until the
 * jsonl reader's next record.  Returns which of the type's names it has, from
 * 1; 0 when it is of another type, which is no error.
 */
int record_read(
    struct record_reader *, const struct json_val *values, void *record);

/*
 * The same where several threads may be doing it, for a digest (jsonl.h): it
 * changes nothing but the struct, whose type distinguishes some names.  Not for
 * bytes and lists; and 0 also for a record with an escape in a wanted text:
 * record_read is for those.  Whoever takes one so adds to `met`.
 */
int record_peek(
    struct record_reader *, const struct json_val *values, void *record);

/*
 * After the last record: an input that has records, but none of the type, is
 * the wrong one.  "no ts in this input: peak records", and the reader's status
 * is EXIT_SOME_FAILED.
 */
void record_require(const struct record_reader *);

/* Whether all keys are known that no such record lacks. */
bool record_is_whole(const struct record_type *, const void *record);
/* The first of some keys, in the table's order, that is unknown; NULL when all
 * are known. */
const char *record_lacks(
    const struct record_type *, const void *record, const char *keys);

/* Appends it as one line, keys in the table's order. */
void record_put(struct buf *, const struct record_type *, const void *record);
/* The parts of such a line: its beginning with "type", then keys of a mask. */
void record_put_type(
    struct buf *, const struct record_type *, const void *record);
void record_put_keys(struct buf *, const struct record_type *,
    const void *record, uint64_t keys);

#endif
