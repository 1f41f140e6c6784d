/* Sets up clients of TLS, by OpenSSL. */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "net/tls_private.h"

SSL_CTX *
tls_context(bool authorities)
{
	SSL_CTX *c = SSL_CTX_new(TLS_client_method());

	if (c == NULL)
		return NULL;
	SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
	SSL_CTX_set_verify(c, SSL_VERIFY_PEER, NULL);
	if (authorities)
		SSL_CTX_set_default_verify_paths(c);
	/* A thousand connections that wait need no buffers meanwhile. */
	SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
	return c;
}

bool
tls_expect(SSL *ssl, const char *name)
{
	unsigned char address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, name, address) == 1 ||
	    inet_pton(AF_INET6, name, address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(
			   SSL_get0_param(ssl), name) == 1;
	return SSL_set1_host(ssl, name) == 1 &&
	    SSL_set_tlsext_host_name(ssl, name) == 1;
}

bool
tls_is_untrusted(const SSL *ssl)
{
	return !SSL_is_init_finished(ssl) &&
	    SSL_get_verify_result(ssl) != X509_V_OK;
}

void
tls_put_why(struct buf *why, const SSL *ssl)
{
	unsigned long error = ERR_peek_error();
	const char *reason = error != 0 ? ERR_reason_error_string(error) : NULL;

	if (tls_is_untrusted(ssl))
		buf_fmt(why, "the certificate is not good: %s",
		    X509_verify_cert_error_string(SSL_get_verify_result(ssl)));
	else
		buf_adds(why, reason != NULL ? reason : "TLS failed");
}
