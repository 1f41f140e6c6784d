/*
 * chz-ts - count chat in stretches of time.
 * Event records in, one ts record for each bucket of each stream out.
 */

#include <stdlib.h>

#include "core/diag.h"
#include "core/keyed.h"
#include "core/num.h"
#include "import/nokchart_dir.h"
#include "record/about.h"
#include "record/amounts.h"
#include "record/arrivals.h"
#include "record/axis.h"
#include "record/closed.h"
#include "record/event.h"
#include "record/message_id.h"
#include "record/part.h"
#include "record/table.h"
#include "record/ts.h"
#include "series/arrivals.h"
#include "series/lengths.h"
#include "series/marks.h"
#include "series/series.h"
#include "store/inputs.h"

enum { PIECE = 16 * 1024 /* bytes of arrivals in a record */ };

struct settings {
	struct lengths lengths; /* of the buckets */
	bool has_lengths;
	enum axis_by by;
	const char *csv_dir;
	struct series_rule rule;
	bool sparse, keep, no_marks, partial, merge;
	struct walk_dates dates;
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
	{ 0, "merge", NULL, "join what --partial wrote",
	    OPT_FLAG(struct settings, merge) },
	{ 0, "no-marks", NULL, "leave out who chatted",
	    OPT_FLAG(struct settings, no_marks) },
	{ 0, "partial", NULL, "write what --merge can join",
	    OPT_FLAG(struct settings, partial) },
	{ 'r', "rolling", "DUR", "length of the rolling mean",
	    OPT_SPAN(struct settings, rule.rolling_ms), .def = "10m",
	    .max = 7.0 * LENGTHS_LONGEST_MS },
	{ 0, "sparse", NULL, "leave out empty buckets",
	    OPT_FLAG(struct settings, sparse) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-ts",
	.operands = "[FILE|DIR...]",
	.about = "Count chat in stretches of time.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("lateness < hole", "partial | keep", "partial | csv",
	    "merge | keep", "merge | csv"),
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

/* Of a part: what came for a stream, not yet written. */
struct piece {
	struct buf head; /* of its record */
	struct buf events;
	struct arrival last;
};

/* Beside its series. */
struct stream {
	struct run *run;
	struct series *series;
	struct str head; /* what its records have in common */
	struct axis axis;
	struct nokchart_chats chats; /* for the files */
	struct piece piece;
};

/* A chat or donation with a place of its own, made where it was parsed. */
struct digest {
	bool good;
	struct str key;        /* of its stream, */
	uint32_t hash, number; /* which has most likely this number */
	struct sample sample;
};

/* What is left of a stream that has left memory. */
struct ended {
	int64_t opened; /* of its axis */
	int64_t edge;   /* where its last bucket ended */
};

struct run {
	struct settings set;
	struct lengths csv; /* of the files' buckets */
	struct jsonl *in;
	struct jsonl_ahead ahead;
	struct out *out;
	struct record_reader events, money, moments, links, spellings;
	struct about about;
	const struct json_val *v; /* the record */
	struct event e;           /* ... as far as it was read */
	struct ts blank;
	uint64_t changing;    /* keys that differ within a series */
	struct keyed streams; /* struct series *, NULL of one that ended */
	struct ended *ended;  /* ... which is here, by its number */
	size_t ended_cap;
	struct closed closed;
	struct arena texts;
	struct buf marks, amounts;
	struct diag_kind jumps;
	unsigned long copies; /* messages that came twice */
	/* of parts: */
	struct buf of; /* whose they are */
	struct part_reader parts;
	uint64_t n_pieces, n_packed;
	struct buf head;
	struct arrival *arrivals; /* while they are joined */
	size_t n_arrivals, arrivals_cap;
	struct keyed sources; /* struct source, by how their records begin */
	struct diag_kind wrong;
	bool failed;
};

/* Where joined arrivals are from. */
struct source {
	struct str channel_id, channel, stream_id;
};

#define NO_PLACE "no t_ms and no moment to take it from"

/* Amounts as a record has them; absent where no currency is known. */
static struct str
amounts_text(struct run *r, const struct purse *p)
{
	r->amounts.n = 0;
	amounts_put(&r->amounts, p);
	return r->amounts.n > 0 ? buf_view(&r->amounts) : (struct str){ 0 };
}

/* One bucket leaves. */
static void
put_bucket(struct run *r, const struct stream *s, const struct bucket *b)
{
	struct ts ts = r->blank;

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
	ts.donation_amount = purse_sum(b->amounts);
	if (b->amounts != NULL && b->amounts->n > 0)
		ts.amounts = amounts_text(r, b->amounts);
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

static struct series *
begin_stream(struct run *r)
{
	struct series *series = series_new(&r->set.rule);
	struct stream *s = series_own(series);

	s->run = r;
	s->series = series;
	s->head = head_of(r);
	s->axis = (struct axis){ r->set.by, WHEN_UNKNOWN };
	nokchart_begin(&s->chats, r->csv.ms, r->csv.n);
	return series;
}

/* One that ended goes on. */
static struct series *
go_on(struct run *r, uint32_t number)
{
	struct series *series = begin_stream(r);
	struct stream *s = series_own(series);

	s->axis.opened = r->ended[number].opened;
	series_after(series, r->ended[number].edge);
	return series;
}

/* The series that the record belongs to. */
static struct series *
series_of(struct run *r)
{
	bool fresh;
	struct series **s =
	    keyed_get(&r->streams, axis_key(&r->e, r->set.by), &fresh);

	if (*s == NULL)
		*s = fresh ? begin_stream(r)
			   : go_on(r, keyed_number(&r->streams, s));
	return *s;
}

static struct stream *
stream_of(struct run *r)
{
	return series_own(series_of(r));
}

/* Its place there; false when it has none. */
static bool
place(struct run *r, struct stream *s, int64_t *t_ms)
{
	if (!r->set.merge && axis_needs_moment(&s->axis, &r->e))
		record_read(&r->moments, r->v, &r->e);
	return axis_place(&s->axis, &r->e, t_ms);
}

static struct sample
sample_of(const struct event *e, int64_t t_ms)
{
	struct sample s = { .t_ms = t_ms,
		.donation = e->type == EVENT_DONATION };

	if (s.donation && e->amount != RECORD_UNKNOWN) {
		s.amount = e->amount;
		s.currency = purse_currency(e->currency);
	}
	s.signed_ = !message_id_shared(e->user_id);
	if (s.signed_)
		s.user = id128_of(e->user_id);
	s.named = e->message_id.n > 0;
	if (s.named)
		s.message = id128_of(e->message_id);
	sample_hash(&s);
	return s;
}

/* What is being counted, for messages: a line, or of parts the stream. */
static const char *
where(struct run *r)
{
	struct str key;

	if (!r->set.merge)
		return jsonl_where(r->in);
	key = axis_key(&r->e, r->set.by);
	r->head.n = 0;
	buf_str(&r->head, key.n > 0 ? key : STR("all"));
	return buf_text(&r->head);
}

static void
refuse(struct run *r, const char *why)
{
	if (!r->set.merge) {
		jsonl_bad(r->in, why);
		return;
	}
	diag_repeat(&r->wrong, "%s: %s", where(r), why);
	r->failed = true;
}

static void
say_jump(struct run *r, struct stream *s, int64_t t_ms)
{
	char from[WHEN_HMS_MAX], to[WHEN_HMS_MAX];
	int from_len = (int)when_put_hms(from, series_clock(s->series) / 1000);
	int to_len = (int)when_put_hms(to, t_ms / 1000);

	diag_repeat(&r->jumps, "%s: the stream's clock jumps from %.*s to %.*s",
	    where(r), from_len, from, to_len, to);
}

static enum arrival_kind
kind_of_link(const struct event *e)
{
	if (str_is(e->state, "lost"))
		return ARRIVAL_LOST;
	if (str_is(e->state, "close"))
		return ARRIVAL_CLOSED;
	return str_is(e->state, "resumed") ? ARRIVAL_RESUMED : ARRIVAL_NOTE;
}

static struct series **
nth_series(const struct run *r, uint32_t number)
{
	return keyed_nth(&r->streams, number);
}

static void
end_series(struct run *r, uint32_t number)
{
	struct series *series = *nth_series(r, number);
	struct str key = keyed_key(&r->streams, number);

	if (series_end(series, series_own(series)) == 0)
		return;
	diag_error("%.*s: messages after a loss were late", STR_ARG(key));
	r->failed = true;
}

static void
free_stream(struct series **series)
{
	struct stream *s;

	if (*series == NULL)
		return;
	s = series_own(*series);
	nokchart_free_chats(&s->chats);
	buf_free(&s->piece.head);
	buf_free(&s->piece.events);
	series_free(*series);
	*series = NULL;
}

/* A broadcast that closed long ago leaves memory, unless it went on. */
static void
end_closed(struct run *r, const struct closing *c)
{
	struct series **series = nth_series(r, c->number);
	struct stream *s;

	if (*series == NULL || series_clock(*series) != c->clock)
		return;
	end_series(r, c->number);
	s = series_own(*series);
	MEM_RESERVE(r->ended, r->ended_cap, (size_t)c->number + 1);
	r->ended[c->number] =
	    (struct ended){ s->axis.opened, series_edge(*series) };
	free_stream(series);
}

static void
note_closing(struct run *r, struct stream *s)
{
	struct closing closing = { keyed_find(
				       &r->streams, axis_key(&r->e, r->set.by)),
		series_clock(s->series) },
		       due;

	/* The files have all of a broadcast. */
	if (r->set.by == AXIS_STREAM && r->csv.n == 0 &&
	    closed_note(&r->closed, closing, &due))
		end_closed(r, &due);
}

static void
note_link(struct run *r, enum arrival_kind kind)
{
	const struct event *e = &r->e;
	struct stream *s = stream_of(r);
	int64_t t_ms;

	/* A link's own moment does not show when the broadcast opened. */
	if ((r->set.by == AXIS_STREAM && e->t_ms == RECORD_UNKNOWN) ||
	    !place(r, s, &t_ms))
		return;
	if (kind == ARRIVAL_LOST)
		series_lost(s->series, t_ms);
	else if (arrival_ends_loss(kind) &&
	    series_resumed(s->series, t_ms, e->gap_ms, s) > 0)
		refuse(r, "later than --lateness: some read again");
	if (kind == ARRIVAL_CLOSED)
		note_closing(r, s);
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
		refuse(r, "later than --lateness allows");
		break;
	case SERIES_COPY:
		diag_detail("%s: came before", where(r));
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
		refuse(r, NO_PLACE);
		return;
	}
	sample = sample_of(&r->e, t_ms);
	count_in(r, s, &sample);
}

/* The stream of a digest, when it can be counted there as it is. */
static struct stream *
stream_ready(const struct run *r, struct digest *d)
{
	struct series *series;
	struct stream *s;

	if (!keyed_is(&r->streams, d->number, d->key))
		d->number = keyed_find(&r->streams, d->key);
	if (d->number == INTERN_NONE)
		return NULL;
	series = *nth_series(r, d->number);
	if (series == NULL)
		return NULL;
	s = series_own(series);
	return s->axis.opened != WHEN_UNKNOWN ? s : NULL;
}

static void
take(struct run *r)
{
	struct digest *d = jsonl_digest(r->in);
	struct stream *s = d->good ? stream_ready(r, d) : NULL;

	if (s != NULL) {
		r->events.met++;
		count_in(r, s, &d->sample);
		return;
	}
	switch (record_read(&r->events, r->v, &r->e)) {
	case EVENT_DONATION:
		record_read(&r->money, r->v, &r->e);
		count(r);
		break;
	case EVENT_CHAT:
		count(r);
		break;
	case EVENT_LINK:
		record_read(&r->links, r->v, &r->e);
		note_link(r, kind_of_link(&r->e));
		break;
	case EVENT_OTHER:
		if (!r->set.keep)
			about_pass(&r->about, r->v);
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

	d->good = (type == EVENT_CHAT || type == EVENT_DONATION) &&
	    r->set.by == AXIS_STREAM && e.t_ms != RECORD_UNKNOWN;
	if (type == EVENT_DONATION)
		d->good = d->good && record_peek(&r->money, v, &e) != 0;
	if (!d->good)
		return;
	d->key = axis_key(&e, AXIS_STREAM);
	d->hash = intern_hash(d->key);
	d->number = INTERN_NONE;
	d->sample = sample_of(&e, e.t_ms);
}

/* The looks ahead (jsonl.h), at the stream, its series and what that has. */

static void
look_for_stream(void *run, void *digest)
{
	const struct digest *d = digest;

	if (d->good)
		keyed_far(&((struct run *)run)->streams, d->hash);
}

static void
look_at_stream(void *run, void *digest)
{
	struct digest *d = digest;

	if (!d->good)
		return;
	d->number = keyed_guess(&((struct run *)run)->streams, d->hash);
	/* Another thread has read it. */
	mem_fetch(d->key.p, d->key.n);
}

/* The series that has most likely the digest's number, or NULL. */
static struct series *
series_ahead(const struct run *r, const struct digest *d)
{
	return d->good && d->number != INTERN_NONE ? *nth_series(r, d->number)
						   : NULL;
}

static void
look_early(void *run, void *digest)
{
	const struct run *r = run;
	const struct digest *d = digest;
	const struct series *series = series_ahead(r, d);

	if (series == NULL)
		return;
	keyed_near(&r->streams, d->number);
	series_early(series, &r->set.rule, d->sample.t_ms);
}

static void
look_far(void *run, void *digest)
{
	const struct digest *d = digest;
	struct series *series = series_ahead(run, d);
	const struct stream *s;

	if (series == NULL || !series_far(series, &d->sample))
		return;
	s = series_own(series);
	mem_fetch(s->head.p, s->head.n);
}

static void
look_near(void *run, void *digest)
{
	const struct digest *d = digest;
	const struct series *series = series_ahead(run, d);

	if (series != NULL)
		series_near(series, &d->sample);
}

static void
want(struct run *r)
{
	record_want(&r->events, &event_record, r->in,
	    AXIS_KEYS " channel message_id user_id");
	record_want(&r->money, &event_record, r->in, "amount currency");
	record_want(&r->moments, &event_record, r->in, AXIS_MOMENTS);
	record_want(&r->links, &event_record, r->in, "state gap_ms");
	record_want(&r->spellings, &spelling_keys, r->in, NULL);
	about_want(&r->about, r->in);
	r->ahead =
	    (struct jsonl_ahead){ { sizeof(struct digest), make_digest, r },
		    { look_for_stream, look_at_stream, look_early, look_far,
			look_near } };
	if (!r->set.partial)
		jsonl_look_ahead(r->in, &r->ahead);
}

/* Parts */

static void
put_piece(struct run *r, struct piece *p)
{
	struct arrivals a = { .events = buf_view(&p->events) };

	if (p->events.n == 0)
		return;
	buf_str(&r->out->buf, buf_view(&p->head));
	record_put_keys(&r->out->buf, &arrivals_record, &a,
	    record_keys(&arrivals_record, "events"));
	put_line(&r->out->buf);
	out_ready(r->out);
	p->events.n = 0;
	p->last = (struct arrival){ 0 };
	r->n_pieces++;
}

/* How the record of a piece with the event begins. */
static struct str
piece_head(struct run *r)
{
	struct arrivals a = { 0 };

	if (r->set.by != AXIS_ALL) {
		a.channel_id = known(r->e.channel_id);
		a.channel = known(r->e.channel);
	}
	if (r->set.by == AXIS_STREAM)
		a.stream_id = known(r->e.stream_id);
	r->head.n = 0;
	record_put_type(&r->head, &arrivals_record, &a);
	record_put_keys(&r->head, &arrivals_record, &a,
	    record_keys(&arrivals_record, "channel_id channel stream_id"));
	return buf_view(&r->head);
}

/* Adds an arrival of r->e's stream to its piece. */
static void
pack(struct run *r, struct arrival *a)
{
	struct piece *p = &stream_of(r)->piece;
	struct str head = piece_head(r);

	if (p->events.n >= PIECE || !str_eq(buf_view(&p->head), head)) {
		put_piece(r, p);
		p->head.n = 0;
		buf_str(&p->head, head);
	}
	a->number = ++r->n_packed;
	arrival_put(&p->events, &p->last, a);
	p->last = *a;
}

/* What came, before it is placed. */
static struct arrival
arrival_of(const struct event *e)
{
	struct arrival a = { .received_at = e->received_at,
		.sent_at = e->sent_at,
		.t_ms = e->t_ms,
		.gap_ms = e->gap_ms };

	if (e->type == EVENT_LINK) {
		a.kind = kind_of_link(e);
		return a;
	}
	a.sample = sample_of(e, 0);
	a.kind = a.sample.donation ? ARRIVAL_DONATION : ARRIVAL_CHAT;
	return a;
}

static void
pack_event(struct run *r)
{
	const struct event *e = &r->e;
	struct arrival a;
	int type = record_read(&r->events, r->v, &r->e);

	if (type != EVENT_CHAT && type != EVENT_DONATION && type != EVENT_LINK)
		return;
	record_read(&r->moments, r->v, &r->e);
	if (type == EVENT_LINK)
		record_read(&r->links, r->v, &r->e);
	if (type == EVENT_DONATION)
		record_read(&r->money, r->v, &r->e);
	a = arrival_of(e);
	if (a.t_ms == RECORD_UNKNOWN && event_moment(e) == WHEN_UNKNOWN)
		jsonl_bad(r->in, NO_PLACE);
	else
		pack(r, &a);
}

static uint32_t
source_of(struct run *r, const struct arrivals *piece)
{
	struct source *s;
	bool fresh;

	r->e.channel_id = piece->channel_id;
	r->e.channel = piece->channel;
	r->e.stream_id = piece->stream_id;
	s = keyed_get(&r->sources, piece_head(r), &fresh);
	if (fresh)
		*s = (struct source){ arena_str(&r->texts, piece->channel_id),
			arena_str(&r->texts, piece->channel),
			arena_str(&r->texts, piece->stream_id) };
	return keyed_number(&r->sources, s);
}

/* Takes all of a piece, or nothing. */
static void
unpack(struct run *r, const struct arrivals *piece)
{
	uint32_t source = source_of(r, piece);
	struct str rest = piece->events;
	struct arrival last = { 0 };
	size_t before = r->n_arrivals;

	while (rest.n > 0) {
		struct arrival a;

		if (!arrival_take(&rest, &last, &a)) {
			jsonl_bad(r->in, "damaged events");
			r->n_arrivals = before;
			return;
		}
		last = a;
		a.source = source;
		MEM_RESERVE(r->arrivals, r->arrivals_cap, r->n_arrivals + 1);
		r->arrivals[r->n_arrivals++] = a;
	}
	part_met(&r->parts);
}

static void
count_arrival(struct run *r, struct arrival *a)
{
	struct stream *s;

	if (a->kind > ARRIVAL_DONATION) {
		note_link(r, a->kind);
		return;
	}
	s = stream_of(r);
	if (place(r, s, &a->sample.t_ms))
		count_in(r, s, &a->sample);
	else
		refuse(r, NO_PLACE);
}

/* Counts what all parts had, or packs it again. */
static void
replay(struct run *r)
{
	arrivals_sort(r->arrivals, r->n_arrivals);
	for (size_t i = 0; i < r->n_arrivals; i++) {
		struct arrival *a = &r->arrivals[i];
		const struct source *s = keyed_nth(&r->sources, a->source);

		r->e.channel_id = s->channel_id;
		r->e.channel = s->channel;
		r->e.stream_id = s->stream_id;
		r->e.t_ms = a->t_ms;
		r->e.received_at = a->received_at;
		r->e.sent_at = a->sent_at;
		r->e.gap_ms = a->gap_ms;
		if (r->set.partial)
			pack(r, a);
		else
			count_arrival(r, a);
	}
}

static void
read_parts(struct run *r)
{
	struct record_reader pieces;
	struct arrivals a = { 0 };

	part_want(&r->parts, r->in, buf_text(&r->of));
	record_want(&pieces, &arrivals_record, r->in, NULL);
	while ((r->v = jsonl_next(r->in)) != NULL) {
		if (part_read(&r->parts, r->v) ||
		    !record_read(&pieces, r->v, &a))
			continue;
		if (pieces.damaged)
			jsonl_bad(r->in, "damaged events");
		else
			unpack(r, &a);
	}
	record_require(&pieces);
	if (r->set.partial || part_whole(&r->parts))
		replay(r);
}

static void
read_events(struct run *r)
{
	want(r);
	while ((r->v = jsonl_next(r->in)) != NULL) {
		if (r->set.keep)
			jsonl_pass(r->in);
		if (r->set.partial)
			pack_event(r);
		else
			take(r);
	}
	record_require(&r->events);
}

static void
end_part(struct run *r)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct stream *s = series_own(*nth_series(r, i));

		put_piece(r, &s->piece);
	}
	part_put(&r->out->buf, &r->parts.sum, r->n_pieces, r->in);
}

static int
end_streams(struct run *r)
{
	const struct settings *set = &r->set;
	struct nokchart_dir dir = { set->csv_dir, r->streams.n > 1,
		set->rule.rolling_ms / 1000, set->rule.hole_ms / 1000 };

	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct str key = keyed_key(&r->streams, i);
		const struct stream *s;

		if (*nth_series(r, i) == NULL)
			continue;
		end_series(r, i);
		s = series_own(*nth_series(r, i));
		if (set->csv_dir != NULL &&
		    !nokchart_dir_write(&dir, key, &s->chats))
			r->failed = true;
	}
	if (r->copies > 0)
		diag_note("%lu messages came twice and count once", r->copies);
	return r->failed ? EXIT_SOME_FAILED : EXIT_OK;
}

static void
free_streams(struct run *r)
{
	for (uint32_t i = 0; i < r->streams.n; i++)
		free_stream(nth_series(r, i));
	keyed_free(&r->streams);
	free(r->ended);
	keyed_free(&r->sources);
	arena_free(&r->texts);
	buf_free(&r->marks);
	buf_free(&r->amounts);
	buf_free(&r->head);
	buf_free(&r->of);
	free(r->arrivals);
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
	r->blank = ts_blank();
	r->changing = ~record_keys(&ts_record, "channel_id channel stream_id");
	buf_fmt(&r->of, "chz-ts %s", axis_by_words[set->by - 1]);
	r->parts.sum.of = buf_view(&r->of);
	set->rule.own = sizeof(struct stream);
	series_plan(&set->rule);
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
	struct run r = { .e = event_blank(),
		.streams.size = sizeof(struct series *),
		.sources.size = sizeof(struct source),
		.wrong = { .what = "records that could not be counted" },
		.jumps = { .what = "jumps of a stream's clock" } };
	int first = opt_parse(&tool, argc, argv, &r.set), status;

	read_settings(&r);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	if (r.set.merge)
		read_parts(&r);
	else
		read_events(&r);
	if (r.set.partial)
		end_part(&r);
	status = end_streams(&r);
	free_streams(&r);
	return exit_worse(status, jsonl_finish(r.in, r.out));
}
