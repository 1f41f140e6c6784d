/*
 * follow.h - which vowel of a text is being heard, judged by its sound.
 *
 * For engines that do not say when what is spoken.  The text becomes a row of
 * sounds: pauses, stops, hisses, consonants with a voice, glides and vowels.
 * The row is laid along the frames of the sound so that each kind is as loud
 * and as sharp as such sounds are, and lasts about as long: the best path of a
 * hidden Markov model with durations (L. R. Rabiner, "A tutorial on hidden
 * Markov models", 1989, section IV.D).  It can be asked at any time; what was
 * said of the newest frames may change as more come.
 *
 * Pure arithmetic: knows frames of FOLLOW_MS, no clock and no samples.
 */
#ifndef CHZ_VOICE_FOLLOW_H
#define CHZ_VOICE_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

#define FOLLOW_MS (1000.0 / 60)

/* One frame of the sound. */
struct follow_frame {
	double db;    /* below the loudest of late, 0 or less */
	double sharp; /* the root of its mean square frequency, kHz */
};

/* Zero is one that has followed nothing yet. */
struct follow {
	struct follow_part *parts; /* the row */
	size_t n_parts, cap_parts;
	uint16_t *places; /* of each frame among those that count */
	size_t n_places, cap_places;
	struct follow_frame *frames; /* those: a long silence has a few only */
	size_t n, cap, quiet;
	struct follow_step *steps; /* n_parts for each frame, and one more */
	size_t cap_steps;
	uint16_t *path; /* the part of each, as of the last follow_path */
	size_t n_path, cap_path;
	double tempo; /* of this voice, learned: 1 is usual, 2 twice as slow */
};

/* A new text, by the same voice as the one before. */
void follow_start(struct follow *, struct str text);
void follow_add(struct follow *, struct follow_frame);
/* Lays the row along all frames so far; `all`: the text ends with them. */
void follow_path(struct follow *, bool all);
/* The vowel of a frame on that path, one of "aeiou"; '-' is a pause. */
char follow_vowel(const struct follow *, size_t frame);
void follow_free(struct follow *);

#endif
