/*
 * hash.h - hashes for tables, by a key that each process draws anew.
 *
 * Ids, nicknames and texts are chosen by strangers.  Where they can compute
 * the hashes, they can choose ones that all fall on one place, and a table
 * becomes a list.  So nobody knows these.  Ids of 128 bits: multilinear
 * hashing (Lemire, Kaser, "Strongly universal string hashing is fast", 2014),
 * where any two share a hash with odds of one in 2^32, whoever chose them.
 * Texts: XXH3 with a secret.
 *
 * What leaves the process, and what it decides, must not depend on them: the
 * order of arrival or stated keys do.  What is merged with other processes'
 * work (id128_hash, sketches, names of files and messages) has a hash that is
 * the same everywhere.
 */
#ifndef CHZ_CORE_HASH_H
#define CHZ_CORE_HASH_H

#include <stdint.h>

#include "core/id128.h"
#include "core/str.h"

/* Private. */
extern struct hash_key {
	uint64_t id[6];
	unsigned char text[192];
} hash_key;

uint32_t hash_text(struct str);

/* Private.  Keys in even steps would have sums in even steps: a bijection that
 * scatters those (C. Wellons, "Prospecting for hash functions"). */
static inline uint32_t
hash_of_sum(uint64_t sum)
{
	uint32_t hash = (uint32_t)(sum >> 32);

	hash = (hash ^ hash >> 16) * UINT32_C(0x21f0aaad);
	return hash ^ hash >> 15;
}

static inline uint32_t
hash_number(uint64_t n)
{
	const uint64_t *key = hash_key.id;

	return hash_of_sum(key[0] + key[1] * (uint32_t)n + key[2] * (n >> 32));
}

static inline uint32_t
hash_id(struct id128 id)
{
	const uint64_t *key = hash_key.id;

	return hash_of_sum(key[0] + key[1] * (uint32_t)id.lo +
	    key[2] * (id.lo >> 32) + key[3] * (uint32_t)id.hi +
	    key[4] * (id.hi >> 32));
}

/* Of an id within a group. */
static inline uint32_t
hash_in_group(uint32_t group, struct id128 id)
{
	const uint64_t *key = hash_key.id;

	return hash_of_sum(key[0] + key[1] * (uint32_t)id.lo +
	    key[2] * (id.lo >> 32) + key[3] * (uint32_t)id.hi +
	    key[4] * (id.hi >> 32) + key[5] * group);
}

/* The key of a number, for tests; while no table is in use. */
void hash_seed(uint64_t);

#endif
