/* puppet.h: the avatar as a function of time. */
#include <math.h>
#include <string.h>

#include "avatar/puppet.h"
#include "tap.h"

enum { FPS = 60, MAX = 64 };

static struct poses poses;

static struct puppet *
new_puppet(uint64_t seed, bool still)
{
	struct puppet *p =
	    puppet_new(&poses, &(struct puppet_settings){ seed, still });
	static const char *const unit[] = { "EyeOpenLeft", "EyeOpenRight",
		"MouthOpen", "MouthSmile", "BrowLeftY", "BrowRightY",
		"VoiceSilence", "VoiceA", "VoiceI" };

	for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
		puppet_input(p, unit[i], 0, 1);
	puppet_input(p, "FaceAngleX", -30, 30);
	puppet_input(p, "FaceAngleY", -30, 30);
	puppet_input(p, "FaceAngleZ", -90, 90);
	puppet_input(p, "EyeLeftX", -1, 1);
	puppet_input(p, "HandLeftFound", 0, 1);
	return p;
}

static double
value(struct puppet *p, const char *name, double now)
{
	struct puppet_value v[MAX];
	size_t n = puppet_frame(p, now, v, MAX);

	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, name) == 0)
			return v[i].value;
	return NAN;
}

/* The largest step between two frames of a minute, and what it moved. */
static double
largest_step(struct puppet *p, const char *name, double *low, double *high)
{
	double before = value(p, name, 0), step = 0;

	*low = *high = before;
	for (int i = 1; i < 60 * FPS; i++) {
		double now = value(p, name, (double)i / FPS);

		step = fmax(step, fabs(now - before));
		*low = fmin(*low, now);
		*high = fmax(*high, now);
		before = now;
	}
	return step;
}

static void
test_idle(void)
{
	double low, high;
	struct puppet *p = new_puppet(1, false);

	ok(largest_step(p, "FaceAngleX", &low, &high) < 1,
	    "the head moves smoothly");
	ok(high - low > 2, "but it moves");
	puppet_free(p);
	p = new_puppet(1, false);
	largest_step(p, "EyeOpenLeft", &low, &high);
	ok(low < 0.1 && high == 1, "the eyes blink");
	puppet_free(p);
	p = new_puppet(1, true);
	largest_step(p, "FaceAngleX", &low, &high);
	ok(high - low < 1e-9, "no idle life when it is to be still");
	puppet_free(p);
}

static void
test_speech(void)
{
	struct puppet *p = new_puppet(1, false);
	double low, high;

	puppet_speech(p, true, 0);
	for (int i = 0; i < 60; i++) {
		puppet_mouth(p, 0.8, 'a', i / 60.0);
		value(p, "MouthOpen", i / 60.0);
	}
	ok(fabs(value(p, "MouthOpen", 1.0) - 0.8) < 0.01,
	    "the mouth follows the lips");
	ok(fabs(value(p, "VoiceA", 1.0) - 0.8) < 0.01, "and so does its vowel");
	ok(fabs(value(p, "VoiceSilence", 1.0) - 0.2) < 0.01,
	    "vowels and silence add up to one");
	ok(fabs(value(p, "EyeLeftX", 1.0)) < 0.02,
	    "it looks ahead while it speaks");
	puppet_speech(p, false, 1.0);
	ok(value(p, "MouthOpen", 1.1) < 0.01, "the mouth shuts at the end");
	puppet_mouth(p, 0.5, 'o', 2.0);
	low = value(p, "MouthOpen", 2.02);
	high = value(p, "MouthOpen", 3.0);
	high = value(p, "MouthOpen", 3.2);
	ok(low > 0.4 && high == 0, "a mouth that is forgotten shuts");
	puppet_free(p);
}

/* A voice of four syllables a second, in phrases of two seconds. */
static double
voice(double t)
{
	return fmod(t, 2.5) < 2 ? fabs(sin(t * 12.57)) * (0.6 + 0.4 * sin(t))
				: 0;
}

static void
test_talk(void)
{
	struct puppet *p = new_puppet(1, false);
	double x[2] = { 99, -99 }, brow = 0, nod = 99;

	puppet_speech(p, true, 0);
	for (int i = 1; i < 10 * FPS; i++) {
		double now = (double)i / FPS, v;

		puppet_mouth(p, voice(now), 'a', now);
		v = value(p, "FaceAngleX", now);
		x[0] = fmin(x[0], v);
		x[1] = fmax(x[1], v);
		brow = fmax(brow, value(p, "BrowLeftY", now));
		nod = fmin(nod, value(p, "FaceAngleY", now));
	}
	ok(x[1] - x[0] > 4, "the head moves while it speaks");
	ok(brow > 0.55, "the brows rise with a stress");
	ok(nod < -4, "the head nods");
	puppet_free(p);
}

static void
test_glances(void)
{
	struct puppet *p = new_puppet(1, false);
	int glances = 0, frames = 0;
	bool down = false;

	for (int i = 1; i < 60 * FPS; i++) {
		double now = (double)i / FPS, x;

		if (i % (FPS / 2) == 0)
			puppet_attend(p, now);
		x = value(p, "EyeLeftX", now);
		glances += x > 0.5 && !down;
		down = x > 0.5;
		frames += x > 0.5;
	}
	ok(glances > 5 && glances <= 15, "a glance at chat in four seconds");
	ok(frames < 60 * FPS * 4 / 10, "... and away most of the time");
	puppet_free(p);
}

/* The fastest that an input moves while everything happens at once, in units a
 * second. */
static double
fastest(const char *name)
{
	static const char *const emotions[] = { "happy", "sad", "surprised",
		"angry" };
	struct puppet *p = new_puppet(5, false);
	double most = 0, last = value(p, name, 0);

	for (int i = 1; i < 60 * FPS; i++) {
		double now = (double)i / FPS, v;

		if (i % 37 == 0)
			puppet_emotion(p, str_of(emotions[i % 4]), now);
		if (i % 20 == 0)
			puppet_donation(p, now);
		if (i % 11 == 0)
			puppet_attend(p, now);
		if (i % 101 == 0)
			puppet_speech(p, i % 202 == 0, now);
		puppet_mouth(p, i % 7 == 0 ? 1 : 0, "aiueo"[i % 5], now);
		v = value(p, name, now);
		most = fmax(most, fabs(v - last) * FPS);
		last = v;
	}
	puppet_free(p);
	return most;
}

static void
test_velocity(void)
{
	ok(fastest("MouthOpen") < 20.01, "no mouth opens in less than 50 ms");
	ok(fastest("EyeOpenLeft") < 20.01, "no lid falls faster than that");
	ok(fastest("EyeLeftX") < 12.01, "eyes jump, but no faster than eyes");
	ok(fastest("FaceAngleY") < 90.01, "the head does not jerk");
	ok(fastest("FaceAngleZ") < 90.01, "... nor tilt at once");
	ok(fastest("BrowLeftY") < 8.01 && fastest("MouthSmile") < 8.01,
	    "neither brows nor smiles jump");
}

static void
test_breath(void)
{
	struct puppet *p = new_puppet(1, true);
	double low, high;

	largest_step(p, "FaceAngleY", &low, &high);
	ok(high - low > 0.8 && high - low < 2,
	    "breathing moves the head a little, also when it is still");
	puppet_free(p);
}

static void
test_emotion(void)
{
	struct puppet *p = new_puppet(1, true);
	double at_once;

	puppet_emotion(p, STR("happy"), 10);
	at_once = value(p, "MouthSmile", 10.02);
	ok(at_once > 0.5 && at_once < 0.7, "a smile begins within a frame");
	ok(value(p, "MouthSmile", 10.5) > 0.97, "and is there soon");
	ok(isnan(value(p, "HandLeftFound", 10.5)),
	    "what no pose and no layer moves is left alone");
	puppet_emotion(p, STR("no such"), 11);
	ok(fabs(value(p, "MouthSmile", 12) - 0.5) < 0.01,
	    "an unknown emotion is neutral");
	ok(puppet_set(p, "MouthSmile", 7, 0, 13) &&
		value(p, "MouthSmile", 13) == 1,
	    "values stay in the model's range");
	ok(puppet_set(p, "MouthSmile", NAN, 0, 14) &&
		!isnan(value(p, "MouthSmile", 14)),
	    "even when they are no numbers");
	puppet_drop_input(p, "MouthSmile");
	ok(isnan(value(p, "MouthSmile", 15)), "a dropped input rests");
	puppet_free(p);
}

/* A donation shows in the face for a while, and nothing else shows it. */
static void
test_donation(void)
{
	struct puppet *a = new_puppet(5, true), *b = new_puppet(5, true);
	double most = 0, late = 0;

	puppet_donation(a, 10);
	for (int i = 0; i < 30 * FPS; i++) {
		double now = 10 + (double)i / FPS, moved = 0;
		struct puppet_value u[MAX], v[MAX];
		size_t n = puppet_frame(a, now, u, MAX);

		puppet_frame(b, now, v, MAX);
		for (size_t k = 0; k < n; k++)
			moved = fmax(moved, fabs(u[k].value - v[k].value));
		most = fmax(most, moved);
		if (i > 20 * FPS)
			late = fmax(late, moved);
	}
	ok(most > 0.1, "a donation is to be seen (%g)", most);
	ok(late < 0.01, "and passes (%g)", late);
	puppet_free(a);
	puppet_free(b);
}

/* Five a second: a smile that stays, and no shaking. */
static void
test_flood(void)
{
	struct puppet *p = new_puppet(5, true);
	double smile = 1, z = 0, step = 0;
	int turns = 0;

	for (int i = 0; i < 30 * FPS; i++) {
		double now = (double)i / FPS, before = z;

		if (i % (FPS / 5) == 0)
			puppet_donation(p, now);
		if (i > FPS)
			smile = fmin(smile, value(p, "MouthSmile", now));
		z = value(p, "FaceAngleZ", now);
		turns += (z - before) * step < 0;
		step = z - before;
	}
	ok(smile > 0.8, "a flood of donations is one smile (%g)", smile);
	ok(turns < 90, "... without shaking: the head turns back %d times",
	    turns);
	puppet_free(p);
}

static void
test_seed(void)
{
	struct puppet *a = new_puppet(3, false), *b = new_puppet(3, false);
	int same = 1;

	for (int i = 0; i < 30 * FPS; i++) {
		double now = (double)i / FPS;

		same &= value(a, "EyeLeftX", now) == value(b, "EyeLeftX", now);
	}
	ok(same, "the same seed gives the same life");
	puppet_free(a);
	puppet_free(b);
}

int
main(void)
{
	poses_default(&poses);
	test_idle();
	test_speech();
	test_talk();
	test_glances();
	test_velocity();
	test_breath();
	test_emotion();
	test_donation();
	test_flood();
	test_seed();
	poses_free(&poses);
	return done_testing();
}
