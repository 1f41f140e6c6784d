/* Runs WebSocket connections: wslay's frames over TCP and TLS. */
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

#include "core/mem.h"
#include "core/random.h"
#include "core/utf8.h"
#include "net/loop_private.h"
#include "net/resolve.h"
#include "net/tcp.h"
#include "net/ws.h"
#include "net/ws_shake.h"
#include "net/ws_url.h"

enum {
	STEP_MS = 10 * 1000,
	GOODBYE_MS = 1000, /* for the far side's close frame, and its end */
	PING_MS = 20 * 1000,
	MESSAGE_MAX = 4 * 1024 * 1024,
	UNSENT_MAX = 1024 * 1024,
	REASON_MAX = 123 /* what a close frame has room for */
};

/* The frame that is coming in. */
struct coming {
	bool inside; /* one: */
	uint8_t opcode;
	bool last; /* of its message */
	uint64_t left;
};

struct ws {
	struct loop *loop;
	struct ws_settings set; /* its texts are not kept */
	struct arena texts;
	struct ws_url url;
	char **headers;

	struct resolve *lookup;   /* under way */
	struct addrinfo *found;   /* all addresses */
	struct addrinfo *untried; /* the rest of them */
	/* Patience with a step is over; or, when open, a ping may be due. */
	struct timer *step;
	struct tcp *tcp;
	struct ws_shake shake;
	struct buf answer; /* to the handshake, so far */

	bool opened; /* messages may come */
	bool paused;
	bool parting;  /* the close frame is sent */
	bool parted;   /* ... and the far side's is here */
	bool ended;    /* the owner knows */
	bool freed;    /* by its owner; the struct lives until tcp ends */
	int64_t heard; /* loop_now when bytes came last */

	wslay_frame_context_ptr frames;
	struct str fed; /* bytes that they have yet to take */
	struct coming coming;
	struct buf message, control; /* pieces so far */
	bool begun, binary;          /* a message */
	struct ws_end end;
	struct buf why;
};

static void
ws_destroy(struct ws *ws)
{
	resolve_free(ws->found);
	timer_free(ws->step);
	wslay_frame_context_free(ws->frames);
	buf_free(&ws->answer);
	buf_free(&ws->message);
	buf_free(&ws->control);
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
	buf_fmt(&ws->why, "%s: ", ws->url.shown);
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
	bool opened = ws->opened;

	if (ws->ended)
		return;
	ws->ended = true;
	ws->opened = false;
	ws->end.opened = opened;
	because_of(ws, opened ? "connection lost" : "no answer");
	ws->end.why = buf_text(&ws->why);
	if (!ws->freed)
		ws->set.closed(ws->set.ctx, &ws->end);
}

/* The connection is not needed any more: the last thing to do, too. */
static void
part_from_tcp(struct ws *ws)
{
	tcp_free(ws->tcp);
	ws->tcp = NULL;
	timer_clear(ws->step);
	if (ws->freed) {
		loop_left(ws->loop);
		ws_destroy(ws);
	} else {
		ended(ws);
	}
}

/* Sending */

static ssize_t
put_frame(const uint8_t *p, size_t n, int flags, void *ctx)
{
	struct ws *ws = ctx;

	(void)flags;
	tcp_send(ws->tcp, (struct str){ (const char *)p, n });
	return (ssize_t)n;
}

static int
draw_mask(uint8_t *mask, size_t n, void *ctx)
{
	(void)ctx;
	random_fill(mask, n);
	return 0;
}

static void
send_frame(struct ws *ws, uint8_t opcode, struct str payload)
{
	struct wslay_frame_iocb frame = { .fin = 1,
		.opcode = opcode,
		.mask = 1,
		.payload_length = payload.n,
		.data = (const uint8_t *)payload.p,
		.data_length = payload.n };

	/* All leaves at once: tcp_send takes what it is given. */
	wslay_frame_send(ws->frames, &frame);
}

static void
send_close(struct ws *ws, int code)
{
	const char bytes[2] = { (char)(code >> 8), (char)code };

	if (ws->parting)
		return;
	ws->parting = true;
	send_frame(ws, WSLAY_CONNECTION_CLOSE,
	    (struct str){ bytes, code != 0 ? sizeof bytes : 0 });
	timer_set(ws->step, GOODBYE_MS);
}

/* Receiving */

/* Ends it for what the far side did. */
static void
refuse(struct ws *ws, int code, const char *why)
{
	because_of(ws, why);
	send_close(ws, code);
	ended(ws);
}

static void
deliver(struct ws *ws, struct str text)
{
	if (!ws->binary && utf8_valid(text) != text.n)
		refuse(ws, WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA,
		    "a text that is not UTF-8");
	else if (ws->set.message != NULL)
		ws->set.message(ws->set.ctx, text, ws->binary);
}

/* A piece of a message.  Most messages are one piece and are not copied. */
static void
take_data(struct ws *ws, struct str piece)
{
	bool whole = ws->coming.last && ws->coming.left == 0;

	ws->begun = !whole;
	if (!ws->opened)
		return;
	if (piece.n + ws->coming.left > ws->set.max_message - ws->message.n) {
		refuse(ws, WSLAY_CODE_MESSAGE_TOO_BIG,
		    "a message that is too long");
		return;
	}
	if (whole && ws->message.n == 0) {
		deliver(ws, piece);
		return;
	}
	buf_add(&ws->message, piece.p, piece.n);
	if (!whole)
		return;
	deliver(ws, buf_view(&ws->message));
	buf_free(&ws->message);
}

static void
take_close(struct ws *ws, struct str payload)
{
	const unsigned char *p = (const unsigned char *)payload.p;
	struct buf why = { 0 };

	ws->parted = true;
	if (payload.n >= 2) {
		ws->end.code = p[0] << 8 | p[1];
		buf_fmt(&why, "closed with %d%s%.*s", ws->end.code,
		    payload.n > 2 ? ", " : "", (int)(payload.n - 2),
		    payload.p + 2);
	} else {
		buf_adds(&why, "closed without a code");
	}
	because(ws, why.p, why.n);
	buf_free(&why);
	send_close(ws, ws->end.code);
}

static void
take_control(struct ws *ws, struct str piece)
{
	struct str payload;

	buf_add(&ws->control, piece.p, piece.n);
	if (ws->coming.left > 0)
		return;
	payload = buf_view(&ws->control);
	if (ws->coming.opcode == WSLAY_CONNECTION_CLOSE)
		take_close(ws, payload);
	else if (ws->coming.opcode == WSLAY_PING && !ws->parting)
		send_frame(ws, WSLAY_PONG, payload);
	buf_free(&ws->control);
}

/* What wslay leaves to us; NULL when the frame may come now. */
static const char *
wrong_frame(const struct ws *ws, const struct wslay_frame_iocb *frame)
{
	if (frame->mask != 0)
		return "a frame with a mask";
	if (frame->rsv != WSLAY_RSV_NONE)
		return "a frame of an unknown extension";
	switch (frame->opcode) {
	case WSLAY_TEXT_FRAME:
	case WSLAY_BINARY_FRAME:
		return ws->begun ? "a message within another" : NULL;
	case WSLAY_CONTINUATION_FRAME:
		return ws->begun ? NULL : "the rest of no message";
	case WSLAY_CONNECTION_CLOSE:
		return frame->payload_length == 1 ? "half a code" : NULL;
	case WSLAY_PING:
	case WSLAY_PONG:
		return NULL;
	default:
		return "an unknown frame";
	}
}

/* The beginning of a frame; false when that ends the connection. */
static bool
begin_frame(struct ws *ws, const struct wslay_frame_iocb *frame)
{
	const char *wrong = wrong_frame(ws, frame);

	if (wrong != NULL) {
		refuse(ws, WSLAY_CODE_PROTOCOL_ERROR, wrong);
		return false;
	}
	ws->coming = (struct coming){ true, frame->opcode, frame->fin != 0,
		frame->payload_length };
	if (frame->opcode == WSLAY_TEXT_FRAME ||
	    frame->opcode == WSLAY_BINARY_FRAME)
		ws->binary = frame->opcode == WSLAY_BINARY_FRAME;
	return true;
}

static bool
take_frame(struct ws *ws, const struct wslay_frame_iocb *frame)
{
	struct str piece = { (const char *)frame->data, frame->data_length };

	if (!ws->coming.inside && !begin_frame(ws, frame))
		return false;
	ws->coming.left -= piece.n;
	ws->coming.inside = ws->coming.left > 0;
	if (wslay_is_ctrl_frame(ws->coming.opcode))
		take_control(ws, piece);
	else
		take_data(ws, piece);
	return true;
}

static ssize_t
feed(uint8_t *p, size_t n, int flags, void *ctx)
{
	struct ws *ws = ctx;

	(void)flags;
	if (ws->fed.n == 0)
		return -1; /* not yet */
	n = n < ws->fed.n ? n : ws->fed.n;
	memcpy(p, ws->fed.p, n);
	ws->fed.p += n;
	ws->fed.n -= n;
	return (ssize_t)n;
}

/* After our own close frame only the far side's is waited for. */
static void
take_frames(struct ws *ws, struct str bytes)
{
	struct wslay_frame_iocb frame;
	ssize_t n = 0;

	ws->fed = bytes;
	while (!ws->parted) {
		n = wslay_frame_recv(ws->frames, &frame);
		if (n < 0 || !take_frame(ws, &frame))
			break;
	}
	if (ws->parted)
		ended(ws);
	else if (n < 0 && n != WSLAY_ERR_WANT_READ)
		refuse(ws, WSLAY_CODE_PROTOCOL_ERROR,
		    "a frame that breaks the protocol");
}

/* Opening */

static void
watch(struct ws *ws)
{
	if (ws->set.ping)
		timer_set(ws->step, PING_MS);
	else
		timer_clear(ws->step);
}

/* It is open: what is in the answer after the headers are frames already. */
static void
established(struct ws *ws, size_t n)
{
	static const struct wslay_frame_callbacks calls = { put_frame, feed,
		draw_mask };
	struct buf answer = ws->answer;

	ws->answer = (struct buf){ 0 };
	if (wslay_frame_context_init(&ws->frames, &calls, ws) != 0) {
		because_of(ws, "out of memory");
		part_from_tcp(ws);
	} else {
		ws->opened = true;
		watch(ws);
		ws->set.opened(ws->set.ctx);
		take_frames(ws, (struct str){ answer.p + n, answer.n - n });
	}
	buf_free(&answer);
}

static void
take_answer(struct ws *ws, struct str bytes)
{
	struct ws_answer answer;

	buf_str(&ws->answer, bytes);
	if (!ws_shake_hear(&ws->shake, buf_view(&ws->answer), &answer))
		return;
	ws->end.status = answer.status;
	if (answer.status == 0 && answer.why == NULL) {
		established(ws, answer.n);
		return;
	}
	if (answer.status / 100 == 3)
		because_of(ws, "redirected elsewhere");
	else if (answer.status != 0)
		buf_fmt(&ws->why, "%s: HTTP status %d", ws->url.shown,
		    answer.status);
	else
		because_of(ws, answer.why);
	part_from_tcp(ws);
}

static void
on_bytes(void *ctx, struct str bytes)
{
	struct ws *ws = ctx;

	ws->heard = loop_now(ws->loop);
	if (ws->frames != NULL)
		take_frames(ws, bytes);
	else
		take_answer(ws, bytes);
}

static void
on_tcp(void *ctx)
{
	struct ws *ws = ctx;
	struct buf request = { 0 };

	timer_set(ws->step, STEP_MS);
	ws_shake_ask(&ws->shake, &request, ws->url.host, ws->url.path,
	    (const char *const *)ws->headers);
	tcp_send(ws->tcp, buf_view(&request));
	buf_free(&request);
}

/* An address that can't be reached is followed by the next. */
static void
on_tcp_end(void *ctx, const char *why, bool untrusted)
{
	struct ws *ws = ctx;

	ws->end.final = untrusted;
	if (ws->untried != NULL && !untrusted && ws->frames == NULL) {
		tcp_free(ws->tcp);
		ws->tcp = NULL;
		timer_set(ws->step, 0);
		return;
	}
	if (why != NULL)
		because_of(ws, why);
	part_from_tcp(ws);
}

static void
connect_to(struct ws *ws, const struct addrinfo *to)
{
	const struct tcp_settings set = { .tls = ws->url.secure ? ws->url.name
								: NULL,
		.opened = on_tcp,
		.came = on_bytes,
		.ended = on_tcp_end,
		.ctx = ws };
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at = { 0 };
	const char *why;

	if (to->ai_addrlen > sizeof at)
		return;
	memcpy(&at, to->ai_addr, to->ai_addrlen);
	if (at.any.sa_family == AF_INET6)
		at.v6.sin6_port = htons((uint16_t)ws->url.port);
	else
		at.v4.sin_port = htons((uint16_t)ws->url.port);
	ws->tcp = tcp_open(ws->loop, &at.any, &set, &why);
	if (ws->tcp == NULL && ws->untried == NULL)
		because_of(ws, why);
	if (ws->tcp != NULL)
		tcp_pause(ws->tcp, ws->paused);
}

/* Tries the next address, or ends when there is none. */
static void
try_next(struct ws *ws)
{
	struct addrinfo *to = ws->untried;

	if (to == NULL) {
		ended(ws);
		return;
	}
	ws->untried = to->ai_next;
	connect_to(ws, to);
	timer_set(ws->step, ws->tcp != NULL ? STEP_MS : 0);
}

/* While it is open: after silence a ping, and after more of it the end. */
static void
check_silence(struct ws *ws)
{
	int64_t silent = loop_now(ws->loop) - ws->heard;

	if (silent >= 2 * PING_MS) {
		because_of(ws, "no answer to a ping");
		part_from_tcp(ws);
		return;
	}
	if (silent >= PING_MS)
		send_frame(ws, WSLAY_PING, STR(""));
	timer_set(ws->step,
	    silent >= PING_MS ? 2 * PING_MS - silent : PING_MS - silent);
}

static void
take_step(void *ctx)
{
	struct ws *ws = ctx;

	if (ws->parting) {
		part_from_tcp(ws);
	} else if (ws->opened) {
		check_silence(ws);
	} else if (ws->lookup != NULL) {
		resolve_cancel(ws->lookup);
		ws->lookup = NULL;
		because_of(ws, "the name is not resolved in time");
		ended(ws);
	} else if (ws->tcp != NULL) {
		on_tcp_end(ws, NULL, false);
	} else {
		try_next(ws);
	}
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

struct ws *
ws_open(struct loop *loop, const struct ws_settings *set)
{
	struct ws *ws = xcalloc(1, sizeof *ws);

	ws->loop = loop;
	ws->set = *set;
	if (ws->set.max_message == 0)
		ws->set.max_message = MESSAGE_MAX;
	ws->step = timer_new(loop, take_step, ws);
	keep_headers(ws, set->headers);
	if (set->protocol != NULL)
		ws->shake.protocol = arena_copy(
		    &ws->texts, set->protocol, strlen(set->protocol));
	if (ws_url_take(&ws->url, set->url, &ws->texts)) {
		timer_set(ws->step, STEP_MS);
		ws->lookup = resolve_start(loop, ws->url.name, on_lookup, ws);
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
	if (!ws->opened || ws->parting ||
	    tcp_unsent(ws->tcp) + text.n > UNSENT_MAX)
		return false;
	send_frame(ws, WSLAY_TEXT_FRAME, text);
	return true;
}

void
ws_divert(struct ws *ws,
    void (*message)(void *ctx, struct str data, bool binary),
    void (*closed)(void *ctx, const struct ws_end *))
{
	ws->set.message = message;
	ws->set.closed = closed;
}

void
ws_pause(struct ws *ws, bool pause)
{
	ws->paused = pause;
	if (ws->tcp != NULL)
		tcp_pause(ws->tcp, pause);
}

void
ws_free(struct ws *ws)
{
	if (ws == NULL)
		return;
	resolve_cancel(ws->lookup);
	if (ws->tcp == NULL) {
		ws_destroy(ws);
		return;
	}
	ws->freed = true;
	loop_leave(ws->loop);
	if (ws->frames == NULL) {
		part_from_tcp(ws);
		return;
	}
	ws->opened = false;
	tcp_pause(ws->tcp, false); /* to hear the far side's close */
	send_close(ws, WSLAY_CODE_NORMAL_CLOSURE);
}
