/* Reads the ends of a stretch of time, and tells what is within. */
#include "record/edge.h"

const char *
edge_read(struct str arg, void *edge)
{
	struct edge e = { .set = true };

	e.of_stream = when_hms(arg, &e.ms);
	if (!e.of_stream && !when_typed(arg, when_now(), &e.ms))
		return "a moment, or H:MM:SS into the broadcast";
	*(struct edge *)edge = e;
	return NULL;
}

bool
edge_excludes(
    const struct edge *from, const struct edge *to, const struct event *e)
{
	int64_t moment, t_ms = e->t_ms;

	if (!from->set && !to->set)
		return false;
	moment = event_moment(e);
	if (from->set &&
	    (from->of_stream ? t_ms < from->ms : moment < from->ms))
		return true;
	return to->set &&
	    (to->of_stream ? t_ms < 0 || t_ms >= to->ms
			   : moment == WHEN_UNKNOWN || moment >= to->ms);
}
