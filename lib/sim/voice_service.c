/* Serves the simulated speech servers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base64.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/put.h"
#include "jsonl/scan.h"
#include "jsonl/val.h"
#include "sim/voice_service.h"
#include "voice/sound.h"

enum {
	RATE = 24000,
	SYLLABLE_MS = 150,
	LONGEST = 400,
	PIECE = 3841 /* bytes: 80 ms, a frame of Qwen3-TTS, and half a sample */
};

struct utterance_call;

struct voice {
	struct sim *sim;
	struct utterance_call *calls; /* under way */
};

/* A request, understood. */
struct order {
	struct str text;
	bool wav, events;
	bool whole; /* answered when all is made, as a WAV */
};

static void *
open_voice(struct sim *sim)
{
	struct voice *v = xcalloc(1, sizeof *v);

	v->sim = sim;
	return v;
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	(void)own;
	buf_fmt(lines, "CHZ_TTS_URL=http://%s\n", host);
}

static size_t
count_characters(struct str text)
{
	size_t n = 0;

	while (text.n > 0 && n < LONGEST) {
		uint32_t c;
		size_t len = utf8_next(text, &c);

		text.p += len;
		text.n -= len;
		n++;
	}
	return n;
}

/* A syllable for each character: 200 Hz, swelling and fading. */
static void
hum(struct buf *out, struct str text)
{
	const size_t one = (size_t)RATE * SYLLABLE_MS / 1000;
	size_t n = count_characters(text) * one;

	for (size_t i = 0; i < n; i++) {
		double swell = sin(M_PI * (double)(i % one) / (double)one);
		double wave = sin(2 * M_PI * 200 * (double)i / RATE);
		int16_t pcm = (int16_t)(12000 * swell * wave);

		buf_addc(out, (char)(pcm & 0xFF));
		buf_addc(out, (char)(pcm >> 8));
	}
}

/* ---- an answer, as it is made ---- */

static void
put_header(struct buf *out, size_t bytes)
{
	char header[SOUND_WAV_HEADER];

	sound_wav_header(header, RATE, (uint32_t)(bytes / 2));
	buf_add(out, header, sizeof header);
}

/* One request under way. */
struct utterance_call {
	struct voice *voice;
	struct server_call *call;
	struct timer *timer;
	struct order order;
	struct buf sound;
	size_t at;     /* bytes of it that were sent */
	int64_t began; /* on the loop's clock, with its first piece */
	struct utterance_call *next;
};

static void
drop(struct utterance_call *u)
{
	struct utterance_call **at = &u->voice->calls;

	while (*at != u)
		at = &(*at)->next;
	*at = u->next;
	timer_free(u->timer);
	buf_free(&u->sound);
	free(u);
}

/* How long the model takes to make so many bytes of sound. */
static int64_t
making_ms(const struct utterance_call *u, size_t bytes)
{
	double rate = sim_set(u->voice->sim)->voice.rate;

	return rate > 0 ? (int64_t)((double)bytes / 2 * 1000 / RATE / rate) : 0;
}

/* AIsChoco's server answers when all of it is made. */
static void
answer_whole(struct utterance_call *u)
{
	struct buf wav = { 0 };

	put_header(&wav, u->sound.n);
	buf_str(&wav, buf_view(&u->sound));
	server_answer(u->call, 200, "audio/wav", buf_view(&wav));
	buf_free(&wav);
	drop(u);
}

/* A stream's header comes before anybody knows how long it will be. */
static void
begin_stream(struct utterance_call *u)
{
	struct buf header = { 0 };

	u->began = loop_now(sim_loop(u->voice->sim));
	server_begin(u->call, 200,
	    u->order.events    ? "text/event-stream"
		: u->order.wav ? "audio/wav"
			       : "audio/pcm");
	if (u->order.wav && !u->order.events) {
		put_header(&header, UINT32_MAX);
		server_put(u->call, buf_view(&header));
	}
	buf_free(&header);
}

/* OpenAI's stream_format "sse". */
static void
put_event(struct utterance_call *u, struct str bytes)
{
	struct buf event = { 0 };

	buf_adds(&event, "data: {\"type\":\"speech.audio.delta\",\"audio\":\"");
	base64_put(&event, bytes);
	buf_adds(&event, "\"}\n\n");
	server_put(u->call, buf_view(&event));
	buf_free(&event);
}

static void
put_piece(struct utterance_call *u, struct str bytes)
{
	if (u->order.events)
		put_event(u, bytes);
	else
		server_put(u->call, bytes);
}

static void
end_stream(struct utterance_call *u)
{
	if (u->order.events)
		server_put(u->call,
		    STR("data: {\"type\":\"speech.audio.done\"}\n\n"
			"data: [DONE]\n\n"));
	server_end(u->call);
	drop(u);
}

/* What the model has made by now, in pieces that may end within a sample; at
 * least one. */
static void
go_on(struct utterance_call *u)
{
	int64_t now = loop_now(sim_loop(u->voice->sim)) - u->began;

	do {
		size_t n = u->sound.n - u->at;

		n = n < PIECE ? n : PIECE;
		put_piece(u, (struct str){ u->sound.p + u->at, n });
		u->at += n;
	} while (u->at < u->sound.n && making_ms(u, u->at) <= now);
	if (u->at == u->sound.n)
		end_stream(u);
	else
		timer_set(u->timer, making_ms(u, u->at) - now);
}

static void
due(void *ctx)
{
	struct utterance_call *u = ctx;

	if (u->order.whole) {
		answer_whole(u);
		return;
	}
	if (u->at == 0)
		begin_stream(u);
	go_on(u);
}

static void
refuse(struct server_call *call, const char *why)
{
	struct buf body = { 0 };

	put_open(&body);
	put_object(&body, "error");
	put_text(&body, "message", str_of(why));
	put_text(&body, "type", STR("invalid_request_error"));
	put_close(&body);
	put_close(&body);
	server_answer(call, 400, "application/json", buf_view(&body));
	buf_free(&body);
}

static bool
understand(struct server_call *call, const char *key, struct order *order,
    struct arena *texts)
{
	struct scan_keys keys = { .name = { str_of(key), STR("response_format"),
				      STR("stream_format") },
		.n = 3 };
	struct json_val val[3];
	struct scan_error err;

	if (!scan_line(server_body(call), &keys, val, &err))
		return false;
	*order = (struct order){ .text = val_text(&val[0], texts),
		.wav = val_is(&val[1], "wav"),
		.events = val_is(&val[2], "sse") };
	return order->text.n > 0;
}

/* The sound is as long as its text, and the text as the request. */
static void
speak(struct voice *v, struct server_call *call, const char *key, bool whole)
{
	int64_t delay = sim_set(v->sim)->voice.delay_ms;
	struct utterance_call *u = xcalloc(1, sizeof *u);
	struct arena texts = { 0 };

	u->voice = v;
	u->call = call;
	u->next = v->calls;
	v->calls = u;
	u->timer = timer_new(sim_loop(v->sim), due, u);
	if (understand(call, key, &u->order, &texts)) {
		hum(&u->sound, u->order.text);
		u->order.whole = whole;
		timer_set(
		    u->timer, delay + (whole ? making_ms(u, u->sound.n) : 0));
	} else {
		refuse(call, "there is no text");
		drop(u);
	}
	arena_free(&texts);
}

static void
gone(void *own, struct server_call *call)
{
	struct voice *v = own;

	for (struct utterance_call *u = v->calls; u != NULL; u = u->next)
		if (u->call == call) {
			drop(u);
			return;
		}
}

static void
close_voice(void *own)
{
	struct voice *v = own;

	while (v->calls != NULL)
		drop(v->calls);
	free(v);
}

static bool
request(void *own, struct server_call *call)
{
	struct str path = server_path(call);

	if (str_is(path, "/v1/audio/speech"))
		speak(own, call, "input", false);
	else if (str_is(path, "/synthesize"))
		speak(own, call, "text", true);
	else
		return false;
	return true;
}

const struct sim_service voice_service = {
	.name = "voice",
	.open = open_voice,
	.close = close_voice,
	.environment = environment,
	.request = request,
	.gone = gone,
};
