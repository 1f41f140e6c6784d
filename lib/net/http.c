/* Queues requests by host, and tries them again. */
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "net/http.h"
#include "net/retry.h"
#include "net/transfer.h"

enum {
	RATE = 5,
	BURST = 10,
	AT_ONCE = 16,
	TRIES = 4,
	SAID_MS = 5 * 1000 /* a pause as long is worth a word */
};

/* Requests of one kind that wait for their turn, first come first served. */
struct queue {
	struct http_call *first, **last;
};

struct host {
	struct http *http;
	char *name; /* "https://example.com:443" */
	struct budget budget;
	struct queue soon, later;
	int active;
	int64_t paused; /* until then, by its own wish */
	struct timer *turn;
	struct host *next;
};

struct http {
	struct loop *loop;
	struct http_settings settings;
	struct transfers *transfers;
	struct host *hosts;
	struct http_call *calls; /* all */
};

struct http_call {
	struct http *http;
	struct host *host; /* NULL when the URL has none */
	struct http_request req;
	struct arena texts; /* the request's own */
	struct retry retry;
	struct transfer *transfer; /* when active */
	struct timer *again;       /* before the next try */
	struct timer *deadline;    /* NULL without one */
	struct queue *queue;       /* in which it waits */
	struct http_call *behind;  /* in the queue */
	struct http_call *next, **at;
};

static void
enqueue(struct http_call *c)
{
	struct queue *q = c->req.later ? &c->host->later : &c->host->soon;

	c->queue = q;
	c->behind = NULL;
	*q->last = c;
	q->last = &c->behind;
	timer_set(c->host->turn, 0);
}

static struct http_call *
dequeue(struct queue *q)
{
	struct http_call *c = q->first;

	q->first = c->behind;
	if (q->first == NULL)
		q->last = &q->first;
	c->queue = NULL;
	return c;
}

/* Takes a call out of the middle of its queue. */
static void
leave_queue(struct http_call *c)
{
	struct http_call **p = &c->queue->first;

	while (*p != c)
		p = &(*p)->behind;
	*p = c->behind;
	if (*p == NULL)
		c->queue->last = p;
	c->queue = NULL;
}

static void
release(struct http_call *c)
{
	if (c->queue != NULL)
		leave_queue(c);
	if (c->transfer != NULL) {
		transfer_cancel(c->transfer);
		c->host->active--;
		timer_set(c->host->turn, 0);
	}
	*c->at = c->next;
	if (c->next != NULL)
		c->next->at = c->at;
	timer_free(c->again);
	timer_free(c->deadline);
	arena_free(&c->texts);
	free(c);
}

/* Ends a call: its caller may send or cancel others in `done`, but this one is
 * gone for it. */
static void
answer(struct http_call *c, const struct http_answer *a)
{
	c->req.done(c->req.ctx, a);
	release(c);
}

static void
fail(struct http_call *c, const char *why, bool away)
{
	struct buf text = { 0 };

	http_shown(c->req.url, &text);
	buf_fmt(&text, ": %s", why);
	answer(
	    c, &(struct http_answer){ .why = buf_text(&text), .away = away });
	buf_free(&text);
}

/* The server named a moment before which it is not to be asked. */
static void
hold_back(struct host *h, int64_t ms)
{
	int64_t then = loop_now(h->http->loop) + retry_clamp(ms);

	if (then > h->paused + SAID_MS && retry_clamp(ms) >= SAID_MS)
		diag_note("%s asks to be left alone for %lld s", h->name,
		    (long long)(retry_clamp(ms) / 1000));
	if (then > h->paused)
		h->paused = then;
	budget_pause(&h->budget, then);
}

static bool
is_worth_another(struct http_call *c, const struct http_answer *a)
{
	if (a->why == NULL && c->req.good != NULL)
		return !c->req.good(c->req.ctx, a->body);
	return a->away;
}

static void
on_done(void *ctx, const struct http_answer *result)
{
	struct http_call *c = ctx;
	int64_t now = loop_now(c->http->loop), wait;

	c->transfer = NULL;
	c->host->active--;
	timer_set(c->host->turn, 0);
	if (result->why != NULL && result->retry_after_ms > 0 &&
	    !c->http->settings.no_hold)
		hold_back(c->host, result->retry_after_ms);
	wait = RETRY_NEVER;
	if (is_worth_another(c, result))
		wait = retry_down(&c->retry, now);
	if (wait == RETRY_NEVER)
		answer(c, result);
	else
		timer_set(c->again, wait);
}

/* Starts what may start now; sets the clock for the rest. */
static void
take_turns(void *ctx)
{
	struct host *h = ctx;
	struct http *http = h->http;

	while (h->active < AT_ONCE) {
		struct queue *q = h->soon.first != NULL ? &h->soon : &h->later;
		struct http_call *c;
		int64_t wait;

		if (q->first == NULL)
			return;
		wait = budget_take(&h->budget, loop_now(http->loop));
		if (wait > 0) {
			timer_set(h->turn, wait);
			return;
		}
		c = dequeue(q);
		h->active++;
		c->transfer =
		    transfer_start(http->transfers, &c->req, on_done, c);
	}
}

static bool
is_local(const char *name)
{
	const char *host = strstr(name, "://") + 3;

	return strncmp(host, "127.", 4) == 0 ||
	    strncmp(host, "localhost:", 10) == 0 ||
	    strncmp(host, "[::1]", 5) == 0;
}

bool
http_is_private(const char *url)
{
	struct buf name = { 0 };
	bool private = transfer_host(url, &name) &&
	    (str_starts(buf_view(&name), "https:") ||
		is_local(buf_text(&name)));

	buf_free(&name);
	return private;
}

bool
http_same_origin(const char *a, const char *b)
{
	struct buf one = { 0 }, other = { 0 };
	bool same = transfer_host(a, &one) && transfer_host(b, &other) &&
	    str_eq(buf_view(&one), buf_view(&other));

	buf_free(&one);
	buf_free(&other);
	return same;
}

static struct host *
host_new(struct http *http, const char *name)
{
	struct host *h = xcalloc(1, sizeof *h);

	h->http = http;
	h->name = xstrdup(name);
	h->soon.last = &h->soon.first;
	h->later.last = &h->later.first;
	h->turn = timer_new(http->loop, take_turns, h);
	if (!is_local(name) || http->settings.ration_local)
		h->budget = (struct budget){ .rate = http->settings.rate,
			.burst = http->settings.burst };
	h->next = http->hosts;
	http->hosts = h;
	return h;
}

static struct host *
host_of(struct http *http, const char *url)
{
	struct buf name = { 0 };
	struct host *h = NULL;

	if (transfer_host(url, &name)) {
		h = http->hosts;
		while (h != NULL && strcmp(h->name, buf_text(&name)) != 0)
			h = h->next;
		if (h == NULL)
			h = host_new(http, buf_text(&name));
	}
	buf_free(&name);
	return h;
}

static char *
copy(struct http_call *c, const char *text)
{
	return text != NULL ? arena_copy(&c->texts, text, strlen(text)) : NULL;
}

static void
copy_request(struct http_call *c, const struct http_request *req)
{
	size_t n = 0;
	const char **headers;

	while (req->headers != NULL && req->headers[n] != NULL)
		n++;
	headers = arena_alloc(&c->texts, (n + 1) * sizeof *headers);
	for (size_t i = 0; i < n; i++)
		headers[i] = copy(c, req->headers[i]);
	headers[n] = NULL;
	c->req = *req;
	c->req.headers = headers;
	c->req.url = copy(c, req->url);
	c->req.method = copy(c, req->method);
	c->req.cookies = copy(c, req->cookies);
	if (req->body.p != NULL)
		c->req.body.p = arena_copy(&c->texts, req->body.p, req->body.n);
}

static long
tries_of(const struct http_request *req)
{
	bool get = req->method == NULL && req->body.p == NULL;

	if (req->tries > 0)
		return req->tries;
	return get && req->piece == NULL ? TRIES : 1;
}

static void
try_again(void *ctx)
{
	struct http_call *c = ctx;

	if (c->host != NULL)
		enqueue(c);
	else
		fail(c, "not a URL", false);
}

static void
too_late(void *ctx)
{
	fail(ctx, "no answer in time", true);
}

struct http_call *
http_send(struct http *http, const struct http_request *req)
{
	struct http_call *c = xcalloc(1, sizeof *c);

	c->http = http;
	copy_request(c, req);
	retry_init(&c->retry, RETRY_RULE(tries_of(req) - 1), random_seed());
	c->again = timer_new(http->loop, try_again, c);
	c->next = http->calls;
	c->at = &http->calls;
	if (c->next != NULL)
		c->next->at = &c->next;
	http->calls = c;
	if (req->deadline_ms > 0) {
		c->deadline = timer_new(http->loop, too_late, c);
		timer_set(c->deadline, req->deadline_ms);
	}
	c->host = host_of(http, req->url);
	if (c->host != NULL)
		enqueue(c);
	else
		timer_set(c->again, 0);
	return c;
}

void
http_cancel(struct http_call *c)
{
	if (c != NULL)
		release(c);
}

struct http *
http_new(struct loop *loop, const struct http_settings *settings)
{
	struct http *http = xcalloc(1, sizeof *http);

	http->loop = loop;
	if (settings != NULL)
		http->settings = *settings;
	if (http->settings.rate <= 0)
		http->settings.rate = RATE;
	if (http->settings.burst < 1)
		http->settings.burst = BURST;
	http->transfers = transfers_new(loop);
	return http;
}

void
http_free(struct http *http)
{
	struct host *h;

	if (http == NULL)
		return;
	while (http->calls != NULL)
		release(http->calls);
	while ((h = http->hosts) != NULL) {
		http->hosts = h->next;
		timer_free(h->turn);
		free(h->name);
		free(h);
	}
	transfers_free(http->transfers);
	free(http);
}
