/*
 * chz-words - what each part of a broadcast was about.
 * Events in; a topic record for each segment, with keywords and samples, out.
 */

#include <stdlib.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/intern.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "record/axis.h"
#include "record/topic.h"
#include "text/nfc.h"
#include "text/topics.h"

enum { LATE_MS = 5000, STOP_MAX = 16 * 1024 * 1024 };

static struct jsonl_settings io;
static int64_t segment_ms = 5 * 60 * 1000;
static long keywords = 5, samples = 3, minimum = 3;
static const char *stop_file;
static bool live, keep;

static const struct opt options[] = {
	{ 'f', "follow", NULL, "tell each segment when it has passed",
	    .flag = &live },
	{ 'k', "keep", NULL, "pass the input through too", .flag = &keep },
	{ 'm', "minimum", "N", "messages that must have a keyword (3)",
	    .count = &minimum },
	{ 'n', "top", "N", "keywords a segment (5)", .count = &keywords },
	{ 0, "samples", "N", "messages shown a segment (3)",
	    .count = &samples },
	{ 's', "segment", "DUR", "length of a segment (5m)",
	    .span = &segment_ms },
	{ 0, "stop", "FILE", "words that are no keywords, one a line",
	    .text = &stop_file },
	JSONL_OPTIONS(io),
	{ 0 },
};

static const char *const examples[] = {
	"chz-words events.jsonl",
	"chz-tap ID | chz-words -f -s 2m",
	NULL,
};

static const struct tool tool = {
	.name = "chz-words",
	.operands = "[FILE...]",
	.about = "Find what each part of a broadcast was about.",
	.opts = options,
	.examples = examples,
};

struct stream {
	struct topics *topics;
	struct axis axis;
	int64_t last_ms;
	struct buf channel_id;
};

static struct intern stop, keys;
static struct stream *streams; /* by key */
static size_t n_streams, cap_streams;
static struct jsonl *in;
static struct out *out;
static struct topics_rule rule;

static void
read_stop_words(void)
{
	struct buf text = { 0 }, room = { 0 };
	struct str rest;

	if (stop_file == NULL)
		return;
	if (!file_read(stop_file, STOP_MAX, &text))
		opt_misuse("--stop: %s cannot be read", stop_file);
	for (rest = buf_view(&text); rest.p != NULL;) {
		struct str word = str_trim(str_cut(&rest, '\n'));

		if (word.n > 0)
			intern_add(&stop, nfc(word, &room));
	}
	buf_free(&text);
	buf_free(&room);
}

static struct stream *
stream_of(struct str key)
{
	uint32_t id = intern_add(&keys, key);

	MEM_RESERVE(streams, cap_streams, (size_t)keys.n);
	while (n_streams < keys.n)
		streams[n_streams++] = (struct stream){ .topics =
							    topics_new(&rule),
			.axis = { .by = AXIS_STREAM, .opened = WHEN_UNKNOWN } };
	return &streams[id];
}

/* Writes the segments of a stream that end at `before_ms` or earlier. */
static void
tell(size_t i, int64_t before_ms)
{
	struct topic_found found;

	while (topics_next(streams[i].topics, before_ms, &found)) {
		struct topic t = { .stream_id = keys.names[i],
			.start_sec = found.start_ms / 1000,
			.end_sec = found.end_ms / 1000,
			.keywords = { found.keywords, found.n_keywords },
			.samples = { found.samples, found.n_samples },
			.chat_count = (int64_t)found.chats };

		if (streams[i].channel_id.n > 0)
			t.channel_id = buf_view(&streams[i].channel_id);
		record_put(&out->buf, &topic_record, &t);
		out_ready(out);
	}
}

static void
add(const struct event *e)
{
	struct stream *s = stream_of(axis_key(e, AXIS_STREAM));
	int64_t ms;

	if (!axis_place(&s->axis, e, &ms)) {
		jsonl_bad(in, "a chat without a time");
		return;
	}
	if (s->channel_id.n == 0)
		buf_str(&s->channel_id, e->channel_id);
	topics_add(s->topics, ms, e->text);
	if (ms <= s->last_ms)
		return;
	s->last_ms = ms;
	if (live && ms > LATE_MS)
		tell((size_t)(s - streams), ms - LATE_MS);
}

static void
read_all(void)
{
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;

	record_want(
	    &events, &event_record, in, AXIS_KEYS " " AXIS_MOMENTS " text");
	while ((v = jsonl_next(in)) != NULL) {
		if (keep)
			jsonl_pass(in);
		if (record_read(&events, v, &e) == EVENT_CHAT &&
		    e.text.p != NULL)
			add(&e);
	}
}

static void
check(void)
{
	if (segment_ms < 1000)
		opt_misuse("--segment: at least a second");
	if (keywords > TOPICS_MOST || samples > TOPICS_MOST)
		opt_misuse("at most %d keywords or samples", TOPICS_MOST);
	rule = (struct topics_rule){ .segment_ms = segment_ms,
		.keywords = (size_t)keywords,
		.samples = (size_t)samples,
		.minimum = minimum > 0 ? (uint32_t)minimum : 1,
		.stop = &stop };
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv, NULL);

	check();
	read_stop_words();
	out = out_open(io.output, io.line_buffered);
	in = jsonl_open(argv + first, &io, out);
	read_all();
	for (size_t i = 0; i < n_streams; i++) {
		tell(i, INT64_MAX);
		topics_free(streams[i].topics);
		buf_free(&streams[i].channel_id);
	}
	free(streams);
	intern_free(&keys);
	intern_free(&stop);
	return jsonl_finish(in, out);
}
