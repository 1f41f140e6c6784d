/* Plays the faults of HTTP requests. */
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "sim/web_fault.h"

enum { ARMED_MAX = 64 };

/* A delayed answer. */
struct late {
	struct web_faults *faults;
	struct server_call *call;
	struct timer *timer;
	struct late *next;
};

struct web_faults {
	struct loop *loop;
	void (*go_on)(void *ctx, struct server_call *);
	void *ctx;
	struct fault armed[ARMED_MAX]; /* a ring */
	unsigned first, n;
	struct late *late;
};

struct web_faults *
web_faults_new(struct loop *loop,
    void (*go_on)(void *ctx, struct server_call *), void *ctx)
{
	struct web_faults *w = xcalloc(1, sizeof *w);

	w->loop = loop;
	w->go_on = go_on;
	w->ctx = ctx;
	return w;
}

bool
web_faults_arm(struct web_faults *w, const struct fault *f, int64_t delay)
{
	if (f->kind < FAULT_429 || f->kind > FAULT_SLOW)
		return false;
	if (w->n < ARMED_MAX) {
		struct fault *slot = &w->armed[(w->first + w->n++) % ARMED_MAX];

		*slot = *f;
		if (f->kind == FAULT_429 || f->kind == FAULT_SLOW)
			slot->value = delay;
	}
	return true;
}

static void
drop_late(struct late *late)
{
	struct late **at = &late->faults->late;

	while (*at != late)
		at = &(*at)->next;
	*at = late->next;
	timer_free(late->timer);
	free(late);
}

static void
go_on(void *ctx)
{
	struct late *late = ctx;
	struct web_faults *w = late->faults;
	struct server_call *call = late->call;

	drop_late(late);
	w->go_on(w->ctx, call);
}

static void
put_off(struct web_faults *w, struct server_call *call, int64_t delay)
{
	struct late *late = xcalloc(1, sizeof *late);

	*late =
	    (struct late){ w, call, timer_new(w->loop, go_on, late), w->late };
	w->late = late;
	timer_set(late->timer, delay);
}

static void
too_many(struct server_call *call, int64_t delay)
{
	char seconds[32];

	snprintf(
	    seconds, sizeof seconds, "%lld", (long long)((delay + 999) / 1000));
	server_add_header(call, "retry-after", seconds);
	server_answer(call, 429, "application/json",
	    STR("{\"code\":429,\"message\":\"Too Many Requests\"}"));
}

bool
web_faults_hit(struct web_faults *w, struct server_call *call)
{
	struct fault f;

	if (w->n == 0)
		return false;
	f = w->armed[w->first];
	w->first = (w->first + 1) % ARMED_MAX;
	w->n--;
	if (f.kind == FAULT_429)
		too_many(call, f.value);
	else if (f.kind == FAULT_5XX)
		server_answer(call, (int)f.value, "text/plain",
		    STR("the server is unwell\n"));
	else if (f.kind == FAULT_HTML)
		server_answer(call, 200, "text/html",
		    STR("<!doctype html><title>Login</title>"));
	else
		put_off(w, call, f.value);
	return true;
}

void
web_faults_forget(struct web_faults *w, struct server_call *call)
{
	for (struct late *late = w->late; late != NULL; late = late->next)
		if (late->call == call) {
			drop_late(late);
			return;
		}
}

void
web_faults_free(struct web_faults *w)
{
	if (w == NULL)
		return;
	while (w->late != NULL)
		drop_late(w->late);
	free(w);
}
