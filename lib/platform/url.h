/*
 * url.h - texts as parts of an address.
 */
#ifndef CHZ_PLATFORM_URL_H
#define CHZ_PLATFORM_URL_H

#include "core/str.h"

/* Appends a stranger's text as a part of an address (RFC 3986, 2.1). */
void url_put(struct buf *, struct str);

#endif
