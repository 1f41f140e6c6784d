/* Sums the layers of an avatar's movement into frames. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "avatar/puppet.h"
#include "core/mem.h"
#include "core/random.h"

static const double TAU = 6.283185307179586;

/* Inputs that a layer computes; the rest only follow poses. */
enum role {
	ROLE_NONE,
	ROLE_EYE_OPEN,
	ROLE_GAZE_X,
	ROLE_GAZE_Y,
	ROLE_HEAD_X,
	ROLE_HEAD_Y,
	ROLE_HEAD_Z,
	ROLE_BODY_X,
	ROLE_BODY_Y,
	ROLE_BROW,
	ROLE_LEG_LEFT,
	ROLE_LEG_RIGHT,
	ROLE_MOUTH,
	ROLE_MOUTH_FORM,
	ROLE_VOWEL,
	ROLE_SILENCE,
	ROLE_BREATH
};

static const struct {
	const char *name;
	enum role role;
	double rest; /* where it is when nothing moves it */
} roles[] = {
	{ "EyeOpenLeft", ROLE_EYE_OPEN, 1 },
	{ "EyeOpenRight", ROLE_EYE_OPEN, 1 },
	{ "EyeLeftX", ROLE_GAZE_X, 0 },
	{ "EyeRightX", ROLE_GAZE_X, 0 },
	{ "MousePositionX", ROLE_GAZE_X, 0 },
	{ "EyeLeftY", ROLE_GAZE_Y, 0 },
	{ "EyeRightY", ROLE_GAZE_Y, 0 },
	{ "MousePositionY", ROLE_GAZE_Y, 0 },
	{ "FaceAngleX", ROLE_HEAD_X, 0 },
	{ "FaceAngleY", ROLE_HEAD_Y, 0 },
	{ "FaceAngleZ", ROLE_HEAD_Z, 0 },
	{ "MouthOpen", ROLE_MOUTH, 0 },
	{ "VoiceVolumePlusMouthOpen", ROLE_MOUTH, 0 },
	{ "MouthSmile", ROLE_MOUTH_FORM, 0.5 },
	{ "VoiceFrequencyPlusMouthSmile", ROLE_MOUTH_FORM, 0.5 },
	{ "VoiceA", ROLE_VOWEL, 0 },
	{ "VoiceI", ROLE_VOWEL, 0 },
	{ "VoiceU", ROLE_VOWEL, 0 },
	{ "VoiceE", ROLE_VOWEL, 0 },
	{ "VoiceO", ROLE_VOWEL, 0 },
	{ "VoiceSilence", ROLE_SILENCE, 1 },
	{ "AIsChocoBreath", ROLE_BREATH, 0.5 },
	{ "ChzBreath", ROLE_BREATH, 0.5 },
	{ "BrowLeftY", ROLE_BROW, 0.5 },
	{ "BrowRightY", ROLE_BROW, 0.5 },
	{ "Brows", ROLE_BROW, 0.5 },
	{ "FacePositionX", ROLE_BODY_X, 0 },
	{ "FacePositionY", ROLE_BODY_Y, 0 },
	{ "AIsChocoLegL", ROLE_LEG_LEFT, 0 },
	{ "AIsChocoLegR", ROLE_LEG_RIGHT, 0 },
};

/*
 * The fastest that a body's part moves, in its units a second; what the layers
 * ask for beyond that comes a frame or two later.  Lids shut in 70 ms, lips
 * open in 50, eyes jump.
 */
static double
fastest(enum role role)
{
	switch (role) {
	case ROLE_EYE_OPEN:
	case ROLE_MOUTH:
	case ROLE_VOWEL:
	case ROLE_SILENCE:
		return 20;
	case ROLE_GAZE_X:
	case ROLE_GAZE_Y:
		return 12;
	case ROLE_HEAD_X:
	case ROLE_HEAD_Y:
	case ROLE_HEAD_Z:
		return 90;
	case ROLE_LEG_LEFT:
	case ROLE_LEG_RIGHT:
		return 200;
	case ROLE_BODY_X:
	case ROLE_BODY_Y:
		return 30;
	default:
		return 8;
	}
}

/* One input of the model. */
struct puppet_input {
	char *name;
	enum role role;
	double min, max;
	double rest;
	struct motion base; /* the emotion's pose */
	bool shown;         /* in a frame, as `last` */
	double last;
};

struct blink {
	double next, begin; /* of the one to come, of the last one */
	bool twice;         /* which is the second of two */
};

/* What the body does with the voice. */
struct puppet_talk {
	struct motion lively; /* 0 to 1 */
	double energy;        /* openness, smoothed */
	bool voiced;
	double shut_at;                  /* when the lips shut last */
	double beat_at, beat, next_beat; /* a stress, and how strong it is */
	double nod_at;                   /* at the end of a phrase */
};

struct puppet {
	const struct poses *poses;
	struct puppet_settings settings;
	uint64_t dice;
	struct puppet_input *inputs;
	size_t n, cap;
	const struct pose *pose;

	struct blink blink;
	struct motion gaze_x, gaze_y; /* the eyes */
	struct motion head_x, head_y; /* which follow, slower */
	struct motion idle;           /* how lively, 0 to 1 */
	struct motion mouth, vowels[5];
	struct motion leg_left, leg_right;
	double next_gaze, next_attend, next_legs;
	struct puppet_talk talk;
	double last_mouth;          /* when the mouth was last reported */
	double bounce_at, given_at; /* the last bounce, the last donation */
	struct motion joy;          /* over donations, 0 to 1 */
	double last_frame;
	bool speaking;
};

static const char vowel_names[] = "aiueo";

struct puppet *
puppet_new(const struct poses *poses, const struct puppet_settings *settings)
{
	struct puppet *p = xcalloc(1, sizeof *p);

	p->poses = poses;
	p->settings = *settings;
	p->dice = settings->seed;
	p->idle = (struct motion){ .to = settings->still ? 0 : 1 };
	p->bounce_at = p->given_at = -1e9;
	p->blink.begin = -1e9;
	p->last_mouth = -1e9;
	p->next_attend = p->talk.beat_at = p->talk.nod_at = -1e9;
	for (size_t i = 0; i < 5; i++)
		p->vowels[i].kind = MOTION_LINEAR;
	p->mouth.kind = MOTION_LINEAR;
	p->pose = poses_find(poses, str_of(poses->fallback));
	return p;
}

void
puppet_forget_inputs(struct puppet *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->inputs[i].name);
	p->n = 0;
}

void
puppet_free(struct puppet *p)
{
	if (p == NULL)
		return;
	puppet_forget_inputs(p);
	free(p->inputs);
	free(p);
}

static struct puppet_input *
find_input(struct puppet *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->inputs[i].name, name) == 0)
			return &p->inputs[i];
	return NULL;
}

void
puppet_drop_input(struct puppet *p, const char *name)
{
	struct puppet_input *in = find_input(p, name);

	if (in == NULL)
		return;
	free(in->name);
	*in = p->inputs[--p->n];
}

static const struct pose_value *
pose_value(const struct pose *pose, const char *name)
{
	for (size_t i = 0; i < pose->n; i++)
		if (strcmp(pose->values[i].name, name) == 0)
			return &pose->values[i];
	return NULL;
}

/* Whether any emotion moves this input. */
static bool
is_posed(const struct puppet *p, const char *name)
{
	for (size_t i = 0; i < p->poses->n; i++)
		if (pose_value(&p->poses->poses[i], name) != NULL)
			return true;
	return false;
}

static bool
find_role(const char *name, enum role *role, double *rest)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (strcmp(name, roles[i].name) == 0) {
			*role = roles[i].role;
			*rest = roles[i].rest;
			return true;
		}
	*role = ROLE_NONE;
	*rest = 0;
	return false;
}

void
puppet_input(struct puppet *p, const char *name, double min, double max)
{
	struct puppet_input in = { .min = min, .max = max };
	const struct pose_value *v = pose_value(p->pose, name);
	bool ours = find_role(name, &in.role, &in.rest);

	if (find_input(p, name) != NULL || (!ours && !is_posed(p, name)))
		return;
	in.name = xstrdup(name);
	in.base.to =
	    v != NULL ? v->value : poses_neutral(p->poses, name, in.rest);
	MEM_RESERVE(p->inputs, p->cap, p->n + 1);
	p->inputs[p->n++] = in;
}

void
puppet_emotion(struct puppet *p, struct str emotion, double now)
{
	p->pose = poses_find(p->poses, emotion);
	for (size_t i = 0; i < p->n; i++) {
		struct puppet_input *in = &p->inputs[i];
		const struct pose_value *v = pose_value(p->pose, in->name);

		in->base.kind = v != NULL ? v->kind : MOTION_SPRING;
		motion_to(&in->base,
		    v != NULL ? v->value
			      : poses_neutral(p->poses, in->name, in->rest),
		    now, v != NULL ? v->span : pose_span(in->name));
	}
}

static void
look(struct puppet *p, double x, double y, double now, double span)
{
	motion_to(&p->gaze_x, x, now, span);
	motion_to(&p->gaze_y, y, now, span);
	motion_to(&p->head_x, x, now, 0.6);
	motion_to(&p->head_y, y, now, 0.6);
}

/* Chat stands to the right and below on most streams.  People glance at it,
 * and then away: however much is written, not more often than they would. */
void
puppet_attend(struct puppet *p, double now)
{
	if (p->speaking || now < p->next_attend)
		return;
	look(p, 0.6, -0.5, now, 0.12);
	p->next_gaze = now + random_between(&p->dice, 0.8, 1.6);
	p->next_attend = now + random_between(&p->dice, 4, 6);
}

void
puppet_read(struct puppet *p, double now)
{
	if (p->speaking)
		return;
	look(p, 0.7, -0.7, now, 0.12);
	p->next_gaze = now + 2.5;
	p->next_attend = now + 4;
}

void
puppet_speech(struct puppet *p, bool speaking, double now)
{
	double lively = speaking || p->settings.still ? 0 : 1;

	if (speaking == p->speaking)
		return;
	p->speaking = speaking;
	motion_to(&p->idle, lively, now, 0.5);
	motion_to(&p->talk.lively, speaking ? 1 : 0, now, 0.6);
	p->talk.shut_at = now;
	p->talk.voiced = false;
	look(p, 0, 0, now, 0.25);
	p->next_gaze = now + 1.2;
	if (!speaking)
		puppet_mouth(p, 0, '-', now);
}

void
puppet_mouth(struct puppet *p, double open, char vowel, double now)
{
	/* Frames come 60 times a second and are smooth already. */
	motion_to(&p->mouth, open, now, 1.0 / 60);
	for (size_t i = 0; i < 5; i++)
		motion_to(&p->vowels[i], vowel == vowel_names[i] ? open : 0,
		    now, 0.05);
	p->last_mouth = now;
}

/* Donations that come in a flood are one joy; a body that bounces at each of
 * them would shake. */
static const double BOUNCE_AGAIN = 3, JOY_LASTS = 2.5; /* seconds */

void
puppet_donation(struct puppet *p, double now)
{
	p->given_at = now;
	if (now - p->bounce_at > BOUNCE_AGAIN)
		p->bounce_at = now;
	if (p->joy.to < 1)
		motion_to(&p->joy, 1, now, 0.25);
}

bool
puppet_set(
    struct puppet *p, const char *name, double value, double span, double now)
{
	struct puppet_input *in = find_input(p, name);

	if (in != NULL)
		motion_to(&in->base, value, now, span);
	return in != NULL;
}

/* How open a blink leaves the eyes: 70 ms down, 30 ms shut, 120 ms up. */
static double
blink_at(double t)
{
	if (t < 0 || t > 0.22)
		return 1;
	if (t < 0.07)
		return 1 - t / 0.07;
	return t < 0.10 ? 0 : (t - 0.10) / 0.12;
}

static double
blinking(struct puppet *p, double now)
{
	bool wide = strcmp(p->pose->emotion, "surprised") == 0;

	if (p->blink.next == 0)
		p->blink.next = now + random_between(&p->dice, 1, 3);
	if (now >= p->blink.next) {
		/* One in ten comes twice. */
		bool twice =
		    !p->blink.twice && random_between(&p->dice, 0, 1) < 0.1;

		p->blink.begin = now;
		p->blink.twice = twice;
		p->blink.next =
		    now + (twice ? 0.3 : random_between(&p->dice, 2, 6));
	}
	return wide ? 1 : blink_at(now - p->blink.begin);
}

/* Eyes jump and rest.  Who speaks looks ahead, a little to the sides, and up
 * and away while thinking of the next word. */
static void
look_while_speaking(struct puppet *p, double now)
{
	if (random_between(&p->dice, 0, 1) < 0.2)
		look(p, random_between(&p->dice, -0.4, 0.4),
		    random_between(&p->dice, 0.1, 0.3), now, 0.08);
	else
		look(p, random_between(&p->dice, -0.15, 0.15),
		    random_between(&p->dice, -0.1, 0.1), now, 0.08);
	p->next_gaze = now + random_between(&p->dice, 0.7, 2.2);
}

/* They wander only while nothing holds them. */
static void
wander(struct puppet *p, double now)
{
	if (now < p->next_gaze || p->settings.still)
		return;
	if (p->speaking) {
		look_while_speaking(p, now);
		return;
	}
	if (random_between(&p->dice, 0, 1) < 0.4)
		look(p, 0, 0, now, 0.06);
	else
		look(p, random_between(&p->dice, -0.35, 0.35),
		    random_between(&p->dice, -0.25, 0.15), now, 0.06);
	p->next_gaze = now + random_between(&p->dice, 0.8, 3);
}

/* Legs change how they stand every now and then. */
static void
stand(struct puppet *p, double now)
{
	if (now < p->next_legs || p->settings.still)
		return;
	if (p->next_legs > 0) {
		motion_to(
		    &p->leg_left, random_between(&p->dice, -20, 20), now, 0.8);
		motion_to(
		    &p->leg_right, random_between(&p->dice, -20, 20), now, 0.8);
	}
	p->next_legs = now + random_between(&p->dice, 6, 14);
}

/* A loud syllable after a quieter one is stressed, now and then; the lips'
 * rest between phrases is an end, with a nod. */
static void
follow_voice(struct puppet *p, double now, double passed)
{
	struct puppet_talk *t = &p->talk;
	double open = motion_at(&p->mouth, now);

	if (p->speaking && open > 0.6 && open > t->energy + 0.25 &&
	    now >= t->next_beat) {
		t->beat_at = now;
		t->beat = random_between(&p->dice, 0.4, 1);
		t->next_beat = now + random_between(&p->dice, 0.7, 1.8);
	}
	t->energy += (open - t->energy) * (1 - exp(-passed / 0.12));
	if (open > 0.15) {
		t->voiced = true;
	} else if (t->voiced) {
		t->voiced = false;
		t->shut_at = now;
	}
	if (p->speaking && !t->voiced && now - t->shut_at > 0.2 &&
	    t->nod_at < t->shut_at && t->shut_at > 0)
		t->nod_at = now;
}

/* Up and down again within `span`, 1 at the most. */
static double
pulse(double t, double span)
{
	double s;

	if (t < 0 || t > span)
		return 0;
	s = sin(TAU / 2 * t / span);
	return s * s;
}

static double
beat(const struct puppet *p, double now)
{
	return p->talk.beat * pulse(now - p->talk.beat_at, 0.4);
}

static double
phrase_nod(const struct puppet *p, double now)
{
	return pulse(now - p->talk.nod_at, 0.5);
}

/* In four seconds, in a little faster than out. */
static double
breath(double now)
{
	return sin(TAU * now / 4 + 0.3 * sin(TAU * now / 4));
}

/* Two sines of unrelated periods look alive and cost nothing. */
static double
sway(double now, double period, double phase)
{
	return 0.6 * sin(TAU * now / period + phase) +
	    0.4 * sin(TAU * now / (period * 0.618) + 2 * phase);
}

/* A bounce that dies away within two seconds. */
static double
bounce(const struct puppet *p, double now)
{
	double t = now - p->bounce_at;

	return t < 0 || t > 2 ? 0 : sin(TAU * 2 * t) * exp(-2.5 * t);
}

static double
vowel_sum(const struct puppet *p, double now)
{
	double sum = 0;

	for (size_t i = 0; i < 5; i++)
		sum += motion_at(&p->vowels[i], now);
	return fmin(sum, 1);
}

static double
vowel_weight(const struct puppet *p, const char *name, double now)
{
	static const char order[] = "AIUEO";
	const char *at = strchr(order, name[strlen("Voice")]);

	return at != NULL ? motion_at(&p->vowels[at - order], now) : 0;
}

/* What the layers make of an input whose pose is `base`. */
static double
layered(struct puppet *p, const struct puppet_input *in, double base,
    double now, double blink)
{
	double lively = motion_at(&p->idle, now);
	double talks = motion_at(&p->talk.lively, now);
	double energy = p->talk.energy;

	switch (in->role) {
	case ROLE_EYE_OPEN:
		return base * blink;
	case ROLE_GAZE_X:
		return base + motion_at(&p->gaze_x, now);
	case ROLE_GAZE_Y:
		return base + motion_at(&p->gaze_y, now);
	case ROLE_HEAD_X:
		return base + 3 * lively * sway(now, 7.3, 0.4) +
		    talks * (3 + 2 * energy) * sway(now, 3.7, 0.9) +
		    8 * motion_at(&p->head_x, now);
	case ROLE_HEAD_Y:
		return base + 2 * lively * sway(now, 5.9, 1.1) +
		    talks * 1.5 * sway(now, 2.9, 0.2) + 0.5 * breath(now) +
		    6 * motion_at(&p->head_y, now) - 4 * energy -
		    5 * beat(p, now) - 5 * phrase_nod(p, now) +
		    5 * bounce(p, now);
	case ROLE_HEAD_Z:
		return base + 2 * lively * sway(now, 9.1, 2.3) +
		    talks * (2 + energy) * sway(now, 4.3, 1.7) +
		    6 * bounce(p, now);
	case ROLE_BODY_X:
		return base + 0.6 * (lively + talks) * sway(now, 8.3, 0.7);
	case ROLE_BODY_Y:
		return base + 0.3 * breath(now) - 0.4 * beat(p, now) +
		    0.8 * bounce(p, now);
	case ROLE_BROW:
		return base + 0.1 * talks * (energy - 0.3) +
		    0.18 * beat(p, now) + 0.15 * motion_at(&p->joy, now);
	case ROLE_LEG_LEFT:
		return base + motion_at(&p->leg_left, now);
	case ROLE_LEG_RIGHT:
		return base + motion_at(&p->leg_right, now);
	case ROLE_MOUTH:
		return motion_at(&p->mouth, now);
	case ROLE_MOUTH_FORM:
		return base + 0.3 * motion_at(&p->vowels[1], now) -
		    0.3 * motion_at(&p->vowels[2], now) +
		    0.35 * motion_at(&p->joy, now);
	case ROLE_VOWEL:
		return vowel_weight(p, in->name, now);
	case ROLE_SILENCE:
		return 1 - vowel_sum(p, now);
	case ROLE_BREATH:
		return base + 0.5 * breath(now);
	case ROLE_NONE:
		break;
	}
	return base;
}

/* What moves from frame to frame rather than with the clock. */
static void
advance(struct puppet *p, double now, double passed)
{
	/* A mouth that is no longer reported closes. */
	if (now - p->last_mouth > 0.3 && motion_at(&p->mouth, now) > 0)
		puppet_mouth(p, 0, '-', now);
	if (now - p->given_at > JOY_LASTS && p->joy.to > 0)
		motion_to(&p->joy, 0, now, 1);
	follow_voice(p, now, passed);
	wander(p, now);
	stand(p, now);
}

/* The value that is shown: within the model's range, and no faster than a body
 * moves. */
static double
show(struct puppet_input *in, double value, double passed)
{
	double step = fastest(in->role) * passed;

	if (in->shown)
		value = fmin(fmax(value, in->last - step), in->last + step);
	in->last = fmin(fmax(value, in->min), in->max);
	in->shown = true;
	return in->last;
}

size_t
puppet_frame(struct puppet *p, double now, struct puppet_value *out, size_t max)
{
	size_t n = p->n < max ? p->n : max;
	double passed = fmin(fmax(now - p->last_frame, 0), 0.1);
	double blink;

	p->last_frame = now;
	advance(p, now, passed);
	blink = blinking(p, now);
	for (size_t i = 0; i < n; i++) {
		struct puppet_input *in = &p->inputs[i];
		double value =
		    layered(p, in, motion_at(&in->base, now), now, blink);

		out[i].name = in->name;
		out[i].value = show(in, value, passed);
	}
	return n;
}
