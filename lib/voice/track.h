/*
 * track.h - one utterance on its way from the engine to the ear.
 *
 * The engine's thread puts samples and mouth targets in; the sound server's
 * thread takes the samples out; the tool's thread asks for the mouth.  At most
 * TRACK_SECONDS wait inside: an engine that is faster than speech waits.
 * Samples are mono, 16 bits, at the track's rate.
 */
#ifndef CHZ_VOICE_TRACK_H
#define CHZ_VOICE_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "voice/lips.h"

enum { TRACK_SECONDS = 20, TRACK_FADE_MS = 10, TRACK_WAIT_MS = 20 };

struct track;

struct track *track_new(int rate);
void track_free(struct track *); /* accepts NULL */
/* Empties it for the next utterance; nobody may be using it. */
void track_reset(struct track *);

/* For the engine.  Waits for room; false when the track was cut. */
bool track_put(struct track *, const int16_t *pcm, size_t n);
void track_mouth(struct track *, double ms, struct lips_shape);
/* Adds the targets that an envelope finds in these samples. */
void track_envelope(
    struct track *, struct envelope *, const int16_t *pcm, size_t n);
void track_envelope_end(struct track *, struct envelope *);
void track_end(struct track *); /* no more samples will come */
bool track_is_cut(struct track *);

/*
 * For the player: up to `n` samples; 0 when there are none yet, -1 when there
 * will never be any more.  `wait`: rather wait up to TRACK_WAIT_MS than answer
 * 0.
 */
long track_take(struct track *, int16_t *out, size_t n, bool wait);

/* For the tool. */
struct lips_shape track_lips(struct track *, double ms);
/* Fades out what is being taken and ends the utterance there. */
void track_cut(struct track *);

#endif
