/*
 * lips.h - where the mouth is during speech.
 *
 * A track gathers targets, each a moment of the sound and the mouth that
 * belongs to it, from one of two sources: the phonemes that an engine times
 * (best), or the sound itself, whose loudness opens the mouth while the text's
 * vowels are followed in it.
 * lips_at moves between them as lips do: opening faster than they close, and
 * shut at once for m, b and p.
 *
 * Openness of vowels, attack and release follow measurements with espeak-ng's
 * Korean voice at 60 frames a second: phoneme targets a 1, e .65, o .6, i .45,
 * u .35 with 30 ms attack and 60 ms release move most like speech; loudness
 * spans the 16 dB below a peak that decays by 6 dB a second.
 */
#ifndef CHZ_VOICE_LIPS_H
#define CHZ_VOICE_LIPS_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "voice/follow.h"

struct lips_shape {
	double open; /* 0 shut to 1 */
	char vowel;  /* a i u e o, n for half closed, - for shut */
};

struct lips_target {
	double ms; /* of the sound */
	struct lips_shape mouth;
};

/* Targets not yet passed, oldest first; zero is an empty track. */
struct lips {
	struct lips_target *targets;
	size_t first, n, cap;
	struct lips_shape now, aim;
	double at; /* ms, of the last lips_at */
};

void lips_free(struct lips *);

/* The mouth of a phoneme by espeak-ng's name; "" and "_" are pauses. */
struct lips_shape lips_phoneme(const char *name);

/* Adds a target; moments must not go back. */
void lips_add(struct lips *, double ms, struct lips_shape);

/* The mouth at `ms` of the sound; `ms` must not go back. */
struct lips_shape lips_at(struct lips *, double ms);

/*
 * Loudness to openness, and the sound to the text's vowels (follow.h).  They
 * are the better known the more of the sound is there: what is not heard yet
 * is corrected as it comes.
 */
struct envelope {
	int rate;
	struct follow follow;
	size_t frames; /* of this text so far */
	size_t judged; /* how many there were when vowels were last given */
	double sum;    /* of squares, in the frame that is filling */
	double change; /* of squared differences, in the same */
	size_t filled;
	double low, last_in; /* state of the 80 Hz high-pass */
	double peak;         /* dB below full scale, slowly decaying */
	double ms;           /* the sound taken so far */
};

/* A new text, which begins `ms` into the track. */
void envelope_start(struct envelope *, int rate, double ms, struct str text);
/* Adds the targets that these samples give to the track. */
void envelope_feed(
    struct envelope *, const int16_t *pcm, size_t n, struct lips *);
/* All of the text has been said. */
void envelope_end(struct envelope *, struct lips *);
void envelope_free(struct envelope *);

#endif
