/*
 * speaker.h - speaks texts on a thread of its own, one after the other.
 *
 * An utterance is what is heard as one: its text may come in parts.  Each text
 * is made speakable, cut into pieces, and spoken by the engine into the
 * utterance's track, piece after piece, while the track is already being
 * heard.  When it is all there, the next utterance is begun, so that it can be
 * heard without a wait.
 *
 * When the engine fails, the fallback speaks the rest, from the word at which
 * it broke off.  Sound that goes on for too long is ended.
 */
#ifndef CHZ_VOICE_SPEAKER_H
#define CHZ_VOICE_SPEAKER_H

#include "voice/engine.h"
#include "voice/korean.h"
#include "voice/track.h"

struct speaker;
struct utterance;

enum { SPEAKER_LONGEST = 3 };

/* All outlive the speaker. */
struct speaker_settings {
	struct engine *engine;
	struct engine *fallback; /* may be NULL */
	const struct korean *korean;
	/* How many times its expected length a piece may last; 0 is 3.  The
	 * engine's may last so many ms in any case. */
	double longest, least_ms;
	/* Called, on the speaker's thread, with the engine that failed and
	 * why. */
	void (*failed)(void *ctx, const struct engine *, const char *why);
	void *ctx;
};

struct speaker *speaker_new(const struct speaker_settings *);
/* Drops what is left, and waits for the thread.  Accepts NULL. */
void speaker_free(struct speaker *);

/*
 * A new utterance, to be spoken ahead of `before`, or after all others when
 * that is NULL.  One that is being made and comes later now is begun anew
 * afterwards.  `gain` is a factor.  It is the speaker's until speaker_drop.
 */
struct utterance *speaker_begin(
    struct speaker *, const struct utterance *before, double gain);
/* Adds a part; `emotion` may be absent: that of the part before. */
void speaker_add(
    struct speaker *, struct utterance *, struct str text, struct str emotion);
/* No more parts will come: its track ends where they do. */
void speaker_end(struct speaker *, struct utterance *);
/* Whether nothing in its text can be spoken. */
bool speaker_is_mute(struct speaker *, const struct utterance *);
/* What is to be heard, good until speaker_drop.  None may be put ahead of it
 * any more. */
struct track *speaker_track(struct speaker *, struct utterance *);
/* Cuts it and forgets it.  Accepts NULL. */
void speaker_drop(struct speaker *, struct utterance *);

#endif
