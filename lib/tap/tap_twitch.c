/*
 * Twitch for the taps: anonymous IRC over a WebSocket.  Without a login nothing
 * can be asked about a channel, so that a chat is joined whether there is a
 * broadcast or not, and no broadcast is named.
 */
#include <stdlib.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "platform/twitch.h"
#include "tap/tap.h"

/* The service takes 20 logins and 20 joins in ten seconds. */
enum { JOINS_A_SECOND = 2, JOINS_AT_ONCE = 18 };

enum {
	ANEW_MS = 1000 /* between two connections that it asks for, at least */
};

/* For all its taps. */
struct twitch_run {
	struct twitch *decoder;
	struct budget joins;
};

struct twitch_tap {
	bool waited; /* its turn to join has come */
	/* A connection that the server will close: it is heard until it does,
	 * so that nothing is missed on the way to the next. */
	struct ws *old;
	int64_t renewed; /* when it was asked to connect anew */
};

static void *
open_run(void)
{
	struct twitch_run *run = xcalloc(1, sizeof *run);

	run->decoder = twitch_new();
	run->joins =
	    (struct budget){ .rate = JOINS_A_SECOND, .burst = JOINS_AT_ONCE };
	return run;
}

static void
close_run(void *ctx)
{
	struct twitch_run *run = ctx;
	uint64_t bad = twitch_counts(run->decoder)->bad;

	if (bad > 0)
		diag_note("%llu lines of Twitch could not be read",
		    (unsigned long long)bad);
	twitch_free(run->decoder);
	free(run);
}

static void
prepare(struct tap *c)
{
	struct twitch_tap *own = xcalloc(1, sizeof *own);

	own->renewed = INT64_MIN / 2;
	c->own = own;
	for (char *p = c->channel_id; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
}

static void
release(struct tap *c)
{
	ws_free(((struct twitch_tap *)c->own)->old);
	free(c->own);
}

static void
look(struct tap *c)
{
	struct live live = live_blank();
	struct buf stream = { 0 };

	buf_fmt(&stream, "unknown_%s", c->channel_id);
	live.status = LIVE_OPEN;
	live.chat_channel_id = str_of(c->channel_id);
	if (c->channel == NULL)
		live.channel = live.chat_channel_id;
	live.stream_id = buf_view(&stream);
	tap_found(c, &live, NULL);
	buf_free(&stream);
}

/* ---- the way in ---- */

static void
connect_chat(struct tap *c)
{
	static const char *const headers[] = { NULL };
	struct buf url = { 0 };

	buf_adds(&url, conf_get("CHZ_TWITCH_URL"));
	tap_connect(c, &url, headers);
}

static void
join(struct tap *c)
{
	struct twitch_run *run = c->decoder;
	struct twitch_tap *own = c->own;
	int64_t now = loop_now(c->taps->loop);
	int64_t wait = own->waited ? 0 : budget_take(&run->joins, now);

	own->waited = wait > 0;
	if (wait == 0) {
		connect_chat(c);
		return;
	}
	budget_take(&run->joins, now + wait);
	c->state = TAP_WAITING;
	c->queued = true;
	timer_set(c->step, wait);
}

/* ---- the connection ---- */

static void
hello(struct tap *c)
{
	struct buf line = { 0 };

	twitch_put_capabilities(&line);
	tap_send(c, &line);
	twitch_put_nick(&line, (unsigned)(random_seed() % 90000 + 10000));
	tap_send(c, &line);
}

static void
join_room(struct tap *c)
{
	struct buf line = { 0 };

	twitch_put_join(&line, str_of(c->channel_id));
	tap_send(c, &line);
}

static void
ping(struct tap *c)
{
	struct buf line = { 0 };

	twitch_put_ping(&line);
	tap_send(c, &line);
}

static void
pong(struct ws *ws, struct str text)
{
	struct buf line = { 0 };

	twitch_put_pong(&line, text);
	ws_send(ws, buf_view(&line));
	buf_free(&line);
}

static void
refused(struct tap *c, struct str text)
{
	struct buf why = { 0 };

	buf_fmt(&why, "Twitch refused: %.*s", STR_ARG(text));
	diag_error("%s: %s", tap_shown(c), buf_text(&why));
	tap_end(c, EXIT_SOME_FAILED, buf_text(&why));
	buf_free(&why);
}

static void
on_event(void *arg, const struct event *e)
{
	tap_event(arg, e, false);
}

static enum twitch_meaning
read_line(struct tap *c, struct str line, struct str *text)
{
	struct twitch_run *run = c->decoder;
	struct chat_origin from = tap_origin(c);
	const struct chat_sink sink = { .event = on_event,
		.raw = c->taps->set.raw ? tap_raw : NULL,
		.arg = c };

	return twitch_read(run->decoder, line, &from, &sink, text);
}

/* The next line; absent behind the last. */
static struct str
next_line(struct str *data)
{
	struct str line = { 0 };

	while (line.n == 0 && data->p != NULL) {
		line = str_cut(data, '\n');
		if (str_ends(line, "\r"))
			line.n--;
	}
	return line;
}

/* ---- a connection that is to end ---- */

static void
take_old_lines(struct tap *c, struct str data)
{
	struct twitch_tap *own = c->own;
	struct str line, text;

	while ((line = next_line(&data)).n > 0)
		if (read_line(c, line, &text) == TWITCH_PING)
			pong(own->old, text);
}

static void
on_old_message(void *ctx, struct str data, bool binary)
{
	struct tap *c = ctx;

	(void)binary;
	if (c->state == TAP_JOINING || c->state == TAP_WAITING)
		c->heard_at = when_now();
	take_old_lines(c, data);
}

/* Before the next one is there, or behind it. */
static void
on_old_closed(void *ctx, const struct ws_end *end)
{
	struct tap *c = ctx;
	struct twitch_tap *own = c->own;

	(void)end;
	ws_free(own->old);
	own->old = NULL;
	if (c->state != TAP_OPEN && c->state != TAP_OVER)
		tap_missing(c, "the server asked to connect anew");
}

/* `rest` came with what asks for it.  The last thing to do with a tap. */
static void
connect_anew(struct tap *c, struct str rest)
{
	struct twitch_tap *own = c->own;
	int64_t now = loop_now(c->taps->loop);

	if (c->state != TAP_OPEN || now - own->renewed < ANEW_MS) {
		tap_try_again(c, "the server asks to connect anew");
		return;
	}
	ws_free(own->old);
	own->renewed = now;
	own->old = c->ws;
	ws_divert(own->old, on_old_message, on_old_closed);
	tap_replace(c);
	take_old_lines(c, rest);
}

/* ---- the connection's lines ---- */

/* False when the connection, or the tap, is gone; `rest` came with the line. */
static bool
take_line(struct tap *c, struct str line, struct str rest)
{
	struct str text;

	switch (read_line(c, line, &text)) {
	case TWITCH_READY:
		join_room(c);
		return true;
	case TWITCH_JOINED:
		if (c->state == TAP_JOINING)
			tap_welcome(c);
		return true;
	case TWITCH_PING:
		pong(c->ws, text);
		return true;
	case TWITCH_PONG:
		tap_answered(c);
		return true;
	case TWITCH_RECONNECT:
		connect_anew(c, rest);
		return false;
	case TWITCH_REFUSED:
		refused(c, text);
		return false;
	default:
		return true;
	}
}

static void
message(struct tap *c, struct str data)
{
	struct str line;

	while ((line = next_line(&data)).n > 0)
		if (!take_line(c, line, data))
			return;
}

const struct platform platform_twitch = {
	.name = TWITCH_NAME,
	.sources = TWITCH_SOURCES,
	.named = twitch_channel_named,
	.is_channel_id = twitch_is_login,
	.beat_ms = 30 * 1000,
	.open = open_run,
	.close = close_run,
	.prepare = prepare,
	.release = release,
	.look = look,
	.join = join,
	.hello = hello,
	.message = message,
	.ping = ping,
};
