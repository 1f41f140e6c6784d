/*
 * peer.h - the door to jansson, the other opinion on what is good JSON.
 *
 * It differs by choice: it refuses lone surrogates, numbers that neither a
 * double nor a 64-bit integer holds, and a NUL in a key; chz accepts all three.
 * It overlooks a bare NUL behind a number, so it is not asked about those.
 */
#ifndef CHZ_FUZZ_PEER_H
#define CHZ_FUZZ_PEER_H

#include "jsonl/scan.h"

struct peer; /* a document */

enum peer_verdict { PEER_GOOD, PEER_BAD, PEER_CHOICE };

/* Where PEER_GOOD, *doc is yours until peer_free.  *why is static. */
enum peer_verdict peer_load(struct str, struct peer **doc, const char **why);
void peer_free(struct peer *);

bool peer_is_object(const struct peer *);
int peer_depth(const struct peer *);

/* The member of an object as a value: numbers as `real` and, where `whole`,
 * as `integer`; a string's text in `text`. */
struct peer_value {
	enum val_kind kind;
	bool whole;
	int64_t integer;
	double real;
	struct str text;
};

struct peer_value peer_get(const struct peer *, const char *key);

#endif
