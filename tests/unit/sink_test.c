/* stdio.h's output: what a slow reader leaves has a limit, at which the source
 * is asked to stop, and to go on when half of it is gone. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/stdio.h"
#include "tap.h"

enum { CAP = 64 * 1024, BYTES = 3 * 1024 * 1024, PATIENCE_MS = 20 * 1000 };

static struct loop *loop;
static struct sink *sink;
static struct timer *reader, *patience;
static int fd;
static char calls[8];
static size_t got, waiting; /* when it was asked to go on */

static void
full(void *ctx, bool is_full)
{
	(void)ctx;
	strncat(calls, is_full ? "+" : "-", sizeof calls - strlen(calls) - 1);
	if (is_full)
		timer_set(reader, 1);
	else
		waiting = sink_waiting(sink);
}

static void
read_some(void *ctx)
{
	char piece[4096];
	ssize_t n = read(fd, piece, sizeof piece);

	(void)ctx;
	got += n > 0 ? (size_t)n : 0;
	timer_set(reader, 1);
	if (got == BYTES)
		loop_stop(loop);
}

static void
stop(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

int
main(void)
{
	static char bytes[BYTES];
	char path[] = "/tmp/chz-sink.XXXXXX";
	char *dir = mkdtemp(path), name[64];
	struct sink_settings set = { .cap = CAP, .full = full };

	snprintf(name, sizeof name, "%s/fifo", dir);
	mkfifo(name, 0600);
	fd = open(name, O_RDWR | O_NONBLOCK);
	set.path = name;
	loop = loop_new();
	sink = sink_open(loop, &set);
	reader = timer_new(loop, read_some, NULL);
	patience = timer_new(loop, stop, NULL);
	timer_set(patience, PATIENCE_MS);
	buf_add(&sink->buf, bytes, sizeof bytes);
	loop_run(loop);

	is_text(calls, "+-", "full, and then no longer");
	ok(got == BYTES, "and the reader has it all");
	ok(waiting > 0 && waiting <= CAP / 2,
	    "it goes on at half of the limit");
	ok(sink_close(sink) == 0, "nothing is left");
	timer_free(reader);
	timer_free(patience);
	loop_free(loop);
	close(fd);
	unlink(name);
	rmdir(dir);
	return done_testing();
}
