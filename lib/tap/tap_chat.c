/* The connection of a tap: from the token for its chat to its last record. */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "tap/tap.h"

enum {
	BEAT_MS = 20 * 1000,
	ANSWER_MS = 10 * 1000, /* to a ping */
	JOIN_MS = 10 * 1000,
	RECENT_MS = 5 * 1000,
	SOON_MS = 2000,      /* after a loss, a look at the broadcast */
	TOKEN_MS = 3 * 1000, /* reading works without one, too */
	TOKEN_LIFE_MS = 30 * 60 * 1000,
	YOUNG_MS = 10 * 60 * 1000 /* a broadcast whose beginning is re-read */
};

/* What the server answers to a request to join. */
enum { RET_OK = 0, RET_BAD_CHANNEL = 105 };

static struct diag_kind bad_frames = { .what = "frames that are no JSON" };

const char *
tap_shown(const struct tap *c)
{
	return c->channel != NULL ? c->channel : c->channel_id;
}

static struct chzzk_origin
origin(const struct tap *c)
{
	return (struct chzzk_origin){ .channel_id = str_of(c->channel_id),
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
	e.platform = STR("chzzk");
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
	if (c->check == NULL && c->taps->set.check_ms > SOON_MS)
		timer_set(c->look, SOON_MS);
}

static void
release(struct tap *c)
{
	buf_str(c->taps->out, buf_view(&c->held));
	c->held.n = 0;
}

/* The connection is gone, if there was one: notes what that means. */
void
tap_lose(struct tap *c, const char *why)
{
	bool was_open = c->state == TAP_OPEN || c->state == TAP_CATCHING_UP;

	tap_drop(c);
	release(c);
	c->state = TAP_WAITING;
	if (!was_open || c->lost)
		return;
	c->lost = true;
	catchup_lost(&c->catchup, c->heard_at);
	put_link(c, "lost", why, RECORD_UNKNOWN);
	check_soon(c);
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
	c->server = c->server % 9 + 1;
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

static void
send_frame(struct tap *c, struct buf *frame)
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
	struct buf frame = { 0 };

	c->state = TAP_CATCHING_UP;
	chzzk_put_recent(
	    &frame, str_of(c->chat_id), str_of(c->sid), n, ++c->tid);
	send_frame(c, &frame);
	timer_set(c->step, RECENT_MS);
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

/* The server's welcome. */
static void
joined(struct tap *c)
{
	int ask = c->lost || is_young(c) ? TAP_RECENT : 0;

	count_quiet(c);
	if (c->lost && c->retry.failed > 0)
		taps_wake(c->taps);
	retry_up(&c->retry, loop_now(c->taps->loop));
	c->retry.rule.max = c->taps->set.max_retries;
	c->pinged = 0;
	timer_set(c->beat, BEAT_MS);
	tap_set_text(&c->sid, c->frame.sid);
	if (!c->announced)
		put_link(c, "open", NULL, RECORD_UNKNOWN);
	c->announced = true;
	if (c->taps->set.recent > ask)
		ask = c->taps->set.recent;
	if (ask > 0)
		tap_ask_recent(c, ask);
	else
		tap_caught_up(c);
}

static void
welcomed(struct tap *c)
{
	struct buf why = { 0 };

	if (c->state != TAP_JOINING)
		return;
	if (c->frame.ret_code == RET_OK) {
		joined(c);
		return;
	}
	buf_fmt(
	    &why, "the chat server refused: %.*s", STR_ARG(c->frame.ret_msg));
	tap_set_text(&c->token, (struct str){ 0 });
	/* The chat may have moved: ask for its id again. */
	if (c->frame.ret_code == RET_BAD_CHANNEL)
		tap_set_text(&c->chat_id, (struct str){ 0 });
	tap_try_again(c, buf_text(&why));
	buf_free(&why);
}

static void
on_event(void *arg, const struct event *e)
{
	struct tap *c = arg;
	bool recent = c->frame.cmd == CHZZK_RECENTS;

	/* A chat outlives its broadcasts: those of the last one are no news. */
	if (recent && c->opened_at != WHEN_UNKNOWN &&
	    e->sent_at != WHEN_UNKNOWN && e->sent_at < c->opened_at)
		return;
	if (recent && !c->catchup.reading)
		catchup_begin(&c->catchup);
	c->spoke = c->heard;
	if (!catchup_is_new(&c->catchup, e))
		return;
	/* What is older comes first. */
	record_put(
	    !recent && c->state == TAP_CATCHING_UP ? &c->held : c->taps->out,
	    &event_record, e);
}

static void
on_raw(void *arg, int64_t cmd, struct str json)
{
	struct tap *c = arg;
	struct chzzk_origin from = origin(c);

	chzzk_put_raw(c->taps->out, &from, cmd, json);
}

/* What a frame asks for besides the events in it. */
static void
follow(struct tap *c)
{
	struct buf pong = { 0 };

	switch (c->frame.cmd) {
	case CHZZK_PING:
		chzzk_put_pong(&pong);
		send_frame(c, &pong);
		break;
	case CHZZK_CONNECTED:
		welcomed(c);
		break;
	case CHZZK_RECENTS:
		if (!c->catchup.reading)
			catchup_begin(&c->catchup);
		tap_caught_up(c);
		break;
	case CHZZK_SESSION_END:
		tap_try_again(c, "the server ended the session");
		break;
	case CHZZK_KICK:
	case CHZZK_BLOCK:
		diag_error("%s: removed from the chat", tap_shown(c));
		tap_end(c, EXIT_DENIED, "removed");
		break;
	default:
		break;
	}
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	struct tap *c = ctx;
	struct chzzk_origin from;
	const struct chzzk_sink sink = { .event = on_event,
		.raw = c->taps->set.raw ? on_raw : NULL,
		.arg = c };

	(void)binary;
	c->heard = loop_now(c->taps->loop);
	c->heard_at = when_now();
	from = origin(c);
	if (chzzk_read(c->taps->decoder, data, &from, &sink, &c->frame))
		follow(c);
	else
		diag_repeat(&bad_frames, "%s: not a frame: %s", tap_shown(c),
		    chzzk_why(c->taps->decoder));
}

static void
on_opened(void *ctx)
{
	struct tap *c = ctx;
	struct buf frame = { 0 };

	c->heard = loop_now(c->taps->loop);
	chzzk_put_connect(
	    &frame, str_of(c->chat_id), str_of(c->token), ++c->tid);
	send_frame(c, &frame);
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

	if (is_refusal(end)) {
		diag_error("%s: %s", tap_shown(c), why);
		tap_end(c, login ? EXIT_DENIED : EXIT_SOME_FAILED, why);
	} else {
		tap_try_again(c, why);
	}
	free(why);
}

static void
connect_chat(struct tap *c)
{
	static const char *const headers[] = {
		"Origin: https://chzzk.naver.com",
		NULL,
	};
	struct buf url = { 0 };

	chzzk_put_chat_url(&url, c->taps->chat_url, c->server);
	c->ws = ws_open(c->taps->loop,
	    &(struct ws_settings){ .url = buf_text(&url),
		.headers = headers,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = c });
	ws_pause(c->ws, c->taps->paused);
	buf_free(&url);
}

void
tap_denied(struct tap *c, const char *what)
{
	diag_error("%s: %s", tap_shown(c), what);
	tap_end(c, EXIT_DENIED, "not allowed");
}

void
tap_denied_to_minors(struct tap *c)
{
	tap_denied(c,
	    "a 19+ broadcast: it needs the login of an adult, "
	    "NID_AUT and NID_SES in ~/.config/chz/config");
}

static void
on_token(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str token = { 0 };

	c->call = NULL;
	chzzk_read_token(c->taps->web->api, a->body, &token);
	if (chzzk_api_code(c->taps->web->api) == CHZZK_CODE_ADULT) {
		tap_denied_to_minors(c);
		return;
	}
	tap_set_text(&c->token, token);
	c->token_at = loop_now(c->taps->loop);
	connect_chat(c);
}

static bool
has_token(const struct tap *c)
{
	return c->token != NULL &&
	    loop_now(c->taps->loop) - c->token_at < TOKEN_LIFE_MS;
}

void
tap_join(struct tap *c)
{
	const struct web_manner manner = { .tries = 1,
		.deadline_ms = TOKEN_MS };
	struct buf url = { 0 };

	c->state = TAP_JOINING;
	c->queued = false;
	if (has_token(c)) {
		connect_chat(c);
		return;
	}
	chzzk_url_token(&url, c->taps->web->game_url, str_of(c->chat_id));
	c->call = web_get(c->taps->web, buf_text(&url), &manner, on_token, c);
	buf_free(&url);
}

static void
beat(void *ctx)
{
	struct tap *c = ctx;
	struct buf ping = { 0 };
	bool mute = c->pinged != 0 && c->heard < c->pinged;

	if (mute && !c->taps->paused) {
		tap_try_again(c, "no answer to a ping");
	} else if (c->pinged != 0) {
		c->pinged = 0;
		timer_set(c->beat, BEAT_MS - ANSWER_MS);
	} else {
		chzzk_put_ping(&ping);
		send_frame(c, &ping);
		c->pinged = loop_now(c->taps->loop);
		timer_set(c->beat, ANSWER_MS);
	}
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
	c->server = 1;
	c->last_gap = RECORD_UNKNOWN;
	c->heard_at = when_now();
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
	free(c->channel_id);
	free(c->channel);
	free(c->stream_id);
	free(c->chat_id);
	free(c->token);
	free(c->sid);
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
