/*
 * resample.h - the rate of an engine's samples brought to the player's.
 * The only file that knows of libsoxr.
 */
#ifndef CHZ_VOICE_RESAMPLE_H
#define CHZ_VOICE_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

struct resampler;

/* From `from` to `to` Hz, mono; NULL when there is no memory for it. */
struct resampler *resample_new(int from, int to);

/*
 * Takes all `n` samples and writes what is ready, at most `max`, to `out`;
 * returns how many.  n = 0 ends the stream: call until it returns 0.
 */
size_t resample(
    struct resampler *, const int16_t *in, size_t n, int16_t *out, size_t max);

/* Room that always suffices for `n` more samples. */
size_t resample_room(const struct resampler *, size_t n);

void resample_free(struct resampler *);

#endif
