/*
 * sha256.h - SHA-256 (FIPS 180-4), where a protocol wants it.
 */
#ifndef CHZ_CORE_SHA256_H
#define CHZ_CORE_SHA256_H

#include "core/str.h"

/* Appends the hash of a text in base64.  Ends the tool when there is none. */
void sha256_put(struct buf *, struct str text);

#endif
