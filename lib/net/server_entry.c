/* Who may come in: the rules for Host and Origin, and how many at once. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/mem.h"
#include "net/server_private.h"

enum { HOST_MAX = 256 };

static bool
is_own_host(const struct server *s, struct str host)
{
	const char *const names[] = { s->address, "127.0.0.1", "localhost",
		"[::1]" };
	char text[HOST_MAX];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(text, sizeof text, "%s:%d", names[i], s->port);
		if (str_is(host, text))
			return true;
	}
	return false;
}

/* A page of this server's.  Where any host will do, the origin's must still be
 * the one that was asked for. */
static bool
is_own_origin(const struct server *s, struct str host, struct str origin)
{
	static const char http[] = "http://";

	if (!str_starts(origin, http))
		return false;
	origin.p += sizeof http - 1;
	origin.n -= sizeof http - 1;
	return s->set.any_host ? str_eq(origin, host) : is_own_host(s, origin);
}

bool
server_may_enter(const struct server *s, struct str host, struct str origin)
{
	if (!s->set.any_host && !is_own_host(s, host))
		return false;
	if (origin.p == NULL || is_own_origin(s, host, origin))
		return true;
	for (char **o = s->origins; *o != NULL; o++)
		if (str_is(origin, *o))
			return true;
	return false;
}

/* ---- how many ---- */

/* Where a connection comes from, as all of its neighbourhood does: an address
 * of IPv4, a network of IPv6. */
static struct in6_addr
origin_of(struct lws *wsi)
{
	struct sockaddr_storage at = { 0 };
	socklen_t n = sizeof at;
	struct in6_addr from = IN6ADDR_ANY_INIT;

	if (getpeername(lws_get_socket_fd(wsi), (struct sockaddr *)&at, &n) !=
	    0)
		return from;
	if (at.ss_family == AF_INET)
		memcpy(from.s6_addr + 12,
		    &((struct sockaddr_in *)&at)->sin_addr, 4);
	else if (at.ss_family == AF_INET6)
		from = ((struct sockaddr_in6 *)&at)->sin6_addr;
	if (at.ss_family == AF_INET6 && !IN6_IS_ADDR_V4MAPPED(&from))
		memset(from.s6_addr + 8, 0, 8);
	return from;
}

void
server_count(struct server *s, struct session *session, struct lws *wsi)
{
	if (session == NULL || session->counted)
		return;
	session->counted = true;
	session->from = origin_of(wsi);
	MEM_RESERVE(s->from, s->from_cap, s->connections + 1);
	s->from[s->connections++] = session->from;
}

void
server_discount(struct server *s, struct session *session)
{
	size_t i = 0;

	if (session == NULL || !session->counted)
		return;
	session->counted = false;
	while (!IN6_ARE_ADDR_EQUAL(&s->from[i], &session->from))
		i++;
	s->from[i] = s->from[--s->connections];
}

int
server_crowded(const struct server *s, struct lws *wsi, bool counted)
{
	struct in6_addr from;
	unsigned n = counted ? 0 : 1;

	if (s->connections + n > s->set.max_connections)
		return HTTP_STATUS_SERVICE_UNAVAILABLE;
	if (s->set.max_per_address == 0)
		return 0;
	from = origin_of(wsi);
	for (unsigned i = 0; i < s->connections; i++)
		n += IN6_ARE_ADDR_EQUAL(&s->from[i], &from);
	return n > s->set.max_per_address ? 429 : 0;
}
