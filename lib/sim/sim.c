/* Runs the services on one server and one clock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "sim/sim.h"
#include "sim/web_fault.h"

#define IRC "irc"

enum { SERVICES_MAX = 16, UNSENT_MAX = 16 * 1024 * 1024, CLIENTS_MAX = 20000 };

struct sim {
	struct sim_settings set;
	struct loop *loop;
	struct server *server;
	struct timer *timer;
	struct world world;
	struct ledger *ledger;
	struct web_faults *web_faults;
	void *own[SERVICES_MAX];
	struct sim_socket *sockets;
	bool started;
	int64_t began; /* when the clock started, on the loop's clock */
};

const struct sim_settings *
sim_set(const struct sim *s)
{
	return &s->set;
}

struct loop *
sim_loop(struct sim *sim)
{
	return sim->loop;
}

struct world *
sim_world(struct sim *sim)
{
	return &sim->world;
}

struct ledger *
sim_ledger(struct sim *sim)
{
	return sim->ledger;
}

int64_t
sim_now(struct sim *sim)
{
	double gone;

	if (!sim->started)
		return sim->world.start;
	gone = (double)(loop_now(sim->loop) - sim->began) * sim->set.speed;
	return sim->world.start + (int64_t)gone;
}

/* ---- services ---- */

static bool
has_service(const struct sim *sim, int i)
{
	return i < SERVICES_MAX && sim->set.services[i] != NULL;
}

/* Brings a request to the service that takes it. */
static void
serve(void *ctx, struct server_call *call)
{
	struct sim *sim = ctx;

	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->request != NULL &&
		    sim->set.services[i]->request(sim->own[i], call))
			return;
	server_answer(call, 404, "text/plain", STR("not found\n"));
}

static void
on_request(void *ctx, struct server_call *call)
{
	struct sim *sim = ctx;

	if (!web_faults_hit(sim->web_faults, call))
		serve(sim, call);
}

static void
on_gone(void *ctx, struct server_call *call)
{
	struct sim *sim = ctx;

	web_faults_forget(sim->web_faults, call);
	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->gone != NULL)
			sim->set.services[i]->gone(sim->own[i], call);
}

/* The service that a path belongs to; -1 for none. */
static int
taker(struct sim *sim, struct str path)
{
	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->accepts != NULL &&
		    sim->set.services[i]->accepts(sim->own[i], path))
			return i;
	return -1;
}

/* Clients of Twitch and of VTube Studio ask for "/" alike; the former name
 * what they speak. */
static struct str
full_path(struct str path, bool irc)
{
	return irc && str_is(path, "/") ? STR("/" IRC) : path;
}

static int
on_upgrade(void *ctx, struct server_call *call)
{
	bool irc = str_is(server_header(call, "sec-websocket-protocol"), IRC);
	struct sim *sim = ctx;
	int i = taker(sim, full_path(server_path(call), irc));

	if (i < 0)
		return 404;
	if (sim->set.services[i]->admits == NULL)
		return 0;
	return sim->set.services[i]->admits(sim->own[i], call);
}

static void *
own_of(struct sim *sim, const struct sim_service *service)
{
	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i] == service)
			return sim->own[i];
	return NULL;
}

static void
on_entered(void *ctx, struct server_peer *peer, const struct server_call *call)
{
	struct sim *sim = ctx;
	struct sim_socket *socket = xcalloc(1, sizeof *socket);
	int i =
	    taker(sim, full_path(server_path(call), server_peer_asked(peer)));

	socket->peer = peer;
	socket->service = sim->set.services[i];
	socket->next = sim->sockets;
	sim->sockets = socket;
	server_peer_set(peer, socket);
	if (socket->service->opened != NULL)
		socket->service->opened(sim->own[i], socket);
	if (socket->service->entered != NULL)
		socket->service->entered(sim->own[i], socket, call);
}

static void
on_message(void *ctx, struct server_peer *peer, struct str data, bool binary)
{
	struct sim_socket *socket = server_peer_own(peer);

	if (socket->service->message != NULL)
		socket->service->message(
		    own_of(ctx, socket->service), socket, data, binary);
}

static void
forget(struct sim *sim, struct sim_socket *socket)
{
	struct sim_socket **at = &sim->sockets;

	while (*at != socket)
		at = &(*at)->next;
	*at = socket->next;
	free(socket);
}

static void
on_closed(void *ctx, struct server_peer *peer)
{
	struct sim_socket *socket = server_peer_own(peer);

	if (socket->service->closed != NULL)
		socket->service->closed(own_of(ctx, socket->service), socket);
	forget(ctx, socket);
}

/* ---- time ---- */

static int64_t
next_due(struct sim *sim)
{
	int64_t due = INT64_MAX;

	if (sim->set.faults != NULL && sim->set.faults->n > 0)
		due = faults_due(sim->set.faults);
	if (due != INT64_MAX)
		due += sim->world.start;

	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->due != NULL) {
			int64_t at = sim->set.services[i]->due(sim->own[i]);

			due = at < due ? at : due;
		}
	return due;
}

size_t
sim_connections(const struct sim *sim)
{
	size_t n = 0;

	for (const struct sim_socket *s = sim->sockets; s != NULL; s = s->next)
		n++;
	return n;
}

static void
wake(struct sim *sim)
{
	enum { HOUR_MS = 3600 * 1000 };
	int64_t due = next_due(sim);
	double wait;

	if (!sim->started || due == INT64_MAX)
		return;
	wait = (double)(due - sim_now(sim)) / sim->set.speed;
	if (wait > HOUR_MS)
		wait = HOUR_MS;
	timer_set(sim->timer, wait > 1 ? (int64_t)wait : 1);
}

static void
go_wrong(struct sim *sim, const struct fault *f)
{
	int64_t delay = (int64_t)((double)f->value / sim->set.speed);

	if (web_faults_arm(sim->web_faults, f, delay)) {
		ledger_fault(sim->ledger, fault_name(f->kind),
		    (struct str){ 0 }, sim_now(sim));
		return;
	}
	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->fault != NULL &&
		    sim->set.services[i]->fault(sim->own[i], f))
			return;
}

/* What is to go wrong by now; at 0 also while the clock stands still. */
static void
let_go_wrong(struct sim *sim)
{
	int64_t since = sim_now(sim) - sim->world.start;
	struct fault f;

	while (
	    sim->set.faults != NULL && faults_take(sim->set.faults, since, &f))
		go_wrong(sim, &f);
}

static void
on_timer(void *ctx)
{
	struct sim *sim = ctx;
	int64_t now = sim_now(sim);

	let_go_wrong(sim);

	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->tick != NULL)
			sim->set.services[i]->tick(sim->own[i], now);
	ledger_flush(sim->ledger);
	wake(sim);
}

void
sim_start_clock(struct sim *sim)
{
	if (sim->started)
		return;
	sim->started = true;
	sim->began = loop_now(sim->loop);
	wake(sim);
}

bool
sim_begin_world(struct sim *sim, struct world *w, uint64_t seed)
{
	struct world_settings set = sim->set.world;
	int64_t over = set.length;
	bool begun;

	set.log = NULL;
	set.seed ^= seed;
	set.start = sim_now(sim);
	if (over > 0)
		set.length = over - (set.start - sim->world.start);
	if (over > 0 && set.length < 1)
		set.length = 1;
	begun = world_init(w, &set);
	sim_start_clock(sim);
	wake(sim);
	return begun;
}

/* ---- begin and end ---- */

static struct server *
listen_on(struct sim *sim)
{
	static const char *const origins[] = { "https://chzzk.naver.com",
		"https://www.twitch.tv", NULL };
	const struct server_settings set = {
		.port = sim->set.port,
		.origins = origins,
		.protocol = IRC,
		.max_message = 1024 * 1024,
		.max_unsent = UNSENT_MAX,
		.max_connections = CLIENTS_MAX,
		.request = on_request,
		.gone = on_gone,
		.upgrade = on_upgrade,
		.entered = on_entered,
		.message = on_message,
		.closed = on_closed,
		.ctx = sim,
	};

	return server_open(sim->loop, &set);
}

struct sim *
sim_new(struct loop *loop, const struct sim_settings *set)
{
	struct sim *sim = xcalloc(1, sizeof *sim);

	sim->set = *set;
	sim->loop = loop;
	if (!world_init(&sim->world, &set->world) ||
	    (sim->server = listen_on(sim)) == NULL) {
		world_free(&sim->world);
		free(sim);
		return NULL;
	}
	sim->ledger = ledger_open(set->ledger);
	sim->web_faults = web_faults_new(loop, serve, sim);
	sim->timer = timer_new(loop, on_timer, sim);
	for (int i = 0; has_service(sim, i); i++)
		sim->own[i] = set->services[i]->open(sim);
	let_go_wrong(sim);
	return sim;
}

int
sim_free(struct sim *sim)
{
	int status;

	if (sim == NULL)
		return 0;
	timer_free(sim->timer);
	server_free(sim->server);
	web_faults_free(sim->web_faults);
	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->close != NULL)
			sim->set.services[i]->close(sim->own[i]);
	while (sim->sockets != NULL)
		forget(sim, sim->sockets);
	status = ledger_close(sim->ledger);
	world_free(&sim->world);
	free(sim);
	return status;
}

void
sim_environment(struct sim *sim, struct buf *lines)
{
	char host[64];

	snprintf(host, sizeof host, "127.0.0.1:%d", server_port(sim->server));
	for (int i = 0; has_service(sim, i); i++)
		if (sim->set.services[i]->environment != NULL)
			sim->set.services[i]->environment(
			    sim->own[i], host, lines);
}
