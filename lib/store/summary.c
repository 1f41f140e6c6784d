/* Sums up a broadcast's records, and writes its report. */
#include "store/summary.h"
#include "core/num.h"
#include "core/when.h"
#include "jsonl/indent.h"
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
	remember(&s->title, r->title);
	remember(&s->category, r->category);
	if (r->opened_at != WHEN_UNKNOWN)
		s->opened_at = r->opened_at;
	if (r->message_id.n > 0 && r->sent_at > s->last_sent)
		s->last_sent = r->sent_at;
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

/* A text, unless it is empty. */
static void
put_member(struct buf *b, const char *key, struct str value)
{
	if (value.n > 0)
		put_text(b, key, value);
}

void
summary_put(struct buf *b, const struct summary *s, struct str stream_id,
    const char *events_file, struct str reason)
{
	struct buf json = { 0 };

	put_open(&json);
	put_member(&json, "stream_id", stream_id);
	put_member(&json, "channel_id", buf_view(&s->channel_id));
	put_member(&json, "channel", buf_view(&s->channel));
	put_member(&json, "title", buf_view(&s->title));
	put_member(&json, "category", buf_view(&s->category));
	put_int(&json, "event_count", (int64_t)s->records);
	put_moment(&json, "start_time", summary_start(s));
	put_moment(&json, "end_time", s->last_at);
	put_member(&json, "events_file", str_of(events_file));
	put_int(&json, "bytes", (int64_t)s->bytes);
	put_int(&json, "reconnect_count", (int64_t)s->reconnects);
	put_int(&json, "error_count", (int64_t)s->lost);
	put_int(&json, "gap_count", (int64_t)s->gaps);
	put_int(&json, "gap_ms", s->gap_ms);
	put_member(&json, "stop_reason", reason);
	put_close(&json);
	json_indent(b, buf_view(&json));
	buf_free(&json);
}

void
summary_free(struct summary *s)
{
	buf_free(&s->channel_id);
	buf_free(&s->channel);
	buf_free(&s->title);
	buf_free(&s->category);
}
