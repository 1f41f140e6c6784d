/*
 * palette.h - 256 colours that stand for all colours of a picture.
 *
 * A chart has a handful of colours and the shades between them.  Shades are
 * distinguished by six bits a channel; of those the palette takes the most
 * frequent, but first some of every kind, so that rare ones (an emoji) have a
 * similar colour in it.  Each pixel gets the nearest.
 */
#ifndef CHZ_CHART_PALETTE_H
#define CHZ_CHART_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PALETTE_COLOURS = 256 };

struct palette {
	uint32_t colours[PALETTE_COLOURS]; /* 0x00RRGGBB */
	int n;
	/* private */
	struct shade *shades; /* by a hash of their colour */
};

/* Rows of `width` pixels, 0x00RRGGBB in native order, `stride` bytes apart.
 * False when the picture has too many shades, as a photograph has. */
bool palette_make(struct palette *, const unsigned char *pixels, int width,
    int height, size_t stride);
/* The indexes of one row of the picture that the palette was made of. */
void palette_row(const struct palette *, const unsigned char *row, int width,
    unsigned char *to);
void palette_free(struct palette *);

#endif
