/* The table of a cluster's keys. */
#include "record/cluster.h"
#include "record/table.h"

#define OF struct cluster
static const struct record_field fields[] = {
	{ TEXT(id), .always = true },
	{ TEXTS(members) },
	{ REAL(mean_similarity) },
};

const struct record_type cluster_record =
    RECORD("nodes whose users are alike", fields, "cluster");

struct cluster
cluster_blank(void)
{
	struct cluster c;

	record_clear(&cluster_record, &c);
	return c;
}
