/*
 * sig.h - ending cleanly on SIGINT and SIGTERM.
 *
 * After sig_catch, SIGINT and SIGTERM only set a flag; a second one kills at
 * once.  The tool finishes what it has read, writes it out, and sig_die ends
 * it by the same signal, so that the parent sees the truth.
 */
#ifndef CHZ_CORE_SIG_H
#define CHZ_CORE_SIG_H

#include <stdbool.h>

void sig_catch(void);
bool sig_caught(void);
/* For an event loop that catches signals itself: counts as caught. */
void sig_take(int signo);

/* Makes a signal of another meaning set a flag of its own; sig_noted returns
 * whether it came since the last call. */
void sig_note(int signo);
bool sig_noted(void);

/*
 * For a tool that writes to a file: SIGHUP asks that the file be opened anew,
 * as after logrotate has moved it, and sig_renewed returns whether it has come
 * since the last call.  It still ends a tool whose terminal is gone.
 */
void sig_renew(void);
bool sig_renewed(void);
/* Whether there is a terminal whose end would end the tool; for an event loop,
 * which catches SIGHUP itself. */
bool sig_has_terminal(void);

/*
 * Waits until `fd` is ready for `events` (poll(2)), at most `timeout_ms`, -1
 * for no limit.  Returns true when it is ready, false on the time-out or,
 * without a race, when a signal was caught; to read, also once for each time
 * that one was noted or asked for a new file.
 */
bool sig_wait(int fd, short events, int timeout_ms);

/* Waits until `fd` can be read.  First, and again whenever the milliseconds
 * that it returns have passed, never for -1, calls `idle(ctx)`.  False when a
 * signal was caught or `idle` returned SIG_ENOUGH. */
enum { SIG_ENOUGH = -2 };
bool sig_await(int fd, int (*idle)(void *ctx), void *ctx);

/* Calls `start(ctx)` with all signals blocked, so that the threads it makes
 * leave them to the one that waits in sig_wait. */
void sig_shield(void (*start)(void *ctx), void *ctx);

/* Dies of the caught signal; returns when there was none. */
void sig_die(void);

/* Ends as `cat` does when its reader has left: by SIGPIPE, also where the
 * parent had it ignored. */
_Noreturn void sig_pipe(void);

#endif
