/* The connection of a tap: from the token for its chat to its last record. */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/progress.h"
#include "core/random.h"
#include "core/utf8.h"
#include "tap/tap.h"

enum {
	ANSWER_MS = 10 * 1000, /* to a ping */
	JOIN_MS = 10 * 1000,
	RECENT_MS = 5 * 1000,
	SOON_MS = 2000,           /* after a loss, a look at the broadcast */
	YOUNG_MS = 10 * 60 * 1000 /* a broadcast whose beginning is re-read */
};

static struct diag_kind bad_frames = { .what = "frames that nobody can read" };

const char *
tap_shown(const struct tap *c)
{
	return c->channel != NULL ? c->channel : c->channel_id;
}

struct chat_origin
tap_origin(const struct tap *c)
{
	return (struct chat_origin){ .channel_id = str_of(c->channel_id),
		.channel = str_of(c->channel),
		.stream_id = str_of(c->stream_id),
		.opened_at = c->opened_at,
		.received_at = c->heard_at };
}

static void
put_link(struct tap *c, const char *state, const char *reason, int64_t gap)
{
	struct event e = event_blank();
	int64_t now = when_now();

	e.type = EVENT_LINK;
	e.platform = str_of(c->platform->name);
	e.channel_id = str_of(c->channel_id);
	e.channel = str_of(c->channel);
	e.stream_id = str_of(c->stream_id);
	e.received_at = now;
	if (c->opened_at != WHEN_UNKNOWN && now >= c->opened_at)
		e.t_ms = now - c->opened_at;
	e.state = str_of(state);
	e.reason = str_of(reason);
	e.gap_ms = gap;
	record_put(c->taps->out, &event_record, &e);
}

/* A broadcast begins with what is known of it, if that is more than its name.
 */
static void
put_about(struct tap *c)
{
	struct live live = live_blank();

	if (c->about.n == 0 && c->opened_at != WHEN_UNKNOWN) {
		live.platform = str_of(c->platform->name);
		live.channel_id = str_of(c->channel_id);
		live.channel = str_of(c->channel);
		live.stream_id = str_of(c->stream_id);
		live.status = LIVE_OPEN;
		live.opened_at = c->opened_at;
		record_put(&c->about, &live_record, &live);
	}
	buf_str(c->taps->out, buf_view(&c->about));
}

void
tap_set_text(char **to, struct str s)
{
	free(*to);
	*to = s.p != NULL ? xstrndup(s.p, s.n) : NULL;
}

/* Lets go of the connection and of what was asked for it. */
void
tap_drop(struct tap *c)
{
	ws_free(c->ws);
	http_cancel(c->call);
	c->ws = NULL;
	c->call = NULL;
	timer_clear(c->beat);
	timer_clear(c->step);
	if (c->quiet != NULL)
		timer_clear(c->quiet);
}

static void
check_soon(struct tap *c)
{
	if (c->platform->check != NULL && c->check == NULL &&
	    c->taps->set.check_ms > SOON_MS)
		timer_set(c->look, SOON_MS);
}

static void
release(struct tap *c)
{
	buf_str(c->taps->out, buf_view(&c->held));
	c->held.n = 0;
}

void
tap_missing(struct tap *c, const char *why)
{
	if (c->lost)
		return;
	c->lost = true;
	c->losses++;
	catchup_lost(&c->catchup, c->heard_at);
	put_link(c, "lost", why, RECORD_UNKNOWN);
	check_soon(c);
}

void
tap_replace(struct tap *c)
{
	c->ws = NULL;
	tap_drop(c);
	tap_join(c);
}

/* The connection is gone, if there was one: notes what that means. */
void
tap_lose(struct tap *c, const char *why)
{
	bool was_open = c->state == TAP_OPEN || c->state == TAP_CATCHING_UP;

	tap_drop(c);
	release(c);
	c->state = TAP_WAITING;
	if (was_open)
		tap_missing(c, why);
}

/* The last messages of a broadcast that has ended are there, or cannot be
 * had. */
static void
end_chat(struct tap *c)
{
	c->state = TAP_OVER;
	timer_set(c->step, 0);
}

/* Something failed that may work later; the last thing to do with a tap. */
void
tap_try_again(struct tap *c, const char *why)
{
	int64_t wait;

	tap_lose(c, why);
	if (c->ending != NULL) {
		end_chat(c);
		return;
	}
	c->failures++;
	tap_set_text(&c->why, str_of(why));
	wait = retry_down(&c->retry, loop_now(c->taps->loop));
	if (wait == RETRY_NEVER) {
		diag_error("%s: given up after %ld tries: %s", tap_shown(c),
		    c->retry.failed, why);
		tap_end(c, EXIT_AWAY, "given up");
		return;
	}
	taps_note(c->taps, "%s: %s; next try in %.1f s", tap_shown(c), why,
	    (double)wait / 1000);
	timer_set(c->step, wait);
}

void
tap_send(struct tap *c, struct buf *frame)
{
	ws_send(c->ws, buf_view(frame));
	buf_free(frame);
}

void
tap_caught_up(struct tap *c)
{
	int64_t gap = catchup_end(&c->catchup, when_now());

	timer_clear(c->step);
	c->state = TAP_OPEN;
	if (c->lost) {
		c->lost = false;
		put_link(c, "resumed", NULL, gap);
		taps_note(c->taps, "%s: connected again, %.1f s are missing",
		    tap_shown(c), (double)gap / 1000);
	} else if (gap > 0) {
		c->last_gap = gap;
	}
	release(c);
	if (c->ending != NULL)
		end_chat(c);
}

void
tap_ask_recent(struct tap *c, int n)
{
	c->state = TAP_CATCHING_UP;
	if (c->platform->ask_recent == NULL) {
		tap_caught_up(c);
		return;
	}
	c->platform->ask_recent(c, n);
	timer_set(c->step, RECENT_MS);
}

void
tap_recent_came(struct tap *c)
{
	if (!c->catchup.reading)
		catchup_begin(&c->catchup);
	tap_caught_up(c);
}

/* Whether it opened so recently that what was said before can still be read. */
static bool
is_young(const struct tap *c)
{
	return c->opened_at != WHEN_UNKNOWN &&
	    when_now() - c->opened_at < YOUNG_MS;
}

/* A chat that nobody listens to is not quiet: counts from now. */
static void
count_quiet(struct tap *c)
{
	c->spoke = loop_now(c->taps->loop);
	if (c->quiet != NULL)
		timer_set(c->quiet, c->taps->set.idle_ms);
}

void
tap_welcome(struct tap *c)
{
	int ask = c->lost || is_young(c) ? c->platform->recent : 0;

	count_quiet(c);
	if (c->lost && c->retry.failed > 0)
		taps_wake(c->taps);
	retry_up(&c->retry, loop_now(c->taps->loop));
	c->retry.rule.max = c->taps->set.max_retries;
	c->pinged = 0;
	if (c->beat_ms > 0)
		timer_set(c->beat, c->beat_ms);
	if (!c->announced) {
		put_about(c);
		put_link(c, "open", NULL, RECORD_UNKNOWN);
	}
	c->announced = true;
	if (c->taps->set.recent > ask)
		ask = c->taps->set.recent;
	if (ask > 0)
		tap_ask_recent(c, ask);
	else
		tap_caught_up(c);
}

void
tap_event(struct tap *c, const struct event *e, bool recent)
{
	bool held;

	/* A chat outlives its broadcasts: those of the last one are no news. */
	if (recent && c->opened_at != WHEN_UNKNOWN &&
	    e->sent_at != WHEN_UNKNOWN && e->sent_at < c->opened_at)
		return;
	if (recent && !c->catchup.reading)
		catchup_begin(&c->catchup);
	c->spoke = c->heard;
	if (!catchup_is_new(&c->catchup, e))
		return;
	progress_counts.records++;
	c->messages += e->type != EVENT_MODERATION;
	/* What is older comes first, and that we are in. */
	held =
	    !recent && (c->state == TAP_CATCHING_UP || c->state == TAP_JOINING);
	record_put(held ? &c->held : c->taps->out, &event_record, e);
}

void
tap_known(struct tap *c, const struct event *e)
{
	catchup_is_new(&c->catchup, e);
}

void
tap_continued(struct tap *c)
{
	catchup_continued(&c->catchup);
}

void
tap_raw(void *tap, int64_t cmd, struct str json)
{
	struct tap *c = tap;
	struct chat_origin from = tap_origin(c);

	chat_put_raw(c->taps->out, str_of(c->platform->name), &from, cmd, json);
}

void
tap_answered(struct tap *c)
{
	if (c->pinged != 0)
		catchup_sure(&c->catchup, c->heard_at - (c->heard - c->pinged));
}

void
tap_unread(struct tap *c, const char *why)
{
	diag_repeat(&bad_frames, "%s: not a frame: %s", tap_shown(c), why);
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	struct tap *c = ctx;

	c->heard = loop_now(c->taps->loop);
	c->heard_at = when_now();
	if (binary && utf8_valid(data) < data.n)
		tap_unread(c, "not UTF-8");
	else
		c->platform->message(c, data);
}

static void
on_opened(void *ctx)
{
	struct tap *c = ctx;

	c->heard = loop_now(c->taps->loop);
	c->platform->hello(c);
	timer_set(c->step, JOIN_MS);
}

static bool
is_refusal(const struct ws_end *end)
{
	return end->final ||
	    (end->status >= 400 && end->status < 500 && end->status != 408 &&
		end->status != 425 && end->status != 429);
}

static void
on_closed(void *ctx, const struct ws_end *end)
{
	struct tap *c = ctx;
	char *why = xstrdup(end->why); /* lent by what is dropped now */
	bool login = end->status == 401 || end->status == 403;

	if (is_refusal(end) && !c->platform->anew) {
		diag_error("%s: %s", tap_shown(c), why);
		tap_end(c, login ? EXIT_DENIED : EXIT_SOME_FAILED, why);
	} else {
		tap_try_again(c, why);
	}
	free(why);
}

void
tap_connect(struct tap *c, struct buf *url, const char *const *headers)
{
	c->ws = ws_open(c->taps->loop,
	    &(struct ws_settings){ .url = buf_text(url),
		.headers = headers,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = c });
	ws_pause(c->ws, c->taps->paused);
	buf_free(url);
}

void
tap_denied(struct tap *c, const char *what)
{
	diag_error("%s: %s", tap_shown(c), what);
	tap_end(c, EXIT_DENIED, "not allowed");
}

void
tap_join(struct tap *c)
{
	c->state = TAP_JOINING;
	c->queued = false;
	c->platform->join(c);
}

/* Until there is an answer the next ping waits. */
static void
beat(void *ctx)
{
	struct tap *c = ctx;
	int64_t since = loop_now(c->taps->loop) - c->pinged;
	bool mute = c->heard < c->pinged && !c->taps->paused;

	if (mute && since >= c->answer_ms) {
		tap_try_again(c, "no answer to a ping");
	} else if (mute) {
		timer_set(c->beat, c->answer_ms - since);
	} else if (c->pinged != 0 && since < c->beat_ms) {
		timer_set(c->beat, c->beat_ms - since);
	} else {
		c->platform->ping(c);
		c->pinged = loop_now(c->taps->loop);
		timer_set(c->beat,
		    c->answer_ms < c->beat_ms ? c->answer_ms : c->beat_ms);
	}
}

void
tap_set_beat(struct tap *c, int64_t every_ms, int64_t answer_ms)
{
	c->beat_ms = every_ms;
	c->answer_ms = answer_ms < ANSWER_MS ? answer_ms : ANSWER_MS;
	c->pinged = 0;
	if (c->ws != NULL)
		timer_set(c->beat, every_ms);
}

static void
end_if_quiet(void *ctx)
{
	struct tap *c = ctx;
	int64_t quiet = loop_now(c->taps->loop) - c->spoke;

	if (quiet >= c->taps->set.idle_ms)
		tap_end(c, EXIT_OK, "idle");
	else
		timer_set(c->quiet, c->taps->set.idle_ms - quiet);
}

void
tap_prepare(struct tap *c)
{
	if (c->platform->prepare != NULL)
		c->platform->prepare(c);
	c->last_gap = RECORD_UNKNOWN;
	c->heard_at = when_now();
	tap_set_beat(c, c->platform->beat_ms, ANSWER_MS);
	catchup_init(&c->catchup);
	c->beat = timer_new(c->taps->loop, beat, c);
	if (c->taps->set.idle_ms > 0)
		c->quiet = timer_new(c->taps->loop, end_if_quiet, c);
}

void
tap_pause(struct tap *c, bool pause)
{
	if (!pause)
		c->heard = loop_now(c->taps->loop);
	if (c->ws != NULL)
		ws_pause(c->ws, pause);
}

void
tap_close(struct tap *c, const char *reason)
{
	int64_t gap = c->last_gap;

	release(c);
	if (c->lost)
		gap = catchup_end(&c->catchup, when_now());
	if (c->announced)
		put_link(c, "close", reason, gap);
	c->announced = c->lost = false;
	c->last_gap = RECORD_UNKNOWN;
}

void
tap_free(struct tap *c)
{
	tap_drop(c);
	http_cancel(c->check);
	*c->at = c->next;
	if (c->next != NULL)
		c->next->at = c->at;
	timer_free(c->step);
	timer_free(c->beat);
	timer_free(c->look);
	timer_free(c->quiet);
	catchup_free(&c->catchup);
	buf_free(&c->held);
	buf_free(&c->about);
	free(c->channel_id);
	free(c->channel);
	free(c->stream_id);
	free(c->chat_id);
	free(c->why);
	if (c->own != NULL)
		c->platform->release(c);
	free(c);
}

void
tap_end(struct tap *c, int status, const char *reason)
{
	struct taps *t = c->taps;

	tap_close(c, reason);
	tap_free(c);
	t->n--;
	t->succeeded |= status == EXIT_OK;
	t->status = exit_worse(t->status, status);
	if (t->set.ended != NULL)
		t->set.ended(t->set.ctx);
}
