/*
 * params.h - what an avatar did: its parameters over time, one below another,
 * from the records vts and vts_event.  It draws the log of any avatar and knows
 * nothing of the simulator that writes such logs, so it is here with the other
 * charts.
 *
 * A parameter that is not sent for a second is lost to the avatar, and its
 * line is broken there.  Memory: 16 bytes for each value.
 */
#ifndef CHZ_CHART_PARAMS_H
#define CHZ_CHART_PARAMS_H

#include "chart/frame.h"
#include "core/keyed.h"
#include "record/avatar.h"

struct param {
	struct spot *at; /* seconds and values, in order of time */
	size_t n;
	/* private */
	size_t cap;
};

struct param_event {
	double sec;
	struct str text; /* "hotkey smile" */
};

struct params {
	struct keyed params; /* by name */
	struct param_event *events;
	size_t n_events, frames;
	/* private */
	size_t cap_events;
	struct record_reader moments;
	struct arena texts;
};

void params_want(struct params *, struct jsonl *);
/* Takes a record in; other types are ignored, bad ones reported. */
void params_record(struct params *, struct jsonl *, const struct json_val *);
void params_free(struct params *);

/* Draws the parameters that moved; of those that do not fit on the page, the
 * ones that moved least are left out. */
void params_draw(struct canvas *, const struct look *, const struct params *);

#endif
