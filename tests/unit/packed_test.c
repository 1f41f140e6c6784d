/* packed.h, sound.h: compressed sound, however it is cut. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/file.h"
#include "tap.h"
#include "voice/sound.h"

#define DIR "tests/fixtures/voice/"

/* One second of 440 Hz at -8.7 dB, as lame, opusenc and oggenc make it. */
static const struct {
	const char *name;
	int rate;
} files[] = {
	{ "tone.mp3", 24000 },
	{ "stereo.mp3", 44100 },
	{ "tone.opus", 48000 },
	{ "stereo.ogg", 44100 },
};

struct heard {
	size_t n;
	int rate;
	double power;
	int crossings, last;
};

static bool
take(void *ctx, const int16_t *pcm, size_t n, int rate)
{
	struct heard *h = ctx;

	for (size_t i = 0; i < n; i++) {
		h->power += (double)pcm[i] * pcm[i];
		h->crossings += h->last < 0 && pcm[i] >= 0;
		h->last = pcm[i];
	}
	h->n += n;
	h->rate = rate;
	return true;
}

/* Whether it is a second of that tone, give or take what codecs do. */
static bool
is_tone(const struct heard *h, double seconds)
{
	double s = (double)h->n / h->rate, hz = h->crossings / s,
	       loud = sqrt(h->power / (double)h->n);

	return fabs(s - seconds) < 0.06 * seconds && fabs(hz - 440) < 5 &&
	    fabs(loud - 8485) < 600;
}

/* NULL when it is good, else why not. */
static const char *
decode(struct heard *h, struct str bytes, size_t piece)
{
	struct sound_decoder d = { .take = take, .ctx = h };
	bool good = true;

	*h = (struct heard){ 0 };
	for (size_t at = 0; good && at < bytes.n; at += piece)
		good = sound_decode(&d, bytes.p + at,
		    bytes.n - at < piece ? bytes.n - at : piece);
	good = good && sound_end(&d);
	sound_free(&d);
	return good ? NULL : d.why;
}

static void
test_file(const char *name, int rate)
{
	char path[100];
	struct buf data = { 0 };
	struct heard h;

	snprintf(path, sizeof path, DIR "%s", name);
	ok(file_read(path, 1 << 20, &data), "%s", name);
	for (size_t piece = 1; piece <= 4096; piece = piece * 7 + 4) {
		const char *why = decode(&h, buf_view(&data), piece);

		ok(why == NULL && h.rate == rate && is_tone(&h, 1),
		    "in pieces of %zu: %zu samples%s%s", piece, h.n,
		    why != NULL ? ", " : "", why != NULL ? why : "");
	}
	buf_free(&data);
}

static void
test_chain(void)
{
	struct buf data = { 0 };
	struct heard h;
	size_t one;

	file_read(DIR "tone.opus", 1 << 20, &data);
	one = data.n;
	buf_str(&data, (struct str){ data.p, one });
	ok(decode(&h, buf_view(&data), 1000) == NULL && is_tone(&h, 2),
	    "one Ogg file behind another");
	is_text(decode(&h, (struct str){ data.p, one - 100 }, 1000),
	    "the sound was cut short", "an Ogg file without its end");
	ok(h.n > 30000, "... is heard as far as it goes");
	is_text(decode(&h, (struct str){ data.p, 40 }, 1000),
	    "compressed sound without sound in it", "next to nothing of one");
	for (size_t i = one / 4; i < one; i += 50)
		data.p[i] ^= 0x55;
	ok(decode(&h, (struct str){ data.p, one }, 1000) != NULL,
	    "a damaged one is not good");
	buf_free(&data);
}

static void
test_others(void)
{
	struct heard h;
	const char *why = decode(&h, STR("fLaC\0\0\0\42"), 3);

	ok(why != NULL && strstr(why, "FLAC") != NULL, "FLAC is not read");
	ok(decode(&h, STR("OggSno"), 1) != NULL, "nor is half an Ogg");
	ok(decode(&h, STR("\xFF\xFB\x90\x64zzzzzzzzzzzzzzzzzzzz"), 5) != NULL,
	    "nor an MP3 of one header");
	ok(decode(&h, STR("ID3\4\0\0\0\0\0\0"), 5) != NULL,
	    "nor one of its titles alone");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		test_file(files[i].name, files[i].rate);
	test_chain();
	test_others();
	return done_testing();
}
