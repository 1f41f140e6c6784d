/* Decompresses a stream on a thread of its own. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zstd.h>

#include "core/mem.h"
#include "core/sig.h"
#include "jsonl/unzstd.h"

enum {
	BLOCKS = 8,
	BLOCK = 128 * 1024,  /* as much as zstd makes at once */
	FEW = BLOCKS / 2,    /* blocks that are worth waking the other for */
	PACKED = 128 * 1024, /* compressed bytes read at once */
	WINDOW_LOG = 27      /* 128 MiB */
};

struct block {
	char *p;
	size_t n;
};

struct unzstd {
	int fd;
	ZSTD_DStream *zstd; /* this and the next four are the thread's */
	char *packed;
	ZSTD_inBuffer in; /* what of `packed` is still to be taken */
	size_t hint;      /* 0 at the end of a frame */
	bool held;        /* zstd may hold bytes that had no room */

	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t room;
	struct block ring[BLOCKS];
	unsigned long filled, emptied; /* blocks so far */
	bool waiting;                  /* the reader, for `ready` */
	bool ended;
	const char *why;

	size_t at; /* bytes taken from the oldest block; the reader's */
	int ready; /* an eventfd: look again */
	int quit;  /* an eventfd: no more is wanted */
};

static void
set_event(int fd)
{
	const uint64_t one = 1;

	/* EAGAIN: the counter is full, so it is set. */
	while (write(fd, &one, sizeof one) < 0 && errno != EAGAIN)
		;
}

/* Wakes the reader if it waits and there are `few` blocks for it.  To be woken
 * for each block costs more than the block, and keeps both threads on one
 * processor. */
static void
wake_reader(struct unzstd *u, unsigned long few)
{
	bool wake;

	pthread_mutex_lock(&u->lock);
	wake = u->waiting && (u->ended || u->filled - u->emptied >= few);
	if (wake)
		u->waiting = false;
	pthread_mutex_unlock(&u->lock);
	if (wake)
		set_event(u->ready);
}

/* Whether compressed bytes, or the end, are there now. */
static bool
more_is_there(const struct unzstd *u)
{
	struct pollfd pfd = { .fd = u->fd, .events = POLLIN };

	return u->held || u->in.pos < u->in.size || poll(&pfd, 1, 0) != 0;
}

/* Compressed bytes; 0 at the end, and when no more are wanted. */
static ssize_t
read_packed(struct unzstd *u)
{
	struct pollfd fds[2] = { { .fd = u->fd, .events = POLLIN },
		{ .fd = u->quit, .events = POLLIN } };
	ssize_t n;

	do {
		if (poll(fds, 2, 0) == 0) {
			wake_reader(u, 1);
			poll(fds, 2, -1);
		}
		if (fds[1].revents != 0)
			return 0;
		n = read(u->fd, u->packed, PACKED);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n;
}

/* Waits for a free block; NULL when no more are wanted. */
static struct block *
free_block(struct unzstd *u)
{
	struct block *b;

	pthread_mutex_lock(&u->lock);
	while (u->filled - u->emptied == BLOCKS && !u->ended)
		pthread_cond_wait(&u->room, &u->lock);
	b = u->ended ? NULL : &u->ring[u->filled % BLOCKS];
	pthread_mutex_unlock(&u->lock);
	return b;
}

static void
hand_on(struct unzstd *u, const struct block *b)
{
	if (b->n == 0)
		return;
	pthread_mutex_lock(&u->lock);
	u->filled++;
	pthread_mutex_unlock(&u->lock);
	wake_reader(u, FEW);
}

/* Fills a block as far as it goes without waiting.  NULL when there will be
 * more, "" at the end, or why there is none. */
static const char *
fill(struct unzstd *u, struct block *b)
{
	ZSTD_outBuffer out = { b->p, BLOCK, 0 };

	do {
		if (u->in.pos == u->in.size && !u->held) {
			ssize_t n = read_packed(u);

			if (n < 0)
				return strerror(errno);
			if (n == 0)
				return u->hint == 0
				    ? ""
				    : "zstd: the file is cut short";
			u->in = (ZSTD_inBuffer){ u->packed, (size_t)n, 0 };
		}
		u->hint = ZSTD_decompressStream(u->zstd, &out, &u->in);
		u->held = out.pos == BLOCK && u->hint != 0;
		b->n = out.pos;
		if (ZSTD_isError(u->hint))
			return ZSTD_getErrorName(u->hint);
	} while (out.pos < BLOCK && (out.pos == 0 || more_is_there(u)));
	return NULL;
}

static void *
run(void *ctx)
{
	struct unzstd *u = ctx;
	const char *why = NULL;
	struct block *b;

	while (why == NULL && (b = free_block(u)) != NULL) {
		b->n = 0;
		why = fill(u, b);
		hand_on(u, b);
	}
	pthread_mutex_lock(&u->lock);
	u->ended = true;
	if (why != NULL && why[0] != '\0')
		u->why = why;
	pthread_mutex_unlock(&u->lock);
	wake_reader(u, 0);
	return NULL;
}

static void
start_thread(void *ctx)
{
	struct unzstd *u = ctx;

	errno = pthread_create(&u->thread, NULL, run, u);
}

static void
free_all(struct unzstd *u)
{
	int saved = errno;

	for (int i = 0; i < BLOCKS; i++)
		free(u->ring[i].p);
	if (u->ready >= 0)
		close(u->ready);
	if (u->quit >= 0)
		close(u->quit);
	pthread_mutex_destroy(&u->lock);
	pthread_cond_destroy(&u->room);
	ZSTD_freeDStream(u->zstd);
	free(u->packed);
	free(u);
	errno = saved;
}

struct unzstd *
unzstd_open(int fd, const char *head, size_t n)
{
	struct unzstd *u = xcalloc(1, sizeof *u);

	u->fd = fd;
	u->packed = xmalloc(PACKED);
	memcpy(u->packed, head, n);
	u->in = (ZSTD_inBuffer){ u->packed, n, 0 };
	for (int i = 0; i < BLOCKS; i++)
		u->ring[i].p = xmalloc(BLOCK);
	pthread_mutex_init(&u->lock, NULL);
	pthread_cond_init(&u->room, NULL);
	u->ready = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	u->quit = eventfd(0, EFD_CLOEXEC);
	u->zstd = ZSTD_createDStream();
	if (u->ready >= 0 && u->quit >= 0) {
		errno = ENOMEM;
		if (u->zstd != NULL) {
			ZSTD_DCtx_setParameter(
			    u->zstd, ZSTD_d_windowLogMax, WINDOW_LOG);
			sig_shield(start_thread, u);
		}
		if (u->zstd != NULL && errno == 0)
			return u;
	}
	free_all(u);
	return NULL;
}

/* The oldest block, NULL when there is none yet; *ended when none will come.
 * If it is to `wait`, `ready` will be set when there is more to see. */
static struct block *
oldest(struct unzstd *u, bool wait, bool *ended)
{
	struct block *b = NULL;

	pthread_mutex_lock(&u->lock);
	if (u->filled > u->emptied)
		b = &u->ring[u->emptied % BLOCKS];
	*ended = b == NULL && u->ended;
	u->waiting = wait && b == NULL && !u->ended;
	pthread_mutex_unlock(&u->lock);
	return b;
}

static void
free_oldest(struct unzstd *u)
{
	u->at = 0;
	pthread_mutex_lock(&u->lock);
	u->emptied++;
	if (u->filled - u->emptied <= BLOCKS - FEW)
		pthread_cond_signal(&u->room);
	pthread_mutex_unlock(&u->lock);
}

ssize_t
unzstd_read(
    struct unzstd *u, char *p, size_t n, int (*idle)(void *ctx), void *ctx)
{
	struct block *b;
	uint64_t count;
	bool ended;

	while ((b = oldest(u, true, &ended)) == NULL && !ended) {
		if (!sig_await(u->ready, idle, ctx))
			return 0;
		(void)!read(u->ready, &count, sizeof count);
	}
	if (b == NULL)
		return u->why != NULL ? -1 : 0;
	if (n > b->n - u->at)
		n = b->n - u->at;
	memcpy(p, b->p + u->at, n);
	u->at += n;
	if (u->at == b->n)
		free_oldest(u);
	return (ssize_t)n;
}

bool
unzstd_ready(struct unzstd *u)
{
	bool ended;

	return oldest(u, false, &ended) != NULL || ended;
}

const char *
unzstd_why(const struct unzstd *u)
{
	return u->why;
}

void
unzstd_close(struct unzstd *u)
{
	if (u == NULL)
		return;
	pthread_mutex_lock(&u->lock);
	u->ended = true;
	pthread_cond_signal(&u->room);
	pthread_mutex_unlock(&u->lock);
	set_event(u->quit);
	pthread_join(u->thread, NULL);
	free_all(u);
}
