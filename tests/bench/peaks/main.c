/*
 * peaks - how well moments are found, beside other ways to find them.
 *
 * By default a table of hard cases: for each detector the F1 score, and the
 * median of how many seconds its starts are off.  See cases.h, judge.h and
 * rivals.h for what they are.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cases.h"
#include "core/mem.h"
#include "core/opt.h"
#include "ours.h"
#include "series/surprise.h"

struct settings {
	bool held_out, calm, calibrate, speed, list;
	size_t seeds;
	double alarms, hours;
	const char *only;
};

static struct settings set;

static const struct opt options[] = {
	{ 0, "alarms", "X", "false alarms an hour that scan bears",
	    OPT_REAL(struct settings, alarms), .def = "0.1", .above = true },
	{ 0, "calibrate", NULL, "count what surprise.c's table says",
	    OPT_FLAG(struct settings, calibrate) },
	{ 0, "calm", NULL, "count alarms an hour in chat without events",
	    OPT_FLAG(struct settings, calm) },
	{ 0, "held-out", NULL, "the scenes that were kept aside",
	    OPT_FLAG(struct settings, held_out) },
	{ 0, "hours", "H", "of each kind of calm chat",
	    OPT_REAL(struct settings, hours), .def = "100" },
	{ 0, "list", NULL, "also list what scan missed and made up",
	    OPT_FLAG(struct settings, list) },
	{ 0, "only", "TEXT", "cases, or with --calm rates, that have TEXT",
	    OPT_TEXT(struct settings, only), .def = "" },
	{ 0, "seeds", "N", "scenes of each case",
	    OPT_COUNT(struct settings, seeds), .def = "4" },
	{ 0, "speed", NULL, "measure scan on its own",
	    OPT_FLAG(struct settings, speed) },
	{ 0 },
};

static const struct tool tool = {
	.name = "peaks",
	.operands = "",
	.about = "Measure how well moments are found.",
	.opts = options,
};

static void
scan_fresh(const struct chat *c, size_t how_many, struct answers *out)
{
	(void)how_many;
	ours_find(c,
	    (struct peaks_rule){ .by = 1u << PEAK_SCAN, .alarms = set.alarms },
	    false, out);
}

static void
scan_messages(const struct chat *c, size_t how_many, struct answers *out)
{
	(void)how_many;
	ours_find(c,
	    (struct peaks_rule){ .by = 1u << PEAK_SCAN, .alarms = set.alarms },
	    true, out);
}

static const struct detector {
	const char *name;
	rival_fn *find;
} detectors[] = {
	{ "scan", scan_fresh },
	{ "messages", scan_messages },
	{ "z", rival_z },
	{ "scraper", rival_scraper },
	{ "volume", rival_volume },
	{ "surge", rival_surge },
	{ "prominence", rival_prominence },
	{ "kleinberg", rival_kleinberg },
};
enum { N_DETECTORS = sizeof detectors / sizeof *detectors };

/* Hard cases -------------------------------------------------------------- */

static size_t
how_many(const struct scene *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_truth; i++)
		n += !s->truth[i].neutral;
	return n;
}

static bool
near(const struct answer *a, const struct moment *m)
{
	return a->start < m->end + 3 && m->start - 3 < a->end;
}

static void
list_scan(const struct scene *s, const struct answers *a)
{
	for (size_t i = 0; i < s->n_truth; i++) {
		const struct moment *m = &s->truth[i];
		bool found = false;

		for (size_t k = 0; k < a->n; k++)
			found |= near(&a->at[k], m) && !a->at[k].suspect;
		if (!found && !m->neutral)
			printf("  missed %ld-%ld, %.1f times %.2f\n", m->start,
			    m->end,
			    1 + s->moments[m->start] / s->base[m->start],
			    s->base[m->start]);
	}
	for (size_t k = 0; k < a->n; k++) {
		bool right = false;

		for (size_t i = 0; i < s->n_truth; i++)
			right |= near(&a->at[k], &s->truth[i]);
		if (!right)
			printf("  made up %ld-%ld, open at %ld%s\n",
			    a->at[k].start, a->at[k].end, a->at[k].opened,
			    a->at[k].suspect ? ", suspected" : "");
	}
}

static void
play(int which, uint64_t seed, struct verdict *verdicts)
{
	struct scene s;
	struct chat c;

	hard_cases[which].set(&s, seed, set.held_out);
	chat_play(&c, &s);
	for (int d = 0; d < N_DETECTORS; d++) {
		struct answers a = { 0 };

		detectors[d].find(&c, how_many(&s), &a);
		judge(&verdicts[d], &s, &a);
		if (set.list && d == 0)
			list_scan(&s, &a);
		answers_free(&a);
	}
	chat_free(&c);
	scene_end(&s);
}

static void
print_names(const char *first)
{
	printf("%-26s", first);
	for (int d = 0; d < N_DETECTORS; d++)
		printf(" %10s", detectors[d].name);
	putchar('\n');
}

static void
print_hard_case(int which, double *sum, double *least)
{
	struct verdict v[N_DETECTORS] = { 0 };

	for (long i = 0; i < (long)set.seeds * hard_cases[which].scenes; i++)
		play(which,
		    (uint64_t)(set.held_out ? 900001 : 100) +
			(uint64_t)which * 7919 + (uint64_t)i * 1000003,
		    v);
	printf("%-26s", hard_cases[which].name);
	for (int d = 0; d < N_DETECTORS; d++) {
		double f1 = verdict_f1(&v[d]);

		printf("  %.2f %3.0fs", f1, verdict_off(&v[d]));
		sum[d] += f1;
		least[d] = f1 < least[d] ? f1 : least[d];
	}
	printf("  %ld, %ld s\n", verdict_delay(&v[0], 0.5),
	    verdict_delay(&v[0], 0.9));
	fflush(stdout);
	for (int d = 0; d < N_DETECTORS; d++)
		verdict_free(&v[d]);
}

static void
print_hard_cases(void)
{
	double sum[N_DETECTORS] = { 0 }, least[N_DETECTORS];
	int n = 0;

	for (int d = 0; d < N_DETECTORS; d++)
		least[d] = 1;
	print_names("F1, and starts off by");
	for (int i = 0; i < n_hard_cases; i++) {
		if (strstr(hard_cases[i].name, set.only) == NULL)
			continue;
		print_hard_case(i, sum, least);
		n++;
	}
	printf("%-26s", "mean");
	for (int d = 0; d < N_DETECTORS; d++)
		printf("  %.3f    ", sum[d] / (n > 0 ? n : 1));
	printf("\n%-26s", "least");
	for (int d = 0; d < N_DETECTORS; d++)
		printf("  %.2f     ", least[d]);
	putchar('\n');
}

/* Chat without events ----------------------------------------------------- */

static const double rates[] = { 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 500 };
enum { N_RATES = sizeof rates / sizeof *rates };

/* Chance alone, clumps, and talk that goes up and down by itself: each
 * message provokes 0.3 others. */
static const struct calm kinds[] = {
	{ .dispersion = 1 },
	{ .dispersion = 2 },
	{ .dispersion = 5 },
	{ .dispersion = 10 },
	{ .dispersion = 1, .replies = 0.3 },
};
enum { N_KINDS = sizeof kinds / sizeof *kinds, CALM_HOURS = 10 };

static double
hours_of(double rate)
{
	return rate > 200 ? set.hours / 10
	    : rate > 20   ? set.hours / 3
			  : set.hours;
}

/* The chats of a kind, one after another: `use` is called for each. */
static double
calm_chats(double rate, struct calm kind,
    void (*use)(const struct chat *, void *), void *to)
{
	double played = 0;

	kind.rate = rate;
	kind.hours = CALM_HOURS;
	for (uint64_t seed = 1; played < hours_of(rate); seed++) {
		struct scene s;
		struct chat c;

		calm_set(&s, &kind, seed * 1000003);
		chat_play(&c, &s);
		use(&c, to);
		chat_free(&c);
		scene_end(&s);
		played += CALM_HOURS;
	}
	return played;
}

static void
count_alarms(const struct chat *c, void *to)
{
	double *found = to;

	for (int d = 0; d < 4; d++) {
		struct answers a = { 0 };

		detectors[d].find(c, 0, &a);
		found[d] += (double)a.n;
		answers_free(&a);
	}
}

static void
print_calm(void)
{
	printf("Alarms an hour: scan, its messages, z, scraper\n%7s", "rate");
	for (int k = 0; k < N_KINDS; k++)
		printf("        dispersion %2.0f%s", kinds[k].dispersion,
		    kinds[k].replies > 0 ? " + talk" : "       ");
	putchar('\n');
	for (int r = 0; r < N_RATES; r++) {
		char name[16];

		snprintf(name, sizeof name, "%7g", rates[r]);
		if (strstr(name, set.only) == NULL)
			continue;
		fputs(name, stdout);
		for (int k = 0; k < N_KINDS; k++) {
			double n[4] = { 0 };
			double h =
			    calm_chats(rates[r], kinds[k], count_alarms, n);

			printf("  %6.3f %5.3f %5.2f %5.2f", n[0] / h, n[1] / h,
			    n[2] / h, n[3] / h);
			fflush(stdout);
		}
		putchar('\n');
	}
}

/* Calibration ------------------------------------------------------------- */

enum { GRID = 10 };

struct counted {
	double alarms[GRID]; /* that are borne */
	double found[2][GRID];
};

static void
count_grid(const struct chat *c, void *to)
{
	struct counted *n = to;

	for (int m = 0; m < 2; m++) {
		double *counts = ours_counts(c, m);

		for (int g = 0; g < GRID; g++)
			n->found[m][g] += (double)ours_count(c, counts,
			    (struct peakscan_rule){ 1, n->alarms[g] });
		free(counts);
	}
}

static void
print_calibration(void)
{
	static const double never = 1e9;
	struct counted worst = { 0 };

	for (int r = 0; r < N_RATES; r++)
		for (int k = 0; k < N_KINDS - 1; k++) {
			struct counted n = { 0 };
			double h;

			for (int g = 0; g < GRID; g++)
				n.alarms[g] = pow(
				    10, surprise_alarms(2.5 + 0.25 * g, never));
			h = calm_chats(rates[r], kinds[k], count_grid, &n);
			for (int m = 0; m < 2; m++)
				for (int g = 0; g < GRID; g++)
					worst.found[m][g] =
					    fmax(worst.found[m][g],
						n.found[m][g] / h);
			printf("%7g %3.0f", rates[r], kinds[k].dispersion);
			for (int g = 0; g < GRID; g++)
				printf("  %7.3f %7.3f", n.found[0][g] / h,
				    n.found[1][g] / h);
			putchar('\n');
			fflush(stdout);
		}
	for (int g = 0; g < GRID; g++)
		printf("z %.2f: table %.3f, fresh users %.3f, messages %.3f\n",
		    2.5 + 0.25 * g, surprise_alarms(2.5 + 0.25 * g, never),
		    log10(worst.found[0][g]), log10(worst.found[1][g]));
}

/* Speed ------------------------------------------------------------------- */

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
print_speed(void)
{
	for (int r = 0; r < N_RATES; r++) {
		struct scene s;
		struct chat c;
		struct calm kind = {
			.rate = rates[r], .dispersion = 2, .hours = 24
		};
		double began, fresh, scan, *counts;

		calm_set(&s, &kind, 1);
		chat_play(&c, &s);
		began = now();
		counts = ours_counts(&c, false);
		fresh = now() - began;
		began = now();
		ours_count(&c, counts, (struct peakscan_rule){ 1, set.alarms });
		scan = now() - began;
		printf("%7g a second: fresh users %.3f us, scan %.3f us\n",
		    rates[r], fresh / (double)c.n * 1e6,
		    scan / (double)c.n * 1e6);
		free(counts);
		chat_free(&c);
		scene_end(&s);
	}
}

int
main(int argc, char *argv[])
{
	opt_parse(&tool, argc, argv, &set);
	if (set.calibrate)
		print_calibration();
	else if (set.calm)
		print_calm();
	else if (set.speed)
		print_speed();
	else
		print_hard_cases();
	return 0;
}
