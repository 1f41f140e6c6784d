/* The table of control's keys. */
#include "record/control.h"
#include "record/table.h"

const char *const control_actions[] = { "clear", "hide_streamer",
	"show_streamer", "toggle_streamer", "pause", "resume", "pin", "unpin",
	"hide", "test", NULL };

#define OF struct control
static const struct record_field control_fields[] = {
	{ WORD(action), .words = control_actions, .always = true },
	{ TEXT(target_message_id) },
};
const struct record_type control_record =
    RECORD("what the overlay should do", control_fields, "control");

enum control_action
control_action_of(struct str name)
{
	for (int i = 0; control_actions[i] != NULL; i++)
		if (str_is(name, control_actions[i]))
			return (enum control_action)(i + 1);
	return CONTROL_UNKNOWN;
}
