/* Moves the mouth by phonemes or by loudness. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "text/hangul.h"
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

/* The vowel of a syllable by its index in the alphabet: ㅏㅐㅑㅒㅓㅔㅕㅖㅗ
 * ㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ. */
static char
vowel_of(unsigned vowel)
{
	return "aeaeoeoeoaeeouoeiuiii"[vowel];
}

/* The text's vowels; Latin text gives its own letters. */
static void
gather_vowels(struct buf *vowels, struct str text)
{
	while (text.n > 0) {
		struct syllable s;
		uint32_t c;
		size_t len = utf8_next(text, &c);

		if (hangul_split(c, &s))
			buf_addc(vowels, vowel_of(s.vowel));
		else if (c < 0x80 && strchr("aeiouAEIOU", (int)c) != NULL)
			buf_addc(vowels, (char)tolower((int)c));
		text.p += len;
		text.n -= len;
	}
}

static const double FRAME_MS = 1000.0 / 60;
static const double SYLLABLE_MS = 170, PEAK_FLOOR = -40, SILENCE = -50;
static const double SPAN_DB = 16, DECAY_DB_PER_MS = 0.006;

void
envelope_start(struct envelope *e, int rate, struct str text)
{
	struct buf vowels = e->vowels;

	vowels.n = 0;
	*e = (struct envelope){
		.rate = rate, .peak = PEAK_FLOOR, .vowels = vowels
	};
	gather_vowels(&e->vowels, text);
}

void
envelope_free(struct envelope *e)
{
	buf_free(&e->vowels);
}

/* The vowel being spoken, judged by the voiced time that passed. */
static char
current_vowel(struct envelope *e)
{
	e->voiced_ms += FRAME_MS;
	if (e->voiced_ms >= SYLLABLE_MS) {
		e->voiced_ms -= SYLLABLE_MS;
		e->said++;
	}
	if (e->vowels.n == 0)
		return 'a';
	return e->vowels.p[e->said < e->vowels.n ? e->said : e->vowels.n - 1];
}

static struct lips_shape
frame_mouth(struct envelope *e, double db)
{
	double x;

	e->peak =
	    fmax(fmax(db, e->peak - DECAY_DB_PER_MS * FRAME_MS), PEAK_FLOOR);
	x = (db - (e->peak - SPAN_DB)) / (SPAN_DB - 2);
	if (db < SILENCE || x <= 0)
		return mouth_of('-');
	x = pow(fmin(x, 1), 0.8);
	return (struct lips_shape){ x, current_vowel(e) };
}

static void
end_frame(struct envelope *e, struct lips *l)
{
	double rms = sqrt(e->sum / (double)e->filled) / 32768;
	double db = rms > 0 ? 20 * log10(rms) : -120;
	double start = e->ms;

	e->ms += 1000.0 * (double)e->filled / e->rate;
	lips_add(l, start, frame_mouth(e, db));
	e->sum = 0;
	e->filled = 0;
}

void
envelope_feed(struct envelope *e, const int16_t *pcm, size_t n, struct lips *l)
{
	const size_t frame = (size_t)(FRAME_MS * e->rate / 1000);
	/* One pole at 80 Hz: rumble opens no mouth. */
	const double keep = exp(-2 * 3.14159265358979 * 80 / e->rate);

	for (size_t i = 0; i < n; i++) {
		e->low = keep * (e->low + pcm[i] - e->last_in);
		e->last_in = pcm[i];
		e->sum += e->low * e->low;
		if (++e->filled >= frame)
			end_frame(e, l);
	}
}
