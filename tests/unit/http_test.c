/* http.h and ws.h against server.h, in one loop: tries, limits, time-outs and
 * the ways in which a connection ends. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/when.h"
#include "net/http.h"
#include "net/server.h"
#include "net/sse.h"
#include "net/transfer.h"
#include "net/ws.h"
#include "tap.h"

static struct loop *loop;
static struct http *http;
static struct server *server;
static char base[64];
static int asked; /* requests that the server saw */

/* What the last call, or the last connection, came to. */
static struct {
	long status;
	bool away;
	char why[256], body[256];
	size_t length;
} got;

/* The path says how to answer. */
static void
on_request(void *ctx, struct server_call *call)
{
	struct str path = server_path(call);
	static char big[1000 * 1000];

	(void)ctx;
	asked++;
	if (str_is(path, "/date")) {
		server_add_header(
		    call, "date", "Tue, 06 Jan 2026 11:00:00 GMT");
		server_add_header(
		    call, "retry-after", "Tue, 06 Jan 2026 11:00:09 GMT");
	} else if (str_is(path, "/no")) {
		server_add_header(call, "retry-after", "1");
	}
	if (str_is(path, "/flaky") && asked < 3)
		server_answer(call, 503, "text/plain", STR("not yet"));
	else if (str_is(path, "/no"))
		server_answer(call, 403, "text/plain", STR("no"));
	else if (str_is(path, "/big"))
		server_answer(
		    call, 200, "text/plain", (struct str){ big, sizeof big });
	else if (!str_is(path, "/mute"))
		server_answer(call, 200, "text/plain", STR("yes"));
}

static void
on_done(void *ctx, const struct http_answer *a)
{
	(void)ctx;
	got.status = a->status;
	got.away = a->away;
	got.length = a->body.n;
	snprintf(got.why, sizeof got.why, "%s", a->why != NULL ? a->why : "");
	snprintf(got.body, sizeof got.body, "%.*s",
	    a->body.n < 100 ? (int)a->body.n : 0,
	    a->body.p != NULL ? a->body.p : "");
	loop_stop(loop);
}

/* Headers as "name=value;" of those that were asked for. */
static void
on_header(void *ctx, struct str name, struct str value)
{
	if (str_is(name, "retry-after") || str_is(name, "content-length"))
		buf_fmt(ctx, "%.*s=%.*s;", STR_ARG(name), STR_ARG(value));
}

/* Asks for a path and waits for the answer. */
static void
ask(const char *path, struct http_request req)
{
	struct buf url = { 0 };

	buf_fmt(&url, "%s%s", path[0] == '/' ? base : "", path);
	req.url = buf_text(&url);
	req.done = on_done;
	asked = 0;
	http_send(http, &req);
	buf_free(&url);
	loop_run(loop);
}

static void
test_http(void)
{
	ask("/yes", (struct http_request){ 0 });
	ok(got.status == 200 && got.why[0] == '\0', "an answer");
	is_text(got.body, "yes", "... and its body");
	ask("/flaky", (struct http_request){ 0 });
	ok(got.status == 200 && asked == 3, "503 is tried again");
	ask("/flaky", (struct http_request){ .tries = 1 });
	ok(got.status == 503 && asked == 1 && got.away,
	    "but not more often than it may be");
	is_text(got.body, "not yet", "... and its body is given");
	ask("/flaky", (struct http_request){ .body = STR("x") });
	ok(asked == 1, "a POST is tried once");
	ask("/no", (struct http_request){ 0 });
	ok(got.status == 403 && asked == 1 && !got.away, "403 is final");
	ask("/big", (struct http_request){ .max_body = 1000, .tries = 1 });
	ok(got.status == 0 && strstr(got.why, "too long") != NULL,
	    "a long body is refused: %s", got.why);
	ask("/mute", (struct http_request){ .answer_ms = 50, .tries = 1 });
	ok(got.status == 0 && got.away && strstr(got.why, "no answer") != NULL,
	    "a server that never answers: %s", got.why);
	ask("/mute", (struct http_request){ .deadline_ms = 50 });
	ok(got.status == 0 && got.away && strstr(got.why, "in time") != NULL,
	    "a deadline over all tries: %s", got.why);
	ask("nonsense", (struct http_request){ 0 });
	ok(got.status == 0 && !got.away, "not a URL: %s", got.why);
	ask("file:///etc/passwd", (struct http_request){ .tries = 1 });
	ok(got.status == 0 && !got.away, "no other protocol: %s", got.why);
}

/* ---- WebSocket: the server repeats what it hears ---- */

static struct ws_end end;
static struct ws *ws;
static size_t heard;

static int
welcome(void *ctx, struct server_call *call)
{
	(void)ctx, (void)call;
	return 0;
}

static void
on_text(void *ctx, struct server_peer *peer, struct str text, bool binary)
{
	(void)ctx, (void)binary;
	if (str_is(text, "bye"))
		server_close(peer, 4001);
	else
		server_send(peer, text);
}

static void
on_opened(void *ctx)
{
	ws_send(ws, *(struct str *)ctx);
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	(void)ctx;
	heard = binary ? 0 : data.n;
	loop_stop(loop);
}

static void
on_closed(void *ctx, const struct ws_end *how)
{
	(void)ctx;
	end = *how;
	snprintf(got.why, sizeof got.why, "%s", how->why);
	loop_stop(loop);
}

/* Says `text` once the connection is open, and waits for what comes. */
static void
say(const char *url, struct str text, size_t max)
{
	end = (struct ws_end){ 0 };
	heard = 0;
	ws = ws_open(loop,
	    &(struct ws_settings){ .url = url,
		.max_message = max,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = &text });
	loop_run(loop);
	ws_free(ws);
}

static void
test_headers(void)
{
	struct buf headers = { 0 };

	ask("/no",
	    (struct http_request){ .header = on_header, .ctx = &headers });
	ok(strstr(buf_text(&headers), "retry-after=1;") != NULL &&
		strstr(headers.p, "content-length=2;") != NULL,
	    "headers are told, also of a refusal");
	headers.n = 0;
	ask("/date",
	    (struct http_request){ .header = on_header, .ctx = &headers });
	ok(strstr(buf_text(&headers), "retry-after=9;") != NULL,
	    "Retry-After by a date is told in seconds of the server's clock");
	buf_free(&headers);
}

/* sse.h: events too long to keep are passed over, those around them are not. */
static void
add_event(void *ctx, struct str data)
{
	buf_fmt(ctx, "%zu;", data.n);
}

static void
test_events(void)
{
	struct buf seen = { 0 };
	struct sse sse = { .data = add_event, .ctx = &seen };
	char *block = xcalloc(1, 1 << 20);

	memset(block, 'x', 1 << 20);
	sse_feed(&sse,
	    STR("\xEF\xBB\xBF"
		"data: a\n\ndata:"));
	for (int i = 0; i < 6; i++)
		sse_feed(&sse, (struct str){ block, 1 << 20 });
	sse_feed(&sse, STR("\n\ndata: abc\r\rdata:x\r\ndata:y\r\n\r\n"));
	is_text(buf_text(&seen), "1;3;3;", "an endless event is passed over");
	seen.n = 0;
	for (int i = 0; i < 6; i++) {
		sse_feed(&sse, STR("data:"));
		sse_feed(&sse, (struct str){ block, 1 << 20 });
		sse_feed(&sse, STR("\n"));
	}
	sse_feed(&sse, STR("\ndata: abc\n\n"));
	is_text(buf_text(&seen), "3;", "... also one of many lines");
	sse_free(&sse);
	buf_free(&seen);
	free(block);
}

static void
test_ws(void)
{
	static char big[60 * 1000];
	char url[sizeof base + 8];

	memset(big, 'x', sizeof big);
	snprintf(url, sizeof url, "ws%s/chat", base + 4);
	say(url, STR("안녕"), 0);
	ok(heard == 6, "a text comes back");
	say(url, (struct str){ big, sizeof big }, 0);
	ok(heard == sizeof big, "a message in pieces comes whole");
	say(url, (struct str){ big, sizeof big }, 50 * 1000);
	ok(heard == 0 && end.opened, "one that is too long ends it: %s",
	    got.why);
	say(url, STR("bye"), 0);
	ok(end.opened && end.code == 4001, "the code of a close: %s", got.why);
	say("ws://127.0.0.1:1/", STR("x"), 0);
	ok(!end.opened && !end.final, "nobody there: %s", got.why);
	say("ws://chz.invalid/", STR("x"), 0);
	ok(!end.opened && !end.final, "no such name: %s", got.why);
	say("nonsense", STR("x"), 0);
	ok(!end.opened && end.final, "not a URL: %s", got.why);
}

static void
test_shown(void)
{
	static const char *const urls[][2] = {
		{ "http://me:secret@host:1/a/b?token=x#y",
		    "http://host:1/a/b" },
		{ "https://host/@me?x", "https://host/@me" },
		{ "no url", "no url" },
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct buf shown = { 0 };

		http_shown(urls[i][0], &shown);
		is_text(buf_text(&shown), urls[i][1],
		    "no secret of a URL is shown");
		buf_free(&shown);
	}
}

int
main(void)
{
	loop = loop_new();
	server = server_open(loop,
	    &(struct server_settings){ .request = on_request,
		.upgrade = welcome,
		.message = on_text });
	http = http_new(loop, NULL);
	snprintf(base, sizeof base, "http://127.0.0.1:%d", server_port(server));
	test_shown();
	test_http();
	test_headers();
	test_events();
	test_ws();
	http_free(http);
	server_free(server);
	loop_free(loop);
	return done_testing();
}
