/*
 * vowels - how well the mouth follows a voice that times nothing.
 *
 *	vowels FILE VOICE RATE
 *
 * espeak-ng says the second column of FILE, at most every third line, with its
 * marks hidden from the lips and kept as the truth.  A moment of a vowel is
 * right when the lips show a vowel that is said within 80 ms of it.  Prints the
 * share of right moments when all sound is there before it is heard, and when
 * only the next 100 ms are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/mem.h"
#include "voice/engine.h"
#include "voice/lips.h"

enum { NEAR_MS = 80, AHEAD_MS = 100, STEP_MS = 10, SHORTEST = 30 };

struct spoken {
	struct lips marks;
	int16_t *pcm;
	size_t n, cap;
	int rate;
};

static bool
take(void *ctx, const int16_t *pcm, size_t n, int rate)
{
	struct spoken *s = ctx;

	MEM_RESERVE(s->pcm, s->cap, s->n + n);
	memcpy(s->pcm + s->n, pcm, n * sizeof *pcm);
	s->n += n;
	s->rate = rate;
	return true;
}

static void
mark(void *ctx, double ms, const char *name)
{
	struct spoken *s = ctx;

	lips_add(&s->marks, ms, lips_phoneme(name));
}

static bool
wanted(void *ctx)
{
	(void)ctx;
	return true;
}

static char
marked(const struct spoken *s, double ms)
{
	char vowel = '-';

	for (size_t i = 0; i < s->marks.n && s->marks.targets[i].ms <= ms; i++)
		vowel = s->marks.targets[i].mouth.vowel;
	return vowel;
}

static bool
is_near(const struct spoken *s, double ms, char vowel)
{
	for (int off = -NEAR_MS; off <= NEAR_MS; off += 5)
		if (marked(s, ms + off) == vowel)
			return true;
	return false;
}

/* Hears the sound while it comes, `ahead` of the ear, or after it has. */
static void
score(const struct spoken *s, struct envelope *e, struct str text, double ahead,
    long *all, long *right)
{
	const double end = 1000.0 * (double)s->n / s->rate;
	struct lips l = { 0 };
	size_t at = 0;

	envelope_start(e, s->rate, 0, text);
	for (double ms = STEP_MS; ms < end; ms += STEP_MS) {
		size_t until = (size_t)((ms + ahead) * s->rate / 1000);
		char heard = marked(s, ms);

		until = until < s->n ? until : s->n;
		envelope_feed(e, s->pcm + at, until - at, &l);
		if (until == s->n && at < until)
			envelope_end(e, &l);
		at = until;
		if (strchr("-n", heard) == NULL) {
			++*all;
			*right += is_near(s, ms, lips_at(&l, ms).vowel);
		}
	}
	lips_free(&l);
}

int
main(int argc, char *argv[])
{
	struct engine_settings set = { .pitch = 1 };
	struct envelope whole = { 0 }, live = { 0 };
	long all = 0, n = 0, right = 0, right_live = 0, lines = 0;
	struct engine *espeak;
	struct buf data = { 0 };
	struct str rest, line;
	const char *why;

	if (argc != 4 || !file_read(argv[1], 1 << 20, &data))
		return 2;
	set.voice = argv[2];
	set.rate = atof(argv[3]);
	espeak = engine_espeak(&set, &why);
	if (espeak == NULL)
		return 1;
	for (rest = buf_view(&data); rest.p != NULL;) {
		struct spoken s = { 0 };
		const struct engine_sink sink = { take, mark, wanted, &s };

		line = str_cut(&rest, '\n');
		str_cut(&line, '\t');
		line = str_cut(&line, '|');
		if (line.n < SHORTEST || lines++ % 3 != 0)
			continue;
		espeak->say(espeak, line, NULL, &sink);
		score(&s, &whole, line, 1e9, &all, &right);
		score(&s, &live, line, AHEAD_MS, &n, &right_live);
		lips_free(&s.marks);
		free(s.pcm);
	}
	printf("vowels within %d ms, %s at %g: %.1f %% of %ld moments; with "
	       "%d ms of sound ahead %.1f %%\n",
	    NEAR_MS, set.voice, set.rate, 100.0 * (double)right / (double)all,
	    all, AHEAD_MS, 100.0 * (double)right_live / (double)n);
	engine_close(espeak);
	envelope_free(&whole);
	envelope_free(&live);
	buf_free(&data);
	return 0;
}
