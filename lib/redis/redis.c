/* Talks to Redis over one connection, and makes another when it is lost. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/sig.h"
#include "core/when.h"
#include "net/retry.h"
#include "redis/place.h"
#include "redis/redis.h"

enum { CONNECT_MS = 5000, STALL_MS = 30000, ANSWER_MS = 30000, SERVERS = 16 };

struct redis {
	struct redis_place server[SERVERS],
	    node; /* `node`: where a key belongs */
	size_t n, next;
	char *user, *password;
	redisContext *link;
	bool asking;  /* the node has the key, but only for who asks */
	bool to_node; /* not to the next server ... */
	bool to_ask;  /* ... where it is to ask */
	bool moving;  /* once all is answered here */
	bool was_up, said;
	int status;
	bool over;
	struct retry retry;
	struct buf why;
	const char **word; /* of a command, with their lengths */
	size_t *len, cap;
};

struct redis *
redis_new(const char *servers, const char *user, const char *password,
    const char **bad)
{
	struct redis *r = xcalloc(1, sizeof *r);
	struct str rest = str_of(servers);

	signal(SIGPIPE, SIG_IGN); /* hiredis writes to who has left */
	while (rest.p != NULL && r->n < SERVERS) {
		struct str one = str_cut(&rest, ',');

		if (!redis_place_read(one, &r->server[r->n])) {
			*bad = servers;
			redis_free(r);
			return NULL;
		}
		r->n++;
	}
	r->user = user != NULL ? xstrdup(user) : NULL;
	r->password = password != NULL ? xstrdup(password) : NULL;
	retry_init(&r->retry,
	    (struct retry_rule){ .first_ms = 100,
		.most_ms = 5000,
		.healthy_ms = 0,
		.max = INT32_MAX },
	    random_seed());
	return r;
}

static void
drop(struct redis *r)
{
	if (r->link != NULL)
		redisFree(r->link);
	r->link = NULL;
}

void
redis_free(struct redis *r)
{
	if (r == NULL)
		return;
	drop(r);
	for (size_t i = 0; i < r->n; i++)
		free(r->server[i].host);
	free(r->node.host);
	buf_free(&r->why);
	free(r->word);
	free(r->len);
	free(r->user);
	if (r->password != NULL)
		explicit_bzero(r->password, strlen(r->password));
	free(r->password);
	free(r);
}

int
redis_status(const struct redis *r)
{
	return r->status;
}

/* Waiting */

bool
redis_rest(struct redis *r)
{
	int64_t ms = retry_down(&r->retry, when_monotonic());

	sig_wait(-1, 0, (int)ms + 10);
	return !sig_caught();
}

void
redis_rested(struct redis *r)
{
	r->retry.failed = 0;
}

/* Commands and answers */

static void
append(struct redis *r, const struct str *words, size_t n)
{
	size_t cap = r->cap;

	MEM_RESERVE(r->word, r->cap, n);
	MEM_RESERVE(r->len, cap, n);
	for (size_t i = 0; i < n; i++) {
		r->word[i] = words[i].p != NULL ? words[i].p : "";
		r->len[i] = words[i].n;
	}
	redisAppendCommandArgv(r->link, (int)n, r->word, r->len);
}

void
redis_send(struct redis *r, const struct str *words, size_t n)
{
	static const struct str asking = { "ASKING", 6 };

	if (r->link == NULL)
		return;
	if (r->asking)
		append(r, &asking, 1);
	append(r, words, n);
}

/* Loses the connection, for redis_up to find another. */
static void
lose(struct redis *r, const char *why)
{
	diag_note("redis: %s; trying again", why);
	r->said = true;
	drop(r);
	/* Another node may have the key by now: the servers will say. */
	r->to_node = r->moving = false;
}

static bool
flush(struct redis *r)
{
	int done = 0;

	while (!done)
		if (redisBufferWrite(r->link, &done) != REDIS_OK)
			return false;
	return true;
}

static void *
next_reply(struct redis *r, int64_t until)
{
	struct pollfd pfd = { .fd = r->link->fd, .events = POLLIN };
	void *reply = NULL;

	while (redisGetReplyFromReader(r->link, &reply) == REDIS_OK) {
		int64_t left = until - when_monotonic();

		if (reply != NULL)
			return reply;
		if (left <= 0)
			return NULL;
		if (poll(&pfd, 1, (int)left) > 0 &&
		    redisBufferRead(r->link) != REDIS_OK)
			return NULL;
	}
	return NULL;
}

redisReply *
redis_reply(struct redis *r, int timeout_ms)
{
	int64_t until = when_monotonic() + timeout_ms;
	void *reply = NULL;

	if (r->link == NULL)
		return NULL;
	if (flush(r)) {
		if (r->asking)
			freeReplyObject(next_reply(r, until));
		reply = next_reply(r, until);
	}
	if (reply == NULL)
		lose(r,
		    r->link->err != 0 ? r->link->errstr : "it does not answer");
	return reply;
}

struct str
redis_text(const redisReply *reply)
{
	if (reply == NULL ||
	    (reply->type != REDIS_REPLY_STRING &&
		reply->type != REDIS_REPLY_STATUS))
		return (struct str){ 0 };
	return (struct str){ reply->str, (size_t)reply->len };
}

const redisReply *
redis_at(const redisReply *reply, size_t i)
{
	if (reply == NULL || reply->type != REDIS_REPLY_ARRAY ||
	    i >= reply->elements)
		return NULL;
	return reply->element[i];
}

/* Refusals */

static bool
move(struct redis *r, const redisReply *reply)
{
	struct redis_place node;

	if (!redis_place_moved(reply, &node))
		return false;
	diag_detail("redis: the key is at %s:%d", node.host, node.port);
	free(r->node.host);
	r->node = node;
	r->to_node = r->moving = true;
	r->to_ask = redis_begins(reply, "ASK");
	return true;
}

static void
end(struct redis *r, int status, const char *why)
{
	diag_error("redis: %s", why);
	r->status = status;
	r->over = true;
}

enum redis_verdict
redis_verdict(struct redis *r, const redisReply *reply)
{
	if (reply->type != REDIS_REPLY_ERROR)
		return REDIS_DONE;
	if (move(r, reply))
		return REDIS_ELSEWHERE;
	if (redis_begins_with_one(reply, redis_denied)) {
		if (!r->over)
			end(r, EXIT_DENIED, reply->str);
		return REDIS_DENIED;
	}
	if (!redis_begins_with_one(reply, redis_later))
		return REDIS_REFUSED;
	if (!r->said)
		diag_note("redis: %s; trying again", reply->str);
	r->said = true;
	return REDIS_LATER;
}

/* Connecting */

static redisContext *
connect_to(const struct redis_place *p)
{
	const struct timeval limit = { .tv_sec = CONNECT_MS / 1000 };
	const struct timeval stall = { .tv_sec = STALL_MS / 1000 };
	redisContext *c = p->port == 0
	    ? redisConnectUnixWithTimeout(p->host, limit)
	    : redisConnectWithTimeout(p->host, p->port, limit);

	if (c == NULL)
		diag_die(EXIT_SOME_FAILED, "redis: out of memory");
	if (c->err == 0 && p->port != 0)
		redisEnableKeepAlive(c);
	if (c->err == 0)
		redisSetTimeout(c, stall);
	return c;
}

/* Sends one command of the beginning; false when it was refused. */
static bool
greet(struct redis *r, const struct str *words, size_t n)
{
	redisReply *reply;
	enum redis_verdict verdict;

	append(r, words, n);
	reply = redis_reply(r, CONNECT_MS);
	if (reply == NULL)
		return false;
	verdict = redis_verdict(r, reply);
	if (verdict == REDIS_REFUSED)
		end(r, EXIT_DENIED, reply->str);
	freeReplyObject(reply);
	return verdict == REDIS_DONE;
}

static bool
log_in(struct redis *r)
{
	struct str words[3] = { STR("AUTH") };
	size_t n = 1;

	if (r->password == NULL)
		return true;
	if (r->user != NULL)
		words[n++] = str_of(r->user);
	words[n++] = str_of(r->password);
	return greet(r, words, n);
}

static bool
choose(struct redis *r, int database)
{
	char number[16];
	struct str words[] = { STR("SELECT"), { 0 } };

	if (database == 0)
		return true;
	snprintf(number, sizeof number, "%d", database);
	words[1] = str_of(number);
	return greet(r, words, 2);
}

/* Whether it may be used: a server that is loading, or a login that lacks,
 * shows at once and not with the first record. */
static bool
try(struct redis *r, const struct redis_place *p)
{
	static const struct str ping = { "PING", 4 };
	r->link = connect_to(p);
	r->asking = false;
	if (r->link->err != 0) {
		if (r->was_up || r->n == 1)
			diag_detail("redis: %s", r->link->errstr);
		return false;
	}
	if (!log_in(r) || !choose(r, p->database) || !greet(r, &ping, 1))
		return false;
	r->asking = r->to_node && r->to_ask;
	return true;
}

static bool
try_all(struct redis *r, char *why, size_t room)
{
	for (size_t i = 0; i <= r->n && !r->over; i++) {
		const struct redis_place *p =
		    r->to_node ? &r->node : &r->server[r->next % r->n];

		if (try(r, p))
			return true;
		if (r->link != NULL && r->link->err != 0)
			snprintf(why, room, "%s", r->link->errstr);
		drop(r);
		if (!r->to_node)
			r->next++;
		r->to_node = false;
	}
	return false;
}

bool
redis_up(struct redis *r)
{
	char why[128] = "it does not answer";

	if (r->moving)
		drop(r);
	r->moving = false;
	if (r->link != NULL)
		return !r->over;
	while (!r->over && !sig_caught()) {
		if (try_all(r, why, sizeof why)) {
			if (r->said && r->was_up)
				diag_note("redis: it is there again");
			r->was_up = true;
			r->said = false;
			return true;
		}
		if (!r->over && !r->was_up)
			end(r, EXIT_AWAY, why);
		else if (!r->over)
			redis_rest(r);
	}
	return false;
}

redisReply *
redis_ask(struct redis *r, const struct str *words, size_t n, const char *but,
    const char **why)
{
	*why = "";
	while (redis_up(r)) {
		redisReply *reply;
		enum redis_verdict verdict;

		redis_send(r, words, n);
		reply = redis_reply(r, ANSWER_MS);
		if (reply == NULL)
			continue;
		verdict = redis_verdict(r, reply);
		if (verdict == REDIS_DONE)
			redis_rested(r);
		if (verdict == REDIS_DONE ||
		    (verdict == REDIS_REFUSED && but != NULL &&
			str_starts(str_of(reply->str), but)))
			return reply;
		r->why.n = 0;
		buf_adds(&r->why, reply->str);
		freeReplyObject(reply);
		if (verdict == REDIS_REFUSED) {
			*why = buf_text(&r->why);
			return NULL;
		}
		if (verdict == REDIS_LATER && !redis_rest(r))
			break;
	}
	return NULL;
}
