/* Carries samples and mouth targets between threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"
#include "voice/track.h"

struct track {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int rate;
	int16_t *ring;
	size_t room, first, n; /* the ring holds n samples from `first` on */
	bool ended, cut;
	size_t fade; /* samples still to be given after a cut */
	struct lips lips;
};

struct track *
track_new(int rate)
{
	struct track *t = xcalloc(1, sizeof *t);
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, &attr);
	pthread_condattr_destroy(&attr);
	t->rate = rate;
	t->room = (size_t)rate * TRACK_SECONDS;
	t->ring = xcalloc(t->room, sizeof *t->ring);
	return t;
}

void
track_free(struct track *t)
{
	if (t == NULL)
		return;
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->changed);
	lips_free(&t->lips);
	free(t->ring);
	free(t);
}

void
track_reset(struct track *t)
{
	t->first = t->n = t->fade = 0;
	t->ended = t->cut = false;
	lips_free(&t->lips);
}

/* Copies as many samples as the ring has room for. */
static size_t
fill(struct track *t, const int16_t *pcm, size_t n)
{
	size_t put = 0;

	while (put < n && t->n < t->room) {
		size_t end = (t->first + t->n) % t->room;
		size_t run = (end < t->first ? t->first : t->room) - end;

		if (run > n - put)
			run = n - put;
		memcpy(t->ring + end, pcm + put, run * sizeof *pcm);
		t->n += run;
		put += run;
	}
	return put;
}

bool
track_put(struct track *t, const int16_t *pcm, size_t n)
{
	bool cut;

	pthread_mutex_lock(&t->lock);
	while (n > 0 && !t->cut) {
		size_t put = fill(t, pcm, n);

		pcm += put;
		n -= put;
		pthread_cond_broadcast(&t->changed);
		if (n > 0)
			pthread_cond_wait(&t->changed, &t->lock);
	}
	cut = t->cut;
	pthread_mutex_unlock(&t->lock);
	return !cut;
}

void
track_mouth(struct track *t, double ms, struct lips_shape mouth)
{
	pthread_mutex_lock(&t->lock);
	lips_add(&t->lips, ms, mouth);
	pthread_mutex_unlock(&t->lock);
}

void
track_envelope(
    struct track *t, struct envelope *e, const int16_t *pcm, size_t n)
{
	pthread_mutex_lock(&t->lock);
	envelope_feed(e, pcm, n, &t->lips);
	pthread_mutex_unlock(&t->lock);
}

void
track_envelope_end(struct track *t, struct envelope *e)
{
	pthread_mutex_lock(&t->lock);
	envelope_end(e, &t->lips);
	pthread_mutex_unlock(&t->lock);
}

void
track_end(struct track *t)
{
	pthread_mutex_lock(&t->lock);
	t->ended = true;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

bool
track_is_cut(struct track *t)
{
	bool cut;

	pthread_mutex_lock(&t->lock);
	cut = t->cut;
	pthread_mutex_unlock(&t->lock);
	return cut;
}

static size_t
drain(struct track *t, int16_t *out, size_t n)
{
	size_t taken = 0;

	while (taken < n && t->n > 0) {
		size_t run = t->room - t->first;

		if (run > t->n)
			run = t->n;
		if (run > n - taken)
			run = n - taken;
		memcpy(out + taken, t->ring + t->first, run * sizeof *out);
		t->first = (t->first + run) % t->room;
		t->n -= run;
		taken += run;
	}
	return taken;
}

/* The last samples of an utterance that was cut, fading to nothing. */
static long
take_fading(struct track *t, int16_t *out, size_t n)
{
	const size_t whole = (size_t)t->rate * TRACK_FADE_MS / 1000;
	size_t got = drain(t, out, n < t->fade ? n : t->fade);

	if (got == 0)
		return -1;
	for (size_t i = 0; i < got; i++)
		out[i] =
		    (int16_t)(out[i] * (double)(t->fade - i) / (double)whole);
	t->fade -= got;
	return (long)got;
}

/* Under the lock. */
static void
wait_a_little(struct track *t)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += TRACK_WAIT_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	pthread_cond_timedwait(&t->changed, &t->lock, &until);
}

long
track_take(struct track *t, int16_t *out, size_t n, bool wait)
{
	long got;

	pthread_mutex_lock(&t->lock);
	if (wait && t->n == 0 && !t->ended && !t->cut)
		wait_a_little(t);
	if (t->cut)
		got = take_fading(t, out, n);
	else if (t->n == 0)
		got = t->ended ? -1 : 0;
	else
		got = (long)drain(t, out, n);
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
	return got;
}

struct lips_shape
track_lips(struct track *t, double ms)
{
	struct lips_shape mouth;

	pthread_mutex_lock(&t->lock);
	mouth = lips_at(&t->lips, ms);
	pthread_mutex_unlock(&t->lock);
	return mouth;
}

void
track_cut(struct track *t)
{
	pthread_mutex_lock(&t->lock);
	if (!t->cut)
		t->fade = (size_t)t->rate * TRACK_FADE_MS / 1000;
	t->cut = true;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}
