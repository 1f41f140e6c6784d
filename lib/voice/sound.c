/* Decodes WAV files and raw samples as they come. */
#include <math.h>
#include <string.h>

#include "core/utf8.h"
#include "voice/packed.h"
#include "voice/sound.h"

enum {
	CHUNK = 4096, /* samples handed over at once */
	MAGIC = 4,
	LOOK = 512, /* bytes that tell samples from what is none */
	HEADER_MAX = 64 * 1024,
	LOUD = 10000, /* root of the mean square: -10 dB of full scale */
	NOISE_SAMPLES = LOOK / 2,
	FORMAT_PCM = 1,
	FORMAT_FLOAT = 3,
	FORMAT_EXTENSIBLE = 0xFFFE
};

static uint16_t
le16(const char *p)
{
	return (uint16_t)((uint8_t)p[0] | (uint8_t)p[1] << 8);
}

static uint32_t
le32(const char *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

static void
put32(char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (char)(v >> 8 * i);
}

static void
drop(struct buf *b, size_t n)
{
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

static bool
fail(struct sound_decoder *d, const char *why)
{
	d->why = why;
	return false;
}

/* One sample of one channel, -32768 to 32767. */
static int
sample(const struct sound_decoder *d, const char *p)
{
	float f;
	uint32_t bits;

	if (!d->is_float)
		return (int16_t)le16(p);
	bits = le32(p);
	memcpy(&f, &bits, sizeof f);
	if (!(f > -1))
		return -32768;
	return f < 1 ? (int)lrintf(f * 32767) : 32767;
}

/* Mixes `n` frames at `p` down to mono and hands them over. */
static bool
hand_over(struct sound_decoder *d, const char *p, size_t n)
{
	int16_t pcm[CHUNK];

	while (n > 0) {
		size_t now = n < CHUNK ? n : CHUNK;

		for (size_t i = 0; i < now; i++) {
			int sum = 0;

			for (int c = 0; c < d->channels; c++, p += d->bytes)
				sum += sample(d, p);
			pcm[i] = (int16_t)(sum / d->channels);
		}
		if (!d->take(d->ctx, pcm, now, d->rate))
			return fail(d, "stopped");
		n -= now;
	}
	return true;
}

/* Whole frames of what is held, at most what the data chunk still has. */
static bool
take_frames(struct sound_decoder *d)
{
	size_t frame = (size_t)(d->channels * d->bytes);
	size_t have = d->held.n;

	if (!d->endless && have > d->left)
		have = d->left;
	have -= have % frame;
	if (!hand_over(d, d->held.p, have / frame))
		return false;
	drop(&d->held, have);
	if (!d->endless)
		d->left -= (uint32_t)have;
	/* A chunk that ends inside a frame is torn: let the rest go. */
	if (!d->endless && d->left < frame && d->held.n >= d->left) {
		drop(&d->held, d->left);
		d->state = SOUND_HEADER;
	}
	return true;
}

static bool
read_format(struct sound_decoder *d, const char *p, uint32_t n)
{
	int format = n >= 16 ? le16(p) : 0;
	int bits;

	if (format == FORMAT_EXTENSIBLE && n >= 26)
		format = le16(p + 24);
	if (format != FORMAT_PCM && format != FORMAT_FLOAT)
		return fail(d, "WAV with a format other than PCM or float");
	d->channels = le16(p + 2);
	d->rate = (int)le32(p + 4);
	bits = le16(p + 14);
	d->is_float = format == FORMAT_FLOAT;
	d->bytes = bits / 8;
	if (d->channels < 1 || d->channels > 8 || d->rate < 4000 ||
	    d->rate > 192000 || bits != (d->is_float ? 32 : 16))
		return fail(d, "WAV with an unusual rate or sample size");
	return true;
}

/*
 * Sizes that streaming servers write when they cannot know: 0, all ones, or
 * just below 2 GiB.  They mean "until the end".
 */
static bool
is_endless(uint32_t size)
{
	return size == 0 || size >= 0x7FFF0000;
}

/* Takes one chunk header (or RIFF header) off; false when more is needed. */
static bool
read_chunk(struct sound_decoder *d, bool *more)
{
	const char *p = d->held.p;
	uint32_t size;

	*more = false;
	if (d->held.n < 8)
		return true;
	size = le32(p + 4);
	if (memcmp(p, "RIFF", 4) == 0) {
		if (d->held.n < 12)
			return true;
		if (memcmp(p + 8, "WAVE", 4) != 0)
			return fail(d, "RIFF that is no WAV");
		drop(&d->held, 12);
	} else if (memcmp(p, "data", 4) == 0) {
		if (d->channels == 0)
			return fail(d, "WAV without a format");
		d->state = SOUND_DATA;
		d->endless = is_endless(size);
		d->left = size;
		drop(&d->held, 8);
	} else {
		if (size > HEADER_MAX)
			return fail(d, "WAV with a damaged header");
		if (d->held.n < 8 + (size_t)size + (size & 1))
			return true;
		if (memcmp(p, "fmt ", 4) == 0 && !read_format(d, p + 8, size))
			return false;
		drop(&d->held, 8 + (size_t)size + (size & 1));
	}
	*more = true;
	return true;
}

/* Samples are hardly ever UTF-8 without control characters, and a page or a
 * message is hardly anything else where it begins. */
static bool
is_text(struct str held)
{
	for (size_t i = 0; i < held.n; i++) {
		char c = held.p[i];

		if (((uint8_t)c < ' ' && (c < '\t' || c > '\r')) || c == 0x7F)
			return false;
	}
	return utf8_valid(held) + UTF8_MAX > held.n;
}

/* What begins as files of other kinds do. */
static bool
is_compressed(struct str held)
{
	return str_starts(held, "fLaC") || str_starts(held, "\x1F\x8B") ||
	    str_starts(held, "\x28\xB5\x2F\xFD") ||
	    (held.n >= MAGIC && (held.p[0] & 0xFF) == 0xFF &&
		(held.p[1] & 0xF6) == 0xF0);
}

/*
 * Loud, and each sample as far from the one before as chance would have it:
 * what is compressed, encrypted or in another order of bytes.  Voices begin
 * softly, and even their hisses are below this.
 */
static bool
is_noise(struct str held)
{
	double power = 0, change = 0;
	size_t n = held.n / 2;
	int last = 0;

	for (size_t i = 0; i < n; i++) {
		int now = (int16_t)le16(held.p + 2 * i);

		power += (double)now * now;
		change += (double)(now - last) * (now - last);
		last = now;
	}
	return n >= NOISE_SAMPLES && power / (double)n > LOUD * LOUD &&
	    change > power;
}

/* Headerless samples, unless they look like anything else. */
static bool
begin_raw(struct sound_decoder *d)
{
	struct str held = buf_view(&d->held);

	if (is_compressed(held))
		return fail(
		    d, "FLAC, AAC or an archive; ask the server for pcm");
	if (is_text(held))
		return fail(d, "it is no sound but text");
	if (d->raw_rate == 0)
		return fail(d, "it is neither WAV, MP3 nor Ogg");
	if (is_noise(held))
		return fail(d, "it is no sound but noise");
	d->state = SOUND_RAW;
	d->rate = d->raw_rate;
	d->channels = 1;
	d->bytes = 2;
	d->endless = true;
	return true;
}

bool
sound_is_file(struct str bytes)
{
	return (bytes.n >= MAGIC && str_starts(bytes, "RIFF")) ||
	    packed_kind(bytes.p, bytes.n) != PACKED_NONE;
}

static bool
begin_packed(struct sound_decoder *d, enum packed_kind kind)
{
	d->packed = packed_new(kind, d->take, d->ctx);
	if (d->packed == NULL)
		return fail(d, "compressed sound, which is not read here");
	d->state = SOUND_PACKED;
	return true;
}

/* The kind of sound, by its first bytes; `all`: no more will come. */
static bool
begin(struct sound_decoder *d, bool all)
{
	struct str held = buf_view(&d->held);
	enum packed_kind kind = packed_kind(held.p, held.n);

	if (kind != PACKED_NONE)
		return begin_packed(d, kind);
	if (held.n >= MAGIC && str_starts(held, "RIFF"))
		d->state = SOUND_HEADER;
	else if (held.n >= LOOK || all)
		return begin_raw(d);
	return true;
}

static bool
unpack(struct sound_decoder *d)
{
	if (!packed_feed(d->packed, d->held.p, d->held.n))
		return fail(d, packed_why(d->packed));
	d->held.n = 0;
	return true;
}

bool
sound_decode(struct sound_decoder *d, const char *p, size_t n)
{
	bool more = true;

	buf_add(&d->held, p, n);
	if (d->state == SOUND_START && !begin(d, false))
		return false;
	while (more && d->held.n > 0) {
		more = false;
		if (d->state == SOUND_PACKED)
			return unpack(d);
		if (d->state == SOUND_HEADER && !read_chunk(d, &more))
			return false;
		if (d->state == SOUND_DATA || d->state == SOUND_RAW) {
			if (!take_frames(d))
				return false;
			more = d->state == SOUND_HEADER;
		}
	}
	return true;
}

bool
sound_end(struct sound_decoder *d)
{
	if (d->state == SOUND_START && d->held.n == 0)
		return fail(d, "it is empty");
	if (d->state == SOUND_START &&
	    (!begin(d, true) || !sound_decode(d, "", 0)))
		return false;
	if (d->state == SOUND_PACKED && !packed_end(d->packed))
		return fail(d, packed_why(d->packed));
	if (d->state == SOUND_DATA && !d->endless && d->left > 0)
		return fail(d, "the sound was cut short");
	if (d->state == SOUND_HEADER && d->bytes == 0)
		return fail(d, "a WAV without sound");
	return true;
}

void
sound_free(struct sound_decoder *d)
{
	buf_free(&d->held);
	packed_free(d->packed);
}

void
sound_gain(int16_t *pcm, size_t n, double gain)
{
	for (size_t i = 0; i < n; i++) {
		double v = pcm[i] * gain;

		pcm[i] = (int16_t)lrint(fmax(-32768, fmin(32767, v)));
	}
}

void
sound_wav_header(char out[SOUND_WAV_HEADER], int rate, uint32_t samples)
{
	memcpy(out, "RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0....", 28);
	put32(out + 4, samples * 2 + SOUND_WAV_HEADER - 8);
	put32(out + 24, (uint32_t)rate);
	put32(out + 28, (uint32_t)rate * 2);
	memcpy(out + 32, "\x02\0\x10\0data", 8);
	put32(out + 40, samples * 2);
}
