#include "record/cluster.h"
#include "jsonl/doc.h"

void
cluster_put(struct buf *b, const struct cluster *c)
{
	put_open(b);
	put_text(b, "type", STR("cluster"));
	put_text(b, "id", c->id);
	put_array(b, "members");
	for (size_t i = 0; i < c->n; i++)
		put_text(b, NULL, c->member[i]);
	put_array_close(b);
	put_real(b, "mean_similarity", c->mean_similarity);
	put_line(b);
}

struct cluster_slots
cluster_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct cluster_slots){ WANT(type), WANT(id), WANT(members),
		WANT(mean_similarity) };
#undef WANT
}

bool
cluster_read(const struct cluster_slots *at, struct jsonl *in,
    const struct json_val *v, struct cluster *c)
{
	if (!val_is(v + at->type, "cluster"))
		return false;
	*c = (struct cluster){ .id = jsonl_text(in, v + at->id) };
	val_real(v + at->mean_similarity, &c->mean_similarity);
	return true;
}

struct str
cluster_members(const struct cluster_slots *at, const struct json_val *v)
{
	return doc_items(v + at->members);
}

bool
cluster_member(struct jsonl *in, struct str *rest, struct str *member)
{
	struct json_val item;

	while (doc_item(rest, &item)) {
		*member = jsonl_text(in, &item);
		if (member->p != NULL)
			return true;
	}
	return false;
}
