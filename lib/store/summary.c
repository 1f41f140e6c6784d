/* Sums up a broadcast's records, and writes its report. */
#include "store/summary.h"
#include "core/num.h"
#include "core/when.h"
#include "jsonl/put.h"

/* A t_ms beyond this shows nothing about when a broadcast opened. */
static const int64_t longest_ms = INT64_C(30) * 24 * 3600 * 1000;

/* Keeps the newest name, without copying one that stays the same. */
static void
remember(struct buf *kept, struct str text)
{
	if (text.n == 0 || str_eq(buf_view(kept), text))
		return;
	kept->n = 0;
	buf_str(kept, text);
}

static void
add_role(struct summary *s, const struct archive_record *r)
{
	if (r->role == ARCHIVE_RESUMED)
		s->reconnects++;
	if (r->role == ARCHIVE_LOST)
		s->lost++;
	if (r->gap_ms <= 0)
		return;
	s->gaps++;
	s->gap_ms = s->gap_ms > NUM_SAFE_MAX - r->gap_ms
	    ? NUM_SAFE_MAX
	    : s->gap_ms + r->gap_ms;
}

void
summary_add(struct summary *s, const struct archive_record *r)
{
	s->records++;
	s->bytes += r->line.n + 1;
	if (r->role != ARCHIVE_PLAIN)
		add_role(s, r);
	remember(&s->channel_id, r->channel_id);
	remember(&s->channel, r->channel);
	if (r->opened_at != WHEN_UNKNOWN)
		s->opened_at = r->opened_at;
	if (r->at == WHEN_UNKNOWN)
		return;
	/* t_ms counts from the opening, so one record shows when that was. */
	if (s->opened_at == WHEN_UNKNOWN && r->t_ms >= 0 &&
	    r->t_ms <= longest_ms)
		s->opened_at = r->at - r->t_ms;
	if (s->first_at == WHEN_UNKNOWN || r->at < s->first_at)
		s->first_at = r->at;
	if (s->last_at == WHEN_UNKNOWN || r->at > s->last_at)
		s->last_at = r->at;
}

int64_t
summary_start(const struct summary *s)
{
	return s->opened_at != WHEN_UNKNOWN ? s->opened_at : s->first_at;
}

/* Members on lines of their own, since people read these files. */
static void
indent(struct buf *b)
{
	if (b->p[b->n - 1] != '{')
		buf_addc(b, ',');
	buf_adds(b, "\n  ");
}

static void
put_member(struct buf *b, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	indent(b);
	buf_fmt(b, "\"%s\": ", key);
	put_string(b, value);
}

static void
put_number(struct buf *b, const char *key, uint64_t value)
{
	indent(b);
	buf_fmt(b, "\"%s\": %llu", key, (unsigned long long)value);
}

static void
put_time(struct buf *b, const char *key, int64_t ms)
{
	char text[WHEN_UTC_LEN];

	if (ms == WHEN_UNKNOWN)
		return;
	when_put_utc(text, ms);
	put_member(b, key, (struct str){ text, sizeof text });
}

void
summary_put(struct buf *b, const struct summary *s, struct str stream_id,
    const char *events_file, struct str reason)
{
	buf_addc(b, '{');
	put_member(b, "stream_id", stream_id);
	put_member(b, "channel_id", buf_view(&s->channel_id));
	put_member(b, "channel", buf_view(&s->channel));
	put_number(b, "event_count", s->records);
	put_time(b, "start_time", summary_start(s));
	put_time(b, "end_time", s->last_at);
	put_member(b, "events_file", str_of(events_file));
	put_number(b, "bytes", s->bytes);
	put_number(b, "reconnect_count", s->reconnects);
	put_number(b, "error_count", s->lost);
	put_number(b, "gap_count", s->gaps);
	put_number(b, "gap_ms", (uint64_t)s->gap_ms);
	put_member(b, "stop_reason", reason);
	buf_adds(b, "\n}\n");
}

void
summary_free(struct summary *s)
{
	buf_free(&s->channel_id);
	buf_free(&s->channel);
}
