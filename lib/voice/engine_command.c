/* Speaks by a program that the user names. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/when.h"
#include "voice/engine.h"

enum { CHUNK = 16 * 1024, LOOK_MS = 50 };

struct command {
	struct engine engine;
	const char *line; /* for sh -c */
	int raw_rate;
	int64_t first_byte_ms, stall_ms;
	struct buf why;
};

/* One run of the program. */
struct process {
	pid_t pid;
	int in, out; /* our ends of its input and output */
	bool ended;  /* its output has */
};

extern char **environ;

/* Starts `sh -c LINE` in a group of its own, so that all of it can be ended.
 * The text goes to its input, never into the line. */
static int
start(const char *line, struct process *run)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)line, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe_only;
	int in[2], out[2], error;

	if (pipe2(in, O_CLOEXEC) != 0)
		return errno;
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(in[0]);
		close(in[1]);
		return errno;
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in[0], 0);
	posix_spawn_file_actions_adddup2(&files, out[1], 1);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe_only);
	posix_spawnattr_setflags(&attr,
	    (short)(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
		POSIX_SPAWN_SETSIGDEF));
	error = posix_spawnp(&run->pid, "sh", &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	close(in[0]);
	close(out[1]);
	run->in = in[1];
	run->out = out[0];
	return error;
}

/* Passes its output on until it ends; false with d->why set when it is not
 * wanted, stays away, or is no sound. */
static bool
pass_sound(struct process *run, const struct command *c,
    struct sound_decoder *d, const struct engine_sink *sink)
{
	struct pollfd pfd = { .fd = run->out, .events = POLLIN };
	int64_t since = when_monotonic(), patience = c->first_byte_ms;
	char chunk[CHUNK];
	ssize_t n;

	for (;;) {
		d->why = !sink->wanted(sink->ctx)         ? "stopped"
		    : when_monotonic() - since < patience ? NULL
		    : patience == c->stall_ms             ? "the sound stalled"
							  : "no sound came";
		if (d->why != NULL)
			return false;
		if (poll(&pfd, 1, LOOK_MS) <= 0)
			continue;
		n = read(run->out, chunk, sizeof chunk);
		run->ended = n == 0;
		if (run->ended)
			return sound_end(d);
		if (n > 0 && !sound_decode(d, chunk, (size_t)n))
			return false;
		since = when_monotonic();
		patience = c->stall_ms;
	}
}

/* Ends what still runs, all that it started too; its exit status, or -1 when
 * we ended it. */
static int
finish(struct process *run, const struct command *c,
    const struct engine_sink *sink)
{
	int64_t until = when_monotonic() + c->stall_ms;
	pid_t over = 0;
	int status = 0;

	close(run->out);
	while (run->ended && sink->wanted(sink->ctx) &&
	    (over = waitpid(run->pid, &status, WNOHANG)) == 0 &&
	    when_monotonic() < until)
		poll(NULL, 0, 1);
	if (over == run->pid)
		return WIFEXITED(status) ? WEXITSTATUS(status)
					 : 128 + WTERMSIG(status);
	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		;
	return -1;
}

static bool
say(struct engine *engine, struct str text, const char *emotion,
    const struct engine_sink *sink)
{
	struct command *c = (struct command *)engine;
	struct sound_decoder d = {
		.take = sink->take, .ctx = sink->ctx, .raw_rate = c->raw_rate
	};
	struct process run = { 0 };
	int error = start(c->line, &run);
	int status;
	bool ok;

	(void)emotion;
	engine->why = error != 0 ? strerror(error) : NULL;
	if (error != 0)
		return false;
	/* A text fits into a pipe; a program may also not read it at all. */
	fcntl(run.in, F_SETFL, O_NONBLOCK);
	(void)!write(run.in, text.p, text.n);
	(void)!write(run.in, "\n", 1);
	close(run.in);
	ok = pass_sound(&run, c, &d, sink);
	status = finish(&run, c, sink);
	if (status > 0) {
		c->why.n = 0;
		buf_fmt(&c->why, "ended with status %d", status);
		engine->why = buf_text(&c->why);
	} else if (!ok) {
		engine->why = d.why;
	}
	sound_free(&d);
	return engine->why == NULL;
}

static void
close_command(struct engine *engine)
{
	struct command *c = (struct command *)engine;

	buf_free(&c->why);
	free(c);
}

struct engine *
engine_command(const struct engine_settings *s, const char **why)
{
	struct command *c;

	if (s->command == NULL) {
		*why = "--command is missing";
		return NULL;
	}
	c = xcalloc(1, sizeof *c);
	c->engine = (struct engine){
		.name = "command", .say = say, .close = close_command
	};
	c->line = s->command;
	c->raw_rate = s->raw_rate;
	c->first_byte_ms =
	    s->first_byte_ms > 0 ? s->first_byte_ms : ENGINE_FIRST_BYTE_MS;
	c->stall_ms = s->stall_ms > 0 ? s->stall_ms : ENGINE_STALL_MS;
	return &c->engine;
}
