/* Receives and sends datagrams on the loop. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/loop_private.h"
#include "net/udp.h"

enum { LARGEST = 8192, LOOPBACK_BROADCAST = 0x7FFFFFFF };

struct udp {
	uv_udp_t uv; /* first: closing frees the struct by its address */
	void (*heard)(void *ctx, const char *host, struct str datagram);
	void *ctx;
	char bytes[LARGEST];
};

static void
lend_bytes(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
	struct udp *u = (struct udp *)h;

	(void)suggested;
	*buf = uv_buf_init(u->bytes, sizeof u->bytes);
}

static void
on_datagram(uv_udp_t *uv, ssize_t n, const uv_buf_t *buf,
    const struct sockaddr *from, unsigned flags)
{
	struct udp *u = (struct udp *)uv;
	char host[INET6_ADDRSTRLEN] = "";

	if (n <= 0 || from == NULL || (flags & UV_UDP_PARTIAL) != 0)
		return;
	if (uv_ip4_name((const struct sockaddr_in *)from, host, sizeof host) ==
	    0)
		u->heard(u->ctx, host, (struct str){ buf->base, (size_t)n });
}

/* A socket that several programs may have on the same port. */
static int
shared_socket(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_ANY) } };
	int on = 1, saved;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

struct udp *
udp_open(struct loop *loop, int port,
    void (*heard)(void *ctx, const char *host, struct str datagram), void *ctx)
{
	int fd = shared_socket(port);
	struct udp *u;

	if (fd < 0)
		return NULL;
	u = xcalloc(1, sizeof *u);
	u->heard = heard;
	u->ctx = ctx;
	uv_udp_init(loop_uv(loop), &u->uv);
	uv_udp_open(&u->uv, fd);
	uv_udp_recv_start(&u->uv, lend_bytes, on_datagram);
	return u;
}

void
udp_close(struct udp *u)
{
	if (u != NULL)
		uv_close((uv_handle_t *)&u->uv, loop_close_free);
}

void
udp_tell(int port, struct str datagram)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(LOOPBACK_BROADCAST) } };
	int on = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
	(void)!sendto(
	    fd, datagram.p, datagram.n, 0, (struct sockaddr *)&to, sizeof to);
	close(fd);
}

struct udp_way {
	int fd;
};

/* "HOST:PORT", an IPv6 address in brackets, into its two parts. */
static bool
split_address(const char *text, char **host, char **port)
{
	const char *colon = strrchr(text, ':');
	struct str name;

	if (colon == NULL || colon == text || colon[1] == '\0')
		return false;
	name = (struct str){ text, (size_t)(colon - text) };
	if (str_starts(name, "[") && str_ends(name, "]"))
		name = (struct str){ name.p + 1, name.n - 2 };
	*host = xstrndup(name.p, name.n);
	*port = xstrdup(colon + 1);
	return true;
}

static int
connect_to(const struct addrinfo *found)
{
	int fd = socket(
	    found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) == 0)
		return fd;
	close(fd);
	return -1;
}

struct udp_way *
udp_to(const char *host_port, const char **why)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *found = NULL;
	char *host, *port;
	struct udp_way *w;
	int error, fd;

	*why = "not HOST:PORT";
	if (!split_address(host_port, &host, &port))
		return NULL;
	error = getaddrinfo(host, port, &hints, &found);
	free(host);
	free(port);
	*why = error != 0 ? gai_strerror(error) : NULL;
	if (error != 0)
		return NULL;
	fd = connect_to(found);
	freeaddrinfo(found);
	*why = fd < 0 ? strerror(errno) : NULL;
	if (fd < 0)
		return NULL;
	w = xcalloc(1, sizeof *w);
	w->fd = fd;
	return w;
}

bool
udp_send(struct udp_way *w, struct str datagram)
{
	return send(w->fd, datagram.p, datagram.n, 0) >= 0;
}

void
udp_way_close(struct udp_way *w)
{
	if (w == NULL)
		return;
	close(w->fd);
	free(w);
}
