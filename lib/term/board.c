/* Sorts records by channel, and keeps the clock. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "term/board.h"

enum { NAME_MAX = 200 };

void
board_want(struct board *b, struct jsonl *in)
{
	b->channels.size = sizeof(struct watched *);
	b->event = event_blank();
	b->bucket = ts_blank();
	b->peak = peak_blank();
	b->topic = topic_blank();
	b->live = live_blank();
	record_want(&b->events, &event_record, in,
	    "platform channel_id channel stream_id t_ms received_at sent_at "
	    "message_id user_id user text amount currency anonymous action "
	    "state gap_ms");
	record_want(&b->ts, &ts_record, in,
	    "channel_id channel stream_id sec bucket_sec timestamp chat_count "
	    "user_count");
	record_want(&b->peaks, &peak_record, in,
	    "channel_id channel stream_id open timestamp multiple keywords");
	record_want(&b->topics, &topic_record, in,
	    "channel_id channel stream_id keywords");
	record_want(&b->lives, &live_record, in,
	    "platform channel_id channel stream_id status title viewers");
}

/* ---- the clock ---- */

static int64_t
second(const struct board *b)
{
	return b->now / 1000;
}

static void
set_clock(struct board *b, int64_t wall_ms)
{
	int64_t now = wall_ms - b->lag;

	if (!b->ended && b->begun && now > b->now)
		b->now = now;
}

/* A moment that is later than the clock puts it forwards; none can be in the
 * future. */
static void
note_moment(struct board *b, int64_t moment, int64_t wall_ms)
{
	int64_t lag = moment < wall_ms ? wall_ms - moment : 0;

	if (!b->begun || lag < b->lag)
		b->lag = lag;
	b->begun = true;
	set_clock(b, wall_ms);
}

void
board_tick(struct board *b, int64_t wall_ms)
{
	set_clock(b, wall_ms);
	for (uint32_t i = 0; i < b->channels.n; i++)
		watched_advance(board_nth(b, i), second(b));
}

void
board_end(struct board *b, int64_t wall_ms)
{
	board_tick(b, wall_ms);
	b->ended = true;
}

/* ---- channels ---- */

struct watched *
board_nth(const struct board *b, uint32_t number)
{
	return *(struct watched **)keyed_nth(&b->channels, number);
}

static void
learn(struct buf *what, struct str text)
{
	if (text.n == 0 || str_eq(buf_view(what), text))
		return;
	what->n = 0;
	buf_str(what, utf8_cut(text, NAME_MAX));
}

static struct watched *
channel_of(struct board *b, struct str id, struct str stream, struct str name)
{
	struct str key = id.n > 0 ? id : stream.n > 0 ? stream : name;
	struct watched **w;
	bool fresh;

	w = keyed_get(&b->channels, key.n > 0 ? key : STR("all"), &fresh);
	if (fresh) {
		*w = xmalloc(sizeof **w);
		watched_begin(*w, second(b));
		learn(&(*w)->name, key);
	}
	learn(&(*w)->name, name);
	watched_advance(*w, second(b));
	return *w;
}

/* ---- records ---- */

static int64_t
moment_of(const struct event *e)
{
	int64_t moment = event_moment(e);

	if (moment == WHEN_UNKNOWN)
		moment = e->t_ms;
	return moment < 0 ? 0 : moment;
}

static void
take_event(struct board *b, const struct event *e, int64_t wall_ms)
{
	int64_t moment = moment_of(e);
	struct watched *w;

	if (e->message_id.n > 0 && !recent_add(&b->met, e->message_id))
		return;
	if (moment > wall_ms)
		moment = wall_ms;
	note_moment(b, moment, wall_ms);
	w = channel_of(b, e->channel_id, e->stream_id, e->channel);
	learn(&w->platform, e->platform);
	watched_event(w, e, moment / 1000, e->anonymous ? 0 : event_user(e));
}

static void
take_bucket(struct board *b, const struct ts *ts, int64_t wall_ms)
{
	int64_t start, width = ts->bucket_sec;
	struct watched *w;

	if (ts->sec < 0 || width < 1 || width > WATCHED_SEC ||
	    ts->chat_count < 0)
		return;
	start = ts->timestamp != WHEN_UNKNOWN ? ts->timestamp : ts->sec * 1000;
	note_moment(b, start + width * 1000, wall_ms);
	w = channel_of(b, ts->channel_id, ts->stream_id, ts->channel);
	watched_count(w, start / 1000, width, ts->chat_count, ts->user_count);
}

static void
take_topic(struct board *b, const struct topic *t)
{
	struct watched *w =
	    channel_of(b, t->channel_id, t->stream_id, t->channel);

	w->words.n = 0;
	for (size_t i = 0; i < t->keywords.n && w->words.n < NAME_MAX; i++) {
		if (i > 0)
			buf_addc(&w->words, ' ');
		buf_str(&w->words, t->keywords.at[i]);
	}
}

/* It says nothing of the time: an archive begins with one. */
static void
take_live(struct board *b, const struct live *l)
{
	struct watched *w =
	    channel_of(b, l->channel_id, l->stream_id, l->channel);

	learn(&w->title, l->title);
	learn(&w->platform, l->platform);
	w->viewers = l->viewers;
	if (l->status == LIVE_CLOSE)
		w->link = WATCHED_CLOSED;
}

void
board_record(struct board *b, const struct json_val *v, int64_t wall_ms)
{
	if (record_read(&b->events, v, &b->event)) {
		take_event(b, &b->event, wall_ms);
	} else if (record_read(&b->ts, v, &b->bucket)) {
		take_bucket(b, &b->bucket, wall_ms);
	} else if (record_read(&b->peaks, v, &b->peak)) {
		const struct peak *p = &b->peak;

		watched_peak(
		    channel_of(b, p->channel_id, p->stream_id, p->channel), p);
	} else if (record_read(&b->topics, v, &b->topic)) {
		take_topic(b, &b->topic);
	} else if (record_read(&b->lives, v, &b->live)) {
		take_live(b, &b->live);
	}
}

void
board_free(struct board *b)
{
	for (uint32_t i = 0; i < b->channels.n; i++) {
		watched_free(board_nth(b, i));
		free(board_nth(b, i));
	}
	keyed_free(&b->channels);
	recent_free(&b->met);
}
