#include "record/axis.h"
#include "core/num.h"

static const char *const names[] = { "stream", "channel", "all" };

bool
axis_by_of(const char *text, enum axis_by *by)
{
	for (int i = AXIS_STREAM; i <= AXIS_ALL; i++)
		if (str_is(str_of(text), names[i])) {
			*by = (enum axis_by)i;
			return true;
		}
	return false;
}

struct axis_slots
axis_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct axis_slots){ WANT(stream_id), WANT(channel_id),
		WANT(t_ms), WANT(sent_at), WANT(received_at) };
#undef WANT
}

struct str
axis_key(const struct axis_slots *at, struct jsonl *in,
    const struct json_val *v, enum axis_by by)
{
	struct str key = { 0 };

	if (by == AXIS_STREAM)
		key = jsonl_text(in, v + at->stream_id);
	if (by != AXIS_ALL && key.n == 0)
		key = jsonl_text(in, v + at->channel_id);
	return key.p != NULL ? key : STR("");
}

/* When it was sent, or else received. */
static int64_t
moment_of(
    const struct axis_slots *at, struct jsonl *in, const struct json_val *v)
{
	int64_t ms = event_moment(in, v + at->sent_at);

	return ms != WHEN_UNKNOWN ? ms : event_moment(in, v + at->received_at);
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
axis_place(struct axis *a, const struct axis_slots *at, struct jsonl *in,
    const struct json_val *v, int64_t *ms)
{
	bool known = a->by == AXIS_STREAM && event_t_ms(v + at->t_ms, ms);
	int64_t moment;

	if (known && a->opened != WHEN_UNKNOWN)
		return true;
	moment = moment_of(at, in, v);
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
