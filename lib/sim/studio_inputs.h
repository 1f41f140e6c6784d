/*
 * studio_inputs.h - the inputs every VTube Studio has, with the ranges of its
 * default mapping (from its wiki and a captured InputParameterList).
 */
#ifndef CHZ_SIM_STUDIO_INPUTS_H
#define CHZ_SIM_STUDIO_INPUTS_H

#include <stddef.h>

struct studio_default_input {
	const char *name;
	double min, max;
};

extern const struct studio_default_input studio_default_inputs[];
extern const size_t studio_n_default_inputs;

#endif
