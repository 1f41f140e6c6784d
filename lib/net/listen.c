/* Reads where a server listens. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/num.h"
#include "net/listen.h"

enum { PORT_MAX = 65535 };

static struct str
without_brackets(struct str s)
{
	if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		return (struct str){ s.p + 1, s.n - 2 };
	return s;
}

/* Cuts ":PORT" off the end. */
static struct str
cut_port(struct str *s)
{
	struct str port = *s;
	size_t n = s->n;

	while (n > 0 && s->p[n - 1] != ':')
		n--;
	port.p += n;
	port.n -= n;
	s->n = n > 0 ? n - 1 : 0;
	return port;
}

static bool
is_address(const char *text)
{
	struct in6_addr room;

	return inet_pton(AF_INET, text, &room) == 1 ||
	    inet_pton(AF_INET6, text, &room) == 1;
}

const char *
listen_read(struct str arg, void *member)
{
	static const char what[] = "ADDRESS:PORT";
	struct listen *l = member;
	int64_t port;

	if (!num_int(cut_port(&arg), &port) || port < 0 || port > PORT_MAX)
		return what;
	l->port = (int)port;
	arg = without_brackets(arg);
	if (arg.n == 0 || str_is(arg, "localhost"))
		arg = STR("127.0.0.1");
	if (arg.n >= sizeof l->address)
		return what;
	snprintf(l->address, sizeof l->address, "%.*s", STR_ARG(arg));
	return is_address(l->address) ? NULL : what;
}

bool
listen_is_loopback(const struct listen *l)
{
	return strncmp(l->address, "127.", 4) == 0 ||
	    strcmp(l->address, "::1") == 0;
}

void
listen_put(struct buf *b, const char *address, int port)
{
	bool brackets = strchr(address, ':') != NULL;

	buf_fmt(b, brackets ? "[%s]:%d" : "%s:%d", address, port);
}
