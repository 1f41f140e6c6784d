/* Changes the rate of sound by soxr. */
#include <soxr.h>
#include <stdlib.h>

#include "core/mem.h"
#include "voice/resample.h"

struct resampler {
	soxr_t soxr;
	double ratio;
};

struct resampler *
resample_new(int from, int to)
{
	soxr_io_spec_t io = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
	/* Speech ends below 10 kHz: low quality is enough, and early. */
	soxr_quality_spec_t quality = soxr_quality_spec(SOXR_LQ, 0);
	struct resampler *r = xcalloc(1, sizeof *r);

	r->ratio = (double)to / from;
	r->soxr = soxr_create(from, to, 1, NULL, &io, &quality, NULL);
	if (r->soxr == NULL) {
		free(r);
		return NULL;
	}
	return r;
}

size_t
resample(
    struct resampler *r, const int16_t *in, size_t n, int16_t *out, size_t max)
{
	size_t used = 0, done = 0;

	soxr_process(r->soxr, n > 0 ? in : NULL, n, &used, out, max, &done);
	return done;
}

size_t
resample_room(const struct resampler *r, size_t n)
{
	/* A filter may hold some back and give it with what follows. */
	return (size_t)((double)n * r->ratio) + 8192;
}

void
resample_free(struct resampler *r)
{
	if (r == NULL)
		return;
	soxr_delete(r->soxr);
	free(r);
}
