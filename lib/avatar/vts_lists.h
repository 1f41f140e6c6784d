/*
 * vts_lists.h - what a model in VTube Studio has: inputs, hotkeys and
 * expressions.  The lists own their texts.
 */
#ifndef CHZ_AVATAR_VTS_LISTS_H
#define CHZ_AVATAR_VTS_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

/* An input parameter; its range is that of the default mapping. */
struct vts_input {
	char *name;
	double value, min, max, rest;
	bool custom;
};

struct vts_hotkey {
	char *id, *name, *action, *file;
};

struct vts_expression {
	char *name, *file;
	bool active;
};

struct vts_lists {
	struct vts_input *inputs;
	size_t n_inputs, inputs_cap;
	struct vts_hotkey *hotkeys;
	size_t n_hotkeys, hotkeys_cap;
	struct vts_expression *expressions;
	size_t n_expressions, expressions_cap;
	char *model; /* its name; NULL when none is loaded */
};

/* NULL when there is none of that name. */
const struct vts_input *vts_find_input(
    const struct vts_lists *, const char *name);
/* Whether VTube Studio takes this as the name of a new input: 4 to 32 letters
 * and digits. */
bool vts_may_create(const char *name);

/* Appends a record a line: parameter, hotkey, expression. */
void vts_lists_put(struct buf *, const struct vts_lists *);

void vts_clear_inputs(struct vts_lists *);
void vts_clear_hotkeys(struct vts_lists *);
void vts_clear_expressions(struct vts_lists *);
void vts_lists_free(struct vts_lists *);

#endif
