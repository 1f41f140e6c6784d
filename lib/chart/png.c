/* Writes pictures by libpng. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "chart/palette.h"
#include "chart/png.h"
#include "core/mem.h"

struct picture {
	const unsigned char *pixels;
	int width, height;
	size_t stride;
	const struct palette *palette; /* NULL for RGB */
	unsigned char *row;            /* the one that is being written */
};

static void
take_bytes(png_structp png, png_bytep p, png_size_t n)
{
	buf_add(png_get_io_ptr(png), p, n);
}

static void
no_flush(png_structp png)
{
	(void)png;
}

static void
set_palette(png_structp png, png_infop info, const struct palette *p)
{
	png_color colours[PALETTE_COLOURS];

	for (int i = 0; i < p->n; i++)
		colours[i] = (png_color){ (png_byte)(p->colours[i] >> 16),
			(png_byte)(p->colours[i] >> 8),
			(png_byte)p->colours[i] };
	png_set_PLTE(png, info, colours, p->n);
}

/*
 * Charts are flat: in RGB the row above predicts a pixel well, and zlib's
 * fastest level finds what remains.  Index rows are left as they are, since
 * the difference of two indexes means nothing; a little more effort pays.
 */
static void
set_header(png_structp png, png_infop info, const struct picture *p)
{
	bool few = p->palette != NULL;

	png_set_IHDR(png, info, (png_uint_32)p->width, (png_uint_32)p->height,
	    8, few ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB,
	    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	    PNG_FILTER_TYPE_DEFAULT);
	if (few)
		set_palette(png, info, p->palette);
	png_set_compression_level(png, few ? 5 : 1);
	png_set_compression_buffer_size(png, 64 * 1024);
	png_set_filter(
	    png, PNG_FILTER_TYPE_BASE, few ? PNG_FILTER_NONE : PNG_FILTER_UP);
}

static void
rgb_row(const unsigned char *from, int width, unsigned char *to)
{
	for (int x = 0; x < width; x++) {
		uint32_t rgb;

		memcpy(&rgb, from + 4 * (size_t)x, sizeof rgb);
		*to++ = (unsigned char)(rgb >> 16);
		*to++ = (unsigned char)(rgb >> 8);
		*to++ = (unsigned char)rgb;
	}
}

static void
write_row(png_structp png, const struct picture *p, int y)
{
	const unsigned char *from = p->pixels + (size_t)y * p->stride;

	if (p->palette != NULL)
		palette_row(p->palette, from, p->width, p->row);
	else
		rgb_row(from, p->width, p->row);
	png_write_row(png, p->row);
}

static bool
encode(const struct picture *p, struct buf *out)
{
	png_structp png =
	    png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;

	if (info == NULL || setjmp(png_jmpbuf(png)) != 0) {
		png_destroy_write_struct(&png, &info);
		return false;
	}
	png_set_write_fn(png, out, take_bytes, no_flush);
	set_header(png, info, p);
	png_write_info(png, info);
	for (int y = 0; y < p->height; y++)
		write_row(png, p, y);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return true;
}

bool
png_write(struct buf *out, const unsigned char *pixels, int width, int height,
    size_t stride)
{
	struct palette palette;
	struct picture p = { pixels, width, height, stride, NULL, NULL };
	bool ok;

	if (palette_make(&palette, pixels, width, height, stride))
		p.palette = &palette;
	p.row = xreallocarray(NULL, (size_t)width, 3);
	ok = encode(&p, out);
	free(p.row);
	palette_free(&palette);
	return ok;
}
