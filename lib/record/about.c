/* Passes on what tells of a broadcast. */
#include "record/about.h"

void
about_want(struct about *a, struct jsonl *in)
{
	*a = (struct about){ in, jsonl_want(in, "type") };
}

bool
about_is(const struct about *a, const struct json_val *v)
{
	return val_is(v + a->type_at, "live") ||
	    val_is(v + a->type_at, "replay");
}

void
about_pass(const struct about *a, const struct json_val *v)
{
	if (about_is(a, v))
		jsonl_pass(a->in);
}
