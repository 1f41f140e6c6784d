/*
 * dialect.h - how each kind of speech server is asked.
 *
 *	openai      OpenAI's /v1/audio/speech, and who speaks as it does
 *	qwen3-tts   the same with what Qwen3-TTS servers add to it
 *	aischoco    AIsChoco's /synthesize
 *	gpt-sovits  GPT-SoVITS' api_v2.py
 *	elevenlabs  ElevenLabs' service
 *	typecast    Typecast's service
 *	piper       python3 -m piper.http_server
 *
 * Requests are POSTs of JSON; the answer is sound.  Where a server can send
 * headerless samples as they are made it is asked for these.
 */
#ifndef CHZ_VOICE_DIALECT_H
#define CHZ_VOICE_DIALECT_H

#include "voice/engine.h"

struct dialect {
	const char *name;
	const char *home;         /* where it is unless something else is set */
	const char *home_setting; /* that says otherwise, or NULL */
	const char *version, *path, *voices; /* below it; NULL: no list */
	const char *key_header; /* up to the key; NULL: there is none */
	const char *key;        /* the service's own setting, or NULL */
	int64_t patience_ms;    /* with its first sound */
	bool headed;            /* its sound always has a header */
	/* Writes the members of a request. */
	void (*put)(struct buf *, const struct engine_settings *,
	    struct str text, const char *emotion);
};

/* NULL when there is none of that name. */
const struct dialect *dialect_find(const char *name);
/* Its own address, or NULL. */
const char *dialect_home(const struct dialect *);
/* Appends the URL of requests for speech.  Why it cannot be asked, or NULL. */
const char *dialect_url(
    const struct dialect *, const struct engine_settings *, struct buf *);
/* The URL of its voices at `base` (NULL: at home); false when it has none. */
bool dialect_voices_url(const struct dialect *, const char *base, struct buf *);
/* Appends the voices of such an answer, as engine->voices does; false when
 * there are none in it. */
bool dialect_put_voices(struct buf *, struct str answer);

#endif
