/* Asks about one peak after the other. */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "llm/exchange.h"
#include "llm/recap.h"

struct recap {
	struct recap_settings set;
	struct digest *digest;
	struct exchange *answers;
	struct timer *look;
	bool all; /* no more peaks will come */
	bool over;
	int status;
};

static void
wind_up(struct recap *r)
{
	if (r->over)
		return;
	r->over = true;
	timer_clear(r->look);
	sink_end(r->set.sink);
}

static void
on_topic(void *ctx, const struct topic *t)
{
	struct recap *r = ctx;

	record_put(&r->set.sink->buf, &topic_record, t);
	sink_flush(r->set.sink);
}

/* One peak fails, the next may not; but without a key all do. */
static void
lose_topic(struct recap *r, enum asking_step step)
{
	struct asking *a = digest_asking(r->digest);

	diag_error("a peak has no title: %s", buf_text(&a->answer.message));
	r->status = exit_worse(r->status,
	    step == ASKING_DENIED       ? EXIT_DENIED
		: step == ASKING_FAILED ? EXIT_AWAY
					: EXIT_SOME_FAILED);
	if (step == ASKING_DENIED || step == ASKING_FATAL)
		wind_up(r);
}

static void
on_ended(void *ctx, long status, struct str body, const char *why)
{
	struct recap *r = ctx;
	int64_t wait;
	enum asking_step step = digest_end(
	    r->digest, status, body, why, loop_now(r->set.loop), &wait);

	if (step == ASKING_AGAIN) {
		exchange_send(r->answers, digest_asking(r->digest), wait);
		return;
	}
	if (step != ASKING_DONE)
		lose_topic(r, step);
	timer_set(r->look, 0);
}

static void
ask(void *ctx)
{
	struct recap *r = ctx;
	int64_t t = loop_now(r->set.loop), wait;

	if (r->over || exchange_is_busy(r->answers))
		return;
	if (digest_waiting(r->digest) == 0) {
		if (r->all)
			wind_up(r);
		return;
	}
	wait = endpoints_wait(r->set.digest.ends, r->set.digest.max_tokens, t);
	if (wait > 0)
		timer_set(r->look, wait);
	else
		exchange_send(r->answers, digest_begin(r->digest, t), 0);
}

struct recap *
recap_new(const struct recap_settings *set)
{
	struct recap *r = xcalloc(1, sizeof *r);

	r->set = *set;
	r->set.digest.tell = on_topic;
	r->set.digest.ctx = r;
	r->digest = digest_new(&r->set.digest);
	r->answers =
	    exchange_new(&(struct exchange_settings){ .loop = set->loop,
		.http = set->http,
		.answer_ms = set->timeout_ms,
		.ended = on_ended,
		.ctx = r });
	r->look = timer_new(set->loop, ask, r);
	return r;
}

void
recap_hear(struct recap *r, const struct event *e)
{
	digest_hear(r->digest, e);
}

bool
recap_add(struct recap *r, const struct peak *p)
{
	return digest_add(r->digest, p);
}

void
recap_heard(struct recap *r, bool all)
{
	r->all = all;
	if (!exchange_is_busy(r->answers))
		timer_set(r->look, 0);
}

size_t
recap_waiting(const struct recap *r)
{
	return digest_waiting(r->digest);
}

void
recap_stop(struct recap *r)
{
	exchange_cancel(r->answers);
	wind_up(r);
}

int
recap_free(struct recap *r)
{
	int status;

	if (r == NULL)
		return EXIT_OK;
	status = r->status;
	exchange_free(r->answers);
	timer_free(r->look);
	digest_free(r->digest);
	free(r);
	return status;
}
