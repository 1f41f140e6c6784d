/* Chzzk for the taps: looks, the token for a chat, and its frames. */
#include <stdlib.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "tap/tap.h"
#include "tap/tap_chzzk.h"

enum {
	TOKEN_MS = 3 * 1000, /* reading works without one, too */
	TOKEN_LIFE_MS = 30 * 60 * 1000,
	SERVERS = 9
};

/* What the server answers to a request to join. */
enum { RET_OK = 0, RET_BAD_CHANNEL = 105 };

struct chzzk_tap {
	char *token, *sid;
	int64_t token_at; /* when the token came, by the loop's clock */
	int tid;
	struct chzzk_frame frame; /* that is being read */
};

static struct chzzk_tap *
own(const struct tap *c)
{
	return c->own;
}

static void *
open_decoder(void)
{
	return chzzk_new();
}

/* What the service sent and nobody could read is lost. */
static void
close_decoder(void *decoder)
{
	uint64_t bad = chzzk_counts(decoder)->bad;

	if (bad > 0)
		diag_note("%llu frames or messages could not be read",
		    (unsigned long long)bad);
	chzzk_free(decoder);
}

static void
prepare(struct tap *c)
{
	c->own = xcalloc(1, sizeof(struct chzzk_tap));
}

static void
release(struct tap *c)
{
	free(own(c)->token);
	free(own(c)->sid);
	free(c->own);
}

/* ---- the broadcast ---- */

static const char for_adults[] =
    "a 19+ broadcast: it needs the login of an adult, "
    "NID_AUT and NID_SES in ~/.config/chz/config";

static const char *
denied(const struct chzzk_live *l)
{
	if (l->login)
		return for_adults;
	return l->abroad ? "this broadcast is shown in Korea only" : NULL;
}

int
tap_chzzk_read(struct tap *c, const struct http_answer *a, struct chzzk_live *l,
    struct buf *why)
{
	struct web *web = c->taps->web;
	enum chzzk_result result;
	int status;

	*l = (struct chzzk_live){ .live = live_blank() };
	result = chzzk_read_live(web->api, a->body, l);
	status = web_fault(web, a, result, why);
	if (l->never)
		l->live.status = LIVE_CLOSE;
	return status != EXIT_OK && result == CHZZK_BROKEN ? EXIT_AWAY : status;
}

void
tap_chzzk_look(struct tap *c, web_done *done)
{
	const struct web_manner manner = { .tries = 1 };
	struct buf url = { 0 };

	chzzk_url_live_detail(
	    &url, c->taps->web->api_url, str_of(c->channel_id));
	c->call = web_get(c->taps->web, buf_text(&url), &manner, done, c);
	buf_free(&url);
}

void
tap_chzzk_check(struct tap *c, web_done *done)
{
	const struct web_manner manner = { .tries = 1, .later = true };
	struct buf url = { 0 };

	chzzk_url_live_status(
	    &url, c->taps->web->api_url, str_of(c->channel_id));
	c->check = web_get(c->taps->web, buf_text(&url), &manner, done, c);
	buf_free(&url);
}

static void
on_look(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct buf why = { 0 };
	struct chzzk_live l;
	int status = tap_chzzk_read(c, a, &l, &why);

	c->call = NULL;
	if (status == EXIT_OK)
		tap_found(c, &l.live, denied(&l));
	else
		tap_not_found(c, status, &why);
	buf_free(&why);
}

static void
look(struct tap *c)
{
	tap_chzzk_look(c, on_look);
}

static void
on_check(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct buf why = { 0 };
	struct chzzk_live l;
	int status = tap_chzzk_read(c, a, &l, &why);

	c->check = NULL;
	tap_checked(c, status == EXIT_OK ? &l.live : NULL, &why);
	buf_free(&why);
}

static void
check(struct tap *c)
{
	tap_chzzk_check(c, on_check);
}

/* ---- the way in ---- */

/* Any server will do: after a failure the next one. */
static void
connect_chat(struct tap *c)
{
	static const char *const headers[] = {
		"Origin: https://chzzk.naver.com",
		NULL,
	};
	unsigned first = (unsigned)chzzk_server(str_of(c->chat_id)) - 1;
	struct buf url = { 0 };

	chzzk_put_chat_url(&url, conf_get("CHZ_CHAT_URL"),
	    (int)((first + c->failures) % SERVERS) + 1);
	tap_connect(c, &url, headers);
}

static void
on_token(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str token = { 0 };

	c->call = NULL;
	chzzk_read_token(c->taps->web->api, a->body, &token);
	if (chzzk_api_code(c->taps->web->api) == CHZZK_CODE_ADULT) {
		tap_denied(c, for_adults);
		return;
	}
	tap_set_text(&own(c)->token, token);
	own(c)->token_at = loop_now(c->taps->loop);
	connect_chat(c);
}

static bool
has_token(const struct tap *c)
{
	return own(c)->token != NULL &&
	    loop_now(c->taps->loop) - own(c)->token_at < TOKEN_LIFE_MS;
}

static void
join(struct tap *c)
{
	const struct web_manner manner = { .tries = 1,
		.deadline_ms = TOKEN_MS };
	struct buf url = { 0 };

	if (has_token(c)) {
		connect_chat(c);
		return;
	}
	chzzk_url_token(&url, c->taps->web->game_url, str_of(c->chat_id));
	c->call = web_get(c->taps->web, buf_text(&url), &manner, on_token, c);
	buf_free(&url);
}

/* ---- the connection ---- */

static void
hello(struct tap *c)
{
	struct buf frame = { 0 };

	chzzk_put_connect(
	    &frame, str_of(c->chat_id), str_of(own(c)->token), ++own(c)->tid);
	tap_send(c, &frame);
}

static void
ask_recent(struct tap *c, int n)
{
	struct buf frame = { 0 };

	chzzk_put_recent(
	    &frame, str_of(c->chat_id), str_of(own(c)->sid), n, ++own(c)->tid);
	tap_send(c, &frame);
}

static void
ping(struct tap *c)
{
	struct buf frame = { 0 };

	chzzk_put_ping(&frame);
	tap_send(c, &frame);
}

static void
pong(struct tap *c)
{
	struct buf frame = { 0 };

	chzzk_put_pong(&frame);
	tap_send(c, &frame);
}

static void
refused(struct tap *c)
{
	struct buf why = { 0 };

	buf_fmt(&why, "the chat server refused: %.*s",
	    STR_ARG(own(c)->frame.ret_msg));
	tap_set_text(&own(c)->token, (struct str){ 0 });
	/* The chat may have moved: ask for its id again. */
	if (own(c)->frame.ret_code == RET_BAD_CHANNEL)
		tap_set_text(&c->chat_id, (struct str){ 0 });
	tap_try_again(c, buf_text(&why));
	buf_free(&why);
}

static void
welcomed(struct tap *c)
{
	if (c->state != TAP_JOINING)
		return;
	if (own(c)->frame.ret_code != RET_OK) {
		refused(c);
		return;
	}
	tap_set_text(&own(c)->sid, own(c)->frame.sid);
	tap_welcome(c);
}

/* What a frame asks for besides the events in it. */
static void
follow(struct tap *c)
{
	switch (own(c)->frame.cmd) {
	case CHZZK_PING:
		pong(c);
		break;
	case CHZZK_CONNECTED:
		welcomed(c);
		break;
	case CHZZK_RECENTS:
		tap_recent_came(c);
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
on_event(void *arg, const struct event *e)
{
	struct tap *c = arg;

	tap_event(c, e, own(c)->frame.cmd == CHZZK_RECENTS);
}

static void
message(struct tap *c, struct str data)
{
	struct chat_origin from = tap_origin(c);
	const struct chat_sink sink = { .event = on_event,
		.raw = c->taps->set.raw ? tap_raw : NULL,
		.arg = c };

	if (chzzk_read(c->decoder, data, &from, &sink, &own(c)->frame))
		follow(c);
	else
		tap_unread(c, chzzk_why(c->decoder));
}

const struct platform platform_chzzk = {
	.name = CHZZK_NAME,
	.sources = CHZZK_SOURCES,
	.named = chzzk_channel_named,
	.is_channel_id = chzzk_is_channel_id,
	.beat_ms = 20 * 1000,
	.recent = 50,
	.open = open_decoder,
	.close = close_decoder,
	.prepare = prepare,
	.release = release,
	.look = look,
	.check = check,
	.join = join,
	.hello = hello,
	.message = message,
	.ask_recent = ask_recent,
	.ping = ping,
};
