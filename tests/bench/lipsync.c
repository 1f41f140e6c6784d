/*
 * lipsync - how far lips and sound are apart.
 *
 *	chz-say ... | lipsync SOURCE
 *
 * Reads mouth records from standard input, noting when each arrives, and
 * records SOURCE, a sound server's monitor, noting when each sample was heard.
 * An onset is where silence ends in either; prints how late each onset of the
 * mouth is, in milliseconds, as median and as 95th percentile of the absolute
 * value, and how many there were.
 */
#include <math.h>
#include <pthread.h>
#include <pulse/simple.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RATE = 48000, BLOCK = 240, MOST = 1000, LOUD = 1000 };

static double sounds[MOST], mouths[MOST];
static int n_sounds, n_mouths;
static volatile int over;

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Onsets of the sound: loud after at least 100 ms of quiet. */
static void *
listen(void *source)
{
	const pa_sample_spec spec = { PA_SAMPLE_S16LE, RATE, 1 };
	const pa_buffer_attr attr = { .maxlength = (uint32_t)-1,
		.fragsize = BLOCK * 2 };
	pa_simple *s = pa_simple_new(NULL, "lipsync", PA_STREAM_RECORD, source,
	    "monitor", &spec, NULL, &attr, NULL);
	int16_t pcm[BLOCK];
	double quiet_ms = 1000;

	if (s == NULL)
		exit(1);
	while (!over && pa_simple_read(s, pcm, sizeof pcm, NULL) == 0) {
		double end =
		    now_ms() - (double)pa_simple_get_latency(s, NULL) / 1e3;

		for (int i = 0; i < BLOCK; i++) {
			if (abs(pcm[i]) < LOUD) {
				quiet_ms += 1000.0 / RATE;
				continue;
			}
			if (quiet_ms > 100 && n_sounds < MOST)
				sounds[n_sounds++] =
				    end - (BLOCK - i) * 1000.0 / RATE;
			quiet_ms = 0;
		}
	}
	pa_simple_free(s);
	return NULL;
}

/* Onsets of the mouth: open after it was shut. */
static void
watch(void)
{
	char line[512];
	int shut = 1;

	while (fgets(line, sizeof line, stdin) != NULL) {
		const char *at = strstr(line, "\"open\":");
		double open = at != NULL ? atof(at + 7) : -1;

		if (open >= 0.2 && shut && n_mouths < MOST)
			mouths[n_mouths++] = now_ms();
		if (open >= 0)
			shut = open < 0.05 || (shut && open < 0.2);
	}
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	double late[MOST], apart[MOST];
	pthread_t thread;
	int n = 0;

	if (argc != 2)
		return 2;
	pthread_create(&thread, NULL, listen, argv[1]);
	watch();
	over = 1;
	pthread_join(thread, NULL);
	for (int i = 0; i < n_mouths; i++)
		for (int k = 0; k < n_sounds; k++)
			if (fabs(mouths[i] - sounds[k]) < 150) {
				late[n] = mouths[i] - sounds[k];
				apart[n++] = fabs(mouths[i] - sounds[k]);
				break;
			}
	if (n == 0)
		return 1;
	qsort(late, (size_t)n, sizeof *late, by_value);
	qsort(apart, (size_t)n, sizeof *apart, by_value);
	printf("lips after sound: median %.1f ms, p95 of |offset| %.1f ms, "
	       "%d of %d onsets\n",
	    late[n / 2], apart[n * 95 / 100], n, n_sounds);
	return 0;
}
