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
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "jsonl/jsonl.h"
#include "record/reply.h"
#include "voice/player.h"
#include "voice/speaker.h"

enum engine_name { ESPEAK = 1, OPENAI, AISCHOCO, COMMAND };
static const char *const engine_names[] = { "espeak", "openai", "aischoco",
	"command", NULL };

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
	bool raw, text_lines, keep, no_fallback;
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
	{ 'o', "output", "FILE", "write the sound to a WAV file",
	    OPT_TEXT(struct settings, wav) },
	{ 'd', "device", "NAME", "play on this sound device",
	    OPT_TEXT(struct settings, device) },
	{ 0, "raw", NULL, "sound to standard output, 48 kHz 16-bit mono",
	    OPT_FLAG(struct settings, raw) },
	{ 0, "text", NULL, "each input line is a text, not a record",
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
	{ 0, "longest", "FACTOR", "how much longer than expected sound may be",
	    OPT_REAL(struct settings, longest), .def = "3", .above = true },
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
	int status;
	struct diag_kind failures; /* of the engine */
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
put_mouth(struct say *s, struct track *track, struct str id, int64_t frame)
{
	int64_t ms = frame * 1000 / PLAYER_FRAMES;
	struct lips_shape lips =
	    track_lips(track, (double)(ms + s->set.lead_ms));

	record_put(&s->out->buf, &mouth_record,
	    &(struct mouth){ id, ms, lips.open, mouth_vowel_text(lips.vowel) });
	if (s->live)
		out_flush(s->out);
	else
		out_ready(s->out);
}

/* Plays the track to its end and reports what is heard as it is heard. */
static int64_t
play(struct say *s, struct track *track, struct str id, int64_t arrived)
{
	int64_t heard, frame = -1, last = 0;

	player_start(s->player, pull, track);
	while ((heard = player_wait(s->player)) >= 0) {
		int64_t now = heard * PLAYER_FRAMES / PLAYER_RATE;

		if (sig_noted() || sig_caught() || out_failed(s->out))
			track_cut(track);
		if (heard > 0 && frame < 0)
			report(s,
			    &(struct speech){ .reply_id = id,
				.state = STR("start"),
				.duration_ms = -1,
				.latency_ms = when_monotonic() - arrived });
		if (heard > 0 && now > frame)
			put_mouth(s, track, id, frame = now);
		if (heard > last)
			last = heard;
	}
	track_cut(track);
	if (heard == PLAYER_LOST && s->live)
		reopen_player(s);
	else if (heard == PLAYER_LOST)
		diag_die(EXIT_SOME_FAILED, "sound: %s", s->player->why);
	return frame < 0 ? -1 : last * 1000 / PLAYER_RATE;
}

static bool
is_stale(const struct say *s, const struct reply *r)
{
	int64_t made_at = reply_moment(r), most = s->set.max_age_ms;

	return most >= 0 && made_at != WHEN_UNKNOWN &&
	    when_now() - made_at > most;
}

/* Plays a track, and reports how it went. */
static void
play_track(struct say *s, struct track *track, struct str id, int64_t arrived)
{
	int64_t duration = play(s, track, id, arrived);

	if (duration < 0) {
		skip(s, id, "no sound came");
		s->status = exit_worse(s->status, EXIT_SOME_FAILED);
		return;
	}
	put_mouth(s, track, id, duration * PLAYER_FRAMES / 1000);
	report(s,
	    &(struct speech){ .reply_id = id,
		.state = STR("end"),
		.duration_ms = duration,
		.latency_ms = -1 });
}

static void
say(struct say *s, const struct reply *r)
{
	char *emotion =
	    r->emotion.p != NULL ? xstrndup(r->emotion.p, r->emotion.n) : NULL;
	int64_t arrived = when_monotonic();
	struct buf made_up = { 0 };
	struct str id = r->reply_id;
	struct track *track;

	s->n++;
	if (id.p == NULL) {
		buf_fmt(&made_up, "say-%lu", s->n);
		id = buf_view(&made_up);
	}
	sig_noted(); /* what came before was about the one before */
	if (is_stale(s, r))
		skip(s, id, "stale");
	else if ((track = speaker_say(s->speaker, r->text, emotion,
		      gain_for(&s->set, r->emotion))) == NULL)
		skip(s, id, "nothing to say");
	else
		play_track(s, track, id, arrived);
	free(emotion);
	buf_free(&made_up);
}

static bool
can_go_on(const struct say *s)
{
	return s->player != NULL && !sig_caught() && !out_failed(s->out);
}

/* Lines of plain text, for the shell and for trying voices. */
static void
say_lines(struct say *s, FILE *f)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while (can_go_on(s) && (n = getline(&line, &cap, f)) >= 0) {
		struct str text = str_trim((struct str){ line, (size_t)n });

		struct reply r = reply_blank();

		r.text = text;
		if (text.n > 0)
			say(s, &r);
	}
	free(line);
}

static int
say_texts(struct say *s, char *files[])
{
	char *standard_input[] = { (char *)"-", NULL };
	int status = EXIT_OK;

	sig_catch();
	for (files = *files != NULL ? files : standard_input; *files != NULL;
	     files++) {
		FILE *f =
		    strcmp(*files, "-") == 0 ? stdin : fopen(*files, "re");

		if (f == NULL) {
			diag_error("%s: %s", *files, strerror(errno));
			status = EXIT_SOME_FAILED;
			continue;
		}
		say_lines(s, f);
		if (f != stdin)
			fclose(f);
	}
	return status;
}

static int
say_records(struct say *s, char *files[])
{
	struct jsonl *in = jsonl_open(files, &s->set.io, s->out);
	struct record_reader replies;
	struct reply r = reply_blank();
	const struct json_val *v;

	record_want(&replies, &reply_record, in,
	    "reply_id text emotion sent_at received_at");
	while (can_go_on(s) && (v = jsonl_next(in)) != NULL) {
		if (s->set.keep)
			jsonl_pass(in);
		if (!record_read(&replies, v, &r))
			continue;
		if (r.text.p == NULL)
			jsonl_bad(in, "a reply without text");
		else
			say(s, &r);
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
	static struct engine *(*const open[])(
	    const struct engine_settings *, const char **why) = {
		[ESPEAK] = engine_espeak,
		[OPENAI] = engine_openai,
		[AISCHOCO] = engine_aischoco,
		[COMMAND] = engine_command,
	};
	struct engine *engine;
	const char *why = NULL;

	set->voice.by_emotion = set->by_emotion.at;
	set->voice.alone = set->no_fallback;
	engine = open[set->engine](&set->voice, &why);
	if (engine == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s",
		    engine_names[set->engine - 1], why);
	return engine;
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
	s->speaker = speaker;
	s->out = out_open(s->set.raw ? "/dev/null" : NULL, false);
	s->status = exit_worse(s->status,
	    s->set.text_lines ? say_texts(s, files) : say_records(s, files));
	speaker_free(s->speaker);
	if (!player_close(s->player))
		s->status = exit_worse(s->status, EXIT_SOME_FAILED);
}

/* Slow speech lasts longer; fast speech need not be shorter. */
static double
slowest(const struct settings *set)
{
	return set->voice.rate < 1 ? set->voice.rate : 1;
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
			.longest = s->set.longest / slowest(&s->set),
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
	say_all(&s, argv + first);
	opt_free(&tool, &s.set);
	free(s.set.gains.at);
	return exit_worse(s.status, jsonl_finish(NULL, s.out));
}
