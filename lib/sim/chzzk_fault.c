/* Plays the faults of the simulated chat. */
#include "core/random.h"
#include "sim/chzzk_chat.h"
#include "sim/payload.h"

#include "platform/chzzk.h"

enum { HUGE_BYTES = 10 * 1000 * 1000 };

/* ---- to a connection ---- */

static void
drop(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	(void)s;
	(void)f;
	server_cut(r->socket->peer);
}

static void
close_with(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	(void)s;
	server_close(r->socket->peer, (int)f->value);
}

static void
stall(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	s->stalls += r->stalled == WHEN_UNKNOWN;
	r->stalled = sim_now(s->sim) + f->value;
	server_hold(r->socket->peer, true);
}

static void
half_open(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	(void)s;
	(void)f;
	r->deaf = true;
	server_hold(r->socket->peer, true);
}

static void
garbage(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	(void)s;
	(void)f;
	server_send(r->socket->peer, STR("{\"cmd\":93101,\"bdy\":[{\"ms"));
}

static void
huge(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	struct buf b = { 0 };

	(void)s;
	(void)f;
	while (b.n < HUGE_BYTES)
		buf_adds(&b, "                                ");
	server_send(r->socket->peer, buf_view(&b));
	buf_free(&b);
}

static void
end_session(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	struct buf b = { 0 };

	(void)s;
	(void)f;
	payload_push(&b, CHZZK_SESSION_END, r->channel, "{}");
	server_send(r->socket->peer, buf_view(&b));
	server_close(r->socket->peer, 1000);
	buf_free(&b);
}

static void (*const to_reader[FAULT_KINDS])(
    struct chzzk_chat *, struct reader *, const struct fault *) = {
	[FAULT_DROP] = drop,
	[FAULT_CLOSE] = close_with,
	[FAULT_STALL] = stall,
	[FAULT_HALF_OPEN] = half_open,
	[FAULT_GARBAGE] = garbage,
	[FAULT_HUGE] = huge,
	[FAULT_SESSION] = end_session,
};

static void
hit_reader(struct chzzk_chat *s, struct reader *r, const struct fault *f)
{
	if (r->channel == NULL || r->deaf)
		return;
	ledger_fault(sim_ledger(s->sim), fault_name(f->kind), r->channel->id,
	    sim_now(s->sim));
	to_reader[f->kind](s, r, f);
}

/* ---- to a channel ---- */

static void
duplicate(struct chzzk_chat *s, struct channel *c, const struct fault *f)
{
	(void)f;
	s->faults[c->index].duplicate++;
}

static void
reorder(struct chzzk_chat *s, struct channel *c, const struct fault *f)
{
	(void)f;
	s->faults[c->index].reorder++;
}

static void
change_chat(struct chzzk_chat *s, struct channel *c, const struct fault *f)
{
	(void)f;
	world_change_chat(sim_world(s->sim), c);
}

static void
end(struct chzzk_chat *s, struct channel *c, const struct fault *f)
{
	world_end(
	    sim_world(s->sim), c, f->kind == FAULT_REOPEN ? f->value : -1);
}

static void (*const to_channel[FAULT_KINDS])(
    struct chzzk_chat *, struct channel *, const struct fault *) = {
	[FAULT_DUPLICATE] = duplicate,
	[FAULT_REORDER] = reorder,
	[FAULT_CHAT_ID] = change_chat,
	[FAULT_END] = end,
	[FAULT_REOPEN] = end,
};

/* A chat that moves again before anybody has followed it could not be seen by a
 * reader; so it waits. */
static bool
is_followed(const struct chzzk_chat *s, const struct channel *c)
{
	const struct readers *r = &s->joined[c->index];

	for (size_t i = 0; i < r->n; i++)
		if (r->at[i]->chat == c->chats)
			return true;
	return false;
}

static void
hit_channel(struct chzzk_chat *s, struct channel *c, const struct fault *f)
{
	if (!c->open || (f->kind == FAULT_CHAT_ID && !is_followed(s, c)))
		return;
	ledger_fault(
	    sim_ledger(s->sim), fault_name(f->kind), c->id, sim_now(s->sim));
	to_channel[f->kind](s, c, f);
}

/* ---- who is hit ---- */

static void
hit_readers(struct chzzk_chat *s, const struct fault *f)
{
	if (s->all.n == 0)
		return;
	if (!f->all) {
		hit_reader(s, s->all.at[random_below(&s->chance, s->all.n)], f);
		return;
	}
	for (size_t i = 0; i < s->all.n; i++)
		hit_reader(s, s->all.at[i], f);
}

static void
hit_channels(struct chzzk_chat *s, const struct fault *f)
{
	struct world *w = sim_world(s->sim);

	if (!f->all) {
		hit_channel(s, &w->channels[random_below(&s->chance, w->n)], f);
		return;
	}
	for (unsigned i = 0; i < w->n; i++)
		hit_channel(s, &w->channels[i], f);
}

bool
chzzk_chat_fault(struct chzzk_chat *s, const struct fault *f)
{
	if (f->kind == FAULT_REFUSE)
		s->refuse = f->value;
	else if (to_reader[f->kind] != NULL)
		hit_readers(s, f);
	else if (to_channel[f->kind] != NULL)
		hit_channels(s, f);
	else
		return false;
	return true;
}
