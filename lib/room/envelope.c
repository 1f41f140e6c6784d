/* Reads and writes the messages of rooms. */
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "record/event.h"
#include "room/envelope.h"
#include "text/length.h"

const char *const room_event_names[] = { "chat.message", "llm.invoke", "typing",
	"llm.log", "llm.streaming", "llm.error", NULL };

enum { HD, BD, N_TOP };
static const struct scan_keys top_keys = { .n = N_TOP,
	.name = { [HD] = DOC_KEY("hd"), [BD] = DOC_KEY("bd") } };

enum { EVENT, ROLE, TIMESTAMP, SID, USER, REQUEST, N_HD };
static const struct scan_keys hd_keys = { .n = N_HD,
	.name = { [EVENT] = DOC_KEY("event"),
	    [ROLE] = DOC_KEY("role"),
	    [TIMESTAMP] = DOC_KEY("timestamp"),
	    [SID] = DOC_KEY("sid"),
	    [USER] = DOC_KEY("user_name"),
	    [REQUEST] = DOC_KEY("request_id") } };

enum { TEXT, PROMPT, N_BD };
static const struct scan_keys bd_keys = { .n = N_BD,
	.name = { [TEXT] = DOC_KEY("text"), [PROMPT] = DOC_KEY("prompt") } };

/* ---- names ---- */

static bool
is_name(struct str s, size_t most)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-.~";

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(plain, s.p[i]) == NULL)
			return false;
	return s.n > 0 && s.n <= most && s.p[0] != '.';
}

bool
room_is_sid(struct str s)
{
	return is_name(s, ROOM_SID);
}

bool
room_is_role(struct str s)
{
	return is_name(s, ROOM_ROLE);
}

bool
room_is_reserved(struct str role)
{
	return str_is(role, "llm") || str_is(role, "assistant") ||
	    str_is(role, "server") || str_is(role, "system");
}

static enum room_event
event_of(struct str name)
{
	for (int i = 0; room_event_names[i] != NULL; i++)
		if (str_is(name, room_event_names[i]))
			return (enum room_event)(i + 1);
	return ROOM_OTHER;
}

/* ---- reading ---- */

static size_t
depth_of(struct str json)
{
	size_t depth = 0, most = 0;
	bool in_text = false;

	for (size_t i = 0; i < json.n; i++) {
		char c = json.p[i];

		if (in_text && c == '\\')
			i++;
		else if (c == '"')
			in_text = !in_text;
		else if (!in_text && (c == '{' || c == '['))
			most = ++depth > most ? depth : most;
		else if (!in_text && (c == '}' || c == ']'))
			depth--;
	}
	return most;
}

static bool
refuse(struct room_error *e, const char *code, const char *why)
{
	e->code = code;
	e->why.n = 0;
	buf_adds(&e->why, why);
	return false;
}

/* The texts of a message whose parts are objects. */
static void
take_texts(struct room_message *m, const struct json_val *hd,
    const struct json_val *bd, struct arena *arena)
{
	struct json_val h[N_HD], b[N_BD];

	doc_members(hd, &hd_keys, h, arena);
	doc_members(bd, &bd_keys, b, arena);
	m->event = event_of(val_text(&h[EVENT], arena));
	m->role = val_text(&h[ROLE], arena);
	m->sid = val_text(&h[SID], arena);
	m->user = val_text(&h[USER], arena);
	m->request_id = val_text(&h[REQUEST], arena);
	m->text = val_text(&b[TEXT], arena);
	if (m->event == ROOM_INVOKE && m->text.p == NULL)
		m->text = val_text(&b[PROMPT], arena);
	if (!when_rfc3339(val_text(&h[TIMESTAMP], arena), &m->sent_at))
		m->sent_at = WHEN_UNKNOWN;
	m->hd = val_raw(hd);
	m->bd = val_raw(bd);
}

/* Whether the place may send it. */
static bool
may(const struct room_message *m, const struct room_place *place,
    struct room_error *e)
{
	if (m->sid.p != NULL && !str_eq(m->sid, place->sid))
		return refuse(e, ROOM_FORBIDDEN, "hd.sid is another room");
	if (m->role.p != NULL && !room_is_role(m->role))
		return refuse(e, ROOM_BAD, "hd.role is no name");
	if (m->role.p != NULL && place->role.p != NULL &&
	    !str_eq(m->role, place->role))
		return refuse(
		    e, ROOM_FORBIDDEN, "hd.role is another participant");
	if (m->role.p != NULL && room_is_reserved(m->role))
		return refuse(e, ROOM_FORBIDDEN, "hd.role is the server's");
	return true;
}

static bool
is_sound(const struct room_message *m, const struct room_place *place,
    struct room_error *e)
{
	if (m->event == ROOM_OTHER || m->event > ROOM_TYPING)
		return refuse(e, ROOM_BAD, "no such event");
	if (m->request_id.n > ROOM_REQUEST)
		return refuse(e, ROOM_BAD, "hd.request_id is too long");
	if (m->user.p != NULL && length_of(m->user) > ROOM_ROLE)
		return refuse(e, ROOM_BAD, "hd.user_name is too long");
	if (!may(m, place, e))
		return false;
	if (m->event != ROOM_TYPING && m->text.n == 0)
		return refuse(e, ROOM_BAD,
		    m->event == ROOM_CHAT ? "bd.text is missing"
					  : "bd.prompt is missing");
	if (length_of(m->text) > place->max_text)
		return refuse(e, ROOM_BAD, "the text is too long");
	return true;
}

bool
room_read(struct str text, const struct room_place *place,
    struct room_message *m, struct arena *arena, struct room_error *e)
{
	struct json_val top[N_TOP];
	struct scan_error error;

	*m = (struct room_message){ .sent_at = WHEN_UNKNOWN };
	if (!doc_open(text, &top_keys, top, arena, &error))
		return refuse(e, ROOM_BAD, "not a JSON object");
	if (top[HD].kind != VAL_OBJECT)
		return refuse(e, ROOM_BAD, "hd is no object");
	if (top[BD].kind != VAL_OBJECT && top[BD].kind != VAL_ABSENT)
		return refuse(e, ROOM_BAD, "bd is no object");
	if (depth_of(text) > ROOM_DEPTH)
		return refuse(e, ROOM_BAD, "nested too deep");
	take_texts(m, &top[HD], &top[BD], arena);
	if (m->bd.p == NULL)
		m->bd = STR("{}");
	return is_sound(m, place, e);
}

bool
room_read_stored(struct str body, struct room_message *m, struct arena *arena)
{
	struct json_val top[N_TOP];
	struct scan_error error;

	*m = (struct room_message){ .sent_at = WHEN_UNKNOWN };
	if (!doc_open(body, &top_keys, top, arena, &error))
		return false;
	take_texts(m, &top[HD], &top[BD], arena);
	return true;
}

/* ---- writing ---- */

void
room_put(struct buf *b, struct str hd, struct str bd, struct str sid,
    struct str participant)
{
	put_open(b);
	put_raw(b, "hd", hd);
	put_raw(b, "bd", bd);
	put_text(b, "sid", sid);
	put_text(b, "participant", participant);
	put_close(b);
}

void
room_put_own(struct buf *b, enum room_event event, struct str sid,
    struct str reply_id, int64_t seq, const char *key, struct str text)
{
	put_open(b);
	put_object(b, "hd");
	put_text(b, "event", str_of(room_event_names[event - 1]));
	put_text(b, "role", STR("llm"));
	put_text(b, "request_id", reply_id);
	if (seq >= 0)
		put_int(b, "seq", seq);
	put_moment(b, "timestamp", when_now());
	put_close(b);
	put_object(b, "bd");
	put_text(b, key, text);
	put_close(b);
	put_text(b, "sid", sid);
	put_text(b, "participant", STR("llm"));
	put_close(b);
}

static bool
is_object(struct str body)
{
	struct arena arena = { 0 };
	struct room_message m;
	bool good = room_read_stored(body, &m, &arena) && m.hd.n > 0;

	arena_free(&arena);
	return good;
}

void
room_put_any(struct buf *b, struct str sid, struct str id,
    struct str participant, struct str body)
{
	struct str object = str_trim(body);
	struct buf bd = { 0 }, made = { 0 };

	if (!is_object(object)) {
		put_open(&bd);
		put_text(&bd, "text", body);
		put_close(&bd);
		room_put(&made, STR("{\"event\":\"chat.message\"}"),
		    buf_view(&bd), sid, participant);
		object = buf_view(&made);
	}
	buf_add(b, object.p, object.n - 1);
	if (object.p[object.n - 2] != '{')
		buf_addc(b, ',');
	buf_adds(b, "\"id\":");
	put_string(b, id);
	buf_addc(b, '}');
	buf_free(&bd);
	buf_free(&made);
}

void
room_put_error(struct buf *b, const struct room_error *e, struct str sid,
    struct str request_id)
{
	struct str why = buf_view(&e->why);

	put_open(b);
	put_object(b, "hd");
	put_text(b, "event", STR("error"));
	put_text(b, "request_id", request_id);
	put_close(b);
	put_object(b, "bd");
	put_object(b, "state");
	put_text(b, "code", str_of(e->code));
	put_text(b, "msg", why);
	put_close(b);
	put_close(b);
	put_text(b, "sid", sid);
	put_text(b, "status", STR("error"));
	put_text(b, "msg", why);
	put_close(b);
}

/* The moment in "1700000000123-0". */
static int64_t
moment_of(struct str id)
{
	struct str ms = str_cut(&id, '-');
	int64_t moment;

	return num_int(ms, &moment) ? moment : WHEN_UNKNOWN;
}

bool
room_put_record(struct buf *b, struct str sid, struct str id,
    struct str participant, struct str body)
{
	struct arena arena = { 0 };
	struct event e = event_blank();
	struct room_message m;
	struct buf name = { 0 };
	bool said = room_read_stored(body, &m, &arena) && m.text.p != NULL;

	buf_fmt(&name, "%.*s:%.*s", STR_ARG(sid), STR_ARG(id));
	e.type = EVENT_CHAT;
	e.platform = STR("room");
	e.channel_id = e.stream_id = sid;
	e.received_at = moment_of(id);
	e.sent_at = m.sent_at;
	e.message_id = buf_view(&name);
	e.user_id = e.role = participant;
	e.user = m.user.p != NULL ? m.user : participant;
	e.text = m.text;
	e.ask = m.event == ROOM_INVOKE;
	if (said)
		record_put(b, &event_record, &e);
	buf_free(&name);
	arena_free(&arena);
	return said;
}
