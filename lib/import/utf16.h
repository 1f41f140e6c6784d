/*
 * utf16.h - UTF-16 as UTF-8, a stretch of bytes at a time.
 */
#ifndef CHZ_IMPORT_UTF16_H
#define CHZ_IMPORT_UTF16_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* Zero at first. */
struct utf16 {
	bool big_endian;
	/* private */
	bool half; /* of a unit is there */
	unsigned char first;
	uint32_t lead; /* of a pair; 0 for none */
};

/* Whether the bytes begin with the mark of UTF-16; in which order then. */
bool utf16_begins(struct str, bool *big_endian);
/* Appends the bytes as UTF-8; of half a pair U+FFFD. */
void utf16_put(struct utf16 *, struct str, struct buf *);

#endif
