/* The process's key, and the hash of texts. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/hash.h"
#include "core/random.h"

struct hash_key hash_key;

/* Before main: there is no moment at which a table has no key. */
__attribute__((constructor)) static void
draw_key(void)
{
	random_fill(&hash_key, sizeof hash_key);
}

void
hash_seed(uint64_t seed)
{
	for (int i = 0; i < 6; i++)
		hash_key.id[i] = random_next(&seed);
	for (size_t i = 0; i < sizeof hash_key.text; i++)
		hash_key.text[i] = (unsigned char)random_next(&seed);
}

uint32_t
hash_text(struct str s)
{
	return (uint32_t)XXH3_64bits_withSecret(
	    s.p != NULL ? s.p : "", s.n, hash_key.text, sizeof hash_key.text);
}
