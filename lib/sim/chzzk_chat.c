/* Serves the chat sockets of the simulated Chzzk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "jsonl/doc.h"
#include "platform/chzzk.h"
#include "sim/chzzk_chat.h"
#include "sim/payload.h"

enum {
	SILENCE_MS = 60 * 1000, /* then a silent client is cut off */
	ROWS_MAX = 50,          /* in a frame */
	ASIDE_EVERY = 40        /* messages comes what is none */
};

static void
add_reader(struct readers *r, struct reader *reader)
{
	MEM_RESERVE(r->at, r->cap, r->n + 1);
	r->at[r->n++] = reader;
}

static void
drop_reader(struct readers *r, const struct reader *reader)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->at[i] == reader) {
			r->at[i] = r->at[--r->n];
			return;
		}
}

/* ---- what is said ---- */

static bool
hears(const struct reader *r)
{
	return r->chat == r->channel->chats;
}

/* How many should have a message, and of how many a fault keeps it. */
static void
count_readers(const struct chzzk_chat *s, const struct channel *c,
    unsigned *readers, unsigned *withheld)
{
	const struct readers *joined = &s->joined[c->index];

	*readers = *withheld = 0;
	for (size_t i = 0; i < joined->n; i++) {
		*readers += hears(joined->at[i]);
		*withheld += hears(joined->at[i]) && joined->at[i]->deaf;
	}
}

static void
send_all(struct chzzk_chat *s, const struct channel *c, struct str frame)
{
	const struct readers *r = &s->joined[c->index];

	for (size_t i = 0; i < r->n; i++)
		if (hears(r->at[i]) && !r->at[i]->deaf)
			server_send(r->at[i]->socket->peer, frame);
}

/* Sends the rows gathered so far. */
static void
flush_rows(struct chzzk_chat *s)
{
	if (s->rows > 0) {
		payload_push_close(&s->frame, s->cmd, s->to);
		send_all(s, s->to, buf_view(&s->frame));
	}
	s->frame.n = 0;
	s->rows = 0;
}

static void
add_row(struct chzzk_chat *s, struct channel *c, const struct event *e)
{
	int cmd = payload_cmd(e);

	if (s->rows == ROWS_MAX || c != s->to || cmd != s->cmd)
		flush_rows(s);
	s->to = c;
	s->cmd = cmd;
	if (s->rows++ == 0)
		payload_push_open(&s->frame);
	payload_row(&s->frame, SPELL_PUSH, c, e, 0);
}

/* A row, and what goes wrong with it. */
static void
add_rows(struct chzzk_chat *s, struct channel *c, const struct event *e)
{
	struct channel_faults *f = &s->faults[c->index];

	if (f->reorder > 0 && !f->held) {
		f->reorder--;
		f->held = true;
		f->late = *e;
		return;
	}
	add_row(s, c, e);
	if (f->duplicate > 0) {
		f->duplicate--;
		add_row(s, c, e);
	}
	if (f->held) {
		f->held = false;
		add_row(s, c, &f->late);
	}
}

/* What else goes on, in a frame of its own. */
static void
add_aside(struct chzzk_chat *s, struct channel *c, const struct event *e)
{
	unsigned n = s->faults[c->index].said / ASIDE_EVERY - 1;

	flush_rows(s);
	payload_aside(&s->frame, c, e, n);
	send_all(s, c, buf_view(&s->frame));
	s->frame.n = 0;
}

static void
said(void *ctx, struct channel *c, const struct event *e)
{
	struct chzzk_chat *s = ctx;
	bool written = sim_sessions_said(s->sessions, c, e);
	unsigned readers, withheld;

	count_readers(s, c, &readers, &withheld);
	if (readers > 0 || !written)
		ledger_sent(sim_ledger(s->sim), c, e, readers, withheld);
	if (readers == 0)
		return;
	add_rows(s, c, e);
	if (++s->faults[c->index].said % ASIDE_EVERY == 0)
		add_aside(s, c, e);
}

/* A broadcast that has ended for good disconnects everybody. */
static void
changed(void *ctx, struct channel *c)
{
	struct chzzk_chat *s = ctx;
	const struct readers *r = &s->joined[c->index];

	if (s->faults[c->index].held)
		add_row(s, c, &s->faults[c->index].late);
	s->faults[c->index].held = false;
	flush_rows(s);
	if (c->open)
		return;
	for (size_t i = 0; i < r->n; i++)
		if (!r->at[i]->deaf)
			server_close(r->at[i]->socket->peer, 1000);
}

/* Lets pass what was held back until now. */
static void
end_stalls(struct chzzk_chat *s, int64_t now)
{
	if (s->stalls == 0)
		return;
	for (size_t i = 0; i < s->all.n; i++) {
		struct reader *r = s->all.at[i];

		if (r->stalled == WHEN_UNKNOWN || r->stalled > now)
			continue;
		r->stalled = WHEN_UNKNOWN;
		s->stalls--;
		if (!r->deaf)
			server_hold(r->socket->peer, false);
	}
}

void
chzzk_chat_tick(struct chzzk_chat *s, int64_t now)
{
	const struct world_watcher watcher = { said, changed, s };

	world_advance(sim_world(s->sim), now, &watcher);
	flush_rows(s);
	end_stalls(s, now);
}

void
chzzk_chat_say(struct chzzk_chat *s, struct channel *c, struct str text)
{
	const struct world_watcher watcher = { said, changed, s };

	world_say(sim_world(s->sim), c, text, sim_now(s->sim), &watcher);
	flush_rows(s);
}

int64_t
chzzk_chat_due(const struct chzzk_chat *s)
{
	int64_t due = world_due(sim_world(s->sim));

	for (size_t i = 0; s->stalls > 0 && i < s->all.n; i++) {
		int64_t at = s->all.at[i]->stalled;

		due = at != WHEN_UNKNOWN && at < due ? at : due;
	}
	return due;
}

/* ---- what clients ask on the socket ---- */

enum { CMD, VER, SVCID, CID, SID, TID, BDY, N_REQUEST };
static const struct scan_keys request_keys = { .n = N_REQUEST,
	.name = { [CMD] = DOC_KEY("cmd"),
	    [VER] = DOC_KEY("ver"),
	    [SVCID] = DOC_KEY("svcid"),
	    [CID] = DOC_KEY("cid"),
	    [SID] = DOC_KEY("sid"),
	    [TID] = DOC_KEY("tid"),
	    [BDY] = DOC_KEY("bdy") } };

static void
reply(struct chzzk_chat *s, struct reader *r)
{
	server_send(r->socket->peer, buf_view(&s->frame));
	s->frame.n = 0;
}

/* An id that never was is 105; a fault has its own code. */
static void
refuse(struct chzzk_chat *s, struct reader *r, int reply_cmd, int64_t tid)
{
	int code = s->refuse != 0 ? (int)s->refuse : 105;

	s->refuse = 0;
	payload_refused(&s->frame, reply_cmd, code,
	    code == 105 ? "Incorrect parameter" : "SERVER BUSY", tid);
	reply(s, r);
	server_close(r->socket->peer, 1000);
}

/* What every request has: as libraries and the site write it. */
static bool
is_in_form(const struct json_val *v)
{
	return (val_is(&v[VER], "2") || val_is(&v[VER], "3")) &&
	    val_is(&v[SVCID], "game");
}

static bool
may_join(const struct json_val *v, struct arena *arena)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("auth") } };
	struct json_val auth[1];

	return is_in_form(v) && doc_members(&v[BDY], &keys, auth, arena) &&
	    (val_is(&auth[0], "READ") || val_is(&auth[0], "SEND"));
}

static void
join(struct chzzk_chat *s, struct reader *r, const struct json_val *v,
    struct arena *arena, int64_t tid)
{
	unsigned chat;
	struct channel *c =
	    world_chat(sim_world(s->sim), val_text(&v[CID], arena), &chat);

	if (c == NULL || s->refuse != 0 || !may_join(v, arena)) {
		refuse(s, r, CHZZK_CONNECTED, tid);
		return;
	}
	if (r->channel != NULL)
		drop_reader(&s->joined[r->channel->index], r);
	r->channel = c;
	r->chat = chat;
	add_reader(&s->joined[c->index], r);
	snprintf(r->sid, sizeof r->sid, "zNF8m2s3YhhQw7%08x", ++s->n_joined);
	payload_connected(&s->frame, c, r->sid, tid);
	reply(s, r);
	sim_start_clock(s->sim);
}

static void
recent(struct chzzk_chat *s, struct reader *r, const struct json_val *asked,
    int64_t tid)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("recentMessageCount") } };
	struct arena arena = { 0 };
	struct json_val v[1];
	int64_t count = RECENT_MAX;

	doc_members(&asked[BDY], &keys, v, &arena);
	val_int(&v[0], &count);
	if (r->channel == NULL || !is_in_form(asked) ||
	    !val_is(&asked[SID], r->sid)) {
		refuse(s, r, CHZZK_RECENTS, tid);
	} else {
		payload_recents(&s->frame, r->channel,
		    world_recent(r->channel, r->chat), count, tid);
		reply(s, r);
	}
	arena_free(&arena);
}

static void
obey(struct chzzk_chat *s, struct reader *r, const struct json_val *v,
    struct arena *arena)
{
	int64_t cmd = CHZZK_NONE, tid = 0;

	val_int(&v[CMD], &cmd);
	val_int(&v[TID], &tid);
	switch (cmd) {
	case CHZZK_CONNECT:
		join(s, r, v, arena, tid);
		break;
	case CHZZK_RECENT:
		recent(s, r, v, tid);
		break;
	case CHZZK_PING:
		buf_adds(&s->frame, "{\"ver\":\"2\",\"cmd\":10000}");
		reply(s, r);
		break;
	default:
		break;
	}
}

void
chzzk_chat_message(
    struct chzzk_chat *s, struct sim_socket *socket, struct str data)
{
	struct reader *r = socket->own;
	struct json_val v[N_REQUEST];
	struct arena arena = { 0 };
	struct scan_error err;

	r->heard = loop_now(sim_loop(s->sim));
	if (!r->deaf && doc_open(data, &request_keys, v, &arena, &err))
		obey(s, r, v, &arena);
	arena_free(&arena);
}

void
chzzk_chat_opened(struct chzzk_chat *s, struct sim_socket *socket)
{
	struct reader *r = xcalloc(1, sizeof *r);

	r->socket = socket;
	r->stalled = WHEN_UNKNOWN;
	r->heard = loop_now(sim_loop(s->sim));
	socket->own = r;
	add_reader(&s->all, r);
}

void
chzzk_chat_closed(struct chzzk_chat *s, struct sim_socket *socket)
{
	struct reader *r = socket->own;

	s->stalls -= r->stalled != WHEN_UNKNOWN;
	drop_reader(&s->all, r);
	if (r->channel != NULL)
		drop_reader(&s->joined[r->channel->index], r);
	free(r);
}

/* As the platform does, by the real clock. */
void
chzzk_chat_sweep(struct chzzk_chat *s)
{
	int64_t now = loop_now(sim_loop(s->sim));

	for (size_t i = 0; i < s->all.n; i++)
		if (!s->all.at[i]->deaf &&
		    now - s->all.at[i]->heard > SILENCE_MS)
			server_close(s->all.at[i]->socket->peer, 1000);
}

void
chzzk_chat_init(struct chzzk_chat *s, struct sim *sim)
{
	unsigned channels = sim_world(sim)->n;

	*s = (struct chzzk_chat){ .sim = sim,
		.chance = sim_world(sim)->set.seed };
	s->joined = xcalloc(channels, sizeof *s->joined);
	s->faults = xcalloc(channels, sizeof *s->faults);
}

void
chzzk_chat_free(struct chzzk_chat *s)
{
	for (size_t i = 0; i < s->all.n; i++)
		free(s->all.at[i]);
	for (unsigned i = 0; i < sim_world(s->sim)->n; i++)
		free(s->joined[i].at);
	free(s->all.at);
	free(s->joined);
	free(s->faults);
	buf_free(&s->frame);
}
