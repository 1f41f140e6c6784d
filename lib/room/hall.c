/* Keeps rooms and passes messages on. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/progress.h"
#include "net/retry.h"
#include "record/reply.h"
#include "room/hall.h"
#include "room/model.h"

enum {
	LINGER_MS = 60 * 1000,
	CATCH_UP = 200, /* entries at once */
	PATIENCE = 20,  /* refusals, before a member has to leave */
	POLICY = 1008,
	BUSY = 1013
};

struct entry_id {
	uint64_t ms, n;
};

struct member {
	struct room *room;
	void *peer;
	struct buf role;
	struct entry_id last; /* that it has got */
	bool joined;          /* it gets what comes */
	bool behind;          /* first it gets what it has missed */
	struct budget messages, refusals;
	unsigned due; /* answers of the history that it waits for */
	bool gone;
};

struct room {
	struct hall *hall;
	struct buf sid;
	struct entry_id last; /* that came */
	bool ready;           /* it is followed */
	struct member **members;
	size_t n, cap;
	struct timer *linger;
	struct budget questions;
	struct model *model;          /* NULL while nobody has asked */
	struct buf answer, answering; /* so far; its id */
	int64_t seq;
	unsigned due; /* answers of the history */
	bool closing;
};

struct hall {
	struct hall_settings set;
	struct loop *loop;
	struct log *history;
	struct room **rooms;
	size_t n, cap;
	struct arena arena;
};

/* ---- rooms ---- */

static struct room *
find_room(const struct hall *h, struct str sid)
{
	for (size_t i = 0; i < h->n; i++)
		if (!h->rooms[i]->closing &&
		    str_eq(buf_view(&h->rooms[i]->sid), sid))
			return h->rooms[i];
	return NULL;
}

static void
stop_model(struct room *r)
{
	model_free(r->model);
	r->model = NULL;
}

static void
forget_room(struct room *r)
{
	struct hall *h = r->hall;

	for (size_t i = 0; i < h->n; i++)
		if (h->rooms[i] == r)
			h->rooms[i] = h->rooms[--h->n];
	timer_free(r->linger);
	stop_model(r);
	buf_free(&r->sid);
	buf_free(&r->answer);
	buf_free(&r->answering);
	free(r->members);
	free(r);
}

/* Nobody has come for a while. */
static void
close_room(void *ctx)
{
	struct room *r = ctx;

	if (!r->closing) {
		log_unfollow(r->hall->history, buf_view(&r->sid));
		stop_model(r);
	}
	r->closing = true;
	if (r->due == 0)
		forget_room(r);
}

static void
let_room_rest(struct room *r)
{
	if (r->closing)
		close_room(r);
	else if (r->n == 0)
		timer_set(r->linger, LINGER_MS);
}

static void
set_text(struct buf *b, struct str text)
{
	b->n = 0;
	buf_str(b, text);
}

static bool
is_before(struct entry_id a, struct entry_id b)
{
	return a.ms != b.ms ? a.ms < b.ms : a.n < b.n;
}

static struct entry_id
read_id(struct str text)
{
	struct entry_id id = { 0, 0 };

	log_id(text, &id.ms, &id.n);
	return id;
}

/* ---- to members ---- */

static void
send_to(struct member *m, struct str text)
{
	struct hall *h = m->room->hall;

	if (!m->gone)
		h->set.send(h->set.ctx, m->peer, text);
}

/* An entry, to those who have not got it. */
static void
deliver(struct room *r, struct entry_id id, struct str text)
{
	for (size_t i = 0; i < r->n; i++) {
		struct member *m = r->members[i];

		if (!m->joined || !is_before(m->last, id))
			continue;
		m->last = id;
		send_to(m, text);
	}
}

static void
say_error(struct member *m, const struct room_error *e, struct str request_id)
{
	struct buf b = { 0 };

	room_put_error(&b, e, buf_view(&m->room->sid), request_id);
	send_to(m, buf_view(&b));
	buf_free(&b);
}

static void
say(struct member *m, const char *code, const char *why, struct str request_id)
{
	struct room_error e = { .code = code };

	buf_adds(&e.why, why);
	say_error(m, &e, request_id);
	buf_free(&e.why);
}

/* Who is refused again and again has to leave. */
static void
refuse(struct member *m, const struct room_error *e, struct str request_id)
{
	struct hall *h = m->room->hall;

	say_error(m, e, request_id);
	if (budget_take(&m->refusals, loop_now(h->loop)) != 0 && !m->gone)
		h->set.expel(h->set.ctx, m->peer, POLICY);
}

void
hall_entry(void *hall, struct str sid, const struct log_entry *e)
{
	struct hall *h = hall;
	struct room *r = find_room(h, sid);
	struct buf b = { 0 };

	if (r == NULL) {
		log_unfollow(h->history, sid);
		return;
	}
	room_put_any(&b, sid, e->id, e->participant, e->body);
	r->last = read_id(e->id);
	deliver(r, r->last, buf_view(&b));
	buf_free(&b);
}

void
hall_passed(void *hall, struct str sid, struct str text)
{
	struct room *r = find_room(hall, sid);

	for (size_t i = 0; r != NULL && i < r->n; i++)
		if (r->members[i]->joined)
			send_to(r->members[i], text);
}

/* ---- coming and going ---- */

static void
free_member(struct member *m)
{
	buf_free(&m->role);
	free(m);
}

static void catch_up(struct member *);

/* Some of what a member has missed. */
static void
on_missed(void *ctx, const struct log_entry *at, size_t n, const char *why)
{
	struct member *m = ctx;
	struct room *r = m->room;

	m->due--;
	r->due--;
	if (m->gone) {
		if (m->due == 0)
			free_member(m);
		let_room_rest(r);
		return;
	}
	if (why != NULL)
		say(m, ROOM_BROKEN, why, (struct str){ 0 });
	for (size_t i = 0; i < n; i++) {
		struct buf b = { 0 };

		m->last = read_id(at[i].id);
		room_put_any(&b, buf_view(&r->sid), at[i].id, at[i].participant,
		    at[i].body);
		send_to(m, buf_view(&b));
		buf_free(&b);
	}
	if (n > 0 && (n == CATCH_UP || is_before(m->last, r->last)))
		catch_up(m);
	else
		m->joined = true;
}

static void
catch_up(struct member *m)
{
	struct buf after = { 0 };

	buf_fmt(&after, "%llu-%llu", (unsigned long long)m->last.ms,
	    (unsigned long long)m->last.n);
	m->due++;
	m->room->due++;
	log_read(m->room->hall->history, buf_view(&m->room->sid),
	    &(struct log_range){
		.after = buf_view(&after), .oldest = true, .n = CATCH_UP },
	    on_missed, m);
	buf_free(&after);
}

static void
let_in(struct member *m)
{
	if (m->behind)
		catch_up(m);
	else
		m->joined = true;
}

/* Where the room is now: from there on it is followed. */
static void
on_last(void *ctx, const struct log_entry *at, size_t n, const char *why)
{
	struct room *r = ctx;
	size_t members = r->n;

	r->due--;
	if (r->closing || why != NULL) {
		for (size_t i = 0; i < r->n; i++)
			r->hall->set.expel(
			    r->hall->set.ctx, r->members[i]->peer, BUSY);
		stop_model(r);
		r->closing = true;
		if (r->n == 0)
			let_room_rest(r);
		return;
	}
	if (n > 0)
		r->last = read_id(at[0].id);
	r->ready = true;
	log_follow(
	    r->hall->history, buf_view(&r->sid), n > 0 ? at[0].id : STR(""));
	for (size_t i = 0; i < members; i++)
		let_in(r->members[i]);
}

static struct room *
open_room(struct hall *h, struct str sid)
{
	struct room *r = xcalloc(1, sizeof *r);

	r->hall = h;
	buf_str(&r->sid, sid);
	r->linger = timer_new(h->loop, close_room, r);
	r->questions = (struct budget){ .rate = 0.5, .burst = 3 };
	MEM_RESERVE(h->rooms, h->cap, h->n + 1);
	h->rooms[h->n++] = r;
	return r;
}

/* Asks where a new room's history ends. */
static void
look_up(struct room *r)
{
	r->due++;
	log_read(r->hall->history, buf_view(&r->sid),
	    &(struct log_range){ .n = 1 }, on_last, r);
}

struct member *
hall_join(struct hall *h, void *peer, struct str sid, struct str role,
    struct str since)
{
	struct room *r = find_room(h, sid);
	bool fresh = r == NULL;
	struct member *m;

	if (!fresh && r->n >= h->set.max_members)
		return NULL;
	if (fresh)
		r = open_room(h, sid);
	m = xcalloc(1, sizeof *m);
	m->room = r;
	m->peer = peer;
	m->behind = since.p != NULL;
	m->last = read_id(since);
	m->messages =
	    (struct budget){ .rate = h->set.rate, .burst = 2 * h->set.rate };
	m->refusals = (struct budget){ .rate = 1, .burst = PATIENCE };
	buf_str(&m->role, role);
	MEM_RESERVE(r->members, r->cap, r->n + 1);
	r->members[r->n++] = m;
	timer_clear(r->linger);
	if (fresh)
		look_up(r);
	else if (r->ready)
		let_in(m);
	return m;
}

void
hall_leave(struct hall *h, struct member *m)
{
	struct room *r = m->room;

	(void)h;
	for (size_t i = 0; i < r->n; i++)
		if (r->members[i] == m)
			r->members[i] = r->members[--r->n];
	m->gone = true;
	if (m->due == 0)
		free_member(m);
	let_room_rest(r);
}

/* ---- what they say ---- */

/* A message on its way into the history. */
struct adding {
	struct room *room;
	struct member *member; /* or NULL: the model */
	enum room_event event;
	struct buf participant, body, request_id;
};

static void ask_model(struct room *, struct str record);

/* It is kept: its record leaves. */
static void
tell_record(struct adding *a, struct str id)
{
	struct room *r = a->room;
	struct buf b = { 0 };

	if (room_put_record(&b, buf_view(&r->sid), id,
		buf_view(&a->participant), buf_view(&a->body))) {
		r->hall->set.record(r->hall->set.ctx, buf_view(&b));
		if (a->event == ROOM_INVOKE && r->hall->set.command != NULL)
			ask_model(r, buf_view(&b));
	}
	buf_free(&b);
}

static void
on_added(void *ctx, struct str id, const char *why)
{
	struct adding *a = ctx;
	struct member *m = a->member;
	struct room *r = a->room;

	r->due--;
	if (id.p != NULL)
		tell_record(a, id);
	else if (m != NULL)
		say(m, ROOM_BROKEN, why, buf_view(&a->request_id));
	if (m != NULL && --m->due == 0 && m->gone)
		free_member(m);
	buf_free(&a->participant);
	buf_free(&a->body);
	buf_free(&a->request_id);
	free(a);
	let_room_rest(r);
}

static void
keep(struct room *r, struct member *m, enum room_event event,
    struct str participant, struct str body, struct str request_id)
{
	struct adding *a = xcalloc(1, sizeof *a);

	a->room = r;
	a->member = m;
	a->event = event;
	buf_str(&a->participant, participant);
	buf_str(&a->body, body);
	buf_str(&a->request_id, request_id);
	r->due++;
	if (m != NULL)
		m->due++;
	log_add(r->hall->history, buf_view(&r->sid), buf_view(&a->participant),
	    buf_view(&a->body), on_added, a);
}

static void
take(struct member *m, const struct room_message *message)
{
	struct room *r = m->room;
	struct buf body = { 0 };

	if (m->role.n == 0)
		buf_str(&m->role,
		    message->role.p != NULL ? message->role : STR("user"));
	room_put(&body, message->hd, message->bd, buf_view(&r->sid),
	    buf_view(&m->role));
	if (message->event == ROOM_TYPING)
		log_pass(r->hall->history, buf_view(&r->sid), buf_view(&body));
	else
		keep(r, m, message->event, buf_view(&m->role), buf_view(&body),
		    message->request_id);
	buf_free(&body);
}

static bool
is_too_much(
    struct member *m, const struct room_message *message, struct room_error *e)
{
	struct room *r = m->room;
	int64_t now = loop_now(r->hall->loop);
	const char *why = NULL;

	if (budget_take(&m->messages, now) != 0)
		why = "too many messages: wait a little";
	else if (message->event == ROOM_INVOKE &&
	    budget_take(&r->questions, now) != 0)
		why = "too many questions in this room: wait a little";
	if (why == NULL)
		return false;
	e->code = ROOM_BUSY;
	e->why.n = 0;
	buf_adds(&e->why, why);
	return true;
}

void
hall_take(struct hall *h, struct member *m, struct str text)
{
	struct room_place place = { buf_view(&m->room->sid),
		m->role.n > 0 ? buf_view(&m->role) : (struct str){ 0 },
		h->set.max_text };
	struct room_message message;
	struct room_error e = { 0 };

	progress_counts.records++;
	arena_reset(&h->arena);
	if (!room_read(text, &place, &message, &h->arena, &e) ||
	    is_too_much(m, &message, &e))
		refuse(m, &e, message.request_id);
	else
		take(m, &message);
	buf_free(&e.why);
}

/* ---- answers ---- */

static void
pass_own(struct room *r, enum room_event event, struct str id, int64_t seq,
    const char *key, struct str text)
{
	struct buf b = { 0 };

	room_put_own(&b, event, buf_view(&r->sid), id, seq, key, text);
	log_pass(r->hall->history, buf_view(&r->sid), buf_view(&b));
	buf_free(&b);
}

static void
keep_answer(struct room *r, struct str id, struct str text)
{
	struct buf b = { 0 };

	room_put_own(&b, ROOM_ANSWER, buf_view(&r->sid), id, -1, "text", text);
	keep(r, NULL, ROOM_ANSWER, STR("llm"), buf_view(&b), (struct str){ 0 });
	buf_free(&b);
}

/* Parts go out as they come; all of them together are kept. */
static void
take_part(struct room *r, const struct reply *reply)
{
	if (!str_eq(reply->reply_id, buf_view(&r->answering))) {
		r->answer.n = 0;
		r->seq = 0;
		set_text(&r->answering, reply->reply_id);
	}
	if (r->answer.n > 0 && reply->text.n > 0)
		buf_addc(&r->answer, ' ');
	buf_str(&r->answer, reply->text);
	if (reply->text.n > 0)
		pass_own(r, ROOM_PIECE, reply->reply_id, r->seq++, "delta",
		    reply->text);
	if (!reply->last)
		return;
	if (r->answer.n > 0)
		keep_answer(r, reply->reply_id, buf_view(&r->answer));
	r->answer.n = r->answering.n = 0;
}

static void
take_reply(struct room *r, const struct reply *reply)
{
	if (reply->part != RECORD_UNKNOWN)
		take_part(r, reply);
	else if (reply->text.n > 0)
		keep_answer(r, reply->reply_id, reply->text);
}

/* The room of the message that a reply is to, or that its part before went to.
 */
static struct room *
room_of_reply(struct hall *h, const struct reply *reply)
{
	struct str id;
	const char *colon;

	for (size_t i = 0; i < h->n; i++)
		if (reply->reply_id.n > 0 &&
		    str_eq(reply->reply_id, buf_view(&h->rooms[i]->answering)))
			return h->rooms[i];
	if (reply->to.n == 0)
		return NULL;
	id = reply->to.at[0];
	colon = memrchr(id.p, ':', id.n);
	if (colon == NULL)
		return NULL;
	return find_room(h, (struct str){ id.p, (size_t)(colon - id.p) });
}

bool
hall_reply(struct hall *h, const struct reply *reply)
{
	struct room *r = room_of_reply(h, reply);

	if (r != NULL)
		take_reply(r, reply);
	return r != NULL;
}

/* ---- the model ---- */

static void
on_reply(void *room, const struct reply *reply)
{
	take_reply(room, reply);
}

static void
on_failure(void *room, const char *why)
{
	pass_own(
	    room, ROOM_FAILURE, (struct str){ 0 }, -1, "text", str_of(why));
}

static void
ask_model(struct room *r, struct str record)
{
	struct hall *h = r->hall;

	if (r->model == NULL)
		r->model = model_new(h->loop,
		    &(struct model_settings){ .command = h->set.command,
			.sid = buf_view(&r->sid),
			.reply = on_reply,
			.failed = on_failure,
			.ctx = r });
	model_ask(r->model, record);
}

/* ---- all of it ---- */

struct hall *
hall_new(
    struct loop *loop, const struct hall_settings *set, struct log *history)
{
	struct hall *h = xcalloc(1, sizeof *h);

	h->set = *set;
	h->loop = loop;
	h->history = history;
	return h;
}

void
hall_free(struct hall *h)
{
	if (h == NULL)
		return;
	while (h->n > 0) {
		struct room *r = h->rooms[h->n - 1];

		for (size_t i = 0; i < r->n; i++)
			free_member(r->members[i]);
		forget_room(r);
	}
	free(h->rooms);
	arena_free(&h->arena);
	free(h);
}
