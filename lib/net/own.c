/* Opens a descriptor again, so that it can be made non-blocking. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/stdio_private.h"

/* /dev/null is a character device, but epoll(7) does not take it. */
static bool
is_pollable(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	return S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) ||
	    (S_ISCHR(st.st_mode) && isatty(fd));
}

/*
 * Whether all who wrote into a FIFO have left it.  One that is opened again
 * after that reports no end until somebody has opened it for writing anew.
 */
static bool
is_left(int fd)
{
	struct pollfd pfd = { .fd = fd };

	return poll(&pfd, 1, 0) > 0 && (pfd.revents & POLLHUP) != 0;
}

struct own
own_open(int fd)
{
	struct own o = { .fd = fd,
		.flags = fcntl(fd, F_GETFL),
		.shared = true,
		.pollable = is_pollable(fd) };
	char path[32];
	int again;

	if (!o.pollable)
		return o;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	again = open(
	    path, (o.flags & O_ACCMODE) | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (again >= 0) {
		o.fd = again;
		o.shared = false;
		/* Then there is nothing to wait for: all can be read. */
		o.pollable = !is_left(fd);
	}
	return o;
}

void
own_close(const struct own *o)
{
	if (!o->shared)
		close(o->fd);
	else if (o->pollable)
		fcntl(o->fd, F_SETFL, o->flags);
}
