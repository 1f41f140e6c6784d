/* Gathers records by broadcast, each kind as the JSON that it becomes. */
#include <math.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "jsonl/put.h"
#include "web/broadcast.h"

enum { TEXT_MAX = 2000, NAME_MAX = 100 };

struct page_stream {
	struct buf channel, title, platform; /* empty when unknown */
	int64_t opened;                      /* or WHEN_UNKNOWN */
	int64_t last;                        /* tenths, of the last message */
	struct intern users;                 /* by id, else by name */
	/* Arrays without their brackets. */
	struct buf names, times, who, texts, gifts, gaps, ts, peaks, topics;
};

void
broadcasts_want(struct broadcasts *b, struct jsonl *in)
{
	b->streams.size = sizeof(struct page_stream);
	b->event = event_blank();
	b->bucket = ts_blank();
	b->peak = peak_blank();
	b->topic = topic_blank();
	b->live = live_blank();
	record_clear(&replay_record, &b->replay);
	record_want(&b->events, &event_record, in,
	    "platform channel_id channel stream_id t_ms received_at sent_at "
	    "user_id user text amount currency anonymous state gap_ms");
	record_want(&b->ts, &ts_record, in,
	    "channel_id channel stream_id sec bucket_sec timestamp chat_count "
	    "user_count gap");
	record_want(&b->peaks, &peak_record, in, NULL);
	record_want(&b->topics, &topic_record, in, NULL);
	record_want(&b->lives, &live_record, in, NULL);
	record_want(&b->replays, &replay_record, in, NULL);
}

static void
learn(struct buf *what, struct str text)
{
	if (what->n == 0)
		buf_str(what, utf8_cut(text, TEXT_MAX));
}

static struct page_stream *
broadcast_of(struct broadcasts *all, struct str stream, struct str channel_id,
    struct str channel)
{
	struct page_stream *b;
	bool fresh;

	if (stream.n == 0)
		stream = channel_id.n > 0 ? channel_id : channel;
	if (stream.n == 0)
		stream = STR("all");
	b = keyed_get(&all->streams, stream, &fresh);
	if (fresh)
		b->opened = WHEN_UNKNOWN;
	learn(&b->channel, channel);
	return b;
}

static void
next_in(struct buf *array)
{
	if (array->n > 0)
		buf_addc(array, ',');
}

static void
add_number(struct buf *array, int64_t n)
{
	next_in(array);
	buf_fmt(array, "%lld", (long long)n);
}

static void
add_text(struct buf *array, struct str text, size_t max)
{
	next_in(array);
	put_string(array, text.p != NULL ? utf8_cut(text, max) : STR(""));
}

/* The writer's number; -1 for nobody. */
static int64_t
user_of(struct page_stream *b, const struct event *e)
{
	struct str id = e->user_id.n > 0 ? e->user_id : e->user;
	uint32_t known = b->users.n, user;

	if (id.n == 0 || e->anonymous)
		return -1;
	user = intern_add(&b->users, id);
	if (user == known)
		add_text(&b->names, e->user, NAME_MAX);
	return user;
}

/* Since the start, in tenths of a second; less than 0 when unknown. */
static int64_t
tenths_of(struct page_stream *b, const struct event *e)
{
	int64_t moment = event_moment(e);

	if (e->t_ms >= 0) {
		if (b->opened == WHEN_UNKNOWN && moment != WHEN_UNKNOWN)
			b->opened = moment - e->t_ms;
		return e->t_ms / 100;
	}
	if (moment == WHEN_UNKNOWN)
		return -1;
	if (b->opened == WHEN_UNKNOWN)
		b->opened = moment;
	return (moment - b->opened) / 100;
}

static void
add_chat(struct page_stream *b, const struct event *e, int64_t at)
{
	add_number(&b->times, at - b->last);
	b->last = at;
	add_number(&b->who, user_of(b, e));
	add_text(&b->texts, e->text, TEXT_MAX);
}

static void
add_gift(struct page_stream *b, const struct event *e, int64_t at)
{
	next_in(&b->gifts);
	buf_fmt(&b->gifts, "[%lld,%lld,%lld", (long long)at,
	    (long long)user_of(b, e), (long long)e->amount);
	add_text(&b->gifts, e->currency, NAME_MAX);
	add_text(&b->gifts, e->text, TEXT_MAX);
	buf_addc(&b->gifts, ']');
}

static void
add_gap(struct page_stream *b, int64_t from, int64_t to)
{
	if (to <= from)
		return;
	next_in(&b->gaps);
	buf_fmt(&b->gaps, "[%lld,%lld]", (long long)(from > 0 ? from : 0),
	    (long long)to);
}

static void
take_event(struct broadcasts *all, const struct event *e)
{
	struct page_stream *b =
	    broadcast_of(all, e->stream_id, e->channel_id, e->channel);
	int64_t at = tenths_of(b, e);

	learn(&b->platform, e->platform);
	if (at < 0)
		return;
	if (e->type == EVENT_CHAT)
		add_chat(b, e, at);
	else if (e->type == EVENT_DONATION)
		add_gift(b, e, at);
	else if (e->type == EVENT_LINK && e->gap_ms > 0)
		add_gap(b, (at * 100 - e->gap_ms) / 1000, at / 10 + 1);
}

static void
take_bucket(struct broadcasts *all, const struct ts *ts)
{
	struct page_stream *b =
	    broadcast_of(all, ts->stream_id, ts->channel_id, ts->channel);

	if (ts->sec < 0 || ts->bucket_sec < 1 || ts->chat_count < 0)
		return;
	if (b->opened == WHEN_UNKNOWN && ts->timestamp != WHEN_UNKNOWN)
		b->opened = ts->timestamp - ts->sec * 1000;
	next_in(&b->ts);
	buf_fmt(&b->ts, "[%lld,%lld,%lld,%lld,%d]", (long long)ts->sec,
	    (long long)ts->bucket_sec, (long long)ts->chat_count,
	    (long long)ts->user_count, ts->gap);
}

static void
put_known(struct buf *b, const char *key, int64_t n)
{
	if (n != RECORD_UNKNOWN)
		put_int(b, key, n);
}

static void
put_known_real(struct buf *b, const char *key, double x)
{
	if (!isnan(x))
		put_real(b, key, x);
}

static void
take_peak(struct broadcasts *all, const struct peak *p)
{
	struct page_stream *b =
	    broadcast_of(all, p->stream_id, p->channel_id, p->channel);
	struct buf *to = &b->peaks;

	if (p->open || p->start_sec < 0 || p->end_sec < p->start_sec)
		return;
	put_open(to);
	put_int(to, "start", p->start_sec);
	put_int(to, "end", p->end_sec);
	if (p->by != PEAK_UNKNOWN)
		put_text(to, "by", str_of(peak_by_words[p->by - 1]));
	put_known(to, "at", p->peak_sec);
	put_known(to, "rank", p->rank);
	put_known(to, "clip", p->clip_start_sec);
	put_known(to, "chats", p->chat_count);
	put_known(to, "people", p->people);
	put_known(to, "value", p->value);
	put_known(to, "gifts", p->donations);
	put_known_real(to, "score", p->score);
	put_known_real(to, "multiple", p->multiple);
	put_known_real(to, "loudest", p->loudest_share);
	put_known_real(to, "z", p->z);
	put_known_real(to, "surge", p->surge_ratio);
	if (p->suspect != PEAK_TRUSTED)
		put_text(
		    to, "suspect", str_of(peak_suspect_words[p->suspect - 1]));
	put_close(to);
}

static void
take_topic(struct broadcasts *all, const struct topic *t)
{
	struct page_stream *b =
	    broadcast_of(all, t->stream_id, t->channel_id, t->channel);
	struct buf words = { 0 };

	if (t->start_sec < 0 || t->end_sec <= t->start_sec)
		return;
	for (size_t i = 0; i < t->keywords.n; i++)
		add_text(&words, t->keywords.at[i], NAME_MAX);
	next_in(&b->topics);
	buf_fmt(&b->topics, "[%lld,%lld,[%.*s]]", (long long)t->start_sec,
	    (long long)t->end_sec, STR_ARG(buf_view(&words)));
	buf_free(&words);
}

static void
take_live(struct broadcasts *all, const struct live *l)
{
	struct page_stream *b =
	    broadcast_of(all, l->stream_id, l->channel_id, l->channel);

	learn(&b->title, l->title);
	learn(&b->platform, l->platform);
	if (b->opened == WHEN_UNKNOWN)
		b->opened = l->opened_at;
}

static void
take_replay(struct broadcasts *all, const struct replay *r)
{
	struct page_stream *b =
	    broadcast_of(all, r->stream_id, r->channel_id, r->channel);

	learn(&b->title, r->title);
	learn(&b->platform, r->platform);
	if (b->opened == WHEN_UNKNOWN)
		b->opened = r->start;
}

void
broadcasts_record(struct broadcasts *b, const struct json_val *v)
{
	if (record_read(&b->events, v, &b->event)) {
		if (b->event.type != EVENT_MODERATION)
			take_event(b, &b->event);
	} else if (record_read(&b->ts, v, &b->bucket)) {
		take_bucket(b, &b->bucket);
	} else if (record_read(&b->peaks, v, &b->peak)) {
		take_peak(b, &b->peak);
	} else if (record_read(&b->topics, v, &b->topic)) {
		take_topic(b, &b->topic);
	} else if (record_read(&b->lives, v, &b->live)) {
		take_live(b, &b->live);
	} else if (record_read(&b->replays, v, &b->replay)) {
		take_replay(b, &b->replay);
	}
}

static void
put_array_of(struct buf *to, const char *key, const struct buf *items)
{
	put_array(to, key);
	buf_str(to, buf_view(items));
	put_array_close(to);
}

static void
put_learned(struct buf *to, const char *key, const struct buf *text)
{
	if (text->n > 0)
		put_text(to, key, buf_view(text));
}

static void
put_broadcast(struct buf *to, const struct page_stream *b, struct str id)
{
	put_open(to);
	put_text(to, "id", id);
	put_learned(to, "channel", &b->channel);
	put_learned(to, "title", &b->title);
	put_learned(to, "platform", &b->platform);
	if (b->opened != WHEN_UNKNOWN)
		put_int(to, "opened", b->opened);
	put_array_of(to, "names", &b->names);
	put_array_of(to, "t", &b->times);
	put_array_of(to, "u", &b->who);
	put_array_of(to, "x", &b->texts);
	put_array_of(to, "gifts", &b->gifts);
	put_array_of(to, "gaps", &b->gaps);
	put_array_of(to, "ts", &b->ts);
	put_array_of(to, "peaks", &b->peaks);
	put_array_of(to, "topics", &b->topics);
	put_close(to);
}

void
broadcasts_put(const struct broadcasts *b, struct buf *to)
{
	put_array(to, "streams");
	for (uint32_t i = 0; i < b->streams.n; i++)
		put_broadcast(
		    to, keyed_nth(&b->streams, i), keyed_key(&b->streams, i));
	put_array_close(to);
}

static void
free_broadcast(struct page_stream *b)
{
	struct buf *all[] = { &b->channel, &b->title, &b->platform, &b->names,
		&b->times, &b->who, &b->texts, &b->gifts, &b->gaps, &b->ts,
		&b->peaks, &b->topics };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_free(all[i]);
	intern_free(&b->users);
}

void
broadcasts_free(struct broadcasts *b)
{
	for (uint32_t i = 0; i < b->streams.n; i++)
		free_broadcast(keyed_nth(&b->streams, i));
	keyed_free(&b->streams);
}
