/*
 * links.h - addresses of the web in chat.
 *
 * An address is what begins with http:// or https:// or www., or a name under a
 * common top-level domain, "example.com/x", full width and the ideographic full
 * stop included.  Names that are also words of a sentence, as in "ok.so", count
 * only with a path after them.  Numbers with a decimal point are none.
 */
#ifndef CHZ_TEXT_LINKS_H
#define CHZ_TEXT_LINKS_H

#include "core/str.h"

/* The first address in the text, absent when there is none. */
struct str link_find(struct str text);

/* The length in bytes of the address with its scheme, or www., that the text
 * begins with; 0 when there is none. */
size_t link_at(struct str text);

#endif
