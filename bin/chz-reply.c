/*
 * chz-reply - answer chat as a character, by a language model.
 * Events in, one reply record for each batch of chat out; or peaks in, and what
 * each was about out.
 */

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "core/random.h"
#include "core/secret.h"
#include "core/sig.h"
#include "jsonl/jsonl.h"
#include "llm/digest.h"
#include "llm/exchange.h"
#include "llm/mind.h"
#include "net/retry.h"
#include "net/runner.h"
#include "net/stdio.h"
#include "text/rules_options.h"

enum {
	FILE_MAX = 1024 * 1024,
	LOOK_MS = 10,            /* between two looks at the output's pipe */
	PULLED = 256,            /* records of a file at once */
	PATIENCE_MS = 60 * 1000, /* for the last of the chat */
	SAVE_MS = 30 * 1000,     /* between two writings of --viewers */
	STREAMS = 12,            /* times --timeout for a whole stream */
	OUTPUT_CAP = 16 * 1024 * 1024,
	TOOLS = 16,
	TOOL_WORDS = 32, /* of a tool's command */
	TOOL_NAME = 64,  /* letters, at most */
	TOOL_OUTPUT = 16 * 1024
};

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

/* A command that the model may call. */
struct called_tool {
	struct llm_tool tool;
	char *argv[TOOL_WORDS + 1];
};

/* A call of one. */
struct call {
	struct run *run;
	size_t i; /* of the answer's calls */
	const struct called_tool *tool;
	struct runner *runner; /* under way, or NULL */
};

struct run {
	struct settings set;
	struct loop *loop;
	struct http *http;
	struct sink *sink;
	struct jsonl *in;
	struct feed *feed;  /* of standard input */
	struct timer *pull; /* of files */
	bool then_input;    /* ... behind them */
	struct record_reader events, peaks;
	struct persona persona;
	struct emotions emotions;
	struct buf persona_text;
	struct rules *judge;
	struct llm_endpoints ends;
	struct called_tool tools[TOOLS];
	struct llm_tool offered[TOOLS];
	size_t n_tools;
	struct call calls[ANSWER_CALLS];
	size_t calls_left; /* that have not returned */
	struct arena texts;
	char *secrets[LLM_ENDPOINTS]; /* that were read from files */
	char *urls[LLM_ENDPOINTS], *models[LLM_ENDPOINTS];
	struct buf spending_path;
	struct mind *mind;
	struct digest *digest; /* instead of it, or NULL */
	struct exchange *answers, *memory;
	struct timer *look;
	struct retry retry;

	uint64_t mark;      /* in the output, behind the last reply */
	uint64_t n_denied;  /* messages that --words kept away */
	int64_t heard_at;   /* the last word of anybody */
	int64_t not_before; /* after a failure */
	int64_t saved_at;
	bool fed;             /* no more chat will come */
	bool over;            /* nothing more will be said */
	bool away, held_back; /* which was said */
	int status;
};

static struct mind_time
now(const struct run *r)
{
	return (struct mind_time){ loop_now(r->loop), when_now() };
}

/* ---- the ledger ---- */

static void
put_ledger(struct run *r, struct buf *b)
{
	struct choice_counts n = mind_counts(r->mind);
	struct mind_tally t = mind_tally(r->mind);

	buf_fmt(b,
	    "in %llu = answered %llu + dropped %llu + held %llu; "
	    "replies %llu, excuses %llu, failures %llu",
	    (unsigned long long)(n.in + r->n_denied),
	    (unsigned long long)n.answered,
	    (unsigned long long)(n.dropped + r->n_denied),
	    (unsigned long long)n.held, (unsigned long long)t.replies,
	    (unsigned long long)t.excuses, (unsigned long long)t.failed);
	if (t.forgotten > 0)
		buf_fmt(b, ", turns forgotten %llu",
		    (unsigned long long)t.forgotten);
}

static void
report(struct run *r, void (*say)(const char *, ...))
{
	struct buf b = { 0 };

	if (r->mind == NULL) {
		say("%zu peaks wait", digest_waiting(r->digest));
		return;
	}
	put_ledger(r, &b);
	say("%s", buf_text(&b));
	buf_free(&b);
}

static void
on_note(void *ctx)
{
	report(ctx, diag_note);
}

/* ---- the end ---- */

static void
stop(void *ctx)
{
	loop_stop(((struct run *)ctx)->loop);
}

static void
wind_up(struct run *r)
{
	if (r->over)
		return;
	r->over = true;
	timer_clear(r->look);
	exchange_cancel(r->memory);
	sink_end(r->sink);
}

/* Whether an answer is under way. */
static bool
is_busy(const struct run *r)
{
	return exchange_is_busy(r->answers) || r->calls_left > 0;
}

static void
drop_calls(struct run *r)
{
	for (size_t i = 0; i < ANSWER_CALLS; i++) {
		runner_free(r->calls[i].runner);
		r->calls[i].runner = NULL;
	}
	r->calls_left = 0;
}

static void
on_signal(void *ctx)
{
	struct run *r = ctx;

	bool busy = is_busy(r);

	exchange_cancel(r->answers);
	drop_calls(r);
	if (busy && r->mind != NULL)
		mind_give_up(r->mind, now(r));
	wind_up(r);
}

/* ---- answers ---- */

static void consider(void *ctx);

static void
on_say(void *ctx, const struct reply *reply)
{
	struct run *r = ctx;

	record_put(&r->sink->buf, &reply_record, reply);
	sink_flush(r->sink);
	r->mark = sink_mark(r->sink);
}

static void
begin(struct run *r, bool idle)
{
	struct mind_time t = now(r);
	struct asking *a = mind_begin(r->mind, idle, t);

	r->heard_at = t.now;
	if (a != NULL)
		exchange_send(r->answers, a, 0);
	else
		timer_set(r->look, 0);
}

static void
save_now_and_then(struct run *r)
{
	int64_t t = loop_now(r->loop);

	if (t - r->saved_at < SAVE_MS)
		return;
	r->saved_at = t;
	mind_save(r->mind);
}

static void
fold(struct run *r)
{
	struct asking *a;

	if (exchange_is_busy(r->memory))
		return;
	a = mind_fold(r->mind, now(r));
	if (a != NULL)
		exchange_send(r->memory, a, 0);
}

static void
succeed(struct run *r)
{
	if (r->away)
		diag_note("the model answers again");
	r->away = false;
	r->not_before = 0;
	retry_up(&r->retry, loop_now(r->loop));
	r->heard_at = loop_now(r->loop);
	fold(r);
	save_now_and_then(r);
}

/* Not now: what is said meanwhile waits, longer and longer. */
static void
fail(struct run *r)
{
	int64_t t = loop_now(r->loop);

	if (!r->away)
		diag_error("no answer: %s", mind_why(r->mind));
	r->away = true;
	r->not_before = t + retry_down(&r->retry, t);
}

static void
give_up(struct run *r, int status)
{
	diag_error("%s: %s", asking_endpoint(mind_asking(r->mind))->model,
	    mind_why(r->mind));
	r->status = exit_worse(r->status, status);
	wind_up(r);
}

/* ---- tools ---- */

static void
returned(struct run *r, size_t i, struct str text)
{
	mind_returned(r->mind, i, text);
	if (--r->calls_left == 0)
		exchange_send(r->answers, mind_asking(r->mind), 0);
}

/* What went wrong is for the model to say. */
static void
return_error(struct run *r, size_t i, const char *why)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "error", str_of(why));
	put_close(&b);
	returned(r, i, buf_view(&b));
	buf_free(&b);
}

static void
on_tool(void *ctx, struct str output, const char *why)
{
	struct call *c = ctx;

	if (why != NULL)
		diag_error("%.*s: %s", STR_ARG(c->tool->tool.name), why);
	runner_free(c->runner);
	c->runner = NULL;
	if (why != NULL)
		return_error(c->run, c->i, why);
	else
		returned(c->run, c->i, str_trim(output));
}

static struct called_tool *
find_tool(struct run *r, struct str name)
{
	for (size_t i = 0; i < r->n_tools; i++)
		if (str_eq(name, r->tools[i].tool.name))
			return &r->tools[i];
	return NULL;
}

static bool
is_object(struct str text)
{
	struct json_val none[1];
	struct scan_error err;

	return scan_line(text, &(struct scan_keys){ .n = 0 }, none, &err);
}

static void
call(struct run *r, size_t i, const struct llm_call *call)
{
	struct call *c = &r->calls[i];
	struct str input = str_trim(buf_view(&call->arguments));

	if (input.n == 0)
		input = STR("{}");
	*c = (struct call){
		.run = r, .i = i, .tool = find_tool(r, buf_view(&call->name))
	};
	if (c->tool == NULL)
		return_error(r, i, "there is no such tool");
	else if (!is_object(input))
		return_error(r, i, "the arguments are not JSON");
	else
		c->runner = runner_start(r->loop,
		    &(struct runner_settings){ .argv = c->tool->argv,
			.input = input,
			.max_output = TOOL_OUTPUT,
			.timeout_ms = r->set.tool_ms,
			.done = on_tool,
			.ctx = c });
}

static void
call_tools(struct run *r)
{
	const struct llm_answer *a = &mind_asking(r->mind)->answer;
	size_t n = a->n_calls;

	r->calls_left = n;
	for (size_t i = 0; i < n; i++)
		call(r, i, &a->call[i]);
}

/* ---- what comes of it ---- */

static void
on_piece(void *ctx, struct str bytes)
{
	struct run *r = ctx;

	mind_piece(r->mind, bytes, now(r));
}

static void
on_ended(void *ctx, long status, struct str body, const char *why)
{
	struct run *r = ctx;
	int64_t wait;

	switch (mind_end(r->mind, status, body, why, now(r), &wait)) {
	case MIND_AGAIN:
		exchange_send(r->answers, mind_asking(r->mind), wait);
		return;
	case MIND_CALLS:
		call_tools(r);
		return;
	case MIND_SPOKEN:
		succeed(r);
		break;
	case MIND_FAILED:
		fail(r);
		break;
	case MIND_DENIED:
		give_up(r, EXIT_DENIED);
		return;
	case MIND_FATAL:
		give_up(r, EXIT_SOME_FAILED);
		return;
	}
	timer_set(r->look, 0);
}

/* ---- the memory ---- */

static void
ignore_piece(void *ctx, struct str bytes)
{
	(void)ctx, (void)bytes;
}

static void
on_folded(void *ctx, long status, struct str body, const char *why)
{
	struct run *r = ctx;
	int64_t wait;
	enum mind_step step =
	    mind_fold_end(r->mind, status, body, why, now(r), &wait);

	if (step == MIND_AGAIN)
		exchange_send(r->memory, mind_folding(r->mind), wait);
	else if (step != MIND_SPOKEN)
		diag_detail("no summary: %s", mind_why(r->mind));
	if (!exchange_is_busy(r->memory))
		timer_set(r->look, 0);
}

/* ---- words that nobody wants ---- */

static bool
is_denied(struct run *r, struct str text)
{
	struct str what;

	return r->judge != NULL &&
	    rules_ask(r->judge,
		&(struct rules_message){ .text = text, .paid = true },
		&what) != RULE_NONE;
}

/* ---- what peaks were about ---- */

static void
on_topic(void *ctx, const struct topic *t)
{
	struct run *r = ctx;

	record_put(&r->sink->buf, &topic_record, t);
	sink_flush(r->sink);
}

/* One peak fails, the next may not; but without a key all do. */
static void
lose_topic(struct run *r, enum asking_step step)
{
	struct asking *a = digest_asking(r->digest);

	diag_error("a peak has no title: %s", buf_text(&a->answer.message));
	r->status = exit_worse(r->status,
	    step == ASKING_DENIED       ? EXIT_DENIED
		: step == ASKING_FAILED ? EXIT_AWAY
					: EXIT_SOME_FAILED);
	if (step == ASKING_DENIED || step == ASKING_FATAL)
		wind_up(r);
}

static void
on_digested(void *ctx, long status, struct str body, const char *why)
{
	struct run *r = ctx;
	int64_t wait;
	enum asking_step step =
	    digest_end(r->digest, status, body, why, loop_now(r->loop), &wait);

	if (step == ASKING_AGAIN) {
		exchange_send(r->answers, digest_asking(r->digest), wait);
		return;
	}
	if (step != ASKING_DONE)
		lose_topic(r, step);
	timer_set(r->look, 0);
}

/* One peak after the other, as the server lets us. */
static void
digest(void *ctx)
{
	struct run *r = ctx;
	int64_t t = loop_now(r->loop), wait;

	if (r->over || is_busy(r))
		return;
	if (digest_waiting(r->digest) == 0) {
		if (r->fed)
			wind_up(r);
		return;
	}
	wait = endpoints_wait(&r->ends, r->set.mind.max_tokens, t);
	if (wait > 0)
		timer_set(r->look, wait);
	else
		exchange_send(r->answers, digest_begin(r->digest, t), 0);
}

static void
take_digested(struct run *r, const struct json_val *v)
{
	struct event e = event_blank();
	struct peak p = peak_blank();

	if (record_read(&r->events, v, &e)) {
		if (!is_denied(r, e.text))
			digest_hear(r->digest, &e);
	} else if (record_read(&r->peaks, v, &p)) {
		if (p.start_sec < 0 || p.end_sec < p.start_sec)
			jsonl_bad(r->in, "a peak needs start_sec and end_sec");
		else if (!digest_add(r->digest, &p))
			jsonl_bad(r->in, "too many peaks wait");
	}
}

/* ---- when to answer ---- */

static void
print_request(struct run *r)
{
	struct asking *a = mind_begin(r->mind, false, now(r));

	if (a != NULL) {
		diag_detail("for %s", asking_endpoint(a)->url);
		asking_put_body(a, &r->sink->buf);
		buf_addc(&r->sink->buf, '\n');
	}
	wind_up(r);
}

/* Nobody waits for an answer. */
static void
be_idle(struct run *r)
{
	struct mind_time t = now(r);
	int64_t wait = r->heard_at + r->set.idle_ms - t.now, may;

	if (r->fed) {
		if (!exchange_is_busy(r->memory))
			wind_up(r);
		return;
	}
	if (r->set.idle_ms <= 0)
		return;
	may = mind_idle_wait(r->mind, t);
	if (may > wait)
		wait = may;
	if (r->not_before - t.now > wait)
		wait = r->not_before - t.now;
	if (wait <= 0 && !sink_reached(r->sink, r->mark))
		wait = LOOK_MS;
	if (wait > 0)
		timer_set(r->look, wait);
	else
		begin(r, true);
}

/* Chat waits, but must wait on. */
static void
hold(struct run *r, int64_t wait)
{
	if (wait >= PATIENCE_MS && !r->held_back)
		diag_note("nothing can be asked for %lld min: a limit is met",
		    (long long)(wait / 60000));
	r->held_back = wait >= PATIENCE_MS;
	if (r->fed && wait >= PATIENCE_MS) {
		r->status = exit_worse(r->status, EXIT_AWAY);
		wind_up(r);
	} else {
		timer_set(r->look, wait);
	}
}

/* One answer at a time, and none ahead of who reads them. */
static void
consider(void *ctx)
{
	struct run *r = ctx;
	struct mind_time t = now(r);
	int64_t wait = mind_wait(r->mind, t);

	if (r->over || is_busy(r))
		return;
	timer_clear(r->look);
	if (wait == INT64_MAX) {
		be_idle(r);
		return;
	}
	if (r->not_before - t.now > wait)
		wait = r->not_before - t.now;
	if (wait <= 0 && !sink_reached(r->sink, r->mark))
		wait = LOOK_MS;
	if (r->set.dry_run && r->fed)
		print_request(r);
	else if (r->set.dry_run)
		return;
	else if (wait > 0)
		hold(r, wait);
	else
		begin(r, false);
}

/* ---- chat ---- */

static void
take_event(struct run *r, const struct event *e, struct mind_time t)
{
	if (!choice_is_message(e))
		return;
	r->heard_at = t.now;
	if (is_denied(r, e->text) || is_denied(r, e->user))
		r->n_denied++;
	else
		mind_hear(r->mind, e, t);
}

static void
keep_line(struct run *r)
{
	buf_str(&r->sink->buf, jsonl_line(r->in));
	buf_addc(&r->sink->buf, '\n');
}

static void
take_record(struct run *r, const struct json_val *v)
{
	struct event e = event_blank();

	if (r->set.keep)
		keep_line(r);
	if (r->digest != NULL)
		take_digested(r, v);
	else if (record_read(&r->events, v, &e))
		take_event(r, &e, now(r));
}

/* What comes at once is answered at once. */
static void
taken(struct run *r, bool all)
{
	r->fed = all;
	if (!is_busy(r))
		timer_set(r->look, 0);
}

static void
take_input(void *ctx, const char *p, size_t n)
{
	struct run *r = ctx;
	const struct json_val *v;

	if (n > 0)
		jsonl_push(r->in, p, n);
	else
		jsonl_push_end(r->in);
	while ((v = jsonl_next(r->in)) != NULL)
		take_record(r, v);
	taken(r, n == 0);
}

/* Where records come from now. */
static void
read_from(struct run *r, struct jsonl *in)
{
	r->status = exit_worse(r->status, jsonl_close(r->in));
	r->in = in;
	record_want(&r->events, &event_record, in, NULL);
	record_want(&r->peaks, &peak_record, in, NULL);
}

static void
read_input(struct run *r)
{
	read_from(r, jsonl_new("<stdin>", &r->set.io));
	r->feed = feed_open(r->loop, take_input, r);
}

/* Some of a file, and then whatever else there is to do. */
static void
take_file(void *ctx)
{
	struct run *r = ctx;
	const struct json_val *v = NULL;

	for (int i = 0; i < PULLED && (v = jsonl_next(r->in)) != NULL; i++)
		take_record(r, v);
	if (v != NULL)
		timer_set(r->pull, 0);
	else if (r->then_input)
		read_input(r);
	taken(r, v == NULL && !r->then_input);
}

/* Files do not keep the loop waiting; pipes would. */
static void
check_file(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		opt_misuse("%s: not a file; give it as standard input", path);
}

/* Files come first, then standard input where it is one of them. */
static void
read_files(struct run *r, char *files[])
{
	size_t n = 0;

	for (char **f = files; *f != NULL; f++)
		if (strcmp(*f, "-") == 0) {
			r->then_input = true;
		} else {
			check_file(*f);
			files[n++] = *f;
		}
	files[n] = NULL;
	if (n == 0) {
		read_input(r);
		return;
	}
	read_from(r, jsonl_open(files, &r->set.io, NULL));
	r->pull = timer_new(r->loop, take_file, r);
	timer_set(r->pull, 0);
}

static void
take_once(struct run *r)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.user = STR("you");
	e.text = str_of(r->set.once);
	take_event(r, &e, now(r));
	r->fed = true;
}

static void
on_full(void *ctx, bool full)
{
	struct run *r = ctx;

	if (r->feed != NULL)
		feed_pause(r->feed, full);
	else if (r->pull != NULL && full)
		timer_clear(r->pull);
	else if (r->pull != NULL && !r->fed)
		timer_set(r->pull, 0);
}

/* ---- endpoints ---- */

/* "https://host", for what belongs to it alone. */
static struct str
origin_of(const char *url)
{
	const char *host = strstr(url, "://");

	if (host == NULL)
		return str_of(url);
	host += 3;
	return (struct str){ url, (size_t)(host - url) + strcspn(host, "/?#") };
}

static bool
is_groq(const char *url)
{
	return str_is(origin_of(url), "https://api.groq.com");
}

/* A key is for the host it was given for, and for nobody else. */
static const char *
key_for(struct run *r, size_t i, const char *url)
{
	const char *key = NULL;

	if (i > 0 && !str_eq(origin_of(url), origin_of(r->ends.at[0].url)))
		key = conf_secret("CHZ_LLM_FALLBACK_KEY");
	else if (r->set.key_file != NULL)
		key = r->secrets[0];
	else
		key = conf_secret("CHZ_LLM_KEY");
	if (key == NULL && is_groq(url))
		key = conf_secret("GROQ_API_KEY");
	if (key == NULL && is_groq(url) && !r->set.dry_run)
		diag_die(EXIT_DENIED,
		    "no key for %s: set GROQ_API_KEY, or CHZ_LLM_KEY, or use "
		    "--key-file",
		    url);
	if (key != NULL && strpbrk(key, "\r\n") != NULL)
		diag_die(EXIT_DENIED, "the key is more than one line");
	return key;
}

static void
add_endpoint(struct run *r, struct str url, struct str model)
{
	size_t i = r->ends.n;
	struct llm_endpoint *e = &r->ends.at[i];

	if (i >= LLM_ENDPOINTS)
		opt_misuse("--fallback: at most %d", LLM_ENDPOINTS - 1);
	while (str_ends(url, "/"))
		url.n--;
	r->urls[i] = xstrndup(url.p, url.n);
	r->models[i] = xstrndup(model.p, model.n);
	*e = (struct llm_endpoint){ .url = r->urls[i],
		.model = r->models[i],
		.form = LLM_SCHEMA,
		.groq = is_groq(r->urls[i]),
		.reasons = r->set.effort != NULL ||
		    strstr(r->models[i], "gpt-oss") != NULL };
	e->key = key_for(r, i, e->url);
	r->ends.n++;
}

/* "MODEL" of the same server, or "MODEL@URL". */
static void
add_fallback(struct run *r, const char *text)
{
	const char *at = strstr(text, "@http");

	if (at == NULL)
		add_endpoint(r, str_of(r->ends.at[0].url), str_of(text));
	else
		add_endpoint(r, str_of(at + 1),
		    (struct str){ text, (size_t)(at - text) });
}

static void
open_endpoints(struct run *r)
{
	const struct settings *set = &r->set;

	if (set->key_file != NULL) {
		r->secrets[0] = secret_read(set->key_file);
		if (r->secrets[0] == NULL || r->secrets[0][0] == '\0')
			diag_die(
			    EXIT_DENIED, "%s: no key there", set->key_file);
	}
	add_endpoint(r,
	    str_of(set->url != NULL ? set->url : conf_get("CHZ_LLM_URL")),
	    str_of(
		set->model != NULL ? set->model : conf_get("CHZ_LLM_MODEL")));
	for (size_t i = 0; i < set->fallback.n; i++)
		add_fallback(r, set->fallback.at[i]);
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

/* The words of a command, which no shell sees. */
static void
read_command(struct run *r, struct called_tool *t, struct str command)
{
	int n = 0;

	while (command.p != NULL) {
		struct str word = str_cut(&command, ' ');

		if (word.n == 0)
			continue;
		if (n == TOOL_WORDS)
			opt_misuse("--tool: more than %d words", TOOL_WORDS);
		t->argv[n++] = arena_copy(&r->texts, word.p, word.n);
	}
	t->argv[n] = NULL;
}

static bool
is_tool_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!isalnum((unsigned char)name.p[i]) && name.p[i] != '_' &&
		    name.p[i] != '-')
			return false;
	return name.n > 0 && name.n <= TOOL_NAME;
}

static void
read_tools(struct run *r)
{
	const struct opt_list *tools = &r->set.tools, *abouts = &r->set.abouts;

	for (size_t i = 0; i < tools->n; i++) {
		struct called_tool *t = &r->tools[i];
		struct str command = str_of(tools->at[i]);

		if (i == TOOLS)
			opt_misuse("--tool: at most %d", TOOLS);
		t->tool.name = t->tool.about = str_cut(&command, '=');
		read_command(r, t, command);
		if (!is_tool_name(t->tool.name) || t->argv[0] == NULL)
			opt_misuse("--tool: '%s' is not NAME=COMMAND, the name "
				   "of letters, digits, _ and -",
			    tools->at[i]);
		r->n_tools++;
	}
	for (size_t i = 0; i < abouts->n; i++) {
		struct str text = str_of(abouts->at[i]);
		struct called_tool *t = find_tool(r, str_cut(&text, '='));

		if (t == NULL || text.p == NULL)
			opt_misuse("--tool-about: '%s' is not NAME=TEXT of a "
				   "tool",
			    abouts->at[i]);
		t->tool.about = text;
	}
	for (size_t i = 0; i < r->n_tools; i++)
		r->offered[i] = r->tools[i].tool;
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
open_mind(struct run *r)
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
	m->tools = r->offered;
	m->n_tools = r->n_tools;
	m->excuse = set->excuse != NULL ? str_of(set->excuse)
					: STR("음, 그건 잘 모르겠어요.");
	m->cache_ms = set->cache_ms;
	if (has_budget(&set->spending)) {
		m->spending = &set->spending;
		m->spending_path = spending_path(r);
	}
	m->say = on_say;
	m->ctx = r;
	r->mind = mind_new(m, &r->ends);
	if (r->mind == NULL)
		exit(EXIT_DENIED);
}

static void
open_digest(struct run *r)
{
	const struct mind_settings *m = &r->set.mind;

	r->digest = digest_new(&(struct digest_settings){ .ends = &r->ends,
	    .language = str_of(r->set.language),
	    .max_tokens = m->max_tokens,
	    .temperature = m->temperature,
	    .effort = r->set.effort != NULL ? r->set.effort : "low",
	    .tell = on_topic,
	    .ctx = r });
}

static void
open_output(struct run *r)
{
	struct sink_settings *out = &r->set.out;

	out->cap = OUTPUT_CAP;
	out->full = on_full;
	out->ended = stop;
	out->ctx = r;
	r->sink = sink_open(r->loop, out);
}

static void
open_exchanges(struct run *r)
{
	struct exchange_settings x = { .loop = r->loop,
		.answer_ms = r->set.timeout_ms,
		.stream_ms = r->set.timeout_ms * STREAMS,
		.piece = on_piece,
		.ended = on_ended,
		.ctx = r };

	r->http = http_new(r->loop, &(struct http_settings){ .no_hold = true });
	x.http = r->http;
	if (r->digest != NULL)
		x.ended = on_digested;
	r->answers = exchange_new(&x);
	x.answer_ms *= STREAMS;
	x.piece = ignore_piece;
	x.ended = on_folded;
	r->memory = exchange_new(&x);
}

static void
open_input(struct run *r, char *files[])
{
	if (r->set.once != NULL && *files != NULL)
		opt_misuse("--once takes no file");
	if (r->set.once != NULL) {
		read_from(r, jsonl_new("--once", &r->set.io));
		take_once(r);
	} else {
		read_files(r, files);
	}
	timer_set(r->look, 0);
}

static void
start(struct run *r, char *files[])
{
	check_budget(&r->set.spending);
	read_persona(r);
	read_words(r);
	read_tools(r);
	open_endpoints(r);
	r->loop = loop_new();
	if (r->set.summarise)
		open_digest(r);
	else
		open_mind(r);
	open_output(r);
	open_exchanges(r);
	r->look = timer_new(r->loop, r->digest != NULL ? digest : consider, r);
	/* Without end: the stream is on. */
	retry_init(&r->retry,
	    (struct retry_rule){ .first_ms = 1000,
		.most_ms = 60000,
		.healthy_ms = 0,
		.max = INT32_MAX },
	    random_seed());
	r->heard_at = loop_now(r->loop);
	loop_on_signal(r->loop, on_signal, r);
	loop_on_note(r->loop, SIGUSR1, on_note, r);
	open_input(r, files);
}

static void
wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static int
finish(struct run *r)
{
	int status = r->status;

	if (r->away)
		status = exit_worse(status, EXIT_AWAY);
	report(r, diag_detail);
	feed_close(r->feed);
	timer_free(r->pull);
	drop_calls(r);
	exchange_free(r->answers);
	exchange_free(r->memory);
	http_free(r->http);
	timer_free(r->look);
	mind_free(r->mind);
	digest_free(r->digest);
	status = exit_worse(status, sink_close(r->sink));
	loop_free(r->loop);
	rules_free(r->judge);
	for (size_t i = 0; i < LLM_ENDPOINTS; i++) {
		wipe(r->secrets[i]);
		free(r->urls[i]);
		free(r->models[i]);
	}
	buf_free(&r->persona_text);
	buf_free(&r->spending_path);
	arena_free(&r->texts);
	opt_free(&tool, &r->set);
	return exit_worse(status, jsonl_finish(r->in, NULL));
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
