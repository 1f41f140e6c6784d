/* Packs data with zlib. */
#include <zlib.h>

#include "core/base64.h"
#include "core/diag.h"
#include "core/sha256.h"
#include "web/pack.h"

void
pack_put(struct buf *b, struct str bytes)
{
	uLongf n = compressBound(bytes.n);
	struct buf packed = { 0 };

	buf_reserve(&packed, n);
	if (compress2((Bytef *)packed.p, &n, (const Bytef *)bytes.p, bytes.n,
		Z_BEST_COMPRESSION) != Z_OK)
		diag_die(EXIT_SOME_FAILED, "out of memory");
	packed.n = n;
	base64_put(b, buf_view(&packed));
	buf_free(&packed);
}

void
pack_put_hash(struct buf *b, struct str script)
{
	buf_adds(b, "sha256-");
	sha256_put(b, script);
}
