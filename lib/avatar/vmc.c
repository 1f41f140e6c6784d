/* Turns frames into blend shapes and bones. */
#include <math.h>
#include <string.h>

#include "avatar/osc.h"
#include "avatar/vmc.h"

static const double FADE = 0.25, RADIANS = 3.14159265358979 / 180;

/* Inputs as in VTube Studio's default mapping. */
static const struct {
	const char *name;
	double min, max;
} inputs[] = {
	{ "FaceAngleX", -30, 30 },
	{ "FaceAngleY", -30, 30 },
	{ "FaceAngleZ", -30, 30 },
	{ "FacePositionX", -15, 15 },
	{ "FacePositionY", -15, 15 },
	{ "EyeLeftX", -1, 1 },
	{ "EyeLeftY", -1, 1 },
	{ "EyeOpenLeft", 0, 1 },
	{ "EyeOpenRight", 0, 1 },
	{ "VoiceA", 0, 1 },
	{ "VoiceI", 0, 1 },
	{ "VoiceU", 0, 1 },
	{ "VoiceE", 0, 1 },
	{ "VoiceO", 0, 1 },
};

/* Blend shapes that an input moves, by the names of VRM 0 and 1. */
static const struct {
	const char *input, *names[2];
	bool shuts; /* 1 is where the input is 0 */
} shapes[] = {
	{ "VoiceA", { "A", "aa" }, false },
	{ "VoiceI", { "I", "ih" }, false },
	{ "VoiceU", { "U", "ou" }, false },
	{ "VoiceE", { "E", "ee" }, false },
	{ "VoiceO", { "O", "oh" }, false },
	{ "EyeOpenLeft", { "Blink_L", "blinkLeft" }, true },
	{ "EyeOpenRight", { "Blink_R", "blinkRight" }, true },
};

static const struct {
	const char *emotion, *names[2];
} faces[] = {
	{ "happy", { "Joy", "happy" } },
	{ "excited", { "Fun", "happy" } },
	{ "sad", { "Sorrow", "sad" } },
	{ "angry", { "Angry", "angry" } },
	{ "surprised", { "Surprised", "surprised" } },
};

void
vmc_init(struct vmc *v, enum vmc_names names)
{
	*v = (struct vmc){ .names = names, .shown = VMC_FACES };
}

void
vmc_inputs(struct puppet *p)
{
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
		puppet_input(p, inputs[i].name, inputs[i].min, inputs[i].max);
}

static const char *
face_of(const struct vmc *v, const struct pose *pose)
{
	if (pose == NULL || pose->expression != NULL)
		return pose != NULL ? pose->expression : NULL;
	for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
		if (strcmp(pose->emotion, faces[i].emotion) == 0)
			return faces[i].names[v->names - VMC_VRM0];
	return NULL;
}

/* The place of a face; of one that is new, with too many there already, that
 * of the first that is not shown. */
static size_t
place_of(struct vmc *v, const char *name)
{
	size_t i = 0;

	while (i < v->n_faces && strcmp(v->faces[i].name, name) != 0)
		i++;
	if (i == VMC_FACES)
		i = v->shown == 0;
	else if (i < v->n_faces)
		return i;
	else
		v->n_faces++;
	v->faces[i] = (struct vmc_face){ 0 };
	strncat(v->faces[i].name, name, sizeof v->faces[i].name - 1);
	return i;
}

void
vmc_feel(struct vmc *v, const struct pose *pose, double now)
{
	const char *name = face_of(v, pose);

	if (pose == v->pose)
		return;
	v->pose = pose;
	if (v->shown < v->n_faces)
		motion_to(&v->faces[v->shown].weight, 0, now, FADE);
	v->shown = name != NULL ? place_of(v, name) : VMC_FACES;
	if (name != NULL)
		motion_to(&v->faces[v->shown].weight, 1, now, FADE);
}

static double
value_of(const struct puppet_value *values, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].value;
	return 0;
}

static void
put_shape(struct buf *b, const char *name, double weight)
{
	size_t at = osc_begin(b, "/VMC/Ext/Blend/Val", "sf");

	osc_text(b, name);
	osc_real(b, fmin(fmax(weight, 0), 1));
	osc_end(b, at);
}

static void
put_shapes(struct vmc *v, struct buf *b, const struct puppet_value *values,
    size_t n, double now)
{
	size_t at;

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		double value = value_of(values, n, shapes[i].input);

		put_shape(b, shapes[i].names[v->names - VMC_VRM0],
		    shapes[i].shuts ? 1 - value : value);
	}
	for (size_t i = 0; i < v->n_faces; i++)
		put_shape(
		    b, v->faces[i].name, motion_at(&v->faces[i].weight, now));
	at = osc_begin(b, "/VMC/Ext/Blend/Apply", "");
	osc_end(b, at);
}

/* A bone turned by degrees: to its right, up, and over to the side, as a
 * quaternion in the order in which Unity takes them. */
static void
put_bone(struct buf *b, const char *name, double yaw, double pitch, double roll)
{
	double x = -pitch * RADIANS / 2, y = yaw * RADIANS / 2,
	       z = roll * RADIANS / 2;
	double cx = cos(x), sx = sin(x), cy = cos(y), sy = sin(y), cz = cos(z),
	       sz = sin(z);
	size_t at = osc_begin(b, "/VMC/Ext/Bone/Pos", "sfffffff");

	osc_text(b, name);
	for (int i = 0; i < 3; i++)
		osc_real(b, 0);
	osc_real(b, cy * sx * cz + sy * cx * sz);
	osc_real(b, sy * cx * cz - cy * sx * sz);
	osc_real(b, cy * cx * sz - sy * sx * cz);
	osc_real(b, cy * cx * cz + sy * sx * sz);
	osc_end(b, at);
}

/* The neck takes part of the head's way, and the spine the body's sway. */
static void
put_bones(struct buf *b, const struct puppet_value *values, size_t n)
{
	double yaw = value_of(values, n, "FaceAngleX"),
	       pitch = value_of(values, n, "FaceAngleY"),
	       roll = value_of(values, n, "FaceAngleZ");
	double look = 10 * value_of(values, n, "EyeLeftX"),
	       up = 8 * value_of(values, n, "EyeLeftY");

	put_bone(b, "Head", 0.6 * yaw, 0.6 * pitch, 0.6 * roll);
	put_bone(b, "Neck", 0.4 * yaw, 0.4 * pitch, 0.4 * roll);
	put_bone(b, "Spine", 0.15 * yaw,
	    0.5 * value_of(values, n, "FacePositionY"),
	    value_of(values, n, "FacePositionX") + 0.1 * roll);
	put_bone(b, "LeftEye", look, up, 0);
	put_bone(b, "RightEye", look, up, 0);
}

void
vmc_put(struct vmc *v, struct buf *b, const struct puppet_value *values,
    size_t n, double now, double passed)
{
	size_t at;

	osc_open(b);
	at = osc_begin(b, "/VMC/Ext/OK", "i");
	osc_int(b, 1);
	osc_end(b, at);
	at = osc_begin(b, "/VMC/Ext/T", "f");
	osc_real(b, passed);
	osc_end(b, at);
	put_bones(b, values, n);
	put_shapes(v, b, values, n, now);
}
