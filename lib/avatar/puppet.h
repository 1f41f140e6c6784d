/*
 * puppet.h - the avatar as a function of time.
 *
 * Layers are summed and clamped: the pose of the emotion, idle life (head sway,
 * wandering eyes, shifting legs), glances at chat, breathing, blinking (which
 * multiplies the eyes' openness) and speech, which alone owns the mouth.  While
 * it speaks, idle life gives way to what goes with a voice: the head moves with
 * its energy, stresses raise the brows, phrases end with a nod, and the eyes
 * look ahead and a little about.  No input moves faster than a body does.  All
 * randomness comes from one seed, so the same events at the same times give the
 * same frames.
 *
 * Knows nothing of VTube Studio's protocol but the names of its inputs.
 * Moments are seconds of any clock that does not jump, and never go back.
 */
#ifndef CHZ_AVATAR_PUPPET_H
#define CHZ_AVATAR_PUPPET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "avatar/pose.h"
#include "core/str.h"

struct puppet;

struct puppet_settings {
	uint64_t seed;
	bool still; /* no idle life: blinking and breathing only */
};

/* One input's value in a frame. */
struct puppet_value {
	const char *name; /* lent by the puppet */
	double value;
};

/* `poses` must outlive it. */
struct puppet *puppet_new(const struct poses *, const struct puppet_settings *);
void puppet_free(struct puppet *);

/*
 * What the model has: its inputs and their ranges.  Until puppet_forget_inputs
 * the puppet moves only these.
 */
void puppet_input(struct puppet *, const char *name, double min, double max);
void puppet_forget_inputs(struct puppet *);
/* Leaves one input alone from now on. */
void puppet_drop_input(struct puppet *, const char *name);

/* What happens. */
void puppet_emotion(struct puppet *, struct str emotion, double now);
void puppet_attend(struct puppet *, double now); /* something was written */
void puppet_read(struct puppet *, double now);   /* it reads what it answers */
void puppet_speech(struct puppet *, bool speaking, double now);
void puppet_mouth(struct puppet *, double open, char vowel, double now);
void puppet_donation(struct puppet *, double now);
/* Moves one input by hand, `span` seconds long, until the next emotion. */
bool puppet_set(
    struct puppet *, const char *name, double value, double span, double now);

/* The values of all inputs it moves; returns how many, at most `max`. */
size_t puppet_frame(
    struct puppet *, double now, struct puppet_value *out, size_t max);

#endif
