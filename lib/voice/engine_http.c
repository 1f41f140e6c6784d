/* Engines on servers, each asked in its own dialect. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base64.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/when.h"
#include "jsonl/put.h"
#include "net/http.h"
#include "net/sse.h"
#include "voice/dialect.h"

enum {
	LOOK_MS = 20,   /* how soon a cut is noticed */
	REST_MS = 2000, /* after a failure; each doubles it */
	REST_MOST_MS = 30000
};

struct http_engine {
	struct engine engine;
	struct engine_settings settings;
	const struct dialect *dialect;
	char *url;
	char *shown;       /* the same for messages */
	struct buf key;    /* as a header; a secret */
	struct loop *loop; /* of the speaking thread, made there */
	struct http *http;
	int64_t rest_ms;  /* after the next failure */
	int64_t rests_to; /* by when_monotonic: it is not asked before */
	struct buf why;
};

/* One request under way. */
struct saying {
	struct http_engine *server;
	const struct engine_sink *sink;
	struct http_call *call;
	struct sound_decoder sound;
	struct sse sse;
	bool begun, is_sse, stopped, heard;
	int64_t since;             /* the last sound, or the start */
	int64_t asked_ms;          /* what the server wants to be left alone */
	struct buf type, encoding; /* of the answer, as it says */
	struct buf base64;         /* decoded piece */
};

/* Ends the request from inside one of its own callbacks, with the reason. */
__attribute__((format(printf, 2, 3))) static void
stop(struct saying *now, const char *fmt, ...)
{
	struct http_engine *s = now->server;
	va_list ap;

	if (now->stopped)
		return;
	now->stopped = true;
	s->why.n = 0;
	va_start(ap, fmt);
	buf_vfmt(&s->why, fmt, ap);
	va_end(ap);
	s->engine.why = buf_text(&s->why);
	loop_stop(s->loop);
}

static bool
names(struct str name, const char *what)
{
	return name.n == strlen(what) && strncasecmp(name.p, what, name.n) == 0;
}

static bool
begins(struct str value, const char *with)
{
	size_t n = strlen(with);

	return value.n >= n && strncasecmp(value.p, with, n) == 0;
}

/* Kept until an answer's first bytes: of a refusal nobody asks what it is. */
static void
take_header(void *ctx, struct str name, struct str value)
{
	struct saying *now = ctx;

	if (names(name, "content-type")) {
		now->type.n = 0;
		buf_str(&now->type, value);
	} else if (names(name, "content-encoding")) {
		now->encoding.n = 0;
		buf_str(&now->encoding, value);
	}
}

/* Whether the answer says itself that it is no sound.  No encoding was asked
 * for but the sound's own. */
static bool
is_odd(struct str type, struct str encoding)
{
	if (encoding.n > 0 && !names(encoding, "identity"))
		return true;
	if (begins(type, "text/event-stream") ||
	    begins(type, "application/octet-stream") ||
	    begins(type, "application/ogg"))
		return false;
	return begins(type, "text/") || begins(type, "application/") ||
	    begins(type, "image/");
}

/* Its "why" in words: the decoder's are about "it", the answer. */
static void
refuse(struct saying *now)
{
	const char *why = now->sound.why;

	if (!now->sink->wanted(now->sink->ctx))
		stop(now, "stopped");
	else
		stop(now, "%s: %s", now->server->shown, why);
}

/* Decoding waits while enough sound is waiting to be heard; that is no time
 * of the server's. */
static void
take_sound(struct saying *now, struct str bytes)
{
	if (now->stopped || bytes.n == 0)
		return;
	if (!sound_decode(&now->sound, bytes.p, bytes.n)) {
		refuse(now);
		return;
	}
	now->heard = true;
	now->since = when_monotonic();
}

static void
take_base64(struct saying *now, struct str text)
{
	now->base64.n = 0;
	if (base64_get(&now->base64, text))
		take_sound(now, buf_view(&now->base64));
	else
		stop(now, "%s: damaged base64", now->server->shown);
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
		stop(now, "%s: it broke off with an error", now->server->shown);
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
begin(struct saying *now, struct str bytes)
{
	struct str type = buf_view(&now->type),
		   encoding = buf_view(&now->encoding);

	now->begun = true;
	/* Piper's server says text/html of its WAVs. */
	if (is_odd(type, encoding) && !sound_is_file(bytes))
		stop(now, "%s: the answer is no sound: %.*s",
		    now->server->shown,
		    STR_ARG(encoding.n > 0 ? encoding : type));
	now->is_sse = looks_like_events(bytes);
}

static void
take_piece(void *ctx, struct str bytes)
{
	struct saying *now = ctx;

	if (!now->begun)
		begin(now, bytes);
	if (now->is_sse && !now->stopped)
		sse_feed(&now->sse, bytes);
	else
		take_sound(now, bytes);
}

/* How long the server wants to be left alone. */
static void
rest(struct http_engine *s, int64_t asked_ms)
{
	int64_t ms = s->rest_ms > asked_ms ? s->rest_ms : asked_ms;

	s->rests_to = when_monotonic() + ms;
	s->rest_ms =
	    s->rest_ms * 2 < REST_MOST_MS ? s->rest_ms * 2 : REST_MOST_MS;
}

static void
done(void *ctx, const struct http_answer *answer)
{
	struct saying *now = ctx;

	now->call = NULL;
	now->asked_ms = answer->retry_after_ms;
	if (answer->why != NULL)
		stop(now, "%s", answer->why);
	else if (!now->stopped && !sound_end(&now->sound))
		refuse(now);
	loop_stop(now->server->loop);
}

/* Every few milliseconds: whether it is still worth waiting. */
static void
look(void *ctx)
{
	struct saying *now = ctx;
	const struct http_engine *s = now->server;
	int64_t waited = when_monotonic() - now->since;

	if (!now->sink->wanted(now->sink->ctx))
		stop(now, "stopped");
	else if (now->heard && waited >= s->settings.stall_ms)
		stop(now, "%s: the sound stalled for %g s", s->shown,
		    (double)waited / 1000);
	else if (!now->heard && waited >= s->settings.first_byte_ms)
		stop(now, "%s: no sound within %g s", s->shown,
		    (double)s->settings.first_byte_ms / 1000);
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
		s->key.n > 0 ? buf_text(&s->key) : NULL, NULL };
	struct timer *timer = timer_new(s->loop, look, now);

	timer_every(timer, LOOK_MS);
	now->call = http_send(s->http,
	    &(struct http_request){ .url = s->url,
		.body = body,
		.headers = headers,
		.answer_ms = s->settings.first_byte_ms,
		.header = take_header,
		.piece = take_piece,
		.done = done,
		.ctx = now });
	loop_run(s->loop);
	http_cancel(now->call);
	timer_free(timer);
}

struct nap {
	struct loop *loop;
	const struct engine_sink *sink;
	int64_t until;
};

static void
look_at_nap(void *ctx)
{
	struct nap *nap = ctx;

	if (when_monotonic() >= nap->until ||
	    !nap->sink->wanted(nap->sink->ctx))
		loop_stop(nap->loop);
}

/* Waits until the server has rested, where nothing else can speak and it will
 * not be long; false when it is not to be asked now. */
static bool
is_rested(struct http_engine *s, const struct engine_sink *sink)
{
	struct nap nap = { s->loop, sink, s->rests_to };
	int64_t left = s->rests_to - when_monotonic();
	struct timer *timer;

	if (left <= 0)
		return true;
	if (!s->settings.alone || left > s->settings.first_byte_ms)
		return false;
	timer = timer_new(s->loop, look_at_nap, &nap);
	timer_every(timer, LOOK_MS);
	loop_run(s->loop);
	timer_free(timer);
	return sink->wanted(sink->ctx);
}

static void
ask(struct http_engine *s, struct saying *now, struct str text,
    const char *emotion)
{
	struct buf body = { 0 };

	now->sound = (struct sound_decoder){ .take = now->sink->take,
		.ctx = now->sink->ctx,
		.raw_rate = s->settings.raw_rate };
	now->sse = (struct sse){ .data = take_event, .ctx = now };
	now->since = when_monotonic();
	put_open(&body);
	s->dialect->put(&body, &s->settings, text, emotion);
	put_close(&body);
	run_request(s, now, buf_view(&body));
	buf_free(&body);
	buf_free(&now->base64);
	buf_free(&now->type);
	buf_free(&now->encoding);
	sound_free(&now->sound);
	sse_free(&now->sse);
}

/* Asks once; `*again` is whether it makes sense to do so once more, later. */
static void
try_once(struct http_engine *s, struct str text, const char *emotion,
    const struct engine_sink *sink, bool *again)
{
	struct saying now = { .server = s, .sink = sink };

	s->engine.why = NULL;
	ask(s, &now, text, emotion);
	if (s->engine.why == NULL)
		s->rest_ms = REST_MS;
	else if (sink->wanted(sink->ctx))
		rest(s, now.asked_ms);
	*again = s->engine.why != NULL && now.asked_ms > 0 && !now.heard;
}

static bool
say(struct engine *engine, struct str text, const char *emotion,
    const struct engine_sink *sink)
{
	struct http_engine *s = (struct http_engine *)engine;
	bool again;

	engine->why = NULL;
	prepare(s);
	if (!is_rested(s, sink))
		return false;
	try_once(s, text, emotion, sink, &again);
	if (again && s->settings.alone && is_rested(s, sink))
		try_once(s, text, emotion, sink, &again);
	return engine->why == NULL;
}

static void
close_server(struct engine *engine)
{
	struct http_engine *s = (struct http_engine *)engine;

	http_free(s->http);
	loop_free(s->loop);
	free(s->url);
	free(s->shown);
	if (s->key.p != NULL)
		explicit_bzero(s->key.p, s->key.n);
	buf_free(&s->key);
	buf_free(&s->why);
	free(s);
}

static void
set_url(struct http_engine *s, char *url)
{
	struct buf shown = { 0 };

	http_shown(url, &shown);
	buf_text(&shown);
	s->url = url;
	s->shown = shown.p;
}

/*
 * A key is for the server that it was set for: the voice's for CHZ_TTS_URL's,
 * or --url's where that is unset; a service's for its own address, or for the
 * one that OPENAI_BASE_URL names.
 */
static const char *
key_for(const struct dialect *d, const char *url)
{
	const char *own = conf_given("CHZ_TTS_URL");
	const char *key = conf_secret("CHZ_TTS_KEY");

	if (key != NULL && (own == NULL || http_same_origin(own, url)))
		return key;
	if (d->key != NULL && http_same_origin(dialect_home(d), url))
		return conf_secret(d->key);
	return NULL;
}

static void
set_key(struct http_engine *s)
{
	const char *key =
	    s->dialect->key_header != NULL ? key_for(s->dialect, s->url) : NULL;

	if (key == NULL)
		return;
	if (http_is_private(s->url))
		buf_fmt(&s->key, "%s%s", s->dialect->key_header, key);
	else
		diag_error("%s: the key is not sent over http", s->shown);
}

/* ---- its voices ---- */

struct listing {
	struct loop *loop;
	struct buf body;
	char *why;
};

static void
take_listing(void *ctx, const struct http_answer *answer)
{
	struct listing *l = ctx;

	if (answer->why != NULL)
		l->why = xstrdup(answer->why);
	else
		buf_str(&l->body, answer->body);
	loop_stop(l->loop);
}

static bool
list_voices(struct engine *engine, struct buf *out)
{
	struct http_engine *s = (struct http_engine *)engine;
	struct listing l = { 0 };
	const char *const headers[] = { s->key.n > 0 ? buf_text(&s->key) : NULL,
		NULL };
	struct buf url = { 0 };

	if (!dialect_voices_url(s->dialect, s->settings.url, &url)) {
		engine->why = "it does not list its voices";
		return false;
	}
	prepare(s);
	l.loop = s->loop;
	http_send(s->http,
	    &(struct http_request){ .url = buf_text(&url),
		.headers = headers,
		.tries = 1,
		.done = take_listing,
		.ctx = &l });
	loop_run(s->loop);
	s->why.n = 0;
	buf_adds(&s->why, l.why != NULL ? l.why : "an answer without voices");
	engine->why = buf_text(&s->why);
	if (l.why == NULL && dialect_put_voices(out, buf_view(&l.body)))
		engine->why = NULL;
	buf_free(&url);
	buf_free(&l.body);
	free(l.why);
	return engine->why == NULL;
}

struct engine *
engine_server(
    const char *name, const struct engine_settings *settings, const char **why)
{
	const struct dialect *d = dialect_find(name);
	struct buf url = { 0 };
	struct http_engine *s;

	*why = dialect_url(d, settings, &url);
	if (*why != NULL) {
		buf_free(&url);
		return NULL;
	}
	s = xcalloc(1, sizeof *s);
	s->engine = (struct engine){ .name = d->name,
		.say = say,
		.voices = list_voices,
		.close = close_server };
	s->dialect = d;
	s->settings = *settings;
	s->rest_ms = REST_MS;
	if (s->settings.first_byte_ms == 0)
		s->settings.first_byte_ms = d->patience_ms;
	if (s->settings.stall_ms == 0)
		s->settings.stall_ms = ENGINE_STALL_MS;
	if (d->headed)
		s->settings.raw_rate = 0;
	buf_text(&url);
	set_url(s, url.p);
	set_key(s);
	return &s->engine;
}
