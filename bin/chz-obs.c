/*
 * chz-obs - change scenes, sources and texts in OBS by records.
 * Any records in; what a sheet of cues has for them out to obs-websocket.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "core/random.h"
#include "net/retry.h"
#include "net/stdio.h"
#include "net/ws.h"
#include "platform/director.h"

enum {
	SHEET_MOST = 1024 * 1024,
	PATIENCE_MS = 5000, /* with OBS, before records go by without it */
	LEAVE_MS = 1000     /* for the last answers */
};

struct settings {
	const char *url, *sheet;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "cues", "FILE", "what is to happen when",
	    OPT_TEXT(struct settings, sheet) },
	{ 0, "url", "URL", "OBS, where not on this machine",
	    OPT_TEXT(struct settings, url), .conf = "CHZ_OBS_URL" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-obs",
	.operands = "",
	.about = "Change scenes, sources and texts in OBS by records.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES("chz-say -k replies.jsonl | chz-obs --cues cues",
	    "chz-lives | chz-tap | chz-ts -k | chz-peaks -k | chz-obs --cues "
	    "cues"),
};

/* Everything that lives as long as the run. */
struct booth {
	struct settings set;
	struct loop *loop;
	struct ws *ws;
	struct obs *obs;
	struct cues cues;
	struct director *director;
	struct jsonl *in;
	struct feed *feed;
	struct timer *again, *due, *start, *leave;
	struct retry retry;
	bool reached, away, hopeless, over, leaving;
	struct diag_kind refused, missed;
	int status;
};

static void
fail(struct booth *b, int status)
{
	b->status = exit_worse(b->status, status);
}

/* ---- the end ---- */

static void
stop(void *ctx)
{
	struct booth *b = ctx;

	loop_stop(b->loop);
}

/* Ends when there is nothing left to be undone or answered. */
static void
look_for_end(struct booth *b)
{
	bool done =
	    director_due(b->director) == INT64_MAX && obs_waiting(b->obs) == 0;

	if ((b->over || b->leaving) && (done || !obs_is_ready(b->obs)))
		loop_stop(b->loop);
}

static void
end_input(struct booth *b)
{
	b->over = true;
	if (!b->reached && !b->hopeless)
		fail(b, EXIT_AWAY);
	look_for_end(b);
}

/* On a signal: leaves OBS as it was. */
static void
leave(void *ctx)
{
	struct booth *b = ctx;

	if (b->leaving)
		return;
	b->leaving = true;
	feed_pause(b->feed, true);
	director_undo(b->director, INT64_MAX - 1);
	timer_set(b->leave, LEAVE_MS);
	look_for_end(b);
}

/* ---- cues ---- */

static void
set_due(struct booth *b)
{
	int64_t due = director_due(b->director), now = loop_now(b->loop);

	if (due == INT64_MAX)
		timer_clear(b->due);
	else
		timer_set(b->due, due > now ? due - now : 0);
}

static void
on_due(void *ctx)
{
	struct booth *b = ctx;

	if (!obs_is_ready(b->obs))
		return; /* it is done when OBS is back */
	director_undo(b->director, loop_now(b->loop));
	set_due(b);
}

static void
do_cue(struct booth *b, const struct cue *cue, const struct json_val *v)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < cue->n; i++) {
		const struct cue_deed *deed = &cue->deeds[i];

		text.n = 0;
		if (deed->text != NULL)
			cues_fill(&b->cues, deed, b->in, v, &text);
		buf_text(&text);
		if (!director_do(b->director, deed, buf_view(&text),
			cue->for_ms, loop_now(b->loop)))
			diag_repeat(&b->missed, "OBS is away: a cue of [%s]",
			    cue->type);
	}
	buf_free(&text);
}

static void
take_record(struct booth *b, const struct json_val *v)
{
	cues_note(&b->cues, b->in, v);
	for (size_t i = 0; i < b->cues.n; i++)
		if (cues_match(
			&b->cues, &b->cues.at[i], b->in, v, loop_now(b->loop)))
			do_cue(b, &b->cues.at[i], v);
}

static void
on_input(void *ctx, const char *p, size_t n)
{
	struct booth *b = ctx;
	const struct json_val *v;

	if (n > 0)
		jsonl_push(b->in, p, n);
	else
		jsonl_push_end(b->in);
	while ((v = jsonl_next(b->in)) != NULL)
		take_record(b, v);
	set_due(b);
	if (n == 0)
		end_input(b);
}

/* OBS is there, or will not be soon: the pipe must not stand still. */
static void
start_reading(void *ctx)
{
	struct booth *b = ctx;

	feed_pause(b->feed, false);
}

/* ---- the session ---- */

static void
send_message(void *ctx, struct str message)
{
	struct booth *b = ctx;

	ws_send(b->ws, message);
}

static void
on_ready(void *ctx)
{
	struct booth *b = ctx;

	retry_up(&b->retry, loop_now(b->loop));
	b->reached = true;
	b->away = false;
	diag_detail("connected");
	start_reading(b);
	set_due(b);
}

/* It is of no use to try again; the pipe goes on without OBS. */
static void
give_up(struct booth *b, const char *why, int status)
{
	diag_error("%s", why);
	b->hopeless = true;
	fail(b, status);
}

static void
on_locked(void *ctx)
{
	struct booth *b = ctx;

	give_up(b, "OBS wants a password: set CHZ_OBS_PASSWORD", EXIT_DENIED);
	start_reading(b);
}

static const struct obs_events obs_events = { send_message, on_ready,
	on_locked };

/* It is OBS that begins to speak. */
static void
on_opened(void *ctx)
{
	(void)ctx;
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	struct booth *b = ctx;

	if (!binary)
		obs_receive(b->obs, data);
	look_for_end(b);
}

static void
on_closed(void *ctx, const struct ws_end *end)
{
	struct booth *b = ctx;
	int64_t wait = retry_down(&b->retry, loop_now(b->loop));

	obs_closed(b->obs);
	if (end->code == OBS_BAD_PASSWORD)
		give_up(b, "OBS has another password", EXIT_DENIED);
	else if (end->final || end->code == OBS_OTHER_VERSION)
		give_up(b, end->why, EXIT_SOME_FAILED);
	else if (!b->away && !b->hopeless)
		diag_error("%s", end->why);
	b->away = true;
	if (!b->hopeless)
		timer_set(b->again, wait);
	start_reading(b);
	look_for_end(b);
}

static void
connect_now(void *ctx)
{
	struct booth *b = ctx;

	ws_free(b->ws);
	b->ws = ws_open(b->loop,
	    &(struct ws_settings){ .url = b->set.url,
		.ping = true,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = b });
}

static void
on_refused(void *ctx, const char *what, struct str why)
{
	struct booth *b = ctx;

	if (why.n == 0)
		why = STR("OBS does not say why");
	diag_repeat(&b->refused, "%s: %.*s", what, STR_ARG(why));
	fail(b, EXIT_SOME_FAILED);
}

/* ---- the run ---- */

static void
read_sheet(struct booth *b)
{
	const char *path = b->set.sheet;
	struct buf text = { 0 };

	if (path == NULL)
		opt_misuse("--cues is missing");
	if (!file_read(path, SHEET_MOST, &text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	if (!cues_read(&b->cues, buf_view(&text)))
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", path, buf_text(&b->cues.why));
	buf_free(&text);
}

static void
open_booth(struct booth *b)
{
	if (b->set.url == NULL)
		b->set.url = conf_get("CHZ_OBS_URL");
	b->loop = loop_new();
	loop_on_signal(b->loop, leave, b);
	b->obs = obs_new(&obs_events, b, conf_secret("CHZ_OBS_PASSWORD"));
	b->director = director_new(b->obs, &b->cues, on_refused, b);
	b->again = timer_new(b->loop, connect_now, b);
	b->due = timer_new(b->loop, on_due, b);
	b->start = timer_new(b->loop, start_reading, b);
	b->leave = timer_new(b->loop, stop, b);
	/* Without end, and soon: the stream is on. */
	retry_init(&b->retry,
	    (struct retry_rule){ .first_ms = 500,
		.most_ms = 8000,
		.healthy_ms = 5000,
		.max = INT32_MAX },
	    random_seed());
	b->in = jsonl_new("<stdin>", &b->set.io);
	cues_want(&b->cues, b->in);
	b->feed = feed_open(b->loop, on_input, b);
	feed_pause(b->feed, true);
	timer_set(b->start, PATIENCE_MS);
	connect_now(b);
}

static void
close_booth(struct booth *b)
{
	feed_close(b->feed);
	ws_free(b->ws);
	director_free(b->director);
	obs_free(b->obs);
	timer_free(b->again);
	timer_free(b->due);
	timer_free(b->start);
	timer_free(b->leave);
	loop_free(b->loop);
}

int
main(int argc, char *argv[])
{
	struct booth b = { .refused = { .what = "refused cues" },
		.missed = { .what = "missed cues" } };

	opt_parse(&tool, argc, argv, &b.set);
	read_sheet(&b);
	open_booth(&b);
	loop_run(b.loop);
	close_booth(&b);
	b.status = exit_worse(b.status, jsonl_finish(b.in, NULL));
	cues_free(&b.cues);
	return b.status;
}
