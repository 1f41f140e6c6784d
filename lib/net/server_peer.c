/* A WebSocket, from its handshake to its close. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "net/server_private.h"

struct peer_frame {
	struct peer_frame *next;
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
	bool leaving, left; /* its goodbye waits; was sent */
	struct server_peer *next_leaving;
	int code; /* to close with */
	struct peer_frame *first, **last;
	size_t unsent;
};

static void
free_peer(struct server_peer *peer)
{
	while (peer->first != NULL) {
		struct peer_frame *f = peer->first;

		peer->first = f->next;
		free(f);
	}
	buf_free(&peer->message);
	free(peer);
}

/* Answers a handshake that is not taken; libwebsockets then hangs up. */
static int
refuse_upgrade(struct lws *wsi, int status)
{
	lws_return_http_status(wsi, (unsigned)status, NULL);
	return 1;
}

static int
judge(struct server *s, struct server_call *call)
{
	if (!call_may_enter(call))
		return HTTP_STATUS_FORBIDDEN;
	if (s->set.upgrade == NULL)
		return HTTP_STATUS_NOT_FOUND;
	return s->set.upgrade(s->set.ctx, call);
}

int
peer_handshake(struct server *s, struct lws *wsi)
{
	struct server_call *call = call_new(s, wsi);
	int status = server_crowded(s, wsi, false);

	if (status == 0)
		status = judge(s, call);
	call_free(call);
	return status == 0 ? 0 : refuse_upgrade(wsi, status);
}

void
peer_open(struct server *s, struct session *session, struct lws *wsi)
{
	struct server_peer *peer = xcalloc(1, sizeof *peer);
	struct server_call *call = call_new(s, wsi);

	peer->server = s;
	peer->wsi = wsi;
	peer->last = &peer->first;
	session->peer = peer;
	if (s->set.opened != NULL && !s->freed)
		s->set.opened(s->set.ctx, peer, server_path(call));
	if (s->set.entered != NULL && !s->freed)
		s->set.entered(s->set.ctx, peer, call);
	call_free(call);
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

/* Most messages are one piece and are not copied. */
int
peer_receive(struct server_peer *peer, struct lws *wsi, const char *p, size_t n)
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
 * Sends goodbyes from a round of the loop of their own: under libuv,
 * libwebsockets drops the connection without a close frame when its writing
 * callback fails.
 */
void
peer_say_goodbyes(void *ctx)
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

int
peer_send_waiting(struct server_peer *peer, struct lws *wsi)
{
	if (peer->cut)
		return -1;
	while (peer->first != NULL && !peer->held) {
		struct peer_frame *f = peer->first;
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
	if (peer->held && peer->first != NULL)
		return 0;
	/* What libwebsockets still holds of the last frame leaves first. */
	if (peer->first != NULL || (peer->closing && lws_send_pipe_choked(wsi)))
		lws_callback_on_writable(wsi);
	else if (peer->closing)
		close_soon(peer);
	return 0;
}

void
peer_forget(struct session *session)
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

bool
server_peer_asked(const struct server_peer *peer)
{
	return lws_get_protocol(peer->wsi)->name == peer->server->protocol;
}

static bool
queue(struct server_peer *peer, struct str text, bool binary)
{
	struct peer_frame *f;

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

void
server_close(struct server_peer *peer, int code)
{
	peer->closing = true;
	peer->code = code;
	if (peer->held)
		server_hold(peer, false);
	lws_callback_on_writable(peer->wsi);
}

/* libwebsockets sees to its timeouts only when something else happens, or each
 * second; so the writing callback ends it, and the timeout one whose socket
 * takes nothing any more. */
void
server_cut(struct server_peer *peer)
{
	peer->cut = true;
	lws_set_timeout(peer->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	lws_callback_on_writable(peer->wsi);
}

void
server_hold(struct server_peer *peer, bool hold)
{
	peer->held = hold;
	lws_rx_flow_control(peer->wsi, !hold);
	if (!hold)
		lws_callback_on_writable(peer->wsi);
}
