/*
 * chz-bus - carry records over Redis Streams.
 * Records in, entries of a stream out, and the other way.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/notify.h"
#include "core/opt.h"
#include "core/progress.h"
#include "core/recent.h"
#include "core/sig.h"
#include "core/when.h"
#include "jsonl/jsonl.h"
#include "record/bus.h"
#include "redis/get.h"
#include "redis/put.h"
#include "store/inputs.h"

enum { DEDUP_MS = 10 * 60 * 1000 };

struct settings {
	const char *redis, *from, *group, *consumer, *shard_by;
	bool once, dedup;
	long n;
	int64_t claim_ms, hold_ms, dedup_ms, max_age;
	int64_t max_n;
	long shards, replicas;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "claim", "DUR", "get: take over from readers silent for so long",
	    OPT_SPAN(struct settings, claim_ms), .def = "30s", .min = 1000 },
	{ 0, "consumer", "NAME", "get: who reads, instead of HOST-PID",
	    OPT_TEXT(struct settings, consumer) },
	{ 0, "dedup", "[DUR]", "not what was there within that time, by id",
	    OPT_SPAN(struct settings, dedup_ms),
	    OPT_GIVEN(struct settings, dedup) },
	{ 0, "from", "ID", "get: behind that entry; 0 is all, $ what is new",
	    OPT_TEXT(struct settings, from) },
	{ 'g', "group", "GROUP", "get: one of a group; ack: of which",
	    OPT_TEXT(struct settings, group) },
	{ 0, "hold", "DUR", "get: acknowledge only after that time",
	    OPT_SPAN(struct settings, hold_ms) },
	{ 0, "max-age", "DUR", "put: drop what is older",
	    OPT_SPAN(struct settings, max_age) },
	{ 0, "max-entries", "N", "put: keep about so many",
	    OPT_COUNT(struct settings, max_n), .min = 1 },
	{ 'n', "max", "N", "get: end after so many records",
	    OPT_COUNT(struct settings, n), .min = 1 },
	{ 0, "once", NULL, "get: end where the stream ends",
	    OPT_FLAG(struct settings, once) },
	{ 0, "redis", "URL",
	    "the server: redis://HOST:PORT, rediss://... or unix:PATH",
	    OPT_TEXT(struct settings, redis), .conf = "CHZ_REDIS_URL" },
	{ 0, "replicas", "N", "put: so many have each record before it counts",
	    OPT_COUNT(struct settings, replicas), .min = 1, .max = 100 },
	{ 0, "shard-by", "KEY", "put: equal values stay in one stream",
	    OPT_TEXT(struct settings, shard_by), .def = "stream_id" },
	{ 0, "shards", "N", "put: to streams KEY:{0} to KEY:{N-1}",
	    OPT_COUNT(struct settings, shards), .min = 1, .max = 16384 },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-bus",
	.operands = "COMMAND KEY [ARG...]",
	.about = "Carry records over Redis Streams: put, get, ack, info.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("max-age | max-entries"),
	.examples = OPT_LINES("chz-lives | chz-tap | chz-bus put chat",
	    "chz-bus get chat --once | chz-ts -b 60s", "chz-bus info chat"),
};

struct run {
	struct settings set;
	struct redis *redis;
	struct out *out;
	int status;
};

/* put */

struct putting {
	struct put put;
	struct jsonl *in;
	bool failed;
};

/* Does one of the two, unless it is of no use any more. */
static void
go_on(struct putting *p, bool (*step)(struct put *))
{
	if (!p->failed && !step(&p->put)) {
		p->failed = true;
		jsonl_stop(p->in);
	}
}

static int
commit_now(void *ctx)
{
	go_on(ctx, put_commit);
	return -1;
}

static struct str
text_of(struct jsonl *in, const struct json_val *v, int at)
{
	return at >= 0 ? jsonl_text(in, v + at) : (struct str){ 0 };
}

static void
put_lines(struct putting *p, const struct settings *set)
{
	const struct json_val *v;
	int id = set->dedup ? jsonl_want(p->in, "message_id") : -1;
	int shard = set->shards > 0 ? jsonl_want(p->in, set->shard_by) : -1;

	jsonl_on_wait(p->in, commit_now, p);
	while (!p->failed && (v = jsonl_next(p->in)) != NULL)
		if (put_add(&p->put, jsonl_line(p->in), text_of(p->in, v, id),
			text_of(p->in, v, shard)))
			go_on(p, put_push);
	commit_now(p);
}

static void
put(struct run *r, char **args)
{
	const struct put_settings set = { .key = args[0],
		.shards = r->set.shards,
		.max_n = r->set.max_n,
		.max_age = r->set.max_age,
		.replicas = r->set.replicas,
		.window_ms = r->set.dedup ? r->set.dedup_ms : 0 };
	struct putting p = { .put = { .redis = r->redis, .set = &set } };

	if (!redis_up(r->redis)) {
		r->status = redis_status(r->redis);
		return;
	}
	p.in = inputs_open(args + 1, &r->set.dates, &r->set.io, NULL);
	put_lines(&p, &r->set);
	diag_detail("%llu stored, %llu known already, %llu refused",
	    (unsigned long long)p.put.stored, (unsigned long long)p.put.known,
	    (unsigned long long)p.put.refused);
	if (p.failed) {
		diag_error("%zu records are not stored", put_left(&p.put));
		r->status = EXIT_AWAY;
	}
	if (p.put.refused > 0)
		r->status = exit_worse(r->status, EXIT_SOME_FAILED);
	r->status = exit_worse(r->status, redis_status(r->redis));
	r->status = exit_worse(r->status, jsonl_close(p.in));
	put_free(&p.put);
}

/* get */

struct getting {
	struct out *out;
	struct recent known;
	bool dedup;
	size_t max_record;
	long left; /* records to write; below 0 is all */
	int status;
};

static bool
is_known(struct getting *g, struct str line)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { { "message_id", 10 } } };
	struct json_val v;
	struct scan_error err;

	return g->dedup && scan_line(line, &keys, &v, &err) &&
	    v.kind == VAL_STRING &&
	    !recent_add(&g->known, (struct str){ v.p, v.n });
}

/* The value of an entry's field "record"; absent when it is none of ours. */
static struct str
record_of(const struct resp *fields)
{
	for (size_t i = 0; i + 1 < fields->n; i += 2)
		if (str_is(resp_text(resp_at(fields, i)), "record"))
			return resp_text(resp_at(fields, i + 1));
	return (struct str){ 0 };
}

static bool
is_live(struct str line)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { { "type", 4 } } };
	struct json_val v;
	struct scan_error err;

	return scan_line(line, &keys, &v, &err) && v.kind == VAL_STRING &&
	    str_is((struct str){ v.p, v.n }, "live");
}

/* A broadcast that is taken over, with when it was last heard. */
static void
put_taken(struct buf *b, struct str line, int64_t heard_at)
{
	line = str_trim(line);
	line.n--; /* its brace */
	buf_str(b, line);
	buf_adds(b, ",\"heard_at\":\"");
	when_put_utc(buf_reserve(b, WHEN_UTC_LEN), heard_at);
	b->n += WHEN_UTC_LEN;
	buf_adds(b, "\"}");
}

static bool
on_entry(void *ctx, struct str id, const struct resp *fields, int64_t heard_at)
{
	static struct diag_kind kind = { .what = "entries without a record" },
				longer = { .what =
					       "entries that are too long" };
	struct getting *g = ctx;
	struct str line = record_of(fields);

	if (line.p == NULL || memchr(line.p, '\n', line.n) != NULL) {
		diag_repeat(&kind, "entry %.*s has no record", STR_ARG(id));
		g->status = EXIT_SOME_FAILED;
		return true;
	}
	progress_counts.records++;
	if (line.n > g->max_record) {
		diag_repeat(&longer, "entry %.*s is longer than %zu bytes",
		    STR_ARG(id), g->max_record);
		g->status = EXIT_SOME_FAILED;
		return true;
	}
	if (is_known(g, line))
		return true;
	if (heard_at != WHEN_UNKNOWN && is_live(line))
		put_taken(&g->out->buf, line, heard_at);
	else
		buf_str(&g->out->buf, line);
	buf_addc(&g->out->buf, '\n');
	out_ready(g->out);
	return --g->left != 0;
}

static bool
on_written(void *ctx)
{
	struct getting *g = ctx;

	out_flush(g->out);
	return !out_failed(g->out);
}

/* HOST-PID: nobody else's at the time. */
static const char *
own_name(void)
{
	static char name[96];
	char host[64] = "host";

	gethostname(host, sizeof host - 1);
	snprintf(name, sizeof name, "%s-%ld", host, (long)getpid());
	return name;
}

static void
get(struct run *r, char **keys)
{
	const struct settings *set = &r->set;
	struct getting g = { .out = r->out,
		.dedup = set->dedup,
		.max_record = set->io.max_record > 0 ? set->io.max_record
						     : JSONL_MAX_RECORD,
		.left = set->n > 0 ? set->n : -1 };
	const struct get_settings how = { .keys = keys,
		.from = set->from != NULL             ? set->from
		    : set->group != NULL || set->once ? "0"
						      : "$",
		.group = set->group,
		.consumer = set->consumer != NULL ? set->consumer : own_name(),
		.claim_ms = set->claim_ms,
		.hold_ms = set->hold_ms,
		.once = set->once,
		.left = &g.left,
		.entry = on_entry,
		.written = on_written,
		.ctx = &g };

	if (!get_run(r->redis, &how) && !sig_caught())
		g.status = exit_worse(g.status,
		    redis_status(r->redis) != EXIT_OK ? redis_status(r->redis)
						      : EXIT_SOME_FAILED);
	recent_free(&g.known);
	r->status = g.status;
}

/* ack, info */

/* The answer to one command, maybe an error that begins with `but`; NULL when
 * there is none, and why is said. */
static const struct resp *
ask(struct run *r, const struct str *words, size_t n, const char *but)
{
	const char *why;
	const struct resp *reply = redis_ask(r->redis, words, n, but, &why);

	if (reply != NULL)
		return reply;
	if (why[0] != '\0')
		diag_error("%s", why);
	r->status = why[0] != '\0' ? EXIT_SOME_FAILED : redis_status(r->redis);
	return NULL;
}

static void
ack(struct run *r, char **args)
{
	for (char **id = args + 1; *id != NULL && r->status == EXIT_OK; id++) {
		const struct str words[] = { STR("XACK"), str_of(args[0]),
			str_of(r->set.group), str_of(*id) };
		const struct resp *reply = ask(r, words, 4, NULL);

		if (reply != NULL && reply->number == 0) {
			diag_error("%s: no entry %s waits in group %s", args[0],
			    *id, r->set.group);
			r->status = EXIT_SOME_FAILED;
		}
	}
}

static int64_t
number_in(const struct resp *map, const char *name)
{
	const struct resp *value;

	for (size_t i = 0; (value = resp_at(map, i + 1)) != NULL; i += 2)
		if (str_is(resp_text(resp_at(map, i)), name) &&
		    value->kind == RESP_NUMBER)
			return value->number;
	return RECORD_UNKNOWN;
}

static void
put_group(struct run *r, struct bus *b, const struct resp *group)
{
	b->group = resp_text(resp_at(group, 1)); /* "name" is first */
	b->consumers = number_in(group, "consumers");
	b->pending = number_in(group, "pending");
	b->lag = number_in(group, "lag");
	record_put(&r->out->buf, &bus_record, b);
	out_ready(r->out);
}

static void
info(struct run *r, const char *key)
{
	const struct str length[] = { STR("XLEN"), str_of(key) };
	const struct str groups[] = { STR("XINFO"), STR("GROUPS"),
		str_of(key) };
	const struct resp *reply = ask(r, length, 2, NULL);
	const struct resp *group;
	struct bus b;

	record_clear(&bus_record, &b);
	b.key = str_of(key);
	if (reply == NULL)
		return;
	b.entries = reply->number;
	reply = ask(r, groups, 3, "ERR no such key");
	for (size_t i = 0; (group = resp_at(reply, i)) != NULL; i++)
		put_group(r, &b, group);
	if (reply != NULL && reply->n == 0) {
		record_put(&r->out->buf, &bus_record, &b);
		out_ready(r->out);
	}
}

static void
command(struct run *r, char **args)
{
	const char *name = args[0];

	if (strcmp(name, "put") == 0)
		put(r, args + 1);
	else if (strcmp(name, "get") == 0)
		get(r, args + 1);
	else if (strcmp(name, "ack") == 0)
		ack(r, args + 1);
	else
		for (args++; *args != NULL && r->status == EXIT_OK; args++)
			info(r, *args);
}

/* Before anything is read: what no table can check. */
static void
check(const struct settings *set, char **args)
{
	static const char *const commands[] = { "put", "get", "ack", "info",
		NULL };
	int i = 0;
	size_t n = 0;

	while (commands[i] != NULL && strcmp(args[0], commands[i]) != 0)
		i++;
	if (commands[i] == NULL)
		opt_misuse("'%s' is not put, get, ack or info", args[0]);
	while (args[1 + n] != NULL)
		n++;
	if (n == 0)
		opt_misuse("%s needs a KEY", args[0]);
	if (i == 1 && n > GET_KEYS)
		opt_misuse("at most %d keys", GET_KEYS);
	if (i == 2 && (set->group == NULL || n < 2))
		opt_misuse("ack needs --group and the entries' ids");
	if (set->hold_ms > 0 && set->group == NULL)
		opt_misuse("--hold needs --group");
}

int
main(int argc, char *argv[])
{
	struct run r = { .set = { .dedup_ms = DEDUP_MS } };
	char **args = argv + opt_parse(&tool, argc, argv, &r.set);
	struct redis_login login;
	const char *bad;

	check(&r.set, args);
	if (r.set.redis == NULL)
		r.set.redis = conf_get("CHZ_REDIS_URL");
	login = redis_login();
	r.redis = redis_new(r.set.redis, &login, &bad);
	if (r.redis == NULL)
		opt_misuse(
		    "'%s' is not " REDIS_PLACE_FORM, redis_place_shown(bad));
	sig_catch();
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	notify_ready();
	command(&r, args);
	redis_free(r.redis);
	r.status = exit_worse(r.status, out_close(r.out));
	opt_free(&tool, &r.set);
	diag_end();
	sig_die();
	return r.status;
}
