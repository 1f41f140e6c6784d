/* Takes records into the streams that are drawn. */
#include <math.h>
#include <stdlib.h>

#include "chart/gather.h"
#include "core/num.h"
#include "record/amounts.h"

/* The latest second that is taken: t_ms ends at 2^53 - 1. */
static const int64_t LATEST = NUM_SAFE_MAX / 1000;

void
gather_want(struct gather *g, struct jsonl *in)
{
	g->streams.size = sizeof(struct stream);
	record_want(&g->ts, &ts_record, in, NULL);
	record_want(&g->peak, &peak_record, in, NULL);
	record_want(&g->topic, &topic_record, in, NULL);
	record_want(&g->live, &live_record, in,
	    "stream_id channel_id channel title category opened_at");
	record_want(&g->replay, &replay_record, in,
	    "stream_id channel_id channel title category start");
}

/* The broadcast of that name; the first text that there is names it. */
static struct stream *
stream_of(struct gather *g, struct str stream_id, struct str channel_id,
    struct str channel)
{
	const struct str names[] = { stream_id, channel_id, channel };
	bool fresh;
	struct str id = STR("all");
	struct stream *s;

	for (size_t i = sizeof names / sizeof *names; i-- > 0;)
		if (names[i].n > 0)
			id = names[i];
	s = keyed_get(&g->streams, id, &fresh);
	if (fresh)
		*s = STREAM_INIT;
	stream_name(s, &s->id, id);
	stream_name(s, &s->channel, channel);
	return s;
}

static bool
is_second(int64_t sec)
{
	return sec >= 0 && sec <= LATEST;
}

static void
take_bucket(struct gather *g, struct jsonl *in, const struct ts *ts)
{
	struct purse *given = NULL;
	struct stream *s;

	if (!is_second(ts->sec) || ts->bucket_sec < 1 ||
	    ts->bucket_sec > LATEST || ts->chat_count < 0) {
		jsonl_bad(in, "ts needs sec, bucket_sec and chat_count");
		return;
	}
	s = stream_of(g, ts->stream_id, ts->channel_id, ts->channel);
	if (ts->rolling_sec > 0)
		s->rolling_sec = ts->rolling_sec;
	/* Where second 0 is no broadcast's opening, they know better. */
	if (!s->clocked && ts->timestamp != WHEN_UNKNOWN)
		s->opened = ts->timestamp - ts->sec * 1000;
	s->clocked |= ts->timestamp != WHEN_UNKNOWN;
	amounts_take(&given, ts->amounts, ts->donation_amount);
	stream_add_bucket(s, ts->bucket_sec,
	    (struct chart_bucket){ .sec = ts->sec,
		.chats = (double)ts->chat_count,
		.rolling = isnan(ts->rolling) ? -1 : ts->rolling,
		.gifts = ts->donation_count > 0 ? ts->donation_count : 0,
		.given = given,
		.gap = ts->gap });
	purse_free(&given);
}

static void
join_words(struct buf *b, const struct strs *words)
{
	for (size_t i = 0; i < words->n; i++) {
		if (words->at[i].n > 0 && b->n > 0)
			buf_addc(b, ' ');
		buf_str(b, words->at[i]);
	}
}

static void
take_peak(struct gather *g, struct jsonl *in, const struct peak *p)
{
	struct buf words = { 0 };
	struct moment m;

	/* It comes again when it is over. */
	if (p->open)
		return;
	if (!is_second(p->start_sec) || !is_second(p->end_sec) ||
	    p->end_sec < p->start_sec) {
		jsonl_bad(in, "peak needs start_sec and end_sec");
		return;
	}
	m = (struct moment){ .start = p->start_sec,
		.end = p->end_sec,
		.at = p->peak_sec,
		.clip = p->clip_start_sec,
		.rank = p->rank,
		.value = peak_strength(p),
		.by = p->by,
		.suspect = p->suspect != PEAK_TRUSTED };
	if (m.at < m.start || m.at > m.end)
		m.at = m.start + (m.end - m.start) / 2;
	join_words(&words, &p->keywords);
	if (words.n > 0)
		m.words = buf_view(&words);
	stream_add_peak(
	    stream_of(g, p->stream_id, p->channel_id, p->channel), m);
	buf_free(&words);
}

static void
take_topic(struct gather *g, struct jsonl *in, const struct topic *topic)
{
	struct chart_topic t = { .start = topic->start_sec,
		.end = topic->end_sec };
	struct buf words = { 0 };

	if (!is_second(t.start) || !is_second(t.end) || t.end <= t.start) {
		jsonl_bad(in, "topic needs start_sec and end_sec");
		return;
	}
	/* A headline says more than words. */
	if (topic->title.n > 0)
		buf_str(&words, topic->title);
	else
		join_words(&words, &topic->keywords);
	t.words = buf_view(&words);
	stream_add_topic(
	    stream_of(g, topic->stream_id, topic->channel_id, topic->channel),
	    t);
	buf_free(&words);
}

static void
take_live(struct gather *g, const struct live *live)
{
	struct stream *s =
	    stream_of(g, live->stream_id, live->channel_id, live->channel);

	stream_name(s, &s->title, live->title);
	stream_name(s, &s->category, live->category);
	if (s->opened == WHEN_UNKNOWN)
		s->opened = live->opened_at;
}

static void
take_replay(struct gather *g, const struct replay *r)
{
	struct stream *s =
	    stream_of(g, r->stream_id, r->channel_id, r->channel);

	stream_name(s, &s->title, r->title);
	stream_name(s, &s->category, r->category);
	if (s->opened == WHEN_UNKNOWN)
		s->opened = r->start;
}

void
gather_record(struct gather *g, struct jsonl *in, const struct json_val *v)
{
	struct ts ts = ts_blank();
	struct peak peak = peak_blank();
	struct topic topic = topic_blank();
	struct live live = live_blank();
	struct replay replay;

	if (record_read(&g->ts, v, &ts))
		take_bucket(g, in, &ts);
	else if (record_read(&g->peak, v, &peak))
		take_peak(g, in, &peak);
	else if (record_read(&g->topic, v, &topic))
		take_topic(g, in, &topic);
	else if (record_read(&g->live, v, &live))
		take_live(g, &live);
	else if (record_read(&g->replay, v, &replay))
		take_replay(g, &replay);
}

void
gather_end(struct gather *g)
{
	for (uint32_t i = 0; i < g->streams.n; i++)
		stream_sort(keyed_nth(&g->streams, i));
}

void
gather_free(struct gather *g)
{
	for (uint32_t i = 0; i < g->streams.n; i++)
		stream_free(keyed_nth(&g->streams, i));
	keyed_free(&g->streams);
}
