/*
 * report.h - a ranked crowd as node and overlap records, or as one of the
 * documents of graph.h.
 */
#ifndef CHZ_CROWD_REPORT_H
#define CHZ_CROWD_REPORT_H

#include <stdbool.h>

#include "crowd/crowd.h"
#include "crowd/rank.h"
#include "jsonl/out.h"

enum report_format {
	REPORT_JSONL = 1,
	REPORT_GRAPH,
	REPORT_RELATED, /* of channels */
	REPORT_REPLAYS  /* the same of broadcasts */
};
/* Their words; both REPORT_RELATED and REPORT_REPLAYS are "related". */
extern const char *const report_formats[];

struct report {
	enum report_format format;
	double min_jaccard, min_overlap;
	size_t top;    /* the closest pairs only; 0 is all */
	uint32_t each; /* the closest of each node only; 0 is all */
	bool focused;  /* only pairs with ranking.focus */
};

/*
 * Writes it.  JSONL: the nodes by id, then the overlaps by a, then b, each as
 * soon as it is counted; with `top` or `each`, closest first.
 */
void report_put(const struct report *, const struct crowd *,
    const struct ranking *, struct out *);

#endif
