/* Draws shapes on a page by Cairo, and makes the file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "chart/canvas_page.h"
#include "chart/png.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "core/when.h"

static cairo_status_t
take_bytes(void *to, const unsigned char *p, unsigned n)
{
	buf_add(to, p, n);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
new_surface(struct canvas *c)
{
	switch (c->format) {
	case CANVAS_SVG:
		return cairo_svg_surface_create_for_stream(
		    take_bytes, &c->bytes, c->width, c->height);
	case CANVAS_PDF:
		return cairo_pdf_surface_create_for_stream(
		    take_bytes, &c->bytes, c->width, c->height);
	case CANVAS_PNG:
		break;
	}
	return cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, c->width, c->height);
}

const char *const canvas_formats[] = { "png", "svg", "pdf", NULL };

struct canvas *
canvas_new(enum canvas_format format, int width, int height)
{
	struct canvas *c = xcalloc(1, sizeof *c);

	c->format = format;
	c->width = width;
	c->height = height;
	c->surface = new_surface(c);
	if (format == CANVAS_SVG)
		cairo_svg_surface_set_document_unit(
		    c->surface, CAIRO_SVG_UNIT_PX);
	c->cairo = cairo_create(c->surface);
	cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(c->cairo, CAIRO_LINE_CAP_ROUND);
	return c;
}

void
canvas_next_page(struct canvas *c)
{
	cairo_show_page(c->cairo);
}

/* Code points that no text may be exchanged with (Unicode 23.7): XML does not
 * allow some of them, and Cairo none in a PDF. */
static bool
is_noncharacter(uint32_t c)
{
	return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

static bool
is_control(uint32_t c)
{
	return c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

struct str
canvas_clean(struct buf *to, struct str text)
{
	while (text.n > 0) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		if (is_control(c))
			c = ' ';
		else if (is_noncharacter(c))
			c = UTF8_REPLACEMENT;
		to->n += utf8_put(buf_reserve(to, UTF8_MAX), c);
		text.p += n;
		text.n -= n;
	}
	return buf_view(to);
}

void
canvas_describe(struct canvas *c, struct str title, int64_t moment)
{
	char utc[WHEN_UTC_LEN + 1] = { 0 };

	if (c->described)
		return;
	c->described = true;
	canvas_clean(&c->title, title);
	if (c->format != CANVAS_PDF)
		return;
	when_put_utc(utc, moment == WHEN_UNKNOWN ? 0 : moment);
	memcpy(utc + strlen("2026-01-06T11:20:01"), "Z", 2);
	cairo_pdf_surface_set_metadata(
	    c->surface, CAIRO_PDF_METADATA_TITLE, buf_text(&c->title));
	cairo_pdf_surface_set_metadata(
	    c->surface, CAIRO_PDF_METADATA_CREATE_DATE, utc);
}

void
canvas_escape(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		switch (text.p[i]) {
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>': /* of a ]]>, which must not stand in a text */
			buf_adds(out, "&gt;");
			break;
		case '&':
			buf_adds(out, "&amp;");
			break;
		default:
			buf_addc(out, text.p[i]);
		}
}

/* Cairo's shapes, the page's title before them and its texts behind. */
static void
put_svg(struct buf *out, struct str svg, struct str title, struct str texts)
{
	static const char last[] = "</svg>";
	const char *open = memmem(svg.p, svg.n, "<svg", 4);
	const char *end = open != NULL
	    ? memchr(open, '>', svg.n - (size_t)(open - svg.p))
	    : NULL;
	size_t head = end != NULL ? (size_t)(end + 1 - svg.p) : 0;

	buf_add(out, svg.p, head);
	if (head > 0 && title.n > 0) {
		buf_adds(out, "\n<title>");
		canvas_escape(out, title);
		buf_adds(out, "</title>");
	}
	svg = str_trim((struct str){ svg.p + head, svg.n - head });
	if (str_ends(svg, last))
		svg.n -= sizeof last - 1;
	buf_str(out, svg);
	buf_str(out, texts);
	buf_adds(out, "</svg>\n");
}

static bool
finish_png(struct canvas *c, struct buf *out)
{
	cairo_surface_flush(c->surface);
	if (png_write(out, cairo_image_surface_get_data(c->surface), c->width,
		c->height, (size_t)cairo_image_surface_get_stride(c->surface)))
		return true;
	c->why = "the picture cannot be written as PNG";
	return false;
}

bool
canvas_finish(struct canvas *c, struct buf *out)
{
	cairo_status_t status = cairo_status(c->cairo);

	if (status == CAIRO_STATUS_SUCCESS && c->format == CANVAS_PNG)
		return finish_png(c, out);
	cairo_surface_finish(c->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(c->surface);
	if (status != CAIRO_STATUS_SUCCESS) {
		c->why = cairo_status_to_string(status);
		return false;
	}
	if (c->format == CANVAS_SVG)
		put_svg(out, buf_view(&c->bytes), buf_view(&c->title),
		    buf_view(&c->texts));
	else
		buf_str(out, buf_view(&c->bytes));
	return true;
}

const char *
canvas_why(const struct canvas *c)
{
	return c->why;
}

void
canvas_free(struct canvas *c)
{
	if (c == NULL)
		return;
	if (c->layout != NULL)
		g_object_unref(c->layout);
	cairo_destroy(c->cairo);
	cairo_surface_destroy(c->surface);
	buf_free(&c->bytes);
	buf_free(&c->title);
	buf_free(&c->texts);
	free(c);
}

static double
channel(uint32_t colour, int shift)
{
	return (double)(colour >> shift & 0xFF) / 255;
}

static void
add_stop(cairo_pattern_t *p, double at, uint32_t colour)
{
	cairo_pattern_add_color_stop_rgba(p, at, channel(colour, 24),
	    channel(colour, 16), channel(colour, 8), channel(colour, 0));
}

void
canvas_set_colour(struct canvas *c, uint32_t colour)
{
	cairo_set_source_rgba(c->cairo, channel(colour, 24),
	    channel(colour, 16), channel(colour, 8), channel(colour, 0));
}

uint32_t
colour_faded(uint32_t colour, double share)
{
	uint32_t alpha = (uint32_t)lround((double)(colour & 0xFF) * share);

	return (colour & ~0xFFu) | alpha;
}

uint32_t
colour_mixed(uint32_t a, uint32_t b, double share)
{
	uint32_t mixed = 0;

	for (int shift = 24; shift >= 0; shift -= 8) {
		double from = (double)(a >> shift & 0xFF);
		double to = (double)(b >> shift & 0xFF);

		mixed |= (uint32_t)lround(from + (to - from) * share) << shift;
	}
	return mixed;
}

void
canvas_fill(struct canvas *c, uint32_t colour)
{
	canvas_set_colour(c, colour);
	cairo_paint(c->cairo);
}

void
canvas_box(struct canvas *c, struct box b, uint32_t colour)
{
	canvas_set_colour(c, colour);
	cairo_rectangle(c->cairo, b.x, b.y, b.w, b.h);
	cairo_fill(c->cairo);
}

void
canvas_pill(struct canvas *c, struct box b, double radius, uint32_t colour)
{
	double r = fmin(radius, fmin(b.w, b.h) / 2);

	canvas_set_colour(c, colour);
	cairo_new_sub_path(c->cairo);
	cairo_arc(c->cairo, b.x + b.w - r, b.y + r, r, -M_PI_2, 0);
	cairo_arc(c->cairo, b.x + b.w - r, b.y + b.h - r, r, 0, M_PI_2);
	cairo_arc(c->cairo, b.x + r, b.y + b.h - r, r, M_PI_2, M_PI);
	cairo_arc(c->cairo, b.x + r, b.y + r, r, M_PI, 3 * M_PI_2);
	cairo_close_path(c->cairo);
	cairo_fill(c->cairo);
}

void
canvas_disc(struct canvas *c, double x, double y, double r, uint32_t colour)
{
	canvas_set_colour(c, colour);
	cairo_arc(c->cairo, x, y, r, 0, 2 * M_PI);
	cairo_fill(c->cairo);
}

void
canvas_diamond(struct canvas *c, double x, double y, double r, uint32_t colour)
{
	canvas_set_colour(c, colour);
	cairo_move_to(c->cairo, x, y - r);
	cairo_line_to(c->cairo, x + r, y);
	cairo_line_to(c->cairo, x, y + r);
	cairo_line_to(c->cairo, x - r, y);
	cairo_close_path(c->cairo);
	cairo_fill(c->cairo);
}

void
canvas_line(struct canvas *c, struct spot a, struct spot b, double width,
    uint32_t colour)
{
	canvas_path(c, (struct spot[]){ a, b }, 2, width, colour);
}

void
canvas_dashes(struct canvas *c, struct spot a, struct spot b, double width,
    uint32_t colour)
{
	const double dash[] = { 2 * width, 3 * width };

	cairo_set_dash(c->cairo, dash, 2, 0);
	canvas_line(c, a, b, width, colour);
	cairo_set_dash(c->cairo, NULL, 0, 0);
}

static void
trace(struct canvas *c, const struct spot *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cairo_line_to(c->cairo, at[i].x, at[i].y);
}

void
canvas_path(struct canvas *c, const struct spot *at, size_t n, double width,
    uint32_t colour)
{
	canvas_set_colour(c, colour);
	cairo_set_line_width(c->cairo, width);
	trace(c, at, n);
	cairo_stroke(c->cairo);
}

void
canvas_area(struct canvas *c, const struct spot *at, size_t n, double base,
    double summit, uint32_t top, uint32_t bottom)
{
	cairo_pattern_t *fade;

	if (n == 0)
		return;
	fade = cairo_pattern_create_linear(0, summit, 0, base);
	add_stop(fade, 0, top);
	add_stop(fade, 1, bottom);
	cairo_set_source(c->cairo, fade);
	cairo_move_to(c->cairo, at[0].x, base);
	trace(c, at, n);
	cairo_line_to(c->cairo, at[n - 1].x, base);
	cairo_close_path(c->cairo);
	cairo_fill(c->cairo);
	cairo_pattern_destroy(fade);
}

void
canvas_hatch(struct canvas *c, struct box b, double pitch, uint32_t colour)
{
	cairo_save(c->cairo);
	cairo_rectangle(c->cairo, b.x, b.y, b.w, b.h);
	cairo_clip(c->cairo);
	canvas_set_colour(c, colour);
	cairo_set_line_width(c->cairo, pitch / 5);
	for (double x = b.x - b.h; x < b.x + b.w; x += pitch) {
		cairo_move_to(c->cairo, x, b.y + b.h);
		cairo_line_to(c->cairo, x + b.h, b.y);
	}
	cairo_stroke(c->cairo);
	cairo_restore(c->cairo);
}
