/* lips.h, track.h: the mouth and the way of the sound. */
#include <math.h>

#include "tap.h"
#include "voice/lips.h"
#include "voice/track.h"

static void
test_phonemes(void)
{
	ok(lips_phoneme("a").vowel == 'a' && lips_phoneme("a").open == 1,
	    "ㅏ is wide open");
	ok(lips_phoneme("u").vowel == 'u', "ㅜ is round");
	ok(lips_phoneme("u-").vowel == 'i', "ㅡ is not");
	ok(lips_phoneme("m").open == 0 && lips_phoneme("p-").open == 0,
	    "m and p shut the lips");
	ok(lips_phoneme("_:").vowel == '-', "a pause shuts them too");
}

static void
test_movement(void)
{
	struct lips l = { 0 };
	struct lips_shape m;

	lips_add(&l, 100, lips_phoneme("a"));
	lips_add(&l, 300, lips_phoneme("m"));
	lips_add(&l, 400, lips_phoneme("o"));
	ok(lips_at(&l, 50).open == 0, "shut before the first sound");
	m = lips_at(&l, 130);
	ok(m.open > 0.5 && m.open < 0.75, "opens in some 30 ms");
	ok(lips_at(&l, 290).open > 0.98, "wide open in the vowel");
	ok(lips_at(&l, 350).open < 0.05, "m shuts it quickly");
	ok(lips_at(&l, 600).vowel == 'o', "and the next vowel follows");
	lips_free(&l);
}

static void
test_envelope(void)
{
	enum { RATE = 48000 };
	static int16_t pcm[RATE];
	struct envelope e = { 0 };
	struct lips l = { 0 };

	/* Half a second of a tone, half a second of silence. */
	for (int i = 0; i < RATE / 2; i++)
		pcm[i] = (int16_t)(12000 * sin(6.2831853 * 300 * i / RATE));
	envelope_start(&e, RATE, 0, STR("아이"));
	envelope_feed(&e, pcm, RATE, &l);
	envelope_end(&e, &l);
	ok(lips_at(&l, 100).open > 0.6, "loud is open");
	ok(l.now.vowel == 'a', "the first vowel of the text comes first");
	ok(lips_at(&l, 400).vowel == 'i', "then the second");
	ok(lips_at(&l, 700).open == 0, "silence is shut");
	envelope_free(&e);
	lips_free(&l);
}

static void
test_track(void)
{
	struct track *t = track_new(48000);
	int16_t in[1000], out[2000];
	long n;
	double last = 20000;
	int falls = 1;

	for (int i = 0; i < 1000; i++)
		in[i] = 10000;
	ok(track_take(t, out, 100, false) == 0, "nothing yet");
	track_put(t, in, 1000);
	ok(track_take(t, out, 400, false) == 400, "what there is");
	track_cut(t);
	n = track_take(t, out, 2000, false);
	ok(n == 480, "a cut leaves ten milliseconds");
	for (long i = 0; i < n; i++) {
		falls &= out[i] <= last;
		last = out[i];
	}
	ok(falls && out[n - 1] < 50, "that fade to nothing");
	ok(track_take(t, out, 10, true) == -1, "and then it is over");
	ok(!track_put(t, in, 10), "nobody listens any more");
	track_reset(t);
	track_end(t);
	ok(track_take(t, out, 10, true) == -1, "an empty one is over at once");
	track_free(t);
}

int
main(void)
{
	test_phonemes();
	test_movement();
	test_envelope();
	test_track();
	return done_testing();
}
