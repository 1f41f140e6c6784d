/* Writes a network as JSON, each node in its place. */
#include <stdlib.h>

#include "chart/settle.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/put.h"
#include "web/audiences.h"

enum { LINES_EACH = 4, NAME_BYTES = 100 };

static void
put_nodes(struct buf *b, const struct network *w, const struct spot *at)
{
	put_array(b, "nodes");
	for (size_t i = 0; i < w->n; i++) {
		put_array(b, NULL);
		put_text(b, NULL, utf8_cut(w->nodes[i].name, NAME_BYTES));
		put_int(b, NULL, (int64_t)w->nodes[i].users);
		put_int(b, NULL, w->nodes[i].cluster);
		buf_fmt(b, ",%.3f,%.3f]", at[i].x, at[i].y);
	}
	put_array_close(b);
}

static void
put_link(struct buf *b, const struct network_overlap *o)
{
	put_array(b, NULL);
	buf_fmt(b, "%u,%u,%.4f]", o->a, o->b, o->share);
}

/* Those that are drawn come first, and again among the rest. */
static void
put_links(struct buf *b, const struct network *w,
    const struct network_overlap *drawn, size_t n)
{
	put_array(b, "links");
	for (size_t i = 0; i < n; i++)
		put_link(b, drawn + i);
	for (size_t i = 0; i < w->n_overlaps && i < AUDIENCES_LINKS; i++)
		put_link(b, w->overlaps + i);
	put_array_close(b);
	put_int(b, "drawn", (int64_t)n);
}

bool
audiences_put(const struct network *w, struct buf *b)
{
	struct network_overlap *drawn =
	    xreallocarray(NULL, w->n * LINES_EACH + 1, sizeof *drawn);
	size_t n = settle_overlaps(w, LINES_EACH, drawn);
	struct spot *at = xcalloc(w->n + 1, sizeof *at);
	bool ok = settle_nodes(w, drawn, n, at);

	put_nodes(b, w, at);
	put_links(b, w, drawn, n);
	free(drawn);
	free(at);
	return ok;
}
