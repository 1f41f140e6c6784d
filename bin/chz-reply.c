/*
 * chz-reply - answer chat as a character, by a language model.
 * Events in, one reply record for each batch of chat out; or peaks in, and what
 * each was about out.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "core/sig.h"
#include "llm/calls.h"
#include "llm/dialogue.h"
#include "llm/recap.h"
#include "llm/servers.h"
#include "net/inflow.h"
#include "net/stdio.h"
#include "text/rules_options.h"

enum { FILE_MAX = 1024 * 1024, OUTPUT_CAP = 16 * 1024 * 1024 };

struct settings {
	const char *persona_file, *names, *language, *emotions;
	const char *url, *model, *key_file, *effort;
	struct opt_list fallback, words, tools, abouts;
	const char *history, *viewers, *once, *excuse;
	struct spending spending;
	int64_t idle_ms, timeout_ms, tool_ms, cache_ms;
	bool stream, keep, dry_run, summarise;
	struct mind_settings mind;
	struct sink_settings out;
	struct jsonl_settings io;
};

static const char *
read_budget(struct str arg, void *member)
{
	return spending_budget(member, arg)
	    ? NULL
	    : "a list of ceilings such as 20000tokens/h,3000won/d";
}

static const char *
read_price(struct str arg, void *member)
{
	return spending_price(member, arg) ? NULL
					   : "IN/OUT, won for a million tokens";
}

static const char *const efforts[] = { "low", "medium", "high", NULL };

static const struct opt options[] = {
	{ 'p', "persona", "FILE", "who answers, and examples of how",
	    OPT_TEXT(struct settings, persona_file) },
	{ 0, "names", "LIST", "by which it is spoken to",
	    OPT_TEXT(struct settings, names) },
	{ 0, "language", "NAME", "that it speaks",
	    OPT_TEXT(struct settings, language), .def = "Korean" },
	{ 0, "sentences", "N", "of an answer, at most",
	    OPT_COUNT(struct settings, mind.sentences), .def = "3", .min = 1,
	    .max = 100 },
	{ 0, "emotions", "LIST", "that there are; the first for want of one",
	    OPT_TEXT(struct settings, emotions),
	    .def = "neutral,happy,sad,angry,surprised,excited" },
	{ 0, "once", "TEXT", "answer this, and end",
	    OPT_TEXT(struct settings, once) },
	{ 0, "dry-run", NULL, "print the first request instead of sending it",
	    OPT_FLAG(struct settings, dry_run) },
	{ 0, "summarise", NULL, "say what each peak was about instead",
	    OPT_FLAG(struct settings, summarise) },
	{ 'k', "keep", NULL, "pass the input records through",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "stream", NULL, "each sentence as soon as it is there",
	    OPT_FLAG(struct settings, stream) },
	{ 0, "idle-talk", "DUR", "speak when nobody has for so long",
	    OPT_SPAN(struct settings, idle_ms), .min = 1000 },
	{ 0, "history", "DIR", "where what was said is remembered",
	    OPT_TEXT(struct settings, history) },
	{ 0, "viewers", "FILE", "where notes on viewers are kept",
	    OPT_TEXT(struct settings, viewers) },
	{ 0, "memory", "N", "tokens of turns before in a request",
	    OPT_COUNT(struct settings, mind.memory.keep), .def = "5000",
	    .min = 100, .max = 1000000 },
	{ 0, "batch", "N", "messages answered at once, at most",
	    OPT_COUNT(struct settings, mind.batch_lines), .def = "20", .min = 1,
	    .max = CHOICE_LINES },
	{ 0, "batch-tokens", "N", "the same in tokens",
	    OPT_COUNT(struct settings, mind.batch_tokens), .def = "1500",
	    .min = 1, .max = 1000000 },
	{ 0, "words", "FILE",
	    "what neither chat nor answer may have; repeatable",
	    OPT_LIST(struct settings, words) },
	{ 0, "excuse", "TEXT", "said for want of an answer",
	    OPT_TEXT(struct settings, excuse) },
	{ 0, "cache", "DUR", "the same question has the same answer so long",
	    OPT_SPAN(struct settings, cache_ms) },
	{ 0, "url", "URL", "where the model is", OPT_TEXT(struct settings, url),
	    .conf = "CHZ_LLM_URL" },
	{ 0, "model", "NAME", "which model", OPT_TEXT(struct settings, model),
	    .conf = "CHZ_LLM_MODEL" },
	{ 0, "fallback", "MODEL", "MODEL or MODEL@URL, when that is away",
	    OPT_LIST(struct settings, fallback) },
	{ 0, "key-file", "FILE", "where the key is",
	    OPT_TEXT(struct settings, key_file) },
	{ 0, "timeout", "DUR", "for an answer to come",
	    OPT_SPAN(struct settings, timeout_ms), .def = "5s", .min = 10 },
	{ 0, "max-tokens", "N", "of an answer, thoughts and all",
	    OPT_COUNT(struct settings, mind.max_tokens), .def = "1024",
	    .min = 16, .max = 1000000 },
	{ 0, "temperature", "X", "how freely it speaks",
	    OPT_REAL(struct settings, mind.temperature), .max = 2 },
	{ 0, "effort", "NAME", "how much it thinks",
	    OPT_TEXT(struct settings, effort), .choices = efforts },
	{ 0, "tool", "NAME=COMMAND", "what the model may call; repeatable",
	    OPT_LIST(struct settings, tools) },
	{ 0, "tool-about", "NAME=TEXT", "what it is told of that; repeatable",
	    OPT_LIST(struct settings, abouts) },
	{ 0, "tool-timeout", "DUR", "for a tool to return",
	    OPT_SPAN(struct settings, tool_ms), .def = "10s", .min = 10 },
	{ 0, "budget", "LIST", "ceilings: 20000tokens/h,3000won/d",
	    OPT_OWN(struct settings, spending, read_budget) },
	{ 0, "price", "IN/OUT", "won for a million tokens",
	    OPT_OWN(struct settings, spending, read_price) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-reply",
	.operands = "[FILE...]",
	.about = "Answer chat as a character, by a language model.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.rules = OPT_LINES("once | keep", "once | idle-talk", "dry-run | keep",
	    "dry-run | idle-talk", "stream | tool", "summarise | once",
	    "summarise | dry-run", "summarise | stream", "summarise | tool",
	    "summarise | idle-talk", "summarise | budget"),
	.examples = OPT_LINES("chz-reply --once '안녕하세요?'",
	    "chz-filter events.jsonl | chz-reply --history memory",
	    "chz-ts -k events.jsonl | chz-peaks -k | chz-reply --summarise",
	    "chz-reply --stream events.jsonl | chz-say -o answer.wav"),
};

struct run {
	struct settings set;
	struct loop *loop;
	struct http *http;
	struct sink *sink;
	struct inflow *input;
	struct record_reader events, peaks;
	struct persona persona;
	struct emotions emotions;
	struct buf persona_text;
	struct rules *judge;
	struct llm_endpoints ends;
	struct servers *servers;
	struct calls *calls;
	struct buf spending_path;
	/* One of them: */
	struct dialogue *dialogue;
	struct recap *recap;
};

/* ---- the ledger ---- */

static void
report(struct run *r, void (*say)(const char *, ...))
{
	struct buf b = { 0 };

	if (r->recap != NULL)
		buf_fmt(&b, "%zu peaks wait", recap_waiting(r->recap));
	else
		dialogue_put_ledger(r->dialogue, &b);
	say("%s", buf_text(&b));
	buf_free(&b);
}

static void
on_note(void *ctx)
{
	report(ctx, diag_note);
}

static void
on_signal(void *ctx)
{
	struct run *r = ctx;

	if (r->recap != NULL)
		recap_stop(r->recap);
	else
		dialogue_stop(r->dialogue);
}

/* ---- what comes in ---- */

static bool
is_denied(struct run *r, struct str text)
{
	struct str what;

	return r->judge != NULL &&
	    rules_ask(r->judge,
		&(struct rules_message){ .text = text, .paid = true },
		&what) != RULE_NONE;
}

static void
take_for_recap(struct run *r, struct jsonl *in, const struct json_val *v)
{
	struct event e = event_blank();
	struct peak p = peak_blank();

	if (record_read(&r->events, v, &e)) {
		if (!is_denied(r, e.text))
			recap_hear(r->recap, &e);
	} else if (record_read(&r->peaks, v, &p)) {
		if (p.start_sec < 0 || p.end_sec < p.start_sec)
			jsonl_bad(in, "a peak needs start_sec and end_sec");
		else if (!recap_add(r->recap, &p))
			jsonl_bad(in, "too many peaks wait");
	}
}

static void
keep_line(struct run *r, struct jsonl *in)
{
	buf_str(&r->sink->buf, jsonl_line(in));
	buf_addc(&r->sink->buf, '\n');
}

static void
on_record(void *ctx, struct jsonl *in, const struct json_val *v)
{
	struct run *r = ctx;
	struct event e = event_blank();

	if (r->set.keep)
		keep_line(r, in);
	if (r->recap != NULL)
		take_for_recap(r, in, v);
	else if (record_read(&r->events, v, &e))
		dialogue_hear(r->dialogue, &e);
}

static void
on_taken(void *ctx, bool all)
{
	struct run *r = ctx;

	if (r->recap != NULL)
		recap_heard(r->recap, all);
	else
		dialogue_heard(r->dialogue, all);
}

static void
on_reader(void *ctx, struct jsonl *in)
{
	struct run *r = ctx;

	record_want(&r->events, &event_record, in, NULL);
	record_want(&r->peaks, &peak_record, in, NULL);
}

static void
take_once(struct run *r)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.user = STR("you");
	e.text = str_of(r->set.once);
	dialogue_hear(r->dialogue, &e);
	on_taken(r, true);
}

static void
on_full(void *ctx, bool full)
{
	struct run *r = ctx;

	if (r->input != NULL)
		inflow_pause(r->input, full);
}

static void
on_sent(void *ctx)
{
	loop_stop(((struct run *)ctx)->loop);
}

/* ---- begin and end ---- */

static void
read_persona(struct run *r)
{
	static const char nobody[] =
	    "You host a live stream.  You are friendly and quick-witted, and "
	    "you like your viewers.";
	const char *path = r->set.persona_file;

	if (path == NULL)
		buf_adds(&r->persona_text, nobody);
	else if (!file_read(path, FILE_MAX, &r->persona_text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	if (!persona_read(&r->persona, buf_view(&r->persona_text)))
		diag_die(EXIT_SOME_FAILED, "%s: nothing in it", path);
	if (!emotions_read(&r->emotions, str_of(r->set.emotions)))
		opt_misuse("--emotions: '%s' is not 1 to %d names",
		    r->set.emotions, SAID_EMOTIONS);
}

static const char *
take_word(void *ctx, struct str line)
{
	struct run *r = ctx;
	const char *why = NULL;

	rules_word(r->judge, line, &why);
	return why;
}

static void
read_words(struct run *r)
{
	const struct opt_list *words = &r->set.words;

	if (words->n > 0)
		r->judge = rules_new();
	for (size_t i = 0; i < words->n; i++)
		rules_read_list(words->at[i], take_word, r);
}

static void
read_tools(struct run *r)
{
	const struct opt_list *tools = &r->set.tools, *abouts = &r->set.abouts;
	const char *why = NULL;

	r->calls = calls_new();
	for (size_t i = 0; i < tools->n; i++)
		if ((why = calls_add(r->calls, tools->at[i])) != NULL)
			opt_misuse("--tool: '%s' is %s", tools->at[i], why);
	for (size_t i = 0; i < abouts->n; i++)
		if ((why = calls_about(r->calls, abouts->at[i])) != NULL)
			opt_misuse(
			    "--tool-about: '%s' is %s", abouts->at[i], why);
}

/* What was spent is kept with the history, or else for all of this user. */
static const char *
spending_path(struct run *r)
{
	char *path;

	if (r->set.history != NULL) {
		buf_fmt(&r->spending_path, "%s/spending.json", r->set.history);
		return buf_text(&r->spending_path);
	}
	path = conf_state_path("reply-spending.json");
	if (path == NULL)
		return NULL;
	buf_adds(&r->spending_path, path);
	free(path);
	return buf_text(&r->spending_path);
}

static bool
has_budget(const struct spending *s)
{
	for (int i = 0; i < SPENDING_SPANS; i++)
		if (s->most[i].tokens > 0 || s->most[i].milliwon > 0)
			return true;
	return false;
}

static void
check_budget(const struct spending *s)
{
	bool won = false;

	for (int i = 0; i < SPENDING_SPANS; i++)
		won = won || s->most[i].milliwon > 0;
	if (won && s->won_in <= 0 && s->won_out <= 0)
		opt_misuse("--budget in won needs --price");
}

static void
set_mind(struct run *r)
{
	struct settings *set = &r->set;
	struct mind_settings *m = &set->mind;

	m->persona = &r->persona;
	m->emotions = &r->emotions;
	m->names = set->names != NULL ? str_of(set->names) : (struct str){ 0 };
	m->language = str_of(set->language);
	m->stream = set->stream;
	m->effort = set->effort != NULL ? set->effort : "low";
	m->memory.fold_above = m->memory.keep / 5 * 7;
	m->memory.most = m->memory.keep / 5 * 8;
	m->history = set->history;
	m->viewers = set->viewers;
	m->judge = r->judge;
	m->tools = calls_tools(r->calls, &m->n_tools);
	m->excuse = set->excuse != NULL ? str_of(set->excuse)
					: STR("음, 그건 잘 모르겠어요.");
	m->cache_ms = set->cache_ms;
	if (has_budget(&set->spending)) {
		m->spending = &set->spending;
		m->spending_path = spending_path(r);
	}
}

static void
open_dialogue(struct run *r)
{
	set_mind(r);
	r->dialogue = dialogue_new(&(struct dialogue_settings){ .loop = r->loop,
	    .http = r->http,
	    .sink = r->sink,
	    .ends = &r->ends,
	    .mind = &r->set.mind,
	    .calls = r->calls,
	    .timeout_ms = r->set.timeout_ms,
	    .call_timeout_ms = r->set.tool_ms,
	    .idle_ms = r->set.idle_ms,
	    .dry_run = r->set.dry_run });
	if (r->dialogue == NULL)
		exit(EXIT_DENIED);
}

static void
open_recap(struct run *r)
{
	const struct mind_settings *m = &r->set.mind;
	const char *effort = r->set.effort;

	r->recap = recap_new(&(struct recap_settings){ .loop = r->loop,
	    .http = r->http,
	    .sink = r->sink,
	    .digest = { .ends = &r->ends,
		.language = str_of(r->set.language),
		.max_tokens = m->max_tokens,
		.temperature = m->temperature,
		.effort = effort != NULL ? effort : "low" },
	    .timeout_ms = r->set.timeout_ms });
}

static void
open_output(struct run *r)
{
	struct sink_settings *out = &r->set.out;

	out->cap = OUTPUT_CAP;
	out->full = on_full;
	out->ended = on_sent;
	out->ctx = r;
	r->sink = sink_open(r->loop, out);
}

static void
open_input(struct run *r, char *files[])
{
	if (r->set.once != NULL)
		take_once(r);
	else
		r->input = inflow_open(r->loop, files,
		    &(struct inflow_settings){ .io = &r->set.io,
			.want = on_reader,
			.take = on_record,
			.taken = on_taken,
			.ctx = r });
}

/* What the user says, before anything is opened. */
static void
read_settings(struct run *r)
{
	check_budget(&r->set.spending);
	read_persona(r);
	read_words(r);
	read_tools(r);
	r->servers = servers_open(&r->ends,
	    &(struct servers_settings){ .url = r->set.url,
		.model = r->set.model,
		.key_file = r->set.key_file,
		.fallback = &r->set.fallback,
		.reasons = r->set.effort != NULL,
		.keyless = r->set.dry_run });
}

static void
start(struct run *r, char *files[])
{
	if (r->set.once != NULL && *files != NULL)
		opt_misuse("--once takes no file");
	read_settings(r);
	r->loop = loop_new();
	r->http = http_new(r->loop, &(struct http_settings){ .no_hold = true });
	open_output(r);
	if (r->set.summarise)
		open_recap(r);
	else
		open_dialogue(r);
	loop_on_signal(r->loop, on_signal, r);
	loop_on_note(r->loop, SIGUSR1, on_note, r);
	open_input(r, files);
}

static int
finish(struct run *r)
{
	int status;

	report(r, diag_detail);
	status = exit_worse(dialogue_free(r->dialogue), recap_free(r->recap));
	calls_free(r->calls);
	http_free(r->http);
	status = exit_worse(status, sink_close(r->sink));
	rules_free(r->judge);
	servers_close(r->servers);
	buf_free(&r->persona_text);
	buf_free(&r->spending_path);
	status = exit_worse(status, inflow_close(r->input));
	loop_free(r->loop);
	opt_free(&tool, &r->set);
	return exit_worse(status, jsonl_finish(NULL, NULL));
}

int
main(int argc, char *argv[])
{
	struct run r = { .set.mind.temperature = -1 };
	int first = opt_parse(&tool, argc, argv, &r.set);

	start(&r, argv + first);
	loop_run(r.loop);
	return finish(&r);
}
