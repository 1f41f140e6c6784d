/*
 * Any bytes as an engine's answer: it ends, and gives either samples or a
 * reason, however it is cut.
 */
#include "fuzz.h"
#include "voice/sound.h"

/* So that samples are looked at. */
static volatile int heard;

enum { SAMPLES_MOST = 1 << 22 }; /* enough of a bomb */

static bool
take(void *ctx, const int16_t *pcm, size_t n, int rate)
{
	size_t *samples = ctx;

	must(n > 0 && rate > 0, "%zu samples at %d", n, rate);
	heard = pcm[0] + pcm[n - 1];
	*samples += n;
	return *samples < SAMPLES_MOST;
}

static size_t
decode(const uint8_t *data, size_t n, size_t piece)
{
	size_t samples = 0;
	struct sound_decoder d = {
		.take = take, .ctx = &samples, .raw_rate = 24000
	};
	bool good = true;

	for (size_t at = 0; good && at < n; at += piece)
		good = sound_decode(&d, (const char *)data + at,
		    n - at < piece ? n - at : piece);
	good = good && sound_end(&d);
	must(good || d.why != NULL, "no reason");
	sound_free(&d);
	return samples;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	decode(data, n, 333);
	decode(data, n, n > 0 ? n : 1);
	return 0;
}
