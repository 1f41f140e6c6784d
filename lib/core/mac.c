/* Computes keyed hashes by OpenSSL. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mac.h"
#include "core/mem.h"

enum { SIZE = 16 };

struct mac {
	EVP_MAC *kind;
	EVP_MAC_CTX *context; /* has the key */
};

/* The key as it is, or its hash where it is too long. */
static bool
set_key(EVP_MAC_CTX *context, struct str key)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	size_t size = SIZE;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_END
	};
	bool set;

	if (key.n > MAC_KEY_MOST &&
	    EVP_Digest(key.p, key.n, hash, &n, EVP_blake2b512(), NULL) == 1)
		key = (struct str){ (const char *)hash, n };
	set = EVP_MAC_init(
		  context, (const unsigned char *)key.p, key.n, params) == 1;
	explicit_bzero(hash, sizeof hash);
	return set;
}

struct mac *
mac_new(struct str key)
{
	struct mac *m = xcalloc(1, sizeof *m);

	m->kind = EVP_MAC_fetch(NULL, "BLAKE2BMAC", NULL);
	m->context = m->kind != NULL ? EVP_MAC_CTX_new(m->kind) : NULL;
	if (m->context != NULL && key.n > 0 && set_key(m->context, key))
		return m;
	mac_free(m);
	return NULL;
}

struct id128
mac_of(struct mac *m, struct str text)
{
	unsigned char out[SIZE];
	struct id128 id = { 0 };
	size_t n = 0;

	if (EVP_MAC_init(m->context, NULL, 0, NULL) != 1 ||
	    EVP_MAC_update(m->context, (const unsigned char *)text.p, text.n) !=
		1 ||
	    EVP_MAC_final(m->context, out, &n, sizeof out) != 1)
		diag_die(EXIT_SOME_FAILED, "BLAKE2b: out of memory");
	for (int i = 0; i < 8; i++) {
		id.hi = id.hi << 8 | out[i];
		id.lo = id.lo << 8 | out[8 + i];
	}
	return id;
}

void
mac_free(struct mac *m)
{
	if (m == NULL)
		return;
	EVP_MAC_CTX_free(m->context);
	EVP_MAC_free(m->kind);
	free(m);
}
