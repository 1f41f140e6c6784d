/* Joins the parts of the simulated Chzzk to one service. */
#include <stdlib.h>

#include "core/mem.h"
#include "sim/chzzk_chat.h"
#include "sim/chzzk_service.h"
#include "sim/chzzk_web.h"
#include "sim/openapi.h"

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
	return str_is(path, "/chat");
}

static void
opened(void *own, struct sim_socket *socket)
{
	struct service *s = own;

	chzzk_chat_opened(&s->chat, socket);
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	struct service *s = own;

	if (!binary)
		chzzk_chat_message(&s->chat, socket, data);
}

static void
closed(void *own, struct sim_socket *socket)
{
	struct service *s = own;

	chzzk_chat_closed(&s->chat, socket);
}

static void
tick(void *own, int64_t now)
{
	struct service *s = own;

	chzzk_chat_tick(&s->chat, now);
}

static bool
fault(void *own, const struct fault *f)
{
	struct service *s = own;

	return chzzk_chat_fault(&s->chat, f);
}

static int64_t
due(void *own)
{
	struct service *s = own;

	return chzzk_chat_due(&s->chat);
}

static void
sweep(void *ctx)
{
	struct service *s = ctx;

	chzzk_chat_sweep(&s->chat);
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
	.opened = opened,
	.message = message,
	.closed = closed,
	.tick = tick,
	.fault = fault,
	.due = due,
};
