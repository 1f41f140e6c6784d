#include "record/audience.h"
#include "core/base64.h"
#include "record/event.h"

static void
put_bytes(struct buf *b, const char *key, struct str bytes)
{
	struct buf text = { 0 };

	if (bytes.p == NULL)
		return;
	base64_put(&text, bytes);
	put_text(b, key, buf_view(&text));
	buf_free(&text);
}

void
audience_put(struct buf *b, const struct audience *a)
{
	put_open(b);
	put_text(b, "type", STR("audience"));
	put_text(b, "id", a->id);
	put_text(b, "name", a->name);
	event_put_known(b, "messages", a->messages);
	event_put_known(b, "followers", a->followers);
	put_moment(b, "first_at", a->first_at);
	put_moment(b, "last_at", a->last_at);
	put_bytes(b, "users", a->users);
	event_put_known(b, "sketch", a->most);
	put_bytes(b, "hashes", a->hashes);
	put_line(b);
}

struct audience_slots
audience_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct audience_slots){ WANT(type), WANT(id), WANT(name),
		WANT(messages), WANT(followers), WANT(first_at), WANT(last_at),
		WANT(users), WANT(hashes), .most = jsonl_want(in, "sketch") };
#undef WANT
}

/* Appends the bytes of a base64 text, of which there may be none. */
static bool
get_bytes(struct jsonl *in, const struct json_val *v, struct buf *bytes)
{
	struct str text = jsonl_text(in, v);

	return text.p == NULL || base64_get(bytes, text);
}

bool
audience_read(const struct audience_slots *at, struct jsonl *in,
    const struct json_val *v, struct audience *a, struct buf *bytes)
{
	size_t users;

	if (!val_is(v + at->type, "audience"))
		return false;
	*a = (struct audience){ .id = jsonl_text(in, v + at->id),
		.name = jsonl_text(in, v + at->name),
		.messages = event_natural(v + at->messages),
		.followers = event_natural(v + at->followers),
		.first_at = event_moment(in, v + at->first_at),
		.last_at = event_moment(in, v + at->last_at),
		.most = event_natural(v + at->most) };
	bytes->n = 0;
	buf_reserve(bytes, 1); /* so that even nothing has a place */
	if (!get_bytes(in, v + at->users, bytes))
		a->id = (struct str){ 0 };
	users = bytes->n;
	if (!get_bytes(in, v + at->hashes, bytes))
		a->id = (struct str){ 0 };
	a->users = (struct str){ bytes->p, users };
	a->hashes = (struct str){ bytes->p + users, bytes->n - users };
	return true;
}
