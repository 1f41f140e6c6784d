/* Makes a service of Google's simulated token server. */
#include "sim/google_service.h"
#include "sim/oauth_server.h"

static void *
open_google(struct sim *sim)
{
	return sim_oauth_new(sim, OAUTH_GOOGLE);
}

static void
close_google(void *own)
{
	sim_oauth_free(own);
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	sim_oauth_environment(own, host, lines);
}

static bool
request(void *own, struct server_call *call)
{
	return sim_oauth_request(own, call);
}

const struct sim_service google_service = {
	.name = "google",
	.open = open_google,
	.close = close_google,
	.environment = environment,
	.request = request,
};
