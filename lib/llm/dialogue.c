/* Answers chat, one batch after the other. */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/when.h"
#include "llm/dialogue.h"
#include "llm/exchange.h"

enum {
	LOOK_MS = 10,            /* between two looks at the output's pipe */
	PATIENCE_MS = 60 * 1000, /* for the last of the chat */
	SAVE_MS = 30 * 1000,     /* between two writings of notes */
	STREAMS = 12             /* times an answer's time, for a stream */
};

struct dialogue {
	struct dialogue_settings set;
	struct mind *mind;
	struct exchange *answers, *memory;
	struct timer *look;
	struct retry retry;

	uint64_t mark;      /* in the output, behind the last reply */
	uint64_t n_denied;  /* messages that were kept away */
	int64_t heard_at;   /* the last word of anybody */
	int64_t not_before; /* after a failure */
	int64_t saved_at;
	bool all;             /* no more chat will come */
	bool over;            /* nothing more will be said */
	bool away, held_back; /* which was said */
	int status;
};

static struct mind_time
now(const struct dialogue *d)
{
	return (struct mind_time){ loop_now(d->set.loop), when_now() };
}

static void
wind_up(struct dialogue *d)
{
	if (d->over)
		return;
	d->over = true;
	timer_clear(d->look);
	exchange_cancel(d->memory);
	sink_end(d->set.sink);
}

/* Whether an answer is under way. */
static bool
is_busy(const struct dialogue *d)
{
	return exchange_is_busy(d->answers) || calls_wait(d->set.calls);
}

/* ---- answers ---- */

static void
on_say(void *ctx, const struct reply *reply)
{
	struct dialogue *d = ctx;

	record_put(&d->set.sink->buf, &reply_record, reply);
	sink_flush(d->set.sink);
	d->mark = sink_mark(d->set.sink);
}

static void
begin(struct dialogue *d, bool idle)
{
	struct mind_time t = now(d);
	struct asking *a = mind_begin(d->mind, idle, t);

	d->heard_at = t.now;
	if (a != NULL)
		exchange_send(d->answers, a, 0);
	else
		timer_set(d->look, 0);
}

static void
save_now_and_then(struct dialogue *d)
{
	int64_t t = loop_now(d->set.loop);

	if (t - d->saved_at < SAVE_MS)
		return;
	d->saved_at = t;
	mind_save(d->mind);
}

static void
fold(struct dialogue *d)
{
	struct asking *a;

	if (exchange_is_busy(d->memory))
		return;
	a = mind_fold(d->mind, now(d));
	if (a != NULL)
		exchange_send(d->memory, a, 0);
}

static void
succeed(struct dialogue *d)
{
	if (d->away)
		diag_note("the model answers again");
	d->away = false;
	d->not_before = 0;
	retry_up(&d->retry, loop_now(d->set.loop));
	d->heard_at = loop_now(d->set.loop);
	fold(d);
	save_now_and_then(d);
}

/* Not now: what is said meanwhile waits, longer and longer. */
static void
fail(struct dialogue *d)
{
	int64_t t = loop_now(d->set.loop);

	if (!d->away)
		diag_error("no answer: %s", mind_why(d->mind));
	d->away = true;
	d->not_before = t + retry_down(&d->retry, t);
}

static void
give_up(struct dialogue *d, int status)
{
	diag_error("%s: %s", asking_endpoint(mind_asking(d->mind))->model,
	    mind_why(d->mind));
	d->status = exit_worse(d->status, status);
	wind_up(d);
}

static void
on_returned(void *ctx, size_t i, struct str text, bool last)
{
	struct dialogue *d = ctx;

	mind_returned(d->mind, i, text);
	if (last)
		exchange_send(d->answers, mind_asking(d->mind), 0);
}

/* ---- what comes of it ---- */

static void
on_piece(void *ctx, struct str bytes)
{
	struct dialogue *d = ctx;

	mind_piece(d->mind, bytes, now(d));
}

static void
on_ended(void *ctx, long status, struct str body, const char *why)
{
	struct dialogue *d = ctx;
	int64_t wait;

	switch (mind_end(d->mind, status, body, why, now(d), &wait)) {
	case MIND_AGAIN:
		exchange_send(d->answers, mind_asking(d->mind), wait);
		return;
	case MIND_CALLS:
		calls_make(d->set.calls, &mind_asking(d->mind)->answer);
		return;
	case MIND_SPOKEN:
		succeed(d);
		break;
	case MIND_FAILED:
		fail(d);
		break;
	case MIND_DENIED:
		give_up(d, EXIT_DENIED);
		return;
	case MIND_FATAL:
		give_up(d, EXIT_SOME_FAILED);
		return;
	}
	timer_set(d->look, 0);
}

/* ---- the memory ---- */

static void
ignore_piece(void *ctx, struct str bytes)
{
	(void)ctx, (void)bytes;
}

static void
on_folded(void *ctx, long status, struct str body, const char *why)
{
	struct dialogue *d = ctx;
	int64_t wait;
	enum mind_step step =
	    mind_fold_end(d->mind, status, body, why, now(d), &wait);

	if (step == MIND_AGAIN)
		exchange_send(d->memory, mind_folding(d->mind), wait);
	else if (step != MIND_SPOKEN)
		diag_detail("no summary: %s", mind_why(d->mind));
	if (!exchange_is_busy(d->memory))
		timer_set(d->look, 0);
}

static bool
is_denied(struct dialogue *d, struct str text)
{
	struct str what;

	return d->set.mind->judge != NULL &&
	    rules_ask(d->set.mind->judge,
		&(struct rules_message){ .text = text, .paid = true },
		&what) != RULE_NONE;
}

/* ---- when to answer ---- */

static void
print_request(struct dialogue *d)
{
	struct asking *a = mind_begin(d->mind, false, now(d));

	if (a != NULL) {
		diag_detail("for %s", asking_endpoint(a)->url);
		asking_put_body(a, &d->set.sink->buf);
		buf_addc(&d->set.sink->buf, '\n');
	}
	wind_up(d);
}

/* Nobody waits for an answer. */
static void
be_idle(struct dialogue *d)
{
	struct mind_time t = now(d);
	int64_t wait = d->heard_at + d->set.idle_ms - t.now, may;

	if (d->all) {
		if (!exchange_is_busy(d->memory))
			wind_up(d);
		return;
	}
	if (d->set.idle_ms <= 0)
		return;
	may = mind_idle_wait(d->mind, t);
	if (may > wait)
		wait = may;
	if (d->not_before - t.now > wait)
		wait = d->not_before - t.now;
	if (wait <= 0 && !sink_reached(d->set.sink, d->mark))
		wait = LOOK_MS;
	if (wait > 0)
		timer_set(d->look, wait);
	else
		begin(d, true);
}

/* Chat waits, but must wait on. */
static void
hold(struct dialogue *d, int64_t wait)
{
	if (wait >= PATIENCE_MS && !d->held_back)
		diag_note("nothing can be asked for %lld min: a limit is met",
		    (long long)(wait / 60000));
	d->held_back = wait >= PATIENCE_MS;
	if (d->all && wait >= PATIENCE_MS) {
		d->status = exit_worse(d->status, EXIT_AWAY);
		wind_up(d);
	} else {
		timer_set(d->look, wait);
	}
}

/* One answer at a time, and none ahead of who reads them, but to what was paid
 * for: it goes before what waits there. */
static void
consider(void *ctx)
{
	struct dialogue *d = ctx;
	struct mind_time t = now(d);
	int64_t wait = mind_wait(d->mind, t);

	if (d->over || is_busy(d))
		return;
	timer_clear(d->look);
	if (wait == INT64_MAX) {
		be_idle(d);
		return;
	}
	if (d->not_before - t.now > wait)
		wait = d->not_before - t.now;
	if (wait <= 0 && !sink_reached(d->set.sink, d->mark) &&
	    !mind_is_owed(d->mind))
		wait = LOOK_MS;
	if (d->set.dry_run && d->all)
		print_request(d);
	else if (d->set.dry_run)
		return;
	else if (wait > 0)
		hold(d, wait);
	else
		begin(d, false);
}

/* ---- what comes ---- */

void
dialogue_hear(struct dialogue *d, const struct event *e)
{
	struct mind_time t = now(d);

	if (!choice_is_message(e)) {
		mind_hear(d->mind, e, t); /* moderation */
		return;
	}
	d->heard_at = t.now;
	if (is_denied(d, e->text) || is_denied(d, e->user))
		d->n_denied++;
	else
		mind_hear(d->mind, e, t);
}

/* What comes at once is answered at once. */
void
dialogue_heard(struct dialogue *d, bool all)
{
	d->all = all;
	if (!is_busy(d))
		timer_set(d->look, 0);
}

void
dialogue_stop(struct dialogue *d)
{
	bool busy = is_busy(d);

	exchange_cancel(d->answers);
	calls_drop(d->set.calls);
	if (busy)
		mind_give_up(d->mind, now(d));
	wind_up(d);
}

void
dialogue_put_ledger(const struct dialogue *d, struct buf *b)
{
	struct choice_counts n = mind_counts(d->mind);
	struct mind_tally t = mind_tally(d->mind);

	buf_fmt(b,
	    "in %llu = answered %llu + dropped %llu + held %llu; "
	    "replies %llu, excuses %llu, failures %llu",
	    (unsigned long long)(n.in + d->n_denied),
	    (unsigned long long)n.answered,
	    (unsigned long long)(n.dropped + d->n_denied),
	    (unsigned long long)n.held, (unsigned long long)t.replies,
	    (unsigned long long)t.excuses, (unsigned long long)t.failed);
	if (t.forgotten > 0)
		buf_fmt(b, ", turns forgotten %llu",
		    (unsigned long long)t.forgotten);
}

/* ---- begin and end ---- */

static void
open_exchanges(struct dialogue *d)
{
	struct exchange_settings x = { .loop = d->set.loop,
		.http = d->set.http,
		.answer_ms = d->set.timeout_ms,
		.stream_ms = d->set.timeout_ms * STREAMS,
		.piece = on_piece,
		.ended = on_ended,
		.ctx = d };

	d->answers = exchange_new(&x);
	x.answer_ms *= STREAMS;
	x.piece = ignore_piece;
	x.ended = on_folded;
	d->memory = exchange_new(&x);
	calls_set(d->set.calls,
	    &(struct calls_settings){ .loop = d->set.loop,
		.timeout_ms = d->set.call_timeout_ms,
		.returned = on_returned,
		.ctx = d });
}

static bool
open_mind(struct dialogue *d)
{
	struct mind_settings m = *d->set.mind;

	m.say = on_say;
	m.ctx = d;
	d->mind = mind_new(&m, d->set.ends);
	return d->mind != NULL;
}

struct dialogue *
dialogue_new(const struct dialogue_settings *set)
{
	struct dialogue *d = xcalloc(1, sizeof *d);

	d->set = *set;
	if (!open_mind(d)) {
		free(d);
		return NULL;
	}
	open_exchanges(d);
	d->look = timer_new(set->loop, consider, d);
	/* Without end: the stream is on. */
	retry_init(&d->retry,
	    (struct retry_rule){ .first_ms = 1000,
		.most_ms = 60000,
		.healthy_ms = 0,
		.max = INT32_MAX },
	    random_seed());
	d->heard_at = loop_now(set->loop);
	timer_set(d->look, 0);
	return d;
}

int
dialogue_free(struct dialogue *d)
{
	int status;

	if (d == NULL)
		return EXIT_OK;
	status = d->away ? exit_worse(d->status, EXIT_AWAY) : d->status;
	exchange_free(d->answers);
	exchange_free(d->memory);
	timer_free(d->look);
	mind_free(d->mind);
	free(d);
	return status;
}
