/*
 * tls_private.h - what clients of TLS share: it is always verified.
 *
 * Against the system's authorities, or those that SSL_CERT_FILE and
 * SSL_CERT_DIR name, and for the name that was asked for.
 */
#ifndef CHZ_NET_TLS_PRIVATE_H
#define CHZ_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "core/str.h"

/* Trusts those authorities, or nobody as yet; NULL when it cannot be made. */
SSL_CTX *tls_context(bool authorities);
/* Asks for a certificate of that name, or address. */
bool tls_expect(SSL *, const char *name);
/* Whether it is the far side's certificate that was not good. */
bool tls_is_untrusted(const SSL *);
/* Says what OpenSSL could not do. */
void tls_put_why(struct buf *, const SSL *);

#endif
