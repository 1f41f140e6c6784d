/*
 * The only file that knows of PulseAudio.
 *
 * One stream is opened at the start and kept: an idle sink takes up to two
 * seconds to wake.  Between sounds it plays silence.  The server's thread
 * asks for samples; each time speech follows silence, the place in the stream
 * where it does so is noted, which later turns the stream's time into the
 * sound's.
 */
#include <pulse/pulseaudio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"
#include "core/sig.h"
#include "voice/player.h"

enum {
	BUFFER_MS = 20, /* asked of the server, from write to ear */
	PIECES = 16,    /* stretches of speech that can be in the buffer */
	SAMPLE = sizeof(int16_t)
};

/* Speech without a hole: sample `sound` of it plays at `stream`. */
struct chunk {
	int64_t stream, sound, n;
};

struct pulse {
	struct player player;
	pa_threaded_mainloop *loop;
	pa_context *context;
	pa_stream *stream;
	bool lost;

	/* Under the loop's lock. */
	player_pull *pull;
	void *ctx;
	bool over;       /* the sound has no more samples */
	int64_t given;   /* samples of the sound, put into the stream */
	int64_t written; /* samples of the stream */
	struct chunk pieces[PIECES];
	unsigned n_pieces;
};

static const pa_sample_spec spec = {
	.format = PA_SAMPLE_S16LE, .rate = PLAYER_RATE, .channels = 1
};

/* Notes that `n` samples of speech lie at the end of the stream. */
static void
note_speech(struct pulse *p, int64_t n)
{
	struct chunk *last =
	    p->n_pieces > 0 ? &p->pieces[p->n_pieces - 1] : NULL;

	if (last != NULL && last->stream + last->n == p->written) {
		last->n += n;
		return;
	}
	if (p->n_pieces == PIECES)
		memmove(p->pieces, p->pieces + 1,
		    --p->n_pieces * sizeof *p->pieces);
	p->pieces[p->n_pieces++] = (struct chunk){ p->written, p->given, n };
}

/* Fills `n` samples: speech while there is some, then silence. */
static void
fill(struct pulse *p, int16_t *out, size_t n)
{
	size_t done = 0;

	while (done < n && p->pull != NULL && !p->over) {
		long got = p->pull(p->ctx, out + done, n - done, false);

		if (got < 0)
			p->over = true;
		if (got <= 0)
			break;
		note_speech(p, got);
		p->written += got;
		p->given += got;
		done += (size_t)got;
	}
	memset(out + done, 0, (n - done) * SAMPLE);
	p->written += (int64_t)(n - done);
}

static void
on_room(pa_stream *stream, size_t bytes, void *ctx)
{
	struct pulse *p = ctx;

	while (bytes >= SAMPLE) {
		void *block;
		size_t n = bytes;

		if (pa_stream_begin_write(stream, &block, &n) < 0 ||
		    block == NULL)
			return;
		n = (n < bytes ? n : bytes) / SAMPLE * SAMPLE;
		fill(p, block, n / SAMPLE);
		pa_stream_write(stream, block, n, NULL, 0, PA_SEEK_RELATIVE);
		bytes -= n;
	}
}

static void
on_change(struct pulse *p, bool dead, bool ready)
{
	if (dead) {
		p->lost = true;
		p->player.why = pa_strerror(pa_context_errno(p->context));
	}
	if (dead || ready)
		pa_threaded_mainloop_signal(p->loop, 0);
}

static void
on_context(pa_context *context, void *ctx)
{
	pa_context_state_t state = pa_context_get_state(context);

	on_change(ctx, !PA_CONTEXT_IS_GOOD(state), state == PA_CONTEXT_READY);
}

static void
on_stream(pa_stream *stream, void *ctx)
{
	pa_stream_state_t state = pa_stream_get_state(stream);

	on_change(ctx, !PA_STREAM_IS_GOOD(state), state == PA_STREAM_READY);
}

static bool
connect_context(struct pulse *p)
{
	p->context =
	    pa_context_new(pa_threaded_mainloop_get_api(p->loop), "chz-say");
	pa_context_set_state_callback(p->context, on_context, p);
	if (pa_context_connect(p->context, NULL, PA_CONTEXT_NOFLAGS, NULL) < 0)
		return false;
	while (!p->lost && pa_context_get_state(p->context) != PA_CONTEXT_READY)
		pa_threaded_mainloop_wait(p->loop);
	return !p->lost;
}

static bool
connect_stream(struct pulse *p, const char *device)
{
	const uint32_t bytes = PLAYER_RATE * SAMPLE * BUFFER_MS / 1000;
	const pa_buffer_attr attr = { .maxlength = (uint32_t)-1,
		.tlength = bytes,
		.prebuf = 0,
		.minreq = bytes / 4,
		.fragsize = (uint32_t)-1 };

	p->stream = pa_stream_new(p->context, "speech", &spec, NULL);
	if (p->stream == NULL)
		return false;
	pa_stream_set_state_callback(p->stream, on_stream, p);
	pa_stream_set_write_callback(p->stream, on_room, p);
	if (pa_stream_connect_playback(p->stream, device, &attr,
		PA_STREAM_ADJUST_LATENCY | PA_STREAM_AUTO_TIMING_UPDATE |
		    PA_STREAM_INTERPOLATE_TIMING,
		NULL, NULL) < 0)
		return false;
	while (!p->lost && pa_stream_get_state(p->stream) != PA_STREAM_READY)
		pa_threaded_mainloop_wait(p->loop);
	return !p->lost;
}

static void
start(struct player *player, player_pull *pull, void *ctx)
{
	struct pulse *p = (struct pulse *)player;

	pa_threaded_mainloop_lock(p->loop);
	p->pull = pull;
	p->ctx = ctx;
	p->over = false;
	p->given = 0;
	p->n_pieces = 0;
	pa_threaded_mainloop_unlock(p->loop);
}

/* How much of the sound has been heard when `now` samples of the stream have;
 * a hole in the speech does not move it. */
static int64_t
heard_at(const struct pulse *p, int64_t now)
{
	int64_t heard = 0;

	for (unsigned i = 0; i < p->n_pieces; i++) {
		const struct chunk *piece = &p->pieces[i];
		int64_t into = now - piece->stream;

		if (into <= 0)
			break;
		heard = piece->sound + (into < piece->n ? into : piece->n);
	}
	return heard;
}

/* Under the lock. */
static int64_t
position(struct pulse *p)
{
	pa_usec_t usec;
	int64_t heard = 0;

	if (p->lost)
		return PLAYER_LOST;
	if (pa_stream_get_time(p->stream, &usec) >= 0)
		heard = heard_at(p, (int64_t)usec * PLAYER_RATE / 1000000);
	return p->over && heard >= p->given ? PLAYER_DONE : heard;
}

static int64_t
wait_frame(struct player *player)
{
	struct pulse *p = (struct pulse *)player;
	const struct timespec frame = { .tv_nsec = 1000000000 / PLAYER_FRAMES };
	int64_t heard;

	nanosleep(&frame, NULL);
	pa_threaded_mainloop_lock(p->loop);
	heard = position(p);
	if (heard < 0)
		p->pull = NULL;
	pa_threaded_mainloop_unlock(p->loop);
	return heard;
}

static bool
close_pulse(struct player *player)
{
	struct pulse *p = (struct pulse *)player;

	pa_threaded_mainloop_stop(p->loop);
	if (p->stream != NULL) {
		pa_stream_disconnect(p->stream);
		pa_stream_unref(p->stream);
	}
	if (p->context != NULL) {
		pa_context_disconnect(p->context);
		pa_context_unref(p->context);
	}
	pa_threaded_mainloop_free(p->loop);
	free(p);
	return true;
}

static void
start_loop(void *loop)
{
	pa_threaded_mainloop_start(loop);
}

struct player *
player_pulse(const char *device, const char **why)
{
	struct pulse *p = xcalloc(1, sizeof *p);
	bool ok;

	p->player = (struct player){ .start = start,
		.wait = wait_frame,
		.close = close_pulse,
		.live = true };
	p->loop = pa_threaded_mainloop_new();
	sig_shield(start_loop, p->loop);
	pa_threaded_mainloop_lock(p->loop);
	ok = connect_context(p) && connect_stream(p, device);
	pa_threaded_mainloop_unlock(p->loop);
	if (ok)
		return &p->player;
	*why = p->player.why != NULL ? p->player.why : "no answer";
	close_pulse(&p->player);
	return NULL;
}
