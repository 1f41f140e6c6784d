/*
 * sound.h - sound as it comes from a speech engine, made into samples.
 *
 * Engines answer with WAV files (16-bit or float, any rate, mono or stereo,
 * often with sizes that are not true, sometimes several in a row), with
 * compressed sound (packed.h), or with headerless 16-bit little-endian samples.
 * What it is shows in the first bytes, not in what was asked for; a page or a
 * message in place of sound shows there too.  Bytes may be cut anywhere.
 * Formats: Microsoft "Multimedia Programming Interface and Data
 * Specifications 1.0" (WAV), RFC 2361 (format numbers).
 */
#ifndef CHZ_VOICE_SOUND_H
#define CHZ_VOICE_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/* Takes `n` mono samples; false to stop. */
typedef bool sound_take(void *ctx, const int16_t *pcm, size_t n, int rate);

struct sound_decoder {
	sound_take *take;
	void *ctx;
	int raw_rate;    /* of headerless samples, in Hz; 0: none are taken */
	const char *why; /* what was wrong, when a call returned false */
	/* private */
	enum {
		SOUND_START,
		SOUND_RAW,
		SOUND_HEADER,
		SOUND_DATA,
		SOUND_PACKED
	} state;
	struct packed *packed;
	struct buf held; /* bytes not yet understood */
	int rate, channels, bytes;
	bool is_float, endless;
	uint32_t left; /* bytes of this data chunk */
};

/* Whether bytes begin as a file of sound does. */
bool sound_is_file(struct str bytes);

/* False when the sound cannot be understood or `take` stopped it. */
bool sound_decode(struct sound_decoder *, const char *p, size_t n);
/* After the last byte: false when the sound lacks its end or never began. */
bool sound_end(struct sound_decoder *);
void sound_free(struct sound_decoder *);

/* Multiplies by `gain`, cut at full scale. */
void sound_gain(int16_t *pcm, size_t n, double gain);

enum { SOUND_WAV_HEADER = 44 };

/* The header of a mono 16-bit WAV of `samples` samples. */
void sound_wav_header(char out[SOUND_WAV_HEADER], int rate, uint32_t samples);

#endif
