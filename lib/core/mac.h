/*
 * mac.h - keyed hashes: BLAKE2b (RFC 7693) with a key, 128 bits of it.
 *
 * Without the key nobody can compute a text's hash, or find the text by trying
 * all that exist.
 */
#ifndef CHZ_CORE_MAC_H
#define CHZ_CORE_MAC_H

#include "core/id128.h"
#include "core/str.h"

enum { MAC_KEY_MOST = 64 /* bytes; a longer key is hashed first */ };

struct mac;

/* NULL when the key is empty or the library has no BLAKE2b. */
struct mac *mac_new(struct str key);
/* Ends the tool when memory is gone. */
struct id128 mac_of(struct mac *, struct str text);
void mac_free(struct mac *); /* accepts NULL */

#endif
