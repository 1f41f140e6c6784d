/* Reads and writes packets of Socket.IO. */
#include "platform/socketio.h"
#include "core/num.h"
#include "core/url.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"

enum { ATTACHMENT = 4 /* the first byte of a binary frame: a message */ };

/* The digits before what each kind says. */
static const char *const digits[SOCKETIO_KINDS] = {
	[SOCKETIO_OPEN] = "0",
	[SOCKETIO_CLOSE] = "1",
	[SOCKETIO_PING] = "2",
	[SOCKETIO_PONG] = "3",
	[SOCKETIO_MESSAGE] = "4",
	[SOCKETIO_UPGRADE] = "5",
	[SOCKETIO_NOOP] = "6",
	[SOCKETIO_CONNECT] = "40",
	[SOCKETIO_DISCONNECT] = "41",
	[SOCKETIO_EVENT] = "42",
	[SOCKETIO_ACK] = "43",
	[SOCKETIO_ERROR] = "44",
	[SOCKETIO_BINARY_EVENT] = "45",
	[SOCKETIO_BINARY_ACK] = "46",
};

/* ---- reading ---- */

static const char *
read_open(struct socketio_packet *p, struct arena *texts)
{
	static const struct scan_keys keys = { .n = 3,
		.name = { DOC_KEY("sid"), DOC_KEY("pingInterval"),
		    DOC_KEY("pingTimeout") } };
	struct json_val v[3];
	struct scan_error err;

	if (!doc_open(p->data, &keys, v, texts, &err))
		return err.why;
	p->sid = val_text(&v[0], texts);
	if (!val_int(&v[1], &p->interval_ms) ||
	    !val_int(&v[2], &p->timeout_ms) || p->interval_ms <= 0 ||
	    p->timeout_ms <= 0)
		return "a session without its times";
	return NULL;
}

/* Takes the digits off the front; false when there are none. */
static bool
take_number(struct str *s, int64_t *n)
{
	size_t len = 0;

	while (len < s->n && s->p[len] >= '0' && s->p[len] <= '9')
		len++;
	if (!num_int((struct str){ s->p, len }, n))
		return false;
	*s = (struct str){ s->p + len, s->n - len };
	return true;
}

/* "N-" of a packet with attachments. */
static bool
take_attachments(struct socketio_packet *p)
{
	return take_number(&p->data, &p->attachments) &&
	    str_take(&p->data, "-");
}

/* "/NAME," of another namespace; of one that says nothing more the comma may
 * be missing.  Its query is not part of the name. */
static void
take_space(struct socketio_packet *p)
{
	struct str rest = p->data;

	p->space = STR("/");
	if (!str_starts(rest, "/"))
		return;
	p->space = str_cut(&rest, ',');
	p->space = str_cut(&p->space, '?');
	p->data = rest.p != NULL ? rest : STR("");
}

/* The name and the arguments of ["NAME",...]. */
static const char *
read_event(struct socketio_packet *p, struct arena *texts)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("a") } };
	struct str data = str_trim(p->data);
	struct buf whole = { 0 };
	struct json_val list, name;
	struct scan_error err;
	bool good;

	/* What the scan takes is an object. */
	buf_fmt(&whole, "{\"a\":%.*s}", STR_ARG(data));
	good = doc_open(
	    arena_str(texts, buf_view(&whole)), &keys, &list, texts, &err);
	buf_free(&whole);
	if (!good || list.kind != VAL_ARRAY || list.n != data.n)
		return "an event that is no list";
	p->args = doc_items(&list);
	if (!doc_item(&p->args, &name) || name.kind != VAL_STRING)
		return "an event without a name";
	p->event = val_text(&name, texts);
	return NULL;
}

static const char *
read_message(struct socketio_packet *p, struct arena *texts)
{
	bool event =
	    p->kind == SOCKETIO_EVENT || p->kind == SOCKETIO_BINARY_EVENT;

	if (p->kind >= SOCKETIO_BINARY_EVENT && !take_attachments(p))
		return "attachments without a number";
	take_space(p);
	if (p->data.n > 0 && p->data.p[0] >= '0' && p->data.p[0] <= '9' &&
	    p->kind != SOCKETIO_ERROR && !take_number(&p->data, &p->id))
		return "a number that is too large";
	return event ? read_event(p, texts) : NULL;
}

static bool
take_kind(struct socketio_packet *p, struct str frame)
{
	for (int i = SOCKETIO_KINDS - 1; i >= 0; i--) {
		p->data = frame;
		if (digits[i] != NULL && str_take(&p->data, digits[i])) {
			p->kind = (enum socketio_kind)i;
			return i != SOCKETIO_MESSAGE;
		}
	}
	return false;
}

const char *
socketio_read(struct str frame, struct arena *texts, struct socketio_packet *p)
{
	*p = (struct socketio_packet){ .id = -1 };
	if (frame.n > 0 && frame.p[0] == ATTACHMENT) {
		p->kind = SOCKETIO_ATTACHMENT;
		p->data = (struct str){ frame.p + 1, frame.n - 1 };
		return NULL;
	}
	if (!take_kind(p, frame))
		return "no packet of Socket.IO";
	if (p->kind == SOCKETIO_OPEN)
		return read_open(p, texts);
	return p->kind >= SOCKETIO_CONNECT ? read_message(p, texts) : NULL;
}

/* ---- writing ---- */

void
socketio_put(struct buf *b, enum socketio_kind kind)
{
	buf_adds(b, digits[kind]);
}

void
socketio_put_pong(struct buf *b, struct str data)
{
	socketio_put(b, SOCKETIO_PONG);
	buf_str(b, data);
}

void
socketio_put_open(
    struct buf *b, struct str sid, int64_t interval_ms, int64_t timeout_ms)
{
	struct buf json = { 0 };

	put_open(&json);
	put_text(&json, "sid", sid);
	put_array(&json, "upgrades");
	put_array_close(&json);
	put_int(&json, "pingInterval", interval_ms);
	put_int(&json, "pingTimeout", timeout_ms);
	put_close(&json);
	socketio_put(b, SOCKETIO_OPEN);
	buf_str(b, buf_view(&json));
	buf_free(&json);
}

void
socketio_put_event(struct buf *b, struct str name, struct str json)
{
	socketio_put(b, SOCKETIO_EVENT);
	buf_addc(b, '[');
	put_string(b, name);
	buf_addc(b, ',');
	buf_str(b, json);
	buf_addc(b, ']');
}

/* The part before the first of the characters. */
static struct str
before(struct str s, const char *set)
{
	size_t n = 0;

	while (n < s.n && strchr(set, s.p[n]) == NULL)
		n++;
	return (struct str){ s.p, n };
}

bool
socketio_put_url(struct buf *b, struct str url)
{
	struct str query = url_query(url), host = url;
	bool secure = str_take(&host, "https://") || str_take(&host, "wss://");

	if (!secure && !str_take(&host, "http://") && !str_take(&host, "ws://"))
		return false;
	host = before(host, "/?#");
	if (host.n == 0)
		return false;
	buf_fmt(b, "%s://%.*s/socket.io/?EIO=3&transport=websocket",
	    secure ? "wss" : "ws", STR_ARG(host));
	if (query.n > 0)
		buf_fmt(b, "&%.*s", STR_ARG(query));
	return true;
}
