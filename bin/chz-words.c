/*
 * chz-words - what each part of a broadcast was about.
 * Events in; a topic record for each segment, with keywords and samples, out.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/keyed.h"
#include "core/leb.h"
#include "core/nfc.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "record/about.h"
#include "record/axis.h"
#include "record/closed.h"
#include "record/part.h"
#include "record/topic.h"
#include "record/words.h"
#include "store/inputs.h"
#include "text/topics.h"

enum { LATE_MS = 5000, STOP_MAX = 16 * 1024 * 1024 };

struct settings {
	struct topics_rule rule;
	const char *stop_file;
	bool follow, keep, partial, merge;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 'f', "follow", NULL, "write each segment when it has passed",
	    OPT_FLAG(struct settings, follow) },
	{ 'k', "keep", NULL, "pass the input through too",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "merge", NULL, "join what --partial wrote",
	    OPT_FLAG(struct settings, merge) },
	{ 'm', "minimum", "N", "users who must say a keyword",
	    OPT_COUNT(struct settings, rule.minimum), .def = "3", .min = 1 },
	{ 'n', "top", "N", "keywords a segment",
	    OPT_COUNT(struct settings, rule.keywords), .def = "5",
	    .max = TOPICS_MOST },
	{ 0, "partial", NULL, "write what --merge can join",
	    OPT_FLAG(struct settings, partial) },
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
	.operands = "[FILE|DIR...]",
	.about = "Find what each part of a broadcast was about.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("partial | follow", "partial | keep",
	    "merge | follow", "merge | keep"),
	.examples = OPT_LINES("chz-words events.jsonl",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-words -f"),
};

struct stream {
	struct topics *topics; /* NULL when it has left memory */
	struct axis axis;
	int64_t last_ms;
	int64_t first_at; /* of parts: when its first message came */
	struct buf channel_id;
	struct buf found; /* its records, of one that has left */
};

struct run {
	struct settings set;
	struct intern stop;
	struct keyed streams;
	struct jsonl *in;
	struct out *out;
	struct record_reader events, moments, links;
	struct about about;
	struct event e; /* the record, as far as it was read */
	struct closed closed;
	/* of parts: */
	struct buf of; /* whose they are */
	struct part_reader parts;
	uint64_t n_pieces;
	struct stream *given; /* while its pieces are */
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
			.first_at = WHEN_UNKNOWN,
			.axis = { AXIS_STREAM, WHEN_UNKNOWN } };
	return s;
}

/* Describes the segments of a stream that end at `before_ms` or earlier. */
static void
describe(struct run *r, uint32_t i, int64_t before_ms, struct buf *to)
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
		record_put(to, &topic_record, &t);
	}
}

/* ... and writes that. */
static void
put_passed(struct run *r, uint32_t i, int64_t before_ms)
{
	describe(r, i, before_ms, &r->out->buf);
	out_ready(r->out);
}

/* A broadcast that closed long ago leaves memory, unless it went on. */
static void
end_closed(struct run *r, const struct closing *c)
{
	struct stream *s = keyed_nth(&r->streams, c->number);

	if (s->topics == NULL || s->last_ms != c->clock)
		return;
	if (r->set.follow)
		put_passed(r, c->number, INT64_MAX);
	else
		describe(r, c->number, INT64_MAX, &s->found);
	topics_free(s->topics);
	s->topics = NULL;
}

static void
note_closing(struct run *r)
{
	struct closing closing, due;

	closing.number = keyed_find(&r->streams, axis_key(&r->e, AXIS_STREAM));
	if (closing.number == INTERN_NONE || r->set.partial)
		return;
	closing.clock =
	    ((struct stream *)keyed_nth(&r->streams, closing.number))->last_ms;
	if (closed_note(&r->closed, closing, &due))
		end_closed(r, &due);
}

/* One that has left memory goes on; false where the segment was described. */
static bool
go_on(const struct run *r, struct stream *s, int64_t ms)
{
	int64_t segment = r->set.rule.segment_ms;

	if (ms / segment <= s->last_ms / segment)
		return false;
	s->topics = topics_new(&r->set.rule);
	return true;
}

/* Whether only another part may know where the broadcast's time begins. */
static bool
is_astray(const struct run *r, const struct stream *s)
{
	return r->set.partial && r->e.t_ms == RECORD_UNKNOWN &&
	    s->axis.opened == WHEN_UNKNOWN;
}

static void
add(struct run *r, const struct json_val *v)
{
	const struct event *e = &r->e;
	struct stream *s = stream_of(r, axis_key(e, AXIS_STREAM));
	int64_t ms;

	if (axis_needs_moment(&s->axis, e))
		record_read(&r->moments, v, &r->e);
	if (is_astray(r, s)) {
		jsonl_bad(r->in, "no t_ms: a part cannot place it");
		return;
	}
	if (!axis_place(&s->axis, e, &ms)) {
		jsonl_bad(r->in, "a chat without a time");
		return;
	}
	if (s->topics == NULL && !go_on(r, s, ms)) {
		jsonl_bad(r->in, "late: its broadcast closed long before");
		return;
	}
	if (s->first_at == WHEN_UNKNOWN)
		s->first_at = event_moment(e);
	if (s->channel_id.n == 0)
		buf_str(&s->channel_id, e->channel_id);
	topics_add(s->topics, ms, event_user(e), e->text);
	if (ms <= s->last_ms)
		return;
	s->last_ms = ms;
	if (r->set.follow && ms > LATE_MS)
		put_passed(r, keyed_number(&r->streams, s), ms - LATE_MS);
}

static void
take(struct run *r, const struct json_val *v)
{
	switch (record_read(&r->events, v, &r->e)) {
	case EVENT_CHAT:
		if (r->e.text.p != NULL)
			add(r, v);
		break;
	case EVENT_LINK:
		record_read(&r->links, v, &r->e);
		if (str_is(r->e.state, "close"))
			note_closing(r);
		break;
	}
}

static void
read_all(struct run *r)
{
	const struct json_val *v;

	r->e = event_blank();
	record_want(
	    &r->events, &event_record, r->in, AXIS_KEYS " text user_id user");
	record_want(&r->moments, &event_record, r->in, AXIS_MOMENTS);
	record_want(&r->links, &event_record, r->in, "state");
	about_want(&r->about, r->in);
	while ((v = jsonl_next(r->in)) != NULL) {
		if (r->set.keep)
			jsonl_pass(r->in);
		else if (!r->set.partial)
			about_pass(&r->about, v);
		take(r, v);
	}
	record_require(&r->events);
}

/* Parts */

/* A piece's texts and bytes. */
struct packed {
	struct str *words, *lines;
	struct buf users, writers;
};

static void
pack(struct packed *k, const struct topic_piece *p)
{
	k->words = xcalloc(p->n_words + 1, sizeof *k->words);
	k->lines = xcalloc(p->n_lines + 1, sizeof *k->lines);
	for (size_t i = 0; i < p->n_words; i++) {
		const struct topic_word *w = &p->words[i];

		k->words[i] = w->text;
		leb_put(&k->users, w->unknown);
		leb_put(&k->users, w->n_users);
		for (size_t n = 0; n < w->n_users; n++)
			leb_put_word(&k->users, w->users[n]);
	}
	for (size_t i = 0; i < p->n_lines; i++) {
		const struct topic_said *l = &p->lines[i];

		k->lines[i] = l->text;
		leb_put(&k->writers, (uint64_t)l->times * 2 + l->others);
		leb_put_word(&k->writers, l->user);
	}
}

static void
free_packed(struct packed *k)
{
	free(k->words);
	free(k->lines);
	buf_free(&k->users);
	buf_free(&k->writers);
}

static void
put_piece(void *run, const struct topic_piece *p)
{
	struct run *r = run;
	const struct stream *s = r->given;
	struct packed k = { 0 };
	struct segment_words w = {
		.stream_id =
		    keyed_key(&r->streams, keyed_number(&r->streams, s)),
		.start_sec = p->start_ms / 1000,
		.end_sec = (p->start_ms + r->set.rule.segment_ms) / 1000,
		.first_at = s->first_at,
		.chat_count = (int64_t)p->chats,
	};

	pack(&k, p);
	if (s->channel_id.n > 0)
		w.channel_id = buf_view(&s->channel_id);
	w.words = (struct strs){ k.words, p->n_words };
	w.lines = (struct strs){ k.lines, p->n_lines };
	w.users = buf_view(&k.users);
	w.writers = buf_view(&k.writers);
	record_put(&r->out->buf, &words_record, &w);
	out_ready(r->out);
	r->n_pieces++;
	free_packed(&k);
}

/* A piece as it was read. */
struct unpacked {
	struct topic_word *words;
	struct topic_said *lines;
	uint64_t *users;
};

/* Takes a word's users, after `n` others'; false when there is damage. */
static bool
take_word(struct str *rest, struct topic_word *w, uint64_t *users)
{
	uint64_t unknown, known;

	if (!leb_take(rest, &unknown) || unknown > UINT32_MAX ||
	    !leb_take(rest, &known) || known > rest->n / sizeof *users)
		return false;
	w->unknown = (uint32_t)unknown;
	w->users = users;
	w->n_users = known;
	for (uint64_t i = 0; i < known; i++)
		if (!leb_take_word(rest, &users[i]) || users[i] == 0)
			return false;
	return unknown + known > 0;
}

static bool
take_line(struct str *rest, struct topic_said *l)
{
	uint64_t times;

	if (!leb_take(rest, &times) || times < 2 || times / 2 > UINT32_MAX ||
	    !leb_take_word(rest, &l->user))
		return false;
	l->times = (uint32_t)(times / 2);
	l->others = times % 2 == 1;
	return true;
}

/* False when there is damage. */
static bool
unpack(struct unpacked *u, const struct segment_words *w)
{
	struct str users = w->users, writers = w->writers;
	uint64_t *next;

	u->words = xcalloc(w->words.n + 1, sizeof *u->words);
	u->lines = xcalloc(w->lines.n + 1, sizeof *u->lines);
	u->users = next = xcalloc(users.n / sizeof *next + 1, sizeof *next);
	for (size_t i = 0; i < w->words.n; i++) {
		u->words[i].text = w->words.at[i];
		if (!take_word(&users, &u->words[i], next))
			return false;
		next += u->words[i].n_users;
	}
	for (size_t i = 0; i < w->lines.n; i++) {
		u->lines[i].text = w->lines.at[i];
		if (!take_line(&writers, &u->lines[i]))
			return false;
	}
	return users.n == 0 && writers.n == 0;
}

static void
free_unpacked(struct unpacked *u)
{
	free(u->words);
	free(u->lines);
	free(u->users);
}

static void
join(struct run *r, const struct segment_words *w, const struct unpacked *u)
{
	int64_t segment = r->set.rule.segment_ms;
	struct stream *s = stream_of(r, w->stream_id);
	struct topic_piece p = {
		/* A segment may begin between two seconds. */
		.start_ms =
		    (w->start_sec * 1000 + segment - 1) / segment * segment,
		.chats = (uint64_t)w->chat_count,
		.words = u->words,
		.n_words = w->words.n,
		.lines = u->lines,
		.n_lines = w->lines.n,
	};

	if (s->channel_id.n == 0)
		buf_str(&s->channel_id, w->channel_id);
	if (w->first_at != WHEN_UNKNOWN &&
	    (s->first_at == WHEN_UNKNOWN || w->first_at < s->first_at))
		s->first_at = w->first_at;
	topics_join(s->topics, &p);
}

static void
join_piece(struct run *r, const struct segment_words *w)
{
	struct unpacked u = { 0 };

	if (record_is_whole(&words_record, w) && unpack(&u, w)) {
		part_met(&r->parts);
		join(r, w, &u);
	} else {
		jsonl_bad(r->in, "a damaged piece");
	}
	free_unpacked(&u);
}

static void
read_parts(struct run *r)
{
	struct record_reader pieces;
	struct segment_words w = words_blank();
	const struct json_val *v;

	part_want(&r->parts, r->in, buf_text(&r->of));
	record_want(&pieces, &words_record, r->in, NULL);
	while ((v = jsonl_next(r->in)) != NULL)
		if (!part_read(&r->parts, v) && record_read(&pieces, v, &w))
			join_piece(r, &w);
	record_require(&pieces);
}

/* The earliest broadcast first; of equal ones that which came first. */
static int
by_first(const void *a, const void *b, void *streams)
{
	const uint32_t *x = a, *y = b;
	const struct stream *s = keyed_nth(streams, *x),
			    *t = keyed_nth(streams, *y);

	if (s->first_at != t->first_at)
		return s->first_at < t->first_at ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/* The broadcasts in the order in which they began, where parts were joined; as
 * they came, where not. */
static uint32_t *
streams_in_order(struct run *r)
{
	uint32_t *order = xcalloc((size_t)r->streams.n + 1, sizeof *order);

	for (uint32_t i = 0; i < r->streams.n; i++)
		order[i] = i;
	if (r->set.merge)
		qsort_r(
		    order, r->streams.n, sizeof *order, by_first, &r->streams);
	return order;
}

static void
put_part(struct run *r, const uint32_t *order)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		r->given = keyed_nth(&r->streams, order[i]);
		topics_give(r->given->topics, put_piece, r);
	}
	part_put(&r->out->buf, &r->parts.sum, r->n_pieces, r->in);
}

static void
put_topics(struct run *r, const uint32_t *order)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct stream *s = keyed_nth(&r->streams, order[i]);

		if (r->set.merge)
			topics_joined(s->topics);
		buf_str(&r->out->buf, buf_view(&s->found));
		if (s->topics != NULL)
			put_passed(r, order[i], INT64_MAX);
		out_ready(r->out);
	}
}

static void
put_all(struct run *r)
{
	uint32_t *order = streams_in_order(r);

	if (r->set.partial)
		put_part(r, order);
	else if (!r->set.merge || part_whole(&r->parts))
		put_topics(r, order);
	free(order);
}

static void
free_streams(struct run *r)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct stream *s = keyed_nth(&r->streams, i);

		topics_free(s->topics);
		buf_free(&s->channel_id);
		buf_free(&s->found);
	}
	keyed_free(&r->streams);
	intern_free(&r->stop);
	buf_free(&r->of);
}

int
main(int argc, char *argv[])
{
	struct run r = { .streams.size = sizeof(struct stream) };
	int first = opt_parse(&tool, argc, argv, &r.set);

	read_stop_words(&r);
	r.set.rule.whole = r.set.partial || r.set.merge;
	r.set.rule.pictures = true;
	buf_fmt(&r.of, "chz-words %" PRId64, r.set.rule.segment_ms);
	r.parts.sum.of = buf_view(&r.of);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	if (r.set.merge)
		read_parts(&r);
	else
		read_all(&r);
	put_all(&r);
	free_streams(&r);
	return jsonl_finish(r.in, r.out);
}
