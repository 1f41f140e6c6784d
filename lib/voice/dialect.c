/* Writes what each kind of speech server wants to be asked. */
#include <ctype.h>
#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "core/conf.h"
#include "jsonl/put.h"
#include "voice/dialect.h"

enum { AISCHOCO_MS = 300000 /* its client's own patience */ };

const char *const engine_presets[] = { "vllm", "fastapi", "mlx", NULL };

/* ---- what they have in common ---- */

/* "--instruct happy=..." for the emotion, else --instructions. */
static struct str
instructions(const struct engine_settings *set, const char *emotion)
{
	const char *const *at = set->by_emotion;

	for (; emotion != NULL && at != NULL && *at != NULL; at++) {
		struct str rest = str_of(*at);

		if (str_is(str_cut(&rest, '='), emotion))
			return rest;
	}
	return str_of(set->instructions);
}

/* A language by the code of two letters (ISO 639-1) or three (639-3); one that
 * is not in the table is its own. */
static struct str
language_code(const char *language, bool three)
{
	static const struct {
		const char *name, *two, *three;
	} languages[] = {
		{ "Korean", "ko", "kor" },
		{ "English", "en", "eng" },
		{ "Japanese", "ja", "jpn" },
		{ "Chinese", "zh", "zho" },
	};

	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (language != NULL &&
		    strcasecmp(language, languages[i].name) == 0)
			return str_of(
			    three ? languages[i].three : languages[i].two);
	return str_of(language);
}

/* ---- OpenAI and Qwen3-TTS ---- */

/* What each kind of server wants beside OpenAI's fields. */
static void
put_additions(
    struct buf *b, const struct engine_settings *set, enum engine_preset preset)
{
	if (preset == PRESET_VLLM) {
		put_text(b, "stream_format", STR("audio"));
		put_text(b, "language", str_of(set->language));
		put_text(b, "task_type", str_of(set->task_type));
	} else if (preset == PRESET_FASTAPI) {
		put_bool(b, "stream", true);
		put_text(b, "language", str_of(set->language));
	} else if (preset == PRESET_MLX) {
		put_text(b, "lang_code", language_code(set->language, false));
	}
	put_text(b, "ref_audio", str_of(set->ref_audio));
	put_text(b, "ref_text", str_of(set->ref_text));
}

static void
put_speech(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion, enum engine_preset preset)
{
	const char *voice = set->voice, *model = set->model;

	/* Qwen3-TTS servers know their own model and speak Korean as Sohee. */
	if (model == NULL && preset == PRESET_NONE)
		model = "tts-1";
	if (voice == NULL)
		voice = preset == PRESET_NONE ? "alloy" : "Sohee";
	put_text(b, "model", str_of(model));
	put_text(b, "input", text);
	put_text(b, "voice", str_of(voice));
	put_text(b, "response_format", STR("pcm"));
	if (set->rate != 1)
		put_real(b, "speed", set->rate);
	put_text(b, preset == PRESET_FASTAPI ? "instruct" : "instructions",
	    instructions(set, emotion));
	put_additions(b, set, preset);
}

static void
put_openai(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion)
{
	put_speech(b, set, text, emotion, set->preset);
}

static void
put_qwen(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion)
{
	put_speech(b, set, text, emotion,
	    set->preset != PRESET_NONE ? set->preset : PRESET_VLLM);
}

/* ---- the others ---- */

static void
put_aischoco(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion)
{
	put_text(b, "text", text);
	put_text(b, "emotion", str_of(emotion != NULL ? emotion : "neutral"));
	put_text(b, "language", str_of(set->language));
}

/* api_v2.py's fields.  The text is a piece already: cut0 cuts no further. */
static void
put_sovits(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion)
{
	struct str language = language_code(set->language, false);

	(void)emotion;
	put_text(b, "text", text);
	put_text(b, "text_lang", language);
	put_text(b, "ref_audio_path", str_of(set->ref_audio));
	put_text(b, "prompt_text", str_of(set->ref_text));
	put_text(b, "prompt_lang", language);
	put_text(b, "text_split_method", STR("cut0"));
	put_text(b, "media_type", STR("wav"));
	put_bool(b, "streaming_mode", true);
	if (set->rate != 1)
		put_real(b, "speed_factor", set->rate);
}

/* Only the models of version 2.5 take a language. */
static void
put_elevenlabs(struct buf *b, const struct engine_settings *set,
    struct str text, const char *emotion)
{
	const char *model =
	    set->model != NULL ? set->model : "eleven_flash_v2_5";

	(void)emotion;
	put_text(b, "text", text);
	put_text(b, "model_id", str_of(model));
	if (strstr(model, "v2_5") != NULL)
		put_text(
		    b, "language_code", language_code(set->language, false));
	if (set->rate == 1)
		return;
	put_object(b, "voice_settings");
	put_real(b, "speed", set->rate);
	put_close(b);
}

/* The face that each of our emotions has there; others are normal. */
static const char *
typecast_emotion(const char *emotion)
{
	static const char *const emotions[][2] = { { "happy", "happy" },
		{ "excited", "happy" }, { "sad", "sad" },
		{ "angry", "angry" } };

	for (size_t i = 0; i < sizeof emotions / sizeof *emotions; i++)
		if (emotion != NULL && strcmp(emotion, emotions[i][0]) == 0)
			return emotions[i][1];
	return NULL;
}

static void
put_typecast(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion)
{
	const char *preset = typecast_emotion(emotion);

	put_text(b, "voice_id", str_of(set->voice));
	put_text(b, "text", text);
	put_text(
	    b, "model", str_of(set->model != NULL ? set->model : "ssfm-v30"));
	put_text(b, "language", language_code(set->language, true));
	if (preset != NULL) {
		put_object(b, "prompt");
		put_text(b, "emotion_type", STR("preset"));
		put_text(b, "emotion_preset", str_of(preset));
		put_close(b);
	}
	put_object(b, "output");
	if (set->rate != 1)
		put_real(b, "audio_tempo", set->rate);
	put_text(b, "audio_format", STR("wav"));
	put_close(b);
}

static void
put_piper(struct buf *b, const struct engine_settings *set, struct str text,
    const char *emotion)
{
	(void)emotion;
	put_text(b, "text", text);
	put_text(b, "voice", str_of(set->voice));
	if (set->rate != 1)
		put_real(b, "length_scale", 1 / set->rate);
}

#define BEARER "Authorization: Bearer "

static const struct dialect dialects[] = {
	{ "openai", "https://api.openai.com", "OPENAI_BASE_URL", "/v1",
	    "/audio/speech", "/v1/audio/voices", BEARER, "OPENAI_API_KEY",
	    ENGINE_FIRST_BYTE_MS, false, put_openai },
	{ "qwen3-tts", "http://127.0.0.1:8091", NULL, "/v1", "/audio/speech",
	    "/v1/audio/voices", BEARER, NULL, ENGINE_FIRST_BYTE_MS, false,
	    put_qwen },
	{ "aischoco", NULL, "TTS_REMOTE_URL", "", "/synthesize", NULL, NULL,
	    NULL, AISCHOCO_MS, true, put_aischoco },
	{ "gpt-sovits", "http://127.0.0.1:9880", NULL, "", "/tts", NULL, NULL,
	    NULL, ENGINE_FIRST_BYTE_MS, true, put_sovits },
	{ "elevenlabs", "https://api.elevenlabs.io", NULL, "/v1",
	    "/text-to-speech", "/v1/voices", "xi-api-key: ",
	    "ELEVENLABS_API_KEY", ENGINE_FIRST_BYTE_MS, false, put_elevenlabs },
	{ "typecast", "https://api.typecast.ai", NULL, "/v1",
	    "/text-to-speech/stream", "/v2/voices", "X-API-KEY: ",
	    "TYPECAST_API_KEY", ENGINE_FIRST_BYTE_MS, true, put_typecast },
	{ "piper", "http://127.0.0.1:5000", NULL, "", "/", "/voices", NULL,
	    NULL, ENGINE_FIRST_BYTE_MS, true, put_piper },
};

const struct dialect *
dialect_find(const char *name)
{
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
		if (strcmp(name, dialects[i].name) == 0)
			return &dialects[i];
	return NULL;
}

/* ---- where they are ---- */

const char *
dialect_home(const struct dialect *d)
{
	const char *set =
	    d->home_setting != NULL ? conf_get(d->home_setting) : NULL;

	return set != NULL ? set : d->home;
}

/* The address without what may stand behind it. */
static struct str
trim_base(const struct dialect *d, struct str base)
{
	while (str_ends(base, "/"))
		base.n--;
	if (d->path[1] != '\0' && str_ends(base, d->path))
		base.n -= strlen(d->path);
	if (str_ends(base, "/synthesize"))
		base.n -= strlen("/synthesize");
	if (d->version[0] != '\0' && str_ends(base, d->version))
		base.n -= strlen(d->version);
	return base;
}

/* ElevenLabs has the voice in the path. */
static const char *
put_voice(const struct engine_settings *set, struct buf *url)
{
	for (const char *p = set->voice; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '-' && *p != '_')
			return "--voice is an id there; --voices lists them";
	buf_fmt(url, "/%s/stream?output_format=pcm_24000", set->voice);
	return NULL;
}

const char *
dialect_url(
    const struct dialect *d, const struct engine_settings *set, struct buf *url)
{
	const char *base = set->url != NULL ? set->url : dialect_home(d);
	bool paid = d->put == put_elevenlabs || d->put == put_typecast;

	/* Nobody is sent to OpenAI, who charges for it, without a word. */
	if (set->url == NULL && d->put == put_openai)
		base = conf_given("OPENAI_BASE_URL");
	if (base == NULL)
		return d->put == put_aischoco
		    ? "set --url, CHZ_TTS_URL or TTS_REMOTE_URL"
		    : "set --url or CHZ_TTS_URL to the server";
	if (paid && set->voice == NULL)
		return "--voice is missing; --voices lists them";
	if (d->put == put_sovits && set->ref_audio == NULL)
		return "--ref-audio is missing: a file on the server";
	/* Piper has moved from / to /synthesize: what is given is kept. */
	if (d->put == put_piper && str_ends(str_of(base), "/synthesize")) {
		buf_adds(url, base);
		return NULL;
	}
	buf_str(url, trim_base(d, str_of(base)));
	buf_adds(url, d->version);
	buf_adds(url, d->path);
	return d->put == put_elevenlabs ? put_voice(set, url) : NULL;
}

bool
dialect_voices_url(const struct dialect *d, const char *base, struct buf *url)
{
	if (base == NULL)
		base = dialect_home(d);
	if (d->voices == NULL || base == NULL)
		return false;
	buf_str(url, trim_base(d, str_of(base)));
	buf_adds(url, d->voices);
	return true;
}

/* ---- their voices ---- */

static const char *
first_text(const json_t *voice, const char *a, const char *b, const char *c)
{
	const char *const keys[] = { a, b, c };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *text =
		    json_string_value(json_object_get(voice, keys[i]));

		if (text != NULL)
			return text;
	}
	return NULL;
}

/* A stranger's text: one line, no control characters. */
static void
put_clean(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		buf_addc(out,
		    (unsigned char)*text < ' ' || *text == 0x7F ? ' ' : *text);
}

static void
put_voice_line(struct buf *out, const char *id, const char *name)
{
	put_clean(out, id);
	if (name != NULL && strcmp(name, id) != 0) {
		buf_addc(out, '\t');
		put_clean(out, name);
	}
	buf_addc(out, '\n');
}

/* A voice is a name, or an object that has one. */
static void
put_voices(struct buf *out, const json_t *list)
{
	const json_t *voice;
	size_t i;

	json_array_foreach(list, i, voice)
	{
		const char *id = json_is_string(voice)
		    ? json_string_value(voice)
		    : first_text(voice, "voice_id", "id", "name");

		if (id != NULL)
			put_voice_line(out, id,
			    first_text(
				voice, "voice_name", "name", "description"));
	}
}

bool
dialect_put_voices(struct buf *out, struct str answer)
{
	json_t *root = json_loadb(answer.p, answer.n, 0, NULL), *voice;
	size_t before = out->n;
	const char *name;

	put_voices(out, root);
	put_voices(out, json_object_get(root, "voices"));
	put_voices(out, json_object_get(root, "uploaded_voices"));
	/* Piper's are members, their settings below them. */
	if (out->n == before)
		json_object_foreach(
		    root, name, voice) if (json_is_object(voice))
		    put_voice_line(out, name, NULL);
	json_decref(root);
	return out->n > before;
}
