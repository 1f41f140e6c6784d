/* Writes cues in the formats of subtitles. */
#include "import/subtitles.h"
#include "core/utf8.h"
#include "text/emote.h"

const char *const subtitles_formats[] = { "ass", "srt", "vtt", NULL };
const char *const subtitles_places[] = { "top-left", "top-right", "bottom-left",
	"bottom-right", NULL };

/* Light ones, as all stand on a dark outline. */
static const unsigned colours[SUBTITLE_COLOURS] = { 0xFF9AA2, 0xFFB37B,
	0xFFE08A, 0xD4F08A, 0x9BE8A0, 0x8FEBD3, 0x8ED8FF, 0xA6BCFF, 0xC9A9FF,
	0xF3A6F0, 0xFFA9CF, 0xE0D2B8 };
enum { GIFT = 0xFFC400, WHITE = 0xFFFFFF };

/* WebVTT's own classes.  Others need a style sheet, and for that ffmpeg 5.1
 * takes no part of the file. */
static const char *const classes[] = { "cyan", "lime", "magenta", "red" };
enum { N_CLASSES = sizeof classes / sizeof *classes };
static const char gift_class[] = "yellow";

/* ---- texts ---- */

/* Characters that would turn the writing of what stands beside them. */
static bool
turns(uint32_t c)
{
	return (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0x61C;
}

static bool
is_space(uint32_t c)
{
	return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x2028 ||
	    c == 0x2029;
}

void
subtitles_plain(struct buf *b, struct str text)
{
	bool space = false, begun = false;

	while (text.n > 0) {
		size_t code = emote_code(text), n;
		uint32_t c;

		n = code > 0 ? code : utf8_next(text, &c);
		if (code == 0 && is_space(c)) {
			space = begun;
		} else if (code > 0 || !turns(c)) {
			if (space)
				buf_addc(b, ' ');
			space = false;
			begun = true;
			buf_add(b, text.p + (code > 0), n - 2 * (code > 0));
		}
		text.p += n;
		text.n -= n;
	}
}

/* The same sign in its full width, which no format knows; NULL for one that
 * means nothing. */
static const char *
full_width(char c)
{
	switch (c) {
	case '<':
		return "＜";
	case '>':
		return "＞";
	case '{':
		return "｛";
	case '}':
		return "｝";
	case '\\':
		return "＼";
	default:
		return NULL;
	}
}

/* What WebVTT escapes.  Some of its readers pass the others on to ASS. */
static const char *
vtt_escape(char c)
{
	return c == '&' ? "&amp;"
	    : c == '<'  ? "&lt;"
	    : c == '>'  ? "&gt;"
			: full_width(c);
}

static void
put_text(const struct subtitles *s, struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		const char *other =
		    s->format == SUBTITLES_VTT ? vtt_escape(c) : full_width(c);

		if (other != NULL)
			buf_adds(b, other);
		else
			buf_addc(b, (unsigned char)c < 0x20 ? ' ' : c);
	}
}

/* ---- what differs ---- */

/* "0:01:02.03", or "00:01:02,034" and with a point. */
static void
put_time(const struct subtitles *s, struct buf *b, int64_t ms)
{
	long long sec = ms / 1000;
	int rest = (int)(ms % 1000);

	buf_fmt(b, s->format == SUBTITLES_ASS ? "%lld" : "%02lld", sec / 3600);
	buf_fmt(b, ":%02lld:%02lld", sec / 60 % 60, sec % 60);
	if (s->format == SUBTITLES_ASS)
		buf_fmt(b, ".%02d", rest / 10);
	else
		buf_fmt(
		    b, "%c%03d", s->format == SUBTITLES_SRT ? ',' : '.', rest);
}

static unsigned
colour_of(const struct subtitle_line *l)
{
	return l->gift ? GIFT : colours[l->colour - 1];
}

/* Blue comes first. */
static unsigned
ass_colour(unsigned rgb)
{
	return (rgb & 0xFF) << 16 | (rgb & 0xFF00) | rgb >> 16;
}

static void
put_coloured(const struct subtitles *s, struct buf *b,
    const struct subtitle_line *l, struct str text, const char *behind)
{
	if (s->plain || (l->colour == 0 && !l->gift)) {
		put_text(s, b, text);
		buf_adds(b, behind);
		return;
	}
	if (s->format == SUBTITLES_ASS)
		buf_fmt(b, "{\\c&H%06X&}", ass_colour(colour_of(l)));
	else if (s->format == SUBTITLES_SRT)
		buf_fmt(b, "<font color=\"#%06x\">", colour_of(l));
	else
		buf_fmt(b, "<c.%s>",
		    l->gift ? gift_class
			    : classes[(l->colour - 1) % N_CLASSES]);
	put_text(s, b, text);
	buf_adds(b, behind);
	buf_adds(b,
	    s->format == SUBTITLES_ASS       ? "{\\c}"
		: s->format == SUBTITLES_SRT ? "</font>"
					     : "</c>");
}

/* The name has the colour, or else the text; all of a donation has. */
static void
put_line(
    const struct subtitles *s, struct buf *b, const struct subtitle_line *l)
{
	if (l->name.n > 0)
		put_coloured(s, b, l, l->name, l->text.n > 0 ? ": " : "");
	if (l->text.n == 0)
		return;
	if (l->name.n == 0 || l->gift)
		put_coloured(s, b, l, l->text, "");
	else
		put_text(s, b, l->text);
}

static void
put_lines(const struct subtitles *s, struct buf *b, const struct subtitle *cue)
{
	for (size_t i = 0; i < cue->n; i++) {
		if (i > 0)
			buf_adds(b, s->format == SUBTITLES_ASS ? "\\N" : "\n");
		put_line(s, b, &cue->line[i]);
	}
	buf_addc(b, '\n');
}

static void
put_ass(const struct subtitles *s, struct buf *b, const struct subtitle *cue)
{
	buf_adds(b, "Dialogue: 0,");
	put_time(s, b, cue->start_ms);
	buf_addc(b, ',');
	put_time(s, b, cue->end_ms);
	buf_fmt(b, ",%s,,0,0,0,,", cue->moves ? "Lane" : "Box");
	if (cue->moves)
		buf_fmt(b, "{\\move(%d,%d,%d,%d)}", cue->from_x, cue->y,
		    cue->to_x, cue->y);
	put_lines(s, b, cue);
}

void
subtitles_put(struct subtitles *s, struct buf *b, const struct subtitle *cue)
{
	s->n++;
	if (s->format == SUBTITLES_ASS) {
		put_ass(s, b, cue);
		return;
	}
	if (s->format == SUBTITLES_SRT)
		buf_fmt(b, "%lu\n", s->n);
	put_time(s, b, cue->start_ms);
	buf_adds(b, " --> ");
	put_time(s, b, cue->end_ms);
	buf_addc(b, '\n');
	put_lines(s, b, cue);
	buf_addc(b, '\n');
}

/* ---- what stands before ---- */

/* Its transparency comes first, 0 for none. */
static void
put_style(const struct subtitles *s, struct buf *b, const char *name, int at)
{
	unsigned clear = (unsigned)((1 - s->opacity) * 255 + 0.5) << 24;
	int margin = s->font_size / 2;

	buf_fmt(b, "Style: %s,", name);
	for (size_t i = 0; i < s->font.n; i++)
		buf_addc(b, s->font.p[i] == ',' ? ' ' : s->font.p[i]);
	buf_fmt(b, ",%d,&H%08X,&H%08X,&H%08X,&H%08X,0,0,0,0,100,100,0,0,1,%d,",
	    s->font_size, clear | WHITE, clear | WHITE, clear, clear,
	    s->font_size / 20 + 1);
	buf_fmt(b, "0,%d,%d,%d,%d,1\n", at, margin, margin, margin);
}

static void
begin_ass(const struct subtitles *s, struct buf *b)
{
	/* Corners as the number pad has them. */
	static const int places[] = { 7, 9, 1, 3 };

	buf_fmt(b,
	    "[Script Info]\nTitle: Chat\nScriptType: v4.00+\nWrapStyle: 2\n"
	    "ScaledBorderAndShadow: yes\nPlayResX: %d\nPlayResY: %d\n\n",
	    s->width, s->height);
	buf_adds(b,
	    "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, "
	    "SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
	    "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
	    "BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, "
	    "MarginV, Encoding\n");
	put_style(s, b, "Lane", 7);
	put_style(s, b, "Box", places[s->place - SUBTITLES_TOP_LEFT]);
	buf_adds(b,
	    "\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, "
	    "MarginR, MarginV, Effect, Text\n");
}

void
subtitles_begin(const struct subtitles *s, struct buf *b)
{
	if (s->format == SUBTITLES_ASS)
		begin_ass(s, b);
	else if (s->format == SUBTITLES_VTT)
		buf_adds(b, "WEBVTT\n\n");
}
