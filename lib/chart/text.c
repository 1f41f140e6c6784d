/* Writes lines of text on a page by Pango. */
#include <string.h>

#include <pango/pangocairo.h>

#include "chart/canvas_page.h"
#include "core/utf8.h"

/*
 * The first family that is installed serves; Pango takes what it lacks from
 * any other font.  Pretendard and Noto are what designers install, Nanum is
 * what Debian's fonts-nanum brings.
 */
static const char families[] =
    "Pretendard,Noto Sans KR,Noto Sans CJK KR,NanumBarunGothic,NanumGothic,"
    "sans";

static void
set_font(struct canvas *c, const struct font *f)
{
	PangoFontDescription *d;

	if (c->set.size == f->size && c->set.bold == f->bold)
		return;
	d = pango_font_description_from_string(families);
	pango_font_description_set_absolute_size(d, f->size * PANGO_SCALE);
	pango_font_description_set_weight(
	    d, f->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(c->layout, d);
	pango_font_description_free(d);
	c->set = *f;
}

/* Shapes are placed at fractions of a pixel, so that a text is as wide in a
 * PDF as in a PNG, and letters keep their distances at small sizes. */
static PangoLayout *
new_layout(struct canvas *c)
{
	cairo_font_options_t *o = cairo_font_options_create();
	PangoLayout *layout;

	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
	layout = pango_cairo_create_layout(c->cairo);
	pango_cairo_context_set_font_options(
	    pango_layout_get_context(layout), o);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	cairo_font_options_destroy(o);
	return layout;
}

static void
set_text(struct canvas *c, const struct font *f, double room, struct str text)
{
	struct buf clean = { 0 };
	struct str s = canvas_clean(&clean, text);

	if (c->layout == NULL)
		c->layout = new_layout(c);
	set_font(c, f);
	pango_layout_set_ellipsize(
	    c->layout, room > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
	pango_layout_set_width(
	    c->layout, room > 0 ? (int)(room * PANGO_SCALE) : -1);
	pango_layout_set_text(c->layout, s.n > 0 ? s.p : "", (int)s.n);
	buf_free(&clean);
}

static double
laid_width(struct canvas *c)
{
	PangoRectangle r;

	pango_layout_get_extents(c->layout, NULL, &r);
	return (double)r.width / PANGO_SCALE;
}

double
canvas_text_width(struct canvas *c, const struct font *f, struct str text)
{
	set_text(c, f, 0, text);
	return laid_width(c);
}

/* An unknown character is drawn as a box that carries its code point. */
static void
note_missing(struct canvas *c)
{
	PangoLayoutIter *it;

	if (pango_layout_get_unknown_glyphs_count(c->layout) == 0)
		return;
	it = pango_layout_get_iter(c->layout);
	do {
		PangoLayoutRun *run = pango_layout_iter_get_run_readonly(it);

		for (int i = 0; run != NULL && i < run->glyphs->num_glyphs;
		     i++) {
			PangoGlyph g = run->glyphs->glyphs[i].glyph;

			if (!(g & PANGO_GLYPH_UNKNOWN_FLAG))
				continue;
			if (c->missing.n++ == 0)
				c->missing.first =
				    g & ~(PangoGlyph)PANGO_GLYPH_UNKNOWN_FLAG;
		}
	} while (pango_layout_iter_next_run(it));
	pango_layout_iter_free(it);
}

/* The width of the halo on each side, in ems. */
static const double halo = 0.14;

/* Ends a text in an ellipsis, so that it fits. */
static void
shorten(struct canvas *c, const struct font *f, double room, struct buf *text)
{
	while (text->n > 0) {
		text->n = utf8_cut(buf_view(text), text->n - 1).n;
		buf_adds(text, "…");
		if (canvas_text_width(c, f, buf_view(text)) <= room)
			return;
		text->n -= strlen("…");
	}
}

static void
put_colour(struct buf *b, const char *what, uint32_t colour)
{
	buf_fmt(b, " %s=\"#%06x\"", what, (unsigned)(colour >> 8));
	if ((colour & 0xFF) < 0xFF)
		buf_fmt(
		    b, " %s-opacity=\"%.3f\"", what, (colour & 0xFF) / 255.0);
}

static void
put_element(struct canvas *c, const struct font *f, struct spot at,
    double width, struct str text)
{
	struct buf *b = &c->texts;

	buf_fmt(b,
	    "<text x=\"%.2f\" y=\"%.2f\" textLength=\"%.2f\" "
	    "font-family=\"%s,sans-serif\" font-size=\"%.2f\"",
	    at.x, at.y, width, families, f->size);
	if (f->bold)
		buf_adds(b, " font-weight=\"bold\"");
	put_colour(b, "fill", f->colour);
	if (f->halo != 0) {
		put_colour(b, "stroke", f->halo);
		buf_fmt(b,
		    " stroke-width=\"%.2f\" stroke-linejoin=\"round\" "
		    "paint-order=\"stroke\"",
		    2 * halo * f->size);
	}
	buf_adds(b,
	    " lengthAdjust=\"spacingAndGlyphs\""
	    " style=\"white-space:pre\">");
	canvas_escape(b, text);
	buf_adds(b, "</text>\n");
}

static void
write_svg(struct canvas *c, const struct font *f, struct spot at, double width,
    double room, struct str text)
{
	struct buf clean = { 0 };

	canvas_clean(&clean, text);
	if (room > 0 && canvas_text_width(c, f, buf_view(&clean)) > room)
		shorten(c, f, room, &clean);
	if (str_trim(buf_view(&clean)).n > 0)
		put_element(c, f, at, width, buf_view(&clean));
	buf_free(&clean);
}

static void
draw(struct canvas *c, const struct font *f, struct spot at)
{
	PangoLayoutLine *line = pango_layout_get_line_readonly(c->layout, 0);

	if (f->halo != 0) {
		canvas_set_colour(c, f->halo);
		cairo_move_to(c->cairo, at.x, at.y);
		cairo_set_line_width(c->cairo, 2 * halo * f->size);
		pango_cairo_layout_line_path(c->cairo, line);
		cairo_stroke(c->cairo);
	}
	canvas_set_colour(c, f->colour);
	cairo_move_to(c->cairo, at.x, at.y);
	pango_cairo_show_layout_line(c->cairo, line);
	cairo_new_path(c->cairo);
}

double
canvas_text(struct canvas *c, const struct font *f, struct spot at,
    enum align align, double room, struct str text)
{
	double width;

	if (text.n == 0)
		return 0;
	set_text(c, f, room, text);
	width = laid_width(c);
	if (align == ALIGN_MIDDLE)
		at.x -= width / 2;
	if (align == ALIGN_RIGHT)
		at.x -= width;
	note_missing(c);
	pango_layout_set_alignment(c->layout, PANGO_ALIGN_LEFT);
	if (c->format == CANVAS_SVG)
		write_svg(c, f, at, width, room, text);
	else
		draw(c, f, at);
	return width;
}

struct canvas_missing
canvas_missing(const struct canvas *c)
{
	return c->missing;
}

void
canvas_forget_fonts(void)
{
	pango_cairo_font_map_set_default(NULL);
}

#ifdef __SANITIZE_ADDRESS__
/*
 * What LeakSanitizer is to pass over (sanitizer/lsan_interface.h): fontconfig
 * keeps its list of fonts until the process ends, and a thread of Pango's may
 * still be reading it then.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so\n";
}

const char *
__lsan_default_options(void)
{
	return "print_suppressions=0";
}
#endif
