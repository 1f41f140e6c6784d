/* Runs a command with a text. */
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/loop_private.h"
#include "net/runner.h"

enum { PIECE = 16 * 1024, WHY_MAX = 80 };

/* What a command may know of ours. */
static const char *const known[] = { "PATH", "HOME", "LANG", "LC_ALL",
	"LC_CTYPE", "TZ", "TMPDIR" };
enum { N_KNOWN = sizeof known / sizeof *known };

struct runner {
	struct runner_settings set;
	uv_process_t process;
	uv_pipe_t in, out;
	uv_timer_t patience;
	uv_write_t write;
	char *input;
	struct buf output;
	char piece[PIECE];
	char why[WHY_MAX];
	int handles; /* that are not closed yet */
	bool runs, read_all, over, freed;
};

static void
on_closed(uv_handle_t *h)
{
	struct runner *c = h->data;

	if (--c->handles > 0 || !c->freed)
		return;
	buf_free(&c->output);
	free(c->input);
	free(c);
}

static void
close_handle(uv_handle_t *h)
{
	if (!uv_is_closing(h))
		uv_close(h, on_closed);
}

static void
close_all(struct runner *c)
{
	close_handle((uv_handle_t *)&c->in);
	close_handle((uv_handle_t *)&c->out);
	close_handle((uv_handle_t *)&c->patience);
	/* One that was killed is waited for, or would stay a zombie. */
	if (!c->runs)
		close_handle((uv_handle_t *)&c->process);
}

static void
kill_all(struct runner *c)
{
	if (c->process.pid > 0)
		kill(-c->process.pid, SIGKILL);
}

/* Tells once how it went. */
static void
end(struct runner *c, const char *why)
{
	if (c->over)
		return;
	c->over = true;
	if (c->runs || !c->read_all)
		kill_all(c);
	c->set.done(c->set.ctx,
	    why == NULL ? buf_view(&c->output) : (struct str){ 0 }, why);
}

static void
end_if_done(struct runner *c)
{
	if (!c->runs && c->read_all)
		end(c, c->why[0] != '\0' ? c->why : NULL);
}

static void
on_ended(uv_process_t *p, int64_t status, int signo)
{
	struct runner *c = p->data;

	c->runs = false;
	if (c->freed)
		close_handle((uv_handle_t *)p);
	if (signo != 0)
		snprintf(c->why, sizeof c->why, "ended by signal %d", signo);
	else if (status != 0)
		snprintf(
		    c->why, sizeof c->why, "ended with status %d", (int)status);
	end_if_done(c);
}

static void
give_room(uv_handle_t *h, size_t wanted, uv_buf_t *b)
{
	struct runner *c = h->data;

	(void)wanted;
	*b = uv_buf_init(c->piece, sizeof c->piece);
}

static void
on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *b)
{
	struct runner *c = s->data;

	if (n > 0)
		buf_add(&c->output, b->base, (size_t)n);
	if (c->output.n > c->set.max_output) {
		end(c, "it says too much");
	} else if (n < 0) {
		c->read_all = true;
		end_if_done(c);
	}
}

/* A command that does not read what it is given is its own affair. */
static void
on_written(uv_write_t *w, int status)
{
	struct runner *c = w->data;

	(void)status;
	close_handle((uv_handle_t *)&c->in);
}

static void
out_of_patience(uv_timer_t *t)
{
	end(t->data, "no answer in time");
}

/* "NAME=value" of those that are set; `*env` ends with NULL. */
static void
make_environment(char **env)
{
	struct buf b = { 0 };

	for (int i = 0; i < N_KNOWN; i++) {
		const char *value = getenv(known[i]);

		if (value == NULL)
			continue;
		b.n = 0;
		buf_fmt(&b, "%s=%s", known[i], value);
		*env++ = xstrdup(buf_text(&b));
	}
	*env = NULL;
	buf_free(&b);
}

/* What was open when we began, or a library opened carelessly, is not for
 * commands. */
static void
keep_descriptors(void)
{
	enum { TRIED = 1024 };

	if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	for (int fd = 3; fd < TRIED; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int
spawn(struct runner *c, uv_loop_t *loop)
{
	char *env[N_KNOWN + 1];
	uv_stdio_container_t streams[3] = {
		{ .flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
		    .data.stream = (uv_stream_t *)&c->in },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		    .data.stream = (uv_stream_t *)&c->out },
		{ .flags = UV_INHERIT_FD, .data.fd = 2 }
	};
	uv_process_options_t options = { .exit_cb = on_ended,
		.file = c->set.argv[0],
		.args = (char **)c->set.argv,
		.env = env,
		.flags = UV_PROCESS_DETACHED,
		.stdio_count = 3,
		.stdio = streams };
	int err;

	make_environment(env);
	keep_descriptors();
	err = uv_spawn(loop, &c->process, &options);
	for (char **e = env; *e != NULL; e++)
		free(*e);
	return err;
}

static void
talk(struct runner *c, struct str input)
{
	uv_buf_t b;

	c->input = xstrndup(input.p, input.n);
	b = uv_buf_init(c->input, (unsigned)input.n);
	c->write.data = c;
	uv_read_start((uv_stream_t *)&c->out, give_room, on_read);
	uv_write(&c->write, (uv_stream_t *)&c->in, &b, 1, on_written);
	uv_timer_start(
	    &c->patience, out_of_patience, (uint64_t)c->set.timeout_ms, 0);
}

/* It could not be started: that too is told from the loop. */
static void
not_started(uv_timer_t *t)
{
	struct runner *c = t->data;

	end(c, c->why);
}

struct runner *
runner_start(struct loop *loop, const struct runner_settings *set)
{
	struct runner *c = xcalloc(1, sizeof *c);
	uv_loop_t *uv = loop_uv(loop);
	int err;

	c->set = *set;
	c->handles = 4;
	uv_pipe_init(uv, &c->in, 0);
	uv_pipe_init(uv, &c->out, 0);
	uv_timer_init(uv, &c->patience);
	c->in.data = c->out.data = c->patience.data = c->process.data = c;
	err = spawn(c, uv);
	c->runs = err == 0;
	if (c->runs) {
		talk(c, set->input);
	} else {
		snprintf(c->why, sizeof c->why, "%s: %s", set->argv[0],
		    uv_strerror(err));
		uv_timer_start(&c->patience, not_started, 0, 0);
	}
	return c;
}

void
runner_free(struct runner *c)
{
	if (c == NULL)
		return;
	if (!c->over)
		kill_all(c);
	c->over = c->freed = true;
	close_all(c);
}
