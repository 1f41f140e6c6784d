/*
 * crowd.h - who was where: the audiences of channels or broadcasts, gathered
 * from messages in any order.
 *
 * A node is a channel or a broadcast, whichever the caller keys by.  Gather
 * with crowd_node, crowd_heard and crowd_seen; then crowd_rank (rank.h) for
 * the audiences or crowd_give (state.h) for what can be merged later.  What
 * was gathered does not depend on the order of the messages.
 */
#ifndef CHZ_CROWD_CROWD_H
#define CHZ_CROWD_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intern.h"
#include "core/when.h"
#include "crowd/people.h"
#include "crowd/postings.h"
#include "crowd/sketch.h"

/* A display name, and how many messages carry it. */
struct crowd_name {
	struct str text;
	uint64_t messages;
};

/* What is known of a node beside its audience. */
struct crowd_node {
	struct crowd_name *names; /* absent text: messages without a name */
	uint32_t n_names, names_cap, last_name;
	int64_t followers;    /* the most that were reported, or -1 */
	int64_t first, last;  /* moments of its messages, or WHEN_UNKNOWN */
	struct sketch sketch; /* in place of postings where they are not kept */
};

struct crowd_settings {
	bool counted;    /* keep how often each user spoke at each node */
	uint32_t sketch; /* keep sketches of this size instead of everyone */
};

enum { CROWD_BATCH = 64, CROWD_RECENT = 1024 };

/* A node by its 128-bit id, to spare the look-up by text. */
struct crowd_recent {
	struct id128 id;
	uint32_t number; /* + 1; 0 is empty */
};

struct crowd {
	struct crowd_settings settings;
	struct intern ids; /* of nodes; a node's number is its place here */
	struct crowd_recent recent[CROWD_RECENT];
	struct crowd_node *nodes;
	size_t nodes_cap;
	struct people people;
	struct postings postings;
	struct arena texts; /* the names */
	/* visits whose user is still to be looked up */
	struct id128 id[CROWD_BATCH];
	uint32_t node[CROWD_BATCH], times[CROWD_BATCH];
	uint32_t waiting;
};

struct crowd *crowd_new(const struct crowd_settings *);

/* A node's number, from 0. */
uint32_t crowd_node(struct crowd *, struct str id);
/* `messages` messages at a node, under that display name if any. */
void crowd_heard(
    struct crowd *, uint32_t node, struct str name, uint64_t messages);
/* `messages` messages of one user at a node; the id is not empty. */
void crowd_seen(
    struct crowd *, uint32_t node, struct str user, uint32_t messages);
/* The same for a user of a sketch. */
void crowd_seen_hash(struct crowd *, uint32_t node, uint64_t hash);
/* A node was live at that moment. */
void crowd_moment(struct crowd *, uint32_t node, int64_t ms);
void crowd_followers(struct crowd *, uint32_t node, int64_t followers);

/* All its messages; the name that most of them carry, the first by bytes
 * among equals. */
uint64_t crowd_messages(const struct crowd *, uint32_t node);
struct str crowd_name(const struct crowd *, uint32_t node);
/* The moment of the newest message of all, or WHEN_UNKNOWN. */
int64_t crowd_newest(const struct crowd *);

/* Ends gathering: people and folded lists are complete.  Where sketches are
 * kept, the people are those in a sketch, so that the lists still show which
 * nodes may share someone. */
void crowd_settle(struct crowd *);

void crowd_free(struct crowd *);

#endif
