/*
 * speaker.h - speaks one text after another on a thread of its own.
 *
 * A text is made speakable, cut into pieces, and spoken by the engine into a
 * track, piece after piece, while the track is already being heard.  When the
 * engine fails, the fallback speaks the rest, from the word at which it broke
 * off.  Sound that goes on for too long is ended.
 */
#ifndef CHZ_VOICE_SPEAKER_H
#define CHZ_VOICE_SPEAKER_H

#include "voice/engine.h"
#include "voice/korean.h"
#include "voice/track.h"

struct speaker;

/* All outlive the speaker. */
struct speaker_settings {
	struct engine *engine;
	struct engine *fallback; /* may be NULL */
	const struct korean *korean;
	/* How many times its expected length a piece may last; 0 is 3. */
	double longest;
	/* Called, on the speaker's thread, with the engine that failed and
	 * why. */
	void (*failed)(void *ctx, const struct engine *, const char *why);
	void *ctx;
};

struct speaker *speaker_new(const struct speaker_settings *);
/* Cuts what is being spoken and waits for it. */
void speaker_free(struct speaker *);

/*
 * Begins to speak `text` and returns its track, or NULL when nothing in it can
 * be spoken.  `gain` is a factor.  The track is the speaker's, until the next
 * speaker_say.
 */
struct track *speaker_say(
    struct speaker *, struct str text, const char *emotion, double gain);

#endif
