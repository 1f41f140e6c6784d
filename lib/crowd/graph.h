/*
 * graph.h - audiences as a web page wants them: the documents of
 * chzzk-timeline, one JSON object each.
 *
 * graph_put     {"updateTime", "nodes": [{id, name, follower, chat_count}],
 *               "links": [{source, target, inter, distance}]}: the linked
 *               nodes, most users first, and the links, closest first.
 *               chat_count is distinct users, and distance is the overlap
 *               coefficient: larger is closer.
 * graph_related {"<id>": [{target, inter, distance}]}: of each node those
 *               close to it, closest first, in both directions.
 * graph_replays {"<video>": [{video_no, similarity, shared_users}]}: the same
 *               of replays, similarity being the Jaccard index.
 */
#ifndef CHZ_CROWD_GRAPH_H
#define CHZ_CROWD_GRAPH_H

#include "crowd/closest.h"
#include "crowd/rank.h"

/* `updated` is WHEN_UNKNOWN or the moment that updateTime says, in Korean
 * time.  The links are settled; their `each` is the length of a node's list. */
void graph_put(struct buf *, const struct ranking *, const struct closest *,
    int64_t updated);
void graph_related(
    struct buf *, const struct ranking *, const struct closest *);
void graph_replays(
    struct buf *, const struct ranking *, const struct closest *);

#endif
