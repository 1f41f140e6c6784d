/* Writes the documents of chzzk-timeline about audiences. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/when.h"
#include "import/graph.h"
#include "jsonl/put.h"

static int
by_users(const void *left, const void *right)
{
	const struct node *a = *(const struct node *const *)left;
	const struct node *b = *(const struct node *const *)right;

	if (a->users != b->users)
		return a->users > b->users ? -1 : 1;
	return str_cmp(a->id, b->id);
}

/* The nodes that have an overlap, most users first; their number in *n. */
static const struct node **
nodes_of(const struct ranking *r, const struct closest *c, uint32_t *n)
{
	const struct node **nodes = xcalloc(r->n, sizeof *nodes);
	uint32_t kept = 0;

	for (size_t i = 0; i < c->n; i++) {
		nodes[c->at[i].a] = &r->node[c->at[i].a];
		nodes[c->at[i].b] = &r->node[c->at[i].b];
	}
	for (uint32_t i = 0; i < r->n; i++)
		if (nodes[i] != NULL)
			nodes[kept++] = nodes[i];
	qsort(nodes, kept, sizeof *nodes, by_users);
	*n = kept;
	return nodes;
}

static void
put_updated(struct buf *b, int64_t ms)
{
	struct when_date d = when_date(ms, WHEN_KST);
	struct buf text = { 0 };

	if (ms == WHEN_UNKNOWN)
		return;
	buf_fmt(&text, "%04d-%02d-%02d %02d:%02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute, d.second);
	put_text(b, "updateTime", buf_view(&text));
	buf_free(&text);
}

static void
put_node(struct buf *b, const struct node *n)
{
	put_open(b);
	put_text(b, "id", n->id);
	put_text(b, "name", n->name.p != NULL ? n->name : n->id);
	put_int(b, "follower", n->followers >= 0 ? n->followers : 0);
	put_int(b, "chat_count", n->users);
	put_close(b);
}

void
graph_put(struct buf *b, const struct ranking *r, const struct closest *c,
    int64_t updated)
{
	uint32_t n;
	const struct node **nodes = nodes_of(r, c, &n);

	put_open(b);
	put_updated(b, updated);
	put_array(b, "nodes");
	for (uint32_t i = 0; i < n; i++)
		put_node(b, nodes[i]);
	put_array_close(b);
	put_array(b, "links");
	for (size_t i = 0; i < c->n; i++) {
		put_open(b);
		put_text(b, "source", r->node[c->at[i].a].id);
		put_text(b, "target", r->node[c->at[i].b].id);
		put_int(b, "inter", c->at[i].inter);
		put_real(b, "distance", c->at[i].overlap);
		put_close(b);
	}
	put_array_close(b);
	put_line(b);
	free(nodes);
}

/* For every node its overlaps, closest first. */
struct lists {
	size_t *start; /* nodes + 1 */
	size_t *overlap;
};

static struct lists
closest_by_node(const struct closest *c, uint32_t nodes)
{
	struct lists by = {
		.start = xcalloc((size_t)nodes + 2, sizeof *by.start),
		.overlap = xcalloc(c->n, 2 * sizeof *by.overlap),
	};

	for (size_t i = 0; i < c->n; i++) {
		by.start[c->at[i].a + 2]++;
		by.start[c->at[i].b + 2]++;
	}
	for (uint32_t i = 0; i < nodes; i++)
		by.start[i + 2] += by.start[i + 1];
	for (size_t i = 0; i < c->n; i++) {
		by.overlap[by.start[c->at[i].a + 1]++] = i;
		by.overlap[by.start[c->at[i].b + 1]++] = i;
	}
	return by;
}

typedef void put_other(
    struct buf *, const struct node *other, const struct closest_overlap *);

/* The key that a list stands under. */
typedef struct str list_key(struct str id);

static void
put_lists(struct buf *b, const struct ranking *r, const struct closest *c,
    list_key *key, put_other *put)
{
	struct lists by = closest_by_node(c, r->n);
	const char *comma = "";

	put_open(b);
	for (uint32_t i = 0; i < r->n; i++) {
		size_t at = by.start[i], end = by.start[i + 1];

		if (at == end)
			continue;
		if (c->each > 0 && end - at > c->each)
			end = at + c->each;
		buf_adds(b, comma);
		put_string(b, key(r->node[i].id));
		buf_adds(b, ":[");
		for (; at < end; at++) {
			const struct closest_overlap *o =
			    &c->at[by.overlap[at]];

			put(b, &r->node[o->a == i ? o->b : o->a], o);
		}
		put_array_close(b);
		comma = ",";
	}
	put_line(b);
	free(by.start);
	free(by.overlap);
}

static struct str
whole_id(struct str id)
{
	return id;
}

static void
put_target(
    struct buf *b, const struct node *other, const struct closest_overlap *o)
{
	put_open(b);
	put_text(b, "target", other->id);
	put_int(b, "inter", o->inter);
	put_real(b, "distance", o->overlap);
	put_close(b);
}

void
graph_related(struct buf *b, const struct ranking *r, const struct closest *c)
{
	put_lists(b, r, c, whole_id, put_target);
}

/* "12345678" of "vod_12345678"; a live broadcast's id stays whole. */
static struct str
replay_key(struct str id)
{
	if (str_starts(id, "vod_"))
		return (struct str){ id.p + 4, id.n - 4 };
	return id;
}

static void
put_replay(
    struct buf *b, const struct node *other, const struct closest_overlap *o)
{
	struct str id = replay_key(other->id);
	int64_t number;

	put_open(b);
	if (num_int(id, &number))
		put_int(b, "video_no", number);
	else
		put_text(b, "video_no", id);
	put_real(b, "similarity", o->jaccard);
	put_int(b, "shared_users", o->inter);
	put_close(b);
}

void
graph_replays(struct buf *b, const struct ranking *r, const struct closest *c)
{
	put_lists(b, r, c, replay_key, put_replay);
}
