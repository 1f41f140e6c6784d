/* glance.h: what waits in a pipe, left where it is. */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/glance.h"
#include "tap.h"

int
main(void)
{
	struct glance g = { 0 };
	struct buf seen = { 0 };
	char taken[16];
	int fd[2], waits = 0, file = open("/dev/null", O_RDONLY);

	ok(pipe(fd) == 0, "a pipe");
	ok(!glance(&g, fd[0], &seen), "nothing is in it");
	ok(write(fd[1], "one\n", 4) == 4 && glance(&g, fd[0], &seen),
	    "something is");
	is_text(buf_text(&seen), "one\n", "... and is seen");
	ok(ioctl(fd[0], FIONREAD, &waits) == 0 && waits == 4,
	    "... and left there");
	ok(!glance(&g, fd[0], &seen), "it is no news");
	ok(write(fd[1], "two\n", 4) == 4 && glance(&g, fd[0], &seen),
	    "more is");
	is_text(buf_text(&seen), "one\ntwo\n", "... behind the first");
	ok(read(fd[0], taken, sizeof taken) == 8, "all can be taken");
	ok(!glance(&g, fd[0], &seen) && seen.n == 0, "then nothing is left");
	close(fd[1]);
	ok(!glance(&g, fd[0], &seen), "nor at its end");
	ok(!glance(&g, file, &seen), "in what is no pipe there is nothing");
	glance_end(&g);
	ok(g.pipe[1] == 0, "it ends");
	close(fd[0]);
	close(file);
	buf_free(&seen);
	return done_testing();
}
