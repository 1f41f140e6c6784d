/*
 * put.h - appends records to Redis Streams, and loses none.
 *
 * Records are gathered; put_push sends them in one go, and put_commit returns
 * when Redis has confirmed each.  What was not confirmed, because the
 * connection was lost or Redis was full or loading, is sent again for as long
 * as it takes: so an entry may be there twice, unless ids are remembered.
 *
 * An entry has one field, "record", the line.  https://redis.io/docs, Streams.
 */
#ifndef CHZ_REDIS_PUT_H
#define CHZ_REDIS_PUT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "redis/redis.h"

struct put_settings {
	const char *key;
	long shards;       /* streams KEY:{0}, KEY:{1}, ...; 0 is KEY alone */
	int64_t max_n;     /* entries to keep, about; 0 is all */
	int64_t max_age;   /* ms; 0 is for ever */
	int64_t window_ms; /* ids are remembered so long; 0: they are not */
	long replicas;     /* that must have a record before it is stored */
};

struct put {
	struct redis *redis;
	const struct put_settings *set;
	uint64_t stored, known; /* `known`: whose id was there already */
	uint64_t refused;
	/* private */
	struct put_batch {
		struct buf text; /* of the records, one behind the other */
		struct put_record {
			size_t at, line, id; /* `line` bytes, then `id` of the
						id */
			long shard;
		} * record;
		size_t n, cap;
	} now, sent, again; /* not yet sent; not answered; to be sent again */
};

/* Adds one; `id` may be absent, and is not remembered then.  Records with equal
 * `shard` texts are in one stream.  True when it is time to push. */
bool put_add(struct put *, struct str line, struct str id, struct str shard);
/* Sends what was added, and waits only for the answers to what was sent before,
 * so that Redis always has something to do.  False as put_commit. */
bool put_push(struct put *);
/* Waits for all answers.  False when some will not be stored; they stay, and
 * redis_status says why. */
bool put_commit(struct put *);
/* How many are not stored, as far as we know. */
size_t put_left(const struct put *);
void put_free(struct put *);

#endif
