/* The only file that knows of espeak-ng, whose state is global: one engine. */
#include <espeak-ng/speak_lib.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "voice/engine.h"

enum {
	DEFAULT_RATE_WPM = 175,
	DEFAULT_PITCH = 50,
	CHUNK_MS = 50,
	DONT_EXIT = 1 << 15 /* espeakINITIALIZE_DONT_EXIT */
};

struct espeak {
	struct engine engine;
	int rate;
	const struct engine_sink *sink; /* of the text being spoken */
	bool stopped;
};

/* espeak's callback finds its engine through this. */
static struct espeak *current;

/* "id.string" is not NUL-terminated when it is full. */
static void
pass_phoneme(const struct engine_sink *sink, const espeak_EVENT *event)
{
	char name[sizeof event->id.string + 1] = "";

	memcpy(name, event->id.string, sizeof event->id.string);
	sink->phoneme(sink->ctx, event->audio_position, name);
}

static int
take(short *pcm, int n, espeak_EVENT *event)
{
	struct espeak *e = current;
	const struct engine_sink *sink = e->sink;

	for (; event->type != espeakEVENT_LIST_TERMINATED; event++) {
		if (sink->phoneme == NULL)
			break;
		if (event->type == espeakEVENT_PHONEME)
			pass_phoneme(sink, event);
		else if (event->type == espeakEVENT_END)
			sink->phoneme(sink->ctx, event->audio_position, "_");
	}
	if (pcm == NULL || n <= 0)
		return 0;
	e->stopped = !sink->wanted(sink->ctx) ||
	    !sink->take(sink->ctx, pcm, (size_t)n, e->rate);
	return e->stopped;
}

static bool
say(struct engine *engine, struct str text, const char *emotion,
    const struct engine_sink *sink)
{
	struct espeak *e = (struct espeak *)engine;
	char *copy = xstrndup(text.p, text.n);
	espeak_ERROR error;

	(void)emotion;
	e->sink = sink;
	e->stopped = false;
	error = espeak_Synth(copy, text.n + 1, 0, POS_CHARACTER, 0,
	    espeakCHARS_UTF8 | espeakENDPAUSE, NULL, NULL);
	free(copy);
	engine->why = error != EE_OK ? "espeak-ng: cannot say it"
	    : e->stopped             ? "stopped"
				     : NULL;
	return engine->why == NULL;
}

/* Of each language, its own name: variants such as +f3 go with all. */
static bool
list_voices(struct engine *engine, struct buf *out)
{
	const espeak_VOICE **voices = espeak_ListVoices(NULL);

	(void)engine;
	/* A voice's languages begin with a byte that ranks them. */
	for (; *voices != NULL; voices++)
		buf_fmt(
		    out, "%s\t%s\n", (*voices)->languages + 1, (*voices)->name);
	return true;
}

static void
close_espeak(struct engine *engine)
{
	espeak_Terminate();
	current = NULL;
	free(engine);
}

struct engine *
engine_espeak(const struct engine_settings *s, const char **why)
{
	const char *voice = s->voice != NULL ? s->voice : "ko";
	struct espeak *e;
	int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, CHUNK_MS, NULL,
	    espeakINITIALIZE_PHONEME_EVENTS | DONT_EXIT);

	if (rate <= 0) {
		*why = "espeak-ng has no data: install espeak-ng-data";
		return NULL;
	}
	if (espeak_SetVoiceByName(voice) != EE_OK) {
		*why = "espeak-ng does not know this voice";
		espeak_Terminate();
		return NULL;
	}
	espeak_SetParameter(espeakRATE, (int)(DEFAULT_RATE_WPM * s->rate), 0);
	espeak_SetParameter(espeakPITCH, (int)(DEFAULT_PITCH * s->pitch), 0);
	e = xcalloc(1, sizeof *e);
	e->engine = (struct engine){ .name = "espeak",
		.times_phonemes = true,
		.say = say,
		.voices = list_voices,
		.close = close_espeak };
	e->rate = rate;
	current = e;
	espeak_SetSynthCallback(take);
	return &e->engine;
}

void
engine_close(struct engine *engine)
{
	if (engine != NULL)
		engine->close(engine);
}
