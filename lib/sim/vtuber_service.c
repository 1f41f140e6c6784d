/* Serves the simulated character. */
#include "sim/vtuber_service.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"

static void *
open_character(struct sim *sim)
{
	return sim;
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	(void)own;
	buf_fmt(lines, "CHZ_VTUBER_URL=ws://%s/proxy-ws\n", host);
}

static bool
accepts(void *own, struct str path)
{
	(void)own;
	return str_is(path, "/proxy-ws");
}

/* A message of a type, and a text where it has one. */
static void
send(struct sim_socket *socket, const char *type, const char *text)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "type", str_of(type));
	put_text(&b, "text", str_of(text));
	put_close(&b);
	server_send(socket->peer, buf_view(&b));
	buf_free(&b);
}

static void
opened(void *own, struct sim_socket *socket)
{
	(void)own;
	send(socket, "full-text", "Connection established");
	send(socket, "control", "start-mic");
}

static void
say(struct sim_socket *socket, struct str text)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "type", STR("audio"));
	put_raw(&b, "audio", STR("null"));
	put_raw(&b, "volumes", STR("[]"));
	put_int(&b, "slice_length", 20);
	put_object(&b, "display_text");
	put_text(&b, "text", text);
	put_text(&b, "name", STR("Mao"));
	put_close(&b);
	put_raw(&b, "actions", STR("null"));
	put_bool(&b, "forwarded", false);
	put_close(&b);
	server_send(socket->peer, buf_view(&b));
	buf_free(&b);
}

static void
converse(struct sim_socket *socket, struct str text)
{
	send(socket, "control", "conversation-chain-start");
	send(socket, "full-text", "Thinking...");
	say(socket, text);
	send(socket, "backend-synth-complete", NULL);
	send(socket, "backend-synth-complete", NULL);
	send(socket, "force-new-message", NULL);
	send(socket, "control", "conversation-chain-end");
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	enum { TYPE, TEXT, N };
	static const struct scan_keys keys = { .n = N,
		.name = {
		    [TYPE] = DOC_KEY("type"), [TEXT] = DOC_KEY("text") } };
	struct json_val val[N];
	struct scan_error err;
	struct arena texts = { 0 };

	(void)own;
	if (!binary && doc_open(data, &keys, val, &texts, &err) &&
	    val_is(&val[TYPE], "text-input"))
		converse(socket, val_text(&val[TEXT], &texts));
	arena_free(&texts);
}

const struct sim_service vtuber_service = {
	.name = "vtuber",
	.open = open_character,
	.environment = environment,
	.accepts = accepts,
	.opened = opened,
	.message = message,
};
