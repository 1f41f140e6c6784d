/* Runs a command that reads and writes lines. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/loop_private.h"
#include "net/partner.h"

struct partner {
	struct partner_settings set;
	uv_process_t process;
	uv_pipe_t in, out; /* of the command */
	bool running, reading, freed;
	int status;
	unsigned open; /* handles */
	char piece[16 * 1024];
};

struct told {
	uv_write_t uv; /* first */
	char p[];
};

static void
on_closed(uv_handle_t *handle)
{
	struct partner *p = handle->data;

	if (--p->open == 0 && p->freed)
		free(p);
}

static void
close_handle(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_closed);
}

/* The command may be gone while what it started still writes. */
static void
may_be_over(struct partner *p)
{
	if (!p->running && !p->reading && !p->freed)
		p->set.ended(p->set.ctx, p->status);
}

static void
on_ended(uv_process_t *process, int64_t status, int signo)
{
	struct partner *p = process->data;

	p->running = false;
	p->status = signo != 0 ? 128 + signo : (int)status;
	may_be_over(p);
}

static void
give_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	struct partner *p = handle->data;

	(void)wanted;
	*room = uv_buf_init(p->piece, sizeof p->piece);
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
	struct partner *p = stream->data;

	if (n > 0) {
		p->set.data(p->set.ctx, room->base, (size_t)n);
	} else if (n < 0) {
		uv_read_stop(stream);
		p->reading = false;
		may_be_over(p);
	}
}

static void
on_written(uv_write_t *uv, int status)
{
	(void)status; /* when it does not read any more, it ends */
	free(uv);
}

bool
partner_tell(struct partner *p, struct str text)
{
	struct told *t;
	uv_buf_t bytes;

	if (uv_stream_get_write_queue_size((uv_stream_t *)&p->in) + text.n >
	    PARTNER_CAP)
		return false;
	if (uv_is_closing((uv_handle_t *)&p->in))
		return false;
	t = xmalloc(sizeof *t + text.n);
	memcpy(t->p, text.p, text.n);
	bytes = uv_buf_init(t->p, (unsigned)text.n);
	if (uv_write(&t->uv, (uv_stream_t *)&p->in, &bytes, 1, on_written) == 0)
		return true;
	free(t);
	return false;
}

void
partner_free(struct partner *p)
{
	if (p == NULL)
		return;
	p->freed = true;
	if (p->running)
		kill(-p->process.pid, SIGTERM);
	close_handle((uv_handle_t *)&p->process);
	close_handle((uv_handle_t *)&p->in);
	close_handle((uv_handle_t *)&p->out);
	if (p->open == 0)
		free(p);
}

/* Our environment and one more variable; the list is malloc'ed. */
static char **
environment(const char *variable)
{
	size_t n = 0;
	char **list;

	while (environ[n] != NULL)
		n++;
	list = xcalloc(n + 2, sizeof *list);
	memcpy(list, environ, n * sizeof *list);
	list[n] = (char *)(uintptr_t)variable;
	return list;
}

static int
spawn(struct partner *p, struct loop *loop)
{
	char shell[] = "/bin/sh", option[] = "-c";
	char *argv[] = { shell, option, (char *)(uintptr_t)p->set.command,
		NULL };
	char **env = environment(p->set.variable);
	uv_stdio_container_t streams[3] = {
		{ .flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
		    .data.stream = (uv_stream_t *)&p->in },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		    .data.stream = (uv_stream_t *)&p->out },
		{ .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
	};
	uv_process_options_t options = { .exit_cb = on_ended,
		.file = argv[0],
		.args = argv,
		.env = env,
		.flags = UV_PROCESS_DETACHED,
		.stdio_count = 3,
		.stdio = streams };
	int err = uv_spawn(loop_uv(loop), &p->process, &options);

	free(env);
	return err;
}

struct partner *
partner_start(
    struct loop *loop, const struct partner_settings *set, const char **why)
{
	struct partner *p = xcalloc(1, sizeof *p);
	int err;

	p->set = *set;
	p->process.data = p->in.data = p->out.data = p;
	uv_pipe_init(loop_uv(loop), &p->in, 0);
	uv_pipe_init(loop_uv(loop), &p->out, 0);
	p->in.data = p->out.data = p;
	p->open = 3;
	err = spawn(p, loop);
	p->running = err == 0;
	if (err == 0) {
		p->reading = true;
		uv_read_start((uv_stream_t *)&p->out, give_room, on_read);
		return p;
	}
	*why = uv_strerror(err);
	partner_free(p);
	return NULL;
}
