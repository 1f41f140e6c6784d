/* Runs TCP connections on the loop, by libuv, and TLS on them, by OpenSSL. */
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "net/loop_private.h"
#include "net/tcp.h"
#include "net/tls_private.h"

enum { TLS_RECORD = 16 * 1024 };

struct tcp {
	uv_tcp_t uv; /* first: closing frees the struct by its address */
	uv_connect_t connecting;
	struct loop *loop;
	struct tcp_settings set;
	SSL *ssl;
	BIO *in, *out; /* its ciphertext; belong to it */
	bool agreed;   /* on TLS */
	bool up, paused, over;
	size_t unsent;
};

/* What could not be sent at once. */
struct unsent {
	uv_write_t uv; /* first: libuv hands its address back */
	struct tcp *tcp;
	size_t n;
	char p[];
};

static void
end(struct tcp *s, const char *why, bool untrusted)
{
	if (s->over)
		return;
	s->over = true;
	uv_read_stop((uv_stream_t *)&s->uv);
	s->set.ended(s->set.ctx, why, untrusted);
}

/* Sending */

static void
on_sent(uv_write_t *uv, int status)
{
	struct unsent *u = (struct unsent *)uv;

	(void)status; /* what fails here fails to be read, too */
	u->tcp->unsent -= u->n;
	free(u);
}

static void
put(struct tcp *s, const char *p, size_t n)
{
	uv_buf_t buf = uv_buf_init((char *)p, (unsigned)n);
	int sent = uv_try_write((uv_stream_t *)&s->uv, &buf, 1);
	struct unsent *u;

	if (sent == (int)n || (sent < 0 && sent != UV_EAGAIN))
		return;
	if (sent > 0) {
		p += sent;
		n -= (size_t)sent;
	}
	u = xmalloc(sizeof *u + n);
	u->tcp = s;
	u->n = n;
	memcpy(u->p, p, n);
	buf = uv_buf_init(u->p, (unsigned)n);
	if (uv_write(&u->uv, (uv_stream_t *)&s->uv, &buf, 1, on_sent) == 0)
		s->unsent += n;
	else
		free(u);
}

/* What TLS has to say. */
static void
put_ciphertext(struct tcp *s)
{
	char *p;
	long n = BIO_get_mem_data(s->out, &p);

	if (n > 0)
		put(s, p, (size_t)n);
	(void)BIO_reset(s->out);
}

void
tcp_send(struct tcp *s, struct str bytes)
{
	if (s->over || bytes.n == 0)
		return;
	if (s->ssl == NULL) {
		put(s, bytes.p, bytes.n);
		return;
	}
	ERR_clear_error();
	SSL_write(s->ssl, bytes.p, (int)bytes.n); /* memory takes all */
	put_ciphertext(s);
}

size_t
tcp_unsent(const struct tcp *s)
{
	return s->unsent;
}

/* TLS */

/* Ends for what OpenSSL could not do. */
static void
end_for_tls(struct tcp *s)
{
	struct buf why = { 0 };

	tls_put_why(&why, s->ssl);
	end(s, buf_text(&why), tls_is_untrusted(s->ssl));
	buf_free(&why);
}

/* True when both sides agree. */
static bool
shake_hands(struct tcp *s)
{
	int result;

	ERR_clear_error();
	result = SSL_do_handshake(s->ssl);
	put_ciphertext(s);
	if (result != 1) {
		if (SSL_get_error(s->ssl, result) != SSL_ERROR_WANT_READ)
			end_for_tls(s);
		return false;
	}
	s->agreed = true;
	s->set.opened(s->set.ctx);
	return !s->over;
}

static void
take_ciphertext(struct tcp *s, const char *p, size_t n)
{
	char text[TLS_RECORD];
	int got;

	BIO_write(s->in, p, (int)n);
	if (!s->agreed && !shake_hands(s))
		return;
	ERR_clear_error();
	while ((got = SSL_read(s->ssl, text, sizeof text)) > 0) {
		s->set.came(s->set.ctx, (struct str){ text, (size_t)got });
		if (s->over)
			return;
		ERR_clear_error();
	}
	put_ciphertext(s);
	switch (SSL_get_error(s->ssl, got)) {
	case SSL_ERROR_WANT_READ:
		break;
	case SSL_ERROR_ZERO_RETURN:
		end(s, NULL, false);
		break;
	default:
		end_for_tls(s);
	}
}

static bool
begin_tls(struct tcp *s, const char *name)
{
	SSL_CTX *context = loop_tls(s->loop);

	s->ssl = context != NULL ? SSL_new(context) : NULL;
	if (s->ssl == NULL)
		return false;
	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_connect_state(s->ssl);
	return s->in != NULL && s->out != NULL && tls_expect(s->ssl, name);
}

/* Receiving */

static void
lend(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
	struct tcp *s = (struct tcp *)h;

	(void)suggested;
	*buf = loop_lend(s->loop);
}

static void
on_read(uv_stream_t *uv, ssize_t n, const uv_buf_t *buf)
{
	struct tcp *s = (struct tcp *)uv;

	if (n < 0)
		end(s, n == UV_EOF ? NULL : uv_strerror((int)n), false);
	else if (n > 0 && s->ssl != NULL)
		take_ciphertext(s, buf->base, (size_t)n);
	else if (n > 0)
		s->set.came(s->set.ctx, (struct str){ buf->base, (size_t)n });
}

static void
on_connect(uv_connect_t *uv, int status)
{
	struct tcp *s = (struct tcp *)uv->handle;

	if (s->over)
		return;
	if (status != 0) {
		end(s, uv_strerror(status), false);
		return;
	}
	s->up = true;
	uv_tcp_nodelay(&s->uv, 1);
	if (!s->paused)
		uv_read_start((uv_stream_t *)&s->uv, lend, on_read);
	if (s->ssl != NULL)
		shake_hands(s);
	else
		s->set.opened(s->set.ctx);
}

static void
on_closed(uv_handle_t *h)
{
	struct tcp *s = (struct tcp *)h;

	SSL_free(s->ssl);
	free(s);
}

struct tcp *
tcp_open(struct loop *loop, const struct sockaddr *to,
    const struct tcp_settings *set, const char **why)
{
	struct tcp *s = xcalloc(1, sizeof *s);
	int err;

	s->loop = loop;
	s->set = *set;
	uv_tcp_init(loop_uv(loop), &s->uv);
	err = uv_tcp_connect(&s->connecting, &s->uv, to, on_connect);
	if (err == 0 && (set->tls == NULL || begin_tls(s, set->tls)))
		return s;
	*why = err != 0 ? uv_strerror(err) : "no TLS";
	tcp_free(s);
	return NULL;
}

void
tcp_pause(struct tcp *s, bool pause)
{
	if (s->paused == pause)
		return;
	s->paused = pause;
	if (!s->up || s->over)
		return;
	if (pause)
		uv_read_stop((uv_stream_t *)&s->uv);
	else
		uv_read_start((uv_stream_t *)&s->uv, lend, on_read);
}

void
tcp_free(struct tcp *s)
{
	if (s == NULL)
		return;
	if (s->agreed && !s->over) {
		ERR_clear_error();
		SSL_shutdown(s->ssl);
		put_ciphertext(s);
	}
	s->over = true;
	uv_close((uv_handle_t *)&s->uv, on_closed);
}
