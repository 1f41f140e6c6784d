/* The table of a node's keys. */
#include "record/node.h"
#include "record/table.h"

#define OF struct node
static const struct record_field fields[] = {
	{ TEXT(id), .always = true },
	{ TEXT(name) },
	{ NATURAL(users) },
	{ REAL(users_error) },
	{ NATURAL(messages) },
	{ NATURAL(followers) },
};

const struct record_type node_record =
    RECORD("a channel or a broadcast as a set of users", fields, "node");

struct node
node_blank(void)
{
	struct node n;

	record_clear(&node_record, &n);
	return n;
}
