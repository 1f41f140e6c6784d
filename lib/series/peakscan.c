/* Scans for moments: windows, levels, and the life of a peak. */
#include <math.h>

#include <string.h>

#include "series/peakscan.h"
#include "series/surprise.h"

/* Seconds. */
static const double windows[PEAKSCAN_WINDOWS] = { 3, 5, 8, 13, 20, 30, 45 };
static const double shortest = 3, longest = 60, proof = 180, join = 8,
		    late_by = 30, before = 30, loud = 10, settled = 20,
		    echo_lasts = 16, memory = 600, forgotten = 300;

/* Less is no moment to anyone. */
static const double least_ratio = 1.3, least_excess = 4, least_z = 2;
/* Without its loudest place a peak keeps that share of its z; the z against
 * the half minute before. */
static const double least_rest = 0.7, least_contrast = 2.5;
/* Nats. */
static const double enough_fall = 5, enough_silence = 14;
/* A place that expects nothing would make one message infinitely likely. */
static const double least_level = 0.02;

static int64_t
places(const struct peakscan *s, double seconds)
{
	double n = seconds / s->rule.place_sec;

	return n > 1 ? (int64_t)(n + 0.5) : 1;
}

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

void
peakscan_init(struct peakscan *s, struct peakscan_rule rule)
{
	*s = (struct peakscan){ .rule = rule };
	s->alarms = log10(rule.alarms);
	s->kept = 1 - 1 / larger(memory / rule.place_sec, 60);
	s->least = s->step[0].dispersion = s->step[1].dispersion = 1.5;
	for (int i = 0; i < PEAKSCAN_WINDOWS; i++) {
		int64_t length = places(s, windows[i]);
		int n = s->n_windows;

		if (n == 0 || length > s->window[n - 1].length)
			s->window[s->n_windows++] = (struct peakscan_window){
				.length = length, .own = 1, .dispersion = 1.5
			};
	}
}

/* The ring ----------------------------------------------------------------- */

static struct peakscan_place *
at(struct peakscan *s, int64_t i)
{
	return &s->ring[i & (PEAKSCAN_RING - 1)];
}

/* Of those seen, from..to, as far as there are; not more than the ring has. */
static double
sum(struct peakscan *s, int64_t from, int64_t to)
{
	double until = to > 0 ? at(s, to - 1)->total : 0;

	return until - (from > 0 ? at(s, from - 1)->total : 0);
}

static int64_t
late(const struct peakscan *s)
{
	return s->n - places(s, late_by);
}

static void
put(struct peakscan *s, int64_t i, double count)
{
	at(s, i)->count = count;
	at(s, i)->total = count + (i > 0 ? at(s, i - 1)->total : 0);
}

static void
push(struct peakscan *s, double count)
{
	at(s, s->n)->place = s->now;
	put(s, s->n++, count);
}

/* How counts vary ---------------------------------------------------------- */

/* A guess is worth ten windows and ten messages. */
static double
guess_weight(double level, double length)
{
	return length * 10 * (1 + level * length);
}

/* Learns the difference of two stretches that end before `end`. */
static void
learn_step(struct peakscan *s, int i, int64_t length, int64_t end)
{
	struct peakscan_step *step = &s->step[i];
	double now = sum(s, end - length, end);
	double then = sum(s, end - 2 * length, end - length);

	spread_learn(&step->spread, (now - then) * (now - then), now + then,
	    step->dispersion, s->kept);
	step->dispersion = spread_of(&step->spread, 1.5,
	    2 * guess_weight(s->level.mean[0], (double)length));
}

/* Whether places until `last` are no peak's, as far as is known so late. */
static bool
is_calm(const struct peakscan *s, int64_t first, int64_t last)
{
	return first >= s->clean &&
	    (s->state != PEAKSCAN_ON || last < s->start);
}

static void
learn_steps(struct peakscan *s)
{
	int64_t end = late(s);

	if (s->n >= 2)
		learn_step(s, 0, 1, s->n);
	if (end >= 8 && is_calm(s, end - 8, end - 1))
		learn_step(s, 1, 4, end);
	s->least =
	    larger(larger(s->step[0].dispersion, s->step[1].dispersion), 1);
}

/* Learns the window that has just become half a minute old. */
static void
learn_window(struct peakscan *s, struct peakscan_window *w, double kept)
{
	int64_t end = late(s), start = end - w->length;
	double length = (double)w->length, n, mean, off;

	if (start < 1 || !is_calm(s, start, end - 1))
		return;
	n = level_weight(&at(s, start - 1)->level, s->rule.place_sec);
	if (length > n)
		return;
	mean = length * at(s, start - 1)->level.mean[0];
	off = sum(s, start, end) - mean;
	if (off < 0)
		off = fmax(off,
		    -sqrt(larger(larger(w->own, s->step[1].dispersion), 1) *
			mean));
	spread_learn(
	    &w->spread, off * off, mean * (1 + length / n), w->own, kept);
}

static void
take_dispersion(struct peakscan *s, struct peakscan_window *w)
{
	double b = s->level.mean[0], length = (double)w->length;
	double mean = b * length;

	w->own = spread_of(&w->spread, 1, guess_weight(b, length));
	/* Of the deviations below the level not all has been counted. */
	w->dispersion =
	    larger(w->own * (1 + 0.25 * mean / (mean + 2)), s->least);
}

static void
learn_windows(struct peakscan *s)
{
	/* Thirty messages, where they are rare. */
	double kept =
	    larger(s->kept, 1 - (s->level.mean[0] + least_level / 20) / 30);

	for (int k = 0; k < s->n_windows; k++) {
		learn_window(s, &s->window[k], kept);
		take_dispersion(s, &s->window[k]);
	}
}

/* Looking ------------------------------------------------------------------ */

/* The z of `count` in so many places behind `level`. */
static double
z_of(const struct peakscan *s, double count, double length,
    const struct level *level, double spread)
{
	double n = level_weight(level, s->rule.place_sec);
	double mean = length * (level->mean[0] + 0.5 / n);

	if (count < least_ratio * mean || count - mean < least_excess)
		return 0;
	return surprise_z(count, mean, spread * (1 + length / n));
}

/* The highest z of the windows that end now, and which it is. */
static double
look(struct peakscan *s, int *which)
{
	double best = 0;

	for (int k = 0; k < s->n_windows; k++) {
		const struct peakscan_window *w = &s->window[k];
		int64_t from = s->n - w->length;
		const struct level *level;
		double n, z;

		if (from < 1)
			break;
		level =
		    &at(s, s->state == PEAKSCAN_ON ? s->start - 1 : from - 1)
			 ->level;
		n = level_weight(level, s->rule.place_sec);
		if (n < 5 || n < (double)w->length)
			break;
		z = z_of(s, sum(s, from, s->n), (double)w->length, level,
		    s->window[k].dispersion);
		if (z > best) {
			best = z;
			*which = k;
		}
	}
	return best;
}

/* The likeliest place where the level became the rate. */
static int64_t
start_of(struct peakscan *s, double rate, double level)
{
	double base = level + least_level, best = -INFINITY, sum_ = 0;
	double gain = log(rate / base);
	int64_t from = s->n - PEAKSCAN_RING / 2, start = s->n - 1;

	from = from > s->clean ? from : s->clean;
	for (int64_t i = s->n - 1; i >= from && i >= 1; i--) {
		sum_ += at(s, i)->count * gain - (rate - base);
		if (sum_ > best) {
			best = sum_;
			start = i;
		}
	}
	return start;
}

static double
most(struct peakscan *s, int64_t from, int64_t to)
{
	double count = 0;

	for (int64_t i = from; i < to; i++)
		count = larger(count, at(s, i)->count);
	return count;
}

/* Whether it is more than one loud place. */
static bool
is_lasting(struct peakscan *s, int64_t start, double spread, double z)
{
	const struct level *level = &at(s, start - 1)->level;
	double length = (double)(s->n - start - 1), n, mean, rest;

	if (s->n - start < places(s, shortest))
		return false;
	if (places(s, shortest) == 1)
		return true;
	n = level_weight(level, s->rule.place_sec);
	mean = length * level->mean[0] + 0.001;
	rest = sum(s, start, s->n) - most(s, start, s->n);
	return rest >= least_ratio * mean &&
	    surprise_z(rest, mean, spread * (1 + length / n)) >= least_rest * z;
}

/* Whether it stands out against what was just before. */
static bool
is_sudden(struct peakscan *s, int64_t start, double spread)
{
	int64_t n =
	    places(s, before) < start - 1 ? places(s, before) : start - 1;
	double length = (double)(s->n - start), mean, count;

	if (n < 5)
		return true;
	count = sum(s, start, s->n);
	mean = length * (sum(s, start - n, start) + 0.5) / (double)n;
	return count >= least_ratio * mean &&
	    surprise_z(count, mean, spread * (1 + length / (double)n)) >=
	    least_contrast;
}

/* Reports ------------------------------------------------------------------ */

static void
report(struct peakscan *s, struct peakscan_report *peak, bool open)
{
	peak->open = open;
	if (s->n_reports < PEAKSCAN_REPORTS)
		s->report[s->n_reports++] = *peak;
}

bool
peakscan_next(struct peakscan *s, struct peakscan_report *out)
{
	if (s->n_reports == 0)
		return false;
	*out = s->report[0];
	memmove(s->report, s->report + 1,
	    (size_t)--s->n_reports * sizeof *s->report);
	return true;
}

static void
finish(struct peakscan *s)
{
	if (s->state != PEAKSCAN_CALM)
		report(s, &s->peak, false);
	s->state = PEAKSCAN_CALM;
}

static double
alarms_of(const struct peakscan *s, double z, double level)
{
	return surprise_alarms(
	    z, larger(level, least_level) / s->rule.place_sec);
}

/* A peak's life ------------------------------------------------------------ */

static void
learn(struct peakscan *s, double count)
{
	level_learn(
	    &s->level, count, s->window[0].dispersion, s->rule.place_sec);
}

/* What was from..to counts as the level before; what came later is learned. */
static void
flatten(struct peakscan *s, int64_t from, int64_t to)
{
	int64_t oldest = s->n - PEAKSCAN_RING / 2;

	from = from > oldest ? from : oldest;
	from = from > 1 ? from : 1;
	s->level = at(s, from - 1)->level;
	for (int64_t i = from; i < s->n; i++) {
		put(s, i, i < to ? s->level.mean[0] : at(s, i)->count);
		if (i >= to)
			learn(s, at(s, i)->count);
		at(s, i)->level = s->level;
	}
	s->clean = to;
}

static void
open(struct peakscan *s, int64_t start, double rate, double z)
{
	const struct level *level = &at(s, start - 1)->level;
	bool goes_on = s->state == PEAKSCAN_OVER &&
	    at(s, start)->place - s->peak.end < places(s, join);

	if (!goes_on) {
		finish(s);
		s->peak = (struct peakscan_report){ .id = s->now,
			.start = at(s, start)->place,
			.end = s->now + 1,
			.loudest = s->now,
			.score = -alarms_of(s, z, level->mean[0]),
			.level = level->mean[0],
			.rate = rate };
		report(s, &s->peak, true);
	}
	s->state = PEAKSCAN_ON;
	s->start = start;
	s->end = s->n;
	s->fall = 0;
	s->level = *level;
}

static void
watch(struct peakscan *s)
{
	int k = 0;
	double z = look(s, &k), rate, level;
	int64_t start;

	if (z < least_z)
		return;
	if (s->state == PEAKSCAN_ON) {
		s->peak.score =
		    larger(s->peak.score, -alarms_of(s, z, s->peak.level));
		return;
	}
	level = at(s, s->n - 1 - s->window[k].length)->level.mean[0];
	if (alarms_of(s, z, level) > s->alarms)
		return;
	rate = sum(s, s->n - s->window[k].length, s->n) /
	    (double)s->window[k].length;
	start = start_of(s, rate, level);
	if (is_lasting(s, start, s->window[k].dispersion, z) &&
	    is_sudden(s, start, s->window[k].dispersion))
		open(s, start, rate, z);
}

/* The peak's end is known. */
static void
close(struct peakscan *s, int64_t end)
{
	s->peak.end = at(s, end - 1)->place + 1;
	s->state = PEAKSCAN_OVER;
	/* A third of it goes on dying away, and is no peak of its own. */
	s->echo = 0.35 * (s->peak.rate - s->peak.level);
	flatten(s, s->start, end);
}

/* The peak that became the level is over too. */
static void
release(struct peakscan *s, int64_t end, bool stays)
{
	if (!s->holds)
		return;
	s->held.end = end;
	s->held.stays = stays;
	report(s, &s->held, false);
	s->holds = false;
}

/* Whether a peak that became the level was one that fades, or stays. */
static void
judge_held(struct peakscan *s)
{
	int64_t length = places(s, settled);
	double rate = sum(s, s->n - length, s->n) / (double)length;

	if (!s->holds)
		return;
	if (rate < (s->held.level + s->held_rate) / 2)
		release(s, s->now - length / 2, false);
	else if (s->now - s->held.start > places(s, proof))
		release(s, s->held.end, true);
}

/* The peak is the level from now on. */
static void
settle(struct peakscan *s)
{
	const struct peakscan_window *w = &s->window[s->n_windows - 1];
	double rate = sum(s, s->n - w->length, s->n) / (double)w->length;

	release(s, s->held.end, true);
	s->peak.end = s->now + 1;
	s->held = s->peak;
	s->held_rate = rate;
	s->holds = true;
	s->state = PEAKSCAN_CALM;
	s->level = (struct level){ { rate, rate, rate }, (double)w->length };
	for (int i = 0; i < PEAKSCAN_RING; i++)
		s->ring[i].level = s->level;
	s->clean = s->n;
	s->echo = 0;
}

static void
follow_loudest(struct peakscan *s)
{
	int64_t from = s->n - places(s, loud);
	double rate;

	from = from > s->start ? from : s->start;
	if (s->n - from < places(s, shortest))
		return;
	rate = sum(s, from, s->n) / (double)(s->n - from);
	if (rate < s->peak.rate)
		return;
	s->peak.rate = rate;
	s->peak.loudest = at(s, (from + s->n - 1) / 2)->place;
}

static void
follow(struct peakscan *s, double count)
{
	double base = s->level.mean[0] + least_level;

	follow_loudest(s);
	s->fall += (s->peak.rate - base - count * log(s->peak.rate / base)) /
	    s->window[s->n_windows > 1].dispersion;
	if (s->fall <= 0) {
		s->fall = 0;
		s->end = s->n;
	}
	if (s->fall > enough_fall && s->n - s->end >= places(s, shortest))
		close(s, s->end);
	else if (s->now + 1 - s->peak.start >= places(s, longest))
		settle(s);
}

/* Places ------------------------------------------------------------------- */

/* Whether the silence has become an outage; a peak has ended with it. */
static bool
is_out(struct peakscan *s, double count)
{
	double spread = s->window[s->n_windows - 1].dispersion, nats;
	int64_t from;

	if (count > 0) {
		s->silent = 0;
		s->out = false;
		return false;
	}
	s->silent++;
	/* How unlikely so many empty places are: negative binomial. */
	nats = (double)s->silent * s->level.mean[0];
	if (spread > 1.001)
		nats *= log(spread) / (spread - 1);
	if (s->out || nats < enough_silence)
		return s->out;
	s->out = true;
	from = s->n - s->silent + 1;
	if (s->state == PEAKSCAN_ON)
		close(s, from > s->start ? from : s->start + 1);
	flatten(s, from, s->n);
	return true;
}

/* The count without what is left of the last peak. */
static double
without_echo(struct peakscan *s, double count)
{
	double level = s->level.mean[0], rest = count - s->echo;

	if (s->state == PEAKSCAN_ON || s->echo < 0.01)
		return count;
	s->echo *= exp(-s->rule.place_sec / echo_lasts);
	if (count <= level)
		return count;
	return larger(rest, level);
}

static void
begin_anew(struct peakscan *s)
{
	s->n = s->clean = 0;
	s->level = (struct level){ 0 };
	s->echo = 0;
}

void
peakscan_add(struct peakscan *s, double count)
{
	if (s->unseen > places(s, forgotten) ||
	    (s->out && count > 0 && s->silent > places(s, forgotten)))
		begin_anew(s);
	s->unseen = 0;
	if (s->state == PEAKSCAN_OVER &&
	    s->now - s->peak.end > places(s, join) + places(s, 20))
		finish(s);
	if (is_out(s, count)) {
		finish(s);
		s->now++;
		return;
	}
	count = without_echo(s, count);
	push(s, count);
	watch(s);
	if (s->state == PEAKSCAN_ON)
		follow(s, count);
	if (s->state != PEAKSCAN_ON)
		learn(s, count);
	at(s, s->n - 1)->level = s->level;
	judge_held(s);
	learn_windows(s);
	learn_steps(s);
	s->now++;
}

void
peakscan_skip(struct peakscan *s)
{
	s->now++;
	if (++s->unseen <= places(s, join))
		return;
	if (s->state == PEAKSCAN_ON)
		close(s, s->n);
	finish(s);
	release(s, s->held.end, false);
}

void
peakscan_end(struct peakscan *s)
{
	if (s->state == PEAKSCAN_ON)
		close(s, s->fall > enough_fall / 2 ? s->end : s->n);
	finish(s);
	release(s, s->held.end, false);
}

bool
peakscan_is_on(const struct peakscan *s)
{
	return s->state == PEAKSCAN_ON;
}

int64_t
peakscan_oldest(const struct peakscan *s)
{
	int64_t seen = s->n - PEAKSCAN_RING / 2, oldest = s->now;

	if (s->holds)
		return s->held.start;
	if (s->state != PEAKSCAN_CALM)
		return s->peak.start;
	seen = seen > s->clean ? seen : s->clean;
	if (seen >= 0 && seen < s->n)
		oldest = s->ring[seen & (PEAKSCAN_RING - 1)].place;
	return oldest;
}
