/*
 * chz-say - speak replies aloud, with lips in step with the sound.
 * Reply records (or plain lines) in, speech and mouth records out.
 */

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/glance.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "jsonl/input.h"
#include "jsonl/jsonl.h"
#include "llm/flow.h"
#include "record/reply.h"
#include "voice/playback.h"

/* What comes after these is a server's dialect. */
enum engine_name { ESPEAK = 1, COMMAND };
static const char *const engine_names[] = { "espeak", "command", "openai",
	"qwen3-tts", "aischoco", "gpt-sovits", "elevenlabs", "typecast",
	"piper", NULL };

enum {
	TEXT_BLOCK = 4096,
	MOST_WAITING = 64, /* replies that were read along with others */
	COMMAND_MS = 60000 /* that a command's sound may last in any case */
};

/* How loud an emotion is. */
struct gain {
	struct str emotion;
	double factor;
};

struct gains {
	struct gain *at;
	size_t n, cap;
};

struct settings {
	enum engine_name engine;
	struct engine_settings voice;
	struct opt_list by_emotion, words;
	const char *wav, *device;
	bool raw, text_lines, keep, no_fallback, voices;
	long ahead;         /* replies made while one is spoken */
	int64_t max_age_ms; /* RECORD_UNKNOWN: any age will do */
	int64_t lead_ms;
	double volume, longest;
	struct gains gains;
	struct jsonl_settings io;
};

static const char *
read_gain(struct str arg, void *member)
{
	struct gains *gains = member;
	struct gain gain = { .emotion = str_cut(&arg, '=') };

	if (!num_real(arg, &gain.factor) || gain.factor < 0)
		return "EMOTION=FACTOR, the factor from 0 up";
	MEM_RESERVE(gains->at, gains->cap, gains->n + 1);
	gains->at[gains->n++] = gain;
	return NULL;
}

static const char *const task_types[] = { "CustomVoice", "VoiceDesign", "Base",
	NULL };

static const struct opt options[] = {
	{ 'e', "engine", "NAME", "what makes the sound",
	    OPT_CHOICE(struct settings, engine, engine_names),
	    .def = "espeak" },
	{ 0, "voice", "NAME", "the engine's voice, such as ko+f3 or Sohee",
	    OPT_TEXT(struct settings, voice.voice) },
	{ 0, "voices", NULL, "list the engine's voices, and end",
	    OPT_FLAG(struct settings, voices) },
	{ 'o', "output", "FILE", "write the sound to a WAV file",
	    OPT_TEXT(struct settings, wav) },
	{ 'd', "device", "NAME", "play on this sound device",
	    OPT_TEXT(struct settings, device) },
	{ 0, "raw", NULL, "sound to standard output, 48 kHz 16-bit mono",
	    OPT_FLAG(struct settings, raw) },
	{ 0, "text", NULL, "the input is text, a line a reply",
	    OPT_FLAG(struct settings, text_lines) },
	{ 'k', "keep", NULL, "pass the input records through",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "volume", "FACTOR", "loudness", OPT_REAL(struct settings, volume),
	    .def = "1" },
	{ 0, "gain", "EMOTION=FACTOR", "loudness for an emotion; repeatable",
	    OPT_OWN(struct settings, gains, read_gain) },
	{ 0, "rate", "FACTOR", "speed", OPT_REAL(struct settings, voice.rate),
	    .def = "1", .above = true },
	{ 0, "pitch", "FACTOR", "pitch of espeak",
	    OPT_REAL(struct settings, voice.pitch), .def = "1", .above = true },
	{ 0, "ahead", "N", "replies to fetch while one is spoken",
	    OPT_COUNT(struct settings, ahead), .def = "1", .max = 8 },
	{ 0, "max-age", "DUR", "skip replies older than this",
	    OPT_SPAN(struct settings, max_age_ms) },
	{ 0, "lead", "DUR", "lips ahead of the sound",
	    OPT_SPAN(struct settings, lead_ms), .def = "30ms" },
	{ 0, "no-fallback", NULL, "do not let espeak stand in for an engine",
	    OPT_FLAG(struct settings, no_fallback) },
	{ 0, "command", "LINE", "shell command for -e command",
	    OPT_TEXT(struct settings, voice.command) },
	{ 0, "url", "URL", "server of the engine",
	    OPT_TEXT(struct settings, voice.url), .conf = "CHZ_TTS_URL" },
	{ 0, "model", "NAME", "model to ask the server for",
	    OPT_TEXT(struct settings, voice.model) },
	{ 0, "preset", "NAME", "Qwen3-TTS server",
	    OPT_CHOICE(struct settings, voice.preset, engine_presets) },
	{ 0, "language", "NAME", "language to ask for",
	    OPT_TEXT(struct settings, voice.language), .def = "Korean" },
	{ 0, "task-type", "NAME", "what vLLM-Omni makes of the voice",
	    OPT_TEXT(struct settings, voice.task_type), .choices = task_types },
	{ 0, "ref-audio", "URL", "voice to be imitated",
	    OPT_TEXT(struct settings, voice.ref_audio) },
	{ 0, "ref-text", "TEXT", "what is said in --ref-audio",
	    OPT_TEXT(struct settings, voice.ref_text) },
	{ 0, "instructions", "TEXT", "how to speak",
	    OPT_TEXT(struct settings, voice.instructions) },
	{ 0, "instruct", "EMOTION=TEXT", "how to speak with it; repeatable",
	    OPT_LIST(struct settings, by_emotion) },
	{ 0, "words", "FILE",
	    "how to read words, WORD=READING a line; repeatable",
	    OPT_LIST(struct settings, words) },
	{ 0, "sample-rate", "HZ", "of headerless sound",
	    OPT_COUNT(struct settings, voice.raw_rate), .def = "24000",
	    .min = 1 },
	{ 0, "first-byte", "DUR",
	    "patience with a server (default 10s; aischoco 5m)",
	    OPT_SPAN(struct settings, voice.first_byte_ms) },
	{ 0, "stall", "DUR", "patience with a sound that stops coming",
	    OPT_SPAN(struct settings, voice.stall_ms), .def = "5s" },
	{ 0, "longest", "FACTOR",
	    "how many times its expected length sound may be (default 3)",
	    OPT_REAL(struct settings, longest), .above = true },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-say",
	.operands = "[FILE...]",
	.about = "Speak replies aloud, with lips in step with the sound.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_input_options, struct settings, io)),
	/* Raw sound has standard output to itself. */
	.rules = OPT_LINES("raw | output | device", "raw | keep"),
	.examples = OPT_LINES("echo 안녕하세요 | chz-say --text",
	    "echo 안녕하세요 | chz-say --text -o hello.wav",
	    "chz-say -k replies.jsonl | chz-vts"),
};

struct say {
	struct settings set;
	struct playback *playback;
	struct out *out;
	unsigned long n;      /* replies so far that had no id */
	struct buf id;        /* the last one's */
	struct glance glance; /* at standard input, when that is read */
	struct buf seen;      /* there */
	size_t called;        /* lines to take, up to one that is urgent */
	int status;
	struct diag_kind failures; /* of the engine */
};

/* --gain happy=1.2, times --volume. */
static double
gain_for(void *ctx, struct str emotion)
{
	const struct settings *set = ctx;

	for (size_t i = 0; i < set->gains.n; i++)
		if (str_eq(emotion, set->gains.at[i].emotion))
			return set->volume * set->gains.at[i].factor;
	return set->volume;
}

/* Where the reader would wait for input: plays on. */
static int
while_waiting(void *ctx)
{
	struct say *s = ctx;

	return playback_frame(s->playback) ? 0 : -1;
}

/* What has no id gets one. */
static struct str
next_id(struct say *s)
{
	s->id.n = 0;
	buf_fmt(&s->id, "say-%lu", ++s->n);
	return buf_view(&s->id);
}

/* ---- text ---- */

/* A line of text as it comes: a reply whose sentences are parts, which need
 * not wait for its end. */
struct typed {
	struct buf line;
	struct flow flow; /* how far into it */
	bool begun;       /* s->id is its id */
};

static void
take_sentence(struct say *s, struct typed *t, struct str text, bool last)
{
	struct reply r = reply_blank();

	if (!t->begun)
		next_id(s);
	t->begun = true;
	r.reply_id = buf_view(&s->id);
	r.text = text;
	r.part = 0;
	r.last = last;
	playback_take(s->playback, &r);
}

static void
take_sentences(struct say *s, struct typed *t, bool ended)
{
	struct str text;

	while (
	    (text = flow_next(&t->flow, buf_view(&t->line), ended)).p != NULL)
		take_sentence(s, t, text, false);
}

static void
end_line(struct say *s, struct typed *t)
{
	struct reply r = reply_blank();

	r.text = str_trim(buf_view(&t->line));
	if (t->flow.at > 0) {
		take_sentences(s, t, true);
		take_sentence(s, t, STR(""), true);
	} else if (r.text.n > 0) {
		r.reply_id = next_id(s);
		playback_take(s->playback, &r);
	}
	t->flow = (struct flow){ 0 };
	t->line.n = 0;
	t->begun = false;
}

static void
take_text(struct say *s, struct typed *t, struct str text)
{
	while (text.n > 0 && playback_can_go_on(s->playback)) {
		const char *end = memchr(text.p, '\n', text.n);

		buf_str(&t->line, str_cut(&text, '\n'));
		if (end != NULL)
			end_line(s, t);
		else
			take_sentences(s, t, false);
		while (end != NULL && !playback_has_room(s->playback) &&
		    playback_frame(s->playback))
			;
	}
}

static void
say_text(struct say *s, struct input *in)
{
	struct typed typed = { 0 };
	char block[TEXT_BLOCK];
	ssize_t n = 1;

	while (n > 0 && playback_can_go_on(s->playback)) {
		n = input_read(in, block, sizeof block, while_waiting, s);
		if (n > 0)
			take_text(s, &typed, (struct str){ block, (size_t)n });
	}
	end_line(s, &typed);
	buf_free(&typed.line);
}

static int
say_texts(struct say *s, char *files[])
{
	char *standard_input[] = { (char *)"-", NULL };
	int status = EXIT_OK;

	sig_catch();
	for (files = *files != NULL ? files : standard_input; *files != NULL;
	     files++) {
		struct input *in = input_open(*files);

		if (in == NULL) {
			diag_error("%s: %s", *files, strerror(errno));
			status = EXIT_SOME_FAILED;
			continue;
		}
		say_text(s, in);
		if (input_why(in) != NULL) {
			diag_error("%s: %s", *files, input_why(in));
			status = EXIT_SOME_FAILED;
		}
		input_close(in);
	}
	return status;
}

/* ---- records ---- */

/* How many lines to take until all that are urgent are: those of a reply with
 * a priority. */
static size_t
count_called(struct str lines)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { { "type", 4 }, { "priority", 8 } } };
	struct json_val v[2];
	struct scan_error err;
	size_t n = 0, called = 0;

	while (lines.p != NULL) {
		struct str line = str_cut(&lines, '\n');

		n++;
		if (lines.p != NULL && scan_line(line, &keys, v, &err) &&
		    val_is(&v[0], "reply") && val_natural(&v[1]) > 0)
			called = n;
	}
	return called;
}

/* Whether something urgent waits in the pipe, behind what does not matter so
 * much.  It is looked at without taking it: its writer, who waits until his
 * last reply is taken, is to wait on. */
static bool
is_called(struct say *s)
{
	if (s->called == 0 && glance(&s->glance, STDIN_FILENO, &s->seen))
		s->called = count_called(buf_view(&s->seen));
	return s->called > 0;
}

/* Whether to take another record now: what has been read already is looked
 * at, so that the first of them goes first. */
static bool
may_take(struct say *s, const struct jsonl *in, bool piped)
{
	return playback_has_room(s->playback) ||
	    (playback_waiting(s->playback) < MOST_WAITING &&
		(jsonl_ready(in) || (piped && is_called(s))));
}

static void
take_reply(struct say *s, struct reply *r)
{
	if (r->reply_id.p == NULL)
		r->reply_id = next_id(s);
	playback_take(s->playback, r);
}

static int
say_records(struct say *s, char *files[])
{
	struct jsonl *in = jsonl_open(files, &s->set.io, s->out);
	struct record_reader replies;
	struct reply r = reply_blank();
	bool piped = files[0] == NULL;
	const struct json_val *v;

	record_want(&replies, &reply_record, in,
	    "reply_id text emotion part last priority sent_at received_at");
	jsonl_on_wait(in, while_waiting, s);
	while (
	    playback_can_go_on(s->playback) && (v = jsonl_next(in)) != NULL) {
		s->called -= s->called > 0;
		if (s->set.keep)
			jsonl_pass(in);
		if (!record_read(&replies, v, &r))
			continue;
		if (r.text.p == NULL)
			jsonl_bad(in, "a reply without text");
		else
			take_reply(s, &r);
		if (!may_take(s, in, piped))
			out_flush(s->out);
		while (!may_take(s, in, piped) && playback_frame(s->playback))
			;
	}
	if (playback_can_go_on(s->playback))
		record_require(&replies);
	return jsonl_close(in);
}

static void
engine_failed(void *ctx, const struct engine *engine, const char *why)
{
	struct say *s = ctx;

	diag_repeat(&s->failures, "%s: %s", engine->name, why);
}

static struct engine *
open_engine(struct settings *set)
{
	const char *name = engine_names[set->engine - 1], *why = NULL;
	struct engine *engine;

	set->voice.by_emotion = set->by_emotion.at;
	set->voice.alone = set->no_fallback;
	if (set->engine == ESPEAK)
		engine = engine_espeak(&set->voice, &why);
	else if (set->engine == COMMAND)
		engine = engine_command(&set->voice, &why);
	else
		engine = engine_server(name, &set->voice, &why);
	if (engine == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", name, why);
	return engine;
}

/* --voices: a line each. */
static int
list_voices(struct settings *set)
{
	struct engine *engine;
	struct out *out = out_open(NULL, false);
	int status = EXIT_OK;

	/* Which one to list them for is not chosen yet. */
	if (set->voice.voice == NULL)
		set->voice.voice = set->engine == ESPEAK ? NULL : "any";
	if (set->voice.ref_audio == NULL)
		set->voice.ref_audio = "none";
	engine = open_engine(set);
	if (engine->voices == NULL || !engine->voices(engine, &out->buf)) {
		diag_error("%s: %s", engine->name,
		    engine->voices != NULL ? engine->why
					   : "it has no list of voices");
		status = EXIT_SOME_FAILED;
	}
	engine_close(engine);
	return exit_worse(status, out_close(out));
}

/* espeak stands in with its own voice: the engine's name means nothing to
 * it. */
static struct engine *
open_fallback(const struct settings *set)
{
	struct engine_settings plain = { .rate = set->voice.rate,
		.pitch = set->voice.pitch };
	const char *why;

	if (set->no_fallback || set->engine == ESPEAK)
		return NULL;
	return engine_espeak(&plain, &why);
}

static struct korean *
open_korean(const struct settings *set)
{
	struct korean *korean = korean_new();
	const char *why;

	for (size_t i = 0; i < set->words.n; i++)
		if (!korean_read_words(korean, set->words.at[i], &why))
			diag_die(EXIT_SOME_FAILED, "%s", why);
	return korean;
}

static struct playback *
open_playback(struct say *s, struct speaker *speaker)
{
	const struct settings *set = &s->set;

	return playback_open(&(struct playback_settings){ .speaker = speaker,
	    .out = s->out,
	    .wav = set->wav,
	    .device = set->device,
	    .raw = set->raw,
	    .ahead = (size_t)set->ahead,
	    .max_age_ms = set->max_age_ms,
	    .lead_ms = set->lead_ms,
	    .gain = gain_for,
	    .ctx = &s->set });
}

static void
say_files(struct say *s, char *files[], struct speaker *speaker)
{
	s->playback = open_playback(s, speaker);
	if (s->playback == NULL) {
		speaker_free(speaker);
		s->status = EXIT_AWAY;
		return;
	}
	s->status =
	    s->set.text_lines ? say_texts(s, files) : say_records(s, files);
	playback_finish(s->playback);
	speaker_free(speaker);
	s->status = exit_worse(s->status, playback_close(s->playback));
}

/* Slow speech lasts longer; fast speech need not be shorter. */
static double
longest(const struct settings *set)
{
	double times = set->longest > 0 ? set->longest : SPEAKER_LONGEST;

	return set->voice.rate < 1 ? times / set->voice.rate : times;
}

/* A command may make any sound, also one that is no speech. */
static double
least_ms(const struct settings *set)
{
	return set->engine == COMMAND && set->longest == 0 ? COMMAND_MS : 0;
}

static void
say_all(struct say *s, char *files[])
{
	struct engine *engine = open_engine(&s->set);
	struct engine *fallback = open_fallback(&s->set);
	struct korean *korean = open_korean(&s->set);

	s->out = out_open(s->set.raw ? "/dev/null" : NULL, false);
	say_files(s, files,
	    speaker_new(&(struct speaker_settings){ .engine = engine,
		.fallback = fallback,
		.korean = korean,
		.longest = longest(&s->set),
		.least_ms = least_ms(&s->set),
		.failed = engine_failed,
		.ctx = s }));
	engine_close(engine);
	engine_close(fallback);
	korean_free(korean);
}

int
main(int argc, char *argv[])
{
	struct say s = { .set.max_age_ms = RECORD_UNKNOWN,
		.failures = { .what = "engine failures" } };
	int first = opt_parse(&tool, argc, argv, &s.set);

	sig_note(SIGUSR2);
	if (s.set.voices)
		s.status = list_voices(&s.set);
	else
		say_all(&s, argv + first);
	opt_free(&tool, &s.set);
	free(s.set.gains.at);
	glance_end(&s.glance);
	buf_free(&s.seen);
	buf_free(&s.id);
	return exit_worse(s.status, jsonl_finish(NULL, s.out));
}
