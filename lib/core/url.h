/*
 * url.h - parts of addresses (RFC 3986, section 2.1; forms of HTML).
 */
#ifndef CHZ_CORE_URL_H
#define CHZ_CORE_URL_H

#include <stdbool.h>

#include "core/str.h"

/* Appends a text as a part of an address: what is no letter, digit or "-._~"
 * as %XX. */
void url_put(struct buf *, struct str);
/* Appends "NAME=VALUE", behind an "&" unless the buffer is empty or ends in a
 * "?"; nothing when the value is absent. */
void url_put_field(struct buf *, const char *name, struct str value);

/* Appends the value of a field of a form or of an address's query; false when
 * it has none of that name.  What is wrongly encoded stays as it is. */
bool url_field(struct str query, const char *name, struct buf *value);
/* Behind the "?" and before the "#"; absent without one. */
struct str url_query(struct str url);

#endif
