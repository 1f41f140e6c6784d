/* The inputs of the studio: those it has from the start, and finding them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "sim/studio_inputs.h"
#include "sim/studio_private.h"

const struct studio_default_input studio_default_inputs[] = {
	{ "FacePositionX", -15, 15 },
	{ "FacePositionY", -15, 15 },
	{ "FacePositionZ", -10, 10 },
	{ "FaceAngleX", -30, 30 },
	{ "FaceAngleY", -30, 30 },
	{ "FaceAngleZ", -90, 90 },
	{ "MouthSmile", 0, 1 },
	{ "MouthOpen", 0, 1 },
	{ "Brows", 0, 1 },
	{ "TongueOut", 0, 1 },
	{ "CheekPuff", 0, 1 },
	{ "FaceAngry", 0, 1 },
	{ "BrowLeftY", 0, 1 },
	{ "BrowRightY", 0, 1 },
	{ "EyeOpenLeft", 0, 1 },
	{ "EyeOpenRight", 0, 1 },
	{ "EyeLeftX", -1, 1 },
	{ "EyeLeftY", -1, 1 },
	{ "EyeRightX", -1, 1 },
	{ "EyeRightY", -1, 1 },
	{ "MousePositionX", -1, 1 },
	{ "MousePositionY", -1, 1 },
	{ "VoiceVolume", 0, 1 },
	{ "VoiceFrequency", 0, 1 },
	{ "VoiceVolumePlusMouthOpen", 0, 1 },
	{ "VoiceFrequencyPlusMouthSmile", 0, 1 },
	{ "VoiceA", 0, 1 },
	{ "VoiceI", 0, 1 },
	{ "VoiceU", 0, 1 },
	{ "VoiceE", 0, 1 },
	{ "VoiceO", 0, 1 },
	{ "VoiceSilence", 0, 1 },
	{ "MouthX", -1, 1 },
	{ "HandLeftFound", 0, 1 },
	{ "HandRightFound", 0, 1 },
	{ "BothHandsFound", 0, 1 },
	{ "HandDistance", 0, 10 },
	{ "HandLeftPositionX", 0, 10 },
	{ "HandLeftPositionY", -10, 10 },
	{ "HandLeftPositionZ", -10, 10 },
	{ "HandRightPositionX", 0, 10 },
	{ "HandRightPositionY", -10, 10 },
	{ "HandRightPositionZ", -10, 10 },
	{ "HandLeftAngleX", -180, 180 },
	{ "HandLeftAngleZ", -180, 180 },
	{ "HandRightAngleX", -180, 180 },
	{ "HandRightAngleZ", -180, 180 },
	{ "HandLeftOpen", 0, 1 },
	{ "HandRightOpen", 0, 1 },
	{ "HandLeftFinger_1_Thumb", 0, 1 },
	{ "HandLeftFinger_2_Index", 0, 1 },
	{ "HandLeftFinger_3_Middle", 0, 1 },
	{ "HandLeftFinger_4_Ring", 0, 1 },
	{ "HandLeftFinger_5_Pinky", 0, 1 },
	{ "HandRightFinger_1_Thumb", 0, 1 },
	{ "HandRightFinger_2_Index", 0, 1 },
	{ "HandRightFinger_3_Middle", 0, 1 },
	{ "HandRightFinger_4_Ring", 0, 1 },
	{ "HandRightFinger_5_Pinky", 0, 1 },
};

const size_t studio_n_default_inputs =
    sizeof studio_default_inputs / sizeof *studio_default_inputs;

struct studio_input *
studio_find_input(const struct studio *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->inputs[i].name, name) == 0)
			return &s->inputs[i];
	return NULL;
}

void
studio_remove_input(struct studio *s, struct studio_input *in)
{
	free(in->name);
	free(in->owner);
	*in = s->inputs[--s->n];
}

void
studio_add_input(struct studio *s, const char *name, const char *owner,
    double min, double max, double rest)
{
	MEM_RESERVE(s->inputs, s->cap, s->n + 1);
	s->inputs[s->n++] = (struct studio_input){ .name = xstrdup(name),
		.owner = owner != NULL ? xstrdup(owner) : NULL,
		.min = min,
		.max = max,
		.rest = rest,
		.value = rest };
}
