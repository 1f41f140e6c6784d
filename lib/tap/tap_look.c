#include <stdlib.h>

#include "core/diag.h"
#include "tap/tap.h"

enum { SOON_MS = 2000 };

static const char another[] = "a new broadcast";

static void
denied(struct tap *c, const char *what)
{
	diag_error("%s: %s", tap_shown(c), what);
	tap_end(c, EXIT_DENIED, "not allowed");
}

void
tap_denied_to_minors(struct tap *c)
{
	denied(c,
	    "a 19+ broadcast: it needs the login of an adult, "
	    "NID_AUT and NID_SES in ~/.config/chz/config");
}

/* The broadcast was found; joins its chat if that can be. */
static void
found(struct tap *c, const struct chzzk_live *l)
{
	tap_adopt(c, &l->live);
	if (l->never || l->live.status != LIVE_OPEN) {
		taps_note(c->taps, "%s: not on air", tap_shown(c));
		tap_end(c, EXIT_OK, "not on air");
	} else if (l->login) {
		tap_denied_to_minors(c);
	} else if (l->abroad) {
		denied(c, "this broadcast is shown in Korea only");
	} else if (c->chat_id == NULL) {
		tap_try_again(c, "the broadcast has no chat");
	} else {
		tap_join(c);
	}
}

static void
on_look(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct chzzk_live l = { .live = live_blank() };
	enum chzzk_result result =
	    chzzk_read_live(c->taps->web->api, a->body, &l);
	struct buf why = { 0 };
	int status = web_fault(c->taps->web, a, result, &why);

	c->call = NULL;
	if (status == EXIT_OK) {
		found(c, &l);
	} else if (status == EXIT_AWAY || result == CHZZK_BROKEN) {
		tap_try_again(c, buf_text(&why));
	} else {
		diag_error("%s: %s", tap_shown(c), buf_text(&why));
		tap_end(c, status, buf_text(&why));
	}
	buf_free(&why);
}

void
tap_look(struct tap *c)
{
	const struct web_manner manner = { .tries = 1 };
	struct buf url = { 0 };

	c->state = TAP_LOOKING;
	chzzk_url_live_detail(
	    &url, c->taps->web->api_url, str_of(c->channel_id));
	c->call = web_get(c->taps->web, buf_text(&url), &manner, on_look, c);
	buf_free(&url);
}

static void
move_to(struct tap *c, struct str chat_id)
{
	tap_lose(c, "the chat has moved");
	tap_set_text(&c->chat_id, chat_id);
	c->server = chzzk_server(chat_id);
	timer_set(c->step, 0);
}

/*
 * The broadcast that is tapped is over.  Its last messages may not have come,
 * and a connection that fell mute looks like a quiet chat: they are asked for
 * once more, over the connection or a new one.
 */
static void
wind_up(struct tap *c, const char *reason)
{
	if (c->ending != NULL)
		return;
	c->ending = reason;
	if (!c->announced) {
		tap_conclude(c);
	} else if (c->state == TAP_OPEN) {
		catchup_lost(&c->catchup, c->heard_at);
		tap_ask_recent(c, TAP_RECENT);
	} else if (c->state == TAP_WAITING) {
		timer_set(c->step, 0);
	}
}

/* Another broadcast on the same channel: the tap goes on with that. */
static void
start_anew(struct tap *c)
{
	taps_note(c->taps, "%s: a new broadcast", tap_shown(c));
	tap_close(c, c->ending);
	tap_drop(c);
	catchup_free(&c->catchup);
	catchup_init(&c->catchup);
	c->ending = NULL;
	tap_set_text(&c->stream_id, (struct str){ 0 });
	tap_set_text(&c->chat_id, (struct str){ 0 });
	c->opened_at = WHEN_UNKNOWN;
	tap_look(c);
}

void
tap_conclude(struct tap *c)
{
	if (c->ending == another)
		start_anew(c);
	else
		tap_end(c, EXIT_OK, c->ending);
}

/* What the channel shows now against what is tapped. */
static void
compare(struct tap *c, const struct chzzk_live *now)
{
	const struct live *live = &now->live;

	if (now->never || live->status == LIVE_CLOSE)
		wind_up(c, "the broadcast has ended");
	else if (c->opened_at != WHEN_UNKNOWN &&
	    live->opened_at != WHEN_UNKNOWN && live->opened_at != c->opened_at)
		wind_up(c, another);
	else if (live->chat_channel_id.p != NULL && c->chat_id != NULL &&
	    !str_is(live->chat_channel_id, c->chat_id))
		move_to(c, live->chat_channel_id);
	else if (c->opened_at == WHEN_UNKNOWN)
		c->opened_at = live->opened_at;
}

static void
on_check(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct chzzk_live now = { .live = live_blank() };
	struct buf why = { 0 };
	enum chzzk_result result =
	    chzzk_read_live(c->taps->web->api, a->body, &now);

	c->check = NULL;
	timer_set(c->look, c->taps->set.check_ms);
	if (web_fault(c->taps->web, a, result, &why) == EXIT_OK)
		compare(c, &now);
	else
		diag_detail("%s: %s", tap_shown(c), buf_text(&why));
	buf_free(&why);
}

void
tap_check(void *ctx)
{
	const struct web_manner manner = { .tries = 1, .later = true };
	struct tap *c = ctx;
	struct buf url = { 0 };

	chzzk_url_live_status(
	    &url, c->taps->web->api_url, str_of(c->channel_id));
	c->check = web_get(c->taps->web, buf_text(&url), &manner, on_check, c);
	buf_free(&url);
}

void
tap_check_soon(struct tap *c)
{
	if (c->check == NULL && c->taps->set.check_ms > SOON_MS)
		timer_set(c->look, SOON_MS);
}
