/*
 * pose.h - what the face does for each emotion.
 *
 * Two file formats are read, distinguished by their first character:
 *
 * AIsChoco's pose_mapping.json, as it is.  Its keys become VTube Studio's input
 * names; its eyebrow heights, written for -1...1, are scaled to VTube Studio's
 * 0...1, with a warning.  Keys that it never sends with an emotion (head and
 * mouth) are left out here too.
 *
 * Ours, a text with a section for each emotion and # comments:
 *
 *	[happy]
 *	MouthSmile = 0.9            # a VTube Studio input and its value
 *	BrowLeftY = 0.7 in 150ms    # moved in 150 ms instead of the usual time
 *	BrowRightY = 0.7 in 150ms linear
 *	expression = smile.exp3.json
 *	hotkey = Wave
 *
 * Unknown emotions fall back to the section [neutral], and so do the inputs
 * that an emotion does not name.
 */
#ifndef CHZ_AVATAR_POSE_H
#define CHZ_AVATAR_POSE_H

#include <stdbool.h>
#include <stddef.h>

#include "avatar/motion.h"
#include "core/mem.h"
#include "core/str.h"

struct pose_value {
	const char *name; /* a VTube Studio input */
	double value;
	double span; /* seconds */
	enum motion_kind kind;
};

struct pose {
	const char *emotion;
	struct pose_value *values;
	size_t n, cap;
	const char *expression, *hotkey; /* NULL for none */
};

struct poses {
	struct pose *poses;
	size_t n, cap;
	const char *fallback; /* the emotion for unknown ones */
	struct arena texts;
	struct buf why; /* an error, or warnings a line each */
};

/* The six emotions built in, in VTube Studio's own ranges. */
void poses_default(struct poses *);
/* Reads a file's text; false with `why` set.  What could be read with a
 * correction leaves a warning in `why`. */
bool poses_read(struct poses *, struct str text);
/* The pose of an emotion, or the fallback's. */
const struct pose *poses_find(const struct poses *, struct str emotion);
/* The lowest and the highest value that any pose gives this input, 0 and 1
 * included, as whole numbers: a range for an input that has none yet. */
void poses_range(
    const struct poses *, const char *name, double *min, double *max);
/* What an emotion that does not name this input leaves it at: the fallback's
 * value, or else `rest`. */
double poses_neutral(const struct poses *, const char *name, double rest);
void poses_free(struct poses *);

/* How long this input usually takes to move, in seconds: eyes fastest. */
double pose_span(const char *name);

#endif
