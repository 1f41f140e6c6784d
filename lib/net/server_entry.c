/* Who may come in: the rules for Host and Origin. */
#include <stdio.h>

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
