/*
 * graph.h - audiences as a web page wants them: the documents of
 * chzzk-timeline, one JSON object each.
 *
 * graph_put     {"updateTime", "nodes": [{id, name, follower, chat_count}],
 *               "links": [{source, target, inter, distance}]}: the nodes
 *               that have an overlap, most users first, and the overlaps,
 *               closest first.
 *               chat_count is distinct users, and distance is the overlap
 *               coefficient: larger is closer.
 * graph_related {"<id>": [{target, inter, distance}]}: of each node those
 *               close to it, closest first, in both directions.
 * graph_replays {"<number>": [{video_no, similarity, shared_users}]}: the same
 *               of replays, similarity being the Jaccard index.
 */
#ifndef CHZ_IMPORT_GRAPH_H
#define CHZ_IMPORT_GRAPH_H

#include "crowd/closest.h"
#include "crowd/rank.h"

/* `updated` is WHEN_UNKNOWN or the moment of updateTime, in Korean time.  The
 * overlaps are settled; their `each` is the length of a node's list. */
void graph_put(struct buf *, const struct ranking *, const struct closest *,
    int64_t updated);
void graph_related(
    struct buf *, const struct ranking *, const struct closest *);
void graph_replays(
    struct buf *, const struct ranking *, const struct closest *);

#endif
