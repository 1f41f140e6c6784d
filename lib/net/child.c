/* Runs a command beside the loop. */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/child.h"
#include "net/loop_private.h"

struct child {
	uv_process_t uv; /* first: closing frees the struct by its address */
	void (*ended)(void *ctx, int status);
	void *ctx;
	bool over;
	bool grouped; /* in a process group of its own */
};

static void
on_end(uv_process_t *uv, int64_t status, int signo)
{
	struct child *c = (struct child *)uv;

	c->over = true;
	if (c->ended != NULL)
		c->ended(c->ctx, signo != 0 ? 128 + signo : (int)status);
}

struct child *
child_start(struct loop *loop, char *const argv[],
    void (*ended)(void *ctx, int status), void *ctx, const char **why)
{
	struct child *c = xcalloc(1, sizeof *c);
	uv_stdio_container_t streams[3];
	uv_process_options_t options = { 0 };
	int err;

	for (int fd = 0; fd < 3; fd++) {
		streams[fd].flags = UV_INHERIT_FD;
		streams[fd].data.fd = fd;
	}
	options.exit_cb = on_end;
	options.file = argv[0];
	options.args = (char **)argv;
	options.stdio = streams;
	options.stdio_count = 3;
	/* In a group of its own all that it starts can be signalled; at a
	 * terminal it has to stay in ours, or could not read. */
	c->grouped = !isatty(STDIN_FILENO);
	if (c->grouped)
		options.flags = UV_PROCESS_DETACHED;
	c->ended = ended;
	c->ctx = ctx;
	err = uv_spawn(loop_uv(loop), &c->uv, &options);
	if (err == 0)
		return c;
	*why = uv_strerror(err);
	uv_close((uv_handle_t *)&c->uv, loop_close_free);
	return NULL;
}

void
child_signal(struct child *c, int signo)
{
	if (!c->over)
		kill(c->grouped ? -c->uv.pid : c->uv.pid, signo);
}

void
child_free(struct child *c)
{
	if (c == NULL)
		return;
	c->ended = NULL;
	uv_close((uv_handle_t *)&c->uv, loop_close_free);
}
