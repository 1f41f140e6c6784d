#include <math.h>

#include "record/event.h"
#include "record/stats.h"

double
stats_duration(const struct stats *s)
{
	if (s->first_at == WHEN_UNKNOWN || s->last_at == WHEN_UNKNOWN)
		return 0;
	return (double)(s->last_at - s->first_at) / 1000;
}

double
stats_per_minute(const struct stats *s)
{
	double minutes = stats_duration(s) / 60;

	if (minutes <= 0 || s->messages < 0)
		return NAN;
	return round((double)s->messages / minutes * 10) / 10;
}

static void
put_identity(struct buf *b, const struct stats *s)
{
	put_text(b, "type", STR("stats"));
	put_text(b, "channel_id", s->channel_id);
	put_text(b, "channel", s->channel);
	put_text(b, "stream_id", s->stream_id);
	put_text(b, "user_id", s->user_id);
	put_text(b, "user", s->user);
}

static void
put_top(struct buf *b, const struct stats *s)
{
	put_array(b, "top_users");
	for (size_t i = 0; i < s->n_top; i++) {
		put_open(b);
		put_text(b, "user_id", s->top[i].user_id);
		put_text(b, "user", s->top[i].user);
		put_int(b, "messages", s->top[i].messages);
		put_close(b);
	}
	put_array_close(b);
}

static void
put_true(struct buf *b, const char *key, bool value)
{
	if (value)
		put_bool(b, key, true);
}

void
stats_put(struct buf *b, const struct stats *s)
{
	put_open(b);
	put_identity(b, s);
	put_true(b, "partial", s->partial);
	event_put_known(b, "messages", s->messages);
	event_put_known(b, "users", s->users);
	event_put_known(b, "nicknames", s->nicknames);
	put_true(b, "approx", s->approx);
	put_moment(b, "first_at", s->first_at);
	put_moment(b, "last_at", s->last_at);
	if (s->first_at != WHEN_UNKNOWN)
		put_real(b, "duration_sec", stats_duration(s));
	event_put_known_real(b, "per_minute", stats_per_minute(s));
	event_put_known(b, "donations", s->donations);
	event_put_known(b, "donation_amount", s->donation_amount);
	event_put_known(b, "subscriptions", s->subscriptions);
	event_put_known(b, "reconnects", s->reconnects);
	event_put_known(b, "gap_ms", s->gap_ms);
	put_text(b, "users_hll", s->users_hll);
	put_text(b, "nicknames_hll", s->nicknames_hll);
	if (s->top != NULL)
		put_top(b, s);
	put_line(b);
}

void
tally_put(struct buf *b, const struct tally *t)
{
	put_open(b);
	put_text(b, "type", STR("tally"));
	put_text(b, "key", t->key);
	put_text(b, "of", t->nickname ? STR("nickname") : STR("user"));
	put_text(b, "id", t->id);
	put_text(b, "name", t->name);
	put_int(b, "messages", t->messages);
	put_line(b);
}

struct stats_slots
stats_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct stats_slots){ WANT(type), WANT(channel_id),
		WANT(channel), WANT(stream_id), WANT(user_id), WANT(user),
		WANT(messages), WANT(first_at), WANT(last_at), WANT(donations),
		WANT(donation_amount), WANT(subscriptions), WANT(reconnects),
		WANT(gap_ms), WANT(partial), WANT(users_hll),
		WANT(nicknames_hll), WANT(key), WANT(of), WANT(id),
		WANT(name) };
#undef WANT
}

bool
stats_read(const struct stats_slots *at, struct jsonl *in,
    const struct json_val *v, struct stats *s)
{
	if (!val_is(v + at->type, "stats"))
		return false;
	*s = STATS_INIT;
#define TEXT(key) s->key = jsonl_text(in, v + at->key)
	TEXT(channel_id);
	TEXT(channel);
	TEXT(stream_id);
	TEXT(user_id);
	TEXT(user);
	TEXT(users_hll);
	TEXT(nicknames_hll);
#undef TEXT
#define NUMBER(key) s->key = event_natural(v + at->key)
	NUMBER(messages);
	NUMBER(donations);
	NUMBER(donation_amount);
	NUMBER(subscriptions);
	NUMBER(reconnects);
	NUMBER(gap_ms);
#undef NUMBER
	s->first_at = event_moment(in, v + at->first_at);
	s->last_at = event_moment(in, v + at->last_at);
	s->partial = v[at->partial].kind == JSON_TRUE;
	return true;
}

bool
tally_read(const struct stats_slots *at, struct jsonl *in,
    const struct json_val *v, struct tally *t)
{
	if (!val_is(v + at->type, "tally"))
		return false;
	*t = (struct tally){ .key = jsonl_text(in, v + at->key),
		.nickname = val_is(v + at->of, "nickname"),
		.id = jsonl_text(in, v + at->id),
		.name = jsonl_text(in, v + at->name),
		.messages = event_natural(v + at->messages) };
	return t->key.p != NULL && t->id.p != NULL && t->messages >= 0;
}
