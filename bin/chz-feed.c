/*
 * chz-feed - hand chat to an Open-LLM-VTuber character.
 * Events in; what the character says to them out, as reply records.
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/opt.h"
#include "core/random.h"
#include "core/recent.h"
#include "llm/choice.h"
#include "llm/wording.h"
#include "net/inflow.h"
#include "net/retry.h"
#include "net/stdio.h"
#include "net/ws.h"
#include "platform/vtuber.h"
#include "record/reply.h"
#include "text/rates.h"

enum {
	MESSAGE_MOST = 64 * 1024 * 1024, /* a sentence's sound is in one */
	HEARD_MOST = 16 * 1024,
	TRIES_AT_END = 4 /* with nothing more to come */
};

struct settings {
	const char *url, *names;
	enum choice_policy { BEST = 1, NEWEST, OLDEST } policy;
	uint32_t most, batch;
	struct rate rate;
	int64_t rest_ms, patience_ms;
	struct opt_list forms;
	bool headless, keep;
	struct sink_settings out;
	struct jsonl_settings io;
};

static const char *
read_rate(struct str arg, void *rate)
{
	return rate_read(arg, rate) ? NULL : "N/DUR, such as 6/1m";
}

static const char *const policies[] = { "best", "newest", "oldest", NULL };

static const struct opt options[] = {
	{ 0, "batch", "N", "messages handed over at once, at most",
	    OPT_COUNT(struct settings, batch), .def = "1", .min = 1,
	    .max = CHOICE_LINES },
	{ 0, "form", "FORM", "how a message reads; repeatable",
	    OPT_LIST(struct settings, forms) },
	{ 0, "headless", NULL, "nobody else plays what it says",
	    OPT_FLAG(struct settings, headless) },
	{ 'k', "keep", NULL, "pass the input records through",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "most", "N", "messages that may wait",
	    OPT_COUNT(struct settings, most), .def = "100", .min = 1,
	    .max = 1000 },
	{ 0, "names", "LIST", "by which it is spoken to",
	    OPT_TEXT(struct settings, names) },
	{ 0, "patience", "DUR", "with a conversation that has no end",
	    OPT_SPAN(struct settings, patience_ms), .def = "60s", .min = 100 },
	{ 0, "policy", "WHICH", "which message is next",
	    OPT_CHOICE(struct settings, policy, policies), .def = "best" },
	{ 0, "rate", "N/DUR", "hand over N times in DUR, at most",
	    OPT_OWN(struct settings, rate, read_rate) },
	{ 0, "rest", "DUR", "between its answer and the next message",
	    OPT_SPAN(struct settings, rest_ms) },
	{ 0, "url", "URL", "where the character is",
	    OPT_TEXT(struct settings, url), .conf = "CHZ_VTUBER_URL" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-feed",
	.operands = "[FILE...]",
	.about = "Hand chat to an Open-LLM-VTuber character.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples =
	    OPT_LINES("chz-filter --bots --no-links events.jsonl | chz-feed",
		"chz-feed --batch 5 --policy newest events.jsonl"),
};

/* Where a conversation is. */
enum talk {
	FREE,
	ASKED, /* a text was sent, and nothing came of it yet */
	OURS,  /* it answers that */
	OTHERS /* it speaks with somebody else */
};

struct run {
	struct settings set;
	struct loop *loop;
	struct ws *ws;
	struct timer *again, *next, *patience, *playback;
	struct retry retry;
	bool open, away, hopeless;    /* the connection */
	bool full, held, all, ending; /* output and input */
	struct sink *sink;
	struct inflow *input;
	struct record_reader events;
	struct recent seen; /* message ids */
	struct wording *wording;
	struct choice *choice;
	struct gauge gauge;
	struct choice_line line[CHOICE_LINES]; /* handed over */
	size_t n_lines;

	enum talk talk;
	bool interrupted; /* in vain, so far */
	bool spoken;      /* it waits for it to be played */
	int64_t sound_ends, not_before;
	struct buf heard, sentence; /* all of it; the last */
	char reply_id[48];
	unsigned long talks;
	int64_t part; /* the sentence's */
	struct arena scratch;
	struct diag_kind failures, unanswered;
	int status;
};

static void
fail(struct run *r, int status)
{
	r->status = exit_worse(r->status, status);
}

static void
report(const struct run *r, void (*say)(const char *, ...))
{
	struct choice_counts n = choice_counts(r->choice);

	say("%llu in: %llu handed over, %llu dropped, %llu held",
	    (unsigned long long)n.in, (unsigned long long)n.answered,
	    (unsigned long long)n.dropped, (unsigned long long)n.held);
}

/* ---- the end ---- */

static void
end(struct run *r)
{
	if (r->ending)
		return;
	r->ending = true;
	sink_end(r->sink);
}

/* When all is said that was to be said, or nothing can be. */
static void
look_for_end(struct run *r)
{
	bool waits = choice_waiting(r->choice) > 0 && !r->hopeless;

	if (r->all && !waits && r->talk != ASKED && r->talk != OURS)
		end(r);
}

/* It is of no use to try again; records pass on without the character. */
static void
give_up(struct run *r, const char *why, int status)
{
	size_t waiting = choice_waiting(r->choice);

	diag_error("%s", why);
	if (waiting > 0)
		diag_error("messages not handed over: %zu", waiting);
	fail(r, status);
	r->hopeless = true;
	if (r->set.keep)
		look_for_end(r);
	else
		end(r);
}

/* ---- what it says ---- */

/* The ids of the messages that it answers. */
static struct strs
answered(const struct run *r, struct str ids[CHOICE_LINES * CHOICE_IDS])
{
	struct strs to = { .at = r->n_lines > 0 ? ids : NULL };

	for (size_t i = 0; i < r->n_lines; i++)
		for (size_t k = 0; k < r->line[i].n_ids; k++)
			ids[to.n++] = r->line[i].ids[k];
	return to;
}

/* The sentence that waited to see whether another follows. */
static void
put_sentence(struct run *r, bool last)
{
	struct str ids[CHOICE_LINES * CHOICE_IDS];
	struct reply reply = reply_blank();

	if (r->sentence.n == 0)
		return;
	reply.reply_id = str_of(r->reply_id);
	reply.text = buf_view(&r->sentence);
	reply.to = answered(r, ids);
	reply.part = r->part++;
	reply.last = last;
	reply.sent_at = when_now();
	record_put(&r->sink->buf, &reply_record, &reply);
	r->sentence.n = 0;
}

/* ---- conversations ---- */

static void hand_over(struct run *);

/* Until the sound is over, and so long. */
static void
wait_for_more(struct run *r, int64_t patience_ms)
{
	int64_t sound = r->sound_ends - loop_now(r->loop);

	timer_set(r->patience, patience_ms + (sound > 0 ? sound : 0));
}

static void
send(struct run *r, const struct buf *message)
{
	if (!ws_send(r->ws, buf_view(message)))
		diag_detail("a message could not be sent");
}

static void
interrupt(struct run *r)
{
	struct buf message = { 0 };

	vtuber_put_interrupt(&message, buf_view(&r->heard));
	send(r, &message);
	buf_free(&message);
}

/* What was handed over was answered, or is at least not handed over again. */
static void
end_talk(struct run *r)
{
	int64_t rested = loop_now(r->loop) + r->set.rest_ms;

	put_sentence(r, true);
	if (r->n_lines > 0)
		choice_end(r->choice, true, loop_now(r->loop));
	r->n_lines = 0;
	r->talk = FREE;
	r->interrupted = r->spoken = false;
	if (rested > r->not_before)
		r->not_before = rested;
	timer_clear(r->patience);
	timer_clear(r->playback);
}

static void
begin_talk(struct run *r, enum talk talk)
{
	r->talk = talk;
	r->heard.n = 0;
	r->part = 0;
	r->sound_ends = loop_now(r->loop);
	snprintf(r->reply_id, sizeof r->reply_id, "f%lld-%lu",
	    (long long)when_now(), ++r->talks);
	wait_for_more(r, r->set.patience_ms);
}

static void
on_begun(void *ctx)
{
	struct run *r = ctx;
	bool ours = r->talk == ASKED;

	if (!ours && r->talk != FREE)
		end_talk(r); /* a voice has interrupted it */
	begin_talk(r, ours ? OURS : OTHERS);
}

static void
on_said(void *ctx, struct str text, int64_t sound_ms)
{
	struct run *r = ctx;
	int64_t now = loop_now(r->loop);

	if (r->talk == FREE || r->talk == ASKED)
		return; /* of a conversation that began before we came */
	r->sound_ends = (r->sound_ends > now ? r->sound_ends : now) + sound_ms;
	wait_for_more(r, r->set.patience_ms);
	if (text.n == 0)
		return;
	put_sentence(r, false);
	buf_str(&r->sentence, text);
	if (r->heard.n >= HEARD_MOST)
		return;
	if (r->heard.n > 0)
		buf_addc(&r->heard, ' ');
	buf_str(&r->heard, text);
}

static void
on_played(void *ctx)
{
	struct run *r = ctx;
	struct buf message = { 0 };

	vtuber_put_played(&message);
	send(r, &message);
	buf_free(&message);
}

static void
on_spoken(void *ctx)
{
	struct run *r = ctx;
	int64_t sound = r->sound_ends - loop_now(r->loop);

	r->spoken = true;
	put_sentence(r, true);
	if (r->set.headless)
		timer_set(r->playback, sound > 0 ? sound : 0);
}

static void
on_ended(void *ctx)
{
	struct run *r = ctx;

	if (r->talk != OURS && r->talk != OTHERS)
		return;
	end_talk(r);
	hand_over(r);
}

/* Its end may come yet, or never. */
static void
on_failed(void *ctx, struct str why)
{
	enum { SOON_MS = 3000 };
	struct run *r = ctx;

	if (why.n == 0)
		why = STR("it does not say why");
	diag_repeat(&r->failures, "the character failed: %.*s", STR_ARG(why));
	fail(r, EXIT_SOME_FAILED);
	if (r->talk == OURS || r->talk == OTHERS)
		wait_for_more(r,
		    r->set.patience_ms < SOON_MS ? r->set.patience_ms
						 : SOON_MS);
}

static const struct vtuber_events vtuber_events = { on_begun, on_said,
	on_spoken, on_ended, on_failed };

/* No answer: a proxy that lost the end of the conversation before is waiting
 * for it, and an interruption sets it free. */
static void
miss_answer(struct run *r)
{
	if (!r->interrupted) {
		interrupt(r);
		r->interrupted = true;
		wait_for_more(r, r->set.patience_ms);
		return;
	}
	diag_repeat(&r->unanswered, "no answer: is that the character's URL?");
	fail(r, EXIT_SOME_FAILED);
	end_talk(r);
	hand_over(r);
}

static void
on_patience(void *ctx)
{
	struct run *r = ctx;

	if (r->talk == ASKED) {
		miss_answer(r);
		return;
	}
	if (r->spoken && !r->set.headless)
		diag_repeat(&r->unanswered,
		    "nobody plays what the character says; a browser has to, "
		    "or see --headless");
	if (r->talk == OURS)
		interrupt(r);
	end_talk(r);
	hand_over(r);
}

/* ---- messages go ---- */

/* With the oldest first nothing is dropped: the input waits. */
static void
set_pause(struct run *r)
{
	r->held = r->set.policy == OLDEST && !r->hopeless &&
	    choice_waiting(r->choice) >= r->set.most;
	inflow_pause(r->input, r->full || r->held);
}

static void
put_lines(struct run *r, struct buf *b)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		if (i > 0)
			buf_addc(b, '\n');
		wording_put(r->wording, b, &r->line[i]);
	}
}

static void
ask(struct run *r)
{
	struct buf text = { 0 }, message = { 0 };
	const struct rate *rate = &r->set.rate;
	int64_t now = loop_now(r->loop);

	r->n_lines = choice_take(
	    r->choice, &r->gauge, SIZE_MAX / 2, r->set.batch, r->line);
	put_lines(r, &text);
	vtuber_put_text(&message, buf_view(&text));
	send(r, &message);
	r->talk = ASKED;
	r->sound_ends = now;
	if (rate->n > 0)
		r->not_before = now + rate->span_ms / rate->n;
	wait_for_more(r, r->set.patience_ms);
	buf_free(&text);
	buf_free(&message);
}

/* The next messages, when there are some and the character is free. */
static void
hand_over(struct run *r)
{
	int64_t wait = r->not_before - loop_now(r->loop);
	bool can = r->open && r->talk == FREE && !r->ending;

	if (can && choice_waiting(r->choice) > 0) {
		if (wait > 0) {
			timer_set(r->next, wait);
			return;
		}
		ask(r);
		set_pause(r);
	}
	look_for_end(r);
}

static void
on_next(void *ctx)
{
	hand_over(ctx);
}

/* ---- the connection ---- */

static void
on_opened(void *ctx)
{
	struct run *r = ctx;

	r->open = true;
	r->away = false;
	retry_up(&r->retry, loop_now(r->loop));
	diag_detail("connected");
	hand_over(r);
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	struct run *r = ctx;

	if (!binary && !vtuber_receive(&vtuber_events, r, data, &r->scratch))
		diag_detail("a message that is no object");
	arena_reset(&r->scratch);
}

/* A server has no such place: Starlette answers 403 there. */
static bool
is_nowhere(const struct ws_end *end)
{
	return end->status == 403 || end->status == 404;
}

static void
lose(struct run *r, const struct ws_end *gone)
{
	struct buf why = { 0 };
	bool tired = r->all && r->retry.failed >= TRIES_AT_END;

	buf_adds(&why, gone->why);
	if (is_nowhere(gone))
		buf_adds(&why, ": is enable_proxy set in its conf.yaml?");
	if (gone->final || is_nowhere(gone))
		give_up(r, buf_text(&why), EXIT_SOME_FAILED);
	else if (gone->status == 401)
		give_up(r, buf_text(&why), EXIT_DENIED);
	else if (tired)
		give_up(r, "the character stays away", EXIT_AWAY);
	else if (!r->away)
		diag_error("%s", buf_text(&why));
	buf_free(&why);
}

/* What it was asked last it may answer without us; it is not asked again. */
static void
on_closed(void *ctx, const struct ws_end *gone)
{
	struct run *r = ctx;
	int64_t wait = retry_down(&r->retry, loop_now(r->loop));

	r->open = false;
	if (r->talk != FREE)
		end_talk(r);
	lose(r, gone);
	r->away = true;
	if (!r->hopeless)
		timer_set(r->again, wait);
	set_pause(r);
	look_for_end(r);
}

static void
connect_now(void *ctx)
{
	struct run *r = ctx;

	ws_free(r->ws);
	r->ws = ws_open(r->loop,
	    &(struct ws_settings){ .url = r->set.url,
		.max_message = MESSAGE_MOST,
		.ping = true,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = r });
}

/* ---- what comes in ---- */

static void
on_reader(void *ctx, struct jsonl *in)
{
	struct run *r = ctx;

	record_want(&r->events, &event_record, in, NULL);
}

static void
on_record(void *ctx, struct jsonl *in, const struct json_val *v)
{
	struct run *r = ctx;
	struct event e = event_blank();

	if (r->set.keep) {
		buf_str(&r->sink->buf, jsonl_line(in));
		buf_addc(&r->sink->buf, '\n');
	}
	if (!record_read(&r->events, v, &e))
		return;
	if (e.message_id.n == 0 || recent_add(&r->seen, e.message_id))
		choice_add(r->choice, &e, loop_now(r->loop));
}

static void
on_taken(void *ctx, bool all)
{
	struct run *r = ctx;

	r->all = r->all || all;
	set_pause(r);
	hand_over(r);
}

static void
on_full(void *ctx, bool full)
{
	struct run *r = ctx;

	r->full = full;
	set_pause(r);
}

static void
on_written(void *ctx)
{
	loop_stop(((struct run *)ctx)->loop);
}

static void
on_signal(void *ctx)
{
	struct run *r = ctx;

	put_sentence(r, true);
	end(r);
}

static void
on_note(void *ctx)
{
	report(ctx, diag_note);
}

/* ---- begin and end ---- */

static void
read_forms(struct run *r)
{
	const struct opt_list *forms = &r->set.forms;
	const char *why;

	r->wording = wording_new();
	for (size_t i = 0; i < forms->n; i++)
		if ((why = wording_add(r->wording, forms->at[i])) != NULL)
			opt_misuse("--form: '%s' is not %s", forms->at[i], why);
}

static void
open_choice(struct run *r)
{
	static const enum choice_order orders[] = { [BEST] = CHOICE_SCORED,
		[NEWEST] = CHOICE_NEWEST,
		[OLDEST] = CHOICE_OLDEST };
	bool all = r->set.policy == OLDEST; /* how many wait is the input's */

	r->choice = choice_new(str_of(r->set.names));
	choice_set(
	    r->choice, orders[r->set.policy], all ? CHOICE_MOST : r->set.most);
}

static void
open_connection(struct run *r)
{
	r->again = timer_new(r->loop, connect_now, r);
	r->next = timer_new(r->loop, on_next, r);
	r->patience = timer_new(r->loop, on_patience, r);
	r->playback = timer_new(r->loop, on_played, r);
	/* Each that comes makes the browsers at a proxy load their model
	 * again: not too often. */
	retry_init(&r->retry,
	    (struct retry_rule){ .first_ms = 500,
		.most_ms = 30000,
		.healthy_ms = 10000,
		.max = INT32_MAX },
	    random_seed());
	connect_now(r);
}

static void
start(struct run *r, char *files[])
{
	if (r->set.url == NULL)
		r->set.url = conf_get("CHZ_VTUBER_URL");
	read_forms(r);
	open_choice(r);
	r->loop = loop_new();
	r->set.out.full = on_full;
	r->set.out.ended = on_written;
	r->set.out.ctx = r;
	r->sink = sink_open(r->loop, &r->set.out);
	loop_on_signal(r->loop, on_signal, r);
	loop_on_note(r->loop, SIGUSR1, on_note, r);
	r->input = inflow_open(r->loop, files,
	    &(struct inflow_settings){ .io = &r->set.io,
		.want = on_reader,
		.take = on_record,
		.taken = on_taken,
		.ctx = r });
	open_connection(r);
}

static int
finish(struct run *r)
{
	int status;

	report(r, diag_detail);
	ws_free(r->ws);
	timer_free(r->again);
	timer_free(r->next);
	timer_free(r->patience);
	timer_free(r->playback);
	status = exit_worse(r->status, sink_close(r->sink));
	status = exit_worse(status, inflow_close(r->input));
	loop_free(r->loop);
	choice_free(r->choice);
	wording_free(r->wording);
	recent_free(&r->seen);
	arena_free(&r->scratch);
	buf_free(&r->heard);
	buf_free(&r->sentence);
	opt_free(&tool, &r->set);
	return exit_worse(status, jsonl_finish(NULL, NULL));
}

int
main(int argc, char *argv[])
{
	struct run r = { .failures = { .what = "failures of the character" },
		.unanswered = { .what = "messages without an answer" } };
	int first = opt_parse(&tool, argc, argv, &r.set);

	start(&r, argv + first);
	loop_run(r.loop);
	return finish(&r);
}
