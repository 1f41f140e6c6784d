/* The event loop, its timers and its signals. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/notify.h"
#include "core/progress.h"
#include "core/sig.h"
#include "net/loop_private.h"
#include "net/tls_private.h"

enum {
	FILES_MAX =
	    65536, /* for a thousand chats the usual 1,024 are too few */
	SIGNALS = 2,
	GOODBYE_MS = 500,
	HANGING_MS = 300,
	PULSE_MS = 200, /* between two looks at the progress */
	/* What is read of a connection at once; a buffer for all of them. */
	RECEIVE_SIZE = 64 * 1024
};

struct loop {
	uv_loop_t uv;
	uv_signal_t signals[SIGNALS], noted, renewed;
	uv_timer_t pulse, beat;
	uv_timer_t patience; /* runs out after a signal; ends in loop_free */
	struct lws_context *lws;
	SSL_CTX *tls;
	char *lent;       /* RECEIVE_SIZE bytes */
	unsigned leaving; /* connections that close */
	bool waiting;     /* for those */
	void (*end)(void *ctx);
	void *ctx;
	void (*note)(void *ctx);
	void *note_ctx;
	bool main; /* the one that has the signals */
	bool had_terminal;
	void (*renew)(void *ctx);
	void *renew_ctx;
};

struct timer {
	uv_timer_t uv; /* first: closing frees the struct by its address */
	void (*due)(void *ctx);
	void *ctx;
};

static void
out_of_patience(uv_timer_t *t)
{
	uv_stop(t->loop);
}

static void
on_signal(uv_signal_t *s, int signo)
{
	struct loop *l = s->data;

	if (sig_caught())
		return;
	sig_take(signo);
	notify_ending();
	uv_timer_start(&l->patience, out_of_patience, LOOP_PATIENCE_MS, 0);
	if (l->end != NULL)
		l->end(l->ctx);
	else
		loop_stop(l);
}

/* `start`: uv_signal_start_oneshot, after which the second signal of a kind
 * finds the default action and kills, or uv_signal_start. */
static void
catch_signals(struct loop *l, __typeof__(uv_signal_start) *start)
{
	static const int caught[SIGNALS] = { SIGINT, SIGTERM };

	for (int i = 0; i < SIGNALS; i++)
		start(&l->signals[i], on_signal, caught[i]);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

struct loop *
loop_beside(void)
{
	struct loop *l = xcalloc(1, sizeof *l);
	int err = uv_loop_init(&l->uv);

	if (err != 0)
		diag_die(EXIT_SOME_FAILED, "event loop: %s", uv_strerror(err));
	uv_timer_init(&l->uv, &l->patience);
	l->patience.data = l;
	for (int i = 0; i < SIGNALS; i++) {
		uv_signal_init(&l->uv, &l->signals[i]);
		l->signals[i].data = l;
	}
	uv_signal_init(&l->uv, &l->noted);
	l->noted.data = l;
	uv_signal_init(&l->uv, &l->renewed);
	l->renewed.data = l;
	uv_timer_init(&l->uv, &l->pulse);
	uv_timer_init(&l->uv, &l->beat);
	return l;
}

static void
on_pulse(uv_timer_t *t)
{
	(void)t;
	progress_tick();
}

/* Nothing wakes a tool whose progress nobody looks at. */
static void
start_pulse(struct loop *l)
{
	if (!progress_wanted())
		return;
	uv_timer_start(&l->pulse, on_pulse, PULSE_MS, PULSE_MS);
	uv_unref((uv_handle_t *)&l->pulse);
}

static void
begin(struct loop *l, __typeof__(uv_signal_start) *start)
{
	l->main = true;
	file_allow(FILES_MAX);
	start_pulse(l);
	catch_signals(l, start);
}

struct loop *
loop_new(void)
{
	struct loop *l = loop_beside();

	begin(l, uv_signal_start_oneshot);
	return l;
}

struct loop *
loop_steady(void)
{
	struct loop *l = loop_beside();

	begin(l, uv_signal_start);
	return l;
}

void
loop_on_signal(struct loop *l, void (*end)(void *ctx), void *ctx)
{
	l->end = end;
	l->ctx = ctx;
}

static void
on_note(uv_signal_t *s, int signo)
{
	struct loop *l = s->data;

	(void)signo;
	l->note(l->note_ctx);
}

void
loop_on_note(struct loop *l, int signo, void (*note)(void *ctx), void *ctx)
{
	l->note = note;
	l->note_ctx = ctx;
	uv_signal_start(&l->noted, on_note, signo);
}

static void
on_renew(uv_signal_t *s, int signo)
{
	struct loop *l = s->data;

	if (l->had_terminal && !sig_has_terminal())
		on_signal(s, signo);
	else
		l->renew(l->renew_ctx);
}

void
loop_on_renew(struct loop *l, void (*renew)(void *ctx), void *ctx)
{
	struct sigaction now;

	/* nohup(1): the end of the terminal is nothing to it. */
	l->had_terminal = sigaction(SIGHUP, NULL, &now) == 0 &&
	    now.sa_handler != SIG_IGN && sig_has_terminal();
	l->renew = renew;
	l->renew_ctx = ctx;
	uv_signal_start(&l->renewed, on_renew, SIGHUP);
	uv_unref((uv_handle_t *)&l->renewed);
}

static void
on_beat(uv_timer_t *t)
{
	(void)t;
	notify_alive();
}

/* Tells the service manager that the tool works, as long as the loop goes
 * round. */
static void
start_beat(struct loop *l)
{
	int ms = notify_beat_ms();

	notify_ready();
	if (ms < 0)
		return;
	uv_timer_start(&l->beat, on_beat, (uint64_t)ms, (uint64_t)ms);
	uv_unref((uv_handle_t *)&l->beat);
}

void
loop_run(struct loop *l)
{
	if (l->main)
		start_beat(l);
	uv_run(&l->uv, UV_RUN_DEFAULT);
}

void
loop_stop(struct loop *l)
{
	uv_stop(&l->uv);
}

/* Runs inside the loop: libwebsockets winds up in two steps, the first of
 * which needs the loop to run on while its handles close.  A look-up that
 * hangs in its thread is not waited for. */
static void
wind_up(uv_timer_t *t)
{
	struct loop *l = t->data;

	for (int i = 0; i < SIGNALS; i++)
		uv_close((uv_handle_t *)&l->signals[i], NULL);
	uv_close((uv_handle_t *)&l->noted, NULL);
	uv_close((uv_handle_t *)&l->renewed, NULL);
	uv_close((uv_handle_t *)&l->pulse, NULL);
	uv_close((uv_handle_t *)&l->beat, NULL);
	uv_timer_start(t, out_of_patience, HANGING_MS, 0);
	uv_unref((uv_handle_t *)t);
	if (l->lws != NULL)
		lws_context_destroy(l->lws);
}

static void
stop_waiting(uv_timer_t *t)
{
	uv_stop(t->loop);
}

void
loop_free(struct loop *l)
{
	int err;

	if (l == NULL)
		return;
	if (l->leaving > 0) {
		l->waiting = true;
		uv_timer_start(&l->patience, stop_waiting, GOODBYE_MS, 0);
		uv_run(&l->uv, UV_RUN_DEFAULT);
	}
	uv_timer_start(&l->patience, wind_up, 0, 0);
	uv_run(&l->uv, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&l->patience, NULL);
	uv_run(&l->uv, UV_RUN_NOWAIT);
	if (l->lws != NULL)
		lws_context_destroy(l->lws);
	SSL_CTX_free(l->tls);
	free(l->lent);
	err = uv_loop_close(&l->uv);
	if (err == 0)
		free(l);
	else
		diag_detail("event loop: %s", uv_strerror(err));
}

void
loop_leave(struct loop *l)
{
	l->leaving++;
}

void
loop_left(struct loop *l)
{
	if (--l->leaving == 0 && l->waiting)
		uv_stop(&l->uv);
}

int64_t
loop_now(const struct loop *l)
{
	return (int64_t)uv_now(&l->uv);
}

uv_loop_t *
loop_uv(struct loop *l)
{
	return &l->uv;
}

static void
log_lws(int level, const char *line)
{
	(void)level;
	diag_detail("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
}

struct lws_context *
loop_lws(struct loop *l)
{
	void *loops[1] = { &l->uv };
	struct lws_context_creation_info info = { 0 };

	if (l->lws != NULL)
		return l->lws;
	lws_set_log_level(LLL_ERR, log_lws);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_LIBUV |
	    LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
	    LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.foreign_loops = loops;
	info.pt_serv_buf_size = RECEIVE_SIZE;
	info.pcontext = &l->lws; /* set to NULL by the second destroy */
	l->lws = lws_create_context(&info);
	if (l->lws == NULL)
		diag_error("libwebsockets: no context; is the package "
			   "libwebsockets-evlib-uv there?");
	return l->lws;
}

SSL_CTX *
loop_tls(struct loop *l)
{
	if (l->tls == NULL)
		l->tls = tls_context(true);
	return l->tls;
}

uv_buf_t
loop_lend(struct loop *l)
{
	if (l->lent == NULL)
		l->lent = xmalloc(RECEIVE_SIZE);
	return uv_buf_init(l->lent, RECEIVE_SIZE);
}

void
loop_close_free(uv_handle_t *h)
{
	free(h);
}

static void
on_timer(uv_timer_t *uv)
{
	struct timer *t = (struct timer *)uv;

	t->due(t->ctx);
}

struct timer *
timer_new(struct loop *l, void (*due)(void *ctx), void *ctx)
{
	struct timer *t = xcalloc(1, sizeof *t);

	uv_timer_init(&l->uv, &t->uv);
	t->due = due;
	t->ctx = ctx;
	return t;
}

void
timer_set(struct timer *t, int64_t ms)
{
	uv_timer_start(&t->uv, on_timer, ms > 0 ? (uint64_t)ms : 0, 0);
}

void
timer_every(struct timer *t, int64_t ms)
{
	uv_timer_start(&t->uv, on_timer, (uint64_t)ms, (uint64_t)ms);
}

void
timer_clear(struct timer *t)
{
	uv_timer_stop(&t->uv);
}

void
timer_free(struct timer *t)
{
	if (t != NULL)
		uv_close((uv_handle_t *)&t->uv, loop_close_free);
}
