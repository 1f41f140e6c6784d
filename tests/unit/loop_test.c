/* loop.h: timers in order, signals that end the run, nothing left behind
 * (the leak checker sees to the last in the sanitizer build). */
#include <signal.h>

#include "core/sig.h"
#include "net/loop_private.h"
#include "tap.h"

static struct loop *loop;
static char seen[16];
static struct timer *again;
static char names[] = "abxt";

static void
note(char c)
{
	size_t n = strlen(seen);

	if (n < sizeof seen - 1)
		seen[n] = c;
}

static void
first(void *ctx)
{
	note(*(char *)ctx);
}

static void
repeated(void *ctx)
{
	note(*(char *)ctx);
	if (strlen(seen) >= 4) {
		timer_free(again);
		loop_stop(loop);
	}
}

static void
send_signal(void *ctx)
{
	(void)ctx;
	raise(SIGTERM);
}

static void
told(void *ctx)
{
	note(*(char *)ctx);
	loop_stop(loop);
}

int
main(void)
{
	struct timer *t, *cleared;

	loop = loop_new();
	t = timer_new(loop, first, &names[0]);
	cleared = timer_new(loop, first, &names[2]);
	again = timer_new(loop, repeated, &names[1]);
	timer_every(again, 2);
	timer_set(t, 0);
	timer_set(cleared, 1);
	timer_clear(cleared);
	loop_run(loop);
	is_text(seen, "abbb", "timers fire in order; a cleared one does not");
	timer_free(t);
	timer_free(cleared);

	memset(seen, 0, sizeof seen);
	ok(loop_lws(loop) != NULL, "libwebsockets is a guest on demand");
	t = timer_new(loop, send_signal, NULL);
	timer_set(t, 0);
	loop_on_signal(loop, told, &names[3]);
	loop_run(loop);
	is_text(seen, "t", "SIGTERM calls what was asked for");
	ok(sig_caught(), "and sig.h knows of it");
	timer_free(t);
	loop_free(loop);
	loop_free(NULL);
	return done_testing();
}
