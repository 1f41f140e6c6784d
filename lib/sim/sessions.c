/* Serves the sessions of the simulated official API. */
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "jsonl/put.h"
#include "platform/socketio.h"
#include "record/message_id.h"
#include "sim/payload.h"
#include "sim/session_event.h"
#include "sim/sessions.h"

enum {
	ADDRESS_MS = 30 * 1000, /* an address is good */
	INTERVAL_MS = 25 * 1000,
	TIMEOUT_MS = 60 * 1000,
	OF_CLIENT = 10, /* sessions of an application */
	SUBSCRIPTIONS = 30,
	KEY = 40, /* bytes of a session's key, or of the word in its address */
	HUGE_BYTES = 10 * 1000 * 1000
};

struct sim_session {
	unsigned number;
	bool of_client;            /* of the application, not of the user */
	struct sim_socket *socket; /* NULL: not connected, yet or any more */
	int64_t good_until;        /* its address, on the loop's clock */
	int64_t heard;             /* ... the client */
	int64_t from, to;          /* simulated; WHEN_UNKNOWN */
	bool has[CHZZK_TOPICS];
	bool deaf;       /* nothing passes any more */
	int64_t stalled; /* until then; WHEN_UNKNOWN: not */
};

struct sim_sessions {
	struct sim *sim;
	struct sim_oauth *oauth;
	struct sim_session **at; /* all there ever were, in their order */
	size_t n, cap;
	const struct channel *about; /* of whom there was one; or NULL */
	struct timer *revoke;
	bool revoked;
	uint64_t chance; /* who is hit by a fault */
	struct buf frame;
};

/* ---- what is sent ---- */

static void
send_frame(struct sim_sessions *s, struct sim_session *p)
{
	if (p->socket != NULL && !p->deaf)
		server_send(p->socket->peer, buf_view(&s->frame));
	s->frame.n = 0;
}

static void
send_news(
    struct sim_sessions *s, struct sim_session *p, const char *news, int topic)
{
	session_put_news(&s->frame, news, (enum chzzk_topic)topic, s->about);
	send_frame(s, p);
}

static void
write_down(struct sim_sessions *s, const struct channel *c,
    const struct event *e, unsigned readers, unsigned withheld)
{
	struct str nothing = { 0 };
	struct sent sent = sent_blank();
	struct buf id = { 0 }, stream = { 0 };

	buf_fmt(&stream, "%lld_%.*s", (long long)c->live_id, STR_ARG(c->id));
	message_id_put(&id, e->user_id, e->sent_at,
	    e->type == EVENT_SUBSCRIPTION ? nothing : e->text, nothing);
	sent.type = SENT_MESSAGE;
	sent.channel_id = c->id;
	sent.stream_id = buf_view(&stream);
	sent.sent_at = e->sent_at;
	sent.message_id = buf_view(&id);
	sent.readers = readers;
	if (withheld > 0)
		sent.withheld = withheld;
	ledger_put(sim_ledger(s->sim), &sent);
	buf_free(&id);
	buf_free(&stream);
}

bool
sim_sessions_said(
    struct sim_sessions *s, const struct channel *c, const struct event *e)
{
	enum chzzk_topic topic = session_topic(e);
	unsigned readers = 0, withheld = 0;

	if (c != s->about)
		return false;
	if (topic == CHZZK_TOPICS)
		return true;
	session_put_event(&s->frame, c, e);
	for (size_t i = 0; i < s->n; i++) {
		struct sim_session *p = s->at[i];

		if (p->socket == NULL || !p->has[topic])
			continue;
		readers++;
		withheld += p->deaf;
		if (!p->deaf)
			server_send(p->socket->peer, buf_view(&s->frame));
	}
	s->frame.n = 0;
	write_down(s, c, e, readers, withheld);
	return true;
}

/* The user takes all consent back. */
static void
revoke_all(void *ctx)
{
	struct sim_sessions *s = ctx;

	s->revoked = true;
	sim_oauth_end_all(s->oauth);
	for (size_t i = 0; i < s->n; i++)
		for (int topic = 0; topic < CHZZK_TOPICS; topic++)
			if (s->at[i]->has[topic]) {
				s->at[i]->has[topic] = false;
				send_news(s, s->at[i], "revoked", topic);
			}
}

/* ---- what is asked ---- */

static void
answer(struct server_call *call, int status, struct buf *b)
{
	server_answer(
	    call, status, "application/json;charset=UTF-8", buf_view(b));
	buf_free(b);
}

static void
refuse(struct server_call *call, int status, const char *why)
{
	struct buf b = { 0 };

	payload_error(&b, status, why);
	answer(call, status, &b);
}

/* Whether `list` has the name; nothing listed is all. */
static bool
lists(const char *list, const char *name)
{
	struct str rest = str_of(list);

	if (list == NULL)
		return true;
	while (rest.p != NULL)
		if (str_is(str_cut(&rest, ','), name))
			return true;
	return false;
}

static bool
may(const struct sim_sessions *s, int topic)
{
	return lists(sim_set(s->sim)->auth.topics,
	    chzzk_topic_name((enum chzzk_topic)topic));
}

bool
sim_topics_are_good(struct str list)
{
	if (str_is(list, "none"))
		return true;
	while (list.p != NULL)
		if (chzzk_topic_of(str_cut(&list, ',')) == CHZZK_TOPICS)
			return false;
	return true;
}

static long
connected(const struct sim_sessions *s, bool of_client)
{
	long n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->at[i]->socket != NULL &&
		    s->at[i]->of_client == of_client;
	return n;
}

static struct sim_session *
add_session(struct sim_sessions *s, bool of_client)
{
	struct sim_session *p = xcalloc(1, sizeof *p);

	MEM_RESERVE(s->at, s->cap, s->n + 1);
	s->at[s->n++] = p;
	*p = (struct sim_session){ .number = (unsigned)s->n,
		.of_client = of_client,
		.good_until = loop_now(sim_loop(s->sim)) + ADDRESS_MS,
		.from = WHEN_UNKNOWN,
		.to = WHEN_UNKNOWN,
		.stalled = WHEN_UNKNOWN };
	return p;
}

/* Without any scope the real one has an error of its own. */
static void
give_address(struct sim_sessions *s, struct server_call *call, bool of_client)
{
	long most = of_client ? OF_CLIENT : sim_set(s->sim)->auth.sessions;
	struct str host = server_header(call, "host");
	struct buf b = { 0 }, url = { 0 };

	if (!may(s, 0) && !may(s, 1) && !may(s, 2)) {
		refuse(call, 500, "INTERNAL_SERVER_ERROR");
		return;
	}
	if (connected(s, of_client) >= most) {
		refuse(call, 400, "SESSION_LIMIT_EXCEEDED");
		return;
	}
	buf_fmt(&url, "http://%.*s?auth=sim-session-%u", STR_ARG(host),
	    add_session(s, of_client)->number);
	payload_content(&b);
	put_text(&b, "url", buf_view(&url));
	payload_content_close(&b);
	answer(call, 200, &b);
	buf_free(&url);
}

static void
put_key(char key[KEY], const struct sim_session *p)
{
	snprintf(key, KEY, "00000000-0000-4000-8000-%012u", p->number);
}

static void
put_date(struct buf *b, const char *key, int64_t ms)
{
	struct when_date d = when_date(ms, WHEN_KST);
	struct buf text = { 0 };

	buf_fmt(&text, "%04d-%02d-%02d %02d:%02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute, d.second);
	if (ms == WHEN_UNKNOWN)
		put_raw(b, key, STR("null"));
	else
		put_text(b, key, buf_view(&text));
	buf_free(&text);
}

static void
put_session(
    struct buf *b, const struct sim_sessions *s, const struct sim_session *p)
{
	char key[KEY];

	put_key(key, p);
	put_open(b);
	put_text(b, "sessionKey", str_of(key));
	put_date(b, "connectedDate", p->from);
	put_date(b, "disconnectedDate", p->to);
	put_array(b, "subscribedEvents");
	for (int topic = 0; topic < CHZZK_TOPICS; topic++) {
		if (!p->has[topic])
			continue;
		put_open(b);
		put_text(b, "eventType",
		    str_of(chzzk_topic_name((enum chzzk_topic)topic)));
		put_text(b, "channelId", s->about->id);
		put_close(b);
	}
	put_array_close(b);
	put_close(b);
}

/* The latest come first. */
static void
list_sessions(struct sim_sessions *s, struct server_call *call, bool of_client)
{
	int64_t size = 20, page = 0, total = 0;
	struct buf b = { 0 };

	num_int(server_query(call, "size"), &size);
	num_int(server_query(call, "page"), &page);
	payload_content(&b);
	put_array(&b, "data");
	for (size_t i = s->n; i-- > 0;) {
		const struct sim_session *p = s->at[i];

		if (p->from == WHEN_UNKNOWN || p->of_client != of_client)
			continue;
		if (total / size == page)
			put_session(&b, s, p);
		total++;
	}
	put_array_close(&b);
	put_int(&b, "page", page);
	put_int(&b, "totalCount", total);
	put_int(&b, "totalPages", (total + size - 1) / size);
	payload_content_close(&b);
	answer(call, 200, &b);
}

static struct sim_session *
session_of(const struct sim_sessions *s, struct str key)
{
	char own[KEY];

	for (size_t i = 0; i < s->n; i++) {
		put_key(own, s->at[i]);
		if (s->at[i]->socket != NULL && str_is(key, own))
			return s->at[i];
	}
	return NULL;
}

static unsigned
subscriptions(const struct sim_session *p)
{
	return (unsigned)p->has[0] + p->has[1] + p->has[2];
}

/* Whether it brings whatever it may: nothing is said before. */
static bool
has_all(const struct sim_sessions *s, const struct sim_session *p)
{
	for (int topic = 0; topic < CHZZK_TOPICS; topic++)
		if (may(s, topic) && !p->has[topic])
			return false;
	return true;
}

static void
change(struct sim_sessions *s, struct server_call *call, struct str name,
    bool on, const struct channel *own)
{
	struct sim_session *p = session_of(s, server_query(call, "sessionKey"));
	enum chzzk_topic topic = chzzk_topic_of(name);
	int64_t revoke_ms = sim_set(s->sim)->auth.revoke_ms;
	struct buf b = { 0 };

	if (topic == CHZZK_TOPICS) {
		refuse(call, 404, "NOT_FOUND");
	} else if (p == NULL) {
		refuse(call, 400, "INVALID_SESSION_KEY");
	} else if (!may(s, (int)topic)) {
		refuse(call, 403, "FORBIDDEN");
	} else if (on && subscriptions(p) >= SUBSCRIPTIONS) {
		refuse(call, 400, "SUBSCRIPTION_LIMIT_EXCEEDED");
	} else {
		s->about = own;
		p->has[topic] = on;
		send_news(s, p, on ? "subscribed" : "unsubscribed", (int)topic);
		buf_adds(
		    &b, "{\"code\":200,\"message\":null,\"content\":null}");
		answer(call, 200, &b);
		if (has_all(s, p))
			sim_start_clock(s->sim);
		if (revoke_ms > 0 && !s->revoked)
			timer_set(s->revoke, revoke_ms);
	}
}

/* What anybody may ask for, with the application's id and secret. */
static bool
serve_client(struct sim_sessions *s, struct server_call *call, struct str path)
{
	bool address = str_is(path, "auth/client");

	if (!address && !str_is(path, "client"))
		return false;
	if (!sim_oauth_is_client(s->oauth, call))
		refuse(call, 401, "INVALID_CLIENT");
	else if (address)
		give_address(s, call, true);
	else
		list_sessions(s, call, true);
	return true;
}

bool
sim_sessions_request(
    struct sim_sessions *s, struct server_call *call, const struct channel *own)
{
	struct str path = server_path(call);

	if (str_is(path, "/socket.io/")) { /* by polling */
		server_answer(call, 400, "application/json",
		    STR("{\"code\":0,\"message\":\"Transport unknown\"}"));
		return true;
	}
	if (!str_take(&path, "/open/v1/sessions"))
		return false;
	str_take(&path, "/");
	if (serve_client(s, call, path))
		return true;
	if (!sim_oauth_admits(s->oauth, call) || own == NULL)
		refuse(call, 401, "INVALID_TOKEN");
	else if (str_is(path, "auth"))
		give_address(s, call, false);
	else if (path.n == 0 || str_is(path, "user"))
		list_sessions(s, call, false);
	else if (str_take(&path, "events/subscribe/"))
		change(s, call, path, true, own);
	else if (str_take(&path, "events/unsubscribe/"))
		change(s, call, path, false, own);
	else
		refuse(call, 404, "NOT_FOUND");
	return true;
}

/* ---- the socket ---- */

bool
sim_sessions_accepts(struct str path)
{
	return str_is(path, "/socket.io/") || str_is(path, "/socket.io");
}

bool
sim_sessions_has(const struct sim_sessions *s, const struct sim_socket *socket)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->socket == socket)
			return true;
	return false;
}

/* The session that an address is of, while that is good; or NULL. */
static struct sim_session *
session_named(const struct sim_sessions *s, struct str word)
{
	int64_t number;

	if (!str_take(&word, "sim-session-") || !num_int(word, &number) ||
	    number < 1 || (size_t)number > s->n)
		return NULL;
	return s->at[number - 1];
}

static bool
is_good(const struct sim_sessions *s, const struct sim_session *p)
{
	return p != NULL && p->from == WHEN_UNKNOWN &&
	    p->good_until > loop_now(sim_loop(s->sim));
}

int
sim_sessions_admit(struct sim_sessions *s, struct server_call *call)
{
	if (!str_is(server_query(call, "transport"), "websocket"))
		return 400;
	return is_good(s, session_named(s, server_query(call, "auth"))) ? 0
									: 401;
}

void
sim_sessions_entered(struct sim_sessions *s, struct sim_socket *socket,
    const struct server_call *call)
{
	struct sim_session *p = session_named(s, server_query(call, "auth"));
	char key[KEY];

	put_key(key, p);
	p->socket = socket;
	p->from = sim_now(s->sim);
	p->heard = loop_now(sim_loop(s->sim));
	socket->own = p;
	socketio_put_open(&s->frame, str_of(key), INTERVAL_MS, TIMEOUT_MS);
	send_frame(s, p);
	socketio_put(&s->frame, SOCKETIO_CONNECT);
	send_frame(s, p);
	session_put_connected(&s->frame, key);
	send_frame(s, p);
}

void
sim_sessions_message(
    struct sim_sessions *s, struct sim_socket *socket, struct str text)
{
	struct sim_session *p = socket->own;
	struct arena texts = { 0 };
	struct socketio_packet packet;
	bool good = socketio_read(text, &texts, &packet) == NULL;

	p->heard = loop_now(sim_loop(s->sim));
	if (good && packet.kind == SOCKETIO_PING) {
		socketio_put(&s->frame, SOCKETIO_PONG);
		send_frame(s, p);
	} else if (!p->deaf &&
	    (!good || packet.kind == SOCKETIO_DISCONNECT ||
		packet.kind == SOCKETIO_CLOSE)) {
		server_close(socket->peer, 1000);
	}
	arena_free(&texts);
}

void
sim_sessions_closed(struct sim_sessions *s, struct sim_socket *socket)
{
	struct sim_session *p = socket->own;

	p->socket = NULL;
	p->to = sim_now(s->sim);
	for (int topic = 0; topic < CHZZK_TOPICS; topic++)
		p->has[topic] = false;
}

void
sim_sessions_sweep(struct sim_sessions *s)
{
	int64_t now = loop_now(sim_loop(s->sim));

	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->socket != NULL && !s->at[i]->deaf &&
		    now - s->at[i]->heard > INTERVAL_MS + TIMEOUT_MS)
			server_close(s->at[i]->socket->peer, 1000);
}

/* ---- what goes wrong ---- */

static void
drop(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	(void)s;
	(void)f;
	server_cut(p->socket->peer);
}

static void
close_with(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	(void)s;
	server_close(p->socket->peer, (int)f->value);
}

static void
stall(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	p->stalled = sim_now(s->sim) + f->value;
	server_hold(p->socket->peer, true);
}

static void
half_open(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	(void)s;
	(void)f;
	p->deaf = true;
	server_hold(p->socket->peer, true);
}

static void
garbage(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	(void)f;
	buf_adds(&s->frame, "42[\"CHAT\",\"{\\\"conte");
	send_frame(s, p);
	buf_adds(&s->frame, "42[\"CHAT\",\"{\\\"conte\"]");
	send_frame(s, p);
}

static void
huge(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	(void)f;
	while (s->frame.n < HUGE_BYTES)
		buf_adds(&s->frame, "                                ");
	send_frame(s, p);
}

static void
end_session(
    struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	(void)f;
	socketio_put(&s->frame, SOCKETIO_DISCONNECT);
	send_frame(s, p);
	server_close(p->socket->peer, 1000);
}

static void (*const to_session[FAULT_KINDS])(
    struct sim_sessions *, struct sim_session *, const struct fault *) = {
	[FAULT_DROP] = drop,
	[FAULT_CLOSE] = close_with,
	[FAULT_STALL] = stall,
	[FAULT_HALF_OPEN] = half_open,
	[FAULT_GARBAGE] = garbage,
	[FAULT_HUGE] = huge,
	[FAULT_SESSION] = end_session,
};

static void
hit(struct sim_sessions *s, struct sim_session *p, const struct fault *f)
{
	if (p->deaf)
		return;
	ledger_fault(sim_ledger(s->sim), fault_name(f->kind),
	    s->about != NULL ? s->about->id : (struct str){ 0 },
	    sim_now(s->sim));
	to_session[f->kind](s, p, f);
}

/* The n-th that is connected; NULL when there are fewer. */
static struct sim_session *
nth(const struct sim_sessions *s, size_t n)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->socket != NULL && n-- == 0)
			return s->at[i];
	return NULL;
}

bool
sim_sessions_fault(struct sim_sessions *s, const struct fault *f)
{
	struct sim_session *p;

	if (to_session[f->kind] == NULL || nth(s, 0) == NULL)
		return false;
	if (!f->all) {
		p = nth(s, random_below(&s->chance, sim_connections(s->sim)));
		if (p != NULL)
			hit(s, p, f);
		return p != NULL;
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->socket != NULL)
			hit(s, s->at[i], f);
	return false;
}

/* Lets pass what was held back until now. */
void
sim_sessions_tick(struct sim_sessions *s, int64_t now)
{
	for (size_t i = 0; i < s->n; i++) {
		struct sim_session *p = s->at[i];

		if (p->stalled == WHEN_UNKNOWN || p->stalled > now)
			continue;
		p->stalled = WHEN_UNKNOWN;
		if (p->socket != NULL && !p->deaf)
			server_hold(p->socket->peer, false);
	}
}

int64_t
sim_sessions_due(const struct sim_sessions *s)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < s->n; i++)
		if (s->at[i]->stalled != WHEN_UNKNOWN &&
		    s->at[i]->stalled < due)
			due = s->at[i]->stalled;
	return due;
}

/* ---- begin and end ---- */

struct sim_sessions *
sim_sessions_new(struct sim *sim, struct sim_oauth *oauth)
{
	struct sim_sessions *s = xcalloc(1, sizeof *s);

	s->sim = sim;
	s->oauth = oauth;
	s->chance = sim_world(sim)->set.seed;
	s->revoke = timer_new(sim_loop(sim), revoke_all, s);
	return s;
}

void
sim_sessions_free(struct sim_sessions *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++)
		free(s->at[i]);
	free(s->at);
	timer_free(s->revoke);
	buf_free(&s->frame);
	free(s);
}
