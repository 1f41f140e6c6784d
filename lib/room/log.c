/* Hands what is asked to the kind of history that is there. */
#include "core/num.h"
#include "room/log_private.h"

void
log_free(struct log *h)
{
	if (h != NULL)
		h->free(h);
}

void
log_add(struct log *h, struct str sid, struct str participant, struct str body,
    log_added *done, void *ctx)
{
	h->add(h, sid, participant, body, done, ctx);
}

void
log_read(struct log *h, struct str sid, const struct log_range *range,
    log_found *done, void *ctx)
{
	h->read(h, sid, range, done, ctx);
}

void
log_follow(struct log *h, struct str sid, struct str after)
{
	h->follow(h, sid, after);
}

void
log_unfollow(struct log *h, struct str sid)
{
	h->unfollow(h, sid);
}

void
log_pass(struct log *h, struct str sid, struct str text)
{
	h->pass(h, sid, text);
}

bool
log_id(struct str id, uint64_t *ms, uint64_t *n)
{
	struct str rest = id, first = str_cut(&rest, '-');
	int64_t a, b;

	if (rest.p == NULL || !num_int(first, &a) || !num_int(rest, &b) ||
	    a < 0 || b < 0)
		return false;
	*ms = (uint64_t)a;
	*n = (uint64_t)b;
	return true;
}
