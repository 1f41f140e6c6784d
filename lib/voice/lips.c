/* Moves the mouth by phonemes or by loudness. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "voice/lips.h"

static const double ATTACK_MS = 30, RELEASE_MS = 60;
/* Lips that must meet for the sound to be right do so faster. */
static const double SHUT_MS = 12;

static double
openness(char vowel)
{
	switch (vowel) {
	case 'a':
		return 1;
	case 'e':
		return 0.65;
	case 'o':
		return 0.6;
	case 'i':
		return 0.45;
	case 'u':
		return 0.35;
	case 'n':
		return 0.15;
	default:
		return 0;
	}
}

static struct lips_shape
mouth_of(char vowel)
{
	return (struct lips_shape){ openness(vowel), vowel };
}

/* Letters that begin espeak-ng's phoneme names, and the mouth they make. */
static char
class_of(const char *name)
{
	static const char *const classes[] = { "aAV0", "eE", "o@O3", "uUwW",
		"iIjyY", "pbm_" };
	static const char vowels[] = "aeoui-";

	if (name[0] == '\0')
		return '-';
	/* u- is the unrounded ㅡ. */
	if (strncmp(name, "u-", 2) == 0)
		return 'i';
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (strchr(classes[i], name[0]) != NULL)
			return vowels[i];
	return 'n';
}

struct lips_shape
lips_phoneme(const char *name)
{
	return mouth_of(class_of(name));
}

void
lips_free(struct lips *l)
{
	free(l->targets);
	*l = (struct lips){ 0 };
}

void
lips_add(struct lips *l, double ms, struct lips_shape mouth)
{
	if (l->first > 0 && l->n == l->cap) {
		memmove(l->targets, l->targets + l->first,
		    (l->n - l->first) * sizeof *l->targets);
		l->n -= l->first;
		l->first = 0;
	}
	MEM_RESERVE(l->targets, l->cap, l->n + 1);
	l->targets[l->n++] = (struct lips_target){ ms, mouth };
}

/* Moves from where the mouth is toward its aim for `ms`. */
static void
approach(struct lips *l, double ms)
{
	double gap = l->aim.open - l->now.open;
	double tau = gap > 0 ? ATTACK_MS : RELEASE_MS;

	if (l->aim.vowel == '-')
		tau = SHUT_MS;
	if (ms > 0)
		l->now.open += gap * (1 - exp(-ms / tau));
	l->now.vowel = l->aim.vowel;
}

struct lips_shape
lips_at(struct lips *l, double ms)
{
	while (l->first < l->n && l->targets[l->first].ms <= ms) {
		const struct lips_target *t = &l->targets[l->first++];

		approach(l, t->ms - l->at);
		l->at = fmax(l->at, t->ms);
		/* A consonant between vowels keeps some of their shape. */
		if (t->mouth.vowel == 'n')
			l->aim.open = fmax(0.35 * l->aim.open, t->mouth.open);
		else
			l->aim = t->mouth;
	}
	approach(l, ms - l->at);
	l->at = fmax(l->at, ms);
	if (l->now.open < 0.02)
		l->now = (struct lips_shape){ 0, '-' };
	return l->now;
}

static const double PEAK_FLOOR = -40, SILENCE = -50;
static const double SPAN_DB = 16, DECAY_DB_PER_MS = 0.006;
enum { JUDGE_FRAMES = 3 };

void
envelope_start(struct envelope *e, int rate, double ms, struct str text)
{
	struct follow follow = e->follow;

	*e = (struct envelope){
		.rate = rate, .peak = PEAK_FLOOR, .ms = ms, .follow = follow
	};
	follow_start(&e->follow, text);
}

void
envelope_free(struct envelope *e)
{
	follow_free(&e->follow);
}

/* The vowel follows when there is more of the sound: as the one before. */
static struct lips_shape
frame_mouth(const struct envelope *e, const struct lips *l, double db)
{
	double x = (db - (e->peak - SPAN_DB)) / (SPAN_DB - 2);
	char vowel = l->n > 0 ? l->targets[l->n - 1].mouth.vowel : '-';

	if (db < SILENCE || x <= 0)
		return mouth_of('-');
	return (struct lips_shape){ pow(fmin(x, 1), 0.8),
		vowel != '-' ? vowel : 'n' };
}

/* The root of the mean square frequency of what fills the frame, in kHz. */
static double
sharpness(const struct envelope *e)
{
	if (e->sum <= 0)
		return 0;
	return e->rate / (2 * M_PI) * sqrt(e->change / e->sum) / 1000;
}

static void
end_frame(struct envelope *e, struct lips *l)
{
	double rms = sqrt(e->sum / (double)e->filled) / 32768;
	double db = rms > 0 ? 20 * log10(rms) : -120;
	double peak = e->peak - DECAY_DB_PER_MS * FOLLOW_MS;

	e->peak = fmax(fmax(db, peak), PEAK_FLOOR);
	follow_add(
	    &e->follow, (struct follow_frame){ db - e->peak, sharpness(e) });
	lips_add(l, e->ms, frame_mouth(e, l, db));
	e->ms += 1000.0 * (double)e->filled / e->rate;
	e->frames++;
	e->sum = e->change = 0;
	e->filled = 0;
}

/* Gives their vowels to the frames that are not heard yet, the newest of
 * which are the last targets. */
static void
give_vowels(struct envelope *e, struct lips *l, bool all)
{
	size_t at = l->n, frame = e->frames;

	follow_path(&e->follow, all);
	while (at > l->first && frame > 0) {
		struct lips_shape *mouth = &l->targets[--at].mouth;
		char vowel = follow_vowel(&e->follow, --frame);

		if (mouth->open > 0 && vowel != '-')
			mouth->vowel = vowel;
	}
	e->judged = e->frames;
}

void
envelope_feed(struct envelope *e, const int16_t *pcm, size_t n, struct lips *l)
{
	const size_t frame = (size_t)(FOLLOW_MS * e->rate / 1000);
	/* One pole at 80 Hz: rumble opens no mouth. */
	const double keep = exp(-2 * M_PI * 80 / e->rate);

	for (size_t i = 0; i < n; i++) {
		double before = e->low;

		e->low = keep * (before + pcm[i] - e->last_in);
		e->last_in = pcm[i];
		e->sum += e->low * e->low;
		e->change += (e->low - before) * (e->low - before);
		if (++e->filled >= frame)
			end_frame(e, l);
	}
	if (e->frames - e->judged >= JUDGE_FRAMES)
		give_vowels(e, l, false);
}

void
envelope_end(struct envelope *e, struct lips *l)
{
	give_vowels(e, l, true);
}
