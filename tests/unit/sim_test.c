/* lib/sim: the made-up platform, without a network.  What it sends is read
 * back by lib/platform/chzzk, whose own tests stand on frames that the
 * simulator has not made. */
#include <stdlib.h>

#include "core/intern.h"
#include "platform/chzzk_api.h"
#include "record/message_id.h"
#include "sim/fault.h"
#include "sim/payload.h"
#include "tap.h"

#define START INT64_C(1767698400000) /* 2026-01-06 20:20 KST */

static const struct world_settings two = { .channels = 2,
	.rate = 50,
	.seed = 7,
	.start = START,
	.length = 60 * 1000 };

/* What a world has said: the ids of its messages in order, and what changed. */
struct heard {
	struct intern ids;
	unsigned said, repeated, changed;
	struct buf all; /* of the first channel */
	int64_t last;
	bool in_order;
};

static void
said(void *ctx, struct channel *c, const struct event *e)
{
	struct heard *h = ctx;
	struct buf id = { 0 };
	uint32_t had = h->ids.n;

	buf_fmt(&id, "%u:", c->index);
	message_id_put(&id, e->user_id, e->sent_at, e->text, e->donation_id);
	buf_str(&id, e->target_user_id);
	intern_add(&h->ids, buf_view(&id));
	h->repeated += h->ids.n == had;
	h->said++;
	if (c->index == 0) {
		buf_str(&h->all, buf_view(&id));
		buf_str(&h->all, e->text);
		h->in_order = h->in_order && e->sent_at >= h->last;
		h->last = e->sent_at;
	}
	buf_free(&id);
}

static void
changed(void *ctx, struct channel *c)
{
	struct heard *h = ctx;

	(void)c;
	h->changed++;
}

static void
heard_free(struct heard *h)
{
	intern_free(&h->ids);
	buf_free(&h->all);
}

/* Lets a minute go by in steps of `step` ms. */
static struct heard
listen_in(struct world *w, int64_t step)
{
	struct heard h = { .in_order = true };
	const struct world_watcher watcher = { said, changed, &h };

	for (int64_t now = START; now <= START + 61 * 1000; now += step)
		world_advance(w, now, &watcher);
	return h;
}

static void
test_world(void)
{
	struct world a, b;
	struct heard x, y;

	ok(world_init(&a, &two) && world_init(&b, &two), "two worlds");
	x = listen_in(&a, 10);
	y = listen_in(&b, 777);
	/* 50 a second for 60 s; lively spells can only add to that. */
	ok(x.said > 2500 && x.said < 9000, "as much as asked for");
	ok(x.in_order, "in order of time");
	ok(x.repeated == 0, "no two messages with one name");
	ok(str_eq(buf_view(&x.all), buf_view(&y.all)),
	    "the same seed says the same, however time goes by");
	ok(x.changed == 2 && !a.channels[0].open && !a.channels[1].open,
	    "broadcasts end when their time is over");
	heard_free(&x);
	heard_free(&y);
	world_free(&a);
	world_free(&b);
}

static void
test_broadcasts(void)
{
	struct heard h = { 0 };
	const struct world_watcher watcher = { said, changed, &h };
	struct world w;
	struct channel *c;
	struct buf old = { 0 };
	int64_t live_id;
	unsigned chat, before;

	world_init(&w, &two);
	c = &w.channels[0];
	buf_adds(&old, c->chat_id);
	live_id = c->live_id;
	world_advance(&w, START + 5000, &watcher);
	world_end(&w, c, 5000);
	before = h.said;
	world_advance(&w, START + 9000, &watcher);
	ok(!c->open && c->closed_at == START + 5000, "a broadcast ends");
	world_advance(&w, START + 20000, &watcher);
	ok(c->open && h.said > before && c->live_id != live_id &&
		c->opened_at == START + 10000,
	    "... and another one begins");
	ok(!str_is(buf_view(&old), c->chat_id), "with a chat of its own");
	ok(world_chat(&w, buf_view(&old), &chat) == c && chat != c->chats,
	    "the old chat is known, and old");
	world_change_chat(&w, c);
	ok(world_recent(c, c->chats)->n == 0 &&
		world_chat(&w, str_of(c->chat_id), &chat) == c &&
		chat == c->chats,
	    "a new chat begins empty");
	buf_free(&old);
	heard_free(&h);
	world_free(&w);
}

/* ---- payloads, read back ---- */

struct back {
	unsigned n;
	struct buf id, text;
	int64_t sent_at, t_ms;
};

static void
keep(void *arg, const struct event *e)
{
	struct back *b = arg;

	if (b->n++ > 0)
		return;
	buf_str(&b->id, e->message_id);
	buf_str(&b->text, e->text);
	b->sent_at = e->sent_at;
	b->t_ms = e->t_ms;
}

static void
test_rows(void)
{
	const struct chat_origin origin = { .opened_at = START,
		.received_at = START };
	struct event e = event_blank();
	struct back push = { 0 }, recent = { 0 };
	struct chzzk *c = chzzk_new();
	struct chat_sink sink = { keep, NULL, &push };
	struct chzzk_frame frame;
	struct world w;
	struct buf b = { 0 };

	world_init(&w, &two);
	e.type = EVENT_CHAT;
	e.sent_at = START + 1204;
	e.user_id = STR("015e7a91c0d3b84f62a9e1740b6c2d8f");
	e.user = STR("구름빵");
	e.text = STR("안녕 \"{:d_54:}\"\n");
	e.emotes = STR("{\"{:d_54:}\":\"https://x/b.gif\"}");
	payload_push_open(&b);
	payload_row(&b, SPELL_PUSH, &w.channels[0], &e, 0);
	payload_push_close(&b, payload_cmd(&e), &w.channels[0]);
	ok(chzzk_read(c, buf_view(&b), &origin, &sink, &frame) &&
		frame.cmd == CHZZK_CHAT && push.n == 1,
	    "a push is read back");
	is_text(buf_text(&push.text), "안녕 \"{:d_54:}\"\n", "its text");
	/* What "printf TEXT | xxhsum -H3" ends with. */
	is_text(buf_text(&push.id),
	    "015e7a91c0d3b84f62a9e1740b6c2d8f:1767698401204:f6b0b25f",
	    "its name");
	ok(push.sent_at == START + 1204 && push.t_ms == 1204, "its time");
	w.channels[0].recent.at[0] = e;
	w.channels[0].recent.n = w.channels[0].recent.next = 1;
	b.n = 0;
	payload_recents(&b, &w.channels[0], &w.channels[0].recent, 50, 3);
	sink.arg = &recent;
	ok(chzzk_read(c, buf_view(&b), &origin, &sink, &frame) &&
		frame.cmd == CHZZK_RECENTS &&
		str_eq(buf_view(&recent.id), buf_view(&push.id)),
	    "among recent chat it has the same name");
	buf_free(&b);
	buf_free(&push.id);
	buf_free(&push.text);
	buf_free(&recent.id);
	buf_free(&recent.text);
	chzzk_free(c);
	world_free(&w);
}

static void
test_answers(void)
{
	struct chzzk_api *api = chzzk_api_new();
	struct chzzk_live live;
	struct world w;
	struct buf b = { 0 };

	world_init(&w, &two);
	payload_live_detail(&b, &w.channels[1]);
	ok(chzzk_read_live(api, buf_view(&b), &live) == CHZZK_OK &&
		str_is(live.live.chat_channel_id, w.channels[1].chat_id) &&
		live.live.opened_at == w.channels[1].opened_at,
	    "details are read back");
	world_end(&w, &w.channels[1], -1);
	b.n = 0;
	payload_live_status(&b, &w.channels[1]);
	ok(chzzk_read_live(api, buf_view(&b), &live) == CHZZK_OK &&
		live.live.status == LIVE_CLOSE &&
		live.live.chat_channel_id.p == NULL,
	    "a closed broadcast has no chat");
	buf_free(&b);
	chzzk_api_free(api);
	world_free(&w);
}

/* Reads a replay page by page; returns how many messages there were. */
static size_t
turn_pages(const struct sim_replay *v, bool *overlap)
{
	int64_t position = 0;
	size_t seen = 0, from, n;

	*overlap = true;
	while (position >= 0) {
		int64_t next = sim_replay_page(v, position, &from, &n);

		seen += next >= 0 ? n - 1 : n;
		*overlap = *overlap &&
		    (next < 0 ||
			sim_replay_position(v, &v->chat[from + n - 1]) == next);
		position = next;
	}
	return seen;
}

static void
test_replays(void)
{
	struct world w;
	struct sim_replays *replays;
	struct sim_replay v;
	bool overlap;

	world_init(&w, &two);
	replays = sim_replays_new(&w);
	sim_replays_of(replays, &w.channels[1], &v);
	ok(turn_pages(&v, &overlap) == v.n, "pages have all there is, once");
	ok(overlap, "but for the first row of the next page");
	ok(sim_replay_position(&v, &v.chat[0]) < 0,
	    "some of it before the start");
	ok(sim_replays_find(replays, v.no, &v) &&
		!sim_replays_find(replays, 1, &v),
	    "found by number");
	sim_replays_free(replays);
	world_free(&w);
}

static bool
refused(const char *spec)
{
	struct faults f = { 0 };
	const char *why = NULL;
	bool bad = !faults_add(&f, spec, &why) && why != NULL;

	faults_free(&f);
	return bad;
}

static void
test_faults(void)
{
	struct faults f = { .chance = 1 };
	struct fault out;
	const char *why;
	unsigned n = 0;

	ok(faults_add(&f, "close=1012*@30s,stall=2s@45s", &why) && f.n == 2,
	    "two faults");
	ok(faults_due(&f) == 30000 && !faults_take(&f, 29999, &out),
	    "not before its time");
	ok(faults_take(&f, 30000, &out) && out.kind == FAULT_CLOSE &&
		out.value == 1012 && out.all,
	    "a code, to all");
	ok(!faults_take(&f, 44999, &out) && faults_take(&f, 50000, &out) &&
		out.kind == FAULT_STALL && out.value == 2000,
	    "once each");
	ok(faults_due(&f) == INT64_MAX, "then never again");
	faults_free(&f);
	f = (struct faults){ .chance = 1 };
	faults_add(&f, "drop/10s", &why);
	while (faults_take(&f, 10000 * 1000, &out))
		n++;
	/* 1,000 expected, standard deviation 32. */
	ok(n > 870 && n < 1130, "as often as asked for (%u)", n);
	faults_free(&f);
	ok(refused("nonsense") && refused("drop=3") && refused("stall=x") &&
		refused("drop@") && refused("drop/0s") && refused(""),
	    "what cannot be read is refused");
}

/* Of the busiest stretch of 20 s in an hour: messages for each one who writes;
 * *n is how many there are. */
static double
busiest(struct talk *t, unsigned *n)
{
	enum { STRETCH_MS = 20000, HOUR_MS = 3600000 };
	struct intern people = { 0 };
	struct event e;
	unsigned said = 0;
	double each = 0;
	int64_t end = START + STRETCH_MS;

	*n = 0;
	for (; end < START + HOUR_MS; end += STRETCH_MS) {
		while (talk_due(t) < end) {
			talk_next(t, &e);
			intern_add(&people,
			    e.user_id.n > 0 ? e.user_id : STR("nobody"));
			said++;
		}
		if (said > *n) {
			*n = said;
			each = said / (double)people.n;
		}
		said = 0;
		intern_free(&people);
		people = (struct intern){ 0 };
	}
	return each;
}

static void
test_crowd(void)
{
	struct cast cast;
	struct talk t;
	unsigned n;
	double each;

	cast_init(&cast, 7, 400);
	talk_begin(&t, &cast, 0, 4, START);
	each = busiest(&t, &n);
	ok(n > 240, "it gets lively (%u messages in 20 s)", n);
	ok(each < 1.6, "... by the many who only watched (%.2f each)", each);
	cast_free(&cast);
}

int
main(void)
{
	test_world();
	test_broadcasts();
	test_rows();
	test_answers();
	test_replays();
	test_faults();
	test_crowd();
	return done_testing();
}
