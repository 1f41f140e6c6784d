/* server.h, by a client that speaks HTTP and WebSocket by hand (RFC 9112,
 * RFC 6455), in a process of its own: what it sees is what is on the wire. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/server.h"
#include "tap.h"

enum {
	ROOM = 1 << 16,
	BODY_MAX = 1000,
	MESSAGE_MAX = 2000,
	FAREWELL = 5 * 1024 * 1024,
	PATIENCE_S = 20
};

/* ---- the server ---- */

struct site {
	struct loop *loop;
	struct timer *later;
	struct server_call *waiting; /* for its answer */
	int pieces;          /* of it that were put; -1: it is not in pieces */
	struct buf streamed; /* of a body that streams */
	struct server_peer *doomed; /* to be cut off */
	int rounds;                 /* ... and since then */
	struct timer *watch;
	pid_t client;
	int status; /* what the client ended with */
};

static void
on_request(void *ctx, struct server_call *call)
{
	struct buf b = { 0 };
	struct str word = server_query(call, "word");
	struct site *site = ctx;

	if (str_is(server_path(call), "/hang-up")) {
		server_hang_up(call);
		return;
	}
	if (str_is(server_path(call), "/rounds")) {
		buf_fmt(&b, "%d", site->rounds);
		server_answer(call, 200, "text/plain", buf_view(&b));
		buf_free(&b);
		return;
	}
	if (str_is(server_path(call), "/stream")) {
		server_answer(
		    call, 200, "text/plain", buf_view(&site->streamed));
		site->streamed.n = 0;
		return;
	}
	if (str_is(server_path(call), "/later") ||
	    str_starts(server_path(call), "/pieces")) {
		site->waiting = call;
		site->pieces = -1;
		if (str_starts(server_path(call), "/pieces")) {
			site->pieces = 0;
			server_begin(call, 200, "text/plain");
		}
		timer_set(site->later, 0);
		return;
	}
	buf_fmt(&b, "%.*s %.*s word=%.*s body=%.*s",
	    STR_ARG(server_method(call)), STR_ARG(server_path(call)),
	    STR_ARG(word), STR_ARG(server_body(call)));
	server_add_header(call, "x-more", "yes");
	server_answer(call, 200, "text/plain", buf_view(&b));
	buf_free(&b);
}

/* Three pieces, one after the other; "/pieces-cut" hangs up behind the first.
 */
static void
put_piece(struct site *site)
{
	static const char *const pieces[] = { "one", "", "three" };

	if (site->pieces == 1 &&
	    str_is(server_path(site->waiting), "/pieces-cut")) {
		server_hang_up(site->waiting);
		site->waiting = NULL;
	} else if (site->pieces < 3) {
		server_put(site->waiting, str_of(pieces[site->pieces++]));
		timer_set(site->later, 1);
	} else {
		server_end(site->waiting);
		site->waiting = NULL;
	}
}

static void
answer_later(void *ctx)
{
	struct site *site = ctx;

	if (site->doomed != NULL) {
		if (site->rounds++ == 0)
			server_cut(site->doomed);
		timer_set(site->later, 1);
		return;
	}
	if (site->waiting != NULL && site->pieces >= 0) {
		put_piece(site);
		return;
	}
	if (site->waiting != NULL)
		server_answer(site->waiting, 200, "text/plain", STR("late"));
	site->waiting = NULL;
}

static bool
on_streams(void *ctx, struct server_call *call)
{
	(void)ctx;
	return str_is(server_path(call), "/stream");
}

static void
on_piece(void *ctx, struct server_call *call, struct str bytes)
{
	struct site *site = ctx;

	(void)call;
	buf_str(&site->streamed, bytes);
}

/* Whoever asked has left. */
static void
on_gone(void *ctx, struct server_call *call)
{
	struct site *site = ctx;

	if (site->waiting == call)
		site->waiting = NULL;
	if (str_is(server_path(call), "/stream"))
		buf_adds(&site->streamed, " (gone)");
}

static int
on_upgrade(void *ctx, struct server_call *call)
{
	(void)ctx;
	return str_is(server_path(call), "/echo") ? 0 : 404;
}

static void
on_opened(void *ctx, struct server_peer *peer, struct str path)
{
	(void)ctx;
	server_send(peer, path);
}

/* More than the sockets between hold, and then the end. */
static void
say_farewell(struct server_peer *peer)
{
	char *text = xmalloc(FAREWELL);

	memset(text, 'x', FAREWELL);
	server_send(peer, (struct str){ text, FAREWELL });
	server_close(peer, 4002);
	free(text);
}

/* Sends back what it gets; "close" closes, "cut" cuts off, "flood" sends more
 * than fits. */
static void
on_message(void *ctx, struct server_peer *peer, struct str text, bool binary)
{
	struct site *site = ctx;

	if (str_is(text, "close")) {
		server_close(peer, 4001);
	} else if (str_is(text, "cut")) {
		site->doomed = peer;
		timer_set(site->later, 1);
	} else if (str_is(text, "farewell")) {
		say_farewell(peer);
	} else if (str_is(text, "flood")) {
		while (server_send(peer, STR("0123456789abcdef")))
			;
	} else if (binary) {
		server_send_binary(peer, text);
	} else {
		server_send(peer, text);
	}
}

static void
on_closed(void *ctx, struct server_peer *peer)
{
	struct site *site = ctx;

	if (site->doomed == peer)
		site->doomed = NULL;
}

static void
watch(void *ctx)
{
	struct site *site = ctx;

	if (waitpid(site->client, &site->status, WNOHANG) == site->client)
		loop_stop(site->loop);
}

/* ---- the client ---- */

static int
dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		printf("Bail out! cannot connect\n");
	return fd;
}

/* Everything until the server closes. */
static const char *
read_all(int fd)
{
	static char text[ROOM];
	size_t n = 0;
	ssize_t got;

	while (n < sizeof text - 1 &&
	    (got = read(fd, text + n, sizeof text - 1 - n)) > 0)
		n += (size_t)got;
	text[n] = '\0';
	close(fd);
	return text;
}

/* A request's answer; `head` are further header lines. */
static const char *
ask(int port, const char *line, const char *head, const char *body)
{
	struct buf b = { 0 };
	int fd = dial(port);

	buf_fmt(&b, "%s HTTP/1.1\r\n%sConnection: close\r\n\r\n%s", line, head,
	    body);
	if (write(fd, b.p, b.n) < 0)
		printf("# cannot write\n");
	buf_free(&b);
	return read_all(fd);
}

static const char *
host_line(int port)
{
	static char line[64];

	snprintf(line, sizeof line, "Host: 127.0.0.1:%d\r\n", port);
	return line;
}

static bool
starts(const char *text, const char *with)
{
	bool good = strncmp(text, with, strlen(with)) == 0;

	if (!good)
		printf("# got: %.200s\n", text);
	return good;
}

static void
test_http(int port)
{
	const char *host = host_line(port), *text;
	char head[ROOM], body[BODY_MAX + 2];

	text = ask(port, "GET /a%20b?word=%EB%B4%84&x=1", host, "");
	ok(starts(text, "HTTP/1.1 200"), "a request is answered");
	ok(strstr(text, "GET /a b word=봄 body=") != NULL,
	    "path and query come decoded");
	ok(strstr(text, "x-more: yes") != NULL, "a header of the owner's");
	snprintf(head, sizeof head, "%sContent-Length: 5\r\n", host);
	text = ask(port, "POST /in", head, "hello");
	ok(strstr(text, "POST /in word= body=hello") != NULL, "a body");
	memset(body, 'x', sizeof body);
	body[BODY_MAX + 1] = '\0';
	snprintf(
	    head, sizeof head, "%sContent-Length: %d\r\n", host, BODY_MAX + 1);
	ok(starts(ask(port, "POST /in", head, body), "HTTP/1.1 413"),
	    "a body that is too long");
	ok(strlen(ask(port, "GET /hang-up", host, "")) == 0, "hung up");
}

/* The first line of an answer to a POST whose head has `lines` more.  The
 * connection may stay open for the body: only the first line is waited for. */
static const char *
post(int port, const char *lines, const char *body)
{
	static char text[64];
	struct buf b = { 0 };
	int fd = dial(port);
	ssize_t n;

	buf_fmt(&b, "POST /later HTTP/1.1\r\n%s%s\r\n%s", host_line(port),
	    lines, body);
	if (write(fd, b.p, b.n) < 0)
		printf("# cannot write\n");
	buf_free(&b);
	n = read(fd, text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	close(fd);
	return text;
}

static void
test_lengths(int port)
{
	ok(starts(post(port, "Transfer-Encoding: chunked\r\n",
		      "5\r\nhello\r\n0\r\n\r\n"),
	       "HTTP/1.1 411"),
	    "a body without a length");
	ok(starts(post(port, "Content-Length: -1\r\n", "x"), "HTTP/1.1 400"),
	    "a length below zero");
	ok(starts(
	       post(port, "Content-Length: 5 apples\r\n", "x"), "HTTP/1.1 400"),
	    "a length that is no number");
	ok(starts(post(port, "Content-Length: 99999999999999999\r\n", "x"),
	       "HTTP/1.1 413"),
	    "a length beyond all limits is refused before the body comes");
	ok(starts(post(port, "Content-Length: 0\r\n", ""), "HTTP/1.1 200"),
	    "an empty body, answered later");
	ok(starts(ask(port, "PATCH /in", host_line(port), ""), "HTTP/1.1 405"),
	    "a method that is not served");
}

/* Whether an answer is here in full, after any 100 Continue. */
static bool
is_whole(const char *text)
{
	const char *head = strstr(text, "HTTP/1.1 100 Continue\r\n\r\n") == text
	    ? text + strlen("HTTP/1.1 100 Continue\r\n\r\n")
	    : text;
	const char *length = strcasestr(head, "content-length: ");
	const char *end = strstr(head, "\r\n\r\n");

	return length != NULL && end != NULL &&
	    strlen(end + 4) >= strtoul(length + 16, NULL, 10);
}

/* The answer to a body that streams in these pieces, each one write. */
static const char *
stream(int port, const char *head, const char *const pieces[])
{
	struct buf b = { 0 };
	int fd = dial(port);
	static char text[ROOM];
	size_t n = 0;
	ssize_t got = 1;

	buf_fmt(&b, "PUT /stream HTTP/1.1\r\n%s%s\r\n", host_line(port), head);
	if (write(fd, b.p, b.n) < 0)
		printf("# cannot write\n");
	buf_free(&b);
	for (const char *const *p = pieces; *p != NULL; p++)
		if (write(fd, *p, strlen(*p)) < 0)
			printf("# cannot write\n");
	text[0] = '\0';
	while (!is_whole(text) && got > 0) {
		got = read(fd, text + n, sizeof text - 1 - n);
		n += got > 0 ? (size_t)got : 0;
		text[n] = '\0';
	}
	close(fd);
	return text;
}

/* The end of an answer: its body. */
static const char *
body_of(const char *answer)
{
	const char *end = strstr(answer, "\r\n\r\n");

	while (end != NULL && strstr(end + 4, "\r\n\r\n") != NULL)
		end = strstr(end + 4, "\r\n\r\n");
	return end != NULL ? end + 4 : answer;
}

#define CHUNKED "Transfer-Encoding: chunked\r\n"

static void
test_streams(int port)
{
	const char *const whole[] = { "5\r\nhello\r\n", "1;x=y\r\n,\r\n",
		"00d\r\n annyeong", " 안\r\n0\r\nX: y\r\n\r\n", NULL };
	const char *const bytes[] = { "1", "\r", "\n", "a", "\r", "\n", "0",
		"\r", "\n", "\r", "\n", NULL };
	const char *const plain[] = { "hel", "lo", NULL };
	const char *const broken[] = { "5\r\nhello\r\nxyz\r\n", NULL };
	const char *const nothing[] = { NULL };
	const char *text;

	is_text(body_of(stream(port, CHUNKED, whole)), "hello, annyeong 안",
	    "a chunked body comes in pieces");
	is_text(body_of(stream(port, CHUNKED, bytes)), "a", "... cut anywhere");
	is_text(body_of(stream(port, "Content-Length: 5\r\n", plain)), "hello",
	    "a body with a length does too");
	ok(starts(
	       stream(port, "Content-Length: 0\r\n", nothing), "HTTP/1.1 200"),
	    "an empty one");
	text = stream(port, CHUNKED "Expect: 100-continue\r\n", whole);
	ok(starts(text, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"),
	    "a client that asks first is invited");
	ok(starts(stream(port, CHUNKED, broken), "HTTP/1.1 400"),
	    "what is no chunk");
	is_text(body_of(stream(port, CHUNKED, bytes)), "hello (gone)a",
	    "... and its owner knows");
	ok(starts(stream(port, "", nothing), "HTTP/1.1 411"),
	    "neither length nor chunks");
	is_text(body_of(stream(port, CHUNKED, bytes)), " (gone)a",
	    "... which ends it");
}

static void
test_pieces(int port)
{
	char host[ROOM];
	const char *answer;

	snprintf(host, sizeof host, "%s", host_line(port));
	answer = ask(port, "GET /pieces", host, "");
	ok(starts(answer, "HTTP/1.1 200") &&
		strstr(answer, "transfer-encoding: chunked") != NULL,
	    "an answer in pieces begins");
	ok(strstr(answer, "\r\n\r\n3\r\none\r\n5\r\nthree\r\n0\r\n\r\n") !=
		NULL,
	    "... each is sent, and the end");
	answer = ask(port, "GET /pieces-cut", host, "");
	ok(strstr(answer, "3\r\none\r\n") != NULL &&
		strstr(answer, "0\r\n\r\n") == NULL,
	    "one that is cut off has no end");
}

static void
test_doors(int port)
{
	char head[ROOM];

	ok(starts(ask(port, "GET /", "Host: evil.example\r\n", ""),
	       "HTTP/1.1 403"),
	    "another host's name (DNS rebinding)");
	snprintf(head, sizeof head, "%sOrigin: https://evil.example\r\n",
	    host_line(port));
	ok(starts(ask(port, "GET /", head, ""), "HTTP/1.1 403"),
	    "a foreign origin");
	snprintf(head, sizeof head, "%sOrigin: http://127.0.0.1:%d\r\n",
	    host_line(port), port);
	ok(starts(ask(port, "GET /", head, ""), "HTTP/1.1 200"),
	    "our own origin");
	snprintf(head, sizeof head, "%sOrigin: https://friend.example\r\n",
	    host_line(port));
	ok(starts(ask(port, "GET /", head, ""), "HTTP/1.1 200"),
	    "a listed origin");
	ok(!starts(
	       ask(port, "NONSENSE", "\x01\x02: 3\r\n", ""), "HTTP/1.1 200"),
	    "nonsense is no request");
}

#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define UPGRADE                                                                \
	"Upgrade: websocket\r\nConnection: Upgrade\r\n"                        \
	"Sec-WebSocket-Version: 13\r\n" KEY

/* Reads exactly n bytes; false at the end. */
static bool
take(int fd, void *p, size_t n)
{
	char *to = p;

	while (n > 0) {
		ssize_t got = read(fd, to, n);

		if (got <= 0)
			return false;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

/* A handshake; the answer's head is read up to its blank line. */
static int
shake_hands(int port, const char *path, char *head, size_t room)
{
	struct buf b = { 0 };
	int fd = dial(port);
	size_t n = 0;

	buf_fmt(
	    &b, "GET %s HTTP/1.1\r\n%s%s\r\n", path, host_line(port), UPGRADE);
	if (write(fd, b.p, b.n) < 0)
		printf("# cannot write\n");
	buf_free(&b);
	while (n < room - 1 && take(fd, head + n, 1)) {
		head[++n] = '\0';
		if (n >= 4 && memcmp(head + n - 4, "\r\n\r\n", 4) == 0)
			break;
	}
	head[n] = '\0';
	return fd;
}

/* Sends a frame, masked with zeros as the RFC allows. */
static void
send_frame(int fd, int first, const char *p, size_t n)
{
	unsigned char head[8] = { (unsigned char)first };
	struct buf b = { 0 };
	size_t at = 2;

	if (n < 126) {
		head[1] = (unsigned char)(0x80 | n);
	} else {
		head[1] = 0x80 | 126;
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		at = 4;
	}
	buf_add(&b, head, at);
	buf_add(&b, "\0\0\0\0", 4);
	buf_add(&b, p, n);
	if (write(fd, b.p, b.n) < 0)
		printf("# cannot write\n");
	buf_free(&b);
}

/* The next frame as text, "OPCODE:PAYLOAD"; a close as "8:CODE". */
static const char *
next_frame(int fd)
{
	static char text[ROOM];
	unsigned char head[2], more[2];
	size_t n, at;

	if (!take(fd, head, 2))
		return "end";
	n = head[1] & 0x7F;
	if (n == 126 && take(fd, more, 2))
		n = (size_t)more[0] << 8 | more[1];
	at = (size_t)snprintf(text, sizeof text, "%d:", head[0] & 0x0F);
	if (n > sizeof text - at - 1 || !take(fd, text + at, n))
		return "cut";
	text[at + n] = '\0';
	if ((head[0] & 0x0F) == 8)
		snprintf(text, sizeof text, "8:%d",
		    n < 2 ? 0
			  : (unsigned char)text[at] << 8 |
			    (unsigned char)text[at + 1]);
	return text;
}

enum { TEXT = 0x81, BINARY = 0x82, BEGIN = 0x01, END = 0x80, PING = 0x89 };

static void
test_echo(int port)
{
	char head[ROOM];
	int fd = shake_hands(port, "/echo", head, sizeof head);

	ok(starts(head, "HTTP/1.1 101"), "a handshake");
	/* The example of RFC 6455, 1.3. */
	ok(strcasestr(head,
	       "sec-websocket-accept: "
	       "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != NULL,
	    "... with the RFC's answer to the RFC's key");
	is_text(next_frame(fd), "1:/echo", "it is told its path");
	send_frame(fd, TEXT, "안녕", 6);
	is_text(next_frame(fd), "1:안녕", "a text comes back");
	send_frame(fd, BEGIN, "in ", 3);
	send_frame(fd, END, "pieces", 6);
	is_text(next_frame(fd), "1:in pieces", "fragments are one message");
	send_frame(fd, BINARY, "\xFF\x01", 2);
	is_text(next_frame(fd), "2:\xFF\x01", "bytes");
	send_frame(fd, PING, "x", 1);
	is_text(next_frame(fd), "10:x", "a ping is answered");
	send_frame(fd, TEXT, "close", 5);
	is_text(next_frame(fd), "8:4001", "closed with a code of the owner's");
	close(fd);
}

static void
test_farewell(int port)
{
	char head[ROOM], *text = xmalloc(FAREWELL);
	unsigned char frame[10];
	int fd = shake_hands(port, "/echo", head, sizeof head);

	next_frame(fd);
	send_frame(fd, TEXT, "farewell", 8);
	ok(take(fd, frame, sizeof frame) && frame[1] == 127 &&
		take(fd, text, FAREWELL),
	    "what was sent before a close arrives, however long it takes");
	is_text(next_frame(fd), "8:4002", "... and then the close");
	free(text);
	close(fd);
}

/* What a bad client's connection ends with. */
static const char *
end_of(int port, int first, const char *p, size_t n)
{
	static char text[32];
	char head[ROOM];
	int fd = shake_hands(port, "/echo", head, sizeof head);

	next_frame(fd);
	send_frame(fd, first, p, n);
	snprintf(text, sizeof text, "%s", next_frame(fd));
	close(fd);
	return text;
}

static void
test_bad_clients(int port)
{
	char head[ROOM], long_text[MESSAGE_MAX + 1];
	int fd = shake_hands(port, "/elsewhere", head, sizeof head), frames = 0;

	ok(strstr(head, " 404 ") != NULL, "a path without WebSockets");
	close(fd);
	memset(long_text, 'x', sizeof long_text);
	is_text(end_of(port, TEXT, long_text, sizeof long_text), "8:1009",
	    "a message that is too long");
	fd = shake_hands(port, "/echo", head, sizeof head);
	next_frame(fd);
	send_frame(fd, BEGIN, long_text, MESSAGE_MAX);
	send_frame(fd, END, long_text, 1);
	is_text(next_frame(fd), "8:1009", "... in fragments, too");
	close(fd);
	is_text(end_of(port, TEXT, "\xC0\x80", 2), "8:1007",
	    "a text that is not UTF-8");
	fd = shake_hands(port, "/echo", head, sizeof head);
	next_frame(fd);
	send_frame(fd, TEXT, "flood", 5);
	while (strcmp(next_frame(fd), "end") != 0 && frames < 1 << 20)
		frames++;
	ok(frames < 1 << 20, "a reader that is behind is cut off");
	close(fd);
	ok(starts(ask(port, "GET /", host_line(port), ""), "HTTP/1.1 200"),
	    "others are served all the same");
}

/* Counted in the server's rounds, while nothing else happens. */
static void
test_cut(int port)
{
	enum { SOON = 50 };
	char head[ROOM];
	int fd = shake_hands(port, "/echo", head, sizeof head);

	next_frame(fd);
	send_frame(fd, TEXT, "cut", 3);
	is_text(next_frame(fd), "end", "who is cut off gets no close frame");
	close(fd);
	ok(atoi(body_of(ask(port, "GET /rounds", host_line(port), ""))) < SOON,
	    "... and is so at once");
}

static void
test_crowd(int port)
{
	enum { MANY = 10 };
	int fds[MANY];
	char head[ROOM];

	for (int i = 0; i < MANY; i++) {
		fds[i] = shake_hands(port, "/echo", head, sizeof head);
		next_frame(fds[i]);
	}
	ok(starts(ask(port, "GET /", host_line(port), ""), "HTTP/1.1 503"),
	    "one connection too many");
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
}

static int
run_client(int port)
{
	test_http(port);
	test_lengths(port);
	test_pieces(port);
	test_streams(port);
	test_doors(port);
	test_echo(port);
	test_farewell(port);
	test_bad_clients(port);
	test_cut(port);
	test_crowd(port);
	return done_testing();
}

int
main(void)
{
	static const char *const origins[] = { "https://friend.example", NULL };
	struct site site = { .loop = loop_new() };
	struct server_settings set = { .origins = origins,
		.max_body = BODY_MAX,
		.max_message = MESSAGE_MAX,
		.max_unsent = FAREWELL + ROOM,
		.max_connections = 10,
		.request = on_request,
		.streams = on_streams,
		.piece = on_piece,
		.gone = on_gone,
		.upgrade = on_upgrade,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = &site };
	struct server *server = server_open(site.loop, &set);

	if (server == NULL)
		return 1;
	site.later = timer_new(site.loop, answer_later, &site);
	fflush(stdout);
	site.client = fork();
	if (site.client == 0) {
		int status = run_client(server_port(server));

		fflush(stdout);
		_exit(status);
	}
	site.watch = timer_new(site.loop, watch, &site);
	timer_every(site.watch, 5);
	loop_run(site.loop);
	timer_free(site.watch);
	timer_free(site.later);
	server_free(server);
	loop_free(site.loop);
	buf_free(&site.streamed);
	return WIFEXITED(site.status) ? WEXITSTATUS(site.status) : 1;
}
