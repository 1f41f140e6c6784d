/* Opens sessions of the official API, and reads what they bring. */
#include "core/diag.h"
#include "core/mem.h"
#include "jsonl/doc.h"
#include "platform/socketio.h"
#include "tap/official.h"

enum { KEY_MS = 10 * 1000 /* from the session's key to its last topic */ };

/* What people call the topics. */
static const char *const topics[CHZZK_TOPICS] = { "chat", "donations",
	"subscriptions" };

/* ---- the way in ---- */

/* False when others could read what it brings. */
static bool
put_address(struct buf *url, struct str address)
{
	struct buf plain = { 0 };
	bool good = socketio_put_url(url, address);

	/* ws is to http as wss is to https. */
	buf_fmt(&plain, "http%s", good ? buf_text(url) + 2 : "");
	good = good && http_is_private(buf_text(&plain));
	buf_free(&plain);
	return good;
}

static void
connect_session(struct tap *c, struct str body)
{
	static const char *const headers[] = { NULL };
	struct buf url = { 0 };
	struct str address;

	if (chzzk_open_read_session(
		body, &official_run_of(c)->texts, &address) &&
	    put_address(&url, address)) {
		tap_connect(c, &url, headers);
	} else {
		buf_free(&url);
		tap_try_again(c, "Chzzk gives a session no good address");
	}
}

/* Perhaps there are too many. */
static void
on_sessions(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str word;
	struct buf why = { 0 };
	int n = -1;

	if (official_read(c, a, &word) == CHZZK_OPEN_OK)
		n = chzzk_open_read_sessions(
		    a->body, &official_run_of(c)->texts);
	if (n >= CHZZK_SESSIONS)
		buf_fmt(&why,
		    "the account has %d sessions already, and Chzzk allows %d",
		    n, CHZZK_SESSIONS);
	else
		buf_fmt(
		    &why, "Chzzk opens no session: %s", official_own(c)->why);
	if (official_own(c)->denied && n < CHZZK_SESSIONS)
		official_fail(c, EXIT_DENIED, buf_text(&why));
	else
		tap_try_again(c, buf_text(&why));
	buf_free(&why);
}

static void
explain(struct tap *c, struct str word, bool denied)
{
	struct buf url = { 0 };

	official_own(c)->denied = denied;
	tap_set_text(&official_own(c)->why, word);
	chzzk_open_url_sessions(&url, official_base());
	official_ask(c, &url, false, on_sessions);
}

static void ask_session(struct tap *);

static void
on_session(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str word;

	switch (official_read(c, a, &word)) {
	case CHZZK_OPEN_OK:
		connect_session(c, a->body);
		break;
	case CHZZK_OPEN_TOKEN:
		official_refused(c, word, ask_session);
		break;
	case CHZZK_OPEN_DENIED:
		explain(c, word, true);
		break;
	default:
		explain(c, word, false);
	}
}

static void
ask_session(struct tap *c)
{
	struct buf url = { 0 };

	if (c->state != TAP_JOINING || c->ws != NULL)
		return;
	chzzk_open_url_session(&url, official_base());
	official_ask(c, &url, false, on_session);
}

static bool
has_any(const struct official_tap *o)
{
	for (int i = 0; i < CHZZK_TOPICS; i++)
		if (o->has[i])
			return true;
	return false;
}

void
official_join(struct tap *c)
{
	struct official_tap *o = official_own(c);

	if (c->ws != NULL && has_any(o)) { /* it goes on, with another name */
		tap_welcome(c);
		return;
	}
	tap_set_text(&o->key, (struct str){ 0 });
	for (int i = 0; i < CHZZK_TOPICS; i++)
		o->has[i] = o->lacks[i] = false;
	official_with_token(c, ask_session);
}

/* ---- topics ---- */

/* All topics are there, or will not come. */
static void
settle(struct tap *c)
{
	struct official_tap *o = official_own(c);

	for (int i = 0; i < CHZZK_TOPICS; i++)
		if (!o->has[i] && !o->lacks[i])
			return;
	if (!has_any(o))
		tap_end(c, EXIT_DENIED, "not allowed");
	else if (c->state == TAP_JOINING)
		tap_welcome(c);
}

static void
granted(struct tap *c, enum chzzk_topic topic)
{
	official_own(c)->has[topic] = true;
	settle(c);
}

/* This topic will not come. */
static void
lack(struct tap *c, int topic, const char *why)
{
	struct official_tap *o = official_own(c);

	o->has[topic] = false;
	o->lacks[topic] = true;
	if (!o->said[topic])
		diag_error("%s: no %s: %s", tap_shown(c), topics[topic], why);
	o->said[topic] = true;
}

static void subscribe(struct tap *);

/* Chat comes last: then nothing of the others is missed while it is read. */
static void
subscribe_next(struct tap *c)
{
	if (official_own(c)->asking-- > 0)
		official_with_token(c, subscribe);
	else
		settle(c);
}

static void
on_subscribed(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str word;
	enum chzzk_open_result result = official_read(c, a, &word);

	if (result == CHZZK_OPEN_TOKEN) {
		official_refused(c, word, subscribe);
		return;
	}
	if (result == CHZZK_OPEN_BUSY) {
		tap_try_again(c, word.p);
		return;
	}
	if (result != CHZZK_OPEN_OK)
		lack(c, official_own(c)->asking, word.p);
	subscribe_next(c);
}

static void
subscribe(struct tap *c)
{
	struct official_tap *o = official_own(c);
	struct buf url = { 0 };

	if (c->ws == NULL || o->key == NULL)
		return;
	chzzk_open_url_subscribe(
	    &url, official_base(), (enum chzzk_topic)o->asking, str_of(o->key));
	official_ask(c, &url, true, on_subscribed);
}

static void
connected(struct tap *c, struct str key)
{
	if (c->state != TAP_JOINING || official_own(c)->key != NULL)
		return;
	tap_set_text(&official_own(c)->key, key);
	official_own(c)->asking = CHZZK_TOPICS - 1;
	timer_set(c->step, KEY_MS);
	official_with_token(c, subscribe);
}

static void
revoked(struct tap *c, enum chzzk_topic topic)
{
	lack(c, topic, "the user has taken back the consent");
	if (!has_any(official_own(c)))
		tap_end(c, EXIT_DENIED, "revoked");
}

static void
unsubscribed(struct tap *c, enum chzzk_topic topic)
{
	struct buf why = { 0 };

	buf_fmt(&why, "somebody has unsubscribed from %s", topics[topic]);
	tap_try_again(c, buf_text(&why));
	buf_free(&why);
}

/* ---- the connection ---- */

/* The server speaks first. */
void
official_hello(struct tap *c)
{
	(void)c;
}

void
official_ping(struct tap *c)
{
	struct buf frame = { 0 };

	socketio_put(&frame, SOCKETIO_PING);
	tap_send(c, &frame);
}

/* Nothing can be read again; but what was said until now comes before the
 * answer to a ping. */
void
official_ask_recent(struct tap *c, int n)
{
	(void)n;
	official_ping(c);
}

static void
ponged(struct tap *c)
{
	tap_answered(c);
	if (c->state == TAP_CATCHING_UP)
		tap_caught_up(c);
}

static void
pong(struct tap *c, struct str data)
{
	struct buf frame = { 0 };

	socketio_put_pong(&frame, data);
	tap_send(c, &frame);
}

static void
on_event(void *arg, const struct event *e)
{
	tap_event(arg, e, false);
}

static void
follow(struct tap *c, const struct chzzk_news *news)
{
	if (news->kind == CHZZK_NEWS_CONNECTED)
		connected(c, news->key);
	else if (news->topic == CHZZK_TOPICS)
		return;
	else if (news->kind == CHZZK_NEWS_SUBSCRIBED)
		granted(c, news->topic);
	else if (news->kind == CHZZK_NEWS_UNSUBSCRIBED)
		unsubscribed(c, news->topic);
	else if (news->kind == CHZZK_NEWS_REVOKED)
		revoked(c, news->topic);
}

static void
take_event(struct tap *c, struct socketio_packet *p)
{
	struct chat_origin from = tap_origin(c);
	const struct chat_sink sink = { .event = on_event, .arg = c };
	struct json_val payload = { 0 };
	struct chzzk_news news;

	doc_item(&p->args, &payload);
	if (c->taps->set.raw)
		tap_raw(c, -1, p->data);
	if (chzzk_session_read(official_run_of(c)->decoder, p->event, &payload,
		&from, &sink, &news))
		follow(c, &news);
	else
		tap_unread(c, chzzk_why(official_run_of(c)->decoder));
}

static void
refused(struct tap *c, struct str word)
{
	struct buf why = { 0 };

	buf_fmt(&why, "the server refused: %.*s", STR_ARG(word));
	tap_try_again(c, buf_text(&why));
	buf_free(&why);
}

static void
take_packet(struct tap *c, struct socketio_packet *p)
{
	switch (p->kind) {
	case SOCKETIO_OPEN:
		tap_set_beat(c, p->interval_ms, p->timeout_ms);
		break;
	case SOCKETIO_PING:
		pong(c, p->data);
		break;
	case SOCKETIO_PONG:
		ponged(c);
		break;
	case SOCKETIO_CLOSE:
	case SOCKETIO_DISCONNECT:
		tap_try_again(c, "the server ended the session");
		break;
	case SOCKETIO_ERROR:
		refused(c, p->data);
		break;
	case SOCKETIO_EVENT:
		take_event(c, p);
		break;
	default:
		break;
	}
}

void
official_message(struct tap *c, struct str data)
{
	struct socketio_packet p;
	const char *why;

	arena_reset(&official_run_of(c)->texts);
	why = socketio_read(data, &official_run_of(c)->texts, &p);
	if (why != NULL)
		tap_unread(c, why);
	else if (p.space.p == NULL || str_is(p.space, "/"))
		take_packet(c, &p);
}
