/* Keeps the lists of what a model has. */
#include <stdlib.h>
#include <string.h>

#include "avatar/vts_lists.h"
#include "record/avatar.h"

void
vts_clear_inputs(struct vts_lists *l)
{
	for (size_t i = 0; i < l->n_inputs; i++)
		free(l->inputs[i].name);
	l->n_inputs = 0;
}

void
vts_clear_hotkeys(struct vts_lists *l)
{
	for (size_t i = 0; i < l->n_hotkeys; i++) {
		free(l->hotkeys[i].id);
		free(l->hotkeys[i].name);
		free(l->hotkeys[i].action);
		free(l->hotkeys[i].file);
	}
	l->n_hotkeys = 0;
}

void
vts_clear_expressions(struct vts_lists *l)
{
	for (size_t i = 0; i < l->n_expressions; i++) {
		free(l->expressions[i].name);
		free(l->expressions[i].file);
	}
	l->n_expressions = 0;
}

void
vts_lists_free(struct vts_lists *l)
{
	vts_clear_inputs(l);
	vts_clear_hotkeys(l);
	vts_clear_expressions(l);
	free(l->inputs);
	free(l->hotkeys);
	free(l->expressions);
	free(l->model);
}

const struct vts_input *
vts_find_input(const struct vts_lists *l, const char *name)
{
	for (size_t i = 0; i < l->n_inputs; i++)
		if (strcmp(l->inputs[i].name, name) == 0)
			return &l->inputs[i];
	return NULL;
}

bool
vts_may_create(const char *name)
{
	size_t n = strspn(name,
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return name[n] == '\0' && n >= 4 && n <= 32;
}

static void
put_input(struct buf *b, const struct vts_input *in)
{
	record_put(b, &parameter_record,
	    &(struct model_parameter){ str_of(in->name), in->value, in->min,
		in->max, in->rest, in->custom });
}

static void
put_hotkey(struct buf *b, const struct vts_hotkey *key)
{
	record_put(b, &hotkey_record,
	    &(struct model_hotkey){ str_of(key->id), str_of(key->name),
		str_of(key->action), str_of(key->file) });
}

static void
put_expression(struct buf *b, const struct vts_expression *e)
{
	record_put(b, &expression_record,
	    &(struct model_expression){
		str_of(e->name), str_of(e->file), e->active });
}

void
vts_lists_put(struct buf *b, const struct vts_lists *l)
{
	for (size_t i = 0; i < l->n_inputs; i++)
		put_input(b, &l->inputs[i]);
	for (size_t i = 0; i < l->n_hotkeys; i++)
		put_hotkey(b, &l->hotkeys[i]);
	for (size_t i = 0; i < l->n_expressions; i++)
		put_expression(b, &l->expressions[i]);
}
