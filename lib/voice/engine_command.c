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
#include "voice/engine.h"

enum { CHUNK = 16 * 1024, LOOK_MS = 50 };

struct command {
	struct engine engine;
	const char *line; /* for sh -c */
	int raw_rate;
	struct buf why;
};

/* One run of the program. */
struct process {
	pid_t pid;
	int in, out; /* our ends of its input and output */
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

/* Passes its output on until it ends; false when it is not wanted or is no
 * sound. */
static bool
pass_sound(struct process *run, struct sound_decoder *d,
    const struct engine_sink *sink)
{
	struct pollfd pfd = { .fd = run->out, .events = POLLIN };
	char chunk[CHUNK];
	ssize_t n;

	for (;;) {
		if (!sink->wanted(sink->ctx)) {
			d->why = "stopped";
			return false;
		}
		if (poll(&pfd, 1, LOOK_MS) <= 0)
			continue;
		n = read(run->out, chunk, sizeof chunk);
		if (n == 0 || (n < 0 && errno != EINTR))
			return n == 0;
		if (n > 0 && !sound_decode(d, chunk, (size_t)n))
			return false;
	}
}

/* Ends what still runs; its exit status, or -1 when we ended it. */
static int
finish(struct process *run, bool kill_it)
{
	int status;

	close(run->out);
	if (kill_it)
		kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (kill_it)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
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
	ok = pass_sound(&run, &d, sink);
	status = finish(&run, !ok);
	if (!ok) {
		engine->why = d.why != NULL ? d.why : "its output broke off";
	} else if (status != 0) {
		c->why.n = 0;
		buf_fmt(&c->why, "ended with status %d", status);
		engine->why = buf_text(&c->why);
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
	return &c->engine;
}
