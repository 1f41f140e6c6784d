/* Answers requests to the simulated official API. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "sim/openapi.h"
#include "sim/payload.h"

enum { LONGEST = 100 /* characters of a message */ };

struct openapi {
	struct sim *sim;
	struct chzzk_chat *chat;
	struct sim_oauth *oauth;
	struct sim_sessions *sessions;
	unsigned sent;
};

struct openapi *
openapi_new(struct sim *sim, struct chzzk_chat *chat)
{
	struct openapi *o = xcalloc(1, sizeof *o);

	o->sim = sim;
	o->chat = chat;
	o->oauth = sim_oauth_new(sim, OAUTH_CHZZK);
	o->sessions = sim_sessions_new(sim, o->oauth);
	return o;
}

void
openapi_free(struct openapi *o)
{
	if (o == NULL)
		return;
	sim_sessions_free(o->sessions);
	sim_oauth_free(o->oauth);
	free(o);
}

struct sim_sessions *
openapi_sessions(struct openapi *o)
{
	return o->sessions;
}

void
openapi_environment(struct openapi *o, const char *host, struct buf *lines)
{
	sim_oauth_environment(o->oauth, host, lines);
}

static void
answer(struct server_call *call, int status, struct buf *b)
{
	server_answer(
	    call, status, "application/json;charset=UTF-8", buf_view(b));
	buf_free(b);
}

static void
refuse(struct server_call *call, int status, const char *why)
{
	struct buf b = { 0 };

	payload_error(&b, status, why);
	answer(call, status, &b);
}

/* Whose account it is; NULL in a world without channels. */
static struct channel *
own_channel(const struct openapi *o)
{
	struct world *w = sim_world(o->sim);

	return w->n > 0 ? &w->channels[0] : NULL;
}

static void
tell_me(const struct channel *c, struct server_call *call)
{
	struct buf b = { 0 };

	payload_content(&b);
	put_text(&b, "channelId", c->id);
	put_text(&b, "channelName", c->name);
	put_text(&b, "nickname", c->name);
	payload_content_close(&b);
	answer(call, 200, &b);
}

static size_t
characters(struct str s)
{
	size_t n = 0;
	uint32_t c;

	for (; s.n > 0; n++) {
		size_t len = utf8_next(s, &c);

		s = (struct str){ s.p + len, s.n - len };
	}
	return n;
}

static void
send_chat(struct openapi *o, struct channel *c, struct server_call *call)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("message") } };
	struct arena texts = { 0 };
	struct json_val v[1];
	struct scan_error err;
	struct str text = { 0 };
	struct buf b = { 0 };

	if (doc_open(str_trim(server_body(call)), &keys, v, &texts, &err))
		text = val_text(&v[0], &texts);
	if (text.n == 0 || characters(text) > LONGEST) {
		refuse(call, 400, "INVALID_PARAMETER");
	} else if (!c->open) {
		refuse(call, 403, "LIVE_NOT_OPEN");
	} else {
		chzzk_chat_say(o->chat, c, text);
		payload_content(&b);
		buf_fmt(&b, "\"messageId\":\"sim-%u\"", ++o->sent);
		payload_content_close(&b);
		answer(call, 200, &b);
	}
	arena_free(&texts);
}

bool
openapi_request(struct openapi *o, struct server_call *call)
{
	struct channel *own = own_channel(o);
	struct str path = server_path(call);

	if (sim_oauth_request(o->oauth, call) ||
	    sim_sessions_request(o->sessions, call, own))
		return true;
	if (!str_starts(path, "/open/v1/"))
		return false;
	if (!sim_oauth_admits(o->oauth, call))
		refuse(call, 401, "INVALID_TOKEN");
	else if (own == NULL)
		refuse(call, 404, "no channel");
	else if (str_is(path, "/open/v1/users/me"))
		tell_me(own, call);
	else if (str_is(path, "/open/v1/chats/send"))
		send_chat(o, own, call);
	else
		refuse(call, 404, "NOT_FOUND");
	return true;
}
