/*
 * keymap.h - from a key's bytes to the place where its value is wanted.
 *
 * A key is known by its first eight bytes, its last eight, and its length,
 * which is all of it up to 16 bytes.  So most keys are distinguished by
 * comparing words, without a call.
 */
#ifndef CHZ_JSONL_KEYMAP_H
#define CHZ_JSONL_KEYMAP_H

#include "jsonl/scan.h"
#include "jsonl/word.h"

struct key_id {
	uint64_t first, last;
	size_t n;
};

enum { KEYMAP_SIZE = 256, KEYMAP_NONE = 255 };

struct keymap {
	const struct scan_keys *keys; /* lent */
	struct key_id id[SCAN_KEYS];
	uint8_t next[SCAN_KEYS];   /* of the same hash */
	uint8_t head[KEYMAP_SIZE]; /* by hash; KEYMAP_NONE ends a chain */
};

/* The names in `keys` must stay. */
void keymap_init(struct keymap *, const struct scan_keys *keys);

/* Eight bytes from `p` on must be readable. */
static inline struct key_id
key_id(const char *p, size_t n)
{
	return n < 8 ? (struct key_id){ word_first(p, n), 0, n }
		     : (struct key_id){ word_load(p), word_load(p + n - 8), n };
}

static inline uint64_t
key_hash(struct key_id id)
{
	return (id.first ^ id.last << 1 ^ id.n) *
	    UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */
}

/* The slot of the key at `p`, whose id and hash these are; or `none`. */
static inline unsigned
keymap_find(const struct keymap *m, const char *p, struct key_id id,
    uint64_t hash, unsigned none)
{
	for (unsigned i = m->head[hash >> 56]; i != KEYMAP_NONE; i = m->next[i])
		if (m->id[i].first == id.first && m->id[i].last == id.last &&
		    m->id[i].n == id.n &&
		    (id.n <= 16 || memcmp(m->keys->name[i].p, p, id.n) == 0))
			return i;
	return none;
}

#endif
