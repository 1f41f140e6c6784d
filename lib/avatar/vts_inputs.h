/*
 * vts_inputs.h - the inputs every VTube Studio has, with the ranges of its
 * default mapping (from its wiki and a captured InputParameterList).
 */
#ifndef CHZ_AVATAR_VTS_INPUTS_H
#define CHZ_AVATAR_VTS_INPUTS_H

#include <stddef.h>

struct vts_default_input {
	const char *name;
	double min, max;
};

extern const struct vts_default_input vts_default_inputs[];
extern const size_t vts_n_default_inputs;

#endif
