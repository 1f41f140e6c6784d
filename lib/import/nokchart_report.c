/* Writes NokChart's topics.json and report.json. */
#include <math.h>

#include "core/when.h"
#include "import/nokchart_report.h"
#include "jsonl/indent.h"
#include "jsonl/put.h"
#include "record/amounts.h"
#include "record/table.h"

#define OF struct topic
static const struct record_field segment_fields[] = {
	{ NATURAL(start_sec) },
	{ NATURAL(end_sec) },
	{ TEXTS(keywords) },
	{ TEXTS_AS("sample_chats", samples) },
	{ NATURAL(chat_count) },
};
static const struct record_type segment = RECORD_KEYS(segment_fields);
#undef OF

void
nokchart_segment(struct buf *b, const struct topic *t)
{
	buf_adds(b, b->n > 0 ? ",\n    {" : "    {");
	record_put_keys(b, &segment, t, record_keys(&segment, NULL));
	put_close(b);
}

/* A text, or null. */
static void
put_name(struct buf *b, const char *key, struct str text)
{
	if (text.p != NULL)
		put_text(b, key, text);
	else
		put_raw(b, key, STR("null"));
}

void
nokchart_topics(struct buf *b, struct str stream_id, int64_t segment_sec,
    struct str segments)
{
	buf_adds(b, "{\n  \"stream_id\": ");
	if (stream_id.p != NULL)
		put_string(b, stream_id);
	else
		buf_adds(b, "null");
	buf_fmt(b, ",\n  \"segment_sec\": %lld,\n  \"segments\": [",
	    (long long)segment_sec);
	if (segments.n > 0) {
		buf_addc(b, '\n');
		buf_str(b, segments);
		buf_adds(b, "\n  ");
	}
	buf_adds(b, "]\n}\n");
}

/* Whole seconds are enough for it. */
static void
put_second(struct buf *b, const char *key, int64_t ms)
{
	enum { SECONDS = sizeof "2026-01-06T11:20:01" - 1 };
	char text[WHEN_UTC_LEN];

	when_put_utc(text, ms);
	text[SECONDS] = 'Z';
	put_text(b, key, (struct str){ text, SECONDS + 1 });
}

static void
put_files(struct buf *b, const struct nokchart_report *r)
{
	put_object(b, "files");
	put_text(b, "events", str_of(r->events));
	put_object(b, "time_series");
	put_text(b, "60s", str_of(r->minutes));
	put_text(b, "300s", str_of(r->five_minutes));
	put_close(b);
	put_text(b, "peaks", STR("peaks.json"));
	put_text(b, "topics", STR("topics.json"));
	put_text(b, "chart", str_of(r->chart));
	put_close(b);
}

static int64_t
known(int64_t n)
{
	return n != RECORD_UNKNOWN ? n : 0;
}

/* NokChart knows won only; amounts of no known currency are taken for won. */
static int64_t
won(const struct stats *s)
{
	struct purse *p = NULL;
	int64_t sum = 0;

	amounts_take(&p, s->amounts, s->donation_amount);
	for (uint32_t i = 0; p != NULL && i < p->n; i++)
		if (p->coin[i].currency == PURSE_UNKNOWN ||
		    p->coin[i].currency == purse_currency(STR("KRW")))
			sum += p->coin[i].amount;
	purse_free(&p);
	return sum;
}

static void
put_totals(struct buf *b, const struct stats *s)
{
	put_object(b, "statistics");
	put_int(b, "total_events", known(s->messages) + known(s->donations));
	put_int(b, "chat_events", known(s->messages));
	put_int(b, "donation_events", known(s->donations));
	put_int(b, "donation_amount", won(s));
	if (s->amounts.n > 0)
		put_raw(b, "amounts", s->amounts);
	put_int(b, "users", known(s->users));
	put_int(b, "reconnects", known(s->reconnects));
	put_int(b, "gap_ms", known(s->gap_ms));
	put_real(
	    b, "duration_sec", isnan(s->duration_sec) ? 0 : s->duration_sec);
	put_close(b);
}

static void
put_top(struct buf *b, const struct peak *p)
{
	put_object(b, "top_peak");
	put_int(b, "rank", p->rank);
	put_int(b, "start_sec", p->start_sec);
	put_int(b, "end_sec", p->end_sec);
	put_int(b, "value", p->value);
	put_close(b);
}

/* The mean to one decimal, as Python's round() has it. */
static void
put_mean(struct buf *b, const char *key, double mean)
{
	struct buf text = { 0 };

	buf_fmt(&text, "%.1f", mean);
	put_raw(b, key, buf_view(&text));
	buf_free(&text);
}

/* The peaks by volume in few numbers. */
static void
put_summary(struct buf *b, const struct nokchart_peaks *peaks)
{
	const struct peak *top = NULL;
	int64_t n = 0, sum = 0, least = INT64_MAX;

	for (const struct peak *p = peaks->at; p < peaks->at + peaks->n; p++) {
		if (p->by != PEAK_VOLUME)
			continue;
		if (top == NULL)
			top = p; /* the first is the highest */
		least = p->value < least ? p->value : least;
		sum += p->value;
		n++;
	}
	put_object(b, "peaks_summary");
	put_int(b, "peak_count", n);
	put_int(b, "total_activity", sum);
	if (top != NULL) {
		put_mean(b, "avg_peak_value", (double)sum / (double)n);
		put_int(b, "max_peak_value", top->value);
		put_int(b, "min_peak_value", least);
		put_top(b, top);
	}
	put_close(b);
}

void
nokchart_report(struct buf *b, const struct nokchart_report *r)
{
	struct buf json = { 0 };

	put_open(&json);
	put_name(&json, "stream_id", r->totals->stream_id);
	put_name(&json, "channel", r->totals->channel);
	if (r->title.n > 0)
		put_text(&json, "title", r->title);
	if (r->category.n > 0)
		put_text(&json, "category", r->category);
	if (r->opened_at != WHEN_UNKNOWN)
		put_second(&json, "opened_at", r->opened_at);
	put_second(&json, "processed_at", r->processed_at);
	put_files(&json, r);
	put_totals(&json, r->totals);
	put_summary(&json, r->peaks);
	put_int(&json, "topics_segments", (int64_t)r->segments);
	put_close(&json);
	json_indent(b, buf_view(&json));
	buf_free(&json);
}
