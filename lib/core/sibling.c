/* Finds and runs the tools that are installed together. */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/opt.h"
#include "core/sibling.h"
#include "core/sig.h"

void
sibling_path(struct buf *b, const char *tool)
{
	size_t before = b->n;
	char *own = buf_reserve(b, PATH_MAX);
	ssize_t n = readlink("/proc/self/exe", own, PATH_MAX);

	while (n > 0 && own[n - 1] != '/')
		n--;
	b->n += n > 0 ? (size_t)n : 0;
	buf_adds(b, tool);
	if (access(buf_text(b) + before, X_OK) == 0)
		return;
	b->n = before;
	buf_adds(b, tool);
}

static bool
spawn(pid_t *pid, const char *const argv[])
{
	struct buf path = { 0 };

	sibling_path(&path, argv[0]);
	errno = posix_spawnp(
	    pid, buf_text(&path), NULL, NULL, (char *const *)argv, environ);
	buf_free(&path);
	return errno == 0;
}

void
siblings_start(
    struct siblings *s, const char *const words[], const char *const files[])
{
	struct opt_list argv = { 0 };

	assert(s->n < SIBLINGS_MOST);
	/* One line at a time. */
	if (s->n == 1)
		setenv("CHZ_PROGRESS", "none", 0);
	s->at[s->n].tool = words[0];
	for (; *words != NULL; words++)
		opt_list_add(&argv, *words);
	opt_list_add(&argv, "--");
	for (; *files != NULL; files++)
		opt_list_add(&argv, *files);
	if (spawn(&s->at[s->n].pid, argv.at)) {
		s->n++;
	} else {
		diag_error("%s: %s", argv.at[0], strerror(errno));
		s->failed = true;
	}
	opt_list_free(&argv);
}

/* The process of one that was waited for may be another's by now. */
static void
end_all(const struct siblings *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i].pid > 0)
			kill(s->at[i].pid, SIGTERM);
}

/* Waits until it has ended.  waitpid alone would sleep on when a signal comes
 * just before it. */
static void
await(const struct siblings *s, pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		return;
	while (!sig_wait(fd, POLLIN, -1) && !sig_caught())
		;
	if (sig_caught())
		end_all(s);
	close(fd);
}

static bool
end(const struct siblings *s, struct sibling *one)
{
	int status;
	pid_t pid;

	await(s, one->pid);
	while ((pid = waitpid(one->pid, &status, 0)) < 0 && errno == EINTR)
		if (sig_caught())
			end_all(s);
	one->pid = 0;
	if (pid < 0)
		return false;
	if (WIFSIGNALED(status) && !sig_caught())
		diag_error("%s: killed by signal %d (%s)", one->tool,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool
siblings_end(struct siblings *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->failed |= !end(s, &s->at[i]);
	s->n = 0;
	return !s->failed;
}
