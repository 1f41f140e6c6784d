/*
 * pool.h - threads that parse blocks.
 *
 * One thread, the owner, reads blocks, gives them to the pool and takes them
 * back in the order in which it gave them, parsed.  Waiting for input, signals
 * and messages stay with the owner; the threads touch nothing but the blocks
 * they are given.
 *
 *	while ((t = pool_spare(p)) != NULL && fill(t))
 *		pool_give(p, t);
 *	t = pool_take(p);      the oldest, when it is done
 *	use(t->batch);
 *	pool_return(p, t);
 */
#ifndef CHZ_JSONL_POOL_H
#define CHZ_JSONL_POOL_H

#include "jsonl/batch.h"

/* A block on its way; the owner fills in `block`, and `mem`, which it is in. */
struct task {
	char *mem;
	size_t room;
	struct str block;
	struct batch batch; /* filled in by the pool */
	/* private */
	enum { TASK_SPARE, TASK_WAITING, TASK_DONE } state;
};

struct pool;

/* NULL when the system has no thread to give. */
struct pool *pool_new(const struct scan_keys *, size_t max_record,
    const struct digester *, unsigned threads);
/* Waits for the threads; accepts NULL. */
void pool_free(struct pool *);

/* A task to fill, the same until it is given; NULL when all are under way. */
struct task *pool_spare(struct pool *);
void pool_give(struct pool *, struct task *);
/* The oldest given one, when it is parsed; NULL when there is none. */
struct task *pool_take(struct pool *);
void pool_return(struct pool *, struct task *);
/* Whether no task is under way. */
bool pool_is_idle(const struct pool *);

#endif
