/* Syncs a file system on a thread of its own. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/syncer.h"

struct syncer {
	pthread_t thread;
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t asked;
	bool wanted, ending;
	int error;
	int dir;
};

/* Waits until a sync is wanted; false when none is and none will be. */
static bool
await(struct syncer *s)
{
	bool wanted;

	pthread_mutex_lock(&s->mutex);
	while (!s->wanted && !s->ending)
		pthread_cond_wait(&s->asked, &s->mutex);
	wanted = s->wanted;
	s->wanted = false;
	pthread_mutex_unlock(&s->mutex);
	return wanted;
}

static void *
run(void *arg)
{
	struct syncer *s = arg;

	while (await(s)) {
		int error = syncfs(s->dir) == 0 ? 0 : errno;

		pthread_mutex_lock(&s->mutex);
		if (error != 0)
			s->error = error;
		pthread_mutex_unlock(&s->mutex);
	}
	return NULL;
}

/* Signals are the main thread's. */
static int
begin(struct syncer *s)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&s->thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

struct syncer *
syncer_new(int dir)
{
	struct syncer *s = xcalloc(1, sizeof *s);
	int error;

	s->dir = dir;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->asked, NULL);
	error = begin(s);
	if (error == 0)
		return s;
	free(s);
	errno = error;
	return NULL;
}

void
syncer_ask(struct syncer *s)
{
	pthread_mutex_lock(&s->mutex);
	s->wanted = true;
	pthread_cond_signal(&s->asked);
	pthread_mutex_unlock(&s->mutex);
}

int
syncer_error(struct syncer *s)
{
	int error;

	pthread_mutex_lock(&s->mutex);
	error = s->error;
	pthread_mutex_unlock(&s->mutex);
	return error;
}

void
syncer_free(struct syncer *s)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->mutex);
	s->ending = true;
	pthread_cond_signal(&s->asked);
	pthread_mutex_unlock(&s->mutex);
	pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->asked);
	free(s);
}
