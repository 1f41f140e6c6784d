/*
 * doc.h - JSON documents that are no lines: a service's answer, a frame, a
 * document encoded as a string of another.
 *
 *	enum { CMD, BDY, N_FRAME };
 *	static const struct scan_keys frame_keys = { .n = N_FRAME,
 *		.name = { [CMD] = DOC_KEY("cmd"), [BDY] = DOC_KEY("bdy") } };
 *	struct json_val frame[N_FRAME], item;
 *	struct str rest;
 *
 *	if (!doc_open(text, &frame_keys, frame, &arena, &err))
 *		...
 *	for (rest = doc_items(&frame[BDY]); doc_item(&rest, &item);)
 *		...
 *
 * The same strict scan as for lines (scan.h), and no tree: name an object's
 * keys, get their values, look into those in the same way.  Everything lent
 * points into the text given or into the arena.
 */
#ifndef CHZ_JSONL_DOC_H
#define CHZ_JSONL_DOC_H

#include "core/mem.h"
#include "jsonl/scan.h"
#include "jsonl/val.h"

/* A name in a table of keys. */
#define DOC_KEY(literal)                                                       \
	{                                                                      \
		(literal), sizeof(literal) - 1                                 \
	}

/*
 * Finds the wanted values of a document, which must be one object.  Line ends
 * between its tokens are allowed (such a text is copied into the arena).
 * False when it is no good object; all values are absent then.
 */
bool doc_open(struct str text, const struct scan_keys *, struct json_val *val,
    struct arena *, struct scan_error *);

/* The same for text that is known to be UTF-8, as that of a WebSocket is. */
bool doc_open_text(struct str text, const struct scan_keys *,
    struct json_val *val, struct arena *, struct scan_error *);

/* The same for a value that is an object, or a string that encodes one. */
bool doc_members(const struct json_val *, const struct scan_keys *,
    struct json_val *val, struct arena *);

/*
 * Walks a scanned array's items, or a scanned object's members, in order.
 * doc_items gives what is to be walked, absent for any other kind.
 */
struct str doc_items(const struct json_val *);
bool doc_item(struct str *rest, struct json_val *item);
bool doc_member(struct str *rest, struct json_val *key, struct json_val *value);

/* doc_item and doc_members in one pass: `*good` says whether the item has
 * members. */
bool doc_item_members(struct str *rest, const struct scan_keys *,
    struct json_val *val, struct arena *, bool *good);

/* The value at `path`, keys joined by dots, below a scanned object; absent when
 * any of them is missing. */
struct json_val doc_at(const struct json_val *object, const char *path);

#endif
