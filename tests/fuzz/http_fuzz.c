/*
 * http.h, chunked.h, sse.h: any bytes as a server's answer.  The call ends,
 * once, with a status or a reason, and with no more of a body than was allowed;
 * chunks and events are the same however the bytes are cut.
 *
 * The first byte says how.  A thread is the server; it is the proxy, too, so
 * that a redirect to anywhere comes back to it.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "net/chunked.h"
#include "net/http.h"
#include "net/sse.h"

enum { MOST = 1000, PATIENCE_MS = 5000 };

static struct loop *loop;
static struct http *http;
static char base[64];
/* What the server says: it may still be at it when the call has ended. */
static struct buf answer;
static pthread_mutex_t answering = PTHREAD_MUTEX_INITIALIZER;
static int listener;
static unsigned done;

static void
set_answer(struct str bytes)
{
	pthread_mutex_lock(&answering);
	answer.n = 0;
	buf_str(&answer, bytes);
	pthread_mutex_unlock(&answering);
}

static void
say(int fd, struct buf *copy)
{
	copy->n = 0;
	pthread_mutex_lock(&answering);
	buf_str(copy, buf_view(&answer));
	pthread_mutex_unlock(&answering);
	if (copy->n > 0)
		send(fd, copy->p, copy->n, MSG_NOSIGNAL);
}

/* Takes requests, says the answer, and hangs up. */
static void *
serve(void *arg)
{
	char request[4096];
	static struct buf copy;
	int fd;

	(void)arg;
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (recv(fd, request, sizeof request, 0) > 0)
			say(fd, &copy);
		shutdown(fd, SHUT_WR);
		/* Closed with bytes unread, it would take the answer back. */
		while (recv(fd, request, sizeof request, 0) > 0)
			;
		close(fd);
	}
	return NULL;
}

static void
begin(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	pthread_t thread;

	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(listener >= 0 &&
		bind(listener, (struct sockaddr *)&at, sizeof at) == 0 &&
		listen(listener, 8) == 0 &&
		getsockname(listener, (struct sockaddr *)&at, &n) == 0,
	    "no server");
	snprintf(base, sizeof base, "http://127.0.0.1:%d", ntohs(at.sin_port));
	setenv("http_proxy", base, 1);
	setenv("https_proxy", base, 1);
	unsetenv("no_proxy");
	must(pthread_create(&thread, NULL, serve, NULL) == 0, "no thread");
	pthread_detach(thread);
	loop = loop_beside();
	http = http_new(loop, &(struct http_settings){ .no_hold = true });
}

static void
on_header(void *ctx, struct str name, struct str value)
{
	(void)ctx;
	must(memchr(name.p, '\n', name.n) == NULL &&
		(value.n == 0 || memchr(value.p, '\n', value.n) == NULL),
	    "a header of two lines");
}

static void
on_piece(void *ctx, struct str piece)
{
	(void)ctx;
	must(piece.n > 0, "a piece of nothing");
}

static void
on_done(void *ctx, const struct http_answer *a)
{
	(void)ctx;
	must(a->why != NULL || (a->status >= 200 && a->status < 300),
	    "status %ld without a reason", a->status);
	must(a->body.n <= MOST, "a body of %zu", a->body.n);
	must(a->retry_after_ms >= 0, "back before it began");
	done++;
	loop_stop(loop);
}

static void
ask(bool streamed)
{
	struct http_request req = { .url = base,
		.tries = 1,
		.total_ms = PATIENCE_MS,
		.max_body = MOST,
		.header = on_header,
		.piece = streamed ? on_piece : NULL,
		.done = on_done };
	unsigned before = done;

	http_send(http, &req);
	loop_run(loop);
	must(done == before + 1, "done %u times", done - before);
}

/* The body of the chunks, `step` bytes at a time. */
static void
unchunk(struct str bytes, size_t step, struct buf *out)
{
	struct chunked c = { 0 };

	for (size_t at = 0; at < bytes.n; at += step) {
		struct str some = { bytes.p + at,
			bytes.n - at < step ? bytes.n - at : step };
		struct str piece;

		while ((piece = chunked_next(&c, &some)).p != NULL)
			buf_str(out, piece);
	}
	buf_fmt(out, "%d", c.state == CHUNKED_ENDED);
}

static void
on_data(void *out, struct str data)
{
	buf_fmt(out, "%zu:%.*s;", data.n, STR_ARG(data));
}

static void
take_events(struct str bytes, size_t step, struct buf *out)
{
	struct sse sse = { .data = on_data, .ctx = out };

	for (size_t at = 0; at < bytes.n; at += step)
		sse_feed(&sse,
		    (struct str){ bytes.p + at,
			bytes.n - at < step ? bytes.n - at : step });
	sse_free(&sse);
}

static void
check_cuts(struct str bytes, size_t step,
    void (*take)(struct str, size_t, struct buf *))
{
	struct buf whole = { 0 }, cut = { 0 };

	take(bytes, bytes.n + 1, &whole);
	take(bytes, step, &cut);
	must(str_eq(buf_view(&whole), buf_view(&cut)),
	    "another body in pieces of %zu", step);
	buf_free(&whole);
	buf_free(&cut);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str bytes;

	if (http == NULL)
		begin();
	if (n == 0)
		return 0;
	bytes = (struct str){ (const char *)data + 1, n - 1 };
	check_cuts(bytes, data[0] / 2 + 1u, unchunk);
	check_cuts(bytes, data[0] / 2 + 1u, take_events);
	set_answer(bytes);
	ask(data[0] % 2 != 0);
	return 0;
}
