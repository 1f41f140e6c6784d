/* Runs the threads that parse blocks. */
#include <pthread.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/sig.h"
#include "jsonl/pool.h"

/*
 * The tasks are a ring: `given` counts those given so far, `begun` those that
 * a thread has begun, `taken` those taken back.  taken <= begun <= given.
 */
struct pool {
	const struct scan_keys *keys;
	size_t max_record;
	const struct digester *digester;
	pthread_mutex_t lock; /* of all below, but not of a task's content */
	pthread_cond_t work, done;
	struct task *ring;
	size_t tasks, given, begun, taken;
	bool quit;
	pthread_t *thread;
	unsigned threads;
};

/* The next task to parse; NULL at the end. */
static struct task *
wait_for_work(struct pool *p)
{
	struct task *t = NULL;

	pthread_mutex_lock(&p->lock);
	while (p->begun == p->given && !p->quit)
		pthread_cond_wait(&p->work, &p->lock);
	if (!p->quit)
		t = &p->ring[p->begun++ % p->tasks];
	pthread_mutex_unlock(&p->lock);
	return t;
}

static void *
work(void *ctx)
{
	struct pool *p = ctx;
	struct parser *parser = parser_new(p->keys, p->max_record, p->digester);
	struct task *t;

	while ((t = wait_for_work(p)) != NULL) {
		parser_run(parser, t->block.p, t->block.n, &t->batch);
		pthread_mutex_lock(&p->lock);
		t->state = TASK_DONE;
		pthread_cond_signal(&p->done);
		pthread_mutex_unlock(&p->lock);
	}
	parser_free(parser);
	return NULL;
}

static void
start_threads(void *ctx)
{
	struct pool *p = ctx;
	unsigned wanted = p->threads;

	for (p->threads = 0; p->threads < wanted; p->threads++)
		if (pthread_create(&p->thread[p->threads], NULL, work, p) != 0)
			break;
}

struct pool *
pool_new(const struct scan_keys *keys, size_t max_record,
    const struct digester *digester, unsigned threads)
{
	struct pool *p = xcalloc(1, sizeof *p);

	p->keys = keys;
	p->max_record = max_record;
	p->digester = digester;
	p->threads = threads;
	p->thread = xcalloc(threads, sizeof *p->thread);
	p->tasks = threads + 2; /* one being read, one being used */
	p->ring = xcalloc(p->tasks, sizeof *p->ring);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->done, NULL);
	sig_shield(start_threads, p);
	if (p->threads == 0) {
		pool_free(p);
		return NULL;
	}
	return p;
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->quit = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->threads; i++)
		pthread_join(p->thread[i], NULL);
	for (size_t i = 0; i < p->tasks; i++) {
		batch_free(&p->ring[i].batch);
		free(p->ring[i].mem);
	}
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->work);
	pthread_cond_destroy(&p->done);
	free(p->ring);
	free(p->thread);
	free(p);
}

struct task *
pool_spare(struct pool *p)
{
	struct task *t = &p->ring[p->given % p->tasks];

	/* Only the owner makes a task spare, or no longer so. */
	return p->given - p->taken < p->tasks && t->state == TASK_SPARE ? t
									: NULL;
}

void
pool_give(struct pool *p, struct task *t)
{
	pthread_mutex_lock(&p->lock);
	t->state = TASK_WAITING;
	p->given++;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
}

struct task *
pool_take(struct pool *p)
{
	struct task *t = &p->ring[p->taken % p->tasks];

	if (pool_is_idle(p))
		return NULL;
	pthread_mutex_lock(&p->lock);
	while (t->state != TASK_DONE)
		pthread_cond_wait(&p->done, &p->lock);
	p->taken++;
	pthread_mutex_unlock(&p->lock);
	return t;
}

void
pool_return(struct pool *p, struct task *t)
{
	pthread_mutex_lock(&p->lock);
	t->state = TASK_SPARE;
	pthread_mutex_unlock(&p->lock);
}

bool
pool_is_idle(const struct pool *p)
{
	return p->taken == p->given;
}
