/* Receives and sends datagrams on the loop. */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
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
