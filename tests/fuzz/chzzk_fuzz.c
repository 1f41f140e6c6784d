/*
 * chzzk.h, chzzk_api.h, chzzk_session.h, socketio.h: no bytes from the platform
 * harm.  Each line of the input is a frame of a chat and of a session, and the
 * whole an answer of each kind.  What becomes of them is well-formed, and a
 * record that reads back.
 */
#include "core/utf8.h"
#include "core/when.h"
#include "fuzz.h"
#include "jsonl/doc.h"
#include "platform/chzzk.h"
#include "platform/chzzk_api.h"
#include "platform/chzzk_open.h"
#include "platform/socketio.h"

static const struct scan_keys keys = { .name = { { "type", 4 } }, .n = 1 };
static const struct chat_origin origin = { .channel_id = { "c", 1 },
	.stream_id = { "s", 1 },
	.opened_at = 1000,
	.received_at = 2000 };

static void
check_record(struct buf *line)
{
	struct json_val val[SCAN_KEYS];
	struct scan_error err;

	must(line->n > 0 && line->p[line->n - 1] == '\n', "no line");
	must(memchr(line->p, '\n', line->n) == line->p + line->n - 1,
	    "a record of two lines");
	must(scan_line((struct str){ line->p, line->n - 1 }, &keys, val, &err),
	    "'%.*s': %s", (int)line->n, line->p, err.why);
	must(val[0].kind == VAL_STRING, "no type");
	buf_free(line);
}

static void
on_event(void *arg, const struct event *e)
{
	struct buf line = { 0 };

	(void)arg;
	record_put(&line, &event_record, e);
	check_record(&line);
}

static void
on_live(void *arg, const struct chzzk_live *l)
{
	struct buf line = { 0 };

	(void)arg;
	record_put(&line, &live_record, &l->live);
	check_record(&line);
}

static void
on_replay(void *arg, const struct chzzk_replay *r)
{
	(void)arg;
	must(utf8_valid(r->title) == r->title.n, "ill-formed title");
}

static void
read_frames(struct str text)
{
	const struct chat_sink sink = { .event = on_event };
	struct chzzk *c = chzzk_new();
	struct chzzk_frame frame;

	/* The WebSocket refuses what is not UTF-8. */
	text.n = utf8_valid(text);
	while (text.p != NULL)
		if (chzzk_read(c, str_cut(&text, '\n'), &origin, &sink, &frame))
			must(utf8_valid(frame.ret_msg) == frame.ret_msg.n,
			    "ill-formed reason");
	chzzk_free(c);
}

static void
read_packet(struct chzzk *c, struct str frame, struct arena *texts)
{
	const struct chat_sink sink = { .event = on_event };
	struct json_val payload = { 0 };
	struct socketio_packet p;
	struct chzzk_news news;

	if (socketio_read(frame, texts, &p) != NULL || p.kind != SOCKETIO_EVENT)
		return;
	must(utf8_valid(p.event) == p.event.n, "an ill-formed name");
	doc_item(&p.args, &payload);
	if (chzzk_session_read(c, p.event, &payload, &origin, &sink, &news))
		must(utf8_valid(news.key) == news.key.n, "an ill-formed key");
}

static void
read_session(struct str text)
{
	struct chzzk *c = chzzk_new();
	struct arena texts = { 0 };

	text.n = utf8_valid(text);
	while (text.p != NULL)
		read_packet(c, str_cut(&text, '\n'), &texts);
	chzzk_free(c);
	arena_free(&texts);
}

/* Those of the official API. */
static void
read_open_answers(struct str text)
{
	struct arena texts = { 0 };
	struct str a, b;

	chzzk_open_read(200, text, &texts, &a);
	chzzk_open_read_me(text, &texts, &a, &b);
	chzzk_open_read_sessions(text, &texts);
	if (chzzk_open_read_session(text, &texts, &a))
		must(utf8_valid(a) == a.n, "an ill-formed address");
	arena_free(&texts);
}

static void
read_answers(struct str text)
{
	struct chzzk_api *api = chzzk_api_new();
	struct chzzk_live live = { .live = live_blank() };
	struct chzzk_cursor next;
	struct str token = { 0 };
	int64_t pages;

	if (chzzk_read_live(api, text, &live) == CHZZK_OK)
		on_live(NULL, &live);
	chzzk_read_lives(api, text, on_live, NULL, &next);
	chzzk_read_replays(api, text, on_replay, NULL, &pages);
	chzzk_read_token(api, text, &token);
	must(utf8_valid(token) == token.n, "an ill-formed token");
	chzzk_api_free(api);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { n > 0 ? (const char *)data : "", n };

	read_frames(text);
	read_session(text);
	read_answers(text);
	read_open_answers(text);
	return 0;
}
