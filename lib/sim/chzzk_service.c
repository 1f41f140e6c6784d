/* Joins the parts of the simulated Chzzk to one service. */
#include <stdlib.h>

#include "core/mem.h"
#include "sim/chzzk_chat.h"
#include "sim/chzzk_service.h"
#include "sim/chzzk_web.h"
#include "sim/openapi.h"
#include "sim/sessions.h"

enum { SWEEP_MS = 5 * 1000 };

struct service {
	struct sim *sim;
	struct timer *sweep;
	struct sim_replays *replays;
	struct chzzk_chat chat;
	struct openapi *open;
};

static bool
request(void *own, struct server_call *call)
{
	struct service *s = own;
	struct buf b = { 0 };
	int status;

	if (openapi_request(s->open, call))
		return true;
	status = chzzk_web(sim_world(s->sim), s->replays, call, &b);

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
	return str_is(path, "/chat") || sim_sessions_accepts(path);
}

static int
admits(void *own, struct server_call *call)
{
	struct service *s = own;

	return sim_sessions_accepts(server_path(call))
	    ? sim_sessions_admit(s->chat.sessions, call)
	    : 0;
}

static void
entered(void *own, struct sim_socket *socket, const struct server_call *call)
{
	struct service *s = own;

	if (sim_sessions_accepts(server_path(call)))
		sim_sessions_entered(s->chat.sessions, socket, call);
	else
		chzzk_chat_opened(&s->chat, socket);
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	struct service *s = own;

	if (sim_sessions_has(s->chat.sessions, socket))
		sim_sessions_message(s->chat.sessions, socket, data);
	else if (!binary)
		chzzk_chat_message(&s->chat, socket, data);
}

static void
closed(void *own, struct sim_socket *socket)
{
	struct service *s = own;

	if (sim_sessions_has(s->chat.sessions, socket))
		sim_sessions_closed(s->chat.sessions, socket);
	else
		chzzk_chat_closed(&s->chat, socket);
}

static void
tick(void *own, int64_t now)
{
	struct service *s = own;

	chzzk_chat_tick(&s->chat, now);
	sim_sessions_tick(s->chat.sessions, now);
}

static bool
fault(void *own, const struct fault *f)
{
	struct service *s = own;

	return sim_sessions_fault(s->chat.sessions, f) ||
	    chzzk_chat_fault(&s->chat, f);
}

static int64_t
due(void *own)
{
	struct service *s = own;
	int64_t chats = chzzk_chat_due(&s->chat);
	int64_t sessions = sim_sessions_due(s->chat.sessions);

	return chats < sessions ? chats : sessions;
}

static void
sweep(void *ctx)
{
	struct service *s = ctx;

	chzzk_chat_sweep(&s->chat);
	sim_sessions_sweep(s->chat.sessions);
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	struct service *s = own;

	openapi_environment(s->open, host, lines);
	buf_fmt(lines, "CHZ_API_URL=http://%s\n", host);
	buf_fmt(lines, "CHZ_GAME_API_URL=http://%s\n", host);
	buf_fmt(lines, "CHZ_CHAT_URL=ws://%s/chat\n", host);
}

static void *
open_service(struct sim *sim)
{
	struct service *s = xcalloc(1, sizeof *s);

	s->sim = sim;
	chzzk_chat_init(&s->chat, sim);
	s->open = openapi_new(sim, &s->chat);
	s->chat.sessions = openapi_sessions(s->open);
	s->replays = sim_replays_new(sim_world(sim));
	s->sweep = timer_new(sim_loop(sim), sweep, s);
	timer_every(s->sweep, SWEEP_MS);
	return s;
}

static void
close_service(void *own)
{
	struct service *s = own;

	timer_free(s->sweep);
	sim_replays_free(s->replays);
	openapi_free(s->open);
	chzzk_chat_free(&s->chat);
	free(s);
}

const struct sim_service chzzk_service = {
	.name = "chzzk",
	.open = open_service,
	.close = close_service,
	.environment = environment,
	.request = request,
	.accepts = accepts,
	.admits = admits,
	.entered = entered,
	.message = message,
	.closed = closed,
	.tick = tick,
	.fault = fault,
	.due = due,
};
