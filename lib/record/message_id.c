/* Makes the ids of messages. */
#include <xxhash.h>

#include "core/num.h"
#include "record/message_id.h"

bool
message_id_shared(struct str sender)
{
	return sender.n == 0 || str_is(sender, "anonymous") ||
	    str_is(sender, "SYSTEM_MESSAGE");
}

static void
put_pair(struct buf *b, struct str sender, int64_t ms)
{
	buf_str(b, sender.n > 0 ? sender : STR("anonymous"));
	buf_addc(b, ':');
	b->n += num_put_int(buf_reserve(b, NUM_INT_MAX), ms);
}

/* Half of XXH3's 64 bits, with its default seed: stable across versions. */
static void
put_hash(struct buf *b, struct str text)
{
	buf_fmt(b, ":%08x", (unsigned)XXH3_64bits(text.p, text.n));
}

void
message_id_put(struct buf *b, struct str sender, int64_t ms, struct str text)
{
	put_pair(b, sender, ms);
	if (message_id_shared(sender))
		put_hash(b, text);
}

void
message_id_put_coarse(
    struct buf *b, struct str sender, int64_t ms, struct str text, unsigned n)
{
	put_pair(b, sender, ms);
	put_hash(b, text);
	if (n > 1)
		buf_fmt(b, ".%u", n);
}
