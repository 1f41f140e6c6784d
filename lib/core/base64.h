/*
 * base64.h - bytes as text: RFC 4648, section 4, with padding.
 */
#ifndef CHZ_CORE_BASE64_H
#define CHZ_CORE_BASE64_H

#include <stdbool.h>

#include "core/str.h"

void base64_put(struct buf *, struct str bytes);

/* Appends the bytes that `text` stands for; false, with nothing appended, when
 * it is not the text that base64_put would write. */
bool base64_get(struct buf *, struct str text);

#endif
