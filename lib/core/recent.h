/*
 * recent.h - whether an id was met lately.
 *
 * Remembers at least the last `window` different ids and at most twice as
 * many, in two generations: when the younger is full, the older is forgotten.
 * The ids themselves are kept and compared, 32 hexadecimal digits in front as
 * 16 bytes: a Chzzk message's takes 31, and about 19 to find it, so 6.5 MiB are
 * the most with the default.  If they are longer than RECENT_LONG bytes on
 * average, fewer are remembered.
 */
#ifndef CHZ_CORE_RECENT_H
#define CHZ_CORE_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/filter.h"
#include "core/str.h"

enum { RECENT_WINDOW = 65536, RECENT_LONG = 120 };

/* Zero is an empty one. */
struct recent {
	uint32_t window; /* ids; 0 is RECENT_WINDOW */
	/* private */
	struct recent_generation {
		uint32_t n;
		struct buf ids; /* one behind the other, shortened */
		struct recent_id {
			uint32_t end; /* there */
			uint32_t hash;
		} * id;
		size_t cap;
		struct filter filter;
		struct table table; /* of those that were looked for */
	} young, old;
	struct buf room;
};

/* True when the id was not met within the window; remembers it. */
bool recent_add(struct recent *, struct str id);

/* The same in steps, for whoever knows what comes: the hash, which any thread
 * may work out; a start to load what will be looked at; and the look. */
uint32_t recent_hash(struct str id);
void recent_warm(const struct recent *, uint32_t hash);
bool recent_add_hash(struct recent *, struct str id, uint32_t hash);

void recent_free(struct recent *);

#endif
