/* Talks to Redis over one connection on the loop. */
#include <hiredis/async.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "net/retry.h"
#include "net/watch.h"
#include "redis/link.h"
#include "redis/place.h"

enum { SERVERS = 16, CONNECT_MS = 5000, STALL_MS = 30000 };

struct redis_link {
	struct redis_link_settings set;
	char *user, *password, *key, *name;
	struct redis_place place[SERVERS], node; /* `node`: where the key is */
	size_t n, next;
	bool at_node, to_node; /* the next one goes there; this one does */
	struct loop *loop;
	redisAsyncContext *hiredis;
	struct fd_watch *watch;
	bool reading, writing;
	struct timer *again, *stall;
	struct retry retry;
	unsigned waiting; /* answers */
	int64_t id;
	bool up, was_up, said, over;
	int doomed;    /* the status for `over` */
	size_t failed; /* places since the last that was up */
};

/* ---- what hiredis asks of an event loop ---- */

static void
on_ready(void *ctx, bool readable, bool writable)
{
	struct redis_link *l = ctx;

	if (readable && l->hiredis != NULL)
		redisAsyncHandleRead(l->hiredis);
	if (writable && l->hiredis != NULL)
		redisAsyncHandleWrite(l->hiredis);
}

static void
want(struct redis_link *l, bool reading, bool writing)
{
	l->reading = reading;
	l->writing = writing;
	if (l->watch != NULL)
		watch_for(l->watch, reading, writing);
}

static void
add_read(void *ctx)
{
	want(ctx, true, ((struct redis_link *)ctx)->writing);
}

static void
del_read(void *ctx)
{
	want(ctx, false, ((struct redis_link *)ctx)->writing);
}

static void
add_write(void *ctx)
{
	want(ctx, ((struct redis_link *)ctx)->reading, true);
}

static void
del_write(void *ctx)
{
	want(ctx, ((struct redis_link *)ctx)->reading, false);
}

static void
clean_up(void *ctx)
{
	struct redis_link *l = ctx;

	watch_free(l->watch);
	l->watch = NULL;
}

/* ---- losing it ---- */

static void
say_lost(struct redis_link *l, const char *why)
{
	if (l->name != NULL && l->was_up && !l->said)
		diag_note("%s: %s; trying again", l->name, why);
	l->said = true;
}

static void
end(struct redis_link *l, int status, const char *why)
{
	if (l->over)
		return;
	diag_error("redis: %s", why);
	l->over = true;
	l->doomed = status;
	timer_set(l->again, 0);
}

/* The connection is gone: hiredis has freed, or is about to free, its part. */
static void
lost(struct redis_link *l, const char *why)
{
	bool was = l->up;

	l->hiredis = NULL;
	l->up = false;
	l->id = 0;
	l->waiting = 0;
	timer_clear(l->stall);
	if (l->over)
		return;
	if (!l->was_up && !l->at_node && ++l->failed >= l->n) {
		end(l, EXIT_AWAY, why);
		return;
	}
	say_lost(l, why);
	if (!l->at_node && !l->to_node)
		l->next++;
	timer_set(l->again,
	    l->at_node ? 0 : retry_down(&l->retry, loop_now(l->loop)));
	if (was)
		l->set.down(l->set.ctx);
}

/* Leaves it; whoever waits for an answer learns of it when it is down. */
static void
drop(struct redis_link *l, const char *why)
{
	redisAsyncContext *h = l->hiredis;
	struct buf copy = { 0 };

	if (h == NULL)
		return;
	buf_adds(&copy, why);
	h->data = NULL; /* no word of it from hiredis */
	lost(l, buf_text(&copy));
	redisAsyncFree(h);
	buf_free(&copy);
}

static void
on_stall(void *ctx)
{
	drop(ctx, "it does not answer");
}

static void
on_connected(const redisAsyncContext *h, int status)
{
	struct redis_link *l = h->data;

	if (l != NULL && status != REDIS_OK)
		lost(l, h->errstr);
}

static void
on_disconnected(const redisAsyncContext *h, int status)
{
	struct redis_link *l = h->data;

	if (l != NULL)
		lost(l, status == REDIS_OK ? "it hung up" : h->errstr);
}

/* ---- commands ---- */

struct link_question {
	struct redis_link *link;
	redis_answer *answer;
	void *ctx;
};

/* Whether the answer says that the connection is of no use: to the wrong node,
 * to a server that is loading ... */
static bool
is_astray(struct redis_link *l, const redisReply *reply)
{
	struct redis_place node;

	if (reply->type != REDIS_REPLY_ERROR)
		return false;
	if (redis_begins_with_one(reply, redis_denied)) {
		end(l, EXIT_DENIED, reply->str);
		return true;
	}
	if (redis_place_moved(reply, &node)) {
		free(l->node.host);
		l->node = node;
		l->at_node = true;
		return true;
	}
	return redis_begins_with_one(reply, redis_later);
}

static void
on_answer(redisAsyncContext *h, void *r, void *ctx)
{
	struct link_question *a = ctx;
	struct redis_link *l = a->link;
	const redisReply *reply = r;
	bool ours = h->data != NULL;
	bool astray = ours && reply != NULL && is_astray(l, reply);

	if (ours && reply != NULL && --l->waiting > 0)
		timer_set(l->stall, STALL_MS);
	else if (ours)
		timer_clear(l->stall);
	if (a->answer != NULL)
		a->answer(a->ctx, astray ? NULL : reply);
	if (astray && l->hiredis == h)
		drop(l, reply->str);
	free(a);
}

static bool
ask(struct redis_link *l, const struct str *words, size_t n,
    redis_answer *answer, void *ctx)
{
	const char **word = xcalloc(n, sizeof *word);
	size_t *len = xcalloc(n, sizeof *len);
	struct link_question *a = xcalloc(1, sizeof *a);
	int sent;

	*a = (struct link_question){ l, answer, ctx };
	for (size_t i = 0; i < n; i++) {
		word[i] = words[i].p != NULL ? words[i].p : "";
		len[i] = words[i].n;
	}
	sent =
	    redisAsyncCommandArgv(l->hiredis, on_answer, a, (int)n, word, len);
	if (sent == REDIS_OK && l->waiting++ == 0)
		timer_set(l->stall, STALL_MS);
	if (sent != REDIS_OK)
		free(a);
	free(word);
	free(len);
	return sent == REDIS_OK;
}

bool
redis_link_ask(struct redis_link *l, const struct str *words, size_t n,
    redis_answer *answer, void *ctx)
{
	return l->up && ask(l, words, n, answer, ctx);
}

/* ---- connecting ---- */

/* The last of the greeting. */
static void
on_greeted(void *ctx, const redisReply *reply)
{
	struct redis_link *l = ctx;

	if (reply == NULL || reply->type == REDIS_REPLY_ERROR)
		return;
	if (reply->type == REDIS_REPLY_INTEGER)
		l->id = reply->integer;
	if (l->name != NULL && l->was_up && l->said)
		diag_note("%s: it is there again", l->name);
	l->up = l->was_up = true;
	l->said = false;
	l->failed = 0;
	l->retry.failed = 0;
	l->set.up(l->set.ctx);
}

static void
on_refused(void *ctx, const redisReply *reply)
{
	struct redis_link *l = ctx;

	if (reply != NULL && reply->type == REDIS_REPLY_ERROR)
		end(l, EXIT_DENIED, reply->str);
}

static void
greet(struct redis_link *l, int database)
{
	struct str words[3] = { STR("AUTH") };
	size_t n = 1;
	char number[16];

	if (l->password != NULL) {
		if (l->user != NULL)
			words[n++] = str_of(l->user);
		words[n++] = str_of(l->password);
		ask(l, words, n, on_refused, l);
	}
	if (database != 0) {
		snprintf(number, sizeof number, "%d", database);
		words[0] = STR("SELECT");
		words[1] = str_of(number);
		ask(l, words, 2, on_refused, l);
	}
	if (l->key != NULL) {
		words[0] = STR("EXISTS");
		words[1] = str_of(l->key);
		ask(l, words, 2, NULL, NULL);
	}
	words[0] = STR("CLIENT");
	words[1] = STR("ID");
	ask(l, words, 2, on_greeted, l);
}

static redisAsyncContext *
dial(const struct redis_place *p)
{
	return p->port == 0 ? redisAsyncConnectUnix(p->host)
			    : redisAsyncConnect(p->host, p->port);
}

static void
connect_now(struct redis_link *l)
{
	const struct redis_place *p =
	    l->at_node ? &l->node : &l->place[l->next % l->n];
	redisAsyncContext *h = dial(p);

	l->to_node = l->at_node;
	l->at_node = false;
	if (h == NULL)
		diag_die(EXIT_SOME_FAILED, "redis: out of memory");
	if (h->err != 0) {
		lost(l, h->errstr);
		redisAsyncFree(h);
		return;
	}
	l->watch = watch_new(l->loop, h->c.fd, on_ready, l);
	if (l->watch == NULL) {
		lost(l, "its socket cannot be watched");
		redisAsyncFree(h);
		return;
	}
	h->data = l;
	h->ev.data = l;
	h->ev.addRead = add_read;
	h->ev.delRead = del_read;
	h->ev.addWrite = add_write;
	h->ev.delWrite = del_write;
	h->ev.cleanup = clean_up;
	l->hiredis = h;
	l->reading = l->writing = false;
	redisAsyncSetConnectCallback(h, on_connected);
	redisAsyncSetDisconnectCallback(h, on_disconnected);
	greet(l, p->database);
	timer_set(l->stall, CONNECT_MS);
}

static void
on_again(void *ctx)
{
	struct redis_link *l = ctx;

	if (l->over)
		l->set.over(l->set.ctx, l->doomed);
	else if (l->hiredis == NULL)
		connect_now(l);
}

static char *
copy(const char *s)
{
	return s != NULL ? xstrdup(s) : NULL;
}

static bool
read_places(struct redis_link *l, const char *servers)
{
	struct str rest = str_of(servers);

	while (rest.p != NULL && l->n < SERVERS)
		if (!redis_place_read(str_cut(&rest, ','), &l->place[l->n++]))
			return false;
	return true;
}

struct redis_link *
redis_link_open(
    struct loop *loop, const struct redis_link_settings *set, const char **bad)
{
	struct redis_link *l = xcalloc(1, sizeof *l);

	l->set = *set;
	l->loop = loop;
	l->user = copy(set->user);
	l->password = copy(set->password);
	l->key = copy(set->key);
	l->name = copy(set->name);
	l->again = timer_new(loop, on_again, l);
	l->stall = timer_new(loop, on_stall, l);
	retry_init(&l->retry,
	    (struct retry_rule){
		.first_ms = 100, .most_ms = 5000, .max = INT32_MAX },
	    random_seed());
	if (!read_places(l, set->servers)) {
		*bad = set->servers;
		redis_link_free(l);
		return NULL;
	}
	timer_set(l->again, 0);
	return l;
}

void
redis_link_free(struct redis_link *l)
{
	if (l == NULL)
		return;
	if (l->hiredis != NULL) {
		l->hiredis->data = NULL;
		redisAsyncFree(l->hiredis);
	}
	for (size_t i = 0; i < l->n; i++)
		free(l->place[i].host);
	timer_free(l->again);
	timer_free(l->stall);
	free(l->node.host);
	free(l->user);
	if (l->password != NULL)
		explicit_bzero(l->password, strlen(l->password));
	free(l->password);
	free(l->key);
	free(l->name);
	free(l);
}

bool
redis_link_is_up(const struct redis_link *l)
{
	return l->up;
}

int64_t
redis_link_id(const struct redis_link *l)
{
	return l->id;
}
