/* Gathers messages in both forms, and sends them to all. */
#include <stdlib.h>

#include "core/mem.h"
#include "net/fanout.h"

struct fanout {
	struct loop *loop;
	const char *run;
	struct fanout_end {
		struct server_peer *page;   /* or NULL, and then */
		struct server_call *reader; /* this */
	} * at;
	size_t n, cap;
	struct buf pages, events; /* that wait to go out, in both forms */
	struct timer *gather, *alive;
	int64_t sent_ms;
};

void
fanout_put_page(struct buf *b, struct str message)
{
	buf_addc(b, b->n == 0 ? '[' : ',');
	buf_str(b, message);
}

void
fanout_end_page(struct buf *b)
{
	buf_addc(b, ']');
}

void
fanout_put_event(
    const struct fanout *f, struct buf *b, int64_t id, struct str message)
{
	if (id > 0)
		buf_fmt(b, "id: %s-%lld\n", f->run, (long long)id);
	else
		buf_adds(b, "event: greeting\n");
	buf_fmt(b, "data: %.*s\n\n", STR_ARG(message));
}

static void
drop(struct fanout *f, size_t i)
{
	f->at[i] = f->at[--f->n];
}

static void
send_to_all(struct fanout *f, struct str page, struct str events)
{
	for (size_t i = f->n; i-- > 0;) {
		struct server_call *reader = f->at[i].reader;

		if (reader == NULL ? server_send(f->at[i].page, page)
				   : server_put(reader, events))
			continue;
		if (reader != NULL)
			server_hang_up(reader);
		drop(f, i);
	}
}

static void
on_gathered(void *ctx)
{
	fanout_flush(ctx);
}

static void
on_alive(void *ctx)
{
	send_to_all(ctx, STR("[]"), STR(":\n\n"));
}

struct fanout *
fanout_new(struct loop *loop, const char *run)
{
	struct fanout *f = xcalloc(1, sizeof *f);

	f->loop = loop;
	f->run = run;
	f->gather = timer_new(loop, on_gathered, f);
	f->alive = timer_new(loop, on_alive, f);
	timer_every(f->alive, FANOUT_ALIVE_MS);
	return f;
}

void
fanout_free(struct fanout *f)
{
	if (f == NULL)
		return;
	timer_free(f->gather);
	timer_free(f->alive);
	buf_free(&f->pages);
	buf_free(&f->events);
	free(f->at);
	free(f);
}

void
fanout_send(struct fanout *f, int64_t id, struct str message)
{
	int64_t wait = f->sent_ms + FANOUT_MS - loop_now(f->loop);

	if (f->n == 0)
		return;
	if (f->pages.n == 0)
		timer_set(f->gather, wait > 0 ? wait : 0);
	fanout_put_page(&f->pages, message);
	fanout_put_event(f, &f->events, id, message);
}

void
fanout_flush(struct fanout *f)
{
	if (f->pages.n == 0)
		return;
	fanout_end_page(&f->pages);
	send_to_all(f, buf_view(&f->pages), buf_view(&f->events));
	f->pages.n = f->events.n = 0;
	f->sent_ms = loop_now(f->loop);
}

static void
add(struct fanout *f, struct fanout_end end)
{
	MEM_RESERVE(f->at, f->cap, f->n + 1);
	f->at[f->n++] = end;
}

void
fanout_add_page(struct fanout *f, struct server_peer *page)
{
	add(f, (struct fanout_end){ .page = page });
}

void
fanout_add_reader(struct fanout *f, struct server_call *reader)
{
	add(f, (struct fanout_end){ .reader = reader });
}

void
fanout_remove(struct fanout *f, const void *whose)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].page == whose || f->at[i].reader == whose) {
			drop(f, i);
			return;
		}
}
