/* pose.h: AIsChoco's file as it is, ours with comments, mistakes named. */
#include <math.h>

#include "avatar/pose.h"
#include "tap.h"

static double
value_of(const struct pose *pose, const char *name)
{
	for (size_t i = 0; i < pose->n; i++)
		if (strcmp(pose->values[i].name, name) == 0)
			return pose->values[i].value;
	return NAN;
}

static void
test_aischoco(void)
{
	struct poses p = { 0 };
	const struct pose *sad;

	ok(poses_read(&p,
	       STR("{\"parameter_mapping\":{\"angle_x\":\"ParamAngleX\"},"
		   "\"emotions\":{\"sad\":{\"eye_l_open\":0.65,"
		   "\"brow_l_y\":-0.7,\"angle_x\":5,\"right_leg\":15},"
		   "\"neutral\":{\"brow_l_y\":0}},\"default\":\"neutral\"}")),
	    "reads pose_mapping.json");
	sad = poses_find(&p, STR("sad"));
	ok(value_of(sad, "EyeOpenLeft") == 0.65, "its names become inputs");
	ok(fabs(value_of(sad, "BrowLeftY") - 0.15) < 1e-9,
	    "eyebrows of -1 to 1 are brought to 0 to 1");
	ok(isnan(value_of(sad, "MousePositionX")),
	    "the head is not sent with an emotion");
	ok(value_of(sad, "AIsChocoLegR") == 15, "its own inputs");
	ok(strstr(buf_text(&p.why), "eyebrow") != NULL, "... with a warning");
	ok(strcmp(poses_find(&p, STR("bored"))->emotion, "neutral") == 0,
	    "an unknown emotion is neutral");
	poses_free(&p);
}

static void
test_ours(void)
{
	struct poses p = { 0 };
	const struct pose *happy;

	ok(poses_read(&p,
	       STR("# faces\n[neutral]\nMouthSmile = 0.5\n\n[happy]\n"
		   "MouthSmile = 0.9 in 150ms linear # quick\n"
		   "expression = smile.exp3.json\nhotkey = Wave\n")),
	    "reads sections");
	happy = poses_find(&p, STR("happy"));
	ok(happy->n == 1 && happy->values[0].span == 0.15 &&
		happy->values[0].kind == MOTION_LINEAR,
	    "a time and a kind of movement");
	is_text(happy->expression, "smile.exp3.json", "an expression");
	is_text(happy->hotkey, "Wave", "a hotkey");
	poses_free(&p);
}

static void
refuses(const char *text, const char *why)
{
	struct poses p = { 0 };

	ok(!poses_read(&p, str_of(text)) &&
		strstr(buf_text(&p.why), why) != NULL,
	    "refused: %s", why);
	poses_free(&p);
}

int
main(void)
{
	test_aischoco();
	test_ours();
	refuses("[happy]\nMouthSmile = very\n", "line 2");
	refuses("MouthSmile = 1\n", "line 1");
	refuses("{\"emotions\":{}}", "no \"emotions\"");
	refuses("{broken", "line 1");
	refuses("", "no [emotion]");
	return done_testing();
}
