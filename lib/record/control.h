/*
 * control.h - the record control of chz-records(5): what chz-overlay should do.
 *
 * Its texts are lent: as read, until the reader's next record.
 */
#ifndef CHZ_RECORD_CONTROL_H
#define CHZ_RECORD_CONTROL_H

#include "record/record.h"

enum control_action {
	CONTROL_UNKNOWN,
	CONTROL_CLEAR,
	CONTROL_HIDE_STREAMER,
	CONTROL_SHOW_STREAMER,
	CONTROL_TOGGLE_STREAMER,
	CONTROL_PAUSE,
	CONTROL_RESUME,
	CONTROL_PIN,
	CONTROL_UNPIN,
	CONTROL_HIDE,
	CONTROL_TEST
};

/* Their names, from CONTROL_CLEAR; ends with NULL. */
extern const char *const control_actions[];
/* CONTROL_UNKNOWN when it is the name of none. */
enum control_action control_action_of(struct str name);

struct control {
	enum control_action action;
	struct str target_message_id; /* of pin and hide */
};

extern const struct record_type control_record;

#endif
