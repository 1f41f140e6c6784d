/*
 * osc.h - Open Sound Control 1.0 messages in one bundle, as bytes.
 *
 *	osc_open(&b);
 *	at = osc_begin(&b, "/VMC/Ext/T", "f");
 *	osc_real(&b, seconds);
 *	osc_end(&b, at);
 *
 * What was begun has as many arguments, of those kinds, as its types say: i an
 * int, f a float, s a text.
 */
#ifndef CHZ_AVATAR_OSC_H
#define CHZ_AVATAR_OSC_H

#include <stdint.h>

#include "core/str.h"

/* Empties the buffer and begins a bundle to be taken at once. */
void osc_open(struct buf *);

size_t osc_begin(struct buf *, const char *address, const char *types);
void osc_int(struct buf *, int32_t);
void osc_real(struct buf *, double);
void osc_text(struct buf *, const char *);
void osc_end(struct buf *, size_t at);

#endif
