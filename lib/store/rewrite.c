/* Replaces files by what a command makes of them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file.h"
#include "core/sig.h"
#include "store/pack.h"
#include "store/rewrite.h"

static bool
failed(struct buf *why, const char *path, const char *what)
{
	buf_fmt(why, "%s: %s", path, what);
	return false;
}

/* In the child. */
static _Noreturn void
become(char *line, const char *path, int out)
{
	const char *argv[] = { "sh", "-c", line, "sh", path, NULL };
	int null = open("/dev/null", O_RDONLY);

	signal(SIGXFSZ, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	execv("/bin/sh", (char *const *)argv);
	_exit(127);
}

static bool
wait_for(pid_t pid, const char *path, struct buf *why)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return failed(why, path, strerror(errno));
	if (sig_caught())
		return failed(why, path, "interrupted");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	buf_fmt(why, "%s: the command ended with status %d", path,
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	return false;
}

/* What the command makes of the file, into `made`. */
static bool
make(const char *path, const char *command, const char *made, struct buf *why)
{
	int out = file_open_own(AT_FDCWD, made, O_WRONLY | O_TRUNC, 0600);
	struct buf line = { 0 };
	bool ok;
	pid_t pid;

	if (out < 0)
		return failed(why, made, strerror(errno));
	buf_fmt(&line, "%s \"$@\"", command);
	buf_text(&line);
	/* Where the parent ignores it, ended children leave no status. */
	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid == 0)
		become(line.p, path, out);
	ok = pid > 0 ? wait_for(pid, path, why)
		     : failed(why, path, strerror(errno));
	if (ok && fsync(out) != 0)
		ok = failed(why, made, strerror(errno));
	close(out);
	buf_free(&line);
	return ok;
}

static bool
is_packed(const char *path)
{
	return str_ends(str_of(path), ".zst");
}

/* Gives it the rights of the old one, and its name. */
static bool
place(const char *from, const char *path, struct buf *why)
{
	struct stat st;

	if (stat(path, &st) == 0 && chmod(from, st.st_mode & 0777) == 0 &&
	    file_rename(from, path))
		return true;
	return failed(why, path, strerror(errno));
}

static bool
place_packed(const char *made, const char *path, struct buf *why)
{
	struct buf packed = { 0 };
	int64_t bytes;
	bool ok;

	buf_fmt(&packed, "%s.zst.tmp", made);
	ok = pack_build(made, &bytes, why) &&
	    place(buf_text(&packed), path, why);
	unlink(buf_text(&packed));
	buf_free(&packed);
	return ok;
}

enum rewrite_end
rewrite_file(const char *path, const char *command, struct buf *why)
{
	struct buf made = { 0 };
	enum rewrite_end end = REWRITE_FAILED;

	buf_fmt(&made, "%s.rewrite", path);
	if (make(path, command, buf_text(&made), why)) {
		if (pack_is_same(path, made.p))
			end = REWRITE_SAME;
		else if (is_packed(path) ? place_packed(made.p, path, why)
					 : place(made.p, path, why))
			end = REWRITE_DONE;
	}
	unlink(buf_text(&made));
	buf_free(&made);
	return end;
}
