/* Takes entries off Redis Streams, alone or in a group. */
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/sig.h"
#include "core/when.h"
#include "redis/get.h"

enum { ID = 48 };

struct held {
	int key;
	char id[ID];
	int64_t since;
};

struct get {
	struct redis *redis;
	const struct get_settings *set;
	int n;                    /* keys */
	char place[GET_KEYS][ID]; /* the last entry, alone or of our own ones */
	bool own;                 /* those that are ours from before, first */
	bool failed, stopped;
	int64_t claim_at, renew_at;

	struct held *held; /* written, not acknowledged yet */
	size_t n_held, cap_held;
	struct str *word; /* of the command */
	size_t n_words, cap_words;
};

/* Commands */

static void
say(struct get *g, struct str word)
{
	MEM_RESERVE(g->word, g->cap_words, g->n_words + 1);
	g->word[g->n_words++] = word;
}

static void
begin(struct get *g, const char *words)
{
	struct str rest = str_of(words);

	g->n_words = 0;
	while (rest.p != NULL)
		say(g, str_cut(&rest, ' '));
}

static struct str
key_of(const struct get *g, int i)
{
	return str_of(g->set->keys[i]);
}

static void
fail(struct get *g, const char *why)
{
	diag_error("%s", why);
	g->failed = true;
}

/* The answer to the command, or an error that begins with `but`; NULL when
 * there will be none. */
static redisReply *
ask(struct get *g, const char *but)
{
	const char *why;
	redisReply *reply;

	if (g->failed)
		return NULL;
	reply = redis_ask(g->redis, g->word, g->n_words, but, &why);
	if (reply == NULL && why[0] != '\0')
		fail(g, why);
	return reply;
}

static bool
tell(struct get *g, const char *but)
{
	redisReply *reply = ask(g, but);
	bool done = reply != NULL;

	freeReplyObject(reply);
	return done;
}

/* Places */

/* "$" once and for all: between two reads from there, entries would be lost. */
static bool
find_end(struct get *g, int i)
{
	redisReply *reply;
	struct str id;

	begin(g, "XREVRANGE");
	say(g, key_of(g, i));
	say(g, STR("+"));
	say(g, STR("-"));
	say(g, STR("COUNT"));
	say(g, STR("1"));
	reply = ask(g, NULL);
	if (reply == NULL)
		return false;
	id = redis_text(redis_at(redis_at(reply, 0), 0));
	snprintf(g->place[i], ID, "%.*s", STR_ARG(id.n > 0 ? id : STR("0-0")));
	freeReplyObject(reply);
	return true;
}

static bool
make_group(struct get *g, int i)
{
	begin(g, "XGROUP CREATE");
	say(g, key_of(g, i));
	say(g, str_of(g->set->group));
	say(g, str_of(g->set->from));
	say(g, STR("MKSTREAM"));
	return tell(g, "BUSYGROUP");
}

static bool
find_places(struct get *g)
{
	bool to_end = strcmp(g->set->from, "$") == 0;

	for (; g->set->keys[g->n] != NULL; g->n++) {
		if (g->set->group != NULL) {
			strcpy(g->place[g->n], "0-0");
			if (!make_group(g, g->n))
				return false;
		} else if (to_end) {
			if (!find_end(g, g->n))
				return false;
		} else {
			snprintf(g->place[g->n], ID, "%s", g->set->from);
		}
	}
	g->own = g->set->group != NULL;
	return true;
}

/* What was written */

static void
hold(struct get *g, int key, struct str id)
{
	struct held *h;

	MEM_RESERVE(g->held, g->cap_held, g->n_held + 1);
	h = &g->held[g->n_held++];
	*h = (struct held){ .key = key, .since = when_monotonic() };
	snprintf(h->id, ID, "%.*s", STR_ARG(id));
}

static bool
is_due(const struct get *g, const struct held *h, int64_t now)
{
	return now - h->since >= g->set->hold_ms;
}

/* The command's words, then the ids of a key's held entries, those that are due
 * or those that are not; whether there are any. */
static bool
say_held(struct get *g, int key, bool due)
{
	int64_t now = when_monotonic();
	size_t n = g->n_words;

	for (size_t i = 0; i < g->n_held; i++)
		if (g->held[i].key == key && is_due(g, &g->held[i], now) == due)
			say(g, str_of(g->held[i].id));
	return g->n_words > n;
}

static void
begin_for(struct get *g, const char *command, int key)
{
	begin(g, command);
	say(g, key_of(g, key));
	say(g, str_of(g->set->group));
}

static void
forget_due(struct get *g)
{
	int64_t now = when_monotonic();
	size_t kept = 0;

	for (size_t i = 0; i < g->n_held; i++)
		if (!is_due(g, &g->held[i], now))
			g->held[kept++] = g->held[i];
	g->n_held = kept;
}

static void
acknowledge(struct get *g)
{
	for (int i = 0; i < g->n && g->n_held > 0; i++) {
		begin_for(g, "XACK", i);
		if (say_held(g, i, true) && !tell(g, NULL))
			return;
	}
	if (g->set->hold_ms == 0)
		g->n_held = 0;
	else
		forget_due(g);
}

/* Says that we live: what is held is not for others.  With `idle`, that it is,
 * at once. */
static void
renew(struct get *g, bool idle)
{
	for (int i = 0; i < g->n; i++) {
		begin_for(g, "XCLAIM", i);
		say(g, str_of(g->set->consumer));
		say(g, STR("0"));
		if (!say_held(g, i, false))
			continue;
		if (idle) {
			say(g, STR("IDLE"));
			say(g, STR("86400000"));
		}
		say(g, STR("JUSTID"));
		tell(g, NULL);
	}
}

/* Entries */

/* An entry whose fields Redis has trimmed is no entry, but is acknowledged. */
static void
take_entries(struct get *g, int key, const redisReply *entries)
{
	const redisReply *entry;

	for (size_t i = 0; (entry = redis_at(entries, i)) != NULL; i++) {
		struct str id = redis_text(redis_at(entry, 0));
		const redisReply *fields = redis_at(entry, 1);

		if (g->stopped)
			return;
		if (fields != NULL && fields->type == REDIS_REPLY_ARRAY &&
		    !g->set->entry(g->set->ctx, id, fields))
			g->stopped = true;
		if (g->set->group != NULL)
			hold(g, key, id);
		if (g->set->group == NULL || g->own)
			snprintf(g->place[key], ID, "%.*s", STR_ARG(id));
	}
}

/* Writes what was taken, and says so to Redis. */
static void
settle(struct get *g)
{
	if (!g->set->written(g->set->ctx)) {
		g->stopped = true;
		g->n_held = 0;
		return;
	}
	if (g->set->group != NULL && g->n_held > 0)
		acknowledge(g);
}

static int
number_of(const struct get *g, struct str key)
{
	for (int i = 0; i < g->n; i++)
		if (str_is(key, g->set->keys[i]))
			return i;
	return 0;
}

static void
say_read(struct get *g)
{
	const struct get_settings *set = g->set;

	begin(g, set->group != NULL ? "XREADGROUP GROUP" : "XREAD");
	if (set->group != NULL) {
		say(g, str_of(set->group));
		say(g, str_of(set->consumer));
	}
	say(g, STR("COUNT"));
	say(g, STR("1000"));
	if (!set->once) {
		say(g, STR("BLOCK"));
		say(g, STR("500"));
	}
	say(g, STR("STREAMS"));
	for (int i = 0; i < g->n; i++)
		say(g, key_of(g, i));
	for (int i = 0; i < g->n; i++)
		say(g,
		    set->group != NULL && !g->own ? STR(">")
						  : str_of(g->place[i]));
}

/* The entries that come next; how many, or -1 when there is no way to know. */
static long
read_next(struct get *g)
{
	const redisReply *stream;
	redisReply *reply;
	long n = 0;

	say_read(g);
	reply = ask(g, "NOGROUP");
	if (reply == NULL)
		return -1;
	for (size_t i = 0; (stream = redis_at(reply, i)) != NULL; i++) {
		const redisReply *entries = redis_at(stream, 1);

		n += entries != NULL ? (long)entries->elements : 0;
		take_entries(
		    g, number_of(g, redis_text(redis_at(stream, 0))), entries);
	}
	/* Somebody has removed the group, or Redis has forgotten it. */
	for (int i = 0; reply->type == REDIS_REPLY_ERROR && i < g->n; i++)
		make_group(g, i);
	freeReplyObject(reply);
	return n;
}

/* Takes over the entries of a reader that is silent. */
static long
claim(struct get *g, int key)
{
	char idle[24], start[ID] = "0-0";
	long n = 0;

	snprintf(idle, sizeof idle, "%lld", (long long)g->set->claim_ms);
	do {
		const redisReply *entries;
		redisReply *reply;

		begin_for(g, "XAUTOCLAIM", key);
		say(g, str_of(g->set->consumer));
		say(g, str_of(idle));
		say(g, str_of(start));
		reply = ask(g, "NOGROUP");
		if (reply == NULL)
			return n;
		entries = redis_at(reply, 1);
		n += entries != NULL ? (long)entries->elements : 0;
		take_entries(g, key, entries);
		snprintf(
		    start, ID, "%.*s", STR_ARG(redis_text(redis_at(reply, 0))));
		freeReplyObject(reply);
	} while (start[0] != '\0' && strcmp(start, "0-0") != 0 && !g->stopped);
	return n;
}

/* What has to be done now and then. */
static long
keep_house(struct get *g)
{
	int64_t now = when_monotonic();
	long n = 0;

	if (g->set->group == NULL)
		return 0;
	if (g->set->hold_ms > 0 && now >= g->renew_at) {
		renew(g, false);
		g->renew_at = now + g->set->claim_ms / 3;
	}
	if (!g->own && now >= g->claim_at) {
		for (int i = 0; i < g->n; i++)
			n += claim(g, i);
		g->claim_at = now + g->set->claim_ms / 2;
	}
	return n;
}

static bool
is_over(const struct get *g)
{
	return g->failed || g->stopped || sig_caught();
}

bool
get_run(struct redis *redis, const struct get_settings *set)
{
	struct get g = { .redis = redis, .set = set };
	bool at_end = !find_places(&g);

	while (!at_end && !is_over(&g)) {
		bool own = g.own;
		long n = keep_house(&g), more = read_next(&g);

		settle(&g);
		if (more < 0)
			break;
		g.own = own && more > 0;
		at_end = set->once && !own && n + more == 0;
	}
	if (set->hold_ms > 0)
		renew(&g, true);
	free(g.held);
	free(g.word);
	return !g.failed && redis_status(redis) == EXIT_OK;
}
