#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chat.h"
#include "core/mem.h"
#include "core/random.h"

enum {
	AHEAD = 64, /* seconds that a message can be put off */
	RECENT = 8, /* writers who may go on talking */
	LURKERS = 1 << 20,
	RAIDERS = 2 << 20,
	BOTS = 3 << 20,
	ACCOUNTS = 4 << 20
};

double
scene_real(struct scene *s, double low, double high)
{
	return low + (high - low) * random_share(&s->chance);
}

long
scene_whole(struct scene *s, long low, long high)
{
	return low + (long)random_below(&s->chance, (uint64_t)(high - low + 1));
}

void
scene_begin(struct scene *s, long n, double base, uint64_t seed)
{
	*s = (struct scene){ .n = n, .dispersion = 1, .chance = seed };
	s->base = xcalloc((size_t)n, sizeof *s->base);
	s->moments = xcalloc((size_t)n, sizeof *s->moments);
	s->raids = xcalloc((size_t)n, sizeof *s->raids);
	s->unseen = xcalloc((size_t)n, sizeof *s->unseen);
	s->silent = xcalloc((size_t)n, sizeof *s->silent);
	for (long i = 0; i < n; i++)
		s->base[i] = base;
}

void
scene_end(struct scene *s)
{
	free(s->base);
	free(s->moments);
	free(s->raids);
	free(s->unseen);
	free(s->silent);
	free(s->truth);
	free(s->floods);
}

/* How high a moment is at a share of its length. */
static double
height(enum shape shape, double at)
{
	switch (shape) {
	case DECAY:
		return exp(-1.6 * at);
	case TRIANGLE:
		return at < 0.3 ? at / 0.3 : (1 - at) / 0.7;
	case HUMPS:
		return at > 0.4 && at < 0.55 ? 0.45 : 1;
	case BOX:
		break;
	}
	return 1;
}

static void
add_truth(struct scene *s, struct moment m)
{
	MEM_RESERVE(s->truth, s->truth_cap, s->n_truth + 1);
	s->truth[s->n_truth++] = m;
}

void
scene_moment(
    struct scene *s, long start, long length, double factor, enum shape shape)
{
	long end = start + length < s->n ? start + length : s->n;

	for (long i = start; i < end; i++)
		s->moments[i] += (factor - 1) * s->base[i] *
		    height(shape, ((double)(i - start) + 0.5) / (double)length);
	/* What is left of a decaying one when it is over. */
	for (long i = end; shape == DECAY && i < end + length && i < s->n; i++)
		s->moments[i] += (factor - 1) * s->base[i] *
		    height(shape, ((double)(i - start) + 0.5) / (double)length);
	add_truth(s, (struct moment){ start, end, false });
}

void
scene_raid(struct scene *s, long start, long length, double factor)
{
	for (long i = start; i < start + length && i < s->n; i++)
		s->raids[i] += (factor - 1) * s->base[i] *
		    exp(-(double)(i - start) / (double)length);
	add_truth(s, (struct moment){ start, start + 90, true });
}

void
scene_flood(struct scene *s, struct flood f)
{
	MEM_RESERVE(s->floods, s->floods_cap, s->n_floods + 1);
	s->floods[s->n_floods++] = f;
}

/* Chance ------------------------------------------------------------------ */

static double
normal(uint64_t *c)
{
	double r = sqrt(-2 * log(1 - random_share(c)));

	return r * cos(6.283185307179586 * random_share(c));
}

/* By counting for small means, else the normal one next to it. */
static uint32_t
poisson(uint64_t *c, double mean)
{
	double product, floor_at;
	uint32_t n = 0;

	if (mean <= 0)
		return 0;
	if (mean > 60) {
		double x = mean + sqrt(mean) * normal(c);

		return x > 0 ? (uint32_t)(x + 0.5) : 0;
	}
	floor_at = exp(-mean);
	for (product = random_share(c); product > floor_at; n++)
		product *= random_share(c);
	return n;
}

/* G. Marsaglia and W. W. Tsang, "A simple method for generating gamma
 * variables", ACM TOMS 26 (2000). */
static double
gamma_of(uint64_t *c, double shape)
{
	double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;

	for (;;) {
		double x = normal(c), v = 1 + x / sqrt(9 * d);

		v = v * v * v;
		if (v <= 0 ||
		    log(1 - random_share(c)) >=
			x * x / 2 + d * (1 - v + log(v)))
			continue;
		if (shape < 1)
			v *= pow(random_share(c), 1 / shape);
		return d * v;
	}
}

/* A count of that mean and `dispersion` times the variance of a Poisson one:
 * a negative binomial. */
static uint32_t
count_of(uint64_t *c, double mean, double dispersion)
{
	if (mean > 0 && dispersion > 1)
		mean = (dispersion - 1) * gamma_of(c, mean / (dispersion - 1));
	return poisson(c, mean);
}

/* Playing ----------------------------------------------------------------- */

struct play {
	struct scene *scene;
	struct chat *chat;
	long now;
	double population;
	uint32_t recent[RECENT];
	uint32_t *later[AHEAD]; /* who writes in the seconds to come */
	size_t n_later[AHEAD], cap_later[AHEAD];
	int32_t *wrote; /* in which second an account wrote last, plus 1 */
};

static void
put_off(struct play *p, uint32_t who, long seconds)
{
	long slot = (p->now + seconds) % AHEAD;

	MEM_RESERVE(p->later[slot], p->cap_later[slot], p->n_later[slot] + 1);
	p->later[slot][p->n_later[slot]++] = who;
}

static void
say(struct play *p, uint32_t who)
{
	struct chat *c = p->chat;

	c->at[p->now].chats++;
	p->recent[c->at[p->now].chats % RECENT] = who;
	if (p->wrote[who] == p->now + 1)
		return;
	p->wrote[who] = (int32_t)p->now + 1;
	MEM_RESERVE(c->marks, c->marks_cap, c->n_marks + 1);
	c->marks[c->n_marks++] = (who + 1) * 0x9e3779b1u >> 2;
}

static uint32_t
regular(struct play *p)
{
	uint64_t *c = &p->scene->chance;
	double u = random_share(c);

	if (random_below(c, 4) == 0)
		return p->recent[random_below(c, RECENT)];
	u = u * u * p->population;
	return u < LURKERS - 1 ? (uint32_t)u : LURKERS - 1;
}

/* Someone of a crowd, who may write again. */
static void
crowd(struct play *p, double rate, uint32_t first)
{
	uint64_t *c = &p->scene->chance;

	for (uint32_t n = poisson(c, rate / 1.35); n > 0; n--) {
		uint32_t who = random_below(c, 10) < 3
		    ? regular(p)
		    : first + (uint32_t)random_below(c, 1 << 20);

		say(p, who);
		if (random_below(c, 20) < 7)
			put_off(p, who, 2 + (long)random_below(c, 5));
	}
}

static void
base(struct play *p)
{
	struct scene *s = p->scene;
	double rate = s->base[p->now] * (1 - s->replies);
	uint32_t n;

	if (s->spread > 0)
		rate *= exp(
		    s->spread * normal(&s->chance) - s->spread * s->spread / 2);
	for (n = count_of(&s->chance, rate, s->dispersion); n > 0; n--)
		say(p, regular(p));
}

/* Every message provokes others in the seconds that follow: Hawkes' process. */
static void
reply(struct play *p)
{
	struct scene *s = p->scene;
	uint32_t n = p->chat->at[p->now].chats;

	if (s->replies <= 0)
		return;
	for (n = poisson(&s->chance, n * s->replies); n > 0; n--) {
		double wait = 1 - 4 * log(1 - random_share(&s->chance));

		put_off(
		    p, regular(p), wait < AHEAD - 1 ? (long)wait : AHEAD - 1);
	}
}

static void
floods(struct play *p)
{
	struct scene *s = p->scene;

	for (size_t i = 0; i < s->n_floods; i++) {
		const struct flood *f = &s->floods[i];

		if (p->now < f->start || p->now >= f->end)
			continue;
		for (uint32_t k = 0; k < f->accounts; k++) {
			uint32_t n = poisson(&s->chance, 1 / f->pause);

			while (n-- > 0)
				say(p, BOTS + (uint32_t)i * 256 + k);
		}
	}
}

static void
play_second(struct play *p)
{
	long slot = p->now % AHEAD;
	size_t n = p->n_later[slot];

	p->n_later[slot] = 0;
	if (p->scene->silent[p->now] || p->scene->unseen[p->now])
		return;
	for (size_t i = 0; i < n; i++)
		say(p, p->later[slot][i]);
	base(p);
	crowd(p, p->scene->moments[p->now], LURKERS);
	crowd(p, p->scene->raids[p->now], RAIDERS);
	floods(p);
	reply(p);
}

void
chat_play(struct chat *c, struct scene *s)
{
	struct play p = { .scene = s, .chat = c };

	*c = (struct chat){ .n = s->n };
	c->at = xcalloc((size_t)s->n, sizeof *c->at);
	p.wrote = xcalloc(ACCOUNTS, sizeof *p.wrote);
	for (p.now = 0; p.now < s->n; p.now++) {
		p.population = 20 + 150 * s->base[p.now];
		play_second(&p);
		c->at[p.now].unseen = s->unseen[p.now];
		c->at[p.now].marks_end = c->n_marks;
	}
	for (int i = 0; i < AHEAD; i++)
		free(p.later[i]);
	free(p.wrote);
}

void
chat_free(struct chat *c)
{
	free(c->at);
	free(c->marks);
	*c = (struct chat){ 0 };
}

size_t
chat_marks(const struct chat *c, long sec, const uint32_t **marks)
{
	size_t from = sec > 0 ? c->at[sec - 1].marks_end : 0;

	*marks = c->marks + from;
	return c->at[sec].marks_end - from;
}
