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
#include "voice/agenda.h"
#include "voice/player.h"
#include "voice/speaker.h"

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

/* One run: the pieces that every reply passes through. */
struct say {
	struct settings set;
	struct speaker *speaker;
	struct player *player; /* NULL while the sound server is away */
	struct out *out;
	bool live;       /* sound is heard as it plays */
	unsigned long n; /* replies so far, for those without an id */
	struct agenda agenda;
	struct glance glance; /* at standard input, when that is read */
	struct buf seen;      /* there */
	size_t called;        /* lines to take, up to one that is urgent */
	char *gone;           /* the reply whose parts are let go, or NULL */
	int status;
	struct diag_kind failures; /* of the engine */

	/* What is being spoken. */
	struct agenda_item *item;
	struct track *track;
	int64_t frame; /* the last whose mouth was written, or -1 */
	int64_t heard; /* samples */
};

static void
report(struct say *s, const struct speech *speech)
{
	record_put(&s->out->buf, &speech_record, speech);
	out_flush(s->out);
}

static void
skip(struct say *s, struct str id, const char *why)
{
	report(s,
	    &(struct speech){ .reply_id = id,
		.state = STR("skip"),
		.reason = str_of(why),
		.duration_ms = -1,
		.latency_ms = -1 });
}

/* --gain happy=1.2, times --volume. */
static double
gain_for(const struct settings *set, struct str emotion)
{
	for (size_t i = 0; i < set->gains.n; i++)
		if (str_eq(emotion, set->gains.at[i].emotion))
			return set->volume * set->gains.at[i].factor;
	return set->volume;
}

static bool
open_player(struct say *s)
{
	const char *why = NULL, *wav = s->set.wav, *device = s->set.device;

	if (wav != NULL)
		s->player = player_wav(wav);
	else if (s->set.raw)
		s->player = player_raw(STDOUT_FILENO);
	else
		s->player = player_pulse(device, &why);
	if (s->player == NULL && wav != NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", wav, strerror(errno));
	if (s->player == NULL)
		diag_error("sound device %s: %s; -o FILE writes a WAV instead",
		    device != NULL ? device : "(default)", why);
	s->live = s->player != NULL && s->player->live;
	return s->player != NULL;
}

/* The sound server went away: try for half a minute to find it again. */
static bool
reopen_player(struct say *s)
{
	enum { TRIES = 30 };

	diag_error("sound device: %s", s->player->why);
	player_close(s->player);
	s->player = NULL;
	for (int i = 0; i < TRIES && !sig_caught(); i++) {
		if (open_player(s)) {
			diag_note("sound device: back again");
			return true;
		}
		sleep(1);
	}
	s->status = exit_worse(s->status, EXIT_AWAY);
	return false;
}

static long
pull(void *track, int16_t *out, size_t n, bool wait)
{
	return track_take(track, out, n, wait);
}

static void
put_mouth(struct say *s, int64_t frame)
{
	int64_t ms = frame * 1000 / PLAYER_FRAMES;
	struct lips_shape lips =
	    track_lips(s->track, (double)(ms + s->set.lead_ms));

	record_put(&s->out->buf, &mouth_record,
	    &(struct mouth){ str_of(s->item->id), ms, lips.open,
		mouth_vowel_text(lips.vowel) });
	if (s->live)
		out_flush(s->out);
	else
		out_ready(s->out);
}

/* The agenda's item is over, spoken or not. */
static void
let_go(struct say *s, struct agenda_item *item)
{
	if (item->open) {
		free(s->gone);
		s->gone = xstrdup(item->id);
	}
	speaker_drop(s->speaker, item->voice);
	agenda_item_free(item);
}

static void
skip_item(struct say *s, struct agenda_item *item, const char *why)
{
	skip(s, str_of(item->id), why);
	let_go(s, item);
}

/* ---- making ---- */

/* Has it made ahead of those that are made already and will be spoken
 * later. */
static void
begin_voice(struct say *s, struct agenda_item *item)
{
	const struct agenda_item *later = item->next;

	while (later != NULL && later->voice == NULL)
		later = later->next;
	item->voice =
	    speaker_begin(s->speaker, later != NULL ? later->voice : NULL,
		gain_for(&s->set, str_of(item->emotion)));
	speaker_add(s->speaker, item->voice, buf_view(&item->text),
	    str_of(item->emotion));
	if (!item->open)
		speaker_end(s->speaker, item->voice);
}

static void
make_ahead(struct say *s)
{
	struct agenda_item *item = s->agenda.first;

	for (long n = 0; n < s->set.ahead && item != NULL; n++) {
		if (item->voice == NULL)
			begin_voice(s, item);
		item = item->next;
	}
}

/* ---- playing ---- */

static bool
is_stale(const struct say *s, const struct agenda_item *item)
{
	int64_t most = s->set.max_age_ms;

	return most >= 0 && item->made_at != WHEN_UNKNOWN &&
	    when_now() - item->made_at > most;
}

static void
start(struct say *s, struct agenda_item *item)
{
	s->item = item;
	s->track = speaker_track(s->speaker, item->voice);
	s->frame = -1;
	s->heard = 0;
	sig_noted(); /* what came before was about the one before */
	player_start(s->player, pull, s->track);
	make_ahead(s);
}

/* Begins to speak the next one that is worth it; false when none waits. */
static bool
start_next(struct say *s)
{
	struct agenda_item *item;

	while ((item = agenda_take(&s->agenda)) != NULL) {
		if (is_stale(s, item)) {
			skip_item(s, item, "stale");
			continue;
		}
		if (item->voice == NULL)
			begin_voice(s, item);
		if (item->open || !speaker_is_mute(s->speaker, item->voice)) {
			start(s, item);
			return true;
		}
		skip_item(s, item, "nothing to say");
	}
	return false;
}

static void
report_start(struct say *s)
{
	report(s,
	    &(struct speech){ .reply_id = str_of(s->item->id),
		.state = STR("start"),
		.duration_ms = -1,
		.latency_ms = when_monotonic() - s->item->arrived });
}

static void
report_end(struct say *s)
{
	int64_t duration = s->heard * 1000 / PLAYER_RATE;

	put_mouth(s, duration * PLAYER_FRAMES / 1000);
	report(s,
	    &(struct speech){ .reply_id = str_of(s->item->id),
		.state = STR("end"),
		.duration_ms = duration,
		.latency_ms = -1 });
}

/* What was spoken is over, or the player is lost. */
static void
finish(struct say *s, bool lost)
{
	struct agenda_item *item = s->item;

	track_cut(s->track);
	if (s->frame >= 0) {
		report_end(s);
	} else if (speaker_is_mute(s->speaker, item->voice)) {
		skip(s, str_of(item->id), "nothing to say");
	} else {
		skip(s, str_of(item->id), "no sound came");
		s->status = exit_worse(s->status, EXIT_SOME_FAILED);
	}
	s->item = NULL;
	let_go(s, item);
	if (lost && s->live)
		reopen_player(s);
	else if (lost)
		diag_die(EXIT_SOME_FAILED, "sound: %s", s->player->why);
}

static bool
can_go_on(const struct say *s)
{
	return s->player != NULL && !sig_caught() && !out_failed(s->out);
}

/* Plays one frame and reports what is heard as it is heard; false when there
 * is nothing to be played. */
static bool
play_frame(struct say *s)
{
	int64_t heard, now;

	if (s->item == NULL && (!can_go_on(s) || !start_next(s)))
		return false;
	heard = player_wait(s->player);
	if (heard < 0) {
		finish(s, heard == PLAYER_LOST);
		return true;
	}
	if (sig_noted() || !can_go_on(s))
		track_cut(s->track);
	now = heard * PLAYER_FRAMES / PLAYER_RATE;
	if (heard > 0 && s->frame < 0)
		report_start(s);
	if (heard > 0 && now > s->frame)
		put_mouth(s, s->frame = now);
	if (heard > s->heard)
		s->heard = heard;
	return true;
}

/* Where the reader would wait for input: plays on. */
static int
while_waiting(void *ctx)
{
	return play_frame(ctx) ? 0 : -1;
}

static void
play_all(struct say *s)
{
	while (play_frame(s))
		;
}

/* ---- replies that come ---- */

/* Another may be taken: the pipe is what holds back who writes them.  Of one
 * that is begun, all parts. */
static bool
has_room(const struct say *s)
{
	return s->agenda.n < (size_t)s->set.ahead ||
	    (s->item == NULL && s->agenda.n == 0) ||
	    (s->item != NULL && s->item->open) || agenda_is_open(&s->agenda);
}

/* No more parts of it will come. */
static void
close_item(struct say *s, struct agenda_item *item)
{
	item->open = false;
	if (item->voice != NULL)
		speaker_end(s->speaker, item->voice);
}

/* Replies do not come mixed: another one is the end of those before. */
static void
close_open(struct say *s)
{
	if (s->item != NULL && s->item->open)
		close_item(s, s->item);
	for (struct agenda_item *i = s->agenda.first; i != NULL; i = i->next)
		if (i->open)
			close_item(s, i);
}

static struct agenda_item *
find_open(struct say *s, struct str id)
{
	if (s->item != NULL && s->item->open && str_is(id, s->item->id))
		return s->item;
	return agenda_find(&s->agenda, id);
}

static struct agenda_item *
new_item(struct say *s, struct str id, const struct reply *r)
{
	struct agenda_item *item;

	close_open(s);
	item = agenda_add(&s->agenda, id, r->priority > 0 ? r->priority : 0);
	item->made_at = reply_moment(r);
	item->arrived = when_monotonic();
	free(s->gone);
	s->gone = NULL;
	return item;
}

static void
take_part(struct say *s, struct str id, const struct reply *r)
{
	bool parted = r->part >= 0;
	struct agenda_item *item = parted ? find_open(s, id) : NULL;

	if (item == NULL && parted && s->gone != NULL && str_is(id, s->gone))
		return;
	if (item == NULL)
		item = new_item(s, id, r);
	item->open = parted && !r->last;
	if (item->voice == NULL) {
		agenda_put(item, r->text, r->emotion);
	} else {
		speaker_add(s->speaker, item->voice, r->text, r->emotion);
		if (!item->open)
			close_item(s, item);
	}
	make_ahead(s);
}

static void
take_reply(struct say *s, const struct reply *r)
{
	struct buf made_up = { 0 };
	struct str id = r->reply_id;

	if (id.p == NULL) {
		buf_fmt(&made_up, "say-%lu", ++s->n);
		id = buf_view(&made_up);
	}
	take_part(s, id, r);
	buf_free(&made_up);
}

/* ---- text ---- */

/* A line of text as it comes: a reply whose sentences are parts, which need
 * not wait for its end. */
struct typed {
	struct buf line;
	struct flow flow; /* how far into it */
	struct buf id;
};

static void
take_sentence(struct say *s, struct typed *t, struct str text, bool last)
{
	struct reply r = reply_blank();

	if (t->id.n == 0)
		buf_fmt(&t->id, "say-%lu", ++s->n);
	r.text = text;
	r.part = 0;
	r.last = last;
	take_part(s, buf_view(&t->id), &r);
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
		take_reply(s, &r);
	}
	t->flow = (struct flow){ 0 };
	t->line.n = t->id.n = 0;
}

static void
take_text(struct say *s, struct typed *t, struct str text)
{
	while (text.n > 0 && can_go_on(s)) {
		const char *end = memchr(text.p, '\n', text.n);

		buf_str(&t->line, str_cut(&text, '\n'));
		if (end != NULL)
			end_line(s, t);
		else
			take_sentences(s, t, false);
		while (end != NULL && !has_room(s) && play_frame(s))
			;
	}
}

static void
say_text(struct say *s, struct input *in)
{
	struct typed typed = { 0 };
	char block[TEXT_BLOCK];
	ssize_t n = 1;

	while (n > 0 && can_go_on(s)) {
		n = input_read(in, block, sizeof block, while_waiting, s);
		if (n > 0)
			take_text(s, &typed, (struct str){ block, (size_t)n });
	}
	end_line(s, &typed);
	buf_free(&typed.line);
	buf_free(&typed.id);
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
	return has_room(s) ||
	    (s->agenda.n < MOST_WAITING &&
		(jsonl_ready(in) || (piped && is_called(s))));
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
	while (can_go_on(s) && (v = jsonl_next(in)) != NULL) {
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
		while (!may_take(s, in, piped) && play_frame(s))
			;
	}
	if (can_go_on(s))
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

static void
say_files(struct say *s, char *files[], struct speaker *speaker)
{
	struct agenda_item *item;

	s->speaker = speaker;
	s->out = out_open(s->set.raw ? "/dev/null" : NULL, false);
	s->status = exit_worse(s->status,
	    s->set.text_lines ? say_texts(s, files) : say_records(s, files));
	close_open(s);
	play_all(s);
	while ((item = agenda_take(&s->agenda)) != NULL)
		let_go(s, item);
	speaker_free(s->speaker);
	if (!player_close(s->player))
		s->status = exit_worse(s->status, EXIT_SOME_FAILED);
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

	if (open_player(s))
		say_files(s, files,
		    speaker_new(&(struct speaker_settings){ .engine = engine,
			.fallback = fallback,
			.korean = korean,
			.longest = longest(&s->set),
			.least_ms = least_ms(&s->set),
			.failed = engine_failed,
			.ctx = s }));
	else
		s->status = EXIT_AWAY;
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
	free(s.gone);
	glance_end(&s.glance);
	buf_free(&s.seen);
	return exit_worse(s.status, jsonl_finish(NULL, s.out));
}
