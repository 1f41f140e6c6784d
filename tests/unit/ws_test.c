/* ws.h against a server that speaks bytes: frames that RFC 6455 allows and
 * forbids, pieces of any size, answers that open no WebSocket. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/ws.h"
#include "net/ws_shake.h"
#include "net/ws_url.h"
#include "tap.h"

/* What the server answers; %s is where the key's answer goes. */
#define GOOD                                                                   \
	"HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\n"           \
	"Connection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: %s\r\n"

static struct loop *loop;
static struct ws *ws;
static struct ws_end end;
static char heard[64], why[256];
static int listening;

/* ---- the server, in a process of its own ---- */

/* Reads up to the end of the request and finds its key. */
static void
read_request(int fd, char *key)
{
	char request[4096] = "", *at;
	size_t n = 0;

	while (strstr(request, "\r\n\r\n") == NULL) {
		ssize_t got = read(fd, request + n, sizeof request - 1 - n);

		if (got <= 0)
			_exit(98);
		n += (size_t)got;
	}
	at = strstr(request, "Sec-WebSocket-Key: ");
	if (at == NULL)
		_exit(97);
	memcpy(key, at + 19, 24);
	key[24] = '\0';
}

static void
put_answer(int fd, const char *format, bool bytewise, struct str frames)
{
	char key[64], accept[64], answer[1024];
	unsigned char hash[SHA_DIGEST_LENGTH];
	size_t n;

	read_request(fd, key);
	strcat(key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
	SHA1((unsigned char *)key, strlen(key), hash);
	EVP_EncodeBlock((unsigned char *)accept, hash, sizeof hash);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	n = (size_t)snprintf(answer, sizeof answer, format, accept);
#pragma GCC diagnostic pop
	memcpy(answer + n, "\r\n", 2);
	memcpy(answer + n + 2, frames.p, frames.n);
	n += 2 + frames.n;
	for (size_t i = 0; i < n; i += bytewise ? 1 : n) {
		if (write(fd, answer + i, bytewise ? 1 : n) < 0)
			_exit(96);
		usleep(bytewise ? 100 : 0);
	}
}

/* Reads the client's frames, which are short, up to its close; the code there
 * less 1000, plus 100 after a pong of "p". */
static int
read_frames(int fd)
{
	unsigned char head[6], payload[125];
	int pong = 0;

	while (read(fd, head, 6) == 6) {
		size_t n = head[1] & 0x7F;

		if ((head[1] & 0x80) == 0 || n > sizeof payload ||
		    read(fd, payload, n) != (ssize_t)n)
			return 95;
		for (size_t i = 0; i < n; i++)
			payload[i] ^= head[2 + i % 4];
		if (head[0] == 0x8A && n == 1 && payload[0] == 'p')
			pong = 100;
		if (head[0] == 0x88)
			return n < 2
			    ? 94
			    : pong + (payload[0] << 8 | payload[1]) - 1000;
	}
	return 99; /* it went without a word */
}

static void
serve(const char *format, bool bytewise, struct str frames)
{
	int fd = accept(listening, NULL, NULL), on = 1, code;

	setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
	put_answer(fd, format, bytewise, frames);
	code = read_frames(fd);
	close(fd);
	_exit(code);
}

/* ---- the client ---- */

static void
on_opened(void *ctx)
{
	(void)ctx;
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	(void)ctx;
	snprintf(heard, sizeof heard, "%s%.*s", binary ? "bytes " : "",
	    STR_ARG(data));
	loop_stop(loop);
}

static void
on_closed(void *ctx, const struct ws_end *how)
{
	(void)ctx;
	end = *how;
	snprintf(why, sizeof why, "%s", strrchr(how->why, ':') + 2);
	loop_stop(loop);
}

static int
port_of(int fd)
{
	struct sockaddr_in at;
	socklen_t size = sizeof at;

	getsockname(fd, (struct sockaddr *)&at, &size);
	return ntohs(at.sin_port);
}

/* Meets a server that answers and sends so; gives the code that it is left
 * with, as read_frames has it. */
static int
meet(const char *format, bool bytewise, struct str frames)
{
	char url[64];
	int status;
	pid_t child = fork();

	if (child == 0)
		serve(format, bytewise, frames);
	heard[0] = why[0] = '\0';
	end = (struct ws_end){ 0 };
	loop = loop_new();
	snprintf(
	    url, sizeof url, "ws://127.0.0.1:%d/chat?a=b", port_of(listening));
	ws = ws_open(loop,
	    &(struct ws_settings){ .url = url,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed });
	loop_run(loop);
	ws_free(ws);
	loop_free(loop);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define FRAMES(bytes) ((struct str){ (bytes), sizeof(bytes) - 1 })

static void
test_good(void)
{
	ok(meet(GOOD, false, FRAMES("\x81\5hello")) == 0 &&
		strcmp(heard, "hello") == 0,
	    "a text in the packet of the answer; left with 1000");
	ok(meet(GOOD, true, FRAMES("\x81\5hello")) == 0 &&
		strcmp(heard, "hello") == 0,
	    "... byte by byte");
	ok(meet(GOOD, false, FRAMES("\1\3hel\x89\1p\x80\2lo")) == 100 &&
		strcmp(heard, "hello") == 0,
	    "a ping between two pieces gets its pong");
	ok(meet(GOOD, false, FRAMES("\1\2h\xC3\x80\1\xA9")) == 0 &&
		strcmp(heard, "h\xC3\xA9") == 0,
	    "a character in two pieces");
	ok(meet(GOOD, false, FRAMES("\x82\1\xFF")) == 0 &&
		strcmp(heard, "bytes \xFF") == 0,
	    "bytes need not be UTF-8");
	ok(meet(GOOD, false, FRAMES("\x81\x00")) == 0 && heard[0] == '\0',
	    "an empty text");
	ok(meet(GOOD, false, FRAMES("\x88\4\x03\xE9ya")) == 1 && end.opened &&
		end.code == 1001,
	    "a close is answered with its code");
	is_text(why, "closed with 1001, ya", "... and said with its reason");
}

/* RFC 6455, sections 5.1 to 5.5 and 8.1. */
static void
test_forbidden(void)
{
	const struct {
		struct str frames;
		int code;
		const char *why, *what;
	} bad[] = {
		{ FRAMES("\x81\x81\1\2\3\4x"), 2, "a frame with a mask",
		    "a mask" },
		{ FRAMES("\xC1\1x"), 2, "a frame of an unknown extension",
		    "a reserved bit" },
		{ FRAMES("\x83\1x"), 2, "an unknown frame", "opcode 3" },
		{ FRAMES("\x8B\1x"), 2, "an unknown frame", "opcode 11" },
		{ FRAMES("\x80\1x"), 2, "the rest of no message",
		    "a continuation alone" },
		{ FRAMES("\1\1x\x81\1y"), 2, "a message within another",
		    "a text within a text" },
		{ FRAMES("\x89\x7E\x00\x7E"), 2,
		    "a frame that breaks the protocol", "a ping of 126" },
		{ FRAMES("\t\1x"), 2, "a frame that breaks the protocol",
		    "a ping in pieces" },
		{ FRAMES("\x81\x7E\x00\5hello"), 2,
		    "a frame that breaks the protocol", "a length too wide" },
		{ FRAMES("\x81\1\xFF"), 7, "a text that is not UTF-8",
		    "bad UTF-8" },
		{ FRAMES("\x88\1\3"), 2, "half a code", "half a code" },
		{ FRAMES("\x81\x7F\x00\x00\1\x00\x00\x00\x00\x00x"), 9,
		    "a message that is too long", "1 TiB" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int code = meet(GOOD, false, bad[i].frames);

		ok(code == bad[i].code && end.opened, "%s ends it with %d: %d",
		    bad[i].what, 1000 + bad[i].code, 1000 + code);
		is_text(why, bad[i].why, "... and is said");
	}
}

static void
test_answers(void)
{
	static const struct {
		const char *answer;
		int status;
		const char *why;
	} bad[] = {
		{ "HTTP/1.1 403 Forbidden\r\nX: %s\r\n", 403,
		    "HTTP status 403" },
		{ "HTTP/1.1 302 Found\r\nLocation: /\r\nX: %s\r\n", 302,
		    "redirected elsewhere" },
		{ "HTTP/1.1 200 OK\r\nX: %s\r\n", 200, "HTTP status 200" },
		{ "HTTP/1.1 101 Yes\r\nX: %s\r\n", 0,
		    "an answer that is no WebSocket's" },
		{ GOOD "Sec-WebSocket-Accept: AAAA\r\n", 0,
		    "an answer that is no WebSocket's" },
		{ GOOD "Sec-WebSocket-Extensions: permessage-deflate\r\n", 0,
		    "an answer with what was not asked for" },
		{ GOOD "Sec-WebSocket-Protocol: irc\r\n", 0,
		    "an answer with what was not asked for" },
		{ "SSH-2.0-OpenSSH_9.2 %s\r\n", 0,
		    "an answer that is not HTTP's" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		meet(bad[i].answer, false, FRAMES(""));
		ok(!end.opened && !end.final && end.status == bad[i].status,
		    "no WebSocket: %s", bad[i].why);
		is_text(why, bad[i].why, "... it is said why");
	}
}

/* The example of RFC 6455, section 1.3. */
static void
test_example(void)
{
	struct ws_shake s = { .key = "dGhlIHNhbXBsZSBub25jZQ==" };
	struct ws_answer answer;
	struct str bytes = STR(
	    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	    "Connection: Upgrade\r\n"
	    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nrest");

	ok(ws_shake_hear(&s, bytes, &answer) && answer.why == NULL &&
		answer.status == 0 && answer.n == bytes.n - 4,
	    "the answer in the RFC");
	bytes.n -= 5;
	ok(!ws_shake_hear(&s, bytes, &answer), "... is waited for");
}

/* What a URL says, in one line. */
static const char *
parts(const char *url)
{
	static char text[256];
	struct arena a = { 0 };
	struct ws_url u;

	if (ws_url_take(&u, url, &a))
		snprintf(text, sizeof text, "%s %s %d %s %s", u.name, u.host,
		    u.port, u.path, u.shown);
	else
		snprintf(text, sizeof text, "none");
	arena_free(&a);
	return text;
}

static void
test_urls(void)
{
	is_text(parts("wss://chat.example/a?b=c"),
	    "chat.example chat.example 443 /a?b=c wss://chat.example", "wss");
	is_text(parts("ws://[::1]:8001"),
	    "::1 [::1]:8001 8001 / ws://[::1]:8001", "IPv6 and a port");
	is_text(parts("ws://me:secret@host/x"), "host host 80 /x ws://host",
	    "nobody sees a password");
	is_text(parts("https://host/"), "none", "another scheme");
	is_text(parts("host:80"), "none", "no scheme");
	is_text(parts(""), "none", "nothing");
}

int
main(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };

	listening = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listening, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(listening, 8) != 0)
		return 1;
	alarm(60); /* rather than hang */
	test_urls();
	test_example();
	test_good();
	test_forbidden();
	test_answers();
	close(listening);
	return done_testing();
}
