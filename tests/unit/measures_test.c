/* ts.h, peak.h, axis.h: measures written and read, events in their places. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "record/axis.h"
#include "record/peak.h"
#include "record/ts.h"
#include "tap.h"

/* A reader that holds one line. */
static struct jsonl *
holding(const char *line)
{
	struct jsonl *in = jsonl_new("test", NULL);

	jsonl_push(in, line, strlen(line));
	jsonl_push_end(in);
	return in;
}

/* What becomes of a ts line that is read and written. */
static const char *
ts_again(const char *line, struct buf *out)
{
	struct jsonl *in = holding(line);
	struct record_reader at;
	const struct json_val *v;
	struct ts ts = ts_blank();

	record_want(&at, &ts_record, in, NULL);
	v = jsonl_next(in);
	out->n = 0;
	if (v != NULL && record_read(&at, v, &ts))
		record_put(out, &ts_record, &ts);
	jsonl_close(in);
	return buf_text(out);
}

static void
test_ts(void)
{
	struct buf out = { 0 };
	const char *full =
	    "{\"type\":\"ts\",\"channel_id\":\"c\",\"channel\":\"방송\","
	    "\"stream_id\":\"s\",\"sec\":60,\"bucket_sec\":60,"
	    "\"timestamp\":\"2026-01-06T11:21:00.000Z\",\"chat_count\":30,"
	    "\"user_count\":21,\"donation_count\":1,\"donation_amount\":1000,"
	    "\"rolling\":21.333333,\"rolling_sec\":600,\"gap\":true,"
	    "\"user_marks\":\"AAAAA\"}\n";

	is_text(ts_again(full, &out), full, "a bucket, read and written");
	is_text(ts_again("{\"sec\":1,\"type\":\"ts\",\"bucket_sec\":\"x\","
			 "\"chat_count\":-1,\"gap\":1,\"rolling\":\"2\"}",
		    &out),
	    "{\"type\":\"ts\",\"sec\":1}\n", "of the wrong type: unknown");
	is_text(ts_again("{\"type\":\"peak\",\"sec\":1}", &out), "",
	    "another type is none");
	buf_free(&out);
}

static const char *
peak_again(const char *line, struct buf *out)
{
	struct jsonl *in = holding(line);
	struct record_reader at;
	const struct json_val *v;
	struct peak peak = peak_blank();

	record_want(&at, &peak_record, in, NULL);
	v = jsonl_next(in);
	out->n = 0;
	if (v != NULL && record_read(&at, v, &peak))
		record_put(out, &peak_record, &peak);
	jsonl_close(in);
	return buf_text(out);
}

static void
test_peak(void)
{
	struct buf out = { 0 };
	const char *full =
	    "{\"type\":\"peak\",\"stream_id\":\"s\",\"by\":\"surge\","
	    "\"peak_id\":3601,\"open\":true,\"rank\":2,\"score\":3.25,"
	    "\"start_sec\":3599,\"end_sec\":3659,\"peak_sec\":3600,"
	    "\"timestamp\":\"2026-01-06T11:21:00.000Z\",\"value\":412,"
	    "\"multiple\":5.3,\"loudest_share\":0.012,"
	    "\"suspect\":\"flood\",\"surge_ratio\":6.1,\"z\":23.4,"
	    "\"chat_count\":412,"
	    "\"people\":290,\"messages_per_user\":1.421,"
	    "\"donations\":0,\"donation_amount\":0,"
	    "\"clip_start_sec\":3579,\"start_time\":\"0:59:59\","
	    "\"end_time\":\"1:00:59\"}\n";
	struct peak p = peak_blank();

	is_text(peak_again(full, &out), full, "a peak, read and written");
	out.n = 0;
	p.by = PEAK_Z;
	p.surge_ratio = 2.0 / 3;
	record_put(&out, &peak_record, &p);
	is_text(buf_text(&out),
	    "{\"type\":\"peak\",\"by\":\"z\",\"surge_ratio\":0.667}\n",
	    "three decimals, and nothing that is unknown");
	buf_free(&out);
}

/* Where the events of the lines stand, -1 for nowhere. */
static const char *
places(enum axis_by by, const char *const *lines, struct buf *out)
{
	struct axis axis = { by, WHEN_UNKNOWN };

	out->n = 0;
	for (; *lines != NULL; lines++) {
		struct jsonl *in = holding(*lines);
		struct record_reader at;
		struct event e = event_blank();
		int64_t ms;

		record_want(&at, &event_record, in, AXIS_KEYS " " AXIS_MOMENTS);
		record_read(&at, jsonl_next(in), &e);
		if (!axis_place(&axis, &e, &ms))
			ms = -1;
		buf_fmt(out, "%lld ", (long long)ms);
		jsonl_close(in);
	}
	return buf_text(out);
}

#define PLACES(by, ...)                                                        \
	places(by, (const char *const[]){ __VA_ARGS__, NULL }, &out)
#define AT(time) "{\"type\":\"chat\",\"received_at\":\"2026-01-06T" time "Z\"}"
#define M(ms) "{\"type\":\"chat\",\"t_ms\":" ms "}"
#define T(ms, time)                                                            \
	"{\"type\":\"chat\",\"t_ms\":" ms ",\"sent_at\":\"2026-01-06T" time    \
	"Z\"}"

static void
test_axis(void)
{
	struct buf out = { 0 };

	setenv("TZ", "Asia/Seoul", 1);
	is_text(PLACES(AXIS_STREAM, T("5000", "11:00:05"), AT("11:00:07.25")),
	    "5000 7250 ", "by the moment where t_ms is missing");
	is_text(PLACES(AXIS_STREAM, AT("11:00:07"), AT("11:00:06"),
		    "{\"type\":\"chat\"}"),
	    "0 -1 -1 ", "from the first record on");
	is_text(PLACES(AXIS_STREAM, M("-1"), M("\"5\""), M("9007199254740992"),
		    M("1.0")),
	    "-1 -1 -1 -1 ", "t_ms is an integer from 0 to 2^53 - 1");
	/* 15:00 UTC is midnight in Seoul. */
	is_text(PLACES(AXIS_CHANNEL, AT("15:00:01"), T("7", "15:00:02")),
	    "1000 2000 ", "several broadcasts count from midnight");
	is_text(
	    PLACES(AXIS_ALL, AT("14:59:59")), "86399000 ", "the one before");
	buf_free(&out);
}

int
main(void)
{
	test_ts();
	test_peak();
	test_axis();
	return done_testing();
}
