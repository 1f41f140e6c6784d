/* A request, from its first line to its answer. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/mem.h"
#include "core/num.h"
#include "net/chunked.h"
#include "net/server_private.h"

enum { HEADERS_MAX = 4096 };

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
	bool in_pieces, begun, ended; /* an answer in pieces; what of it went */
	bool streams; /* the body comes in pieces; the owner knows of it */
	bool in_chunks;
	struct chunked chunks;
	void *own;
};

void
call_free(struct server_call *call)
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
		{ "transfer-encoding", WSI_TOKEN_HTTP_TRANSFER_ENCODING },
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

struct server_call *
call_new(struct server *s, struct lws *wsi)
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

void
server_call_set(struct server_call *call, void *own)
{
	call->own = own;
}

void *
server_call_own(const struct server_call *call)
{
	return call->own;
}

bool
call_may_enter(const struct server_call *call)
{
	return server_may_enter(call->server, server_header(call, "host"),
	    server_header(call, "origin"));
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

void
server_begin(struct server_call *call, int status, const char *type)
{
	call->in_pieces = true;
	keep_answer(call, status, type, (struct str){ 0 });
}

bool
server_put(struct server_call *call, struct str piece)
{
	if (call->server->freed || call->wsi == NULL ||
	    piece.n > call->server->set.max_unsent - call->answer.n)
		return false;
	buf_str(&call->answer, piece);
	lws_callback_on_writable(call->wsi);
	return true;
}

void
server_end(struct server_call *call)
{
	call->given = false;
	call->ended = true;
	if (!call->server->freed && call->wsi != NULL)
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

	if (call->in_pieces)
		server_add_header(call, "transfer-encoding", "chunked");
	return lws_add_http_common_headers(call->wsi, (unsigned)call->status,
		   call->type,
		   call->in_pieces ? LWS_ILLEGAL_HTTP_CONTENT_LEN
				   : call->answer.n,
		   &p, end) == 0 &&
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

/* What waits of an answer in pieces, as one chunk. */
static bool
write_chunk(struct server_call *call)
{
	struct buf room = { 0 };
	bool body = !str_is(call->method, "HEAD");
	int sent = 0;

	buf_reserve(&room, LWS_PRE);
	room.n = LWS_PRE;
	if (body && call->answer.n > 0) {
		buf_fmt(&room, "%zx\r\n", call->answer.n);
		buf_str(&room, buf_view(&call->answer));
		buf_adds(&room, "\r\n");
	}
	if (body && call->ended)
		buf_adds(&room, "0\r\n\r\n");
	call->answer.n = 0;
	if (room.n > LWS_PRE)
		sent = lws_write(call->wsi, (unsigned char *)room.p + LWS_PRE,
		    room.n - LWS_PRE,
		    call->ended ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP);
	buf_free(&room);
	return sent >= 0;
}

/* -1 when the connection is lost. */
static int
write_pieces(struct session *session, struct lws *wsi)
{
	struct server_call *call = session->call;

	if (!call->begun) {
		call->begun = true;
		lws_callback_on_writable(wsi);
		return write_head(call) ? 0 : -1;
	}
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	if (!write_chunk(call))
		return -1;
	if (!call->ended)
		return 0;
	session->call = NULL;
	call_free(call);
	return lws_http_transaction_completed(wsi) == 0 ? 0 : -1;
}

/* Before an answer in pieces is cut off: what was put until then. */
static void
write_last(struct server_call *call)
{
	if (call->in_pieces && (call->begun || write_head(call)))
		write_chunk(call);
}

int
call_write_answer(struct session *session, struct lws *wsi)
{
	struct server_call *call = session->call;
	bool written;

	if (call == NULL)
		return 0;
	if (call->hang_up) {
		write_last(call);
		return -1;
	}
	if (call->status == 0) {
		if (call->streams)
			lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
		return 0;
	}
	if (call->in_pieces)
		return write_pieces(session, wsi);
	written = write_head(call) && write_body(call) && !call->in_chunks;
	session->call = NULL;
	call_free(call);
	return written && lws_http_transaction_completed(wsi) == 0 ? 0 : -1;
}

/* ---- requests ---- */

/* The request is whole.  libwebsockets may report that twice: for a body
 * without a length also at the end of the connection. */
static void
ask(struct server_call *call)
{
	struct server *s = call->server;

	if (call->status != 0 || call->given)
		return;
	if (s->set.request == NULL) {
		refuse(call, HTTP_STATUS_NOT_FOUND, "not found\n");
		return;
	}
	call->given = true;
	s->set.request(s->set.ctx, call);
}

/* The owner knows of a call that it was asked, and of one that streams. */
static void
say_gone(struct server_call *call)
{
	struct server *s = call->server;

	if ((call->given || (call->streams && call->status == 0)) &&
	    !s->freed && s->set.gone != NULL)
		s->set.gone(s->set.ctx, call);
}

void
call_forget(struct session *session)
{
	struct server_call *call = session->call;

	if (call == NULL)
		return;
	session->call = NULL;
	say_gone(call);
	call_free(call);
}

static void
break_stream(struct server_call *call, int status, const char *why)
{
	say_gone(call);
	refuse(call, status, why);
}

/* ---- bodies that stream ---- */

/* A client that asks whether to send its body waits for this. */
static void
invite(struct server_call *call)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	unsigned char room[LWS_PRE + sizeof go_on];

	if (token_text(call, call->wsi, WSI_TOKEN_HTTP_EXPECT).n == 0)
		return;
	memcpy(room + LWS_PRE, go_on, sizeof go_on);
	lws_write(call->wsi, room + LWS_PRE, sizeof go_on - 1,
	    LWS_WRITE_HTTP_HEADERS);
}

/* A quiet client is waited for: the system finds out when it is gone. */
static void
keep_alive(struct lws *wsi)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, 20 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 5 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 4 },
	};

	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		setsockopt(lws_get_socket_fd(wsi), options[i].level,
		    options[i].name, &options[i].value,
		    sizeof options[i].value);
}

static bool
wants_pieces(struct server_call *call)
{
	struct server *s = call->server;

	call->streams = s->set.streams != NULL && call->method.n > 0 &&
	    s->set.streams(s->set.ctx, call);
	return call->streams;
}

static void
open_stream(struct server_call *call)
{
	keep_alive(call->wsi);
	invite(call);
	/* libwebsockets sets a time for the next piece; call_write_answer
	 * takes it back. */
	lws_callback_on_writable(call->wsi);
}

/* A chunked body has no length that counts. */
static void
begin_stream(struct server_call *call)
{
	struct str length = server_header(call, "content-length");
	int64_t n = 0;

	call->in_chunks = server_header(call, "transfer-encoding").p != NULL;
	if (!call->in_chunks && length.p == NULL)
		break_stream(call, HTTP_STATUS_LENGTH_REQUIRED, "how long?\n");
	else if (!call->in_chunks && (!num_int(length, &n) || n < 0))
		break_stream(call, HTTP_STATUS_BAD_REQUEST, "no such length\n");
	else if (!call->in_chunks && n == 0)
		ask(call);
	else
		open_stream(call);
}

static void
give_piece(struct server_call *call, struct str piece)
{
	struct server *s = call->server;

	if (piece.n > 0)
		s->set.piece(s->set.ctx, call, piece);
}

static void
give_chunks(struct server_call *call, struct str bytes)
{
	struct str piece;

	while ((piece = chunked_next(&call->chunks, &bytes)).p != NULL)
		give_piece(call, piece);
	if (call->chunks.state == CHUNKED_ENDED)
		ask(call);
	else if (call->chunks.state == CHUNKED_BROKEN)
		break_stream(call, HTTP_STATUS_BAD_REQUEST, "no such chunk\n");
}

static void
take_piece(struct server_call *call, struct str bytes)
{
	if (call->in_chunks)
		give_chunks(call, bytes);
	else
		give_piece(call, bytes);
	lws_callback_on_writable(call->wsi);
}

/* ---- bodies ---- */

/* Refuses what cannot be read, or not in full. */
static void
check_length(struct server_call *call)
{
	struct str length = server_header(call, "content-length");
	int64_t n = 0;

	if (call->method.n == 0)
		refuse(
		    call, HTTP_STATUS_METHOD_NOT_ALLOWED, "no such method\n");
	else if (server_header(call, "transfer-encoding").p != NULL)
		refuse(call, HTTP_STATUS_LENGTH_REQUIRED, "how long?\n");
	else if (length.p != NULL && (!num_int(length, &n) || n < 0))
		refuse(call, HTTP_STATUS_BAD_REQUEST, "no such length\n");
	else if ((size_t)n > call->server->set.max_body)
		refuse(call, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "too long\n");
	else if (n == 0)
		ask(call);
}

void
call_begin(struct server *s, struct session *session, struct lws *wsi)
{
	struct server_call *call = call_new(s, wsi);
	int crowded = server_crowded(s, wsi, true);

	call_forget(session);
	session->call = call;
	if (crowded != 0)
		refuse(call, (unsigned)crowded, "too many connections\n");
	else if (!call_may_enter(call))
		refuse(call, HTTP_STATUS_FORBIDDEN, "not allowed\n");
	else if (wants_pieces(call))
		begin_stream(call);
	else
		check_length(call);
}

void
call_take_body(struct session *session, const char *p, size_t n)
{
	struct server_call *call = session->call;

	if (call == NULL || call->status != 0 || call->given)
		return;
	if (call->streams)
		take_piece(call, (struct str){ p, n });
	else if (n > call->server->set.max_body - call->body.n)
		refuse(call, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "too long\n");
	else
		buf_add(&call->body, p, n);
}

void
call_body_ended(struct session *session)
{
	struct server_call *call = session->call;

	if (call == NULL)
		return;
	/* All that libwebsockets takes of a body without a length. */
	if (call->in_chunks && call->status == 0 && !call->given)
		break_stream(
		    call, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "too long\n");
	else
		ask(call);
}
