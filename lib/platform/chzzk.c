/* Reads and writes frames of Chzzk's chat socket. */
#include <stdlib.h>
#include <string.h>

#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "platform/chzzk.h"
#include "platform/chzzk_row.h"
#include "record/message_id.h"

enum { CMD, BDY, RET_CODE, RET_MSG, N_FRAME };
static const struct scan_keys frame_keys = { .n = N_FRAME,
	.name = { [CMD] = DOC_KEY("cmd"),
	    [BDY] = DOC_KEY("bdy"),
	    [RET_CODE] = DOC_KEY("retCode"),
	    [RET_MSG] = DOC_KEY("retMsg") } };

enum {
	MESSAGE_LIST,
	NOTICE,
	SID,
	TYPE,
	BLIND_TYPE,
	MESSAGE,
	MESSAGE_TIME,
	USER_ID,
	PENALTY,
	N_BODY
};
static const struct scan_keys body_keys = { .n = N_BODY,
	.name = { [MESSAGE_LIST] = DOC_KEY("messageList"),
	    [NOTICE] = DOC_KEY("notice"),
	    [SID] = DOC_KEY("sid"),
	    [TYPE] = DOC_KEY("type"),
	    [BLIND_TYPE] = DOC_KEY("blindType"),
	    [MESSAGE] = DOC_KEY("message"),
	    [MESSAGE_TIME] = DOC_KEY("messageTime"),
	    [USER_ID] = DOC_KEY("userId"),
	    [PENALTY] = DOC_KEY("penaltyType") } };

/* A frame at hand, and where its events go. */
struct reading {
	struct chzzk *c;
	int64_t cmd;
	struct json_val bdy, body[N_BODY];
	const struct chat_origin *origin;
	const struct chat_sink *sink;
};

struct chzzk *
chzzk_new(void)
{
	return xcalloc(1, sizeof(struct chzzk));
}

void
chzzk_free(struct chzzk *c)
{
	if (c == NULL)
		return;
	arena_free(&c->arena);
	buf_free(&c->badges);
	buf_free(&c->emotes);
	buf_free(&c->ids);
	free(c);
}

const struct chat_counts *
chzzk_counts(const struct chzzk *c)
{
	return &c->counts;
}

const char *
chzzk_why(const struct chzzk *c)
{
	return c->why;
}

/* An array of rows, {"messageList":[...]}, or one row by itself. */
static void
read_messages(struct reading *r)
{
	const struct json_val *list = &r->body[MESSAGE_LIST];
	const struct json_val *rows = list->kind == VAL_ARRAY ? list : &r->bdy;

	if (rows->kind == VAL_ARRAY || rows->kind == VAL_OBJECT)
		chzzk_rows(r->c, rows, r->origin, r->sink);
}

static void
read_recents(struct reading *r)
{
	if (r->body[MESSAGE_LIST].kind == VAL_ARRAY)
		chzzk_rows(r->c, &r->body[MESSAGE_LIST], r->origin, r->sink);
	if (r->body[NOTICE].kind == VAL_OBJECT)
		chzzk_notice(r->c, &r->body[NOTICE], r->origin, r->sink);
}

static void
read_notice(struct reading *r)
{
	chzzk_notice(r->c, &r->bdy, r->origin, r->sink);
}

static struct event
moderation(struct reading *r, struct str action)
{
	struct event e = chzzk_event(EVENT_MODERATION, r->origin, WHEN_UNKNOWN);

	e.action = action;
	e.target_user_id = val_text(&r->body[USER_ID], &r->c->arena);
	if (message_id_shared(e.target_user_id))
		e.target_user_id = (struct str){ 0 };
	return e;
}

/* The text of a message that is shown again. */
static struct str
restored(struct reading *r)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("content") } };
	struct json_val v[1];

	doc_members(&r->body[MESSAGE], &keys, v, &r->c->arena);
	return val_text(&v[0], &r->c->arena);
}

/* By sender and time, which is all that the frame knows; of a sender that many
 * share that may be several messages, so the time alone is given. */
static void
name_target(struct reading *r, struct event *e, int64_t ms)
{
	struct str sender = val_text(&r->body[USER_ID], &r->c->arena);

	e->target_sent_at = ms;
	if (message_id_shared(sender))
		return;
	e->target_message_id = chzzk_id_stem(r->c, sender, ms);
	e->message_id =
	    chzzk_moderation_id(r->c, e->target_message_id, e->reason);
}

static void
read_blind(struct reading *r)
{
	struct str kind = val_text(&r->body[BLIND_TYPE], &r->c->arena);
	struct event e = moderation(r, STR("blind"));
	int64_t ms;

	if (!val_int(&r->body[MESSAGE_TIME], &ms)) {
		r->c->counts.bad++;
		return;
	}
	e.reason = chzzk_lower(r->c, kind);
	name_target(r, &e, ms);
	if (str_is(kind, "CANCEL")) {
		e.action = STR("unblind");
		e.text = restored(r);
	}
	chzzk_emit(r->c, r->sink, &e);
}

/* Gifts are taken from their rows; of the rest only what changes how people
 * may write is an event. */
static void
read_event(struct reading *r)
{
	struct event e = moderation(r, STR("chat_mode"));

	if (val_is(&r->body[TYPE], "CHANGE_CHAT_MODE")) {
		e.target_user_id = (struct str){ 0 };
		e.chat_mode = val_raw(&r->bdy);
		chzzk_emit(r->c, r->sink, &e);
	}
}

static void
read_kick(struct reading *r)
{
	struct event e = moderation(r, STR("kick"));

	chzzk_emit(r->c, r->sink, &e);
}

static void
read_block(struct reading *r)
{
	struct event e = moderation(r, STR("block"));

	chzzk_emit(r->c, r->sink, &e);
}

static void
read_penalty(struct reading *r)
{
	struct event e = moderation(r, STR("penalty"));
	struct str kind = val_text(&r->body[PENALTY], &r->c->arena);

	if (kind.n > 0)
		e.reason = chzzk_lower(r->c, kind);
	chzzk_emit(r->c, r->sink, &e);
}

/* Frames that consist of their `cmd` alone. */
static void
read_nothing(struct reading *r)
{
	(void)r;
}

static const struct {
	int64_t cmd;
	void (*read)(struct reading *);
} readers[] = {
	{ CHZZK_CHAT, read_messages },
	{ CHZZK_DONATION, read_messages },
	{ CHZZK_RECENTS, read_recents },
	{ CHZZK_BLIND, read_blind },
	{ CHZZK_NOTICE, read_notice },
	{ CHZZK_EVENT, read_event },
	{ CHZZK_KICK, read_kick },
	{ CHZZK_BLOCK, read_block },
	{ CHZZK_PENALTY, read_penalty },
	{ CHZZK_PING, read_nothing },
	{ CHZZK_PONG, read_nothing },
	{ CHZZK_CONNECTED, read_nothing },
	{ CHZZK_SENT, read_nothing },
	{ CHZZK_SESSION_END, read_nothing },
};

static void
read_body(struct reading *r)
{
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (readers[i].cmd == r->cmd) {
			readers[i].read(r);
			return;
		}
	r->c->counts.unknown++;
}

bool
chzzk_read(struct chzzk *c, struct str text, const struct chat_origin *origin,
    const struct chat_sink *sink, struct chzzk_frame *frame)
{
	struct reading r = { .c = c, .origin = origin, .sink = sink };
	struct json_val v[N_FRAME];
	struct scan_error err;

	*frame = (struct chzzk_frame){ .cmd = CHZZK_NONE, .ret_code = -1 };
	arena_reset(&c->arena);
	c->counts.frames++;
	if (!doc_open_text(text, &frame_keys, v, &c->arena, &err)) {
		c->counts.bad++;
		c->why = err.why;
		return false;
	}
	val_int(&v[CMD], &frame->cmd);
	val_int(&v[RET_CODE], &frame->ret_code);
	frame->ret_msg = val_text(&v[RET_MSG], &c->arena);
	r.cmd = frame->cmd;
	r.bdy = v[BDY];
	if (r.bdy.kind == VAL_OBJECT)
		doc_members(&r.bdy, &body_keys, r.body, &c->arena);
	frame->sid = val_text(&r.body[SID], &c->arena);
	if (sink->raw != NULL && r.bdy.kind != VAL_ABSENT)
		sink->raw(sink->arg, r.cmd, val_raw(&r.bdy));
	read_body(&r);
	return true;
}

/* {"ver":"3","cmd":N and what every request begins with. */
static void
put_request(struct buf *b, enum chzzk_cmd cmd, struct str chat_channel_id)
{
	put_open(b);
	put_text(b, "ver", STR("3"));
	put_int(b, "cmd", cmd);
	put_text(b, "svcid", STR("game"));
	put_text(b, "cid", chat_channel_id);
}

void
chzzk_put_connect(
    struct buf *b, struct str chat_channel_id, struct str token, int tid)
{
	enum { WEB = 2001 };

	put_request(b, CHZZK_CONNECT, chat_channel_id);
	put_object(b, "bdy");
	put_raw(b, "uid", STR("null"));
	put_int(b, "devType", WEB);
	if (token.p != NULL)
		put_text(b, "accTkn", token);
	else
		put_raw(b, "accTkn", STR("null"));
	put_text(b, "auth", STR("READ"));
	put_close(b);
	put_int(b, "tid", tid);
	put_close(b);
}

void
chzzk_put_recent(struct buf *b, struct str chat_channel_id, struct str sid,
    int count, int tid)
{
	put_request(b, CHZZK_RECENT, chat_channel_id);
	put_text(b, "sid", sid);
	put_object(b, "bdy");
	put_int(b, "recentMessageCount", count);
	put_close(b);
	put_int(b, "tid", tid);
	put_close(b);
}

void
chzzk_put_ping(struct buf *b)
{
	buf_adds(b, "{\"ver\":\"3\",\"cmd\":0}");
}

void
chzzk_put_pong(struct buf *b)
{
	buf_adds(b, "{\"ver\":\"3\",\"cmd\":10000}");
}

int
chzzk_server(struct str chat_channel_id)
{
	unsigned sum = 0;

	for (size_t i = 0; i < chat_channel_id.n; i++)
		sum += (unsigned char)chat_channel_id.p[i];
	return (int)(sum % 9) + 1;
}

void
chzzk_put_chat_url(struct buf *b, const char *url, int server)
{
	const char *n = strstr(url, "{n}");

	if (n == NULL) {
		buf_adds(b, url);
		return;
	}
	buf_fmt(b, "%.*s%d%s", (int)(n - url), url, server, n + 3);
}
