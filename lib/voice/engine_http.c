/*
 * Engines on servers: OpenAI's /v1/audio/speech with the additions that
 * Qwen3-TTS servers make to it, and AIsChoco's /synthesize.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base64.h"
#include "core/conf.h"
#include "core/mem.h"
#include "jsonl/put.h"
#include "net/http.h"
#include "net/sse.h"
#include "voice/engine.h"

enum {
	LOOK_MS = 20, /* how soon a cut is noticed */
	FIRST_BYTE_MS = 10000,
	AISCHOCO_MS = 300000 /* its client's own patience */
};

const char *const engine_presets[] = { "vllm", "fastapi", "mlx", NULL };

struct http_engine {
	struct engine engine;
	struct engine_settings settings;
	void (*put_body)(struct buf *, const struct http_engine *,
	    struct str text, const char *emotion);
	char *url;
	struct buf authorization; /* a secret */
	struct loop *loop;        /* of the speaking thread, made there */
	struct http *http;
	struct buf why;
};

/* One request under way. */
struct saying {
	struct http_engine *server;
	const struct engine_sink *sink;
	struct http_call *call;
	struct sound_decoder sound;
	struct sse sse;
	bool begun, is_sse, stopped;
	struct buf base64; /* decoded piece */
};

static void
fail(struct http_engine *s, const char *why)
{
	s->why.n = 0;
	buf_adds(&s->why, why);
	s->engine.why = buf_text(&s->why);
}

/* Ends the request from inside one of its own callbacks. */
static void
stop(struct saying *now, const char *why)
{
	if (now->stopped)
		return;
	now->stopped = true;
	fail(now->server, why);
	loop_stop(now->server->loop);
}

static void
take_sound(struct saying *now, struct str bytes)
{
	if (now->stopped || sound_decode(&now->sound, bytes.p, bytes.n))
		return;
	stop(now, now->sound.why);
}

static void
take_base64(struct saying *now, struct str text)
{
	now->base64.n = 0;
	if (base64_get(&now->base64, text))
		take_sound(now, buf_view(&now->base64));
	else
		stop(now, "the server sent damaged base64");
}

/* {"type":"speech.audio.delta","audio":"..."}, or an error. */
static void
take_event(void *ctx, struct str data)
{
	struct saying *now = ctx;
	json_t *root = json_loadb(data.p, data.n, 0, NULL);
	json_t *audio = json_object_get(root, "audio");
	const char *type = json_string_value(json_object_get(root, "type"));

	if (audio == NULL)
		audio = json_object_get(root, "delta");
	if (type != NULL && strstr(type, "error") != NULL)
		stop(now, "the server broke off with an error");
	else if (json_is_string(audio))
		take_base64(now, str_of(json_string_value(audio)));
	json_decref(root);
}

/* Servers answer with events where bytes were asked for, and the reverse. */
static bool
looks_like_events(struct str bytes)
{
	return str_starts(bytes, "data:") || str_starts(bytes, "event:") ||
	    str_starts(bytes, ": ") || str_starts(bytes, "id:");
}

static void
take_piece(void *ctx, struct str bytes)
{
	struct saying *now = ctx;

	if (!now->begun)
		now->is_sse = looks_like_events(bytes);
	now->begun = true;
	if (now->is_sse)
		sse_feed(&now->sse, bytes);
	else
		take_sound(now, bytes);
}

static void
done(void *ctx, const struct http_answer *answer)
{
	struct saying *now = ctx;

	now->call = NULL;
	if (answer->why != NULL)
		stop(now, answer->why);
	else if (!now->begun)
		stop(now, "an empty answer");
	loop_stop(now->server->loop);
}

static void
look(void *ctx)
{
	struct saying *now = ctx;

	if (!now->sink->wanted(now->sink->ctx))
		stop(now, "stopped");
}

/* The loop belongs to the speaking thread, so it is made at first use. */
static void
prepare(struct http_engine *s)
{
	if (s->loop != NULL)
		return;
	s->loop = loop_beside();
	s->http = http_new(s->loop, &(struct http_settings){ 0 });
}

static void
run_request(struct http_engine *s, struct saying *now, struct str body)
{
	const char *const headers[] = { "Content-Type: application/json",
		s->authorization.n > 0 ? buf_text(&s->authorization) : NULL,
		NULL };
	struct timer *timer = timer_new(s->loop, look, now);

	timer_every(timer, LOOK_MS);
	now->call = http_send(s->http,
	    &(struct http_request){ .url = s->url,
		.body = body,
		.headers = headers,
		.answer_ms = s->settings.first_byte_ms,
		.piece = take_piece,
		.done = done,
		.ctx = now });
	loop_run(s->loop);
	http_cancel(now->call);
	timer_free(timer);
}

static bool
say(struct engine *engine, struct str text, const char *emotion,
    const struct engine_sink *sink)
{
	struct http_engine *s = (struct http_engine *)engine;
	struct saying now = { .server = s, .sink = sink };
	struct buf body = { 0 };

	engine->why = NULL;
	now.sound = (struct sound_decoder){ .take = sink->take,
		.ctx = sink->ctx,
		.raw_rate = s->settings.raw_rate };
	now.sse = (struct sse){ .data = take_event, .ctx = &now };
	prepare(s);
	put_open(&body);
	s->put_body(&body, s, text, emotion);
	put_close(&body);
	run_request(s, &now, buf_view(&body));
	buf_free(&body);
	buf_free(&now.base64);
	sound_free(&now.sound);
	sse_free(&now.sse);
	return engine->why == NULL;
}

static void
close_server(struct engine *engine)
{
	struct http_engine *s = (struct http_engine *)engine;

	http_free(s->http);
	loop_free(s->loop);
	free(s->url);
	if (s->authorization.p != NULL)
		explicit_bzero(s->authorization.p, s->authorization.n);
	buf_free(&s->authorization);
	buf_free(&s->why);
	free(s);
}

/* BASE with PATH appended, unless it ends with it already. */
static char *
join_url(const char *base, const char *version, const char *path)
{
	struct str rest = str_of(base);
	struct buf url = { 0 };

	while (str_ends(rest, "/"))
		rest.n--;
	buf_str(&url, rest);
	if (!str_ends(rest, path)) {
		if (!str_ends(rest, version))
			buf_adds(&url, version);
		buf_adds(&url, path);
	}
	buf_text(&url);
	return url.p;
}

/* "--instruct happy=..." for the emotion, else --instructions. */
static struct str
instructions(const struct http_engine *s, const char *emotion)
{
	const char *const *at = s->settings.by_emotion;

	for (; emotion != NULL && at != NULL && *at != NULL; at++) {
		struct str rest = str_of(*at);

		if (str_is(str_cut(&rest, '='), emotion))
			return rest;
	}
	return str_of(s->settings.instructions);
}

/* What each kind of server wants beside OpenAI's fields. */
static void
put_additions(struct buf *b, const struct http_engine *s)
{
	enum engine_preset preset = s->settings.preset;

	if (preset == PRESET_VLLM) {
		put_text(b, "stream_format", STR("audio"));
		put_text(b, "language", str_of(s->settings.language));
		put_text(b, "task_type", str_of(s->settings.task_type));
	} else if (preset == PRESET_FASTAPI) {
		put_bool(b, "stream", true);
		put_text(b, "language", str_of(s->settings.language));
	} else if (preset == PRESET_MLX) {
		put_text(b, "lang_code", STR("ko"));
	}
	put_text(b, "ref_audio", str_of(s->settings.ref_audio));
	put_text(b, "ref_text", str_of(s->settings.ref_text));
}

static void
put_openai(struct buf *b, const struct http_engine *s, struct str text,
    const char *emotion)
{
	const char *voice = s->settings.voice, *model = s->settings.model;

	/* Qwen3-TTS servers know their own model and speak Korean as Sohee. */
	if (model == NULL && s->settings.preset == PRESET_NONE)
		model = "tts-1";
	if (voice == NULL)
		voice = s->settings.preset == PRESET_NONE ? "alloy" : "Sohee";
	put_text(b, "model", str_of(model));
	put_text(b, "input", text);
	put_text(b, "voice", str_of(voice));
	put_text(b, "response_format", STR("pcm"));
	if (s->settings.rate != 1)
		put_real(b, "speed", s->settings.rate);
	put_text(b,
	    s->settings.preset == PRESET_FASTAPI ? "instruct" : "instructions",
	    instructions(s, emotion));
	put_additions(b, s);
}

static void
put_aischoco(struct buf *b, const struct http_engine *s, struct str text,
    const char *emotion)
{
	put_text(b, "text", text);
	put_text(b, "emotion", str_of(emotion != NULL ? emotion : "neutral"));
	put_text(b, "language", str_of(s->settings.language));
}

static struct http_engine *
new_server(const char *name, const struct engine_settings *settings,
    int64_t patience_ms)
{
	struct http_engine *s = xcalloc(1, sizeof *s);

	s->engine =
	    (struct engine){ .name = name, .say = say, .close = close_server };
	s->settings = *settings;
	if (s->settings.first_byte_ms == 0)
		s->settings.first_byte_ms = patience_ms;
	return s;
}

struct engine *
engine_openai(const struct engine_settings *settings, const char **why)
{
	const char *base = settings->url, *key;
	struct http_engine *s;

	if (base == NULL) {
		*why = "set --url or CHZ_TTS_URL to the server";
		return NULL;
	}
	s = new_server("openai", settings, FIRST_BYTE_MS);
	s->url = join_url(base, "/v1", "/audio/speech");
	s->put_body = put_openai;
	if ((key = conf_secret("CHZ_TTS_KEY")) != NULL ||
	    (key = conf_secret("OPENAI_API_KEY")) != NULL)
		buf_fmt(&s->authorization, "Authorization: Bearer %s", key);
	return &s->engine;
}

struct engine *
engine_aischoco(const struct engine_settings *settings, const char **why)
{
	const char *base = settings->url;
	struct http_engine *s;

	if (base == NULL)
		base = conf_get("TTS_REMOTE_URL");
	if (base == NULL) {
		*why = "set --url, CHZ_TTS_URL or TTS_REMOTE_URL";
		return NULL;
	}
	s = new_server("aischoco", settings, AISCHOCO_MS);
	s->url = join_url(base, "", "/synthesize");
	s->put_body = put_aischoco;
	return &s->engine;
}
