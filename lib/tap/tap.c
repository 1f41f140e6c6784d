/* A tap: finds its broadcast, looks after it, and decides when it is over. */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "tap/tap.h"

enum { FIRST_TRIES = 5 }; /* until a channel was reached once */

const char tap_another[] = "a new broadcast";

/* Remembers the record of a broadcast whose title is known, for when its chat
 * is joined. */
static void
remember(struct tap *c, const struct live *live)
{
	struct live full = *live;

	if (live->title.n == 0)
		return;
	full.platform = str_of(c->platform->name);
	full.channel_id = str_of(c->channel_id);
	full.channel = str_of(c->channel);
	full.stream_id = str_of(c->stream_id);
	full.opened_at = c->opened_at;
	full.status = LIVE_OPEN;
	c->about.n = 0;
	record_put(&c->about, &live_record, &full);
}

static void
adopt(struct tap *c, const struct live *live)
{
	if (live->channel.p != NULL)
		tap_set_text(&c->channel, live->channel);
	if (live->stream_id.p != NULL)
		tap_set_text(&c->stream_id, live->stream_id);
	if (live->opened_at != WHEN_UNKNOWN)
		c->opened_at = live->opened_at;
	if (live->chat_channel_id.p != NULL)
		tap_set_text(&c->chat_id, live->chat_channel_id);
	remember(c, live);
}

/* Another tap, that is gone, had this broadcast until then. */
static void
take_over(struct tap *c, int64_t heard_at)
{
	c->announced = c->lost = true;
	catchup_lost(&c->catchup, heard_at);
}

/* What was taken over has ended meanwhile, and what is there now is new. */
static void
forget_taken(struct tap *c)
{
	tap_close(c, tap_another);
	catchup_free(&c->catchup);
	catchup_init(&c->catchup);
}

/* The broadcast was found; joins its chat if that can be. */
void
tap_found(struct tap *c, const struct live *live, const char *denied)
{
	if (c->lost && c->stream_id != NULL && live->stream_id.p != NULL &&
	    !str_is(live->stream_id, c->stream_id))
		forget_taken(c);
	adopt(c, live);
	if (live->status != LIVE_OPEN) {
		taps_note(c->taps, "%s: not on air", tap_shown(c));
		tap_end(c, EXIT_OK, "not on air");
	} else if (denied != NULL) {
		tap_denied(c, denied);
	} else if (c->chat_id == NULL) {
		tap_try_again(c, "the broadcast has no chat");
	} else {
		tap_join(c);
	}
}

void
tap_not_found(struct tap *c, int status, struct buf *why)
{
	if (status == EXIT_AWAY) {
		tap_try_again(c, buf_text(why));
	} else {
		diag_error("%s: %s", tap_shown(c), buf_text(why));
		tap_end(c, status, buf_text(why));
	}
}

static void
look(struct tap *c)
{
	c->state = TAP_LOOKING;
	c->platform->look(c);
}

static void
move_to(struct tap *c, struct str chat_id)
{
	tap_lose(c, "the chat has moved");
	tap_set_text(&c->chat_id, chat_id);
	timer_set(c->step, 0);
}

/* Another broadcast on the same channel: the tap goes on with that. */
static void
start_anew(struct tap *c)
{
	taps_note(c->taps, "%s: a new broadcast", tap_shown(c));
	tap_close(c, c->ending);
	tap_drop(c);
	catchup_free(&c->catchup);
	catchup_init(&c->catchup);
	c->ending = NULL;
	tap_set_text(&c->stream_id, (struct str){ 0 });
	tap_set_text(&c->chat_id, (struct str){ 0 });
	c->opened_at = WHEN_UNKNOWN;
	c->about.n = 0;
	look(c);
}

static void
conclude(struct tap *c)
{
	if (c->ending == tap_another)
		start_anew(c);
	else
		tap_end(c, EXIT_OK, c->ending);
}

/*
 * The broadcast that is tapped is over.  Its last messages may not have come,
 * and a connection that fell mute looks like a quiet chat: they are asked for
 * once more, over the connection or a new one.
 */
void
tap_wind_up(struct tap *c, const char *reason)
{
	if (c->ending != NULL)
		return;
	c->ending = reason;
	if (!c->announced) {
		conclude(c);
	} else if (c->state == TAP_OPEN) {
		tap_ask_recent(c, c->platform->recent);
	} else if (c->state == TAP_WAITING) {
		timer_set(c->step, 0);
	}
}

/* What the channel shows now against what is tapped. */
static void
compare(struct tap *c, const struct live *now)
{
	if (now->status == LIVE_CLOSE)
		tap_wind_up(c, "the broadcast has ended");
	else if (c->opened_at != WHEN_UNKNOWN &&
	    now->opened_at != WHEN_UNKNOWN && now->opened_at != c->opened_at)
		tap_wind_up(c, tap_another);
	else if (now->chat_channel_id.p != NULL && c->chat_id != NULL &&
	    !str_is(now->chat_channel_id, c->chat_id))
		move_to(c, now->chat_channel_id);
	else if (c->opened_at == WHEN_UNKNOWN)
		c->opened_at = now->opened_at;
}

void
tap_checked(struct tap *c, const struct live *now, struct buf *why)
{
	timer_set(c->look, c->taps->set.check_ms);
	if (now != NULL)
		compare(c, now);
	else
		diag_detail("%s: %s", tap_shown(c), buf_text(why));
}

static void
check(void *ctx)
{
	struct tap *c = ctx;

	c->platform->check(c);
}

/* Whether it has to wait for its turn to join again. */
static bool
waits_for_turn(struct tap *c)
{
	if (!c->announced || c->queued)
		return false;
	c->queued = true;
	timer_set(c->step, taps_turn(c->taps));
	return true;
}

/* The connection does not bring the recent messages that it was asked for: it
 * may be long gone. */
static void
unanswered(struct tap *c)
{
	if (!c->lost && c->ending != NULL)
		catchup_lost(&c->catchup, c->heard_at);
	tap_caught_up(c);
}

/* The next try is due, or patience is over. */
static void
take_step(void *ctx)
{
	struct tap *c = ctx;

	if (c->state == TAP_OVER)
		conclude(c);
	else if (c->state == TAP_CATCHING_UP)
		unanswered(c);
	else if (c->state == TAP_JOINING)
		tap_try_again(c, "the chat server does not answer");
	else if (waits_for_turn(c))
		return;
	else if (c->chat_id != NULL && c->stream_id != NULL)
		tap_join(c);
	else
		look(c);
}

static void
start_timers(struct tap *c)
{
	struct loop *loop = c->taps->loop;
	int64_t every = c->taps->set.check_ms;

	c->step = timer_new(loop, take_step, c);
	c->look = timer_new(loop, check, c);
	timer_set(c->step, 0);
	/* Spread, so that a thousand chats do not ask all at once. */
	if (c->platform->check != NULL)
		timer_set(c->look,
		    every - (int64_t)(random_seed() % (every / 2 + 1)));
}

struct tap *
tap_open(struct taps *t, const struct platform *platform, void *decoder,
    const struct live *live)
{
	struct tap *c = xcalloc(1, sizeof *c);
	long tries = t->set.max_retries;

	c->taps = t;
	c->platform = platform;
	c->decoder = decoder;
	c->next = t->chats;
	c->at = &t->chats;
	if (c->next != NULL)
		c->next->at = &c->next;
	t->chats = c;
	tap_set_text(&c->channel_id, live->channel_id);
	c->opened_at = WHEN_UNKNOWN;
	c->state = TAP_WAITING;
	tap_prepare(c);
	adopt(c, live);
	if (live->heard_at != WHEN_UNKNOWN && c->stream_id != NULL)
		take_over(c, live->heard_at);
	retry_init(&c->retry,
	    RETRY_RULE(tries < FIRST_TRIES ? tries : FIRST_TRIES),
	    random_seed());
	start_timers(c);
	return c;
}
