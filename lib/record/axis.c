/* Places events on the time axis of their series. */
#include "record/axis.h"
#include "core/num.h"

const char *const axis_by_words[] = { "stream", "channel", "all", NULL };

struct str
axis_stream(struct str stream_id, struct str channel_id)
{
	struct str key = stream_id.n > 0 ? stream_id : channel_id;

	return key.p != NULL ? key : STR("");
}

struct str
axis_key(const struct event *e, enum axis_by by)
{
	if (by == AXIS_ALL)
		return STR("");
	return axis_stream(by == AXIS_STREAM ? e->stream_id : (struct str){ 0 },
	    e->channel_id);
}

static int64_t
midnight(int64_t ms)
{
	const int64_t day = INT64_C(24) * 3600 * 1000;
	int64_t zone = when_offset(ms) * INT64_C(60000);
	int64_t rest = (ms + zone) % day;

	return ms - (rest < 0 ? rest + day : rest);
}

bool
axis_needs_moment(const struct axis *a, const struct event *e)
{
	return a->opened == WHEN_UNKNOWN || a->by != AXIS_STREAM ||
	    e->t_ms == RECORD_UNKNOWN;
}

bool
axis_place(struct axis *a, const struct event *e, int64_t *ms)
{
	bool known = a->by == AXIS_STREAM && e->t_ms != RECORD_UNKNOWN;
	int64_t moment;

	if (known)
		*ms = e->t_ms;
	if (known && a->opened != WHEN_UNKNOWN)
		return true;
	moment = event_moment(e);
	if (moment == WHEN_UNKNOWN)
		return known;
	if (a->opened == WHEN_UNKNOWN)
		a->opened = known          ? moment - *ms
		    : a->by == AXIS_STREAM ? moment
					   : midnight(moment);
	if (!known)
		*ms = moment - a->opened;
	return *ms >= 0 && *ms <= NUM_SAFE_MAX;
}
