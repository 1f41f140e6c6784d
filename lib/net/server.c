#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "net/loop_private.h"
#include "net/server.h"

enum {
	HEADER_SECONDS = 10,
	IDLE_SECONDS = 60,
	BODY_MAX = 1024 * 1024,
	MESSAGE_MAX = 64 * 1024,
	UNSENT_MAX = 1024 * 1024,
	CONNECTIONS_MAX = 1000,
	HEADERS_MAX = 4096,
	HOST_MAX = 256
};

struct server {
	struct server_settings set; /* its texts are not kept */
	struct loop *loop;
	struct lws_vhost *vhost;
	char *address, **origins;
	unsigned connections;
	bool freed;
	struct timer *goodbye;
	struct server_peer *leaving; /* whose goodbyes wait */
};

struct header {
	struct str name, value;
};

/* One request and its answer. */
struct server_call {
	struct server *server;
	struct lws *wsi;
	struct arena texts;
	struct str method, path;
	struct header *query, *headers;
	size_t n_query, cap_query, n_headers, cap_headers;
	struct buf body;
	struct buf head, answer; /* extra header lines; the body */
	char *type;
	int status; /* of the answer; 0 while there is none */
	bool given; /* the owner has it */
	bool hang_up;
};

struct frame {
	struct frame *next;
	size_t n;
	bool binary;
	unsigned char p[]; /* LWS_PRE bytes, then the text */
};

struct server_peer {
	struct server *server;
	struct lws *wsi;
	void *own;
	struct buf message; /* pieces so far */
	bool binary, held, cut, closing;
	bool leaving, left; /* its goodbye waits; was said */
	struct server_peer *next_leaving;
	int code; /* to close with */
	struct frame *first, **last;
	size_t unsent;
};

/* What libwebsockets keeps for each connection; one of them is set. */
struct session {
	struct server_call *call;
	struct server_peer *peer;
	bool counted;
};

static void
free_call(struct server_call *call)
{
	arena_free(&call->texts);
	free(call->query);
	free(call->headers);
	buf_free(&call->body);
	buf_free(&call->head);
	buf_free(&call->answer);
	free(call->type);
	free(call);
}

static void
free_peer(struct server_peer *peer)
{
	while (peer->first != NULL) {
		struct frame *f = peer->first;

		peer->first = f->next;
		free(f);
	}
	buf_free(&peer->message);
	free(peer);
}

/* ---- what was asked ---- */

/* The text of a header token, in the call's arena. */
static struct str
token_text(
    struct server_call *call, struct lws *wsi, enum lws_token_indexes token)
{
	int n = lws_hdr_total_length(wsi, token);
	char *p;

	if (n <= 0)
		return (struct str){ 0 };
	p = arena_alloc(&call->texts, (size_t)n + 1);
	n = lws_hdr_copy(wsi, p, n + 1, token);
	return n > 0 ? (struct str){ p, (size_t)n } : (struct str){ 0 };
}

static void
take_method(struct server_call *call, struct lws *wsi)
{
	static const struct {
		enum lws_token_indexes token;
		struct str name;
	} methods[] = {
		{ WSI_TOKEN_GET_URI, { "GET", 3 } },
		{ WSI_TOKEN_HEAD_URI, { "HEAD", 4 } },
		{ WSI_TOKEN_POST_URI, { "POST", 4 } },
		{ WSI_TOKEN_PUT_URI, { "PUT", 3 } },
		{ WSI_TOKEN_DELETE_URI, { "DELETE", 6 } },
		{ WSI_TOKEN_OPTIONS_URI, { "OPTIONS", 7 } },
	};

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		call->path = token_text(call, wsi, methods[i].token);
		if (call->path.n > 0) {
			call->method = methods[i].name;
			return;
		}
	}
}

/* libwebsockets hands the query in decoded pieces, "name=value". */
static void
take_query(struct server_call *call, struct lws *wsi)
{
	char piece[HEADERS_MAX];
	int n;

	for (int i = 0; (n = lws_hdr_copy_fragment(wsi, piece, sizeof piece,
			     WSI_TOKEN_HTTP_URI_ARGS, i)) > 0;
	     i++) {
		struct str value = { arena_copy(&call->texts, piece, (size_t)n),
			(size_t)n };
		struct str name = str_cut(&value, '=');

		MEM_RESERVE(call->query, call->cap_query, call->n_query + 1);
		call->query[call->n_query++] =
		    (struct header){ name, value.p != NULL ? value : STR("") };
	}
}

static void
take_headers(struct server_call *call, struct lws *wsi)
{
	static const struct {
		const char *name;
		enum lws_token_indexes token;
	} known[] = {
		{ "host", WSI_TOKEN_HOST },
		{ "origin", WSI_TOKEN_ORIGIN },
		{ "user-agent", WSI_TOKEN_HTTP_USER_AGENT },
		{ "authorization", WSI_TOKEN_HTTP_AUTHORIZATION },
		{ "content-type", WSI_TOKEN_HTTP_CONTENT_TYPE },
		{ "content-length", WSI_TOKEN_HTTP_CONTENT_LENGTH },
		{ "accept", WSI_TOKEN_HTTP_ACCEPT },
		{ "cookie", WSI_TOKEN_HTTP_COOKIE },
		{ "range", WSI_TOKEN_HTTP_RANGE },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct str value = token_text(call, wsi, known[i].token);

		if (value.p == NULL)
			continue;
		MEM_RESERVE(
		    call->headers, call->cap_headers, call->n_headers + 1);
		call->headers[call->n_headers++] =
		    (struct header){ str_of(known[i].name), value };
	}
}

static struct server_call *
new_call(struct server *s, struct lws *wsi)
{
	struct server_call *call = xcalloc(1, sizeof *call);

	call->server = s;
	call->wsi = wsi;
	take_method(call, wsi);
	take_query(call, wsi);
	take_headers(call, wsi);
	return call;
}

struct str
server_method(const struct server_call *call)
{
	return call->method;
}

struct str
server_path(const struct server_call *call)
{
	return call->path;
}

struct str
server_body(const struct server_call *call)
{
	return buf_view(&call->body);
}

static struct str
find(const struct header *at, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(at[i].name, name))
			return at[i].value;
	return (struct str){ 0 };
}

struct str
server_query(const struct server_call *call, const char *name)
{
	return find(call->query, call->n_query, name);
}

/* A header that libwebsockets has no token for. */
static struct str
custom_header(const struct server_call *call, const char *name)
{
	struct server_call *c = (struct server_call *)call;
	struct buf key = { 0 };
	struct str value = { 0 };
	int n;

	buf_fmt(&key, "%s:", name);
	n = lws_hdr_custom_length(call->wsi, buf_text(&key), (int)key.n);
	if (n > 0) {
		char *p = arena_alloc(&c->texts, (size_t)n + 1);

		n = lws_hdr_custom_copy(call->wsi, p, n + 1, key.p, (int)key.n);
		if (n > 0)
			value = (struct str){ p, (size_t)n };
	}
	buf_free(&key);
	return value;
}

struct str
server_header(const struct server_call *call, const char *name)
{
	struct str value = find(call->headers, call->n_headers, name);

	return value.p != NULL ? value : custom_header(call, name);
}

/* ---- who may come in ---- */

static bool
is_own_host(const struct server *s, struct str host)
{
	const char *const names[] = { s->address, "127.0.0.1", "localhost",
		"[::1]" };
	char text[HOST_MAX];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(text, sizeof text, "%s:%d", names[i], server_port(s));
		if (str_is(host, text))
			return true;
	}
	return false;
}

static bool
is_own_origin(const struct server *s, struct str origin)
{
	static const char http[] = "http://";

	if (!str_starts(origin, http))
		return false;
	origin.p += sizeof http - 1;
	origin.n -= sizeof http - 1;
	return is_own_host(s, origin);
}

static bool
may_enter(const struct server *s, const struct server_call *call)
{
	struct str origin = server_header(call, "origin");

	if (!is_own_host(s, server_header(call, "host")))
		return false;
	if (origin.p == NULL || is_own_origin(s, origin))
		return true;
	for (char **o = s->origins; *o != NULL; o++)
		if (str_is(origin, *o))
			return true;
	return false;
}

/* ---- answers ---- */

void
server_add_header(struct server_call *call, const char *name, const char *value)
{
	buf_fmt(&call->head, "%s:%c%s\n", name, '\0', value);
}

static void
keep_answer(
    struct server_call *call, int status, const char *type, struct str body)
{
	call->status = status;
	call->type = type != NULL ? xstrdup(type) : NULL;
	call->answer.n = 0;
	buf_str(&call->answer, body);
	lws_callback_on_writable(call->wsi);
}

void
server_answer(
    struct server_call *call, int status, const char *type, struct str body)
{
	call->given = false;
	if (call->server->freed || call->wsi == NULL)
		return;
	keep_answer(call, status, type, body);
}

void
server_hang_up(struct server_call *call)
{
	call->given = false;
	call->hang_up = true;
	lws_callback_on_writable(call->wsi);
}

static void
refuse(struct server_call *call, int status, const char *why)
{
	keep_answer(call, status, "text/plain", str_of(why));
}

/* Adds the owner's header lines, "Name:\0value\n". */
static bool
add_extra(struct server_call *call, unsigned char **p, unsigned char *end)
{
	struct str rest = buf_view(&call->head);

	while (rest.n > 0) {
		struct str value = str_cut(&rest, '\n');
		struct str name = str_cut(&value, '\0');

		if (lws_add_http_header_by_name(call->wsi,
			(const unsigned char *)name.p,
			(const unsigned char *)value.p, (int)value.n, p,
			end) != 0)
			return false;
	}
	return true;
}

static bool
write_head(struct server_call *call)
{
	unsigned char room[LWS_PRE + HEADERS_MAX], *start = room + LWS_PRE,
						   *p = start;
	unsigned char *end = room + sizeof room - 1;

	return lws_add_http_common_headers(call->wsi, (unsigned)call->status,
		   call->type, call->answer.n, &p, end) == 0 &&
	    add_extra(call, &p, end) &&
	    lws_finalize_write_http_header(call->wsi, start, &p, end) == 0;
}

static bool
write_body(struct server_call *call)
{
	size_t n = call->answer.n;
	struct buf room = { 0 };
	int sent;

	if (n == 0 || str_is(call->method, "HEAD"))
		return true;
	buf_reserve(&room, LWS_PRE + n);
	memcpy(room.p + LWS_PRE, call->answer.p, n);
	sent = lws_write(call->wsi, (unsigned char *)room.p + LWS_PRE, n,
	    LWS_WRITE_HTTP_FINAL);
	buf_free(&room);
	return sent >= 0;
}

/* Sends the answer that is there; -1 ends the connection. */
static int
write_answer(struct session *session, struct lws *wsi)
{
	struct server_call *call = session->call;
	bool written;

	if (call == NULL)
		return 0;
	if (call->hang_up)
		return -1;
	if (call->status == 0)
		return 0;
	written = write_head(call) && write_body(call);
	session->call = NULL;
	free_call(call);
	return written && lws_http_transaction_completed(wsi) == 0 ? 0 : -1;
}

/* ---- requests ---- */

/* The request is whole. */
static void
ask(struct server_call *call)
{
	struct server *s = call->server;

	if (call->status != 0)
		return;
	if (s->set.request == NULL) {
		refuse(call, HTTP_STATUS_NOT_FOUND, "not found\n");
		return;
	}
	call->given = true;
	s->set.request(s->set.ctx, call);
}

static void
begin(struct server *s, struct session *session, struct lws *wsi)
{
	struct server_call *call = new_call(s, wsi);
	struct str length = server_header(call, "content-length");

	if (session->call != NULL)
		free_call(session->call);
	session->call = call;
	if (s->connections > s->set.max_connections)
		refuse(call, HTTP_STATUS_SERVICE_UNAVAILABLE,
		    "too many connections\n");
	else if (!may_enter(s, call))
		refuse(call, HTTP_STATUS_FORBIDDEN, "not allowed\n");
	else if (length.p == NULL || str_is(length, "0"))
		ask(call);
}

static void
take_body(struct session *session, const char *p, size_t n)
{
	struct server_call *call = session->call;

	if (call == NULL || call->status != 0)
		return;
	if (n > call->server->set.max_body - call->body.n)
		refuse(call, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "too long\n");
	else
		buf_add(&call->body, p, n);
}

static void
forget_call(struct session *session)
{
	struct server_call *call = session->call;

	if (call == NULL)
		return;
	session->call = NULL;
	if (call->given && !call->server->freed &&
	    call->server->set.gone != NULL)
		call->server->set.gone(call->server->set.ctx, call);
	free_call(call);
}

/* ---- WebSockets ---- */

/* Answers a handshake that is not taken; libwebsockets then hangs up. */
static int
refuse_upgrade(struct lws *wsi, int status)
{
	lws_return_http_status(wsi, (unsigned)status, NULL);
	return 1;
}

static int
confirm_upgrade(struct server *s, struct lws *wsi)
{
	struct server_call *call = new_call(s, wsi);
	int status = 0;

	if (s->connections > s->set.max_connections)
		status = HTTP_STATUS_SERVICE_UNAVAILABLE;
	else if (!may_enter(s, call))
		status = HTTP_STATUS_FORBIDDEN;
	else if (s->set.upgrade == NULL)
		status = HTTP_STATUS_NOT_FOUND;
	else
		status = s->set.upgrade(s->set.ctx, call);
	free_call(call);
	return status == 0 ? 0 : refuse_upgrade(wsi, status);
}

static void
open_peer(struct server *s, struct session *session, struct lws *wsi)
{
	struct server_peer *peer = xcalloc(1, sizeof *peer);
	struct server_call *call = new_call(s, wsi);

	peer->server = s;
	peer->wsi = wsi;
	peer->last = &peer->first;
	session->peer = peer;
	if (s->set.opened != NULL && !s->freed)
		s->set.opened(s->set.ctx, peer, call->path);
	free_call(call);
}

static int
break_off(struct lws *wsi, enum lws_close_status code)
{
	lws_close_reason(wsi, code, NULL, 0);
	return -1;
}

static int
deliver(struct server_peer *peer, struct str text)
{
	struct server *s = peer->server;

	if (!peer->binary && utf8_valid(text) != text.n)
		return break_off(peer->wsi, LWS_CLOSE_STATUS_INVALID_PAYLOAD);
	if (s->set.message != NULL && !s->freed && !peer->closing)
		s->set.message(s->set.ctx, peer, text, peer->binary);
	return 0;
}

/* A piece of a message.  Most messages are one piece and are not copied. */
static int
received(struct server_peer *peer, struct lws *wsi, const char *p, size_t n)
{
	size_t rest = lws_remaining_packet_payload(wsi);
	size_t max = peer->server->set.max_message;
	int result;

	if (lws_is_first_fragment(wsi)) {
		peer->message.n = 0;
		peer->binary = lws_frame_is_binary(wsi);
	}
	if (n > max - peer->message.n || rest > max - peer->message.n - n)
		return break_off(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
	if (!lws_is_final_fragment(wsi) || rest > 0) {
		buf_add(&peer->message, p, n);
		return 0;
	}
	if (peer->message.n == 0)
		return deliver(peer, (struct str){ p, n });
	buf_add(&peer->message, p, n);
	result = deliver(peer, buf_view(&peer->message));
	buf_free(&peer->message);
	return result;
}

/*
 * Says goodbye from a round of the loop of its own: under libuv, libwebsockets
 * drops the connection without a close frame when its writing callback fails.
 */
static void
say_goodbyes(void *ctx)
{
	struct server *s = ctx;

	while (s->leaving != NULL) {
		struct server_peer *peer = s->leaving;

		s->leaving = peer->next_leaving;
		peer->leaving = false;
		lws_close_reason(
		    peer->wsi, (enum lws_close_status)peer->code, NULL, 0);
		lws_set_timeout(
		    peer->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	}
}

static void
close_soon(struct server_peer *peer)
{
	struct server *s = peer->server;

	if (s->freed || peer->leaving || peer->left)
		return;
	peer->leaving = peer->left = true;
	peer->next_leaving = s->leaving;
	s->leaving = peer;
	timer_set(s->goodbye, 0);
}

/* It has ended before its goodbye. */
static void
forget_goodbye(struct server_peer *peer)
{
	struct server_peer **at = &peer->server->leaving;

	if (!peer->leaving)
		return;
	while (*at != peer)
		at = &(*at)->next_leaving;
	*at = peer->next_leaving;
}

/* Sends what waits, as much as the connection takes. */
static int
send_waiting(struct server_peer *peer, struct lws *wsi)
{
	if (peer->cut)
		return -1;
	while (peer->first != NULL && !peer->held) {
		struct frame *f = peer->first;
		int sent = lws_write(wsi, f->p + LWS_PRE, f->n,
		    f->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);

		peer->first = f->next;
		if (peer->first == NULL)
			peer->last = &peer->first;
		peer->unsent -= f->n;
		free(f);
		if (sent < 0)
			return -1;
		if (lws_send_pipe_choked(wsi))
			break;
	}
	if (peer->first != NULL && !peer->held)
		lws_callback_on_writable(wsi);
	else if (peer->first == NULL && peer->closing)
		close_soon(peer);
	return 0;
}

static void
forget_peer(struct session *session)
{
	struct server_peer *peer = session->peer;
	struct server *s;

	if (peer == NULL)
		return;
	s = peer->server;
	session->peer = NULL;
	forget_goodbye(peer);
	if (s->set.closed != NULL && !s->freed)
		s->set.closed(s->set.ctx, peer);
	free_peer(peer);
}

void
server_peer_set(struct server_peer *peer, void *own)
{
	peer->own = own;
}

void *
server_peer_own(const struct server_peer *peer)
{
	return peer->own;
}

static bool
queue(struct server_peer *peer, struct str text, bool binary)
{
	struct frame *f;

	if (peer->cut || peer->closing)
		return false;
	if (peer->unsent + text.n > peer->server->set.max_unsent) {
		server_cut(peer);
		return false;
	}
	f = xmalloc(sizeof *f + LWS_PRE + text.n);
	f->next = NULL;
	f->n = text.n;
	f->binary = binary;
	memcpy(f->p + LWS_PRE, text.p, text.n);
	*peer->last = f;
	peer->last = &f->next;
	peer->unsent += text.n;
	if (!peer->held && peer->first == f)
		lws_callback_on_writable(peer->wsi);
	return true;
}

bool
server_send(struct server_peer *peer, struct str text)
{
	return queue(peer, text, false);
}

bool
server_send_binary(struct server_peer *peer, struct str data)
{
	return queue(peer, data, true);
}

size_t
server_unsent(const struct server_peer *peer)
{
	return peer->unsent;
}

void
server_close(struct server_peer *peer, int code)
{
	peer->closing = true;
	peer->code = code;
	if (peer->held)
		server_hold(peer, false);
	lws_callback_on_writable(peer->wsi);
}

void
server_cut(struct server_peer *peer)
{
	peer->cut = true;
	lws_set_timeout(peer->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

void
server_hold(struct server_peer *peer, bool hold)
{
	peer->held = hold;
	lws_rx_flow_control(peer->wsi, !hold);
	if (!hold)
		lws_callback_on_writable(peer->wsi);
}

/* ---- the door ---- */

static void
count(struct server *s, struct session *session, int change)
{
	if (session == NULL || session->counted == (change > 0))
		return;
	session->counted = change > 0;
	s->connections += (unsigned)change;
}

static int
on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t len)
{
	struct lws_vhost *vhost = lws_get_vhost(wsi);
	struct server *s = vhost != NULL ? lws_vhost_user(vhost) : NULL;
	struct session *session = user;

	if (s == NULL)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_HTTP_BIND_PROTOCOL:
		count(s, session, 1);
		return 0;
	case LWS_CALLBACK_HTTP:
		count(s, session, 1);
		begin(s, session, wsi);
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		take_body(session, in, len);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (session->call != NULL)
			ask(session->call);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return write_answer(session, wsi);
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return confirm_upgrade(s, wsi);
	case LWS_CALLBACK_ESTABLISHED:
		count(s, session, 1);
		open_peer(s, session, wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return session->peer != NULL
		    ? received(session->peer, wsi, in, len)
		    : 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return session->peer != NULL ? send_waiting(session->peer, wsi)
					     : 0;
	case LWS_CALLBACK_CLOSED:
		forget_peer(session);
		return 0;
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (session != NULL)
			forget_call(session);
		count(s, session, -1);
		return 0;
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		count(s, session, -1);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "chz-server",
	    .callback = on_event,
	    .per_session_data_size = sizeof(struct session) },
	{ 0 },
};

static char **
copy_list(const char *const *list)
{
	size_t n = 0;
	char **copy;

	while (list != NULL && list[n] != NULL)
		n++;
	copy = xcalloc(n + 1, sizeof *copy);
	for (size_t i = 0; i < n; i++)
		copy[i] = xstrdup(list[i]);
	return copy;
}

static void
server_destroy(struct server *s)
{
	for (char **o = s->origins; *o != NULL; o++)
		free(*o);
	free(s->origins);
	free(s->address);
	free(s);
}

/* libwebsockets is done with the virtual host. */
static void
finalized(struct lws_vhost *vhost, void *arg)
{
	(void)vhost;
	server_destroy(arg);
}

static size_t
or_default(size_t set, size_t usual)
{
	return set > 0 ? set : usual;
}

struct server *
server_open(struct loop *loop, const struct server_settings *set)
{
	struct lws_context *cx = loop_lws(loop);
	struct lws_context_creation_info info = { 0 };
	struct server *s = xcalloc(1, sizeof *s);

	s->set = *set;
	s->set.max_body = or_default(set->max_body, BODY_MAX);
	s->set.max_message = or_default(set->max_message, MESSAGE_MAX);
	s->set.max_unsent = or_default(set->max_unsent, UNSENT_MAX);
	s->set.max_connections =
	    (unsigned)or_default(set->max_connections, CONNECTIONS_MAX);
	s->loop = loop;
	s->address = xstrdup(set->address != NULL ? set->address : "127.0.0.1");
	s->origins = copy_list(set->origins);
	s->goodbye = timer_new(loop, say_goodbyes, s);
	info.iface = s->address;
	info.port = set->port;
	info.vhost_name = "chz-server";
	info.protocols = protocols;
	info.timeout_secs = HEADER_SECONDS;
	info.keepalive_timeout = IDLE_SECONDS;
	info.user = s;
	info.finalize = finalized;
	info.finalize_arg = s;
	if (cx != NULL)
		s->vhost = lws_create_vhost(cx, &info);
	if (s->vhost == NULL || server_port(s) <= 0) {
		diag_error("%s:%d: cannot listen", s->address, set->port);
		server_free(s);
		return NULL;
	}
	return s;
}

int
server_port(const struct server *s)
{
	return lws_get_vhost_listen_port(s->vhost);
}

unsigned
server_connections(const struct server *s)
{
	return s->connections;
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	s->freed = true;
	timer_free(s->goodbye);
	if (s->vhost != NULL)
		lws_vhost_destroy(s->vhost);
	else
		server_destroy(s);
}
