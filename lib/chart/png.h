/*
 * png.h - a picture as a PNG file; the door to libpng.
 */
#ifndef CHZ_CHART_PNG_H
#define CHZ_CHART_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/*
 * Appends `width` by `height` opaque pixels (0x00RRGGBB in native order, rows
 * `stride` bytes apart) to `out`.  Where 256 colours can stand for all (see
 * palette.h), as in any chart, the file is less than half as large as RGB.
 * False when libpng refuses.
 */
bool png_write(struct buf *out, const unsigned char *pixels, int width,
    int height, size_t stride);

#endif
