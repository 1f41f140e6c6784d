/*
 * voice - how soon a text is heard, and how soon the lips move.
 *
 * Writes one line at a time to a running pipe and waits for the first sign of
 * it: the first byte of sound from chz-say --raw (by espeak, and by a simulated
 * server), then the first opened mouth in the log of a simulated VTube Studio
 * behind chz-say | chz-vts, which needs a sound server.  Prints medians.  The
 * tools must be in PATH.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 15, QUIET_MS = 400 };

/* A shell line, its input and what we watch of it. */
struct run {
	pid_t pid;
	int input, output;
};

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct run
start(const char *line)
{
	struct run run = { 0 };
	int in[2], out[2];

	if (pipe(in) != 0 || pipe(out) != 0 || (run.pid = fork()) < 0)
		exit(1);
	if (run.pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	run.input = in[1];
	run.output = out[0];
	return run;
}

static void
stop(struct run *run)
{
	char rest[65536];

	close(run->input);
	while (read(run->output, rest, sizeof rest) > 0)
		;
	close(run->output);
	waitpid(run->pid, NULL, 0);
}

/* Reads until nothing has come for a while. */
static void
settle(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char rest[65536];

	while (poll(&pfd, 1, QUIET_MS) > 0 && read(fd, rest, sizeof rest) > 0)
		;
}

static double
first_byte(struct run *run)
{
	double began = now_ms(), took;
	char byte;

	dprintf(run->input, "안녕하세요 여러분\n");
	if (read(run->output, &byte, 1) != 1)
		return -1;
	took = now_ms() - began;
	settle(run->output);
	return took;
}

static void
measure(const char *what, const char *line)
{
	struct run run = start(line);
	double took[ROUNDS];
	int n = 0;

	first_byte(&run); /* the first one pays for the start */
	while (n < ROUNDS && (took[n] = first_byte(&run)) >= 0)
		n++;
	stop(&run);
	qsort(took, (size_t)n, sizeof *took, by_value);
	if (n > 0)
		printf("%s: median %.1f ms, most %.1f ms\n", what, took[n / 2],
		    took[n - 1]);
	else
		printf("%s: nothing came\n", what);
}

int
main(void)
{
	measure("line to first sample, espeak", "exec chz-say --text --raw");
	measure("line to first sample, simulated server",
	    "exec chz-sim --voice-delay 0s -- chz-say --text --raw "
	    "-e openai");
	/* The log has a line a frame; only those with an open mouth pass. */
	measure("line to first lip movement, chz-say | chz-vts",
	    "d=$(mktemp -d); mkfifo $d/log; "
	    "grep --line-buffered 'MouthOpen\":0\\.[1-9]' $d/log & "
	    "chz-sim --vts-log $d/log -- sh -c "
	    "\"chz-say --text 2>/dev/null | chz-vts -q --token $d/token\"; "
	    "wait; rm -r $d");
	return 0;
}
