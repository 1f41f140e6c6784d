/*
 * chz-words - what each part of a broadcast was about.
 * Events in; a topic record for each segment, with keywords and samples, out.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/keyed.h"
#include "core/nfc.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "record/axis.h"
#include "record/topic.h"
#include "text/topics.h"

enum { LATE_MS = 5000, STOP_MAX = 16 * 1024 * 1024 };

struct settings {
	struct topics_rule rule;
	const char *stop_file;
	bool follow, keep;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 'f', "follow", NULL, "write each segment when it has passed",
	    OPT_FLAG(struct settings, follow) },
	{ 'k', "keep", NULL, "pass the input through too",
	    OPT_FLAG(struct settings, keep) },
	{ 'm', "minimum", "N", "messages that must have a keyword",
	    OPT_COUNT(struct settings, rule.minimum), .def = "3", .min = 1 },
	{ 'n', "top", "N", "keywords a segment",
	    OPT_COUNT(struct settings, rule.keywords), .def = "5",
	    .max = TOPICS_MOST },
	{ 0, "samples", "N", "messages shown a segment",
	    OPT_COUNT(struct settings, rule.samples), .def = "3",
	    .max = TOPICS_MOST },
	{ 0, "segment", "DUR", "length of a segment",
	    OPT_SPAN(struct settings, rule.segment_ms), .def = "5m",
	    .min = 1000 },
	{ 0, "stop", "FILE", "words that are no keywords, one a line",
	    OPT_TEXT(struct settings, stop_file) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-words",
	.operands = "[FILE...]",
	.about = "Find what each part of a broadcast was about.",
	.opts = options,
	.groups = OPT_GROUPS(JSONL_GROUPS(struct settings, io)),
	.examples = OPT_LINES("chz-words events.jsonl",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-words -f"),
};

struct stream {
	struct topics *topics;
	struct axis axis;
	int64_t last_ms;
	struct buf channel_id;
};

struct run {
	struct settings set;
	struct intern stop;
	struct keyed streams;
	struct jsonl *in;
	struct out *out;
	struct record_reader events, moments;
	struct event e; /* the record, as far as it was read */
};

static void
read_stop_words(struct run *r)
{
	const char *path = r->set.stop_file;
	struct buf text = { 0 }, room = { 0 };
	struct str rest;

	r->set.rule.stop = &r->stop;
	if (path == NULL)
		return;
	if (!file_read(path, STOP_MAX, &text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	for (rest = buf_view(&text); rest.p != NULL;) {
		struct str word = str_trim(str_cut(&rest, '\n'));

		if (word.n > 0)
			intern_add(&r->stop, nfc(word, &room));
	}
	buf_free(&text);
	buf_free(&room);
}

static struct stream *
stream_of(struct run *r, struct str key)
{
	bool fresh;
	struct stream *s = keyed_get(&r->streams, key, &fresh);

	if (fresh)
		*s = (struct stream){ .topics = topics_new(&r->set.rule),
			.axis = { AXIS_STREAM, WHEN_UNKNOWN } };
	return s;
}

/* Writes the segments of a stream that end at `before_ms` or earlier. */
static void
put_passed(struct run *r, uint32_t i, int64_t before_ms)
{
	struct stream *s = keyed_nth(&r->streams, i);
	struct topic_found found;

	while (topics_next(s->topics, before_ms, &found)) {
		struct topic t = { .stream_id = keyed_key(&r->streams, i),
			.start_sec = found.start_ms / 1000,
			.end_sec = found.end_ms / 1000,
			.keywords = { found.keywords, found.n_keywords },
			.samples = { found.samples, found.n_samples },
			.chat_count = (int64_t)found.chats };

		if (s->channel_id.n > 0)
			t.channel_id = buf_view(&s->channel_id);
		record_put(&r->out->buf, &topic_record, &t);
		out_ready(r->out);
	}
}

static void
add(struct run *r, const struct json_val *v)
{
	const struct event *e = &r->e;
	struct stream *s = stream_of(r, axis_key(e, AXIS_STREAM));
	int64_t ms;

	if (axis_needs_moment(&s->axis, e))
		record_read(&r->moments, v, &r->e);
	if (!axis_place(&s->axis, e, &ms)) {
		jsonl_bad(r->in, "a chat without a time");
		return;
	}
	if (s->channel_id.n == 0)
		buf_str(&s->channel_id, e->channel_id);
	topics_add(s->topics, ms, e->text);
	if (ms <= s->last_ms)
		return;
	s->last_ms = ms;
	if (r->set.follow && ms > LATE_MS)
		put_passed(r, keyed_number(&r->streams, s), ms - LATE_MS);
}

static void
read_all(struct run *r)
{
	const struct json_val *v;

	r->e = event_blank();
	record_want(&r->events, &event_record, r->in, AXIS_KEYS " text");
	record_want(&r->moments, &event_record, r->in, AXIS_MOMENTS);
	while ((v = jsonl_next(r->in)) != NULL) {
		if (r->set.keep)
			jsonl_pass(r->in);
		if (record_read(&r->events, v, &r->e) == EVENT_CHAT &&
		    r->e.text.p != NULL)
			add(r, v);
	}
	record_require(&r->events);
}

static void
end_streams(struct run *r)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct stream *s = keyed_nth(&r->streams, i);

		put_passed(r, i, INT64_MAX);
		topics_free(s->topics);
		buf_free(&s->channel_id);
	}
	keyed_free(&r->streams);
	intern_free(&r->stop);
}

int
main(int argc, char *argv[])
{
	struct run r = { .streams.size = sizeof(struct stream) };
	int first = opt_parse(&tool, argc, argv, &r.set);

	read_stop_words(&r);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = jsonl_open(argv + first, &r.set.io, r.out);
	read_all(&r);
	end_streams(&r);
	return jsonl_finish(r.in, r.out);
}
