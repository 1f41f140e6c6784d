/*
 * chz-mark - hand moments to an editor or a player.
 * Reads peaks and topics of a broadcast; writes chapters, cut lists, markers.
 */
#include <stdlib.h>

#include "core/diag.h"
#include "core/num.h"
#include "core/when.h"
#include "import/cuts.h"
#include "jsonl/jsonl.h"
#include "jsonl/out.h"
#include "record/peak.h"
#include "record/topic.h"
#include "store/inputs.h"

enum of { OF_PEAK = 1, OF_TOPIC };
static const char *const of_words[] = { "peak", "topic", NULL };

struct settings {
	enum cuts_format format;
	unsigned of; /* a bit for each enum of */
	struct frame_rate rate;
	bool non_drop, suspects;
	const char *first; /* timecode */
	const char *media, *name, *opening, *stream;
	int64_t offset_ms, after_ms;
	size_t top; /* the strongest peaks only; 0 is all */
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const char *
read_rate(struct str arg, void *rate)
{
	return frame_rate_named(arg, rate)
	    ? NULL
	    : "one of 23.976, 24, 25, 29.97, 30, 50, 59.94, 60";
}

static const struct opt options[] = {
	{ 0, "after", "DUR", "how long a part goes on after its peak",
	    OPT_SPAN(struct settings, after_ms), .def = "5s" },
	{ 'F', "format", "FORMAT", "of the output",
	    OPT_CHOICE(struct settings, format, cuts_formats),
	    .def = "chapters" },
	{ 0, "media", "FILE", "the recording that is marked",
	    OPT_TEXT(struct settings, media), .def = "recording.mp4" },
	{ 0, "name", "TEXT", "of the list; that of the channel by default",
	    OPT_TEXT(struct settings, name) },
	{ 0, "non-drop", NULL, "29.97, 59.94: count all frames",
	    OPT_FLAG(struct settings, non_drop) },
	{ 0, "of", "TYPE[,TYPE]", "which records are marked",
	    OPT_CHOICES(struct settings, of, of_words), .def = "peak,topic" },
	{ 0, "offset", "DUR",
	    "what is added to times: -90s for a recording begun 90 s late",
	    OPT_OWN(struct settings, offset_ms, when_read_offset),
	    .def = "0s" },
	{ 0, "opening", "TEXT", "the chapter before the first one",
	    OPT_TEXT(struct settings, opening), .def = "Start" },
	{ 0, "rate", "FPS", "frames a second of the recording",
	    OPT_OWN(struct settings, rate, read_rate), .def = "60" },
	{ 0, "start", "TIMECODE", "of the recording's first frame",
	    OPT_TEXT(struct settings, first), .def = "00:00:00:00" },
	{ 0, "stream", "ID", "the broadcast, where the input has several",
	    OPT_TEXT(struct settings, stream) },
	{ 0, "suspects", NULL, "also peaks that are floods or raids",
	    OPT_FLAG(struct settings, suspects) },
	{ 'n', "top", "N", "only the N strongest peaks; 0 is all",
	    OPT_COUNT(struct settings, top), .def = "0" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-mark",
	.operands = "[FILE|DIR...]",
	.about = "Hand moments to an editor or a player.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.examples = OPT_LINES("chz-ts -k events.jsonl | chz-peaks | chz-mark",
	    "chz-mark -F edl --rate 59.94 --media stream.mp4 peaks.jsonl"),
};

/* A part, and how strong its peak was. */
struct moment {
	struct cut cut;
	double strength;
	size_t order; /* of arrival */
	bool peak;
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct arena texts;
	struct str stream, channel; /* of the first record */
	bool met;
	struct moment *at;
	size_t n, cap;
	size_t before; /* that end before the recording begins */
};

/* Whether the record is of the broadcast; exits when it is not clear which. */
static bool
belongs(struct run *r, struct str stream, struct str channel)
{
	struct str key = stream.n > 0 ? stream : channel;

	if (r->set.stream != NULL && !str_is(key, r->set.stream))
		return false;
	if (!r->met) {
		r->met = true;
		r->stream = arena_str(&r->texts, key);
		r->channel = arena_str(&r->texts, channel);
	}
	if (!str_eq(key, r->stream))
		diag_die(EXIT_SOME_FAILED,
		    "several broadcasts: choose one by --stream, such as "
		    "'%.*s' or '%.*s'",
		    STR_ARG(r->stream), STR_ARG(key));
	return true;
}

static void
add(struct run *r, int64_t start_sec, int64_t end_ms, struct moment m)
{
	m.cut.start_ms = start_sec * 1000 + r->set.offset_ms;
	m.cut.end_ms = end_ms + r->set.offset_ms;
	if (m.cut.end_ms <= 0) {
		r->before++;
		return;
	}
	if (m.cut.start_ms < 0)
		m.cut.start_ms = 0;
	m.order = r->n;
	MEM_RESERVE(r->at, r->cap, r->n + 1);
	r->at[r->n++] = m;
}

/* "one, two, three"; or else the reason, or the word. */
static struct str
title_of(struct run *r, struct strs words, struct str else_, const char *word)
{
	struct buf b = { 0 };
	struct str title;

	for (size_t i = 0; i < words.n && i < 3; i++)
		buf_fmt(&b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(words.at[i]));
	if (b.n == 0)
		buf_str(&b, else_.n > 0 ? else_ : str_of(word));
	title = arena_str(&r->texts, buf_view(&b));
	buf_free(&b);
	return title;
}

static bool
are_times(int64_t start, int64_t end)
{
	return start != RECORD_UNKNOWN && end != RECORD_UNKNOWN &&
	    start <= end && end <= NUM_SAFE_MAX / 1000;
}

/* Rankings repeat what detectors found: such peaks overlap, and are for
 * --format csv and people, so all are taken. */
static void
take_peak(struct run *r, const struct peak *p)
{
	int64_t start = p->clip_start_sec != RECORD_UNKNOWN ? p->clip_start_sec
							    : p->start_sec;

	if (!are_times(start, p->end_sec)) {
		jsonl_bad(r->in, "no start_sec or end_sec");
		return;
	}
	if (p->open || !belongs(r, p->stream_id, p->channel) ||
	    (p->suspect != PEAK_TRUSTED && !r->set.suspects))
		return;
	add(r, start, p->end_sec * 1000 + r->set.after_ms,
	    (struct moment){ .peak = true,
		.strength = peak_strength(p),
		.cut.title = title_of(r, p->keywords, p->why, "Peak") });
}

static void
take_topic(struct run *r, const struct topic *t)
{
	if (!are_times(t->start_sec, t->end_sec)) {
		jsonl_bad(r->in, "no start_sec or end_sec");
		return;
	}
	if (!belongs(r, t->stream_id, t->channel))
		return;
	add(r, t->start_sec, t->end_sec * 1000,
	    (struct moment){ .cut.title = t->title.n > 0
		    ? arena_str(&r->texts, t->title)
		    : title_of(r, t->keywords, (struct str){ 0 }, "Topic") });
}

static void
read_all(struct run *r)
{
	struct record_reader peaks, topics;
	struct peak peak = peak_blank();
	struct topic topic = topic_blank();
	const struct json_val *v;

	record_want(&peaks, &peak_record, r->in, NULL);
	record_want(&topics, &topic_record, r->in, NULL);
	while ((v = jsonl_next(r->in)) != NULL) {
		if (record_read(&peaks, v, &peak)) {
			if ((r->set.of & 1u << OF_PEAK) != 0)
				take_peak(r, &peak);
		} else if (record_read(&topics, v, &topic) &&
		    (r->set.of & 1u << OF_TOPIC) != 0) {
			take_topic(r, &topic);
		}
	}
	if (topics.met == 0)
		record_require(&peaks);
}

static int
strongest_first(const void *va, const void *vb)
{
	const struct moment *a = va, *b = vb;

	if (a->peak != b->peak)
		return a->peak ? -1 : 1;
	if (a->strength != b->strength)
		return a->strength > b->strength ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int
first_first(const void *va, const void *vb)
{
	const struct moment *a = va, *b = vb;

	if (a->cut.start_ms != b->cut.start_ms)
		return a->cut.start_ms < b->cut.start_ms ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* Keeps the strongest peaks, and all topics. */
static void
choose(struct run *r)
{
	size_t peaks = 0;

	for (size_t i = 0; i < r->n; i++)
		peaks += r->at[i].peak;
	if (r->n > 0)
		qsort(r->at, r->n, sizeof *r->at, strongest_first);
	if (r->set.top > 0 && peaks > r->set.top) {
		size_t over = peaks - r->set.top;

		for (size_t i = peaks; i < r->n; i++)
			r->at[i - over] = r->at[i];
		r->n -= over;
	}
	if (r->n > 0)
		qsort(r->at, r->n, sizeof *r->at, first_first);
}

static void
put_all(struct run *r, int64_t first_frame)
{
	struct cut *cuts = xcalloc(r->n + 1, sizeof *cuts);
	struct cuts all = { .at = cuts,
		.n = r->n,
		.rate = r->set.rate,
		.first_frame = first_frame,
		.media = str_of(r->set.media),
		.name = r->set.name != NULL ? str_of(r->set.name)
		    : r->channel.n > 0      ? r->channel
					    : STR("chz"),
		.opening = str_of(r->set.opening) };
	size_t left;

	for (size_t i = 0; i < r->n; i++)
		cuts[i] = r->at[i].cut;
	left = cuts_put(&r->out->buf, &all, r->set.format);
	if (left > 0)
		diag_note("%zu less than ten seconds after another: "
			  "left out, as YouTube takes none of them then",
		    left);
	if (r->before > 0)
		diag_note(
		    "%zu before the recording begins: left out", r->before);
	free(cuts);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set);
	int64_t frame;

	if (r.set.non_drop)
		r.set.rate.drop = false;
	if (!timecode_read(str_of(r.set.first), &r.set.rate, &frame))
		opt_misuse("--start: '%s' is not a timecode at that rate, "
			   "such as 01:00:00:00",
		    r.set.first);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	read_all(&r);
	choose(&r);
	put_all(&r, frame);
	free(r.at);
	arena_free(&r.texts);
	return jsonl_finish(r.in, r.out);
}
