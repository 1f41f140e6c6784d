/*
 * loop_private.h - the libraries behind loop.h, for the files of lib/net.
 *
 * The libwebsockets context is a guest of the libuv loop.  It is made when
 * first asked for and has no virtual host: a client or a server adds its own
 * with lws_create_vhost.  Clients of TLS share a context of OpenSSL, and what
 * connections read goes through one buffer.
 */
#ifndef CHZ_NET_LOOP_PRIVATE_H
#define CHZ_NET_LOOP_PRIVATE_H

#include <libwebsockets.h>
#include <openssl/ssl.h>
#include <uv.h>

#include "net/loop.h"

uv_loop_t *loop_uv(struct loop *);
/* NULL, after reporting it, when it cannot be made. */
struct lws_context *loop_lws(struct loop *);
/* For clients: it verifies.  NULL when it cannot be made. */
SSL_CTX *loop_tls(struct loop *);
/* Memory to read into, until the callback for what was read returns. */
uv_buf_t loop_lend(struct loop *);

/* A connection that its owner has freed still sends its close: loop_free waits
 * for it a little.  Each loop_leave has its loop_left. */
void loop_leave(struct loop *);
void loop_left(struct loop *);

/* uv_close for a handle that begins a malloc'ed struct: frees it. */
void loop_close_free(uv_handle_t *);

#endif
