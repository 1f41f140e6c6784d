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
	SLACK_MS = 1000 /* which a short text may take beside it */
};

/* Under the speaker's lock, but for what is the thread's. */
struct utterance {
	struct track *track;
	struct buf text; /* speakable */
	size_t at;       /* of it in pieces so far */
	char *emotion;
	bool ended;       /* no more text will come */
	bool closed;      /* nor more sound */
	bool anew;        /* to be begun again, once the thread has left it */
	double gain;      /* the thread's */
	int64_t samples;  /* put into the track so far; the thread's */
	bool needs_pause; /* before the next piece; the thread's */
	struct utterance *next;
};

struct speaker {
	struct speaker_settings set;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct utterance *first;   /* in the order in which they are made */
	struct utterance *current; /* the thread is at it */
	bool quit;

	/* The piece being spoken; the thread's own. */
	struct utterance *now;
	const struct engine *speaking;
	struct buf piece;
	char *emotion;
	struct resampler *resampler;
	int rate;
	struct envelope envelope;
	double start_ms; /* of the piece, in the track */
	double most_ms;  /* that it may last */
	bool heard;      /* something of this piece came */
	int16_t *scratch;
	size_t room;
};

/* ---- on the thread ---- */

static double
track_ms(const struct speaker *s)
{
	return 1000.0 * (double)s->now->samples / PLAYER_RATE;
}

/* Puts samples at the player's rate into the track, loud as asked for. */
static bool
put_samples(struct speaker *s, int16_t *pcm, size_t n)
{
	struct utterance *u = s->now;

	if (u->gain != 1)
		sound_gain(pcm, n, u->gain);
	if (!s->speaking->times_phonemes)
		track_envelope(u->track, &s->envelope, pcm, n);
	u->samples += (int64_t)n;
	return track_put(u->track, pcm, n);
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

	if (s->now->needs_pause && !s->speaking->times_phonemes)
		put_samples(s, silence, SAMPLES);
}

static void
take_phoneme(void *ctx, double ms, const char *name)
{
	struct speaker *s = ctx;

	track_mouth(s->now->track, s->start_ms + ms, lips_phoneme(name));
}

static bool
wanted(void *ctx)
{
	struct speaker *s = ctx;

	return !track_is_cut(s->now->track);
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
	if (engine == s->set.engine && s->most_ms < s->set.least_ms)
		s->most_ms = s->set.least_ms;
	s->heard = false;
	envelope_start(&s->envelope, PLAYER_RATE, s->start_ms, piece);
	ok = engine->say(engine, piece, s->emotion, &sink);
	flush_piece(s);
	if (ok && !engine->times_phonemes)
		track_envelope_end(s->now->track, &s->envelope);
	s->now->needs_pause = s->now->needs_pause || s->heard;
	if (!ok && !wanted(s))
		return true;
	if (!ok)
		report(s, engine);
	return ok || is_too_long(s);
}

static void
say_piece(struct speaker *s)
{
	struct str piece = buf_view(&s->piece);

	pause_between(s);
	s->now->needs_pause = false;
	if (try_engine(s, s->set.engine, piece) || s->set.fallback == NULL)
		return;
	piece = spoken_after(piece, piece_ms(s));
	if (piece.n > 0)
		try_engine(s, s->set.fallback, piece);
}

/* The next piece, copied: more text may come while it is spoken.  False when
 * there is none. */
static bool
cut_piece(struct speaker *s, struct utterance *u)
{
	struct str text = buf_view(&u->text);
	struct str rest = { text.p + u->at, text.n - u->at };
	struct str piece;

	if (rest.n == 0)
		return false;
	piece = sentence_cut(&rest, u->at == 0);
	u->at = rest.p != NULL ? (size_t)(rest.p - text.p) : text.n;
	s->piece.n = 0;
	buf_str(&s->piece, piece);
	free(s->emotion);
	s->emotion = u->emotion != NULL ? xstrdup(u->emotion) : NULL;
	return piece.n > 0;
}

static void
close_track(struct speaker *s)
{
	struct utterance *u = s->now;

	track_mouth(u->track, track_ms(s), lips_phoneme("_"));
	track_end(u->track);
}

/* The first that has something to be done.  One that still waits for text is
 * not passed by: it will be heard earlier. */
static struct utterance *
next_work(const struct speaker *s)
{
	struct utterance *u = s->first;

	while (u != NULL && (u->closed || track_is_cut(u->track)))
		u = u->next;
	return u != NULL && (u->ended || u->at < u->text.n) ? u : NULL;
}

/* Under the lock: what it was for is no more, or will be begun again. */
static void
leave(struct speaker *s)
{
	struct utterance *u = s->current;

	if (u->anew) {
		track_reset(u->track);
		u->at = 0;
		u->samples = 0;
		u->needs_pause = u->closed = u->anew = false;
	}
	s->current = NULL;
	pthread_cond_broadcast(&s->changed);
}

/* Under the lock, which it lets go while it speaks. */
static void
work(struct speaker *s, struct utterance *u)
{
	bool more = cut_piece(s, u);

	u->closed = !more && u->ended && u->at == u->text.n;
	s->current = s->now = u;
	pthread_mutex_unlock(&s->lock);
	if (more)
		say_piece(s);
	else if (u->closed)
		close_track(s);
	pthread_mutex_lock(&s->lock);
	leave(s);
}

static void *
run(void *ctx)
{
	struct speaker *s = ctx;

	pthread_mutex_lock(&s->lock);
	while (!s->quit) {
		struct utterance *u = next_work(s);

		if (u != NULL)
			work(s, u);
		else
			pthread_cond_wait(&s->changed, &s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

/* ---- on the tool's thread ---- */

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
		s->set.longest = SPEAKER_LONGEST;
	s->speaking = s->set.engine;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	sig_shield(start_thread, s);
	return s;
}

/* Lets the thread leave one that is no longer the next. */
static void
begin_anew(struct utterance *u)
{
	u->anew = true;
	track_cut(u->track);
}

struct utterance *
speaker_begin(struct speaker *s, const struct utterance *before, double gain)
{
	struct utterance *u = xcalloc(1, sizeof *u), **at = &s->first;

	u->track = track_new(PLAYER_RATE);
	u->gain = gain;
	pthread_mutex_lock(&s->lock);
	while (*at != NULL && *at != before)
		at = &(*at)->next;
	u->next = *at;
	*at = u;
	for (struct utterance *later = u->next; later != NULL;
	     later = later->next)
		if (later == s->current)
			begin_anew(later);
	pthread_mutex_unlock(&s->lock);
	return u;
}

void
speaker_add(
    struct speaker *s, struct utterance *u, struct str text, struct str emotion)
{
	pthread_mutex_lock(&s->lock);
	if (u->text.n > 0)
		buf_addc(&u->text, ' ');
	speakable(&u->text, text, s->set.korean);
	if (emotion.p != NULL) {
		free(u->emotion);
		u->emotion = xstrndup(emotion.p, emotion.n);
	}
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

void
speaker_end(struct speaker *s, struct utterance *u)
{
	pthread_mutex_lock(&s->lock);
	u->ended = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

bool
speaker_is_mute(struct speaker *s, const struct utterance *u)
{
	bool mute;

	pthread_mutex_lock(&s->lock);
	mute = str_trim(buf_view(&u->text)).n == 0;
	pthread_mutex_unlock(&s->lock);
	return mute;
}

struct track *
speaker_track(struct speaker *s, struct utterance *u)
{
	pthread_mutex_lock(&s->lock);
	while (u->anew)
		pthread_cond_wait(&s->changed, &s->lock);
	pthread_mutex_unlock(&s->lock);
	return u->track;
}

void
speaker_drop(struct speaker *s, struct utterance *u)
{
	struct utterance **at = &s->first;

	if (u == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	u->anew = false;
	track_cut(u->track);
	while (*at != u)
		at = &(*at)->next;
	*at = u->next;
	while (s->current == u)
		pthread_cond_wait(&s->changed, &s->lock);
	pthread_mutex_unlock(&s->lock);
	track_free(u->track);
	buf_free(&u->text);
	free(u->emotion);
	free(u);
}

void
speaker_free(struct speaker *s)
{
	if (s == NULL)
		return;
	while (s->first != NULL)
		speaker_drop(s, s->first);
	pthread_mutex_lock(&s->lock);
	s->quit = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->changed);
	resample_free(s->resampler);
	envelope_free(&s->envelope);
	buf_free(&s->piece);
	free(s->emotion);
	free(s->scratch);
	free(s);
}
