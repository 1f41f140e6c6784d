#include "record/node.h"
#include "record/event.h"

void
node_put(struct buf *b, const struct node *n)
{
	put_open(b);
	put_text(b, "type", STR("node"));
	put_text(b, "id", n->id);
	put_text(b, "name", n->name);
	event_put_known(b, "users", n->users);
	if (n->users_error > 0)
		put_real(b, "users_error", n->users_error);
	event_put_known(b, "messages", n->messages);
	event_put_known(b, "followers", n->followers);
	put_line(b);
}

struct node_slots
node_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct node_slots){ WANT(type), WANT(id), WANT(name),
		WANT(users), WANT(messages), WANT(followers),
		WANT(users_error) };
#undef WANT
}

bool
node_read(const struct node_slots *at, struct jsonl *in,
    const struct json_val *v, struct node *n)
{
	if (!val_is(v + at->type, "node"))
		return false;
	*n = (struct node){ .id = jsonl_text(in, v + at->id),
		.name = jsonl_text(in, v + at->name),
		.users = event_natural(v + at->users),
		.messages = event_natural(v + at->messages),
		.followers = event_natural(v + at->followers) };
	val_real(v + at->users_error, &n->users_error);
	return n->id.p != NULL;
}
