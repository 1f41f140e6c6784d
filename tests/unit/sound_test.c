/* sound.h, resample.h, sse.h: whatever a speech server answers. */
#include <math.h>
#include <stdlib.h>

#include "core/str.h"
#include "net/sse.h"
#include "tap.h"
#include "voice/resample.h"
#include "voice/sound.h"

struct heard {
	size_t n;
	long sum;
	int rate;
};

static bool
take(void *ctx, const int16_t *pcm, size_t n, int rate)
{
	struct heard *h = ctx;

	for (size_t i = 0; i < n; i++)
		h->sum += pcm[i];
	h->n += n;
	h->rate = rate;
	return true;
}

/* A WAV of `n` samples of the value 100, `size` in its data header. */
static void
put_wav(struct buf *b, int rate, uint32_t n, uint32_t size)
{
	char header[SOUND_WAV_HEADER];

	sound_wav_header(header, rate, n);
	for (int i = 0; i < 4; i++)
		header[40 + i] = (char)(size >> 8 * i);
	buf_add(b, header, sizeof header);
	for (uint32_t i = 0; i < n; i++)
		buf_add(b, "\x64\0", 2);
}

/* Decodes in pieces of `step` bytes. */
static bool
decode(struct buf *b, size_t step, struct heard *h)
{
	struct sound_decoder d = { .take = take, .ctx = h, .raw_rate = 24000 };
	bool ok = true;

	*h = (struct heard){ 0 };
	for (size_t at = 0; at < b->n && ok; at += step)
		ok = sound_decode(
		    &d, b->p + at, b->n - at < step ? b->n - at : step);
	ok = ok && sound_end(&d);
	sound_free(&d);
	return ok;
}

static void
test_wav(void)
{
	struct buf b = { 0 };
	struct heard h;
	int good = 1;

	put_wav(&b, 32000, 1000, 2000);
	for (size_t step = 1; step < 60; step++)
		good &= decode(&b, step, &h) && h.n == 1000 &&
		    h.sum == 100000 && h.rate == 32000;
	ok(good, "a WAV, however it is cut");
	b.n = 0;
	put_wav(&b, 24000, 500, 0x7FFFF000);
	ok(decode(&b, 100, &h) && h.n == 500, "a size that is not known");
	b.n = 0;
	put_wav(&b, 24000, 500, 1000);
	put_wav(&b, 24000, 300, 600);
	ok(decode(&b, 77, &h) && h.n == 800, "one WAV behind another");
	b.n = 0;
	buf_add(&b, "RIFF\0\0\0\0WAVEdata\0\0\0\0", 20);
	ok(!decode(&b, 20, &h), "no format, no sound");
	buf_free(&b);
}

static void
test_others(void)
{
	struct buf b = { 0 };
	struct heard h;

	for (int i = 0; i < 100; i++)
		buf_add(&b, "\x64\0", 2);
	ok(decode(&b, 3, &h) && h.n == 100 && h.rate == 24000,
	    "headerless samples, cut inside one");
	b.n = 0;
	buf_adds(&b, "ID3 and so on");
	ok(!decode(&b, 5, &h), "mp3 is refused");
	b.n = 0;
	buf_adds(&b, "OggS and so on");
	ok(!decode(&b, 50, &h), "and so is Ogg");
	buf_free(&b);
}

static void
test_no_sound(void)
{
	struct buf b = { 0 };
	struct heard h;
	uint32_t dice = 1;

	ok(!decode(&b, 1, &h), "nothing is no sound");
	for (int i = 0; i < 30; i++)
		buf_adds(&b, "<p>로그인하세요.</p>\n");
	ok(!decode(&b, 1, &h) && h.n == 0, "neither is a page");
	b.n = 0;
	buf_adds(&b, "{}");
	ok(!decode(&b, 1, &h), "nor the shortest of messages");
	b.n = 0;
	buf_adds(&b, "\x1F\x8B\x08 and so on");
	ok(!decode(&b, 5, &h), "nor gzip");
	b.n = 0;
	for (int i = 0; i < 4000; i++) {
		dice = dice * 1664525 + 1013904223;
		buf_addc(&b, (char)(dice >> 24));
	}
	ok(!decode(&b, 100, &h) && h.n == 0, "nor chance, at full scale");
	b.n = 0;
	for (int i = 0; i < 2000; i++) {
		int16_t v = (int16_t)(20000 * sin(i * 0.3));

		buf_addc(&b, (char)(v & 0xFF));
		buf_addc(&b, (char)(v >> 8));
	}
	ok(decode(&b, 100, &h) && h.n == 2000, "a loud tone is sound");
	b.n = 0;
	put_wav(&b, 24000, 500, 2000);
	ok(!decode(&b, 100, &h) && h.n == 500, "a WAV cut short is noticed");
	buf_free(&b);
}

static void
test_resample(void)
{
	struct resampler *r = resample_new(24000, 48000);
	int16_t in[2400], out[16384];
	size_t n = 0, got;
	double energy = 0;

	for (int i = 0; i < 2400; i++)
		in[i] = (int16_t)(10000 * sin(6.2831853 * 440 * i / 24000));
	n = resample(r, in, 2400, out, 16384);
	while ((got = resample(r, NULL, 0, out + n, 16384 - n)) > 0)
		n += got;
	for (size_t i = 0; i < n; i++)
		energy += (double)out[i] * out[i];
	ok(n >= 4790 && n <= 4810, "twice the rate, twice the samples");
	ok(fabs(sqrt(energy / (double)n) - 7071) < 150, "just as loud");
	resample_free(r);
}

static void
gather(void *ctx, struct str data)
{
	buf_str(ctx, data);
	buf_addc(ctx, '|');
}

static void
test_events(void)
{
	static const char text[] = ": hello\r\nevent: x\r\ndata: one\r\n"
				   "data:two\r\n\r\ndata: three\n\nid: 4\n\n";
	int good = 1;

	for (size_t step = 1; step < sizeof text; step++) {
		struct buf got = { 0 };
		struct sse s = { .data = gather, .ctx = &got };

		for (size_t at = 0; at < sizeof text - 1; at += step) {
			size_t n = sizeof text - 1 - at;

			sse_feed(
			    &s, (struct str){ text + at, n < step ? n : step });
		}
		good &= strcmp(buf_text(&got), "one\ntwo|three|") == 0;
		sse_free(&s);
		buf_free(&got);
	}
	ok(good, "server-sent events, however they are cut");
}

int
main(void)
{
	test_wav();
	test_others();
	test_no_sound();
	test_resample();
	test_events();
	return done_testing();
}
