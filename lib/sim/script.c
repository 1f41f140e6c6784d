/* Reads a recorded log to be played again. */
#include <stdlib.h>

#include "core/diag.h"
#include "jsonl/jsonl.h"
#include "sim/script.h"

/* The event's time, by whatever it has. */
static int64_t
moment(const struct event *e)
{
	if (e->sent_at != WHEN_UNKNOWN)
		return e->sent_at;
	if (e->received_at != WHEN_UNKNOWN)
		return e->received_at;
	return e->t_ms != RECORD_UNKNOWN ? e->t_ms : WHEN_UNKNOWN;
}

/* The channel of an event; a stream_id ends in it. */
static struct str
channel_of(const struct event *e)
{
	struct str s = e->stream_id;

	if (e->channel_id.n > 0)
		return e->channel_id;
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '_')
			return (struct str){ s.p + i, s.n - i };
	return s.n > 0 ? s : STR("unknown");
}

static void
add(struct script *log, const struct event *e, int64_t ms)
{
	uint32_t i = intern_add(&log->channels, channel_of(e));
	size_t had = log->cap;
	struct script_channel *r;
	struct event copy = *e;

	MEM_RESERVE(log->replays, log->cap, i + 1);
	for (; had < log->cap; had++)
		log->replays[had] = (struct script_channel){ 0 };
	copy.sent_at = ms;
	copy.channel_id = log->channels.names[i];
	copy.channel = arena_str(&log->arena, e->channel);
	copy.stream_id = arena_str(&log->arena, e->stream_id);
	copy.user_id = arena_str(&log->arena, e->user_id);
	copy.user = arena_str(&log->arena, e->user);
	copy.text = arena_str(&log->arena, e->text);
	copy.role = arena_str(&log->arena, e->role);
	copy.emotes = arena_str(&log->arena, e->emotes);
	copy.currency = arena_str(&log->arena, e->currency);
	copy.donation_type = arena_str(&log->arena, e->donation_type);
	copy.tier = arena_str(&log->arena, e->tier);
	copy.target_user_id = arena_str(&log->arena, e->target_user_id);
	copy.message_id = copy.badges = (struct str){ 0 };
	r = &log->replays[i];
	MEM_RESERVE(r->events, r->cap, r->n + 1);
	r->events[r->n++] = copy;
	if (log->first == WHEN_UNKNOWN || ms < log->first)
		log->first = ms;
	if (log->last == WHEN_UNKNOWN || ms > log->last)
		log->last = ms;
}

static int
by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->sent_at > y->sent_at) - (x->sent_at < y->sent_at);
}

bool
script_read(struct script *log, const char *path)
{
	char *files[] = { (char *)path, NULL };
	struct jsonl_settings set = { 0 };
	struct jsonl *in = jsonl_open(files, &set, NULL);
	struct record_reader events;
	const struct json_val *v;
	struct event e = event_blank();

	record_want(&events, &event_record, in, NULL);
	*log = (struct script){ .first = WHEN_UNKNOWN, .last = WHEN_UNKNOWN };
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&events, v, &e) && e.type != EVENT_LINK &&
		    e.type != EVENT_MODERATION) {
			if (moment(&e) != WHEN_UNKNOWN)
				add(log, &e, moment(&e));
			else
				jsonl_bad(in, "an event without a time");
		}
	jsonl_close(in);
	for (uint32_t i = 0; i < log->channels.n; i++)
		qsort(log->replays[i].events, log->replays[i].n,
		    sizeof *log->replays[i].events, by_time);
	if (log->channels.n == 0)
		diag_error("%s: no event in it", path);
	return log->channels.n > 0;
}

void
script_free(struct script *log)
{
	for (uint32_t i = 0; i < log->channels.n; i++)
		free(log->replays[i].events);
	free(log->replays);
	intern_free(&log->channels);
	arena_free(&log->arena);
}
