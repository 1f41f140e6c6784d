/* Appends records to Redis Streams, again until each is confirmed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/sig.h"
#include "core/when.h"
#include "redis/put.h"

enum { BATCH = 1000, BATCH_BYTES = 1024 * 1024, ANSWER_MS = 30000, WORDS = 16 };

/*
 * XADD unless the id is known: in a script, so that nothing comes between.  Its
 * keys are the stream and the id's own; then how long the id is remembered, in
 * ms, and the words of XADD behind its key.
 */
#define SCRIPT                                                                 \
	"if redis.call('SET', KEYS[2], '', 'NX', 'PX', ARGV[1]) then\n"        \
	"  return redis.call('XADD', KEYS[1], unpack(ARGV, 2))\n"              \
	"end\n"                                                                \
	"return false"

/* Of a text, the same everywhere: all who put must agree. */
static long
shard_of(const struct put_settings *set, struct str text)
{
	if (set->shards <= 0)
		return 0;
	return (long)(XXH3_64bits(text.p != NULL ? text.p : "", text.n) %
	    (uint64_t)set->shards);
}

static void
add(struct put_batch *b, struct str line, struct str id, long shard)
{
	MEM_RESERVE(b->record, b->cap, b->n + 1);
	b->record[b->n++] = (struct put_record){
		.at = b->text.n, .line = line.n, .id = id.n, .shard = shard
	};
	buf_str(&b->text, line);
	buf_str(&b->text, id);
}

static void
clear(struct put_batch *b)
{
	b->n = b->text.n = 0;
}

static struct str
line_of(const struct put_batch *b, const struct put_record *r)
{
	return (struct str){ b->text.p + r->at, r->line };
}

static struct str
id_of(const struct put_batch *b, const struct put_record *r)
{
	return (struct str){ b->text.p + r->at + r->line, r->id };
}

bool
put_add(struct put *p, struct str line, struct str id, struct str shard)
{
	add(&p->now, line, p->set->window_ms > 0 ? id : (struct str){ 0 },
	    shard_of(p->set, shard));
	return p->now.n >= BATCH || p->now.text.n >= BATCH_BYTES;
}

/* The words of a command, and room for those that are made. */
struct put_words {
	struct str at[WORDS];
	size_t n;
	char age[32], most[32], window[32];
	struct buf key, id_key;
};

static void
say(struct put_words *w, struct str word)
{
	w->at[w->n++] = word;
}

static struct str
number(char *room, size_t size, int64_t value)
{
	snprintf(room, size, "%lld", (long long)value);
	return str_of(room);
}

static void
say_key(struct put_words *w, const struct put *p, const struct put_record *r)
{
	w->key.n = 0;
	buf_adds(&w->key, p->set->key);
	if (p->set->shards > 0)
		buf_fmt(&w->key, ":{%ld}", r->shard);
	say(w, buf_view(&w->key));
}

/* What is too much or too old goes, by whole nodes of the stream. */
static void
say_limit(struct put_words *w, const struct put_settings *set)
{
	if (set->max_n > 0) {
		say(w, STR("MAXLEN"));
		say(w, STR("~"));
		say(w, number(w->most, sizeof w->most, set->max_n));
	} else if (set->max_age > 0) {
		say(w, STR("MINID"));
		say(w, STR("~"));
		say(w,
		    number(w->age, sizeof w->age, when_now() - set->max_age));
	}
}

/* The key that remembers an id; with the stream's, for clusters, in one slot:
 * braces say what of a key decides. */
static void
say_id_key(struct put_words *w, struct str id)
{
	bool tagged = redis_has_tag(buf_view(&w->key));

	w->id_key.n = 0;
	buf_fmt(&w->id_key, tagged ? "%s:id:" : "{%s}:id:", buf_text(&w->key));
	buf_str(&w->id_key, id);
	say(w, buf_view(&w->id_key));
}

static void
send_record(struct put *p, struct put_words *w, const struct put_batch *b,
    const struct put_record *r)
{
	w->n = 0;
	if (r->id > 0) {
		say(w, STR("EVAL"));
		say(w, STR(SCRIPT));
		say(w, STR("2"));
		say_key(w, p, r);
		say_id_key(w, id_of(b, r));
		say(w, number(w->window, sizeof w->window, p->set->window_ms));
	} else {
		say(w, STR("XADD"));
		say_key(w, p, r);
	}
	say_limit(w, p->set);
	say(w, STR("*"));
	say(w, STR("record"));
	say(w, line_of(b, r));
	redis_send(p->redis, w->at, w->n);
}

static void
send_all(struct put *p, const struct put_batch *b)
{
	struct put_words w = { 0 };

	for (size_t i = 0; i < b->n; i++)
		send_record(p, &w, b, &b->record[i]);
	buf_free(&w.key);
	buf_free(&w.id_key);
	redis_push(p->redis);
}

static const char *
why_refused(const struct resp *reply)
{
	return str_starts(reply->text, "CROSSSLOT")
	    ? "in a cluster --dedup needs another key, without braces or with "
	      "text in them"
	    : reply->text.p;
}

/* Whether the record needs another try. */
static bool
judge(struct put *p, const struct resp *reply, bool *wait)
{
	static struct diag_kind kind = { .what = "records refused" };

	switch (redis_verdict(p->redis, reply)) {
	case REDIS_DONE:
		p->stored += reply->kind != RESP_NIL;
		p->known += reply->kind == RESP_NIL;
		return false;
	case REDIS_REFUSED:
		diag_repeat(
		    &kind, "redis refuses a record: %s", why_refused(reply));
		p->refused++;
		return false;
	case REDIS_LATER:
		*wait = true;
		return true;
	default:
		return true;
	}
}

static void
add_again(struct put *p, const struct put_batch *b, const struct put_record *r)
{
	add(&p->again, line_of(b, r), id_of(b, r), r->shard);
}

/* Waits until the replicas have what was stored; false when the server is lost
 * before, and maybe its records with it, or on a signal. */
static bool
is_replicated(struct put *p)
{
	char replicas[24];
	const struct str words[] = { STR("WAIT"),
		number(replicas, sizeof replicas, p->set->replicas),
		STR("1000") };
	bool said = false;

	for (;;) {
		const struct resp *reply;

		redis_send(p->redis, words, 3);
		reply = redis_reply(p->redis, ANSWER_MS);
		if (reply == NULL || reply->kind != RESP_NUMBER)
			return false;
		if (reply->number >= p->set->replicas)
			return true;
		if (!said)
			diag_note("redis: only %lld of %ld replicas have it; "
				  "waiting for more",
			    (long long)reply->number, p->set->replicas);
		said = true;
		if (sig_caught())
			return false;
	}
}

/* All of a batch is to be sent again. */
static void
distrust(struct put *p, const struct put_batch *b, uint64_t stored)
{
	clear(&p->again);
	p->stored = stored;
	for (size_t i = 0; i < b->n; i++)
		add_again(p, b, &b->record[i]);
}

/* Takes the answers to a batch; what needs another try is to be sent again.
 * Whether Redis wants to be left alone for a while. */
static bool
take_answers(struct put *p, struct put_batch *b)
{
	uint64_t stored = p->stored;
	bool wait = false;

	for (size_t i = 0; i < b->n; i++) {
		const struct resp *reply = redis_reply(p->redis, ANSWER_MS);

		if (reply == NULL || judge(p, reply, &wait))
			add_again(p, b, &b->record[i]);
	}
	if (p->set->replicas > 0 && p->stored > stored && !is_replicated(p)) {
		distrust(p, b, stored);
		wait = true;
	}
	clear(b);
	return wait;
}

static void
swap(struct put_batch *a, struct put_batch *b)
{
	struct put_batch c = *a;

	*a = *b;
	*b = c;
}

/* Sends what is to be sent again, until nothing is. */
static bool
try_again(struct put *p, bool wait)
{
	while (p->again.n > 0) {
		if (wait && !redis_rest(p->redis))
			return false;
		if (!redis_up(p->redis))
			return false;
		swap(&p->sent, &p->again);
		send_all(p, &p->sent);
		wait = take_answers(p, &p->sent);
	}
	redis_rested(p->redis);
	return true;
}

bool
put_push(struct put *p)
{
	bool wait;

	if (p->now.n == 0)
		return true;
	if (!redis_up(p->redis))
		return false;
	send_all(p, &p->now);
	wait = take_answers(p, &p->sent);
	swap(&p->now, &p->sent);
	if (p->again.n == 0 && p->set->replicas == 0)
		return true;
	/* The answers to what follows come first. */
	wait = take_answers(p, &p->sent) || wait;
	return try_again(p, wait);
}

bool
put_commit(struct put *p)
{
	bool wait;

	if (!put_push(p))
		return false;
	wait = take_answers(p, &p->sent);
	return try_again(p, wait);
}

size_t
put_left(const struct put *p)
{
	return p->now.n + p->sent.n + p->again.n;
}

static void
free_batch(struct put_batch *b)
{
	buf_free(&b->text);
	free(b->record);
}

void
put_free(struct put *p)
{
	free_batch(&p->now);
	free_batch(&p->sent);
	free_batch(&p->again);
}
