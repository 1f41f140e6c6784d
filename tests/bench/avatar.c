/*
 * avatar - how soon and how evenly chz-vts moves the avatar.
 *
 * Runs chz-vts beside chz-sim, writes replies to it, and reads the simulator's
 * log as it is written.  Prints the time from a reply to the first frame in
 * which the face has moved, the jitter of the frames, and the processor's
 * share.  The tools must be in PATH.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REPLIES = 20, FRAMES = 2000, SETTLE = 60 };

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

/* The value of an input in a line of the log, NAN when it is not there. */
static double
value(const char *line, const char *name)
{
	const char *at = strstr(line, name);

	return at != NULL ? atof(at + strlen(name)) : NAN;
}

static pid_t
start(const char *log, const char *token, int *input)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0 || (pid = fork()) < 0)
		exit(1);
	if (pid > 0) {
		close(ends[0]);
		*input = ends[1];
		return pid;
	}
	dup2(ends[0], 0);
	close(ends[1]);
	execlp("chz-sim", "chz-sim", "--vts-log", log, "--", "chz-vts", "-q",
	    "--still", "--token", token, (char *)NULL);
	_exit(127);
}

int
main(void)
{
	static double gaps[FRAMES], reactions[REPLIES];
	char dir[] = "/tmp/chz-bench.XXXXXX", log[64], token[64], line[16384];
	double before = 0, smile = NAN, asked = 0, began, cpu;
	int input, frames = 0, replies = 0, since = 0, happy = 0;
	struct rusage used;
	FILE *f;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(log, sizeof log, "%s/log", dir);
	snprintf(token, sizeof token, "%s/token", dir);
	mkfifo(log, 0600);
	start(log, token, &input);
	f = fopen(log, "r");
	began = now_ms();
	while (replies < REPLIES && fgets(line, sizeof line, f) != NULL) {
		double at = now_ms(), mouth = value(line, "\"MouthSmile\":");

		if (before > 0 && frames < FRAMES)
			gaps[frames++] = fabs(at - before - 1000.0 / 60);
		before = at;
		if (asked > 0 && fabs(mouth - smile) > 1e-4) {
			reactions[replies++] = at - asked;
			asked = 0;
			since = 0;
		}
		if (asked == 0 && ++since > SETTLE) {
			happy = !happy;
			dprintf(input,
			    "{\"type\":\"reply\",\"text\":\"x\","
			    "\"emotion\":\"%s\"}\n",
			    happy ? "happy" : "sad");
			smile = mouth;
			asked = at;
		}
	}
	close(input);
	while (fgets(line, sizeof line, f) != NULL)
		;
	wait(NULL);
	getrusage(RUSAGE_CHILDREN, &used);
	cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
	qsort(reactions, REPLIES, sizeof *reactions, by_value);
	qsort(gaps, (size_t)frames, sizeof *gaps, by_value);
	printf("reply to first moved frame: median %.1f ms, most %.1f ms\n",
	    reactions[REPLIES / 2], reactions[REPLIES - 1]);
	printf("frame jitter: median %.2f ms, p99 %.2f ms over %d frames\n",
	    gaps[frames / 2], gaps[frames * 99 / 100], frames);
	printf("processor: %.2f %% of a core, simulator included\n",
	    100 * cpu / (now_ms() - began));
	unlink(log);
	unlink(token);
	rmdir(dir);
	return 0;
}
