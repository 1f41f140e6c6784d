/* Speaks texts on a thread of its own. */
#include <pthread.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/sig.h"
#include "text/sentence.h"
#include "voice/player.h"
#include "voice/resample.h"
#include "voice/speakable.h"
#include "voice/speaker.h"
#include "voice/spoken.h"

enum {
	PAUSE_MS = 150, /* between pieces of engines that do not pause */
	LONGEST = 3,    /* times the expected length */
	SLACK_MS = 1000 /* which a short text may take beside it */
};

struct speaker {
	struct speaker_settings set;
	struct track *track;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool busy, quit;

	/* The job; the thread's while busy. */
	struct buf text;
	char *emotion;
	double gain;

	/* The piece being spoken. */
	const struct engine *speaking;
	struct resampler *resampler;
	int rate;
	struct envelope envelope;
	double start_ms; /* of the piece, in the track */
	int64_t samples; /* put into the track so far */
	double most_ms;  /* that it may last */
	bool heard;      /* something of this piece came */
	int16_t *scratch;
	size_t room;
};

static double
track_ms(const struct speaker *s)
{
	return 1000.0 * (double)s->samples / PLAYER_RATE;
}

/* Puts samples at the player's rate into the track, loud as asked for. */
static bool
put_samples(struct speaker *s, int16_t *pcm, size_t n)
{
	if (s->gain != 1)
		sound_gain(pcm, n, s->gain);
	if (!s->speaking->times_phonemes)
		track_envelope(s->track, &s->envelope, pcm, n);
	s->samples += (int64_t)n;
	return track_put(s->track, pcm, n);
}

static bool
use_rate(struct speaker *s, int rate)
{
	if (s->resampler != NULL && s->rate == rate)
		return true;
	resample_free(s->resampler);
	s->resampler = resample_new(rate, PLAYER_RATE);
	s->rate = rate;
	return s->resampler != NULL;
}

static void
reserve(struct speaker *s, size_t n)
{
	size_t need = resample_room(s->resampler, n);

	MEM_RESERVE(s->scratch, s->room, need);
}

/* What of the piece is in the track. */
static double
piece_ms(const struct speaker *s)
{
	return track_ms(s) - s->start_ms;
}

static bool
is_too_long(const struct speaker *s)
{
	return piece_ms(s) > s->most_ms;
}

static bool
take(void *ctx, const int16_t *pcm, size_t n, int rate)
{
	struct speaker *s = ctx;

	if (!use_rate(s, rate) || is_too_long(s))
		return false;
	s->heard = true;
	reserve(s, n);
	n = resample(s->resampler, pcm, n, s->scratch, s->room);
	return put_samples(s, s->scratch, n);
}

/* What the resampler still holds at the end of a piece. */
static void
flush_piece(struct speaker *s)
{
	size_t n;

	if (s->resampler == NULL)
		return;
	reserve(s, 0);
	while ((n = resample(s->resampler, NULL, 0, s->scratch, s->room)) > 0)
		if (!put_samples(s, s->scratch, n))
			break;
	resample_free(s->resampler);
	s->resampler = NULL;
}

static void
pause_between(struct speaker *s)
{
	enum { SAMPLES = PLAYER_RATE / 1000 * PAUSE_MS };
	int16_t silence[SAMPLES] = { 0 };

	if (!s->speaking->times_phonemes)
		put_samples(s, silence, SAMPLES);
}

static void
take_phoneme(void *ctx, double ms, const char *name)
{
	struct speaker *s = ctx;

	track_mouth(s->track, s->start_ms + ms, lips_phoneme(name));
}

static bool
wanted(void *ctx)
{
	struct speaker *s = ctx;

	return !track_is_cut(s->track);
}

static void
report(struct speaker *s, const struct engine *engine)
{
	struct buf why = { 0 };

	if (is_too_long(s))
		buf_fmt(&why, "more sound than %.1f s for a piece of text",
		    s->most_ms / 1000);
	else if (engine->why != NULL)
		buf_adds(&why, engine->why);
	if (why.n > 0)
		s->set.failed(s->set.ctx, engine, buf_text(&why));
	buf_free(&why);
}

/* Speaks a piece with one engine; true when all of it was spoken, or it was
 * cut. */
static bool
try_engine(struct speaker *s, struct engine *engine, struct str piece)
{
	const struct engine_sink sink = { take,
		engine->times_phonemes ? take_phoneme : NULL, wanted, s };
	bool ok;

	s->speaking = engine;
	s->start_ms = track_ms(s);
	s->most_ms = s->set.longest * (spoken_ms(piece) + SLACK_MS);
	s->heard = false;
	envelope_start(&s->envelope, PLAYER_RATE, piece);
	s->envelope.ms = s->start_ms;
	ok = engine->say(engine, piece, s->emotion, &sink);
	flush_piece(s);
	if (!ok && !wanted(s))
		return true;
	if (!ok)
		report(s, engine);
	return ok || is_too_long(s);
}

static void
say_piece(struct speaker *s, struct str piece)
{
	if (try_engine(s, s->set.engine, piece) || s->set.fallback == NULL)
		return;
	piece = spoken_after(piece, piece_ms(s));
	if (piece.n > 0)
		try_engine(s, s->set.fallback, piece);
}

static void
say_all(struct speaker *s)
{
	struct str rest = buf_view(&s->text);
	bool first = true;

	s->samples = 0;
	while (rest.p != NULL && wanted(s)) {
		struct str piece = sentence_cut(&rest, first);

		say_piece(s, piece);
		first = false;
		if (rest.p != NULL && s->heard)
			pause_between(s);
	}
	track_mouth(s->track, track_ms(s), lips_phoneme("_"));
	track_end(s->track);
}

static void *
run(void *ctx)
{
	struct speaker *s = ctx;

	pthread_mutex_lock(&s->lock);
	for (;;) {
		while (!s->busy && !s->quit)
			pthread_cond_wait(&s->changed, &s->lock);
		if (s->quit)
			break;
		pthread_mutex_unlock(&s->lock);
		say_all(s);
		pthread_mutex_lock(&s->lock);
		s->busy = false;
		pthread_cond_broadcast(&s->changed);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static void
start_thread(void *ctx)
{
	struct speaker *s = ctx;

	pthread_create(&s->thread, NULL, run, s);
}

struct speaker *
speaker_new(const struct speaker_settings *settings)
{
	struct speaker *s = xcalloc(1, sizeof *s);

	s->set = *settings;
	if (s->set.longest == 0)
		s->set.longest = LONGEST;
	s->track = track_new(PLAYER_RATE);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	sig_shield(start_thread, s);
	return s;
}

/* Under the lock. */
static void
wait_idle(struct speaker *s)
{
	while (s->busy)
		pthread_cond_wait(&s->changed, &s->lock);
}

struct track *
speaker_say(
    struct speaker *s, struct str text, const char *emotion, double gain)
{
	bool something;

	pthread_mutex_lock(&s->lock);
	wait_idle(s);
	track_reset(s->track);
	s->text.n = 0;
	speakable(&s->text, text, s->set.korean);
	something = s->text.n > 0;
	free(s->emotion);
	s->emotion = emotion != NULL ? xstrdup(emotion) : NULL;
	s->gain = gain;
	s->busy = something;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	return something ? s->track : NULL;
}

void
speaker_free(struct speaker *s)
{
	if (s == NULL)
		return;
	track_cut(s->track);
	pthread_mutex_lock(&s->lock);
	wait_idle(s);
	s->quit = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->changed);
	track_free(s->track);
	resample_free(s->resampler);
	envelope_free(&s->envelope);
	buf_free(&s->text);
	free(s->emotion);
	free(s->scratch);
	free(s);
}
