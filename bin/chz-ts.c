/*
 * chz-ts - count chat in stretches of time.
 * Event records in, one ts record for each bucket of each stream out.
 */

#include <stdlib.h>

#include "core/diag.h"
#include "core/keyed.h"
#include "core/num.h"
#include "import/nokchart_dir.h"
#include "record/axis.h"
#include "record/event.h"
#include "record/message_id.h"
#include "record/table.h"
#include "record/ts.h"
#include "series/lengths.h"
#include "series/marks.h"
#include "series/series.h"

struct settings {
	struct lengths lengths; /* of the buckets */
	bool has_lengths;
	enum axis_by by;
	const char *csv_dir;
	struct series_rule rule;
	bool sparse, keep, no_marks;
	struct jsonl_settings io;
};

static const char *
read_lengths(struct str arg, void *member)
{
	struct lengths *lengths = member;

	*lengths = (struct lengths){ 0 };
	if (lengths_read(lengths, arg))
		return NULL;
	return "one to 16 lengths of whole seconds up to 1d";
}
_Static_assert(LENGTHS_MAX == 16 && LENGTHS_LONGEST_MS == 86400000,
    "what read_lengths says");

static const struct opt options[] = {
	{ 'b', "bucket", "DUR[,DUR...]", "lengths of the buckets",
	    OPT_OWN(struct settings, lengths, read_lengths),
	    OPT_GIVEN(struct settings, has_lengths), .def = "1s" },
	{ 0, "by", "KEY", "what has a series of its own",
	    OPT_CHOICE(struct settings, by, axis_by_words), .def = "stream" },
	{ 0, "csv", "DIR", "write NokChart's chat_ts_60s.csv and others too",
	    OPT_TEXT(struct settings, csv_dir) },
	{ 0, "hole", "DUR", "silence that ends a series",
	    OPT_SPAN(struct settings, rule.hole_ms), .def = "6h" },
	{ 'k', "keep", NULL, "pass the input through too",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "lateness", "DUR", "how long a bucket waits for latecomers",
	    OPT_SPAN(struct settings, rule.lateness_ms), .def = "5s",
	    .max = LENGTHS_LONGEST_MS },
	{ 0, "no-marks", NULL, "leave out who chatted",
	    OPT_FLAG(struct settings, no_marks) },
	{ 'r', "rolling", "DUR", "length of the rolling mean",
	    OPT_SPAN(struct settings, rule.rolling_ms), .def = "10m",
	    .max = 7.0 * LENGTHS_LONGEST_MS },
	{ 0, "sparse", NULL, "leave out empty buckets",
	    OPT_FLAG(struct settings, sparse) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-ts",
	.operands = "[FILE...]",
	.about = "Count chat in stretches of time.",
	.opts = options,
	.groups = OPT_GROUPS(JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("lateness < hole"),
	.examples = OPT_LINES("chz-ts events.jsonl | chz-peaks",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-ts -b 1,60",
	    "chz-ts --csv report events.jsonl >ts.jsonl"),
};

/* An event's moments as its record spells them. */
struct spelling {
	struct str received_at, sent_at;
};

#define OF struct spelling
static const struct record_field spelling_fields[] = {
	{ TEXT(received_at) },
	{ TEXT(sent_at) },
};
static const struct record_type spelling_keys = RECORD_KEYS(spelling_fields);
#undef OF

struct stream {
	struct run *run;
	struct series *series;
	struct str head; /* what its records have in common */
	struct axis axis;
	struct nokchart_chats chats; /* for the files */
};

/* A chat or donation with a place of its own, made where it was parsed. */
struct digest {
	bool good;
	uint32_t stream; /* 1 + its number; 0 while it is not known */
	struct str key;  /* of its stream */
	struct sample sample;
};

struct run {
	struct settings set;
	struct lengths csv; /* of the files' buckets */
	struct jsonl *in;
	struct jsonl_ahead ahead;
	struct out *out;
	struct record_reader events, moments, links, spellings;
	const struct json_val *v; /* the record */
	struct event e;           /* ... as far as it was read */
	uint64_t changing;        /* keys that differ within a series */
	struct keyed streams;
	struct arena texts;
	struct buf marks;
	struct diag_kind jumps;
	unsigned long copies; /* messages that came twice */
};

/* One bucket leaves. */
static void
put_bucket(struct run *r, const struct stream *s, const struct bucket *b)
{
	struct ts ts = ts_blank();

	if (r->set.sparse && b->chats == 0 && b->donations == 0 && !b->gap)
		return;
	ts.sec = b->sec;
	ts.bucket_sec = b->size_sec;
	if (s->axis.opened != WHEN_UNKNOWN)
		ts.timestamp = s->axis.opened + b->sec * 1000;
	ts.chat_count = b->chats;
	if (b->users->n > 0 || b->chats == 0)
		ts.user_count = b->users->n;
	ts.donation_count = b->donations;
	ts.donation_amount = b->amount;
	if (b->has_rolling)
		ts.rolling = b->rolling;
	ts.rolling_sec = r->set.rule.rolling_ms / 1000;
	ts.gap = b->gap;
	if (!r->set.no_marks && b->size_sec * 1000 == r->set.lengths.ms[0] &&
	    b->users->n > 0) {
		r->marks.n = 0;
		marks_put(&r->marks, b->users);
		ts.user_marks = buf_view(&r->marks);
	}
	buf_str(&r->out->buf, s->head);
	record_put_keys(&r->out->buf, &ts_record, &ts, r->changing);
	put_line(&r->out->buf);
	out_ready(r->out);
}

static void
leave(void *stream, const struct bucket *b)
{
	const struct stream *s = stream;

	put_bucket(s->run, s, b);
}

/* An empty id is an unknown one. */
static struct str
known(struct str id)
{
	return id.n > 0 ? id : (struct str){ 0 };
}

/* How every record of the event's series begins. */
static struct str
head_of(struct run *r)
{
	struct ts ts = ts_blank();
	struct buf head = { 0 };
	struct str lasting;

	if (r->set.by != AXIS_ALL) {
		ts.channel_id = known(r->e.channel_id);
		ts.channel = known(r->e.channel);
	}
	if (r->set.by == AXIS_STREAM)
		ts.stream_id = known(r->e.stream_id);
	record_put_type(&head, &ts_record, &ts);
	record_put_keys(&head, &ts_record, &ts, ~r->changing);
	lasting = (struct str){ arena_copy(&r->texts, head.p, head.n), head.n };
	buf_free(&head);
	return lasting;
}

static void
begin_stream(struct run *r, struct stream *s)
{
	s->run = r;
	s->series = series_new(&r->set.rule);
	s->head = head_of(r);
	s->axis = (struct axis){ r->set.by, WHEN_UNKNOWN };
	nokchart_begin(&s->chats, r->csv.ms, r->csv.n);
}

/* The series that the record belongs to. */
static struct stream *
stream_of(struct run *r)
{
	bool fresh;
	struct stream *s =
	    keyed_get(&r->streams, axis_key(&r->e, r->set.by), &fresh);

	if (fresh)
		begin_stream(r, s);
	return s;
}

/* Its place there; false when it has none. */
static bool
place(struct run *r, struct stream *s, int64_t *t_ms)
{
	if (axis_needs_moment(&s->axis, &r->e))
		record_read(&r->moments, r->v, &r->e);
	return axis_place(&s->axis, &r->e, t_ms);
}

static struct sample
sample_of(const struct event *e, int64_t t_ms)
{
	struct sample s = { .t_ms = t_ms,
		.donation = e->type == EVENT_DONATION };

	if (s.donation && e->amount != RECORD_UNKNOWN)
		s.amount = e->amount;
	s.signed_ = !message_id_shared(e->user_id);
	if (s.signed_)
		s.user = id128_of(e->user_id);
	s.named = e->message_id.n > 0;
	if (s.named)
		s.message = id128_of(e->message_id);
	return s;
}

static void
say_jump(struct run *r, struct stream *s, int64_t t_ms)
{
	char from[WHEN_HMS_MAX], to[WHEN_HMS_MAX];
	int from_len = (int)when_put_hms(from, series_clock(s->series) / 1000);
	int to_len = (int)when_put_hms(to, t_ms / 1000);

	diag_repeat(&r->jumps, "%s: the stream's clock jumps from %.*s to %.*s",
	    jsonl_where(r->in), from_len, from, to_len, to);
}

static void
note_link(struct run *r)
{
	const struct event *e = &r->e;
	struct stream *s = stream_of(r);
	int64_t t_ms;

	record_read(&r->links, r->v, &r->e);
	/* A link's own moment does not show when the broadcast opened. */
	if ((r->set.by == AXIS_STREAM && e->t_ms == RECORD_UNKNOWN) ||
	    !place(r, s, &t_ms))
		return;
	if (str_is(e->state, "lost"))
		series_lost(s->series, t_ms);
	else if ((str_is(e->state, "resumed") || str_is(e->state, "close")) &&
	    series_resumed(s->series, t_ms, e->gap_ms, s) > 0)
		jsonl_bad(r->in, "later than --lateness: some read again");
}

/* For the files: when it came, or else when it was sent, as the record has
 * it. */
static struct str
moment_text(struct run *r)
{
	struct spelling text;

	record_read(&r->spellings, r->v, &text);
	return text.received_at.n > 0 ? text.received_at : text.sent_at;
}

/* Counts a sample at its place in the stream. */
static void
count_in(struct run *r, struct stream *s, const struct sample *sample)
{
	switch (series_add(s->series, sample, s)) {
	case SERIES_TAKEN:
	case SERIES_HELD:
		break;
	case SERIES_ASIDE:
		say_jump(r, s, sample->t_ms);
		break;
	case SERIES_LATE:
		jsonl_bad(r->in, "later than --lateness allows");
		break;
	case SERIES_COPY:
		diag_detail("%s: came before", jsonl_where(r->in));
		r->copies++;
		return;
	}
	/* Late chats too: the files have them in their places. */
	if (!sample->donation && r->csv.n > 0)
		nokchart_count(&s->chats, sample->t_ms, moment_text(r));
}

static void
count(struct run *r)
{
	struct stream *s = stream_of(r);
	struct sample sample;
	int64_t t_ms;

	if (!place(r, s, &t_ms)) {
		jsonl_bad(r->in, "no t_ms and no moment to take it from");
		return;
	}
	sample = sample_of(&r->e, t_ms);
	count_in(r, s, &sample);
}

/* The stream of a digest, when it can be counted there as it is. */
static struct stream *
stream_ready(const struct run *r, const struct digest *d)
{
	uint32_t number =
	    d->stream > 0 ? d->stream - 1 : keyed_find(&r->streams, d->key);
	struct stream *s;

	if (number == INTERN_NONE)
		return NULL;
	s = keyed_nth(&r->streams, number);
	return s->axis.opened != WHEN_UNKNOWN ? s : NULL;
}

static void
take(struct run *r)
{
	const struct digest *d = jsonl_digest(r->in);
	struct stream *s = d->good ? stream_ready(r, d) : NULL;

	if (s != NULL) {
		r->events.met++;
		count_in(r, s, &d->sample);
		return;
	}
	switch (record_read(&r->events, r->v, &r->e)) {
	case EVENT_CHAT:
	case EVENT_DONATION:
		count(r);
		break;
	case EVENT_LINK:
		note_link(r);
		break;
	}
}

/* Digests what t_ms places, on any thread. */
static void
make_digest(void *run, const struct json_val *v, void *digest)
{
	struct run *r = run;
	struct digest *d = digest;
	struct event e; /* all of it that is looked at is filled in */
	int type = record_peek(&r->events, v, &e);

	d->stream = 0;
	d->good = (type == EVENT_CHAT || type == EVENT_DONATION) &&
	    r->set.by == AXIS_STREAM && e.t_ms != RECORD_UNKNOWN;
	if (!d->good)
		return;
	d->key = axis_key(&e, AXIS_STREAM);
	d->sample = sample_of(&e, e.t_ms);
}

static void
look_far(void *run, void *digest)
{
	struct run *r = run;
	struct digest *d = digest;
	uint32_t number;

	if (!d->good)
		return;
	number = keyed_find(&r->streams, d->key);
	if (number == INTERN_NONE)
		return;
	d->stream = number + 1;
	series_far(((struct stream *)keyed_nth(&r->streams, number))->series,
	    &d->sample);
}

static void
look_near(void *run, void *digest)
{
	struct run *r = run;
	const struct digest *d = digest;
	const struct stream *s;

	if (d->stream == 0)
		return;
	s = keyed_nth(&r->streams, d->stream - 1);
	series_near(s->series, &d->sample);
}

static void
want(struct run *r)
{
	r->e = event_blank();
	record_want(&r->events, &event_record, r->in,
	    AXIS_KEYS " channel message_id user_id amount");
	record_want(&r->moments, &event_record, r->in, AXIS_MOMENTS);
	record_want(&r->links, &event_record, r->in, "state gap_ms");
	record_want(&r->spellings, &spelling_keys, r->in, NULL);
	r->ahead =
	    (struct jsonl_ahead){ { sizeof(struct digest), make_digest, r },
		    look_far, look_near };
	jsonl_look_ahead(r->in, &r->ahead);
	r->changing = ~record_keys(&ts_record, "channel_id channel stream_id");
}

static int
end_streams(struct run *r)
{
	const struct settings *set = &r->set;
	struct nokchart_dir dir = { set->csv_dir, r->streams.n > 1,
		set->rule.rolling_ms / 1000, set->rule.hole_ms / 1000 };
	int status = EXIT_OK;

	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct stream *s = keyed_nth(&r->streams, i);
		struct str key = keyed_key(&r->streams, i);

		if (series_end(s->series, s) > 0) {
			diag_error("%.*s: messages after a loss were late",
			    STR_ARG(key));
			status = EXIT_SOME_FAILED;
		}
		if (set->csv_dir != NULL &&
		    !nokchart_dir_write(&dir, key, &s->chats))
			status = EXIT_SOME_FAILED;
	}
	if (r->copies > 0)
		diag_note("%lu messages came twice and count once", r->copies);
	return status;
}

static void
free_streams(struct run *r)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct stream *s = keyed_nth(&r->streams, i);

		series_free(s->series);
		nokchart_free_chats(&s->chats);
	}
	keyed_free(&r->streams);
	arena_free(&r->texts);
	buf_free(&r->marks);
}

/* The rule's pointers, and the lengths of the files: those given, and those
 * that NokChart has. */
static void
read_settings(struct run *r)
{
	struct settings *set = &r->set;

	set->rule.sizes_ms = set->lengths.ms;
	set->rule.n = set->lengths.n;
	set->rule.leave = leave;
	if (set->csv_dir == NULL)
		return;
	if (set->has_lengths)
		r->csv = set->lengths;
	if (!lengths_add(&r->csv, 60000) || !lengths_add(&r->csv, 300000))
		opt_misuse("too many lengths: --csv adds 60s and 300s");
}

int
main(int argc, char *argv[])
{
	struct run r = { .streams.size = sizeof(struct stream),
		.jumps = { .what = "jumps of a stream's clock" } };
	int first = opt_parse(&tool, argc, argv, &r.set), status;

	read_settings(&r);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = jsonl_open(argv + first, &r.set.io, r.out);
	want(&r);
	while ((r.v = jsonl_next(r.in)) != NULL) {
		if (r.set.keep)
			jsonl_pass(r.in);
		take(&r);
	}
	record_require(&r.events);
	status = end_streams(&r);
	free_streams(&r);
	return exit_worse(status, jsonl_finish(r.in, r.out));
}
