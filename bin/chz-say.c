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

static struct jsonl_settings io;
static struct engine_settings voice;
static const char *engine_name = "espeak", *wav, *device;
static bool raw, text_lines, keep, no_fallback;
static int64_t max_age = -1, lead_ms = 30;
static double volume = 1;
static struct opt_list gains, by_emotion;

static const struct opt options[] = {
	{ 'e', "engine", "NAME", "espeak, openai, aischoco or command",
	    .text = &engine_name },
	{ 'v', "voice", "NAME", "the engine's voice, such as ko+f3 or Sohee",
	    .text = &voice.voice },
	{ 'o', "output", "FILE", "write the sound to a WAV file",
	    .text = &wav },
	{ 'd', "device", "NAME", "play on this sound device", .text = &device },
	{ 0, "raw", NULL, "sound to standard output, 48 kHz 16-bit mono",
	    .flag = &raw },
	{ 't', "text", NULL, "each input line is a text, not a record",
	    .flag = &text_lines },
	{ 'k', "keep", NULL, "pass the input records through", .flag = &keep },
	{ 0, "volume", "FACTOR", "loudness (default 1)", .real = &volume },
	{ 0, "gain", "EMOTION=FACTOR", "loudness for an emotion; repeatable",
	    .list = &gains },
	{ 0, "rate", "FACTOR", "speed (default 1)", .real = &voice.rate },
	{ 0, "pitch", "FACTOR", "pitch of espeak (default 1)",
	    .real = &voice.pitch },
	{ 0, "max-age", "DUR", "skip replies older than this",
	    .span = &max_age },
	{ 0, "lead", "DUR", "lips ahead of the sound (default 30ms)",
	    .span = &lead_ms },
	{ 0, "no-fallback", NULL, "do not let espeak stand in for an engine",
	    .flag = &no_fallback },
	{ 0, "command", "LINE", "shell command for -e command",
	    .text = &voice.command },
	{ 0, "url", "URL", "server of the engine (default CHZ_TTS_URL)",
	    .text = &voice.url },
	{ 0, "model", "NAME", "model to ask the server for",
	    .text = &voice.model },
	{ 0, "preset", "NAME", "Qwen3-TTS server: vllm, fastapi or mlx",
	    .text = &voice.preset },
	{ 0, "language", "NAME", "language to ask for (default Korean)",
	    .text = &voice.language },
	{ 0, "task-type", "NAME", "CustomVoice, VoiceDesign or Base",
	    .text = &voice.task_type },
	{ 0, "ref-audio", "URL", "voice to be imitated",
	    .text = &voice.ref_audio },
	{ 0, "ref-text", "TEXT", "what is said in --ref-audio",
	    .text = &voice.ref_text },
	{ 0, "instructions", "TEXT", "how to speak",
	    .text = &voice.instructions },
	{ 0, "instruct", "EMOTION=TEXT", "how to speak with it; repeatable",
	    .list = &by_emotion },
	{ 0, "sample-rate", "HZ", "of headerless sound (default 24000)",
	    .count = &voice.raw_rate },
	{ 0, "first-byte", "DUR", "patience with a server (default 10s)",
	    .span = &voice.first_byte_ms },
	{ 0, "strict", NULL, "stop at the first bad line", .flag = &io.strict },
	{ 0 },
};

static const char *const examples[] = {
	"echo 안녕하세요 | chz-say -t",
	"echo 안녕하세요 | chz-say -t -o hello.wav",
	"chz-say -k replies.jsonl | chz-vts",
	NULL,
};

static const struct tool tool = {
	.name = "chz-say",
	.operands = "[FILE...]",
	.about = "Speak replies aloud, with lips in step with the sound.",
	.opts = options,
	.examples = examples,
};

/* Cut what is being said; set by SIGUSR2. */
static volatile sig_atomic_t skip_now;

static void
on_skip(int signo)
{
	(void)signo;
	skip_now = 1;
}

/* One run: the pieces that every reply passes through. */
struct say {
	struct speaker *speaker;
	struct player *player; /* NULL while the sound server is away */
	struct out *out;
	bool live;       /* sound is heard as it plays */
	unsigned long n; /* replies so far, for those without an id */
	int status;
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
gain_for(const char *emotion)
{
	for (size_t i = 0; i < gains.n; i++) {
		struct str rest = str_of(gains.at[i]);
		struct str name = str_cut(&rest, '=');
		double factor;

		if (emotion == NULL || !str_is(name, emotion))
			continue;
		if (num_real(rest, &factor))
			return volume * factor;
	}
	return volume;
}

static void
check_gains(void)
{
	for (size_t i = 0; i < gains.n; i++) {
		struct str rest = str_of(gains.at[i]);
		double factor;

		str_cut(&rest, '=');
		if (!num_real(rest, &factor) || factor < 0)
			opt_misuse(
			    "--gain: '%s' is not EMOTION=FACTOR", gains.at[i]);
	}
}

static void
check_preset(void)
{
	static const char *const known[] = { "vllm", "fastapi", "mlx" };

	if (voice.preset == NULL)
		return;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(voice.preset, known[i]) == 0)
			return;
	opt_misuse("--preset: '%s' is not vllm, fastapi or mlx", voice.preset);
}

static bool
open_player(struct say *s)
{
	const char *why = NULL;

	if (wav != NULL)
		s->player = player_wav(wav);
	else if (raw)
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
	struct lips_shape lips = track_lips(track, (double)(ms + lead_ms));

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

		if (skip_now || sig_caught() || out_failed(s->out))
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
is_stale(const struct reply *r)
{
	int64_t made_at = reply_moment(r);

	return max_age >= 0 && made_at != WHEN_UNKNOWN &&
	    when_now() - made_at > max_age;
}

static void
say(struct say *s, const struct reply *r)
{
	char *emotion =
	    r->emotion.p != NULL ? strndup(r->emotion.p, r->emotion.n) : NULL;
	int64_t arrived = when_monotonic(), duration;
	struct buf made_up = { 0 };
	struct str id = r->reply_id;
	struct track *track = NULL;

	s->n++;
	if (id.p == NULL) {
		buf_fmt(&made_up, "say-%lu", s->n);
		id = buf_view(&made_up);
	}
	skip_now = 0;
	if (is_stale(r))
		skip(s, id, "stale");
	else if ((track = speaker_say(
		      s->speaker, r->text, emotion, gain_for(emotion))) == NULL)
		skip(s, id, "nothing to say");
	if (track != NULL && (duration = play(s, track, id, arrived)) >= 0) {
		put_mouth(s, track, id, duration * PLAYER_FRAMES / 1000);
		report(s,
		    &(struct speech){ .reply_id = id,
			.state = STR("end"),
			.duration_ms = duration,
			.latency_ms = -1 });
	} else if (track != NULL) {
		skip(s, id, "no sound came");
		s->status = exit_worse(s->status, EXIT_SOME_FAILED);
	}
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
	static char *standard_input[] = { (char *)"-", NULL };
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
	struct jsonl *in = jsonl_open(files, &io, s->out);
	struct record_reader replies;
	struct reply r = reply_blank();
	const struct json_val *v;

	record_want(&replies, &reply_record, in,
	    "reply_id text emotion sent_at received_at");
	while (can_go_on(s) && (v = jsonl_next(in)) != NULL) {
		if (keep)
			jsonl_pass(in);
		if (!record_read(&replies, v, &r))
			continue;
		if (r.text.p == NULL)
			jsonl_bad(in, "a reply without text");
		else
			say(s, &r);
	}
	return jsonl_close(in);
}

static void
engine_failed(const struct engine *engine, const char *why)
{
	static struct diag_kind kind = { .what = "engine failures" };

	diag_repeat(&kind, "%s: %s", engine->name, why);
}

static struct engine *
open_engine(const char *name)
{
	static const struct {
		const char *name;
		struct engine *(*open)(
		    const struct engine_settings *, const char **why);
	} engines[] = { { "espeak", engine_espeak },
		{ "openai", engine_openai }, { "aischoco", engine_aischoco },
		{ "command", engine_command } };
	const char *why = NULL;

	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
		struct engine *engine;

		if (strcmp(name, engines[i].name) != 0)
			continue;
		if ((engine = engines[i].open(&voice, &why)) == NULL)
			diag_die(EXIT_SOME_FAILED, "%s: %s", name, why);
		return engine;
	}
	opt_misuse(
	    "--engine: '%s' is not espeak, openai, aischoco or command", name);
}

/* espeak stands in with its own voice: the engine's name means nothing to
 * it. */
static struct engine *
open_fallback(void)
{
	struct engine_settings plain = { .rate = voice.rate,
		.pitch = voice.pitch };
	const char *why;

	if (no_fallback || strcmp(engine_name, "espeak") == 0)
		return NULL;
	return engine_espeak(&plain, &why);
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv, NULL);
	struct engine *engine, *fallback;
	struct say s = { 0 };

	check_gains();
	check_preset();
	if (raw && (wav != NULL || keep))
		opt_misuse("--raw has standard output to itself");
	MEM_RESERVE(by_emotion.at, by_emotion.cap, by_emotion.n + 1);
	by_emotion.at[by_emotion.n] = NULL;
	voice.by_emotion = by_emotion.at;
	engine = open_engine(engine_name);
	fallback = open_fallback();
	signal(SIGUSR2, on_skip);
	if (!open_player(&s))
		return EXIT_AWAY;
	s.out = out_open(raw ? "/dev/null" : NULL, false);
	s.speaker = speaker_new(engine, fallback, engine_failed);
	s.status = exit_worse(s.status,
	    text_lines ? say_texts(&s, argv + first)
		       : say_records(&s, argv + first));
	speaker_free(s.speaker);
	if (!player_close(s.player))
		s.status = exit_worse(s.status, EXIT_SOME_FAILED);
	engine_close(engine);
	engine_close(fallback);
	free(by_emotion.at);
	free(gains.at);
	return exit_worse(s.status, jsonl_finish(NULL, s.out));
}
