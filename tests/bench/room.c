/*
 * room - many members of many rooms, who all talk.
 *
 *	room URL CLIENTS ROOMS RATE SECONDS PID
 *
 * URL is ws://HOST:PORT; RATE messages a second in all.  Prints how many were
 * sent and heard, how late they were heard, and what the process PID took of
 * the processor, without the first two seconds; and its memory at most.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/num.h"
#include "jsonl/put.h"
#include "net/ws.h"

enum { WARM_UP_MS = 2000, TICK_MS = 10, JOINING = 50 /* at once */ };

struct bench {
	struct loop *loop;
	const char *url;
	struct guest *guests;
	size_t n, joined, asked, next;
	unsigned rooms;
	double rate, owed, begun, seconds;
	struct timer *tick;
	uint64_t sent, heard, refused;
	const char *pid;
	double warm, cold; /* when the process was looked at ... */
	double before,
	    after; /* ... and its seconds of the processor until then */
	double *late;
	size_t n_late, cap;
};

struct guest {
	struct bench *bench;
	struct ws *ws;
	bool open;
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Seconds of the processor that a process has had. */
static double
spent(const char *pid)
{
	char path[64], line[1024] = "";
	unsigned long user = 0, system = 0;
	const char *rest;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) != NULL &&
	    (rest = strrchr(line, ')')) != NULL)
		sscanf(rest + 2,
		    "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		    &user, &system);
	fclose(f);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static unsigned long
most_kib(const char *pid)
{
	char path[64], line[256];
	unsigned long kib = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%s/status", pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		sscanf(line, "VmHWM: %lu", &kib);
	if (f != NULL)
		fclose(f);
	return kib;
}

static void
on_open(void *ctx)
{
	struct guest *g = ctx;

	g->open = true;
	g->bench->joined++;
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	struct bench *b = ((struct guest *)ctx)->bench;
	const char *at = memmem(data.p, data.n, "\"at ", 4);
	double now = now_ms();

	(void)binary;
	if (at == NULL) {
		b->refused++;
		return;
	}
	b->heard++;
	if (now - b->begun < WARM_UP_MS)
		return;
	MEM_RESERVE(b->late, b->cap, b->n_late + 1);
	b->late[b->n_late++] = now - strtod(at + 4, NULL);
}

static void
on_closed(void *ctx, const struct ws_end *end)
{
	struct guest *g = ctx;

	fprintf(stderr, "room: %s\n", end->why);
	g->open = false;
}

static void
join(struct bench *b, size_t i)
{
	struct guest *g = &b->guests[i];
	struct buf url = { 0 };

	g->bench = b;
	buf_fmt(&url, "%s/v1/session/chat?sid=room%zu&role=u%zu", b->url,
	    i % b->rooms, i);
	g->ws = ws_open(b->loop,
	    &(struct ws_settings){ .url = buf_text(&url),
		.opened = on_open,
		.message = on_message,
		.closed = on_closed,
		.ctx = g });
	buf_free(&url);
}

static void
say(struct bench *b, struct guest *g)
{
	struct buf text = { 0 };

	buf_fmt(&text,
	    "{\"hd\":{\"event\":\"chat.message\"},\"bd\":{\"text\":\"at %.3f "
	    "안녕하세요 오늘 방송 재미있네요\"}}",
	    now_ms());
	b->sent += ws_send(g->ws, buf_view(&text));
	buf_free(&text);
}

/* Who is not there yet is asked in, some at a time; then all talk in turn. */
static void
on_tick(void *ctx)
{
	struct bench *b = ctx;

	while (b->asked < b->n && b->asked < b->joined + JOINING)
		join(b, b->asked++);
	if (b->joined < b->n)
		return;
	if (b->begun == 0)
		b->begun = now_ms();
	if (b->warm == 0 && now_ms() - b->begun >= WARM_UP_MS) {
		b->warm = now_ms();
		b->before = spent(b->pid);
	}
	if (now_ms() - b->begun > b->seconds * 1000 + 2000)
		loop_stop(b->loop);
	if (now_ms() - b->begun > b->seconds * 1000) {
		if (b->cold == 0) {
			b->cold = now_ms();
			b->after = spent(b->pid);
		}
		return;
	}
	b->owed = (now_ms() - b->begun) / 1000 * b->rate;
	while ((double)b->sent < b->owed) {
		struct guest *g = &b->guests[b->next++ % b->n];

		if (g->open)
			say(b, g);
	}
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
report(struct bench *b)
{
	qsort(b->late, b->n_late, sizeof *b->late, by_size);
	printf("sent %llu, heard %llu (%.1f each), refused %llu\n",
	    (unsigned long long)b->sent, (unsigned long long)b->heard,
	    (double)b->heard / (double)b->sent, (unsigned long long)b->refused);
	if (b->n_late > 0)
		printf("late by: half %.1f ms, 99%% %.1f ms, most %.1f ms\n",
		    b->late[b->n_late / 2], b->late[b->n_late * 99 / 100],
		    b->late[b->n_late - 1]);
	printf("the process: %.0f %% of a core, %lu KiB\n",
	    (b->after - b->before) / (b->cold - b->warm) * 1e5,
	    most_kib(b->pid));
}

int
main(int argc, char *argv[])
{
	struct bench b = { 0 };

	if (argc != 7)
		return 2;
	b.url = argv[1];
	b.n = strtoul(argv[2], NULL, 10);
	b.rooms = (unsigned)strtoul(argv[3], NULL, 10);
	b.rate = strtod(argv[4], NULL);
	b.seconds = strtod(argv[5], NULL);
	b.pid = argv[6];
	b.guests = xcalloc(b.n, sizeof *b.guests);
	b.loop = loop_new();
	b.tick = timer_new(b.loop, on_tick, &b);
	timer_every(b.tick, TICK_MS);
	loop_run(b.loop);
	report(&b);
	for (size_t i = 0; i < b.n; i++)
		ws_free(b.guests[i].ws);
	timer_free(b.tick);
	loop_free(b.loop);
	free(b.guests);
	free(b.late);
	return 0;
}
