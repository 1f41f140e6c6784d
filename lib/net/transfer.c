/* Runs HTTP exchanges by libcurl on the loop. */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/when.h"
#include "net/loop_private.h"
#include "net/transfer.h"

enum {
	CONNECT_MS = 10 * 1000,
	ANSWER_MS = 10 * 1000,
	TOTAL_MS = 60 * 1000,
	SLOW_BYTES = 1024,
	SLOW_SECONDS = 20,
	REDIRECTS = 5,
	HOST_CONNECTIONS = 16,
	BODY_MAX = 32 * 1024 * 1024,
	HEADERS_MAX = 100 * 1024,
	DAY_S = 24 * 3600 /* the longest Retry-After that is believed */
};

struct transfers {
	CURLM *multi;
	struct loop *loop;
	uv_timer_t *timer;
	struct transfer *cancelled; /* inside libcurl: freed when it returns */
	bool inside;
};

struct transfer {
	struct transfers *pool;
	const struct http_request *req;
	transfer_done *done;
	void *ctx;
	CURL *easy;
	struct curl_slist *headers;
	struct timer *patience; /* runs out when no answer begins */
	struct buf body;
	size_t header_bytes, body_bytes;
	const char *why; /* our own reason to end it */
	bool cancelled;
	int64_t began;
	struct transfer *next; /* cancelled */
	char error[CURL_ERROR_SIZE];
};

/* A socket that libcurl watches. */
struct watch {
	uv_poll_t uv; /* first: closing frees the struct by its address */
	struct transfers *pool;
	curl_socket_t fd;
};

static void
destroy(struct transfer *t)
{
	curl_multi_remove_handle(t->pool->multi, t->easy);
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	timer_free(t->patience);
	buf_free(&t->body);
	free(t);
}

/* Failures that may not happen again; the rest would. */
static bool
is_temporary(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

static bool
is_temporary_status(long status)
{
	return status == 408 || status == 425 || status == 429 || status >= 500;
}

void
http_shown(const char *url, struct buf *out)
{
	struct str rest = { url, strcspn(url, "?#") };
	const char *host = memmem(rest.p, rest.n, "://", 3);
	const char *at;

	if (host != NULL) {
		host += 3;
		buf_add(out, rest.p, (size_t)(host - rest.p));
		rest.n -= (size_t)(host - rest.p);
		rest.p = host;
	}
	/* The last @ before the path ends the user's part. */
	at = memrchr(rest.p, '@', strcspn(rest.p, "/?#"));
	if (at != NULL) {
		rest.n -= (size_t)(at + 1 - rest.p);
		rest.p = at + 1;
	}
	buf_str(out, rest);
}

static void
explain(struct buf *b, const struct transfer *t, CURLcode code, long status)
{
	http_shown(t->req->url, b);
	buf_adds(b, ": ");
	if (t->why != NULL)
		buf_adds(b, t->why);
	else if (code != CURLE_OK)
		buf_adds(b,
		    t->error[0] != '\0' ? t->error : curl_easy_strerror(code));
	else
		buf_fmt(b, "HTTP status %ld", status);
}

/* A header of the last answer; NULL when it had none of that name. */
static const char *
header_of(struct transfer *t, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(t->easy, name, 0, CURLH_HEADER, -1, &h) ==
		CURLHE_OK
	    ? h->value
	    : NULL;
}

static int64_t
read_date(const char *text)
{
	time_t sec = text != NULL ? curl_getdate(text, NULL) : -1;

	return sec >= 0 ? (int64_t)sec * 1000 : WHEN_UNKNOWN;
}

/* Between none and a day. */
static int64_t
bearable(int64_t ms)
{
	const int64_t day = (int64_t)DAY_S * 1000;

	return ms < 0 ? 0 : ms < day ? ms : day;
}

/* What Retry-After says, seconds or a date by the server's clock: ms from now,
 * 0 when it says nothing or is over. */
static int64_t
wait_of(struct transfer *t, const char *text)
{
	int64_t then, now = read_date(header_of(t, "Date"));

	if (text == NULL)
		return 0;
	if (num_int(str_trim(str_of(text)), &then))
		return then < 0
		    ? 0
		    : bearable(then < DAY_S ? then * 1000 : INT64_MAX);
	then = read_date(text);
	if (then == WHEN_UNKNOWN)
		return 0;
	return bearable(then - (now != WHEN_UNKNOWN ? now : when_now()));
}

static void
finish(struct transfer *t, CURLcode code)
{
	struct http_answer answer = { 0 }, *a = &answer;
	struct buf why = { 0 }, url = { 0 };

	if (code == CURLE_OK)
		curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &a->status);
	a->retry_after_ms = wait_of(t, header_of(t, "Retry-After"));
	http_shown(t->req->url, &url);
	diag_detail("%s %s: %ld, %zu bytes, %lld ms",
	    t->req->method != NULL ? t->req->method : "GET", buf_text(&url),
	    a->status, t->body_bytes,
	    (long long)(loop_now(t->pool->loop) - t->began));
	a->date = read_date(header_of(t, "Date"));
	a->body = buf_view(&t->body);
	a->away = code == CURLE_OK ? is_temporary_status(a->status)
				   : is_temporary(code);
	if (code != CURLE_OK || a->status / 100 != 2) {
		explain(&why, t, code, a->status);
		a->why = buf_text(&why);
	}
	t->done(t->ctx, a);
	buf_free(&why);
	buf_free(&url);
	destroy(t);
}

/* Takes what has ended off libcurl; call after everything that runs it. */
static void
collect(struct transfers *pool)
{
	struct transfer *t;
	CURLMsg *msg;
	int left;

	while ((t = pool->cancelled) != NULL) {
		pool->cancelled = t->next;
		destroy(t);
	}
	while ((msg = curl_multi_info_read(pool->multi, &left)) != NULL) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &t);
		finish(t, msg->data.result);
	}
}

static void
run(struct transfers *pool, curl_socket_t fd, int events)
{
	int running;

	pool->inside = true;
	curl_multi_socket_action(pool->multi, fd, events, &running);
	pool->inside = false;
	collect(pool);
}

static void
on_timer(uv_timer_t *uv)
{
	run(uv->data, CURL_SOCKET_TIMEOUT, 0);
}

static void
on_socket(uv_poll_t *uv, int status, int events)
{
	struct watch *w = (struct watch *)uv;
	int what = 0;

	if (status < 0)
		what = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		what |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		what |= CURL_CSELECT_OUT;
	run(w->pool, w->fd, what);
}

static int
set_timer(CURLM *multi, long ms, void *arg)
{
	struct transfers *pool = arg;

	(void)multi;
	if (ms < 0)
		uv_timer_stop(pool->timer);
	else
		uv_timer_start(pool->timer, on_timer, (uint64_t)ms, 0);
	return 0;
}

static struct watch *
watch_new(struct transfers *pool, curl_socket_t fd)
{
	struct watch *w = xcalloc(1, sizeof *w);

	w->pool = pool;
	w->fd = fd;
	uv_poll_init_socket(loop_uv(pool->loop), &w->uv, fd);
	curl_multi_assign(pool->multi, fd, w);
	return w;
}

static int
set_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket)
{
	struct transfers *pool = arg;
	struct watch *w = socket;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (w != NULL) {
			curl_multi_assign(pool->multi, fd, NULL);
			uv_poll_stop(&w->uv);
			uv_close((uv_handle_t *)&w->uv, loop_close_free);
		}
		return 0;
	}
	if (w == NULL)
		w = watch_new(pool, fd);
	if (what & CURL_POLL_IN)
		events |= UV_READABLE;
	if (what & CURL_POLL_OUT)
		events |= UV_WRITABLE;
	uv_poll_start(&w->uv, events, on_socket);
	return 0;
}

struct transfers *
transfers_new(struct loop *loop)
{
	struct transfers *pool = xcalloc(1, sizeof *pool);

	curl_global_init(CURL_GLOBAL_DEFAULT);
	pool->loop = loop;
	pool->multi = curl_multi_init();
	if (pool->multi == NULL)
		diag_die(EXIT_SOME_FAILED, "libcurl: out of memory");
	pool->timer = xcalloc(1, sizeof *pool->timer);
	uv_timer_init(loop_uv(loop), pool->timer);
	pool->timer->data = pool;
	curl_multi_setopt(pool->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(pool->multi, CURLMOPT_SOCKETDATA, pool);
	curl_multi_setopt(pool->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(pool->multi, CURLMOPT_TIMERDATA, pool);
	curl_multi_setopt(
	    pool->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)HOST_CONNECTIONS);
	return pool;
}

void
transfers_free(struct transfers *pool)
{
	if (pool == NULL)
		return;
	collect(pool);
	curl_multi_cleanup(pool->multi);
	uv_close((uv_handle_t *)pool->timer, loop_close_free);
	free(pool);
	curl_global_cleanup();
}

/* Ends a transfer from inside one of its callbacks. */
static size_t
abort_because(struct transfer *t, const char *why)
{
	t->why = why;
	return 0;
}

static size_t
on_body(char *p, size_t one, size_t n, void *arg)
{
	struct transfer *t = arg;
	long status = 0;
	size_t max;

	(void)one;
	if (t->cancelled)
		return 0;
	t->body_bytes += n;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (t->req->piece != NULL && status / 100 == 2) {
		t->req->piece(t->req->ctx, (struct str){ p, n });
		return t->cancelled ? 0 : n;
	}
	max = t->req->max_body != 0 ? t->req->max_body : BODY_MAX;
	if (t->body.n + n > max)
		return abort_because(t, "the answer is too long");
	buf_add(&t->body, p, n);
	return n;
}

/* Retry-After in seconds, also where the server wrote a date. */
static void
tell_wait(struct transfer *t, struct str name, struct str value)
{
	struct buf text = { 0 };
	int64_t ms;
	double seconds;

	buf_str(&text, value);
	ms = wait_of(t, buf_text(&text));
	if (ms > 0 && !num_real(value, &seconds)) {
		text.n = 0;
		buf_fmt(&text, "%lld", (long long)((ms + 999) / 1000));
	}
	t->req->header(t->req->ctx, name, buf_view(&text));
	buf_free(&text);
}

/* "Name: value" and its line end; the first line has no colon that counts. */
static void
tell_header(struct transfer *t, struct str line)
{
	struct str value = str_trim(line), name = str_cut(&value, ':');

	if (value.p == NULL || str_starts(line, "HTTP/"))
		return;
	value = str_trim(value);
	if (name.n == 11 && strncasecmp(name.p, "retry-after", 11) == 0)
		tell_wait(t, name, value);
	else
		t->req->header(t->req->ctx, name, value);
}

static size_t
on_header(char *p, size_t one, size_t n, void *arg)
{
	struct transfer *t = arg;

	(void)one;
	timer_clear(t->patience);
	if (t->req->header != NULL && !t->cancelled)
		tell_header(t, (struct str){ p, n });
	t->header_bytes += n;
	if (t->header_bytes > HEADERS_MAX)
		return abort_because(t, "the answer's headers are too long");
	return n;
}

/* The connection stands, the request goes out: now an answer is due. */
static int
on_request(void *arg, char *ip, char *local_ip, int port, int local_port)
{
	struct transfer *t = arg;

	(void)ip, (void)local_ip, (void)port, (void)local_port;
	timer_set(
	    t->patience, t->req->answer_ms > 0 ? t->req->answer_ms : ANSWER_MS);
	return CURL_PREREQFUNC_OK;
}

static void
out_of_patience(void *ctx)
{
	struct transfer *t = ctx;

	t->why = "no answer";
	finish(t, CURLE_OPERATION_TIMEDOUT);
}

/* A stream may be slow and endless; any other answer may not. */
static void
set_limits(CURL *easy, const struct http_request *req)
{
	bool stream = req->piece != NULL;
	int64_t total =
	    req->total_ms > 0 ? req->total_ms : (stream ? 0 : TOTAL_MS);
	long wait = (long)(req->answer_ms / 1000);

	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)total);
	curl_easy_setopt(
	    easy, CURLOPT_LOW_SPEED_LIMIT, stream ? 1L : (long)SLOW_BYTES);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
	    req->quiet_ms > 0 ? (long)(req->quiet_ms / 1000)
			      : SLOW_SECONDS + wait);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS);
}

static void
set_trust(CURL *easy, const char *url, bool stay)
{
	const char *roots = getenv("SSL_CERT_FILE");
	bool secure = strncasecmp(url, "https:", 6) == 0;

	if (roots != NULL && roots[0] != '\0')
		curl_easy_setopt(easy, CURLOPT_CAINFO, roots);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(
	    easy, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, stay ? 0L : 1L);
}

/* As a header: libcurl keeps those with secrets from other hosts when it is
 * redirected, but takes what CURLOPT_COOKIE has along. */
static void
add_cookies(struct transfer *t, const char *cookies)
{
	struct buf header = { 0 };

	buf_fmt(&header, "Cookie: %s", cookies);
	t->headers = curl_slist_append(t->headers, buf_text(&header));
	explicit_bzero(header.p, header.n);
	buf_free(&header);
}

static void
set_message(struct transfer *t)
{
	const struct http_request *req = t->req;
	CURL *easy = t->easy;

	curl_easy_setopt(easy, CURLOPT_URL, req->url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, HTTP_USER_AGENT);
	if (req->piece == NULL)
		curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	if (req->body.p != NULL) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, req->body.p);
		curl_easy_setopt(
		    easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)req->body.n);
	}
	if (req->method != NULL)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, req->method);
	for (const char *const *h = req->headers; h != NULL && *h != NULL; h++)
		t->headers = curl_slist_append(t->headers, *h);
	if (req->cookies != NULL)
		add_cookies(t, req->cookies);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers);
}

static void
set_callbacks(struct transfer *t)
{
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(t->easy, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	/* A look-up that hangs must not hold up the end. */
	curl_easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
}

struct transfer *
transfer_start(struct transfers *pool, const struct http_request *req,
    transfer_done *done, void *ctx)
{
	struct transfer *t = xcalloc(1, sizeof *t);

	t->pool = pool;
	t->req = req;
	t->done = done;
	t->ctx = ctx;
	t->began = loop_now(pool->loop);
	t->patience = timer_new(pool->loop, out_of_patience, t);
	t->easy = curl_easy_init();
	if (t->easy == NULL)
		diag_die(EXIT_SOME_FAILED, "libcurl: out of memory");
	set_callbacks(t);
	set_message(t);
	set_limits(t->easy, req);
	set_trust(t->easy, req->url, req->stay);
	curl_multi_add_handle(pool->multi, t->easy);
	return t;
}

void
transfer_cancel(struct transfer *t)
{
	if (t == NULL || t->cancelled)
		return;
	if (!t->pool->inside) {
		destroy(t);
		return;
	}
	t->cancelled = true;
	t->next = t->pool->cancelled;
	t->pool->cancelled = t;
}

bool
transfer_host(const char *url, struct buf *out)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL;
	bool good = u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == 0 &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == 0 &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == 0 &&
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == 0;

	if (good)
		buf_fmt(out, "%s://%s:%s", scheme, host, port);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(u);
	return good;
}
