/*
 * loop.h - the one event loop of a network tool.
 *
 *	struct loop *loop = loop_new();
 *	... things that use it ...
 *	loop_run(loop);
 *	... their x_free ...
 *	loop_free(loop);
 *
 * Everything runs in the thread of loop_run, one callback at a time.  Timers,
 * HTTP, WebSockets, servers and the standard streams hang on it.  It catches
 * SIGINT and SIGTERM (sig.h knows of them afterwards), ignores SIGPIPE,
 * raises the limit of open files as far as it may, and keeps the service
 * manager informed (core/notify.h).
 *
 * An x_free of anything on the loop may be called at any time, also from its
 * own callback; what it holds is given back while the loop runs on, at the
 * latest in loop_free.
 */
#ifndef CHZ_NET_LOOP_H
#define CHZ_NET_LOOP_H

#include <stdint.h>

struct loop;

/* How long a tool may take to end after a signal: then the loop stops by
 * itself. */
enum { LOOP_PATIENCE_MS = 1500 };

/* Exits when the system refuses.  A second signal of a kind kills at once. */
struct loop *loop_new(void);
/* The same, but no second signal changes anything: for a tool that keeps two
 * files in step.  The first one ends it, within LOOP_PATIENCE_MS. */
struct loop *loop_steady(void);
/* A loop for one thread of a tool that has its signals elsewhere. */
struct loop *loop_beside(void);
/* What to do on SIGINT and SIGTERM: `end` should lead to loop_stop within
 * LOOP_PATIENCE_MS.  Without it the loop stops at once. */
void loop_on_signal(struct loop *, void (*end)(void *ctx), void *ctx);
/* Calls `note` for each signal of another meaning, such as SIGUSR1. */
void loop_on_note(struct loop *, int signo, void (*note)(void *ctx), void *ctx);
/* SIGHUP asks for files to be opened anew: `renew` does so.  It still ends a
 * tool whose terminal is gone, as SIGTERM would. */
void loop_on_renew(struct loop *, void (*renew)(void *ctx), void *ctx);
void loop_run(struct loop *);  /* until loop_stop */
void loop_stop(struct loop *); /* also before loop_run, which then returns */
/* After everything on it was freed.  Accepts NULL. */
void loop_free(struct loop *);

/* A clock that never jumps, in ms; the time when this round of the loop
 * began, so that it is as good as free. */
int64_t loop_now(const struct loop *);

/* Calls `due(ctx)` from the loop when its time has come.  Setting it while it
 * runs starts it again.  After a stop (SIGSTOP) an overdue timer fires once. */
struct timer;

struct timer *timer_new(struct loop *, void (*due)(void *ctx), void *ctx);
void timer_set(struct timer *, int64_t ms);   /* once, in `ms`; 0 is soon */
void timer_every(struct timer *, int64_t ms); /* again and again, ms > 0 */
void timer_clear(struct timer *);
void timer_free(struct timer *); /* accepts NULL */

#endif
