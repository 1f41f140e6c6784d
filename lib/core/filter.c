/* Growth. */
#include <stdlib.h>
#include <string.h>

#include "core/filter.h"
#include "core/mem.h"

enum { FIRST = 256, LEAST = 16 /* bits a key */ };
static const uint64_t MOST = UINT64_C(1) << 32; /* bits */

static size_t
bytes_of(const struct filter *f)
{
	return f->bits != NULL ? ((size_t)f->mask + 1) / 8 : 0;
}

void
filter_grow(struct filter *f, uint32_t n, table_hash *hash_of, const void *keys)
{
	uint64_t bits = f->bits != NULL ? (uint64_t)f->mask + 1 : FIRST;

	while (bits / LEAST <= n && bits < MOST)
		bits *= 2;
	f->mask = (uint32_t)(bits - 1);
	f->room = bits < MOST ? (uint32_t)(bits / LEAST) : UINT32_MAX;
	free(f->bits);
	f->bits = xcalloc(bits / 64, sizeof *f->bits);
	for (uint32_t i = 0; i < n; i++)
		filter_add(f, hash_of(keys, i));
}

void
filter_clear(struct filter *f)
{
	if (f->bits != NULL)
		memset(f->bits, 0, bytes_of(f));
}

void
filter_free(struct filter *f)
{
	free(f->bits);
	*f = (struct filter){ 0 };
}
