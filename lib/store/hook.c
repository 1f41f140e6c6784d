/* Runs the user's command for finished directories. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/sig.h"
#include "core/str.h"
#include "store/hook.h"

struct job {
	char *dir;
	void *ctx;
	pid_t pid; /* 0 while it waits */
};

struct hooks {
	struct job *jobs; /* the running ones first, then in order */
	size_t n, cap, running, most;
	char *command; /* the user's line with "$@" after it */
	char **environment;
};

extern char **environ;

static bool
is_harmless(const char *variable)
{
	static const char *const kept[] = { "PATH=", "HOME=", "TZ=", "TMPDIR=",
		"USER=", "LOGNAME=", "LANG=", "LC_", "XDG_" };

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (str_starts(str_of(variable), kept[i]))
			return true;
	return false;
}

/* The part of the environment that is passed on; NULL ends it. */
static char **
clean_environment(void)
{
	char **kept;
	size_t n = 0;

	while (environ[n] != NULL)
		n++;
	kept = xcalloc(n + 1, sizeof *kept);
	n = 0;
	for (char **v = environ; *v != NULL; v++)
		if (is_harmless(*v))
			kept[n++] = *v;
	return kept;
}

struct hooks *
hooks_new(const char *command, size_t jobs)
{
	struct hooks *h = xcalloc(1, sizeof *h);
	struct buf line = { 0 };

	/* Where the parent ignores it, ended children leave no status. */
	signal(SIGCHLD, SIG_DFL);
	buf_fmt(&line, "%s \"$@\"", command);
	buf_text(&line);
	h->command = line.p;
	h->environment = clean_environment();
	h->most = jobs > 0 ? jobs : 1;
	return h;
}

void
hooks_add(struct hooks *h, const char *dir, void *ctx)
{
	MEM_RESERVE(h->jobs, h->cap, h->n + 1);
	h->jobs[h->n++] = (struct job){ .dir = xstrdup(dir), .ctx = ctx };
}

/* In the child: only async-signal-safe calls from here on. */
static _Noreturn void
become(const struct hooks *h, const char *dir)
{
	const char *argv[] = { "sh", "-c", h->command, "sh", dir, NULL };
	int null = open("/dev/null", O_RDONLY);

	signal(SIGXFSZ, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	dup2(null, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	execve("/bin/sh", (char *const *)argv, h->environment);
	_exit(127);
}

static void
start(struct hooks *h, struct job *job)
{
	job->pid = fork();
	if (job->pid == 0)
		become(h, job->dir);
	h->running++;
}

static void
start_next(struct hooks *h)
{
	while (h->running < h->n && h->running < h->most)
		start(h, &h->jobs[h->running]);
}

static bool
report(const struct job *job, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status))
		diag_error("%s: on close: killed by signal %d (%s)", job->dir,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		diag_error("%s: on close: ended with status %d", job->dir,
		    WEXITSTATUS(status));
	return false;
}

static void *
remove_job(struct hooks *h, size_t i)
{
	void *ctx = h->jobs[i].ctx;

	free(h->jobs[i].dir);
	memmove(h->jobs + i, h->jobs + i + 1, (h->n - i - 1) * sizeof *h->jobs);
	h->n--;
	h->running--;
	return ctx;
}

/* The running job of `pid`, -1 being one that could not be started. */
static size_t
find(const struct hooks *h, pid_t pid)
{
	size_t i = 0;

	while (i < h->running && h->jobs[i].pid != pid)
		i++;
	return i;
}

void *
hooks_done(struct hooks *h, bool wait, bool *good)
{
	size_t i;
	pid_t pid;
	int status = 0;

	start_next(h);
	if (h->running == 0)
		return NULL;
	i = find(h, -1);
	if (i < h->running) {
		diag_error(
		    "%s: on close: fork: %s", h->jobs[i].dir, strerror(errno));
		*good = false;
		return remove_job(h, i);
	}
	do
		pid = waitpid(-1, &status, wait ? 0 : WNOHANG);
	while (pid < 0 && errno == EINTR && !sig_caught());
	if (pid <= 0 || (i = find(h, pid)) == h->running)
		return NULL;
	*good = report(&h->jobs[i], status);
	return remove_job(h, i);
}

bool
hooks_busy(const struct hooks *h)
{
	return h != NULL && h->n > 0;
}

void
hooks_free(struct hooks *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < h->n; i++)
		free(h->jobs[i].dir);
	free(h->jobs);
	free(h->command);
	free(h->environment);
	free(h);
}
