/* Makes the ids of messages. */
#include <string.h>
#include <xxhash.h>

#include "core/num.h"
#include "record/message_id.h"

bool
message_id_shared(struct str sender)
{
	return sender.n == 0 || str_is(sender, "anonymous") ||
	    str_is(sender, "SYSTEM_MESSAGE");
}

void
message_id_put_stem(struct buf *b, struct str sender, int64_t ms)
{
	buf_str(b, sender.n > 0 ? sender : STR("anonymous"));
	buf_addc(b, ':');
	b->n += num_put_int(buf_reserve(b, NUM_INT_MAX), ms);
}

static void
put_hash(struct buf *b, uint32_t hash)
{
	char *p = buf_reserve(b, 9);

	*p++ = ':';
	for (int bit = 28; bit >= 0; bit -= 4)
		*p++ = "0123456789abcdef"[hash >> bit & 0xF];
	b->n += 9;
}

void
message_id_put(struct buf *b, struct str sender, int64_t ms, struct str text,
    struct str number)
{
	/* With the default seed: stable across runs and machines. */
	XXH64_hash_t hash = XXH3_64bits(text.p != NULL ? text.p : "", text.n);

	if (number.n > 0 && message_id_shared(sender))
		hash = XXH3_64bits_withSeed(number.p, number.n, hash);
	message_id_put_stem(b, sender, ms);
	put_hash(b, (uint32_t)hash);
}

void
message_id_put_coarse(
    struct buf *b, struct str sender, int64_t ms, struct str text, unsigned n)
{
	message_id_put(b, sender, ms, text, (struct str){ 0 });
	if (n > 1)
		buf_fmt(b, ".%u", n);
}

bool
message_id_is_target(struct str target, struct str id)
{
	return target.n > 0 && id.n >= target.n &&
	    memcmp(id.p, target.p, target.n) == 0 &&
	    (id.n == target.n || id.p[target.n] == ':');
}
