/* Serves the simulated VTube Studio. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "avatar/vts.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "net/udp.h"
#include "sim/avatar_service.h"
#include "sim/studio.h"

enum { FRAME_MS = 16, ANNOUNCE_MS = 2000 };

struct avatar {
	struct sim *sim;
	struct studio *studio;
	struct timer *frame, *swap, *revoke, *announce;
	int64_t began; /* on the loop's clock, when the first client came */
	int log;       /* a descriptor, or -1 */
	int port;
};

static int64_t
now(const struct avatar *a)
{
	return loop_now(sim_loop(a->sim)) - a->began;
}

static void
send_text(void *ctx, void *client, struct str message)
{
	struct sim_socket *socket = client;

	(void)ctx;
	server_send(socket->peer, message);
}

static void
write_log(void *ctx, struct str line)
{
	struct avatar *a = ctx;

	if (a->log >= 0)
		file_write_all(a->log, line.p, line.n);
}

static void
on_frame(void *ctx)
{
	struct avatar *a = ctx;

	studio_tick(a->studio, now(a));
}

static void
on_swap(void *ctx)
{
	struct avatar *a = ctx;

	studio_swap_model(a->studio, now(a));
}

static void
on_revoke(void *ctx)
{
	struct avatar *a = ctx;

	studio_revoke(a->studio);
}

static void
on_announce(void *ctx)
{
	struct avatar *a = ctx;
	struct buf datagram = { 0 };

	studio_broadcast(&datagram, a->port, true, now(a));
	udp_tell(atoi(conf_get("CHZ_VTS_DISCOVERY_PORT")), buf_view(&datagram));
	buf_free(&datagram);
}

static int
open_log(const char *path)
{
	int fd;

	if (path == NULL)
		return -1;
	fd = file_open(path, false);
	if (fd < 0)
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	return fd;
}

static void *
open_avatar(struct sim *sim)
{
	const struct sim_avatar_settings *set = &sim_set(sim)->avatar;
	struct avatar *a = xcalloc(1, sizeof *a);

	a->sim = sim;
	a->log = open_log(set->log);
	a->studio =
	    studio_new(&(struct studio_settings){ .click_ms = set->click_ms,
		.deny = set->deny,
		.send = send_text,
		.log = write_log,
		.ctx = a });
	a->frame = timer_new(sim_loop(sim), on_frame, a);
	a->swap = timer_new(sim_loop(sim), on_swap, a);
	a->revoke = timer_new(sim_loop(sim), on_revoke, a);
	a->announce = timer_new(sim_loop(sim), on_announce, a);
	return a;
}

static void
close_avatar(void *own)
{
	struct avatar *a = own;

	timer_free(a->frame);
	timer_free(a->swap);
	timer_free(a->revoke);
	timer_free(a->announce);
	studio_free(a->studio);
	if (a->log >= 0)
		close(a->log);
	free(a);
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	struct avatar *a = own;

	buf_fmt(lines, "CHZ_VTS_URL=ws://%s\n", host);
	a->port = atoi(strrchr(host, ':') + 1);
	if (sim_set(a->sim)->avatar.announce)
		timer_every(a->announce, ANNOUNCE_MS);
}

static bool
accepts(void *own, struct str path)
{
	(void)own;
	return path.n == 0 || str_is(path, "/");
}

/* Time begins with the first client. */
static void
begin(struct avatar *a)
{
	const struct sim_avatar_settings *set = &sim_set(a->sim)->avatar;

	a->began = loop_now(sim_loop(a->sim));
	timer_every(a->frame, FRAME_MS);
	if (set->swap_ms > 0)
		timer_set(a->swap, set->swap_ms);
	if (set->revoke_ms > 0)
		timer_set(a->revoke, set->revoke_ms);
}

static void
opened(void *own, struct sim_socket *socket)
{
	struct avatar *a = own;

	if (a->began == 0)
		begin(a);
	studio_open(a->studio, socket);
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	struct avatar *a = own;

	(void)binary;
	studio_receive(a->studio, socket, data, now(a));
}

static void
closed(void *own, struct sim_socket *socket)
{
	struct avatar *a = own;

	studio_close(a->studio, socket);
}

const struct sim_service avatar_service = {
	.name = "avatar",
	.open = open_avatar,
	.close = close_avatar,
	.environment = environment,
	.accepts = accepts,
	.opened = opened,
	.message = message,
	.closed = closed,
};
