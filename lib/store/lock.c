/* Locks a directory for one writer. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/file.h"
#include "core/when.h"
#include "store/lock.h"

static void
write_holder(int fd)
{
	char now[WHEN_LOCAL_LEN];
	struct buf text = { 0 };

	when_put_local(now, when_now());
	buf_fmt(&text, "process %ld, since %.*s", (long)getpid(),
	    WHEN_LOCAL_LEN, now);
	/* Only a hint for people: the lock itself is the kernel's. */
	if (ftruncate(fd, 0) == 0)
		file_write_all(fd, text.p, text.n);
	buf_free(&text);
}

static void
name_holder(int fd, struct buf *why)
{
	char text[128];
	ssize_t n = read(fd, text, sizeof text);

	buf_fmt(why, "another writer has it: %.*s", n > 0 ? (int)n : 7,
	    n > 0 ? text : "unknown");
}

int
lock_take(int dir, struct buf *why)
{
	int fd = file_open_own(dir, ".lock", O_RDWR, 0644);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		write_holder(fd);
		return fd;
	}
	if (fd >= 0 && errno == EWOULDBLOCK)
		name_holder(fd, why);
	else
		buf_fmt(why, ".lock: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}
