/*
 * keyed.h - a thing for each text: what a tool keeps by stream or by name.
 *
 * Set `size` to that of a thing; the rest begins as zero.  The things are an
 * array in order of arrival; it moves when it grows, so that a pointer to one
 * is good until the next new key.
 */
#ifndef CHZ_CORE_KEYED_H
#define CHZ_CORE_KEYED_H

#include "core/intern.h"

struct keyed {
	size_t size;
	uint32_t n;         /* how many there are */
	void *at;           /* the things, by number */
	struct intern keys; /* by the same numbers */
	size_t cap;         /* private */
};

/* The thing of a key.  A new one is all zeros, and `*fresh` true. */
void *keyed_get(struct keyed *, struct str key, bool *fresh);

/* The number of a key's thing, or INTERN_NONE. */
static inline uint32_t
keyed_find(const struct keyed *k, struct str key)
{
	return intern_find(&k->keys, key);
}

static inline void *
keyed_nth(const struct keyed *k, uint32_t number)
{
	return (char *)k->at + (size_t)number * k->size;
}

/* The looks ahead of intern.h: at the key's hash, at which number it likely
 * has, and at the key; where the thing of that number is. */
static inline void
keyed_far(const struct keyed *k, uint32_t hash)
{
	intern_far(&k->keys, hash);
}

static inline uint32_t
keyed_guess(const struct keyed *k, uint32_t hash)
{
	uint32_t number = intern_guess(&k->keys, hash);

	if (number != INTERN_NONE)
		__builtin_prefetch(keyed_nth(k, number));
	return number;
}

static inline void
keyed_near(const struct keyed *k, uint32_t number)
{
	intern_near(&k->keys, number);
}

static inline bool
keyed_is(const struct keyed *k, uint32_t number, struct str key)
{
	return intern_is(&k->keys, number, key);
}

static inline uint32_t
keyed_number(const struct keyed *k, const void *thing)
{
	return (
	    uint32_t)((size_t)((const char *)thing - (char *)k->at) / k->size);
}

static inline struct str
keyed_key(const struct keyed *k, uint32_t number)
{
	return k->keys.names[number];
}

/* What the things own is freed by the caller before. */
void keyed_free(struct keyed *);

#endif
