/* Runs WebSocket connections by libwebsockets on the loop. */
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "net/http.h"
#include "net/loop_private.h"
#include "net/resolve.h"
#include "net/ws.h"

enum {
	STEP_MS = 10 * 1000,
	STEP_SECONDS = STEP_MS / 1000,
	MESSAGE_MAX = 4 * 1024 * 1024,
	UNSENT_MAX = 1024 * 1024,
	REASON_MAX = 123, /* what a close frame has room for */
	ADDRESS_MAX = 64,
	RECEIVE_EACH = 4096 /* of a message, for each connection */
};

struct ws_frame {
	struct ws_frame *next;
	size_t n;
	unsigned char p[]; /* LWS_PRE bytes, then the text */
};

struct ws {
	struct loop *loop;
	struct ws_settings set; /* its texts are not kept */
	struct arena texts;
	const char *host, *path, *shown; /* shown: HOST for messages */
	char **headers;
	const char *protocol;
	int port;
	bool secure;

	struct resolve *lookup;   /* under way */
	struct addrinfo *found;   /* all addresses */
	struct addrinfo *untried; /* the rest of them */
	struct timer *step; /* the next address is due, or patience is over */
	struct lws *wsi;
	bool opened, ended, paused;
	bool upgraded;        /* it was open, so that a close frame may go */
	bool leaving, parted; /* is to be closed; the close frame is sent */
	bool connecting;      /* inside libwebsockets' connect */
	bool freed; /* by its owner; the struct lives until wsi is gone */

	struct buf message; /* pieces so far */
	bool binary;
	struct ws_frame *first, **last;
	size_t unsent;
	struct ws_end end;
	struct buf why;
	int refusal; /* the code that we close with */
};

static const lws_retry_bo_t no_pings = { 0 };
static const lws_retry_bo_t pings = { .secs_since_valid_ping = 20,
	.secs_since_valid_hangup = 40 };

static void
ws_destroy(struct ws *ws)
{
	while (ws->first != NULL) {
		struct ws_frame *f = ws->first;

		ws->first = f->next;
		free(f);
	}
	resolve_free(ws->found);
	timer_free(ws->step);
	buf_free(&ws->message);
	buf_free(&ws->why);
	arena_free(&ws->texts);
	free(ws);
}

/* The first reason counts: later ones are its consequences. */
static void
because(struct ws *ws, const char *why, size_t n)
{
	if (ws->why.n > 0)
		return;
	buf_fmt(&ws->why, "%s: ", ws->shown);
	utf8_show(&ws->why, (struct str){ why, n }, REASON_MAX);
}

static void
because_of(struct ws *ws, const char *why)
{
	because(ws, why, strlen(why));
}

/* Notifies the owner, once, who may free it then: the last thing to do. */
static void
ended(struct ws *ws)
{
	if (ws->ended)
		return;
	ws->ended = true;
	ws->end.opened = ws->opened;
	because_of(ws, ws->opened ? "connection lost" : "no answer");
	ws->end.why = buf_text(&ws->why);
	ws->opened = false;
	timer_clear(ws->step);
	if (!ws->freed)
		ws->set.closed(ws->set.ctx, &ws->end);
}

/* libwebsockets is done with a connection and will not call back. */
static void
gone(struct ws *ws)
{
	ws->wsi = NULL;
	if (ws->connecting)
		return;
	if (ws->freed) {
		loop_left(ws->loop);
		ws_destroy(ws);
	} else if (!ws->ended && !ws->opened)
		timer_set(ws->step, 0);
	else
		ended(ws);
}

/*
 * Ends it for what the far side did.  The close frame goes out by say_goodbye,
 * later: libwebsockets 4.1 writes past its buffer when a connection is refused
 * in the middle of a message and more of it comes.
 */
static void
refuse(struct ws *ws, int code, const char *why)
{
	because_of(ws, why);
	ws->refusal = code;
	ws->leaving = true;
	ended(ws);
	timer_set(ws->step, 0);
}

static void
deliver(struct ws *ws, const char *p, size_t n)
{
	struct str text = { p, n };

	if (!ws->binary && utf8_valid(text) != n)
		refuse(ws, LWS_CLOSE_STATUS_INVALID_PAYLOAD,
		    "a text that is not UTF-8");
	else if (ws->set.message != NULL)
		ws->set.message(ws->set.ctx, text, ws->binary);
}

/* A piece of a message.  Most messages are one piece and are not copied. */
static void
received(struct ws *ws, const char *p, size_t n)
{
	size_t rest = lws_remaining_packet_payload(ws->wsi);
	bool whole = lws_is_final_fragment(ws->wsi) && rest == 0;

	if (ws->leaving)
		return;
	if (lws_is_first_fragment(ws->wsi)) {
		ws->message.n = 0;
		ws->binary = lws_frame_is_binary(ws->wsi);
	}
	if (n > ws->set.max_message - ws->message.n ||
	    rest > ws->set.max_message - ws->message.n - n) {
		refuse(ws, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE,
		    "a message that is too long");
		return;
	}
	if (whole && ws->message.n == 0) {
		deliver(ws, p, n);
		return;
	}
	buf_add(&ws->message, p, n);
	if (!whole)
		return;
	deliver(ws, ws->message.p, ws->message.n);
	buf_free(&ws->message);
}

static int
send_next(struct ws *ws, struct lws *wsi)
{
	struct ws_frame *f = ws->first;
	int sent;

	if (f == NULL || ws->leaving)
		return 0;
	sent = lws_write(wsi, f->p + LWS_PRE, f->n, LWS_WRITE_TEXT);
	ws->first = f->next;
	if (ws->first == NULL)
		ws->last = &ws->first;
	ws->unsent -= f->n;
	free(f);
	if (ws->first != NULL)
		lws_callback_on_writable(wsi);
	return sent < 0 ? -1 : 0;
}

static void
established(struct ws *ws, struct lws *wsi)
{
	ws->opened = ws->upgraded = true;
	timer_clear(ws->step);
	if (ws->leaving)
		timer_set(ws->step, 0);
	if (ws->paused)
		lws_rx_flow_control(wsi, 0);
	if (!ws->freed)
		ws->set.opened(ws->set.ctx);
}

static void
peer_closed(struct ws *ws, const unsigned char *p, size_t n)
{
	struct buf why = { 0 };

	if (n < 2) {
		because_of(ws, "closed without a code");
		return;
	}
	ws->end.code = p[0] << 8 | p[1];
	buf_fmt(&why, "closed with %d%s%.*s", ws->end.code, n > 2 ? ", " : "",
	    (int)(n - 2), (const char *)p + 2);
	because(ws, why.p, why.n);
	buf_free(&why);
}

/* Why OpenSSL did not accept the certificate; NULL when it was not that, and
 * libwebsockets, which says no more than that the connection failed, is right.
 */
static const char *
distrust(struct lws *wsi)
{
	SSL *ssl = lws_get_ssl(wsi);
	long verdict = ssl != NULL ? SSL_get_verify_result(ssl) : X509_V_OK;

	return verdict != X509_V_OK ? X509_verify_cert_error_string(verdict)
				    : NULL;
}

static void
not_connected(struct ws *ws, struct lws *wsi, const char *p, size_t n)
{
	struct str why = { p != NULL ? p : "", p != NULL ? strnlen(p, n) : 0 };
	const char *bad = ws->secure ? distrust(wsi) : NULL;
	struct buf text = { 0 };

	ws->end.final = bad != NULL;
	ws->end.status = (int)lws_http_client_http_response(wsi);
	if (ws->end.status == 101)
		ws->end.status = 0;
	if (ws->end.status != 0 || ws->end.final)
		ws->untried = NULL;
	if (ws->untried != NULL)
		return;
	if (ws->end.status != 0)
		buf_fmt(&text, "HTTP status %d", ws->end.status);
	else if (bad != NULL)
		buf_fmt(&text, "the certificate is not good: %s", bad);
	else
		buf_str(&text, why.n > 0 ? why : STR("no connection"));
	because(ws, text.p, text.n);
	buf_free(&text);
}

/* Adds one "Name: value" to the handshake. */
static int
add_header(
    struct lws *wsi, const char *line, unsigned char **at, unsigned char *end)
{
	struct str value = str_of(line), name = str_cut(&value, ':');
	char key[128];

	if (name.n + 2 > sizeof key || value.p == NULL)
		return 0;
	memcpy(key, name.p, name.n);
	memcpy(key + name.n, ":", 2);
	value = str_trim(value);
	return lws_add_http_header_by_name(wsi, (unsigned char *)key,
	    (const unsigned char *)value.p, (int)value.n, at, end);
}

static int
add_headers(struct ws *ws, struct lws *wsi, unsigned char **at, size_t room)
{
	unsigned char *end = *at + room;

	if (add_header(wsi, "User-Agent: " HTTP_USER_AGENT, at, end) != 0)
		return -1;
	for (char **h = ws->headers; *h != NULL; h++)
		if (add_header(wsi, *h, at, end) != 0)
			return -1;
	return 0;
}

/* The events of libwebsockets about our connections. */
static int
on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t len)
{
	struct ws *ws = user;

	if (ws == NULL)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return add_headers(ws, wsi, in, len);
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		because_of(ws, "redirected elsewhere");
		return -1;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established(ws, wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		received(ws, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_next(ws, wsi);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		peer_closed(ws, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		not_connected(ws, wsi, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		ended(ws);
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		if (ws->wsi == wsi)
			gone(ws);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "chz-client",
	    .callback = on_event,
	    .rx_buffer_size = RECEIVE_EACH },
	{ 0 },
};

/* The clients' virtual host, made for the first of them. */
static struct lws_vhost *
client_vhost(struct loop *loop)
{
	struct lws_context *cx = loop_lws(loop);
	struct lws_context_creation_info info = { 0 };
	struct lws_vhost *vhost;

	if (cx == NULL)
		return NULL;
	vhost = lws_get_vhost_by_name(cx, "chz-client");
	if (vhost != NULL)
		return vhost;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.vhost_name = "chz-client";
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.client_ssl_ca_filepath = getenv("SSL_CERT_FILE");
	info.timeout_secs = STEP_SECONDS;
	info.connect_timeout_secs = STEP_SECONDS;
	return lws_create_vhost(cx, &info);
}

static void
connect_to(struct ws *ws, const struct addrinfo *to)
{
	char address[ADDRESS_MAX];
	struct lws_client_connect_info info = { 0 };

	if (getnameinfo(to->ai_addr, to->ai_addrlen, address, sizeof address,
		NULL, 0, NI_NUMERICHOST) != 0)
		return;
	info.context = loop_lws(ws->loop);
	info.vhost = client_vhost(ws->loop);
	if (info.vhost == NULL)
		return;
	info.address = address;
	info.port = ws->port;
	info.ssl_connection = ws->secure ? LCCSCF_USE_SSL : 0;
	info.path = ws->path;
	info.host = ws->host;
	info.protocol = ws->protocol;
	info.local_protocol_name = "chz-client";
	info.ietf_version_or_minus_one = -1;
	info.userdata = ws;
	info.retry_and_idle_policy = ws->set.ping ? &pings : &no_pings;
	info.pwsi = &ws->wsi;
	lws_client_connect_via_info(&info);
}

/* What takes longer than libwebsockets' own limits allow. */
static void
give_up(struct ws *ws)
{
	if (ws->lookup != NULL) {
		resolve_cancel(ws->lookup);
		ws->lookup = NULL;
		because_of(ws, "the name is not resolved in time");
	}
	if (ws->wsi != NULL) {
		ws->untried = NULL;
		lws_set_timeout(
		    ws->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	}
}

/*
 * Sends a close frame and waits for the other side's.  Not from a callback of
 * libwebsockets, which takes an answer of -1 while sending, and every time-out
 * but this one, for a broken connection that is not worth a word.
 */
static void
say_goodbye(struct ws *ws)
{
	ws->parted = true;
	lws_close_reason(ws->wsi,
	    ws->refusal != 0 ? (enum lws_close_status)ws->refusal
			     : LWS_CLOSE_STATUS_NORMAL,
	    NULL, 0);
	lws_set_timeout(ws->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
}

/* Tries the next address, or ends when there is none. */
static void
take_step(void *ctx)
{
	struct ws *ws = ctx;
	struct addrinfo *to = ws->untried;

	if (ws->leaving && ws->upgraded) {
		if (ws->wsi != NULL && !ws->parted)
			say_goodbye(ws);
		return;
	}
	give_up(ws);
	if (ws->wsi != NULL)
		return;
	if (to == NULL) {
		ended(ws);
		return;
	}
	ws->untried = to->ai_next;
	ws->connecting = true;
	connect_to(ws, to);
	ws->connecting = false;
	timer_set(ws->step, ws->wsi != NULL ? 3 * STEP_MS : 0);
}

static void
on_lookup(void *ctx, struct addrinfo *found, const char *why)
{
	struct ws *ws = ctx;

	ws->lookup = NULL;
	if (found == NULL)
		because_of(ws, why);
	ws->found = ws->untried = found;
	timer_set(ws->step, 0);
}

static void
keep_headers(struct ws *ws, const char *const *headers)
{
	size_t n = 0;

	while (headers != NULL && headers[n] != NULL)
		n++;
	ws->headers = arena_alloc(&ws->texts, (n + 1) * sizeof *ws->headers);
	for (size_t i = 0; i < n; i++)
		ws->headers[i] =
		    arena_copy(&ws->texts, headers[i], strlen(headers[i]));
	ws->headers[n] = NULL;
}

/* Takes the URL apart; returns the name to look up, NULL if it is no URL. */
static const char *
take_url(struct ws *ws, const char *url)
{
	char *text = arena_copy(&ws->texts, url, strlen(url));
	const char *scheme, *name, *path;
	struct buf b = { 0 };

	ws->host = ws->shown = text;
	if (lws_parse_uri(text, &scheme, &name, &ws->port, &path) != 0 ||
	    (strcmp(scheme, "ws") != 0 && strcmp(scheme, "wss") != 0) ||
	    name[0] == '\0')
		return NULL;
	ws->secure = strcmp(scheme, "wss") == 0;
	buf_fmt(&b, strchr(name, ':') != NULL ? "[%s]" : "%s", name);
	if (ws->port != (ws->secure ? 443 : 80))
		buf_fmt(&b, ":%d", ws->port);
	ws->host = arena_copy(&ws->texts, b.p, b.n);
	b.n = 0;
	buf_fmt(&b, "%s://%s", scheme, ws->host);
	ws->shown = arena_copy(&ws->texts, b.p, b.n);
	b.n = 0;
	buf_fmt(&b, "/%s", path[0] == '/' ? path + 1 : path);
	ws->path = arena_copy(&ws->texts, b.p, b.n);
	buf_free(&b);
	return name;
}

struct ws *
ws_open(struct loop *loop, const struct ws_settings *set)
{
	struct ws *ws = xcalloc(1, sizeof *ws);
	const char *name;

	ws->loop = loop;
	ws->set = *set;
	if (ws->set.max_message == 0)
		ws->set.max_message = MESSAGE_MAX;
	ws->last = &ws->first;
	ws->step = timer_new(loop, take_step, ws);
	keep_headers(ws, set->headers);
	if (set->protocol != NULL)
		ws->protocol = arena_copy(
		    &ws->texts, set->protocol, strlen(set->protocol));
	name = take_url(ws, set->url);
	if (name != NULL) {
		timer_set(ws->step, STEP_MS);
		ws->lookup = resolve_start(loop, name, on_lookup, ws);
	} else {
		ws->end.final = true;
		because_of(ws, "not a WebSocket URL");
		timer_set(ws->step, 0);
	}
	return ws;
}

bool
ws_send(struct ws *ws, struct str text)
{
	struct ws_frame *f;

	if (!ws->opened || ws->leaving || ws->unsent + text.n > UNSENT_MAX)
		return false;
	f = xmalloc(sizeof *f + LWS_PRE + text.n);
	f->next = NULL;
	f->n = text.n;
	memcpy(f->p + LWS_PRE, text.p, text.n);
	*ws->last = f;
	ws->last = &f->next;
	ws->unsent += text.n;
	lws_callback_on_writable(ws->wsi);
	return true;
}

void
ws_pause(struct ws *ws, bool pause)
{
	if (ws->paused == pause)
		return;
	ws->paused = pause;
	if (ws->opened)
		lws_rx_flow_control(ws->wsi, !pause);
}

void
ws_free(struct ws *ws)
{
	if (ws == NULL)
		return;
	resolve_cancel(ws->lookup);
	ws->untried = NULL;
	if (ws->wsi == NULL) {
		ws_destroy(ws);
		return;
	}
	ws->freed = ws->leaving = true;
	loop_leave(ws->loop);
	if (ws->upgraded)
		timer_set(ws->step, 0);
	else
		lws_set_timeout(
		    ws->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}
