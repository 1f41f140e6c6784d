/*
 * cuts.h - marked parts of a recording as editors and players read them.
 *
 * CUTS_CHAPTERS    lines "1:05 title", as YouTube takes them in a description:
 *                  the first at 0:00, ten seconds or more apart, with a mark
 *                  only where one is left out.
 * CUTS_FFMETADATA  chapters for ffmpeg -i FILE -map_metadata 1.
 * CUTS_CSV         start, end, duration and title; times as H:MM:SS.mmm.
 * CUTS_FFMPEG      a line of shell for each part, which ffmpeg copies out.
 * CUTS_EDL         CMX 3600: the parts one after another.
 * CUTS_MARKERS     an EDL of timeline markers, as DaVinci Resolve reads them.
 * CUTS_FCPXML      Final Cut Pro 1.9: the parts one after another.
 * CUTS_PREMIERE    Final Cut Pro 7 XML (xmeml 5), which Premiere imports: the
 *                  whole recording with a marker for each part.
 */
#ifndef CHZ_IMPORT_CUTS_H
#define CHZ_IMPORT_CUTS_H

#include "import/timecode.h"

enum cuts_format {
	CUTS_CHAPTERS = 1,
	CUTS_CSV,
	CUTS_EDL,
	CUTS_FCPXML,
	CUTS_FFMETADATA,
	CUTS_FFMPEG,
	CUTS_MARKERS,
	CUTS_PREMIERE
};

/* Their names; NULL after the last. */
extern const char *const cuts_formats[];

struct cut {
	int64_t start_ms, end_ms; /* in the recording; the start is before */
	struct str title;
};

/* All parts, by their start. */
struct cuts {
	const struct cut *at;
	size_t n;
	struct frame_rate rate;
	int64_t first_frame; /* the timecode that a recording begins with */
	struct str media;    /* the recording's file */
	struct str name;     /* of the whole */
	struct str opening;  /* the title of a chapter before all others */
};

/* Returns how many it had to leave out. */
size_t cuts_put(struct buf *, const struct cuts *, enum cuts_format);

#endif
