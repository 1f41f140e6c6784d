/* Connects to servers, and moves bytes, without waiting. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/tls_private.h"
#include "net/wire.h"

struct wire {
	enum wire_state state;
	int fd; /* -1: none */
	struct addrinfo *all, *next;
	bool tls, connected;
	bool wanted, heard; /* a certificate of us; anything behind it */
	enum wire_fault fault;
	char *host;
	SSL_CTX *context;
	SSL *ssl;
	short wants; /* TLS: to go on where it stopped; 0 as it comes */
	struct buf why;
};

static void
end(struct wire *w, const char *why)
{
	if (w->state == WIRE_OVER)
		return;
	w->state = WIRE_OVER;
	buf_adds(&w->why, why);
	buf_text(&w->why);
}

/* Whether the far side has said that it does not like our certificate: alerts
 * 41 to 49 and 116 of RFC 8446, 6.2. */
static bool
is_refused(void)
{
	int alert = ERR_GET_REASON(ERR_peek_error()) - SSL_AD_REASON_OFFSET;

	return (alert >= SSL_AD_NO_CERTIFICATE &&
		   alert <= SSL_AD_ACCESS_DENIED) ||
	    alert == SSL_AD_CERTIFICATE_REQUIRED;
}

/* Whether nothing came behind a certificate that was wanted of us: hanging up
 * may overtake the alert that says why. */
static bool
is_shunned(const struct wire *w)
{
	return w->wanted && !w->heard;
}

static void
end_for_silence(struct wire *w, const char *why)
{
	if (is_shunned(w)) {
		w->fault = WIRE_REFUSED;
		why = "it hung up on our certificate";
	}
	end(w, why);
}

static void
end_for_tls(struct wire *w)
{
	struct buf why = { 0 };

	tls_put_why(&why, w->ssl);
	if (tls_is_untrusted(w->ssl))
		w->fault = WIRE_UNTRUSTED;
	else if (is_refused() || is_shunned(w))
		w->fault = WIRE_REFUSED;
	end(w, buf_text(&why));
	buf_free(&why);
}

/* ---- TLS ---- */

/* What is to be done after a step of TLS that did not get all it wanted. */
static void
after_tls(struct wire *w, int result)
{
	switch (SSL_get_error(w->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		w->wants = POLLIN;
		break;
	case SSL_ERROR_WANT_WRITE:
		w->wants = POLLOUT;
		break;
	case SSL_ERROR_ZERO_RETURN:
		end(w, "it hung up");
		break;
	case SSL_ERROR_SYSCALL:
		end_for_silence(w, errno != 0 ? strerror(errno) : "it hung up");
		break;
	default:
		end_for_tls(w);
	}
}

static void
shake_hands(struct wire *w)
{
	int result;

	ERR_clear_error();
	errno = 0;
	w->wants = 0;
	result = SSL_do_handshake(w->ssl);
	if (result == 1)
		w->state = WIRE_OPEN;
	else
		after_tls(w, result);
}

/* Says that a file is of no use, and why. */
static void
end_for_file(struct wire *w, const char *path)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	struct buf why = { 0 };

	buf_fmt(&why, "%s: %s", path, reason != NULL ? reason : "not PEM");
	w->fault = WIRE_UNTRUSTED;
	end(w, buf_text(&why));
	buf_free(&why);
}

static bool
has_files(struct wire *w, const struct wire_place *to)
{
	const char *key = to->key != NULL ? to->key : to->certificate;

	ERR_clear_error();
	if (to->authorities != NULL &&
	    SSL_CTX_load_verify_locations(w->context, to->authorities, NULL) !=
		1)
		end_for_file(w, to->authorities);
	else if (to->certificate != NULL &&
	    SSL_CTX_use_certificate_chain_file(w->context, to->certificate) !=
		1)
		end_for_file(w, to->certificate);
	else if (to->certificate != NULL &&
	    SSL_CTX_use_PrivateKey_file(w->context, key, SSL_FILETYPE_PEM) != 1)
		end_for_file(w, key);
	return w->state != WIRE_OVER;
}

/* Called when the far side wants a certificate. */
static int
on_wanted(SSL *ssl, void *ctx)
{
	(void)ssl;
	((struct wire *)ctx)->wanted = true;
	return 1;
}

static void
prepare_tls(struct wire *w, const struct wire_place *to)
{
	/* Those of a file are trusted instead of the system's. */
	w->context = tls_context(to->authorities == NULL);
	if (w->context == NULL) {
		end(w, "no TLS");
		return;
	}
	SSL_CTX_set_mode(w->context,
	    SSL_MODE_ENABLE_PARTIAL_WRITE |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_cert_cb(w->context, on_wanted, w);
	has_files(w, to);
}

static void
begin_tls(struct wire *w)
{
	SSL_free(w->ssl);
	w->ssl = SSL_new(w->context);
	if (w->ssl == NULL || !tls_expect(w->ssl, w->host) ||
	    SSL_set_fd(w->ssl, w->fd) != 1) {
		end(w, "no TLS");
		return;
	}
	SSL_set_connect_state(w->ssl);
	shake_hands(w);
}

/* ---- connecting ---- */

static void
set_up(int fd, int family)
{
	static const int on = 1;

	if (family == AF_UNIX)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

static void
on_connected(struct wire *w)
{
	w->connected = true;
	if (w->tls)
		begin_tls(w);
	else
		w->state = WIRE_OPEN;
}

/* Begins; 0, or the error. */
static int
connect_to(struct wire *w, int family, const struct sockaddr *at, socklen_t n)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (w->fd < 0)
		return errno;
	set_up(w->fd, family);
	if (connect(w->fd, at, n) == 0)
		on_connected(w);
	else if (errno != EINPROGRESS)
		return errno;
	return 0;
}

/* The next of a host's addresses, after one that failed by `error`. */
static void
connect_next(struct wire *w, int error)
{
	while (w->next != NULL) {
		const struct addrinfo *a = w->next;

		w->next = a->ai_next;
		error = connect_to(w, a->ai_family, a->ai_addr, a->ai_addrlen);
		if (error == 0)
			return;
	}
	end(w, strerror(error));
}

static void
look_up(struct wire *w, int port)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	char service[8];
	int error;

	snprintf(service, sizeof service, "%d", port);
	error = getaddrinfo(w->host, service, &hints, &w->all);
	if (error != 0) {
		w->all = NULL;
		end(w, gai_strerror(error));
		return;
	}
	w->next = w->all;
	connect_next(w, 0);
}

static void
connect_path(struct wire *w)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int error = ENAMETOOLONG;

	if (strlen(w->host) < sizeof at.sun_path) {
		strcpy(at.sun_path, w->host);
		error =
		    connect_to(w, AF_UNIX, (struct sockaddr *)&at, sizeof at);
	}
	if (error != 0)
		end(w, strerror(error));
}

struct wire *
wire_open(const struct wire_place *to)
{
	struct wire *w = xcalloc(1, sizeof *w);

	w->fd = -1;
	w->tls = to->tls;
	w->host = xstrdup(to->host);
	if (w->tls)
		prepare_tls(w, to);
	if (w->state == WIRE_OVER)
		return w;
	if (to->port == 0)
		connect_path(w);
	else
		look_up(w, to->port);
	return w;
}

void
wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	if (w->ssl != NULL && w->state == WIRE_OPEN) {
		ERR_clear_error();
		SSL_shutdown(w->ssl);
	}
	SSL_free(w->ssl);
	SSL_CTX_free(w->context);
	if (w->fd >= 0)
		close(w->fd);
	if (w->all != NULL)
		freeaddrinfo(w->all);
	free(w->host);
	buf_free(&w->why);
	free(w);
}

void
wire_go_on(struct wire *w)
{
	int error = 0;
	socklen_t n = sizeof error;

	if (w->state != WIRE_OPENING)
		return;
	if (w->connected) {
		shake_hands(w);
		return;
	}
	getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &n);
	if (error != 0)
		connect_next(w, error);
	else
		on_connected(w);
}

/* ---- bytes ---- */

static ssize_t
plainly(struct wire *w, ssize_t n)
{
	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	end(w, n < 0 ? strerror(errno) : "it hung up");
	return -1;
}

static ssize_t
by_tls(struct wire *w, int result)
{
	if (result > 0)
		return result;
	after_tls(w, result);
	return w->state == WIRE_OVER ? -1 : 0;
}

static int
most(size_t n)
{
	return n < INT32_MAX ? (int)n : INT32_MAX;
}

ssize_t
wire_read(struct wire *w, void *p, size_t n)
{
	int got;

	if (w->state != WIRE_OPEN)
		return -1;
	if (w->ssl == NULL)
		return plainly(w, recv(w->fd, p, n, 0));
	ERR_clear_error();
	errno = 0;
	w->wants = 0;
	got = SSL_read(w->ssl, p, most(n));
	w->heard = w->heard || got > 0;
	return by_tls(w, got);
}

ssize_t
wire_write(struct wire *w, const void *p, size_t n)
{
	if (w->state != WIRE_OPEN)
		return -1;
	if (w->ssl == NULL)
		return plainly(w, send(w->fd, p, n, MSG_NOSIGNAL));
	ERR_clear_error();
	errno = 0;
	w->wants = 0;
	return by_tls(w, SSL_write(w->ssl, p, most(n)));
}

/* ---- what others see ---- */

enum wire_state
wire_state(const struct wire *w)
{
	return w->state;
}

const char *
wire_why(const struct wire *w)
{
	return w->why.n > 0 ? w->why.p : "";
}

enum wire_fault
wire_fault(const struct wire *w)
{
	return w->fault;
}

int
wire_fd(const struct wire *w)
{
	return w->fd;
}

short
wire_waits(const struct wire *w, bool sending)
{
	if (w->state == WIRE_OPENING)
		return w->connected ? w->wants : POLLOUT;
	return (short)(POLLIN | (sending ? POLLOUT : 0) | w->wants);
}
