#include <math.h>

#include "cases.h"

/* Numbers that both kinds of scenes are made with. */
struct habit {
	double low, high;   /* factor of a moment */
	long least, most;   /* its length */
	long nearest, rest; /* seconds between two */
};

static enum shape
any_shape(struct scene *s, bool aside)
{
	static const enum shape known[] = { BOX, DECAY };
	static const enum shape kept[] = { TRIANGLE, HUMPS, BOX };

	return aside ? kept[scene_whole(s, 0, 2)] : known[scene_whole(s, 0, 1)];
}

/* Moments from one second to another. */
static void
moments(struct scene *s, long from, long to, struct habit h, bool aside)
{
	long at = from + scene_whole(s, h.nearest, h.rest);

	while (at + h.most < to) {
		long length = scene_whole(s, h.least, h.most);

		scene_moment(s, at, length, scene_real(s, h.low, h.high),
		    any_shape(s, aside));
		at += length + scene_whole(s, h.nearest, h.rest);
	}
}

static const struct habit strong = { 3.5, 7, 12, 30, 120, 300 };

static void
weak(struct scene *s, uint64_t seed, bool aside)
{
	struct habit h = { 1.5, 2, 25, 45, 150, 300 };
	long at;

	scene_begin(s, 9000, aside ? 6 : 5, seed);
	/* Only where most of the length is that high does it stay so weak. */
	for (at = scene_whole(s, 90, 300); at + h.most < s->n;) {
		long length = scene_whole(s, h.least, h.most);

		scene_moment(s, at, length, scene_real(s, h.low, h.high),
		    aside && scene_whole(s, 0, 1) ? HUMPS : BOX);
		at += length + scene_whole(s, h.nearest, h.rest);
	}
}

/* A while after what took `length` seconds from *at, a true moment; false where
 * there is no room for it.  Moves *at behind it. */
static bool
then_moment(struct scene *s, long *at, long length, bool aside)
{
	*at += length + scene_whole(s, 100, 200);
	if (*at + 100 >= s->n)
		return false;
	length = scene_whole(s, 12, 30);
	scene_moment(
	    s, *at, length, scene_real(s, 3.5, 6), any_shape(s, aside));
	*at += length + scene_whole(s, 100, 200);
	return true;
}

static void
spammer(struct scene *s, uint64_t seed, bool aside)
{
	long at = 200;

	scene_begin(s, 7200, aside ? 1.5 : 2, seed);
	while (at + 200 < s->n) {
		long length = scene_whole(s, 20, 60);

		scene_flood(s,
		    (struct flood){
			at, at + length, 1, scene_real(s, 0.15, 0.4) });
		if (!then_moment(s, &at, length, aside))
			return;
	}
}

static void
flood(struct scene *s, uint64_t seed, bool aside)
{
	long at = 200;

	scene_begin(s, 7200, aside ? 4 : 3, seed);
	while (at + 200 < s->n) {
		long length = scene_whole(s, 25, 60);

		scene_flood(s,
		    (struct flood){ at, at + length,
			(uint32_t)scene_whole(s, 12, 40),
			scene_real(s, 2, 5) });
		if (!then_moment(s, &at, length, aside))
			return;
	}
}

static void
small(struct scene *s, uint64_t seed, bool aside)
{
	struct habit h = { 12, 24, 15, 30, 300, 900 };

	scene_begin(s, 4 * 3600, aside ? 0.08 : 0.1, seed);
	moments(s, 60, s->n, h, aside);
}

static void
close_by(struct scene *s, uint64_t seed, bool aside)
{
	long at = 150;

	scene_begin(s, 7200, aside ? 5 : 3, seed);
	while (at + 300 < s->n) {
		for (long k = scene_whole(s, 2, 4); k > 0; k--) {
			long length = scene_whole(s, 8, 15);

			scene_moment(s, at, length, scene_real(s, 4, 8),
			    aside ? TRIANGLE : BOX);
			at += length + scene_whole(s, 14, 20);
		}
		at += scene_whole(s, 90, 240);
	}
}

static void
raid(struct scene *s, uint64_t seed, bool aside)
{
	long at;

	scene_begin(s, 9000, 2, seed);
	moments(s, 60, 2400, strong, aside);
	at = scene_whole(s, 2500, 2700);
	scene_raid(s, at, aside ? 2400 : 6000, scene_real(s, 2.5, 5));
	/* In the louder chat that follows, moments are as much louder. */
	for (long i = at; i < s->n; i++)
		s->base[i] += s->raids[i];
	moments(s, at + 240, s->n, strong, aside);
	for (long i = at; i < s->n; i++)
		s->base[i] -= s->raids[i];
}

static void
rise(struct scene *s, uint64_t seed, bool aside)
{
	long from = 1200, top = from + (aside ? 500 : 700);

	scene_begin(s, 7200, 1.5, seed);
	for (long i = from; i < s->n; i++)
		s->base[i] *= i < top
		    ? 1 + 5 * (double)(i - from) / (double)(top - from)
		    : i < top + 1800
		    ? 6
		    : 1 + 5 * exp(-(double)(i - top - 1800) / 600);
	moments(s, 60, s->n, strong, aside);
}

static void
told(struct scene *s, uint64_t seed, bool aside)
{
	long at = 0;

	scene_begin(s, 7200, 3, seed);
	while (at + 700 < s->n) {
		long gap = at + scene_whole(s, 400, 520);
		long end = gap + scene_whole(s, 30, aside ? 200 : 120);

		moments(s, at, gap - 30, strong, aside);
		for (long i = gap; i < end; i++)
			s->unseen[i] = true;
		at = end;
		/* One soon after those who chat are heard again. */
		if (scene_whole(s, 0, 1))
			scene_moment(s, at + scene_whole(s, 12, 40),
			    scene_whole(s, 12, 30), scene_real(s, 3.5, 7),
			    any_shape(s, aside));
		at += 60;
	}
}

static void
untold(struct scene *s, uint64_t seed, bool aside)
{
	long at = 0;

	scene_begin(s, 7200, aside ? 2 : 3, seed);
	while (at + 900 < s->n) {
		long gap = at + scene_whole(s, 500, 700);
		long end = gap + scene_whole(s, 40, aside ? 300 : 200);

		moments(s, at, gap - 30, strong, aside);
		for (long i = gap; i < end; i++)
			s->silent[i] = true;
		at = end;
	}
	moments(s, at, s->n, strong, aside);
}

static void
fast(struct scene *s, uint64_t seed, bool aside)
{
	struct habit h = { 1.7, 3, 10, 35, 90, 240 };

	scene_begin(s, 5400, aside ? 240 : 200, seed);
	s->dispersion = 4;
	for (long i = 0; i < s->n; i++)
		s->base[i] *=
		    1 + 0.25 * sin((double)i / 140) + 0.1 * sin((double)i / 31);
	moments(s, 60, s->n, h, aside);
}

/* The first moment soon after the beginning, the last up to the end. */
static void
edges(struct scene *s, uint64_t seed, bool aside)
{
	long at, last, length;

	scene_begin(s, 600, aside ? 5 : 3, seed);
	length = scene_whole(s, 12, 25);
	at = scene_whole(s, 20, 45);
	scene_moment(s, at, length, scene_real(s, 4, 7), any_shape(s, aside));
	last = s->n - scene_whole(s, 10, 20);
	moments(s, at + 60, last - 60, strong, aside);
	scene_moment(s, last, s->n - last, scene_real(s, 4, 7), BOX);
}

static void
drift(struct scene *s, uint64_t seed, bool aside)
{
	double walk = 0, period = scene_real(s, 90, 160);

	scene_begin(s, 9000, 4, seed);
	for (long i = 0; i < s->n; i++) {
		walk = 0.999 * walk + scene_real(s, -0.03, 0.03);
		s->base[i] *= exp(walk) * (1 + 0.5 * sin((double)i / period));
	}
	moments(s, 60, s->n, strong, aside);
}

static void
heavy(struct scene *s, uint64_t seed, bool aside)
{
	scene_begin(s, 9000, aside ? 5 : 4, seed);
	s->spread = 0.9;
	s->dispersion = 2;
	moments(s, 60, s->n, (struct habit){ 4, 8, 12, 30, 120, 300 }, aside);
}

static void
talk(struct scene *s, uint64_t seed, bool aside)
{
	scene_begin(s, 9000, aside ? 2 : 3, seed);
	s->replies = 0.5;
	moments(s, 60, s->n, (struct habit){ 4, 8, 15, 30, 150, 300 }, aside);
}

const struct hard_case hard_cases[] = {
	{ "weak moments, 1.5-2 times", weak, 1 },
	{ "one user spamming", spammer, 1 },
	{ "small channel, 0.1/s", small, 1 },
	{ "bot flood", flood, 1 },
	{ "moments 14-20 s apart", close_by, 1 },
	{ "raid that stays", raid, 1 },
	{ "slow rise", rise, 1 },
	{ "outage told", told, 1 },
	{ "outage untold", untold, 1 },
	{ "200 messages/s", fast, 1 },
	{ "edges of the stream", edges, 12 },
	{ "drift", drift, 1 },
	{ "heavy-tailed noise", heavy, 1 },
	{ "messages provoke others", talk, 1 },
};
const int n_hard_cases = sizeof hard_cases / sizeof *hard_cases;

void
calm_set(struct scene *s, const struct calm *c, uint64_t seed)
{
	scene_begin(s, c->hours * 3600, c->rate, seed);
	s->dispersion = c->dispersion;
	s->replies = c->replies;
}
