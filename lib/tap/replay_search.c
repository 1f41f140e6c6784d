/* Lists the replays of a channel. */
#include <stdio.h>
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "record/replay.h"
#include "tap/replay_search.h"

enum { ROWS = 30, PAGES_MAX = 1000 };

static void go_on(struct replay_search *);

static bool
failed(struct replay_search *r, const struct http_answer *a,
    enum chzzk_result result, int64_t video_no)
{
	struct buf why = { 0 };
	int status = web_fault(r->web, a, result, &why);

	if (status != EXIT_OK && video_no >= 0)
		diag_error(
		    "replay %lld: %s", (long long)video_no, buf_text(&why));
	else if (status != EXIT_OK)
		diag_error("%s: %s", r->channel_id, buf_text(&why));
	r->status = exit_worse(r->status, status);
	buf_free(&why);
	return status != EXIT_OK;
}

void
replay_search_put(struct buf *b, const struct chzzk_replay *v)
{
	char stream[32], number[24];

	snprintf(number, sizeof number, "%lld", (long long)v->video_no);
	snprintf(stream, sizeof stream, "vod_%s", number);
	record_put(b, &replay_record,
	    &(struct replay){ .platform = STR(CHZZK_NAME),
		.channel_id = v->channel_id,
		.channel = v->channel,
		.stream_id = str_of(stream),
		.video_no = str_of(number),
		.title = v->title,
		.category = v->category,
		.thumbnail = v->thumbnail,
		.tags = v->tags,
		.start = v->opened_at,
		.end = v->closed_at });
}

static void
on_replay(void *ctx, const struct http_answer *a)
{
	struct replay_search *r = ctx;
	struct chzzk_replay v = { 0 };
	enum chzzk_result result = chzzk_read_replay(r->web->api, a->body, &v);

	if (!failed(r, a, result, r->numbers[r->next++]))
		replay_search_put(r->out, &v);
	go_on(r);
}

static void
on_row(void *arg, const struct chzzk_replay *v)
{
	struct replay_search *r = arg;

	if (v->published_at != WHEN_UNKNOWN && v->published_at < r->since) {
		r->more = false;
		return;
	}
	if (!v->was_live)
		return;
	MEM_RESERVE(r->numbers, r->cap, r->n + 1);
	r->numbers[r->n++] = v->video_no;
}

static void
on_page(void *ctx, const struct http_answer *a)
{
	struct replay_search *r = ctx;
	int64_t pages = 0;
	enum chzzk_result result;

	r->n = r->next = 0;
	r->more = true;
	result = chzzk_read_replays(r->web->api, a->body, on_row, r, &pages);
	r->page++;
	if (failed(r, a, result, RECORD_UNKNOWN) || r->page >= pages ||
	    r->page >= PAGES_MAX)
		r->more = false;
	go_on(r);
}

/* The start of a broadcast is in the details only: the next of them, the next
 * page, or the end. */
static void
go_on(struct replay_search *r)
{
	const struct web_manner manner = { .good = web_is_filled };
	struct buf url = { 0 };

	if (r->next < r->n) {
		chzzk_url_replay(&url, r->web->api_url, r->numbers[r->next]);
		web_get(r->web, buf_text(&url), &manner, on_replay, r);
	} else if (r->more) {
		chzzk_url_replays(&url, r->web->api_url, str_of(r->channel_id),
		    r->page, ROWS);
		web_get(r->web, buf_text(&url), &manner, on_page, r);
	} else {
		r->done(r->ctx);
	}
	buf_free(&url);
}

void
replay_search_start(struct replay_search *r, struct web *web, struct buf *out,
    struct str channel_id, int64_t since, void (*done)(void *ctx), void *ctx)
{
	*r = (struct replay_search){ .web = web,
		.out = out,
		.channel_id = xstrndup(channel_id.p, channel_id.n),
		.since = since,
		.more = true,
		.done = done,
		.ctx = ctx };
	go_on(r);
}

void
replay_search_free(struct replay_search *r)
{
	free(r->channel_id);
	free(r->numbers);
}
