/* live.h: the record of a broadcast, written and read. */
#include "record/live.h"
#include "tap.h"

static const char record[] =
    "{\"type\":\"live\",\"platform\":\"chzzk\",\"channel_id\":\"c1\","
    "\"channel\":\"방송인\",\"stream_id\":\"77_c1\",\"status\":\"open\","
    "\"live_id\":\"77\",\"title\":\"한글 \\\"제목\\\"\",\"category\":\"talk\","
    "\"tags\":[\"a\",\"b\"],\"viewers\":0,\"followers\":12,\"adult\":true,"
    "\"opened_at\":\"2026-01-06T11:20:01.000Z\","
    "\"chat_channel_id\":\"N2lpu9\"}\n";

static const char *
rewritten(const char *line, bool *is_live)
{
	static struct buf out;
	struct jsonl *in = jsonl_new("test", NULL);
	struct record_reader at;
	const struct json_val *v;
	struct live live = live_blank();

	record_want(&at, &live_record, in, NULL);
	out.n = 0;
	*is_live = false;
	jsonl_push(in, line, strlen(line));
	jsonl_push_end(in);
	while ((v = jsonl_next(in)) != NULL) {
		*is_live = record_read(&at, v, &live);
		if (*is_live)
			record_put(&out, &live_record, &live);
	}
	jsonl_close(in);
	return buf_text(&out);
}

int
main(void)
{
	bool is_live;

	is_text(rewritten(record, &is_live), record,
	    "what is read is written, in the manual's order");
	rewritten("{\"type\":\"chat\",\"status\":\"open\"}", &is_live);
	ok(!is_live, "a chat record is no broadcast");
	is_text(rewritten("{\"status\":\"shut\",\"viewers\":-3,"
			  "\"opened_at\":7,\"tags\":{},\"type\":\"live\"}",
		    &is_live),
	    "{\"type\":\"live\"}\n", "impossible values count as unknown");
	return done_testing();
}
