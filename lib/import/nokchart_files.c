/* Writes the files of NokChart as pandas and Python print them. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/when.h"
#include "import/nokchart_files.h"
#include "jsonl/indent.h"
#include "jsonl/put.h"
#include "series/rolling.h"

enum { MS = 1000 * 1000, ROLLING_BUCKET = 60 };
static const int64_t SECOND = INT64_C(1000) * MS;

/* The digits of a second's fraction after its milliseconds, as ns. */
static int64_t
below_ms(struct str text)
{
	struct str rest = text;
	int64_t ns = 0, unit = 100000;

	str_cut(&rest, '.');
	for (size_t i = 0; i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9';
	     i++) {
		if (i < 3)
			continue;
		ns += (rest.p[i] - '0') * unit;
		unit /= 10;
	}
	return ns;
}

/* An RFC 3339 moment in nanoseconds since 1970; false when it is none, or is
 * outside the years 1678 to 2261. */
static bool
moment_ns(struct str text, int64_t *ns)
{
	int64_t ms, value;

	if (!when_rfc3339(text, &ms) ||
	    __builtin_mul_overflow(ms, (int64_t)MS, &value) ||
	    __builtin_add_overflow(value, below_ms(text), &value))
		return false;
	*ns = value;
	return true;
}

/* "2026-09-28 20:20:01.204000+09:00" */
static void
put_timestamp(struct buf *b, int64_t ns)
{
	int64_t sec = ns / SECOND - (ns % SECOND < 0);
	int fraction = (int)(ns - sec * SECOND);
	struct when_date d = when_date(sec * 1000, WHEN_KST);

	buf_fmt(b, "%04d-%02d-%02d %02d:%02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute, d.second);
	if (fraction % 1000 != 0)
		buf_fmt(b, ".%09d", fraction);
	else if (fraction != 0)
		buf_fmt(b, ".%06d", fraction / 1000);
	buf_adds(b, "+09:00");
}

/* A number as Python's repr() of a float. */
static void
put_float(struct buf *b, double value)
{
	b->n += num_put_real(buf_reserve(b, NUM_REAL_MAX), value);
	if (value == nearbyint(value))
		buf_adds(b, ".0");
}

void
nokchart_begin(struct nokchart_chats *c, const int64_t *sizes_ms, size_t n)
{
	*c = (struct nokchart_chats){ .n = n, .first_ns = INT64_MAX };
	c->by_size = xcalloc(n, sizeof *c->by_size);
	for (size_t i = 0; i < n; i++)
		c->by_size[i].size_sec = sizes_ms[i] / 1000;
}

void
nokchart_count(struct nokchart_chats *c, int64_t t_ms, struct str moment)
{
	int64_t ns;

	for (size_t i = 0; i < c->n; i++)
		histogram_add(&c->by_size[i], t_ms / 1000);
	if (moment_ns(moment, &ns) && ns < c->first_ns)
		c->first_ns = ns;
}

void
nokchart_free_chats(struct nokchart_chats *c)
{
	for (size_t i = 0; i < c->n; i++)
		histogram_free(&c->by_size[i]);
	free(c->by_size);
	*c = (struct nokchart_chats){ 0 };
}

/* A file that is being written. */
struct csv {
	struct buf *out;
	int64_t size_sec, first_ns;
	struct rolling means;
};

static void
put_row(struct csv *c, int64_t bucket, uint32_t n)
{
	int64_t sec = bucket * c->size_sec, ns;
	double mean;

	buf_fmt(c->out, "%lld,%u,", (long long)sec, n);
	/* pandas has no moments beyond 64 bits of nanoseconds either. */
	if (c->first_ns != INT64_MAX &&
	    !__builtin_mul_overflow(sec, SECOND, &ns) &&
	    !__builtin_add_overflow(ns, c->first_ns, &ns))
		put_timestamp(c->out, ns);
	rolling_add(&c->means, n);
	if (c->size_sec == ROLLING_BUCKET && rolling_mean(&c->means, &mean)) {
		buf_addc(c->out, ',');
		put_float(c->out, mean);
	}
	buf_addc(c->out, '\n');
}

/* The rows before `bucket` that have no chats. */
static void
put_silence(struct csv *c, int64_t from, int64_t bucket, int64_t hole_sec)
{
	if ((bucket - from) * c->size_sec > hole_sec)
		rolling_clear(&c->means);
	else
		while (from < bucket)
			put_row(c, from++, 0);
}

void
nokchart_csv(struct buf *b, const struct nokchart_chats *chats, size_t size,
    int64_t rolling_sec, int64_t hole_sec)
{
	const struct histogram *t = &chats->by_size[size];
	int64_t rows = rolling_sec / ROLLING_BUCKET;
	struct csv c = { b, t->size_sec, chats->first_ns,
		{ .window = rows > 1 ? (size_t)rows : 1 } };

	buf_adds(b, "sec,chat_count,timestamp");
	if (t->size_sec == ROLLING_BUCKET)
		buf_fmt(b, ",chat_count_rolling_%llds", (long long)rolling_sec);
	buf_addc(b, '\n');
	for (size_t i = 0; i < t->n; i++) {
		if (i > 0)
			put_silence(&c, t->rows[i - 1].bucket + 1,
			    t->rows[i].bucket, hole_sec);
		put_row(&c, t->rows[i].bucket, t->rows[i].n);
	}
	rolling_free(&c.means);
}

void
nokchart_add_peak(struct nokchart_peaks *p, const struct peak *peak)
{
	MEM_RESERVE(p->at, p->cap, p->n + 1);
	p->at[p->n++] = *peak;
}

static void
put_clock(struct buf *b, const char *key, int64_t sec)
{
	struct buf text = { 0 };

	buf_fmt(&text, "%02lld:%02lld:%02lld", (long long)(sec / 3600),
	    (long long)(sec / 60 % 60), (long long)(sec % 60));
	put_text(b, key, buf_view(&text));
	buf_free(&text);
}

static void
put_ratio(struct buf *b, const char *key, double value)
{
	struct buf text = { 0 };

	put_float(&text, value);
	put_raw(b, key, buf_view(&text));
	buf_free(&text);
}

static void
put_peak(struct buf *b, const struct peak *p)
{
	put_open(b);
	put_int(b, "start_sec", p->start_sec);
	put_int(b, "end_sec", p->end_sec);
	put_int(b, "value", p->value);
	put_int(b, "rank", p->rank);
	put_ratio(b, "surge_ratio", p->surge_ratio);
	put_int(b, "clip_start_sec", p->clip_start_sec);
	put_clock(b, "start_time", p->start_sec);
	put_clock(b, "end_time", p->end_sec);
	put_clock(b, "clip_start_time", p->clip_start_sec);
	put_close(b);
}

static void
put_peaks(struct buf *b, const char *key, enum peak_by by,
    const struct nokchart_peaks *p)
{
	put_array(b, key);
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].by == by)
			put_peak(b, &p->at[i]);
	put_array_close(b);
}

void
nokchart_peaks(struct buf *b, const struct nokchart_peaks *p,
    struct str stream_id, int64_t window_sec)
{
	struct buf json = { 0 };

	put_open(&json);
	put_text(&json, "stream_id", stream_id.p != NULL ? stream_id : STR(""));
	put_int(&json, "window_sec", window_sec);
	put_peaks(&json, "peaks_by_volume", PEAK_VOLUME, p);
	put_peaks(&json, "peaks_by_surge", PEAK_SURGE, p);
	put_close(&json);
	json_indent(b, buf_view(&json));
	buf_free(&json);
}

void
nokchart_free_peaks(struct nokchart_peaks *p)
{
	free(p->at);
	*p = (struct nokchart_peaks){ 0 };
}
