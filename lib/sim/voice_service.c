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

enum { RATE = 24000, SYLLABLE_MS = 150, LONGEST = 400, EVENT = 4800 };

struct voice {
	struct sim *sim;
};

/* A request, understood. */
struct order {
	struct str text;
	bool wav, events;
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

static void
answer_wav(struct server_call *call, struct str sound)
{
	char header[SOUND_WAV_HEADER];
	struct buf wav = { 0 };

	sound_wav_header(header, RATE, (uint32_t)(sound.n / 2));
	buf_add(&wav, header, sizeof header);
	buf_str(&wav, sound);
	server_answer(call, 200, "audio/wav", buf_view(&wav));
	buf_free(&wav);
}

/* OpenAI's stream_format "sse", pieces of an odd size on purpose. */
static void
answer_events(struct server_call *call, struct str sound)
{
	struct buf body = { 0 };

	for (size_t at = 0; at < sound.n; at += EVENT + 1) {
		size_t n = sound.n - at;
		struct buf piece = { 0 };

		base64_put(&piece,
		    (struct str){
			sound.p + at, n < EVENT + 1 ? n : EVENT + 1 });
		buf_fmt(&body,
		    "data: {\"type\":\"speech.audio.delta\","
		    "\"audio\":\"%s\"}\n\n",
		    buf_text(&piece));
		buf_free(&piece);
	}
	buf_adds(&body,
	    "data: {\"type\":\"speech.audio.done\"}\n\n"
	    "data: [DONE]\n\n");
	server_answer(call, 200, "text/event-stream", buf_view(&body));
	buf_free(&body);
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

static void
speak(struct server_call *call, const char *key, bool always_wav)
{
	struct arena texts = { 0 };
	struct buf sound = { 0 };
	struct order order;

	if (!understand(call, key, &order, &texts)) {
		refuse(call, "there is no text");
		arena_free(&texts);
		return;
	}
	hum(&sound, order.text);
	if (order.events)
		answer_events(call, buf_view(&sound));
	else if (order.wav || always_wav)
		answer_wav(call, buf_view(&sound));
	else
		server_answer(call, 200, "audio/pcm", buf_view(&sound));
	buf_free(&sound);
	arena_free(&texts);
}

static bool
request(void *own, struct server_call *call)
{
	struct str path = server_path(call);

	(void)own;
	if (str_is(path, "/v1/audio/speech"))
		speak(call, "input", false);
	else if (str_is(path, "/synthesize"))
		speak(call, "text", true);
	else
		return false;
	return true;
}

const struct sim_service voice_service = {
	.name = "voice",
	.open = open_voice,
	.close = free,
	.environment = environment,
	.request = request,
};
