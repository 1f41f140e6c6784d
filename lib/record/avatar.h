/*
 * avatar.h - the records about an avatar of chz-records(5): what a model has
 * (parameter, hotkey, expression), and what it did (vts, vts_event).
 */
#ifndef CHZ_RECORD_AVATAR_H
#define CHZ_RECORD_AVATAR_H

#include "record/record.h"

/* An input of the model. */
struct model_parameter {
	struct str name;
	double value, min, max, rest;
	bool custom; /* made by a plugin */
};

struct model_hotkey {
	struct str id, name, action, file;
};

struct model_expression {
	struct str name, file;
	bool active;
};

extern const struct record_type parameter_record, hotkey_record,
    expression_record;

/* The values of one frame, or something that happened. */
struct avatar_moment {
	enum avatar_type { AVATAR_OTHER, AVATAR_FRAME, AVATAR_EVENT } type;
	int64_t at_ms;          /* since the log began */
	struct str params;      /* of a frame: an object, name to value */
	struct str event, name; /* what happened, and to what */
};

extern const struct record_type avatar_record;

#endif
