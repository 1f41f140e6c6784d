/* Where a server listens, as users write it. */
#include <stdio.h>
#include <string.h>

#include "net/listen.h"
#include "tap.h"

/* "ADDRESS PORT" and whether others can reach it, or what was wanted. */
static const char *
read_as(const char *text)
{
	static char said[128];
	struct listen l = { .port = -1 };
	const char *why = listen_read(str_of(text), &l);

	if (why != NULL)
		return why;
	snprintf(said, sizeof said, "%s %d %s", l.address, l.port,
	    listen_is_loopback(&l) ? "here" : "everywhere");
	return said;
}

int
main(void)
{
	static const char wrong[] = "ADDRESS:PORT";
	struct buf b = { 0 };

	is_text(read_as("8765"), "127.0.0.1 8765 here", "a port alone");
	is_text(read_as(":0"), "127.0.0.1 0 here", "... or after a colon");
	is_text(read_as("localhost:80"), "127.0.0.1 80 here", "localhost");
	is_text(read_as("[::1]:80"), "::1 80 here", "IPv6 in brackets");
	is_text(read_as("0.0.0.0:80"), "0.0.0.0 80 everywhere", "all of IPv4");
	is_text(read_as("192.168.0.2:80"), "192.168.0.2 80 everywhere",
	    "one address");
	is_text(read_as(""), wrong, "nothing");
	is_text(read_as("127.0.0.1"), wrong, "no port");
	is_text(read_as("1.2.3.4:65536"), wrong, "no such port");
	is_text(read_as("1.2.3.4:-1"), wrong, "nor this");
	is_text(read_as("example.com:80"), wrong, "a name");
	listen_put(&b, "::1", 80);
	listen_put(&b, "127.0.0.1", 81);
	is_text(buf_text(&b), "[::1]:80127.0.0.1:81", "as the web writes it");
	buf_free(&b);
	return done_testing();
}
