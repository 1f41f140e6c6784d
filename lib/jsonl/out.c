/* Writes records to standard output or a file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/progress.h"
#include "core/sig.h"
#include "jsonl/out.h"

enum {
	LARGE = 128 * 1024,
	PIPE_SIZE = 1024 * 1024,
	PATIENCE_MS =
	    1000 /* with a reader that stalls, after a signal to end */
};

struct out *
out_open(const char *path, bool each)
{
	struct out *o = xcalloc(1, sizeof *o);

	o->each = each;
	o->fd = STDOUT_FILENO;
	o->name = "standard output";
	if (path != NULL && strcmp(path, "-") != 0) {
		o->name = path;
		o->fd = file_open(path, false);
		if (o->fd < 0)
			diag_die(
			    EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	}
	/* Refused for files and beyond the user's limit; no harm done. */
	fcntl(o->fd, F_SETPIPE_SZ, PIPE_SIZE);
	return o;
}

static void
fail(struct out *o)
{
	if (errno == EPIPE)
		sig_pipe();
	o->failed = true;
	diag_error("%s: %s", o->name, strerror(errno));
}

/* Waits for room; false when a signal asked the tool to end and there is none.
 */
static bool
wait_for_room(struct out *o)
{
	if (!sig_caught() && sig_wait(o->fd, POLLOUT, -1))
		return true;
	if (sig_wait(o->fd, POLLOUT, PATIENCE_MS))
		return true;
	errno = EINTR;
	return false;
}

void
out_renew(struct out *o)
{
	struct stat st;

	o->renews = o->fd != STDOUT_FILENO && fstat(o->fd, &st) == 0 &&
	    S_ISREG(st.st_mode);
	if (o->renews)
		sig_renew();
}

/* What was written stays where it is, and nothing of what was renamed is
 * emptied.  When there is no new one, the old one goes on. */
static void
reopen(struct out *o)
{
	int fd = file_open(o->name, true);

	if (fd < 0) {
		diag_error("%s: %s", o->name, strerror(errno));
		return;
	}
	close(o->fd);
	o->fd = fd;
}

void
out_flush(struct out *o)
{
	size_t done = 0;

	if (o->renews && sig_renewed())
		reopen(o);
	progress_counts.out += o->buf.n;
	while (done < o->buf.n && !o->failed) {
		ssize_t n = write(o->fd, o->buf.p + done, o->buf.n - done);

		if (n >= 0)
			done += (size_t)n;
		else if ((errno != EINTR && errno != EAGAIN) ||
		    !wait_for_room(o))
			fail(o);
	}
	o->buf.n = 0;
}

void
out_ready(struct out *o)
{
	if (o->each || o->buf.n >= LARGE)
		out_flush(o);
}

bool
out_failed(const struct out *o)
{
	return o->failed;
}

int
out_close(struct out *o)
{
	int status;

	if (o == NULL)
		return EXIT_OK;
	out_flush(o);
	if (close(o->fd) != 0 && errno != EINTR && !o->failed)
		fail(o);
	status = o->failed ? EXIT_SOME_FAILED : EXIT_OK;
	buf_free(&o->buf);
	free(o);
	return status;
}
