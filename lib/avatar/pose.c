/* Reads the two formats of pose files. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "avatar/pose.h"
#include "core/num.h"
#include "core/utf8.h"
#include "core/when.h"

double
pose_span(const char *name)
{
	static const struct {
		const char *part;
		double span;
	} spans[] = { { "EyeOpen", 0.10 }, { "Brow", 0.18 }, { "Eye", 0.20 },
		{ "Mouth", 0.20 }, { "Leg", 0.5 } };

	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
		if (strstr(name, spans[i].part) != NULL)
			return spans[i].span;
	return 0.4;
}

static struct pose *
add_pose(struct poses *p, struct str emotion)
{
	MEM_RESERVE(p->poses, p->cap, p->n + 1);
	p->poses[p->n] = (struct pose){ .emotion = arena_copy(
					    &p->texts, emotion.p, emotion.n) };
	return &p->poses[p->n++];
}

static struct pose_value *
add_value(struct poses *p, struct pose *pose, struct str name, double value)
{
	struct pose_value *v;

	MEM_RESERVE(pose->values, pose->cap, pose->n + 1);
	v = &pose->values[pose->n++];
	*v = (struct pose_value){ .name = arena_copy(&p->texts, name.p, name.n),
		.value = value };
	v->span = pose_span(v->name);
	return v;
}

void
poses_default(struct poses *p)
{
	static const struct {
		const char *emotion;
		double eyes, brows, smile, tilt;
	} faces[] = {
		{ "neutral", 1, 0.5, 0.5, 0 },
		{ "happy", 0.85, 0.7, 1, 3 },
		{ "excited", 1, 0.85, 1, -4 },
		{ "sad", 0.6, 0.2, 0.1, 2 },
		{ "angry", 0.9, 0.05, 0.1, -2 },
		{ "surprised", 1, 1, 0.4, 0 },
	};

	for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
		struct pose *pose = add_pose(p, str_of(faces[i].emotion));

		add_value(p, pose, STR("EyeOpenLeft"), faces[i].eyes);
		add_value(p, pose, STR("EyeOpenRight"), faces[i].eyes);
		add_value(p, pose, STR("BrowLeftY"), faces[i].brows);
		add_value(p, pose, STR("BrowRightY"), faces[i].brows);
		add_value(p, pose, STR("MouthSmile"), faces[i].smile);
		add_value(p, pose, STR("FaceAngleZ"), faces[i].tilt);
	}
	p->fallback = "neutral";
}

/* AIsChoco's keys.  NULL: not sent with an emotion. */
static const char *
input_of(const char *key)
{
	static const struct {
		const char *key, *input;
	} keys[] = {
		{ "angle_x", NULL },
		{ "angle_y", NULL },
		{ "angle_z", NULL },
		{ "body_angle_x", NULL },
		{ "body_angle_y", NULL },
		{ "body_angle_z", NULL },
		{ "mouth_open_y", NULL },
		{ "eye_l_open", "EyeOpenLeft" },
		{ "eye_r_open", "EyeOpenRight" },
		{ "brow_l_y", "BrowLeftY" },
		{ "brow_r_y", "BrowRightY" },
		{ "brow_l_angle", "AIsChocoBrowLAngle" },
		{ "brow_r_angle", "AIsChocoBrowRAngle" },
		{ "breath", "AIsChocoBreath" },
		{ "right_leg", "AIsChocoLegR" },
		{ "left_leg", "AIsChocoLegL" },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(key, keys[i].key) == 0)
			return keys[i].input;
	return key;
}

/* Whether any eyebrow is written for -1...1, which one below 0 shows. */
static bool
has_low_brows(json_t *emotions)
{
	const char *emotion, *key;
	json_t *values, *value;

	json_object_foreach(emotions, emotion, values) json_object_foreach(
	    values, key, value) if (strncmp(key, "brow_", 5) == 0 &&
	    strstr(key, "_y") != NULL &&
	    json_number_value(value) < 0) return true;
	return false;
}

static void
read_aischoco_pose(
    struct poses *p, struct pose *pose, json_t *values, bool low_brows)
{
	const char *key;
	json_t *value;

	json_object_foreach(values, key, value)
	{
		const char *input = input_of(key);
		double v = json_number_value(value);

		if (input == NULL)
			continue;
		if (!json_is_number(value)) {
			buf_fmt(&p->why, "%s: %s is not a number: left out\n",
			    pose->emotion, key);
			continue;
		}
		if (low_brows &&
		    (strcmp(input, "BrowLeftY") == 0 ||
			strcmp(input, "BrowRightY") == 0))
			v = (v + 1) / 2;
		add_value(p, pose, str_of(input), v);
	}
}

static bool
read_aischoco(struct poses *p, struct str text)
{
	json_error_t error;
	json_t *root = json_loadb(text.p, text.n, 0, &error);
	json_t *emotions = json_object_get(root, "emotions"), *values;
	const char *emotion,
	    *fallback = json_string_value(json_object_get(root, "default"));
	bool low = has_low_brows(emotions);

	if (!json_is_object(emotions) || json_object_size(emotions) == 0) {
		if (root == NULL)
			buf_fmt(&p->why, "line %d: %s", error.line, error.text);
		else
			buf_adds(&p->why, "no \"emotions\" in it");
		json_decref(root);
		return false;
	}
	json_object_foreach(emotions, emotion, values)
	    read_aischoco_pose(p, add_pose(p, str_of(emotion)), values, low);
	if (low)
		buf_adds(&p->why,
		    "eyebrow heights are for -1 to 1; VTube "
		    "Studio has 0 to 1: converted\n");
	p->fallback = fallback != NULL
	    ? arena_copy(&p->texts, fallback, strlen(fallback))
	    : "neutral";
	json_decref(root);
	return true;
}

/* "0.7 in 150ms linear" after the '='. */
static bool
read_value(struct poses *p, struct pose *pose, struct str name, struct str text)
{
	struct pose_value *v;
	double value;
	int64_t ms;

	if (!num_real(str_cut(&text, ' '), &value))
		return false;
	v = add_value(p, pose, name, value);
	while (text.p != NULL) {
		struct str word = str_cut(&text, ' ');

		if (str_is(word, "linear"))
			v->kind = MOTION_LINEAR;
		else if (str_is(word, "in") &&
		    when_duration(str_cut(&text, ' '), &ms))
			v->span = (double)ms / 1000;
		else if (word.n > 0)
			return false;
	}
	return true;
}

/* One line of our own format; *pose is the section it is in. */
static bool
read_line(struct poses *p, struct str line, struct pose **pose)
{
	struct str name;

	line = str_trim(str_cut(&line, '#'));
	if (line.n == 0)
		return true;
	if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
		*pose = add_pose(
		    p, str_trim((struct str){ line.p + 1, line.n - 2 }));
		return true;
	}
	name = str_trim(str_cut(&line, '='));
	line = str_trim(line);
	if (*pose == NULL || name.n == 0 || line.n == 0)
		return false;
	if (str_is(name, "expression"))
		(*pose)->expression = arena_copy(&p->texts, line.p, line.n);
	else if (str_is(name, "hotkey"))
		(*pose)->hotkey = arena_copy(&p->texts, line.p, line.n);
	else
		return read_value(p, *pose, name, line);
	return true;
}

static bool
read_ours(struct poses *p, struct str text)
{
	struct pose *pose = NULL;
	int lineno = 0;

	while (text.p != NULL) {
		struct str line = str_cut(&text, '\n');

		lineno++;
		if (read_line(p, line, &pose))
			continue;
		buf_fmt(&p->why,
		    "line %d: neither [emotion] nor NAME = VALUE: ", lineno);
		utf8_show(&p->why, line, 60);
		return false;
	}
	if (p->n == 0) {
		buf_adds(&p->why, "no [emotion] in it");
		return false;
	}
	p->fallback = "neutral";
	return true;
}

bool
poses_read(struct poses *p, struct str text)
{
	struct str start = str_trim(text);

	return start.n > 0 && start.p[0] == '{' ? read_aischoco(p, text)
						: read_ours(p, text);
}

static const struct pose *
find(const struct poses *p, struct str emotion)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_is(emotion, p->poses[i].emotion))
			return &p->poses[i];
	return NULL;
}

const struct pose *
poses_find(const struct poses *p, struct str emotion)
{
	const struct pose *pose = find(p, emotion);

	if (pose == NULL)
		pose = find(p, str_of(p->fallback));
	return pose != NULL ? pose : &p->poses[0];
}

void
poses_range(const struct poses *p, const char *name, double *min, double *max)
{
	*min = 0;
	*max = 1;
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->poses[i].n; k++) {
			const struct pose_value *v = &p->poses[i].values[k];

			if (strcmp(v->name, name) != 0)
				continue;
			*min = fmin(*min, floor(v->value));
			*max = fmax(*max, ceil(v->value));
		}
}

double
poses_neutral(const struct poses *p, const char *name, double rest)
{
	const struct pose *pose = poses_find(p, str_of(p->fallback));

	for (size_t i = 0; i < pose->n; i++)
		if (strcmp(pose->values[i].name, name) == 0)
			return pose->values[i].value;
	return rest;
}

void
poses_free(struct poses *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->poses[i].values);
	free(p->poses);
	arena_free(&p->texts);
	buf_free(&p->why);
	*p = (struct poses){ 0 };
}
