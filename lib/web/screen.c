/* The messages of an overlay as a ring, addressed by their numbers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "core/recent.h"
#include "core/utf8.h"
#include "core/when.h"
#include "jsonl/put.h"
#include "record/message_id.h"
#include "web/screen.h"

enum {
	TEXT_MAX = 2000,
	NAME_MAX = 100,
	EMOTES_MAX = 8 * 1024,
	BADGES_MAX = 2 * 1024,
	SEED_MOST = 50, /* messages in the seed's state, of each kind */
	SIGNALS = 4     /* for each message kept, other entries kept */
};

/* What a page was sent under a number. */
struct shown {
	char *json; /* NULL once it is hidden or forgotten */
	char *message_id, *user_id;
	char *user, *text; /* of what is shown; NULL for other messages */
	double at;         /* seconds since 1970 */
	bool reply, done;
};

struct screen {
	struct screen_settings set;
	char run[17]; /* distinguishes numbers of this run from others */
	struct shown *ring;
	int64_t cap, first, next; /* numbers of the ring: first to next - 1 */
	int64_t messages;         /* in it */
	int64_t raised;           /* won */
	int64_t pinned_id;        /* 0 is none */
	int64_t state_id;         /* of the last state; 0 is none */
	struct shown pinned;      /* stays when the ring has forgotten it */
	bool hide_streamer, paused;
	struct recent met;
	struct buf scratch;
	unsigned tests;
};

struct screen *
screen_new(const struct screen_settings *set)
{
	struct screen *s = xcalloc(1, sizeof *s);

	s->set = *set;
	s->cap = (int64_t)set->max * (1 + SIGNALS) + 1;
	s->ring = xcalloc((size_t)s->cap, sizeof *s->ring);
	s->first = s->next = 1;
	snprintf(s->run, sizeof s->run, "%016" PRIx64, random_seed());
	return s;
}

/* `id` is from first to next - 1. */
static struct shown *
at(const struct screen *s, int64_t id)
{
	return &s->ring[id % s->cap];
}

static void
drop(struct shown *e)
{
	free(e->json);
	free(e->message_id);
	free(e->user_id);
	free(e->user);
	free(e->text);
	*e = (struct shown){ 0 };
}

static void
forget(struct screen *s, struct shown *e)
{
	if (e->text != NULL)
		s->messages--;
	drop(e);
}

static void
unpin(struct screen *s)
{
	s->pinned_id = 0;
	drop(&s->pinned);
}

void
screen_free(struct screen *s)
{
	if (s == NULL)
		return;
	for (int64_t id = s->first; id < s->next; id++)
		forget(s, at(s, id));
	unpin(s);
	free(s->ring);
	recent_free(&s->met);
	buf_free(&s->scratch);
	free(s);
}

static char *
copy(struct str s)
{
	return s.p != NULL ? xstrndup(s.p, s.n) : NULL;
}

/* ---- numbered messages ---- */

/* Begins the next message; `post` ends it. */
static struct buf *
begin(struct screen *s)
{
	s->scratch.n = 0;
	put_open(&s->scratch);
	put_int(&s->scratch, "id", s->next);
	return &s->scratch;
}

static struct shown *
post(struct screen *s)
{
	struct shown *e;

	put_close(&s->scratch);
	if (s->next - s->first == s->cap)
		forget(s, at(s, s->first++));
	s->next++;
	e = at(s, s->next - 1);
	e->json = copy(buf_view(&s->scratch));
	s->set.send(s->set.ctx, s->next - 1, buf_view(&s->scratch));
	return e;
}

/* Keeps what is needed to find the message again. */
static void
post_message(struct screen *s, const struct shown *what)
{
	struct shown *e = post(s);
	char *json = e->json;

	*e = *what;
	e->json = json;
	s->messages++;
	while (s->messages > s->set.max)
		forget(s, at(s, s->first++));
}

static void
put_state(const struct screen *s, struct buf *b)
{
	put_object(b, "state");
	put_bool(b, "hide_streamer", s->hide_streamer);
	put_bool(b, "paused", s->paused);
	if (s->pinned_id != 0)
		put_raw(b, "pinned", str_of(s->pinned.json));
	put_close(b);
}

static void
post_state(struct screen *s)
{
	put_state(s, begin(s));
	post(s);
	/* What was pinned then may be hidden later. */
	if (s->state_id >= s->first)
		forget(s, at(s, s->state_id));
	s->state_id = s->next - 1;
}

/* ---- hiding ---- */

struct target {
	struct str message, user; /* absent: any */
	int64_t id;               /* 0: any */
};

static bool
is_target(const struct shown *e, int64_t id, const struct target *t)
{
	if (t->id != 0)
		return t->id == id;
	if (t->message.n > 0)
		return message_id_is_target(t->message, str_of(e->message_id));
	return t->user.n > 0 && e->user_id != NULL &&
	    str_is(t->user, e->user_id);
}

/* The number of a message that is shown; 0 is none. */
static int64_t
find(const struct screen *s, const struct target *t)
{
	for (int64_t id = s->next - 1; id >= s->first; id--)
		if (at(s, id)->text != NULL && is_target(at(s, id), id, t))
			return id;
	return 0;
}

static bool
hide_pinned(struct screen *s, const struct target *t)
{
	if (s->pinned_id == 0 || !is_target(&s->pinned, s->pinned_id, t))
		return false;
	unpin(s);
	post_state(s);
	return true;
}

static bool
hide(struct screen *s, const struct target *t)
{
	bool pinned = hide_pinned(s, t);
	struct buf *b;

	if (find(s, t) == 0)
		return pinned;
	b = begin(s);
	put_array(b, "hide");
	for (int64_t id = s->first; id < s->next; id++) {
		if (at(s, id)->text == NULL || !is_target(at(s, id), id, t))
			continue;
		put_int(b, NULL, id);
		forget(s, at(s, id));
	}
	put_array_close(b);
	post(s);
	return true;
}

static void
clear(struct screen *s)
{
	for (int64_t id = s->first; id < s->next; id++)
		forget(s, at(s, id));
	unpin(s);
	put_bool(begin(s), "clear", true);
	post(s);
}

static void
moderate(struct screen *s, const struct event *e)
{
	static const char *const against_users[] = { "kick", "block", "ban",
		"penalty", "clear", NULL };
	struct target t = { .message = e->target_message_id };

	if (str_is(e->action, "unblind"))
		return;
	for (const char *const *a = against_users; *a != NULL; a++)
		if (str_is(e->action, *a) && t.message.n == 0)
			t.user = e->target_user_id;
	if (str_is(e->action, "clear") && t.message.n == 0 && t.user.n == 0)
		clear(s);
	else
		hide(s, &t);
}

/* ---- what is shown ---- */

static void
put_cut(struct buf *b, const char *key, struct str text, size_t max)
{
	if (text.p != NULL)
		put_text(b, key, utf8_cut(text, max));
}

static void
put_json(struct buf *b, const char *key, struct str json, size_t max)
{
	if (json.p != NULL && json.n <= max)
		put_raw(b, key, json);
}

/* Something of the user id that gives a colour and no name. */
static int64_t
hue_of(struct str id)
{
	uint64_t h = 0;

	for (size_t i = 0; i < id.n; i++)
		h = random_mix(h + (unsigned char)id.p[i]);
	return (int64_t)(h % 360);
}

static void
put_donation(struct screen *s, struct buf *b, const struct event *e)
{
	if (e->amount < 0)
		return;
	put_int(b, "amount", e->amount);
	put_cut(b, "currency", e->currency, NAME_MAX);
	if (e->currency.p == NULL || str_is(e->currency, "KRW"))
		s->raised += e->amount;
	put_int(b, "raised", s->raised);
}

static void
put_subscription(struct buf *b, const struct event *e)
{
	if (e->months >= 0)
		put_int(b, "months", e->months);
	if (e->quantity >= 0)
		put_int(b, "quantity", e->quantity);
	put_cut(b, "tier", e->tier_name.p != NULL ? e->tier_name : e->tier,
	    NAME_MAX);
	if (e->gift)
		put_bool(b, "gift", true);
	put_cut(b, "to", e->target_user, NAME_MAX);
}

static int64_t
moment_or_now(int64_t ms)
{
	return ms != WHEN_UNKNOWN ? ms : when_now();
}

static struct str
name_of(const struct event *e)
{
	if (e->anonymous)
		return (struct str){ 0 };
	return e->user;
}

static void
put_event(struct screen *s, struct buf *b, const struct event *e)
{
	put_object(b, "show");
	put_text(b, "kind", str_of(event_record.name[e->type - 1]));
	put_int(b, "at", moment_or_now(event_moment(e)));
	put_int(b, "seen", when_now());
	put_cut(b, "platform", e->platform, NAME_MAX);
	put_cut(b, "user", name_of(e), NAME_MAX);
	put_int(b, "hue", hue_of(e->user_id.p != NULL ? e->user_id : e->user));
	put_cut(b, "role", e->role, NAME_MAX);
	put_cut(b, "text", e->text, TEXT_MAX);
	put_json(b, "badges", e->badges, BADGES_MAX);
	put_json(b, "emotes", e->emotes, EMOTES_MAX);
	if (e->type == EVENT_DONATION)
		put_donation(s, b, e);
	if (e->type == EVENT_SUBSCRIPTION)
		put_subscription(b, e);
	put_close(b);
}

static void
show_event(struct screen *s, const struct event *e)
{
	if (e->message_id.n > 0 && !recent_add(&s->met, e->message_id))
		return;
	put_event(s, begin(s), e);
	post_message(s,
	    &(struct shown){ .message_id = copy(e->message_id),
		.user_id = copy(e->user_id),
		.user = copy(name_of(e)),
		.text = copy(
		    e->text.p != NULL ? utf8_cut(e->text, TEXT_MAX) : STR("")),
		.at = (double)moment_or_now(event_moment(e)) / 1000 });
}

/* Whoever it answers is done with. */
static void
mark_done(struct screen *s, struct strs to)
{
	struct buf *b = begin(s);
	unsigned n = 0;

	put_array(b, "done");
	for (size_t i = 0; i < to.n; i++) {
		int64_t id = find(s, &(struct target){ .message = to.at[i] });

		if (id == 0 || at(s, id)->done)
			continue;
		at(s, id)->done = true;
		put_int(b, NULL, id);
		n++;
	}
	put_array_close(b);
	if (n > 0)
		post(s);
}

static void
show_reply(struct screen *s, const struct reply *r)
{
	struct buf *b;

	mark_done(s, r->to);
	b = begin(s);
	put_object(b, "show");
	put_text(b, "kind", STR("reply"));
	put_int(b, "at", moment_or_now(reply_moment(r)));
	put_int(b, "seen", when_now());
	put_cut(b, "reply", r->reply_id, NAME_MAX);
	put_cut(b, "emotion", r->emotion, NAME_MAX);
	put_cut(b, "text", r->text, TEXT_MAX);
	put_close(b);
	post_message(s,
	    &(struct shown){ .text = copy(utf8_cut(r->text, TEXT_MAX)),
		.at = (double)moment_or_now(reply_moment(r)) / 1000,
		.reply = true });
}

static void
post_speech(struct screen *s, const struct speech *sp)
{
	struct buf *b = begin(s);

	put_cut(b, "speech", sp->state, NAME_MAX);
	put_cut(b, "reply", sp->reply_id, NAME_MAX);
	post(s);
}

/* ---- control ---- */

static void
show_test(struct screen *s)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.user = STR("치즈냥");
	e.text = STR("안녕하세요! 오버레이 시험입니다 😊 Hello!");
	show_event(s, &e);
	e.type = EVENT_DONATION;
	e.user = STR("구름빵");
	e.text = STR("오늘도 화이팅! 🧀");
	e.currency = STR("XTS"); /* ISO 4217's code for tests: no money */
	e.amount = s->tests++ % 2 == 0 ? 1000 : 50000;
	show_event(s, &e);
}

static char *
again(const char *text)
{
	return copy(str_of(text));
}

static bool
pin(struct screen *s, int64_t id)
{
	const struct shown *e;

	if (id == 0)
		return false;
	e = at(s, id);
	unpin(s);
	s->pinned_id = id;
	s->pinned = (struct shown){ .json = again(e->json),
		.message_id = again(e->message_id),
		.user_id = again(e->user_id) };
	post_state(s);
	return true;
}

static bool
set_state(struct screen *s, bool *what, bool value)
{
	*what = value;
	post_state(s);
	return true;
}

bool
screen_control(struct screen *s, const struct control *c)
{
	const struct target t = { .message = c->target_message_id };

	switch (c->action) {
	case CONTROL_CLEAR:
		clear(s);
		return true;
	case CONTROL_HIDE_STREAMER:
		return set_state(s, &s->hide_streamer, true);
	case CONTROL_SHOW_STREAMER:
		return set_state(s, &s->hide_streamer, false);
	case CONTROL_TOGGLE_STREAMER:
		return set_state(s, &s->hide_streamer, !s->hide_streamer);
	case CONTROL_PAUSE:
		return set_state(s, &s->paused, true);
	case CONTROL_RESUME:
		return set_state(s, &s->paused, false);
	case CONTROL_PIN:
		return pin(s, find(s, &t));
	case CONTROL_UNPIN:
		unpin(s);
		post_state(s);
		return true;
	case CONTROL_HIDE:
		return hide(s, &t);
	case CONTROL_TEST:
		show_test(s);
		return true;
	case CONTROL_UNKNOWN:
		break;
	}
	return false;
}

bool
screen_pin(struct screen *s, int64_t id)
{
	return pin(s, find(s, &(struct target){ .id = id }));
}

bool
screen_hide(struct screen *s, int64_t id)
{
	return id != 0 && hide(s, &(struct target){ .id = id });
}

bool
screen_hides_streamer(const struct screen *s)
{
	return s->hide_streamer;
}

/* ---- records ---- */

void
screen_want(struct screen_reader *r, struct jsonl *in)
{
	r->event = event_blank();
	r->reply = reply_blank();
	r->speech = speech_blank();
	record_clear(&control_record, &r->control);
	record_want(&r->events, &event_record, in,
	    "platform received_at sent_at message_id user_id user text role "
	    "badges emotes amount currency anonymous months tier tier_name "
	    "gift target_user quantity action target_message_id "
	    "target_user_id");
	record_want(&r->replies, &reply_record, in,
	    "reply_id text emotion to sent_at received_at");
	record_want(&r->speeches, &speech_record, in, "reply_id state");
	record_want(&r->controls, &control_record, in, NULL);
}

static void
take_event(struct screen *s, const struct event *e)
{
	if (e->type == EVENT_MODERATION)
		moderate(s, e);
	else if (e->type != EVENT_LINK)
		show_event(s, e);
}

const char *
screen_take(struct screen *s, struct screen_reader *r, const struct json_val *v)
{
	if (record_read(&r->events, v, &r->event)) {
		take_event(s, &r->event);
	} else if (record_read(&r->replies, v, &r->reply)) {
		if (r->reply.text.p == NULL)
			return "a reply without text";
		/* The end of one that came in sentences has none. */
		if (r->reply.text.n > 0)
			show_reply(s, &r->reply);
	} else if (record_read(&r->speeches, v, &r->speech)) {
		post_speech(s, &r->speech);
	} else if (record_read(&r->controls, v, &r->control)) {
		if (r->control.action == CONTROL_UNKNOWN)
			return "a control without a known action";
		screen_control(s, &r->control);
	}
	return NULL;
}

/* ---- for those who come ---- */

/* The first number that a page lacks; 0 when it must begin anew. */
static int64_t
first_news(const struct screen *s, struct str last)
{
	struct str run = str_cut(&last, '-');
	int64_t id;

	if (!str_is(run, s->run) || last.p == NULL || !num_int(last, &id))
		return 0;
	return id + 1 >= s->first && id < s->next ? id + 1 : 0;
}

static void
put_pictures(struct buf *b, const char *hosts)
{
	struct str rest = str_of(hosts);

	put_array(b, "pictures");
	while (rest.n > 0) {
		struct str host = str_cut(&rest, ' ');

		if (host.n > 0)
			put_text(b, NULL, host);
	}
	put_array_close(b);
}

static void
put_greeting(const struct screen *s, struct buf *b, bool anew)
{
	put_open(b);
	put_text(b, "run", str_of(s->run));
	put_bool(b, "anew", anew);
	put_int(b, "last", s->next - 1);
	put_int(b, "now", when_now());
	put_int(b, "max", s->set.max);
	put_text(b, "theme", str_of(s->set.theme));
	put_int(b, "raised", s->raised);
	put_pictures(b, s->set.pictures);
	put_state(s, b);
	put_close(b);
}

void
screen_catch_up(struct screen *s, struct str last, screen_send *send, void *ctx)
{
	int64_t id = first_news(s, last);

	s->scratch.n = 0;
	put_greeting(s, &s->scratch, id == 0);
	send(ctx, 0, buf_view(&s->scratch));
	for (id = id > 0 ? id : s->first; id < s->next; id++)
		if (at(s, id)->json != NULL)
			send(ctx, id, str_of(at(s, id)->json));
}

const char *
screen_run(const struct screen *s)
{
	return s->run;
}

static void
put_seed_message(struct buf *b, const struct shown *e, int64_t id)
{
	put_open(b);
	if (!e->reply) {
		put_int(b, "id", id);
		put_text(b, "user", str_of(e->user != NULL ? e->user : ""));
	}
	put_text(b, "message", str_of(e->text));
	if (!e->reply)
		put_bool(b, "processed", e->done);
	put_real(b, "ts", e->at);
	put_close(b);
}

/* The number of the oldest of the seed's most messages of a kind. */
static int64_t
seed_first(const struct screen *s, bool reply)
{
	int64_t id = s->next, n = 0;

	while (id > s->first && n < SEED_MOST) {
		const struct shown *e = at(s, --id);

		n += e->text != NULL && e->reply == reply;
	}
	return id;
}

static void
put_seed_list(
    const struct screen *s, struct buf *b, const char *key, bool reply)
{
	put_array(b, key);
	for (int64_t id = seed_first(s, reply); id < s->next; id++) {
		const struct shown *e = at(s, id);

		if (e->text != NULL && e->reply == reply)
			put_seed_message(b, e, id);
	}
	put_array_close(b);
}

void
screen_put_state(const struct screen *s, struct buf *b)
{
	put_open(b);
	put_seed_list(s, b, "viewer_messages", false);
	put_seed_list(s, b, "assistant_messages", true);
	put_bool(b, "ignore_streamer_chat", s->hide_streamer);
	put_raw(b, "tarot", STR("null"));
	put_close(b);
}
