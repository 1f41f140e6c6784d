/*
 * engine.h - what turns text into sound, behind one small interface.
 *
 *	espeak    built in, Korean by default; times its phonemes
 *	command   any program: text on its input, sound on its output
 *	others    a server, asked as dialect.h says
 *
 * An engine is used by one thread at a time.
 */
#ifndef CHZ_VOICE_ENGINE_H
#define CHZ_VOICE_ENGINE_H

#include <stdbool.h>

#include "core/str.h"
#include "voice/sound.h"

/* Where an engine's answer goes. */
struct engine_sink {
	sound_take *take; /* its samples, in order */
	/* A phoneme begins `ms` after the start of this text; may be NULL. */
	void (*phoneme)(void *ctx, double ms, const char *name);
	bool (*wanted)(
	    void *ctx); /* false: give up, it is not wanted any more */
	void *ctx;
};

struct engine {
	const char *name;
	bool times_phonemes; /* calls sink->phoneme, ahead of the samples */
	/* Speaks all of `text`; false with `why` set when it failed or was no
	 * longer wanted.  A server that failed is not asked again for a while:
	 * then `why` is NULL, since it was said before.  `emotion` may be NULL.
	 */
	bool (*say)(struct engine *, struct str text, const char *emotion,
	    const struct engine_sink *);
	/* Appends its voices, a line each: "NAME", or "NAME<tab>what it is".
	 * False with `why` set.  NULL: it has no list. */
	bool (*voices)(struct engine *, struct buf *);
	void (*close)(struct engine *);
	const char *why; /* lent until the next call */
};

/* Kinds of Qwen3-TTS servers, and their names; NULL after the last. */
enum engine_preset { PRESET_NONE, PRESET_VLLM, PRESET_FASTAPI, PRESET_MLX };
extern const char *const engine_presets[];

/* How it is to sound; texts are NULL where the engine chooses. */
struct engine_settings {
	const char *voice;    /* "ko+f3", "Sohee", ... */
	double rate, pitch;   /* 1 is normal */
	const char *language; /* "Korean" */
	const char *url, *model;
	enum engine_preset preset;
	const char *ref_audio, *ref_text, *task_type;
	const char *instructions;      /* for every emotion */
	const char *const *by_emotion; /* "happy=bright and glad", NULL ends */
	const char *command;
	int raw_rate;          /* Hz of headerless samples; 0: none are taken */
	int64_t first_byte_ms; /* patience with a cold model; 0 is the usual */
	int64_t stall_ms;      /* the longest silence in mid-sound */
	bool alone; /* nothing stands in: it rather waits a little than fails */
};

enum { ENGINE_FIRST_BYTE_MS = 10000, ENGINE_STALL_MS = 5000 };

/* Each returns NULL, with *why set, when it cannot be used at all. */
struct engine *engine_espeak(const struct engine_settings *, const char **why);
/* The server of a dialect's name. */
struct engine *engine_server(
    const char *name, const struct engine_settings *, const char **why);
struct engine *engine_command(const struct engine_settings *, const char **why);

void engine_close(struct engine *); /* accepts NULL */

#endif
