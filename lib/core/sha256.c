/* Computes SHA-256 by OpenSSL. */
#include <openssl/evp.h>

#include "core/base64.h"
#include "core/diag.h"
#include "core/sha256.h"

void
sha256_put(struct buf *b, struct str text)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(text.p, text.n, hash, &n, EVP_sha256(), NULL) != 1)
		diag_die(EXIT_SOME_FAILED, "no SHA-256 here");
	base64_put(b, (struct str){ (const char *)hash, n });
}
