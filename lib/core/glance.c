/* Looks into pipes. */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/glance.h"

static bool
is_ready(struct glance *g)
{
	return g->pipe[1] > 0 || pipe2(g->pipe, O_CLOEXEC) == 0;
}

bool
glance(struct glance *g, int fd, struct buf *out)
{
	int waits = 0;
	ssize_t n;

	if (ioctl(fd, FIONREAD, &waits) != 0 || waits == g->seen)
		return false;
	g->seen = waits;
	out->n = 0;
	if (waits == 0 || !is_ready(g))
		return false;
	n = tee(fd, g->pipe[1], GLANCE_MOST, SPLICE_F_NONBLOCK);
	if (n <= 0)
		return false;
	n = read(g->pipe[0], buf_reserve(out, (size_t)n), (size_t)n);
	if (n > 0)
		out->n = (size_t)n;
	return n > 0;
}

void
glance_end(struct glance *g)
{
	if (g->pipe[1] == 0)
		return;
	close(g->pipe[0]);
	close(g->pipe[1]);
	*g = (struct glance){ 0 };
}
