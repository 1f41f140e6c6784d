/*
 * subtitles.h - chat as players show subtitles.
 *
 * SUBTITLES_ASS  Advanced SubStation Alpha 4.00+: mpv, VLC, ffmpeg; may move.
 * SUBTITLES_SRT  SubRip, whose colours are <font> tags.
 * SUBTITLES_VTT  WebVTT, for web pages.
 *
 * What people wrote can become no tag, override or cue of its own: the
 * signs < > { } \ are written in their full width, as readers disagree about
 * escapes; only WebVTT has them for < and >.
 *
 *	subtitles_begin(&s, b);
 *	subtitles_put(&s, b, &cue); ...
 */
#ifndef CHZ_IMPORT_SUBTITLES_H
#define CHZ_IMPORT_SUBTITLES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

enum subtitles_format { SUBTITLES_ASS = 1, SUBTITLES_SRT, SUBTITLES_VTT };
/* Their names; NULL after the last. */
extern const char *const subtitles_formats[];

/* Corners, for ASS. */
enum subtitles_place {
	SUBTITLES_TOP_LEFT = 1,
	SUBTITLES_TOP_RIGHT,
	SUBTITLES_BOTTOM_LEFT,
	SUBTITLES_BOTTOM_RIGHT
};
extern const char *const subtitles_places[];

struct subtitles {
	enum subtitles_format format;
	/* for ASS */
	int width, height; /* of the picture that positions are about, pixels */
	int font_size;     /* pixels */
	struct str font;   /* a family */
	double opacity;    /* of the text, 0 to 1 */
	enum subtitles_place place; /* where text stands that does not move */
	bool plain;                 /* no colours */
	/* private; zero at first */
	unsigned long n; /* cues so far */
};

/* One line of a cue. */
struct subtitle_line {
	struct str name; /* who wrote it; absent when it is not shown */
	struct str text;
	/* Of the name, or else the text, 1 to SUBTITLE_COLOURS; 0 is white. */
	unsigned colour;
	bool gift; /* a donation: all of it in a colour that nobody has */
};
enum { SUBTITLE_COLOURS = 12 };

struct subtitle {
	int64_t start_ms, end_ms; /* 0 or more, the start before the end */
	const struct subtitle_line *line;
	size_t n;
	/* ASS only: the line's left end goes from one x to the other. */
	bool moves;
	int from_x, to_x, y;
};

/* Appends what stands before the first cue. */
void subtitles_begin(const struct subtitles *, struct buf *);
/* Appends a cue.  They come by their start, but in ASS in any order. */
void subtitles_put(struct subtitles *, struct buf *, const struct subtitle *);

/*
 * Appends a text as one plain line: line ends and other controls become single
 * spaces, marks that turn the direction of writing are left out, emotes' codes
 * lose their braces.
 */
void subtitles_plain(struct buf *, struct str text);

#endif
