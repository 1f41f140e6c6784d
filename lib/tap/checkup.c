/* Asks the platform for one of each thing. */
#include <stdlib.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "net/ws.h"
#include "tap/checkup.h"

enum { ROWS = 20, PATIENCE_MS = 10000 };

struct checkup {
	struct loop *loop;
	struct web *web;
	struct checkup_events events;
	const char *lacks;        /* what the first bad row of a list lacks */
	struct buf channel, chat; /* ids of the one that is looked at */
	struct ws *ws;
};

static void
find(struct checkup *c, const char *what, int status, const char *why)
{
	c->events.found(c->events.ctx, what, status, why);
}

/* What an answer comes to; true when it is as it should be. */
static bool
judge(struct checkup *c, const char *what, const struct http_answer *a,
    enum chzzk_result result, const char *lacks)
{
	struct buf why = { 0 };
	int status = web_fault(c->web, a, result, &why);

	if (status == EXIT_OK && result == CHZZK_EMPTY)
		lacks = "content";
	if (status == EXIT_OK && lacks != NULL) {
		status = EXIT_SOME_FAILED;
		buf_fmt(&why, "the answer has no %s: the platform has changed",
		    lacks);
	}
	find(c, what, status, why.p != NULL ? buf_text(&why) : NULL);
	buf_free(&why);
	return status == EXIT_OK;
}

static void
end(struct checkup *c)
{
	c->events.done(c->events.ctx);
}

static void
ask(struct checkup *c, struct buf *url, web_done *done)
{
	const struct web_manner manner = { .tries = 1,
		.deadline_ms = PATIENCE_MS };

	web_get(c->web, buf_text(url), &manner, done, c);
	buf_free(url);
}

static void
on_opened(void *ctx)
{
	struct checkup *c = ctx;

	find(c, "chat", EXIT_OK, NULL);
	end(c);
}

static void
on_closed(void *ctx, const struct ws_end *e)
{
	struct checkup *c = ctx;

	if (e->opened)
		return;
	find(c, "chat", e->final ? EXIT_SOME_FAILED : EXIT_AWAY, e->why);
	end(c);
}

static void
open_chat(struct checkup *c)
{
	static const char *const headers[] = {
		"Origin: https://chzzk.naver.com",
		NULL,
	};
	struct buf url = { 0 };

	chzzk_put_chat_url(
	    &url, conf_get("CHZ_CHAT_URL"), chzzk_server(buf_view(&c->chat)));
	c->ws = ws_open(c->loop,
	    &(struct ws_settings){ .url = buf_text(&url),
		.headers = headers,
		.opened = on_opened,
		.closed = on_closed,
		.ctx = c });
	buf_free(&url);
}

static void
on_token(void *ctx, const struct http_answer *a)
{
	struct checkup *c = ctx;
	struct str token = { 0 };
	enum chzzk_result result =
	    chzzk_read_token(c->web->api, a->body, &token);

	if (judge(c, "chat token", a, result, token.n == 0 ? "token" : NULL))
		open_chat(c);
	else
		end(c);
}

static void
take_replay(void *ctx, const struct chzzk_replay *r)
{
	struct checkup *c = ctx;

	if (c->lacks != NULL)
		return;
	if (r->title.p == NULL)
		c->lacks = "title";
	else if (r->video_no <= 0)
		c->lacks = "number";
}

static void
on_replays(void *ctx, const struct http_answer *a)
{
	struct checkup *c = ctx;
	struct buf url = { 0 };
	enum chzzk_result result;
	int64_t pages;

	c->lacks = NULL;
	result =
	    chzzk_read_replays(c->web->api, a->body, take_replay, c, &pages);
	judge(c, "replays", a, result, c->lacks);
	chzzk_url_token(&url, c->web->game_url, buf_view(&c->chat));
	ask(c, &url, on_token);
}

static void
on_state(void *ctx, const struct http_answer *a)
{
	struct checkup *c = ctx;
	struct chzzk_live live = { .live = live_blank() };
	struct buf url = { 0 };
	enum chzzk_result result = chzzk_read_live(c->web->api, a->body, &live);

	judge(c, "state of a broadcast", a, result,
	    record_lacks(&live_record, &live.live,
		"status title viewers chat_channel_id"));
	chzzk_url_replays(
	    &url, c->web->api_url, buf_view(&c->channel), 0, ROWS);
	ask(c, &url, on_replays);
}

static void
on_live(void *ctx, const struct http_answer *a)
{
	struct checkup *c = ctx;
	struct chzzk_live live = { .live = live_blank() };
	struct buf url = { 0 };
	enum chzzk_result result = chzzk_read_live(c->web->api, a->body, &live);

	if (!judge(c, "a broadcast", a, result,
		record_lacks(&live_record, &live.live,
		    "channel_id channel stream_id status live_id title "
		    "viewers opened_at chat_channel_id"))) {
		end(c);
		return;
	}
	buf_str(&c->chat, live.live.chat_channel_id);
	chzzk_url_live_status(&url, c->web->api_url, buf_view(&c->channel));
	ask(c, &url, on_state);
}

/* The first one whose chat is for everybody will be looked at. */
static void
take_live(void *ctx, const struct chzzk_live *l)
{
	struct checkup *c = ctx;

	if (c->lacks == NULL)
		c->lacks = record_lacks(&live_record, &l->live,
		    "channel_id channel live_id title viewers");
	if (c->channel.n == 0 && !l->login && !l->abroad && !l->chat_off &&
	    !l->live.adult)
		buf_str(&c->channel, l->live.channel_id);
}

static void
on_lives(void *ctx, const struct http_answer *a)
{
	struct checkup *c = ctx;
	struct chzzk_cursor next;
	struct buf url = { 0 };
	enum chzzk_result result =
	    chzzk_read_lives(c->web->api, a->body, take_live, c, &next);

	if (a->date != WHEN_UNKNOWN)
		c->events.clock(c->events.ctx, a->date, when_now());
	if (!judge(c, "list of broadcasts", a, result, c->lacks) ||
	    c->channel.n == 0) {
		end(c);
		return;
	}
	chzzk_url_live_detail(&url, c->web->api_url, buf_view(&c->channel));
	ask(c, &url, on_live);
}

struct checkup *
checkup_start(
    struct loop *loop, struct web *web, const struct checkup_events *events)
{
	struct checkup *c = xcalloc(1, sizeof *c);
	struct buf url = { 0 };

	c->loop = loop;
	c->web = web;
	c->events = *events;
	chzzk_url_lives(&url, web->api_url, ROWS, NULL);
	ask(c, &url, on_lives);
	return c;
}

void
checkup_free(struct checkup *c)
{
	if (c == NULL)
		return;
	ws_free(c->ws);
	buf_free(&c->channel);
	buf_free(&c->chat);
	free(c);
}
