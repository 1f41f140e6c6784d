/*
 * chzzk_service.c - the Chzzk servers: web API and chat sockets.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "jsonl/doc.h"
#include "platform/chzzk.h"
#include "sim/chzzk_service.h"
#include "sim/chzzk_web.h"
#include "sim/payload.h"

enum {
	SILENCE_MS = 60 * 1000, /* then a client that says nothing is cut */
	SWEEP_MS = 5 * 1000,
	ROWS_MAX = 50 /* in a frame */
};

/* A client of the chat socket, joined to a channel or not yet. */
struct reader {
	struct sim_socket *socket;
	struct channel *channel;
	unsigned chat; /* which of the channel's chats: older ones are silent */
	int64_t heard; /* on the loop's clock */
};

struct readers {
	struct reader **at;
	size_t n, cap;
};

struct service {
	struct sim *sim;
	struct timer *sweep;
	struct vods *vods;
	struct readers all;
	struct readers *joined; /* by channel */
	struct buf frame;       /* rows that wait for the frame's end */
	struct channel *to;     /* where they go */
	int cmd, rows;
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

static unsigned
count_readers(const struct service *s, const struct channel *c)
{
	unsigned n = 0;

	for (size_t i = 0; i < s->joined[c->index].n; i++)
		n += hears(s->joined[c->index].at[i]);
	return n;
}

static void
send_all(struct service *s, const struct channel *c, struct str frame)
{
	const struct readers *r = &s->joined[c->index];

	/* From the end: a reader that is cut off leaves the list. */
	for (size_t i = r->n; i > 0; i--)
		if (hears(r->at[i - 1]))
			server_send(r->at[i - 1]->socket->peer, frame);
}

/* Sends the rows gathered so far. */
static void
flush_rows(struct service *s)
{
	if (s->rows > 0) {
		payload_push_close(&s->frame, s->cmd, s->to);
		send_all(s, s->to, buf_view(&s->frame));
	}
	s->frame.n = 0;
	s->rows = 0;
}

static void
said(void *ctx, struct channel *c, const struct event *e)
{
	struct service *s = ctx;
	unsigned readers = count_readers(s, c);
	int cmd = payload_cmd(e);

	ledger_sent(sim_ledger(s->sim), c->id, e, readers, 0);
	if (readers == 0)
		return;
	if (s->rows == ROWS_MAX || c != s->to || cmd != s->cmd)
		flush_rows(s);
	s->to = c;
	s->cmd = cmd;
	if (s->rows++ == 0)
		payload_push_open(&s->frame);
	payload_row(&s->frame, SPELL_PUSH, c, e, 0);
}

/* A broadcast that is over for good leaves nobody waiting. */
static void
changed(void *ctx, struct channel *c)
{
	struct service *s = ctx;
	const struct readers *r = &s->joined[c->index];

	flush_rows(s);
	if (c->open)
		return;
	for (size_t i = r->n; i > 0; i--)
		server_close(r->at[i - 1]->socket->peer, 1000);
}

static void
tick(void *own, int64_t now)
{
	struct service *s = own;
	const struct world_watcher watcher = { said, changed, s };

	world_advance(sim_world(s->sim), now, &watcher);
	flush_rows(s);
}

static int64_t
due(void *own)
{
	struct service *s = own;

	return world_due(sim_world(s->sim));
}

/* ---- what clients ask on the socket ---- */

enum { CMD, CID, TID, BDY, N_REQUEST };
static const struct scan_keys request_keys = { .n = N_REQUEST,
	.name = { [CMD] = DOC_KEY("cmd"),
	    [CID] = DOC_KEY("cid"),
	    [TID] = DOC_KEY("tid"),
	    [BDY] = DOC_KEY("bdy") } };

static void
reply(struct service *s, struct reader *r)
{
	server_send(r->socket->peer, buf_view(&s->frame));
	s->frame.n = 0;
}

static void
join(struct service *s, struct reader *r, struct str cid, int64_t tid)
{
	unsigned chat;
	struct channel *c = world_chat(sim_world(s->sim), cid, &chat);

	if (c == NULL) {
		payload_refused(&s->frame, 105, "Incorrect parameter", tid);
		reply(s, r);
		server_close(r->socket->peer, 1000);
		return;
	}
	if (r->channel != NULL)
		drop_reader(&s->joined[r->channel->index], r);
	r->channel = c;
	r->chat = chat;
	add_reader(&s->joined[c->index], r);
	payload_connected(&s->frame, c, tid);
	reply(s, r);
	sim_start_clock(s->sim);
}

static void
recent(struct service *s, struct reader *r, const struct json_val *bdy,
    int64_t tid)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("recentMessageCount") } };
	struct arena arena = { 0 };
	struct json_val v[1];
	int64_t count = RECENT_MAX;

	doc_members(bdy, &keys, v, &arena);
	val_int(&v[0], &count);
	if (r->channel != NULL) {
		payload_recents(&s->frame, r->channel, count, tid);
		reply(s, r);
	}
	arena_free(&arena);
}

static void
obey(struct service *s, struct reader *r, const struct json_val *v,
    struct arena *arena)
{
	int64_t cmd = CHZZK_NONE, tid = 0;

	val_int(&v[CMD], &cmd);
	val_int(&v[TID], &tid);
	switch (cmd) {
	case CHZZK_CONNECT:
		join(s, r, val_text(&v[CID], arena), tid);
		break;
	case CHZZK_RECENT:
		recent(s, r, &v[BDY], tid);
		break;
	case CHZZK_PING:
		buf_adds(&s->frame, "{\"ver\":\"2\",\"cmd\":10000}");
		reply(s, r);
		break;
	default:
		break;
	}
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	struct service *s = own;
	struct reader *r = socket->own;
	struct json_val v[N_REQUEST];
	struct arena arena = { 0 };
	struct scan_error err;

	r->heard = loop_now(sim_loop(s->sim));
	if (!binary && doc_open(data, &request_keys, v, &arena, &err))
		obey(s, r, v, &arena);
	arena_free(&arena);
}

static void
opened(void *own, struct sim_socket *socket)
{
	struct service *s = own;
	struct reader *r = xcalloc(1, sizeof *r);

	r->socket = socket;
	r->heard = loop_now(sim_loop(s->sim));
	socket->own = r;
	add_reader(&s->all, r);
}

static void
closed(void *own, struct sim_socket *socket)
{
	struct service *s = own;
	struct reader *r = socket->own;

	drop_reader(&s->all, r);
	if (r->channel != NULL)
		drop_reader(&s->joined[r->channel->index], r);
	free(r);
}

/* As the platform does, by the real clock. */
static void
sweep(void *ctx)
{
	struct service *s = ctx;
	int64_t now = loop_now(sim_loop(s->sim));

	for (size_t i = s->all.n; i > 0; i--)
		if (now - s->all.at[i - 1]->heard > SILENCE_MS)
			server_close(s->all.at[i - 1]->socket->peer, 1000);
}

/* ---- the service ---- */

static bool
request(void *own, struct server_call *call)
{
	struct service *s = own;
	struct buf b = { 0 };
	int status = chzzk_web(sim_world(s->sim), s->vods, call, &b);

	if (status != 0)
		server_answer(call, status, "application/json;charset=UTF-8",
		    buf_view(&b));
	buf_free(&b);
	return status != 0;
}

static bool
accepts(void *own, struct str path)
{
	(void)own;
	return str_is(path, "/chat");
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	(void)own;
	buf_fmt(lines, "CHZ_API_URL=http://%s\n", host);
	buf_fmt(lines, "CHZ_GAME_API_URL=http://%s\n", host);
	buf_fmt(lines, "CHZ_CHAT_URL=ws://%s/chat\n", host);
}

static void *
open_service(struct sim *sim)
{
	struct service *s = xcalloc(1, sizeof *s);

	s->sim = sim;
	s->joined = xcalloc(sim_world(sim)->n, sizeof *s->joined);
	s->vods = vods_new(sim_world(sim));
	s->sweep = timer_new(sim_loop(sim), sweep, s);
	timer_every(s->sweep, SWEEP_MS);
	return s;
}

static void
close_service(void *own)
{
	struct service *s = own;

	timer_free(s->sweep);
	vods_free(s->vods);
	for (size_t i = 0; i < s->all.n; i++)
		free(s->all.at[i]);
	for (unsigned i = 0; i < sim_world(s->sim)->n; i++)
		free(s->joined[i].at);
	free(s->all.at);
	free(s->joined);
	buf_free(&s->frame);
	free(s);
}

const struct sim_service chzzk_service = {
	.name = "chzzk",
	.open = open_service,
	.close = close_service,
	.environment = environment,
	.request = request,
	.accepts = accepts,
	.opened = opened,
	.message = message,
	.closed = closed,
	.tick = tick,
	.due = due,
};
