/* Takes entries off Redis Streams, alone or in a group. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/sig.h"
#include "core/when.h"
#include "redis/get.h"

enum {
	ID = 48,
	FIRST_COUNT = 100, /* entries, before it is known how long they are */
	MOST_COUNT = 2000,
	ANSWER = 1024 * 1024 /* bytes, about, of entries at once */
};

/* So long ago, in ms, that it means: let go of, and not by dying. */
#define RELEASED INT64_C(315360000000)

struct held {
	int key;
	char id[ID];
	int64_t since;
};

/* An entry that some reader was given, and how long it was silent since. */
struct pending {
	char id[ID];
	int64_t idle;
};

struct get {
	struct redis *redis;
	const struct get_settings *set;
	int n;                    /* keys */
	char place[GET_KEYS][ID]; /* the last entry, alone or of our own ones */
	bool own;                 /* those that are ours from before, first */
	long count;               /* entries of a stream to ask for */
	bool ahead;               /* the next ones were asked for already */
	bool failed, stopped;
	int64_t claim_at, renew_at;

	struct held *held; /* written, not acknowledged yet */
	size_t n_held, cap_held;
	struct pending *pending; /* of those that come next */
	size_t n_pending, cap_pending;
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
	if (str_starts(str_of(why), "CROSSSLOT"))
		why = "the keys are on different nodes of the cluster: read "
		      "each by itself";
	diag_error("%s", why);
	g->failed = true;
}

/* The answer to the command, or an error that begins with `but`; NULL when
 * there will be none. */
static const struct resp *
ask(struct get *g, const char *but)
{
	const char *why;
	const struct resp *reply;

	if (g->failed)
		return NULL;
	reply = (g->ahead ? redis_await : redis_ask)(
	    g->redis, g->word, g->n_words, but, &why);
	g->ahead = false;
	if (reply == NULL && why[0] != '\0')
		fail(g, why);
	return reply;
}

static bool
tell(struct get *g, const char *but)
{
	return ask(g, but) != NULL;
}

/* Places */

static void
put_id(char *at, struct str id)
{
	size_t n = id.n < ID ? id.n : ID - 1;

	memcpy(at, n > 0 ? id.p : "", n);
	at[n] = '\0';
}

/* "$" once and for all: between two reads from there, entries would be lost. */
static bool
find_end(struct get *g, int i)
{
	const struct resp *reply;
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
	id = resp_text(resp_at(resp_at(reply, 0), 0));
	put_id(g->place[i], id.n > 0 ? id : STR("0-0"));
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
			put_id(g->place[g->n], str_of(g->set->from));
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
	put_id(h->id, id);
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
	char released[24];

	snprintf(released, sizeof released, "%lld", (long long)RELEASED);
	for (int i = 0; i < g->n; i++) {
		begin_for(g, "XCLAIM", i);
		say(g, str_of(g->set->consumer));
		say(g, STR("0"));
		if (!say_held(g, i, false))
			continue;
		if (idle) {
			say(g, STR("IDLE"));
			say(g, str_of(released));
		}
		say(g, STR("JUSTID"));
		tell(g, NULL);
	}
}

/* How long silent readers were */

static void
take_pending(struct get *g, const struct resp *entry)
{
	struct pending *p;
	const struct resp *idle = resp_at(entry, 2);

	if (idle == NULL || idle->kind != RESP_NUMBER)
		return;
	MEM_RESERVE(g->pending, g->cap_pending, g->n_pending + 1);
	p = &g->pending[g->n_pending++];
	put_id(p->id, resp_text(resp_at(entry, 0)));
	p->idle = idle->number;
}

/* Looks at what is behind `start`, silent for `idle`, and of `consumer`, if
 * that is not NULL: before it is taken, and its time begins anew. */
static void
look_at_pending(struct get *g, int key, const char *start, const char *idle,
    const char *consumer)
{
	const struct resp *reply, *entry;

	if (g->set->hold_ms == 0)
		return;
	begin_for(g, "XPENDING", key);
	say(g, STR("IDLE"));
	say(g, str_of(idle));
	say(g, str_of(start));
	say(g, STR("+"));
	say(g, STR("2000"));
	if (consumer != NULL)
		say(g, str_of(consumer));
	reply = ask(g, "NOGROUP");
	for (size_t i = 0; (entry = resp_at(reply, i)) != NULL; i++)
		take_pending(g, entry);
}

static int64_t
heard_at(const struct get *g, struct str id)
{
	for (size_t i = 0; i < g->n_pending; i++) {
		int64_t idle = g->pending[i].idle;

		if (str_is(id, g->pending[i].id))
			return when_now() -
			    (idle < RELEASED ? idle : idle - RELEASED);
	}
	return WHEN_UNKNOWN;
}

/* Entries */

/* An entry whose fields Redis has trimmed is no entry, but is acknowledged. */
static void
take_entries(struct get *g, int key, const struct resp *entries)
{
	const struct resp *entry;

	for (size_t i = 0; (entry = resp_at(entries, i)) != NULL; i++) {
		struct str id = resp_text(resp_at(entry, 0));
		const struct resp *fields = resp_at(entry, 1);

		if (g->stopped)
			return;
		if (fields != NULL && fields->kind == RESP_ARRAY &&
		    !g->set->entry(g->set->ctx, id, fields, heard_at(g, id)))
			g->stopped = true;
		if (g->set->group != NULL)
			hold(g, key, id);
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
say_read(struct get *g, char count[static 24])
{
	const struct get_settings *set = g->set;

	snprintf(count, 24, "%ld",
	    *set->left >= 0 && *set->left < g->count ? *set->left : g->count);
	begin(g, set->group != NULL ? "XREADGROUP GROUP" : "XREAD");
	if (set->group != NULL) {
		say(g, str_of(set->group));
		say(g, str_of(set->consumer));
	}
	say(g, STR("COUNT"));
	say(g, str_of(count));
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

static size_t
count_of(const struct resp *entries)
{
	return entries != NULL && entries->kind == RESP_ARRAY ? entries->n : 0;
}

static size_t
size_of(const struct resp *entries)
{
	const struct resp *entry, *text;
	size_t n = 0;

	for (size_t i = 0; (entry = resp_at(entries, i)) != NULL; i++)
		for (size_t j = 0;
		     (text = resp_at(resp_at(entry, 1), j)) != NULL; j++)
			n += text->text.n;
	return n;
}

/* Goes on behind the entries of an answer, of which there are n; true when
 * there may well be more. */
static bool
advance(struct get *g, const struct resp *reply, long n)
{
	const struct resp *stream, *last;
	size_t size = 0;
	bool more = false;

	for (size_t i = 0; (stream = resp_at(reply, i)) != NULL; i++) {
		const struct resp *entries = resp_at(stream, 1);
		int key = number_of(g, resp_text(resp_at(stream, 0)));

		last = resp_at(entries, count_of(entries) - 1);
		if (last != NULL && (g->set->group == NULL || g->own))
			put_id(g->place[key], resp_text(resp_at(last, 0)));
		more = more || count_of(entries) >= (size_t)g->count;
		size += size_of(entries);
	}
	if (n > 0)
		g->count = (long)(ANSWER / (size / (size_t)n + 1));
	if (g->count < 1)
		g->count = 1;
	if (g->count > MOST_COUNT)
		g->count = MOST_COUNT;
	return more;
}

static long
entries_in(const struct resp *reply)
{
	const struct resp *stream;
	size_t n = 0;

	for (size_t i = 0; (stream = resp_at(reply, i)) != NULL; i++)
		n += count_of(resp_at(stream, 1));
	return (long)n;
}

/* Asks for the next ones while those that came are written.  In a group they
 * would be ours, whether we get to write them or not. */
static void
read_ahead(struct get *g)
{
	char count[24];

	say_read(g, count);
	redis_send(g->redis, g->word, g->n_words);
	redis_push(g->redis);
	g->ahead = true;
}

static void
take_streams(struct get *g, const struct resp *reply)
{
	const struct resp *stream;

	for (size_t i = 0; (stream = resp_at(reply, i)) != NULL; i++)
		take_entries(g, number_of(g, resp_text(resp_at(stream, 0))),
		    resp_at(stream, 1));
}

/* Those of ours from before, that come next. */
static void
look_at_own(struct get *g, int key)
{
	char start[ID + 1] = "(";

	strcat(start, g->place[key]);
	look_at_pending(g, key, start, "0", g->set->consumer);
}

/* The entries that come next; how many, or -1 when there is no way to know. */
static long
read_next(struct get *g)
{
	const struct resp *reply;
	char count[24];
	long n;

	g->n_pending = 0;
	for (int i = 0; g->own && i < g->n; i++)
		look_at_own(g, i);
	say_read(g, count);
	reply = ask(g, "NOGROUP");
	if (reply == NULL)
		return -1;
	if (reply->kind == RESP_ERROR) {
		/* Somebody has removed the group, or Redis forgotten it. */
		for (int i = 0; i < g->n; i++)
			make_group(g, i);
		return 0;
	}
	n = entries_in(reply);
	if (advance(g, reply, n) && g->set->group == NULL)
		read_ahead(g);
	take_streams(g, reply);
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
		const struct resp *entries, *reply;

		g->n_pending = 0;
		look_at_pending(g, key, start, idle, NULL);
		begin_for(g, "XAUTOCLAIM", key);
		say(g, str_of(g->set->consumer));
		say(g, str_of(idle));
		say(g, str_of(start));
		reply = ask(g, "NOGROUP");
		if (reply == NULL)
			return n;
		entries = resp_at(reply, 1);
		n += (long)count_of(entries);
		take_entries(g, key, entries);
		put_id(start, resp_text(resp_at(reply, 0)));
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
	struct get g = { .redis = redis, .set = set, .count = FIRST_COUNT };
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
	free(g.pending);
	free(g.word);
	return !g.failed && redis_status(redis) == EXIT_OK;
}
