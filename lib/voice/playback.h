/*
 * playback.h - replies spoken in turn, with records of what is heard.
 *
 *	struct playback *p = playback_open(&settings);
 *
 *	while (there is a reply) {
 *		playback_take(p, &reply);
 *		while (!playback_has_room(p) && playback_frame(p))
 *			;
 *	}
 *	playback_finish(p);
 *	speaker_free(settings.speaker);
 *	status = playback_close(p);
 *
 * It keeps the replies that wait (agenda.h), has the speaker make the next ones
 * ahead, plays one after the other, and writes `speech` and `mouth` records
 * when what they are about is heard.  A signal (sig.h) that is noted ends what
 * is being spoken, one that is caught ends all.
 */
#ifndef CHZ_VOICE_PLAYBACK_H
#define CHZ_VOICE_PLAYBACK_H

#include "jsonl/out.h"
#include "record/reply.h"
#include "voice/speaker.h"

struct playback_settings {
	struct speaker *speaker;
	struct out *out;          /* for the records */
	const char *wav, *device; /* a file, or a sound device, or NULL */
	bool raw;                 /* samples to standard output instead */
	size_t ahead;             /* replies to be made while one is spoken */
	int64_t max_age_ms;       /* older ones are skipped; -1: none are */
	int64_t lead_ms;          /* how far the lips are ahead of the sound */
	double (*gain)(void *ctx, struct str emotion); /* a factor */
	void *ctx;
};

struct playback;

/* NULL when there is no sound device, after a message; a file that cannot be
 * written is the program's end. */
struct playback *playback_open(const struct playback_settings *);

/* Whether another reply may be taken: the pipe is what holds back who writes
 * them.  Of one that is begun, all parts. */
bool playback_has_room(const struct playback *);
/* How many wait to be spoken. */
size_t playback_waiting(const struct playback *);
/* Takes a reply, or a part of one; it has a reply_id. */
void playback_take(struct playback *, const struct reply *);

/* False after a signal, or when sound or output are lost. */
bool playback_can_go_on(const struct playback *);
/* Plays a sixtieth of a second and reports what is heard as it is heard; false
 * when there is nothing to be played. */
bool playback_frame(struct playback *);

/* No more will come: speaks what waits.  The speaker may be freed then. */
void playback_finish(struct playback *);
/* Returns the exit status. */
int playback_close(struct playback *);

#endif
