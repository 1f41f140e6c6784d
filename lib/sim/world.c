/* Runs the channels of the simulated platform through time. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/random.h"
#include "sim/world.h"

#define LIT(literal)                                                           \
	{                                                                      \
		(literal), sizeof(literal) - 1                                 \
	}
#define N_OF(array) (sizeof(array) / sizeof *(array))

enum { FIRST_LIVE_ID = 21330000, PEOPLE_MIN = 400 };

static const struct str titles[] = {
	LIT("첫 마스터 도전 🎮 오늘은 간다"),
	LIT("잔잔한 새벽 라디오"),
	LIT("노래방송 신청곡 받아요 🎵"),
	LIT("같이보는 중계 ⚾"),
	LIT("공포게임 엔딩까지"),
	LIT("먹방 그리고 수다"),
};
static const struct str categories[] = {
	LIT("리그 오브 레전드"),
	LIT("talk"),
	LIT("음악/노래"),
	LIT("스포츠"),
	LIT("데드 바이 데이라이트"),
	LIT("먹방"),
};
static const struct str names[] = {
	LIT("봄하늘"),
	LIT("새벽책방"),
	LIT("야구보는곰"),
	LIT("치즈공방"),
	LIT("달빛오락실"),
	LIT("고양이성"),
	LIT("김선비"),
	LIT("노래하는감자"),
};

static struct str print(struct world *w, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Text that lives as long as the world. */
static struct str
print(struct world *w, const char *fmt, ...)
{
	struct buf b = { 0 };
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&b, fmt, ap);
	va_end(ap);
	s = (struct str){ arena_copy(&w->arena, b.p, b.n), b.n };
	buf_free(&b);
	return s;
}

/* "N" and five characters, as the platform has them. */
static void
name_chat(struct world *w, struct channel *c, unsigned attempt)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	uint64_t chance = random_split(w->set.seed, c->index);

	chance = random_split(random_split(chance, c->chats), attempt);
	c->chat_id[0] = 'N';
	for (int i = 1; i < 6; i++)
		c->chat_id[i] = digits[random_below(&chance, 64)];
	c->chat_id[6] = '\0';
}

static void
new_chat(struct world *w, struct channel *c)
{
	unsigned attempt = 0;
	uint32_t i;

	c->chats++;
	do
		name_chat(w, c, attempt++);
	while (intern_find(&w->chat_ids, str_of(c->chat_id)) != INTERN_NONE);
	i = intern_add(&w->chat_ids, str_of(c->chat_id));
	MEM_RESERVE(w->chats, w->cap_chats, i + 1);
	w->chats[i] = (struct chat){ c->index, c->chats };
	c->former = c->recent;
	c->recent.n = c->recent.next = 0;
}

static void
begin_broadcast(struct world *w, struct channel *c, int64_t opened_at)
{
	c->open = true;
	c->reopens_at = WHEN_UNKNOWN;
	c->live_id = FIRST_LIVE_ID + (int64_t)c->broadcasts * w->n + c->index;
	c->opened_at = opened_at / 1000 * 1000;
	c->closed_at = WHEN_UNKNOWN;
	c->broadcasts++;
	new_chat(w, c);
}

void
world_end(struct world *w, struct channel *c, int64_t pause)
{
	c->open = false;
	c->closed_at = w->now;
	if (pause >= 0)
		c->reopens_at = w->now + pause;
}

void
world_change_chat(struct world *w, struct channel *c)
{
	new_chat(w, c);
}

/* The more viewers, the more is said. */
static double
weight_of(unsigned rank)
{
	return 1 / sqrt(rank + 1);
}

static void
make_up(struct world *w, struct channel *c)
{
	uint64_t chance = random_split(w->set.seed, c->index);
	unsigned long long a = random_next(&chance), b = random_next(&chance);

	c->id = print(w, "%016llx%016llx", a, b);
	c->name = c->index < N_OF(names)
	    ? names[c->index]
	    : print(w, "%.*s%u", STR_ARG(names[c->index % N_OF(names)]),
		  c->index);
	c->title = titles[c->index % N_OF(titles)];
	c->category = categories[c->index % N_OF(categories)];
	c->viewers = 100 + (int64_t)(20 * (w->n - c->index)) +
	    (int64_t)random_below(&chance, 20);
}

static void
make_channel(struct world *w, struct channel *c, double share)
{
	uint64_t chance = random_split(w->set.seed ^ 0xC4A7, c->index);
	int64_t before;

	make_up(w, c);
	c->tags = STR("[\"한국어\",\"종겜\"]");
	c->followers = c->viewers * 12;
	before = (int64_t)random_below(&chance, 3600) * 1000;
	begin_broadcast(w, c, w->start - before);
	if (c->index >= w->set.channels)
		c->manner = (enum manner)(1 + c->index - w->set.channels);
	if (c->manner == OFF_AIR)
		world_end(w, c, -1);
	talk_begin(&c->talk, &w->cast, c->index, w->set.rate * share, w->start);
}

static void
make_all(struct world *w)
{
	unsigned people = w->n * 100;
	double sum = 0;

	w->start = w->now = w->set.start;
	cast_init(
	    &w->cast, w->set.seed, people > PEOPLE_MIN ? people : PEOPLE_MIN);
	for (unsigned i = 0; i < w->n; i++)
		sum += weight_of(i);
	for (unsigned i = 0; i < w->n; i++) {
		w->channels[i].index = i;
		make_channel(w, &w->channels[i], weight_of(i) / sum);
	}
}

/* A name that the log has for the channel, or its id. */
static struct str
logged_name(const struct script_channel *r, struct str id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->events[i].channel.n > 0)
			return r->events[i].channel;
	return id;
}

/* A channel of the log; t_ms says when its broadcast opened. */
static void
take_channel(struct world *w, struct channel *c)
{
	const struct event *first;
	int64_t opened;

	c->id = w->log.channels.names[c->index];
	c->replay = w->log.replays[c->index];
	c->name = logged_name(&c->replay, c->id);
	c->title = titles[0];
	c->category = categories[0];
	c->tags = STR("[\"한국어\"]");
	c->viewers = 100 + (int64_t)(c->replay.n / 10);
	c->followers = c->viewers * 12;
	first = &c->replay.events[0];
	opened = first->sent_at;
	if (first->t_ms != RECORD_UNKNOWN)
		opened -= first->t_ms;
	begin_broadcast(w, c, opened);
}

static void
take_log(struct world *w)
{
	w->start = w->now = w->log.first;
	for (unsigned i = 0; i < w->n; i++) {
		w->channels[i].index = i;
		take_channel(w, &w->channels[i]);
	}
}

bool
world_init(struct world *w, const struct world_settings *set)
{
	*w = (struct world){ .set = *set,
		.n = set->channels + (set->closed ? OFF_AIR : 0) };
	if (set->log != NULL) {
		if (!script_read(&w->log, set->log))
			return false;
		w->n = w->log.channels.n;
	}
	w->channels = xcalloc(w->n, sizeof *w->channels);
	if (set->log != NULL)
		take_log(w);
	else
		make_all(w);
	return true;
}

void
world_free(struct world *w)
{
	if (w->set.log != NULL)
		script_free(&w->log);
	else
		cast_free(&w->cast);
	free(w->channels);
	free(w->chats);
	intern_free(&w->chat_ids);
	arena_free(&w->arena);
}

static int64_t
channel_due(const struct world *w, const struct channel *c)
{
	if (w->set.log == NULL)
		return talk_due(&c->talk);
	if (c->replay.at < c->replay.n)
		return c->replay.events[c->replay.at].sent_at;
	return INT64_MAX;
}

static void
next_event(const struct world *w, struct channel *c, struct event *e)
{
	if (w->set.log == NULL)
		talk_next(&c->talk, e);
	else
		*e = c->replay.events[c->replay.at++];
}

static void
remember(struct recent_chat *r, const struct event *e)
{
	r->at[r->next] = *e;
	r->next = (r->next + 1) % RECENT_MAX;
	if (r->n < RECENT_MAX)
		r->n++;
}

const struct recent_chat *
world_recent(const struct channel *c, unsigned chat)
{
	static const struct recent_chat none;

	if (chat == c->chats)
		return &c->recent;
	return chat + 1 == c->chats ? &c->former : &none;
}

/* When the broadcasts of the whole world end. */
static int64_t
end_of(const struct world *w)
{
	if (w->set.length <= 0)
		return INT64_MAX;
	return w->start + w->set.length;
}

static void
reopen(struct world *w, struct channel *c, int64_t now,
    const struct world_watcher *watcher)
{
	if (c->open || c->reopens_at == WHEN_UNKNOWN || c->reopens_at > now)
		return;
	begin_broadcast(w, c, c->reopens_at);
	watcher->changed(watcher->ctx, c);
}

/* People talk also when nobody broadcasts, but that is not sent. */
static void
say_next(
    struct world *w, struct channel *c, const struct world_watcher *watcher)
{
	struct event e;

	next_event(w, c, &e);
	reopen(w, c, e.sent_at, watcher);
	if (!c->open)
		return;
	remember(&c->recent, &e);
	watcher->said(watcher->ctx, c, &e);
}

void
world_say(struct world *w, struct channel *c, struct str text, int64_t now,
    const struct world_watcher *watcher)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.user_id = c->id;
	e.user = c->name;
	e.role = STR("streamer");
	e.text = (struct str){ arena_copy(&w->arena, text.p, text.n), text.n };
	e.sent_at = now;
	remember(&c->recent, &e);
	watcher->said(watcher->ctx, c, &e);
}

/* Whether its time is up, for good. */
static bool
is_over(const struct world *w, const struct channel *c)
{
	return w->now >= end_of(w) || channel_due(w, c) == INT64_MAX;
}

static void
advance_channel(
    struct world *w, struct channel *c, const struct world_watcher *watcher)
{
	while (channel_due(w, c) <= w->now)
		say_next(w, c, watcher);
	reopen(w, c, w->now, watcher);
	if (!is_over(w, c))
		return;
	c->reopens_at = WHEN_UNKNOWN;
	if (c->open) {
		world_end(w, c, -1);
		watcher->changed(watcher->ctx, c);
	}
}

void
world_advance(struct world *w, int64_t now, const struct world_watcher *watcher)
{
	if (now > end_of(w))
		now = end_of(w);
	w->now = now;
	for (unsigned i = 0; i < w->n; i++)
		advance_channel(w, &w->channels[i], watcher);
}

int64_t
world_due(const struct world *w)
{
	int64_t due = INT64_MAX;

	for (unsigned i = 0; i < w->n; i++) {
		const struct channel *c = &w->channels[i];
		int64_t at = c->open ? channel_due(w, c) : INT64_MAX;

		if (!c->open && c->reopens_at != WHEN_UNKNOWN)
			at = c->reopens_at;
		if (c->open && at > end_of(w))
			at = end_of(w);
		due = at < due ? at : due;
	}
	return due;
}

struct channel *
world_channel(struct world *w, struct str id)
{
	for (unsigned i = 0; i < w->n; i++)
		if (str_eq(w->channels[i].id, id))
			return &w->channels[i];
	return NULL;
}

struct channel *
world_chat(struct world *w, struct str chat_id, unsigned *chat)
{
	uint32_t i = intern_find(&w->chat_ids, chat_id);

	if (i == INTERN_NONE)
		return NULL;
	*chat = w->chats[i].chat;
	return &w->channels[w->chats[i].channel];
}
