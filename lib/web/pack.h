/*
 * pack.h - data in a page: compressed and as text, for DecompressionStream.
 */
#ifndef CHZ_WEB_PACK_H
#define CHZ_WEB_PACK_H

#include "core/str.h"

/* Appends the bytes, deflated (RFC 1950, zlib's own form), in base64. */
void pack_put(struct buf *, struct str bytes);

/* Appends the SHA-256 of a script as a policy names it: "sha256-...". */
void pack_put_hash(struct buf *, struct str script);

#endif
