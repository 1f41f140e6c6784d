/* The door to libsystemd. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/diag.h"
#include "core/notify.h"
#include "core/when.h"

/* As in <systemd/sd-daemon.h>. */
typedef int notify_function(int unset_environment, const char *state);
typedef int watchdog_function(int unset_environment, uint64_t *usec);

static struct {
	bool looked;
	notify_function *notify; /* NULL: nobody listens */
	int beat_ms;             /* -1: not wanted */
	int64_t due;
} manager = { .beat_ms = -1 };

static void
load(void)
{
	watchdog_function *watchdog = NULL;
	uint64_t usec = 0;
	void *library;

	manager.looked = true;
	if (getenv("NOTIFY_SOCKET") == NULL)
		return;
	library = dlopen("libsystemd.so.0", RTLD_NOW);
	if (library == NULL) {
		diag_error("service manager: %s", dlerror());
		return;
	}
	/* POSIX's way to make a function of what dlsym returns. */
	*(void **)&manager.notify = dlsym(library, "sd_notify");
	*(void **)&watchdog = dlsym(library, "sd_watchdog_enabled");
	if (watchdog != NULL && watchdog(0, &usec) > 0)
		manager.beat_ms = (int)(usec / 2000) + 1;
}

static void
say(const char *state)
{
	if (!manager.looked)
		load();
	if (manager.notify != NULL)
		manager.notify(0, state);
}

void
notify_ready(void)
{
	say("READY=1");
	notify_alive();
}

int
notify_beat_ms(void)
{
	if (!manager.looked)
		load();
	return manager.beat_ms;
}

void
notify_alive(void)
{
	int beat_ms = notify_beat_ms();
	int64_t now;

	if (beat_ms < 0 || (now = when_monotonic()) < manager.due)
		return;
	say("WATCHDOG=1");
	/* Calls that come a little early are not in vain. */
	manager.due = now + beat_ms / 2;
}

int
notify_limit(int limit_ms)
{
	int beat_ms = notify_beat_ms();

	return beat_ms >= 0 && (limit_ms < 0 || beat_ms < limit_ms) ? beat_ms
								    : limit_ms;
}

void
notify_ending(void)
{
	say("STOPPING=1");
}
