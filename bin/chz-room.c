/*
 * chz-room - chat rooms with a history, and a language model on request.
 * WebSockets in and out; a record of each message out, replies in.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mac.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/when.h"
#include "jsonl/jsonl.h"
#include "net/answer.h"
#include "net/listen.h"
#include "net/stdio.h"
#include "record/reply.h"
#include "room/hall.h"
#include "room/query.h"
#include "room/token.h"
#include "web/page.h"

enum {
	MESSAGE_MAX = 16 * 1024,
	UNSENT_MAX = 256 * 1024,
	OUTPUT_MAX = 16 * 1024 * 1024,
	GOODBYE_MS = 1000,
	PER_ADDRESS = 100,
	RESTART = 1012
};

struct settings {
	struct listen listen;
	const char *redis, *journal, *key, *other_key, *command, *key_file;
	bool has_redis;
	int64_t max_n, valid_ms;
	double rate;
	size_t max_text;
	unsigned max_members, max_clients, max_per_address;
	bool has_max_per_address;
	struct opt_list origins;
	struct sink_settings out;
};

static const struct opt options[] = {
	{ 'l', "listen", "ADDR:PORT", "where the rooms are",
	    OPT_OWN(struct settings, listen, listen_read),
	    .def = "127.0.0.1:3000" },
	{ 0, "for", "DUR", "token: how long it is good",
	    OPT_SPAN(struct settings, valid_ms), .def = "12h", .min = 1000 },
	{ 0, "journal", "DIR", "keep the rooms in files of DIR",
	    OPT_TEXT(struct settings, journal) },
	{ 0, "key", "FORM", "of a room's stream; %s is the room",
	    OPT_TEXT(struct settings, key), .def = "chat:session:%s" },
	{ 0, "max-clients", "N", "connections at once",
	    OPT_COUNT(struct settings, max_clients), .def = "1000", .min = 1,
	    .max = 100000 },
	{ 0, "max-entries", "N", "keep about so many messages of a room",
	    OPT_COUNT(struct settings, max_n), .min = 1 },
	{ 0, "max-members", "N", "members of a room",
	    OPT_COUNT(struct settings, max_members), .def = "500", .min = 1 },
	{ 0, "max-per-address", "N", "connections of one address; 0 is any",
	    OPT_COUNT(struct settings, max_per_address),
	    OPT_GIVEN(struct settings, has_max_per_address) },
	{ 0, "max-text", "N", "characters of a message",
	    OPT_COUNT(struct settings, max_text), .def = "2000", .min = 1,
	    .max = 4000 },
	{ 0, "origin", "URL", "another site whose pages may come in",
	    OPT_LIST(struct settings, origins) },
	{ 0, "other-key", "FORM", "a form that a room may be under already",
	    OPT_TEXT(struct settings, other_key), .def = "session:chat:%s" },
	{ 0, "rate", "N", "messages a second of a member; 0 is any number",
	    OPT_REAL(struct settings, rate), .def = "5" },
	{ 0, "redis", "[URL]", "keep the rooms in Redis Streams",
	    OPT_TEXT(struct settings, redis),
	    OPT_GIVEN(struct settings, has_redis) },
	{ 0, "token-key", "FILE", "the key of the tokens that let members in",
	    OPT_TEXT(struct settings, key_file) },
	{ 'x', "exec", "COMMAND", "who is given questions and gives replies",
	    OPT_TEXT(struct settings, command) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-room",
	.operands = "[token SID ROLE]",
	.about = "Chat rooms with a history, and a language model on request.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out)),
	.rules = OPT_LINES("redis | journal"),
	.examples = OPT_LINES("chz-room -l 0 -x 'chz-reply --stream'",
	    "chz-room -l 0 --redis | chz-bus put chat",
	    "chz-room --token-key key token room001 A"),
};

struct client {
	struct server_peer *peer;
	struct member *member;
};

struct run {
	struct settings set;
	struct loop *loop;
	struct server *server;
	struct log *history;
	struct hall *hall;
	struct mac *mac; /* NULL: whoever comes may come in */
	struct sink *sink;
	struct feed *feed;
	struct jsonl *in;
	struct record_reader replies;
	struct client **clients;
	size_t n, cap;
	struct timer *patience; /* for those who are to leave */
	bool ending, full;
	int status;
};

/* Our page loads what is ours, and talks to us. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

static const char chat_path[] = "/v1/session/chat";

/* ---- who may come in ---- */

/* A member's room and role: from the token, if there has to be one. */
static bool
may_enter(const struct run *r, const struct server_call *call, struct str sid,
    struct str *role)
{
	if (r->mac != NULL)
		return token_opens(
		    answer_secret(call), r->mac, sid, when_now(), role);
	*role = server_query(call, "role");
	return true;
}

static int
on_upgrade(void *ctx, struct server_call *call)
{
	struct run *r = ctx;
	struct str sid = server_query(call, "sid"), role;

	if (!str_is(server_path(call), chat_path))
		return 404;
	if (!room_is_sid(sid))
		return 400;
	if (!may_enter(r, call, sid, &role))
		return 401;
	if (role.n > 0 && (!room_is_role(role) || room_is_reserved(role)))
		return 403;
	return r->ending ? 503 : 0;
}

/* ---- members ---- */

static void
on_entered(void *ctx, struct server_peer *peer, const struct server_call *call)
{
	struct run *r = ctx;
	struct client *c = xcalloc(1, sizeof *c);
	struct str sid = server_query(call, "sid"), role = { 0 };

	may_enter(r, call, sid, &role);
	c->peer = peer;
	server_peer_set(peer, c);
	MEM_RESERVE(r->clients, r->cap, r->n + 1);
	r->clients[r->n++] = c;
	c->member =
	    hall_join(r->hall, c, sid, role, server_query(call, "since"));
	if (c->member == NULL)
		server_close(peer, 1013);
}

static void
on_message(void *ctx, struct server_peer *peer, struct str data, bool binary)
{
	struct run *r = ctx;
	struct client *c = server_peer_own(peer);

	if (binary)
		server_close(peer, 1003);
	else if (c->member != NULL && !r->ending)
		hall_take(r->hall, c->member, data);
}

static void
on_closed(void *ctx, struct server_peer *peer)
{
	struct run *r = ctx;
	struct client *c = server_peer_own(peer);

	for (size_t i = 0; i < r->n; i++)
		if (r->clients[i] == c)
			r->clients[i] = r->clients[--r->n];
	if (c->member != NULL)
		hall_leave(r->hall, c->member);
	free(c);
	if (r->ending && r->n == 0)
		loop_stop(r->loop);
}

static bool
send_text(void *ctx, void *peer, struct str text)
{
	struct run *r = ctx;

	return r->server != NULL &&
	    server_send(((struct client *)peer)->peer, text);
}

static void
expel(void *ctx, void *peer, int code)
{
	struct run *r = ctx;

	if (r->server != NULL)
		server_close(((struct client *)peer)->peer, code);
}

/* ---- records out, replies in ---- */

/* A reader who stands still loses records, not the rooms their chat. */
static void
on_full(void *ctx, bool full)
{
	((struct run *)ctx)->full = full;
}

static void
put_record(void *ctx, struct str line)
{
	struct run *r = ctx;
	static struct diag_kind lost = { .what = "records dropped" };

	if (!r->full)
		buf_str(&r->sink->buf, line);
	else
		diag_repeat(&lost, "the reader is too slow: a record dropped");
}

static void
take_replies(struct run *r)
{
	struct reply reply = reply_blank();
	const struct json_val *v;

	while ((v = jsonl_next(r->in)) != NULL)
		if (record_read(&r->replies, v, &reply) &&
		    !hall_reply(r->hall, &reply))
			jsonl_bad(r->in, "a reply to no room of ours");
}

static void
on_input(void *ctx, const char *p, size_t n)
{
	struct run *r = ctx;

	if (n > 0)
		jsonl_push(r->in, p, n);
	else
		jsonl_push_end(r->in);
	take_replies(r);
}

/* ---- requests ---- */

static void
answer_ping(struct server_call *call)
{
	answer_with(
	    call, 200, answer_json, STR("{\"status\":\"pong\"}\n"), policy);
}

/* /v1/session/SID/WHAT */
static bool
answer_session(struct run *r, struct server_call *call, struct str rest)
{
	struct str sid = str_cut(&rest, '/'), role;

	if (!room_is_sid(sid) || rest.p == NULL)
		return false;
	if (may_enter(r, call, sid, &role))
		return query_start(
		    r->loop, r->history, call, sid, rest, policy);
	answer_error(call, 401, "a token is needed", policy);
	return true;
}

static void
on_request(void *ctx, struct server_call *call)
{
	struct run *r = ctx;
	struct str path = server_path(call);
	struct page_file file;

	if (!answer_is_get(call))
		answer_error(call, 405, "only to be read", policy);
	else if (page_room(path, &file))
		answer_with(call, 200, file.type, file.text, policy);
	else if (str_is(path, "/v1/basic/ping"))
		answer_ping(call);
	else if (str_is(path, chat_path))
		answer_error(call, 426, "a WebSocket", policy);
	else if (!str_take(&path, "/v1/session/") ||
	    !answer_session(r, call, path))
		answer_error(call, 404, "nothing here", policy);
}

static void
on_gone(void *ctx, struct server_call *call)
{
	(void)ctx;
	query_gone(call);
}

/* ---- opening and ending ---- */

static void
stop(void *ctx)
{
	loop_stop(((struct run *)ctx)->loop);
}

/* All are asked to come again, and have a moment to hear it. */
static void
end(void *ctx)
{
	struct run *r = ctx;

	r->ending = true;
	for (size_t i = 0; i < r->n; i++)
		server_close(r->clients[i]->peer, RESTART);
	timer_set(r->patience, r->n > 0 ? GOODBYE_MS : 0);
}

static void
on_over(void *ctx, int status)
{
	struct run *r = ctx;

	r->status = exit_worse(r->status, status);
	loop_stop(r->loop);
}

static bool
open_server(struct run *r)
{
	const struct listen *l = &r->set.listen;
	struct buf at = { 0 };

	r->server = server_open(r->loop,
	    &(struct server_settings){ .address = l->address,
		.port = l->port,
		.origins = (const char *const *)r->set.origins.at,
		.any_host = !listen_is_loopback(l),
		.ping = true,
		.max_message = MESSAGE_MAX,
		.max_unsent = UNSENT_MAX,
		.max_connections = r->set.max_clients,
		.max_per_address = r->set.has_max_per_address
		    ? r->set.max_per_address
		    : listen_is_loopback(l) ? 0
					    : PER_ADDRESS,
		.request = on_request,
		.gone = on_gone,
		.upgrade = on_upgrade,
		.entered = on_entered,
		.message = on_message,
		.closed = on_closed,
		.ctx = r });
	if (r->server == NULL)
		return false;
	listen_put(&at, l->address, server_port(r->server));
	diag_note("http://%s/", buf_text(&at));
	buf_free(&at);
	return true;
}

/* Nobody comes in before there is a history to look at. */
static void
on_ready(void *ctx)
{
	struct run *r = ctx;

	if (!open_server(r))
		on_over(r, EXIT_SOME_FAILED);
}

/* The output is lost: rooms go on without it. */
static void
on_output_ended(void *ctx)
{
	struct run *r = ctx;

	r->full = true;
}

static void
on_entry(void *ctx, struct str sid, const struct log_entry *e)
{
	hall_entry(((struct run *)ctx)->hall, sid, e);
}

static void
on_passed(void *ctx, struct str sid, struct str text)
{
	hall_passed(((struct run *)ctx)->hall, sid, text);
}

/* "%s" once, and no other. */
static void
check_form(const char *option, const char *form)
{
	const char *at = strchr(form, '%');

	if (at == NULL || at[1] != 's' || strchr(at + 1, '%') != NULL)
		opt_misuse("%s: '%s' has no %%s for the room", option, form);
}

static char *
find_key(const struct settings *set)
{
	const char *given = conf_secret("CHZ_ROOM_KEY");
	char *key;

	if (set->key_file == NULL)
		return given != NULL ? xstrdup(given) : NULL;
	key = secret_read(set->key_file);
	if (key == NULL)
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", set->key_file, strerror(errno));
	return key;
}

static void
read_key(struct run *r)
{
	char *key = find_key(&r->set);

	if (key == NULL)
		return;
	if (strlen(key) < 16)
		diag_die(EXIT_MISUSE,
		    "the key of the tokens is shorter than 16 characters");
	r->mac = mac_new(str_of(key));
	explicit_bzero(key, strlen(key));
	free(key);
	if (r->mac == NULL)
		diag_die(EXIT_SOME_FAILED, "no keyed hash in libcrypto");
}

static struct log *
open_redis(struct run *r, const struct log_settings *set)
{
	struct log_place place = { r->set.redis, redis_login(), r->set.key,
		r->set.other_key };
	const char *bad = NULL;
	struct log *h;

	if (place.servers == NULL)
		place.servers = conf_get("CHZ_REDIS_URL");
	h = log_redis(r->loop, set, &place, &bad);
	if (h == NULL)
		opt_misuse(
		    "'%s' is not " REDIS_PLACE_FORM, redis_place_shown(bad));
	return h;
}

static struct log *
open_history(struct run *r)
{
	const struct log_settings set = { .max_n = r->set.max_n,
		.entry = on_entry,
		.passed = on_passed,
		.ready = on_ready,
		.over = on_over,
		.ctx = r };
	char *state = NULL;
	struct log *h;

	if (r->set.has_redis)
		return open_redis(r, &set);
	if (r->set.journal == NULL)
		state = conf_state_path("rooms");
	if (r->set.journal == NULL && state == NULL)
		opt_misuse("there is no home: --journal or --redis is needed");
	h = log_journal(&set, r->set.journal != NULL ? r->set.journal : state);
	free(state);
	return h;
}

static bool
open_rooms(struct run *r)
{
	static const struct jsonl_settings io = { 0 };

	r->loop = loop_new();
	loop_on_signal(r->loop, end, r);
	r->patience = timer_new(r->loop, stop, r);
	r->set.out.cap = OUTPUT_MAX;
	r->set.out.full = on_full;
	r->set.out.ended = on_output_ended;
	r->set.out.ctx = r;
	r->sink = sink_open(r->loop, &r->set.out);
	r->in = jsonl_new("<stdin>", &io);
	record_want(&r->replies, &reply_record, r->in, NULL);
	r->history = open_history(r);
	if (r->history == NULL)
		return false;
	r->hall = hall_new(r->loop,
	    &(struct hall_settings){ .rate = r->set.rate,
		.max_text = r->set.max_text,
		.max_members = r->set.max_members,
		.command = r->set.command,
		.send = send_text,
		.expel = expel,
		.record = put_record,
		.ctx = r },
	    r->history);
	r->feed = feed_open(r->loop, on_input, r);
	return r->set.has_redis || open_server(r);
}

static void
close_rooms(struct run *r)
{
	feed_close(r->feed);
	server_free(r->server);
	r->server = NULL; /* and so are those who would be sent something */
	log_free(r->history);
	hall_free(r->hall);
	for (size_t i = 0; i < r->n; i++)
		free(r->clients[i]);
	free(r->clients);
	r->status = exit_worse(r->status, jsonl_close(r->in));
	r->status = exit_worse(r->status, sink_close(r->sink));
	timer_free(r->patience);
	loop_free(r->loop);
}

static int
serve(struct run *r)
{
	if (open_rooms(r))
		loop_run(r->loop);
	else
		r->status = EXIT_SOME_FAILED;
	close_rooms(r);
	return r->status;
}

static int
print_token(const struct run *r, struct str sid, struct str role)
{
	struct out *out = out_open(r->set.out.path, false);

	if (r->mac == NULL)
		opt_misuse("a token needs --token-key");
	if (!room_is_sid(sid))
		opt_misuse("'%.*s' is no room", STR_ARG(sid));
	if (!room_is_role(role) || room_is_reserved(role))
		opt_misuse("'%.*s' is no role", STR_ARG(role));
	token_put(&out->buf, r->mac, sid, role,
	    (when_now() + r->set.valid_ms) / 1000);
	buf_addc(&out->buf, '\n');
	return out_close(out);
}

int
main(int argc, char *argv[])
{
	struct run r = { .status = EXIT_OK };
	char **args = argv + opt_parse(&tool, argc, argv, &r.set);
	int status;

	check_form("--key", r.set.key);
	check_form("--other-key", r.set.other_key);
	read_key(&r);
	if (args[0] == NULL && r.mac == NULL &&
	    !listen_is_loopback(&r.set.listen))
		opt_misuse("others can reach %s: it needs --token-key",
		    r.set.listen.address);
	if (args[0] == NULL)
		status = serve(&r);
	else if (strcmp(args[0], "token") == 0 && args[1] != NULL &&
	    args[2] != NULL && args[3] == NULL)
		status = print_token(&r, str_of(args[1]), str_of(args[2]));
	else
		opt_misuse("'%s' is not token SID ROLE", args[0]);
	mac_free(r.mac);
	opt_free(&tool, &r.set);
	return exit_worse(status, jsonl_finish(NULL, NULL));
}
