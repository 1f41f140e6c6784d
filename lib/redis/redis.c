/* Talks to Redis over one connection, and makes another when it is lost. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/sig.h"
#include "core/when.h"
#include "net/retry.h"
#include "redis/redis.h"

enum { CONNECT_MS = 5000, ANSWER_MS = 30000, SERVERS = 16 };

struct redis {
	struct redis_place server[SERVERS],
	    node; /* `node`: where a key belongs */
	size_t n, next;
	struct redis_login login;
	struct wire *wire;
	struct buf out; /* `sent` bytes of it have left */
	size_t sent;
	struct resp_reader in;
	bool asking;  /* the node has the key, but only for who asks */
	bool to_node; /* not to the next server ... */
	bool to_ask;  /* ... where it is to ask */
	bool moving;  /* once all is answered here */
	bool was_up, said;
	int status;
	bool over;
	struct retry retry;
	struct buf why;
};

struct redis *
redis_new(
    const char *servers, const struct redis_login *login, const char **bad)
{
	struct redis *r = xcalloc(1, sizeof *r);
	struct str rest = str_of(servers);

	signal(SIGPIPE, SIG_IGN); /* TLS writes to who has left */
	r->login = redis_login_copy(login);
	while (rest.p != NULL && r->n < SERVERS) {
		struct str one = str_cut(&rest, ',');

		if (!redis_place_read(one, &r->server[r->n])) {
			*bad = servers;
			redis_free(r);
			return NULL;
		}
		r->n++;
	}
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
	wire_free(r->wire);
	r->wire = NULL;
	resp_clear(&r->in);
	r->out.n = r->sent = 0;
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
	resp_free(&r->in);
	buf_free(&r->out);
	buf_free(&r->why);
	redis_login_free(&r->login);
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

void
redis_send(struct redis *r, const struct str *words, size_t n)
{
	static const struct str asking = { "ASKING", 6 };

	if (r->wire == NULL)
		return;
	if (r->asking)
		resp_put(&r->out, &asking, 1);
	resp_put(&r->out, words, n);
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

void
redis_push(struct redis *r)
{
	ssize_t n = 1;

	while (r->wire != NULL && r->sent < r->out.n && n > 0) {
		n = wire_write(r->wire, r->out.p + r->sent, r->out.n - r->sent);
		r->sent += n > 0 ? (size_t)n : 0;
	}
	if (r->sent == r->out.n)
		r->out.n = r->sent = 0;
}

/* Takes in what is there; false when nothing is. */
static bool
take_in(struct redis *r)
{
	size_t room;
	char *p = resp_room(&r->in, &room);
	ssize_t n = wire_read(r->wire, p, room);

	if (n > 0)
		resp_came(&r->in, (size_t)n);
	return n > 0;
}

/* Waits until something comes, or can go; false when the time is over. */
static bool
wait_until(struct redis *r, int64_t until)
{
	struct pollfd pfd = { .fd = wire_fd(r->wire),
		.events = wire_waits(r->wire, r->sent < r->out.n) };
	int64_t left = until - when_monotonic();

	return left > 0 && poll(&pfd, 1, (int)left) != 0;
}

static const struct resp *
next_reply(struct redis *r, int64_t until)
{
	const struct resp *reply = resp_next(&r->in);

	while (reply == NULL && !r->in.bad) {
		redis_push(r);
		if (take_in(r))
			reply = resp_next(&r->in);
		else if (wire_state(r->wire) == WIRE_OVER ||
		    !wait_until(r, until))
			break;
	}
	return reply;
}

static const char *
why_lost(const struct redis *r)
{
	if (r->in.bad)
		return "what it says is not Redis' protocol";
	return wire_state(r->wire) == WIRE_OVER ? wire_why(r->wire)
						: "it does not answer";
}

const struct resp *
redis_reply(struct redis *r, int timeout_ms)
{
	int64_t until = when_monotonic() + timeout_ms;
	const struct resp *reply;

	if (r->wire == NULL)
		return NULL;
	reply = next_reply(r, until);
	if (reply != NULL && r->asking)
		reply = next_reply(r, until);
	if (reply == NULL)
		lose(r, why_lost(r));
	return reply;
}

/* Refusals */

static bool
move(struct redis *r, const struct resp *reply)
{
	struct redis_place node;

	if (!redis_place_moved(reply, &node))
		return false;
	diag_detail("redis: the key is at %s:%d", node.host, node.port);
	free(r->node.host);
	r->node = node;
	r->node.tls = r->server[0].tls;
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
redis_verdict(struct redis *r, const struct resp *reply)
{
	if (reply->kind != RESP_ERROR)
		return REDIS_DONE;
	if (move(r, reply))
		return REDIS_ELSEWHERE;
	if (redis_begins_with_one(reply, redis_denied)) {
		if (!r->over)
			end(r, EXIT_DENIED, reply->text.p);
		return REDIS_DENIED;
	}
	if (!redis_begins_with_one(reply, redis_later))
		return REDIS_REFUSED;
	if (!r->said)
		diag_note("redis: %s; trying again", reply->text.p);
	r->said = true;
	return REDIS_LATER;
}

/* Connecting */

/* Makes the connection; false when there is none. */
static bool
connect_to(struct redis *r, const struct redis_place *p)
{
	int64_t until;

	r->wire = redis_place_open(p, &r->login);
	until = when_monotonic() + CONNECT_MS;
	while (wire_state(r->wire) == WIRE_OPENING && wait_until(r, until))
		wire_go_on(r->wire);
	return wire_state(r->wire) == WIRE_OPEN;
}

/* Sends one command of the beginning; false when it was refused. */
static bool
greet(struct redis *r, const struct str *words, size_t n)
{
	const struct resp *reply;
	enum redis_verdict verdict;

	resp_put(&r->out, words, n);
	reply = next_reply(r, when_monotonic() + CONNECT_MS);
	if (reply == NULL)
		return false;
	verdict = redis_verdict(r, reply);
	if (verdict == REDIS_REFUSED)
		end(r, EXIT_DENIED, reply->text.p);
	return verdict == REDIS_DONE;
}

static bool
log_in(struct redis *r)
{
	struct str words[3] = { STR("AUTH") };
	size_t n = 1;

	if (r->login.password == NULL)
		return true;
	if (r->login.user != NULL)
		words[n++] = str_of(r->login.user);
	words[n++] = str_of(r->login.password);
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

	r->asking = false;
	if (!connect_to(r, p) || !log_in(r) || !choose(r, p->database) ||
	    !greet(r, &ping, 1))
		return false;
	r->asking = r->to_node && r->to_ask;
	return true;
}

/* Keeps why it failed, and ends when it will again, if it never was up:
 * certificates, too, are renewed. */
static void
note_failure(struct redis *r)
{
	static struct diag_kind kind = { .what = "refusals" };
	enum wire_fault fault = wire_fault(r->wire);

	r->why.n = 0;
	buf_adds(&r->why, why_lost(r));
	if (r->over)
		return;
	if (fault != WIRE_AWAY && r->was_up)
		diag_repeat(&kind, "redis: %s", buf_text(&r->why));
	else if (fault != WIRE_AWAY)
		end(r, fault == WIRE_REFUSED ? EXIT_DENIED : EXIT_SOME_FAILED,
		    buf_text(&r->why));
	else if (r->was_up || r->n == 1)
		diag_detail("redis: %s", buf_text(&r->why));
}

static bool
try_all(struct redis *r)
{
	for (size_t i = 0; i <= r->n && !r->over; i++) {
		const struct redis_place *p =
		    r->to_node ? &r->node : &r->server[r->next % r->n];

		if (try(r, p))
			return true;
		note_failure(r);
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
	if (r->moving)
		drop(r);
	r->moving = false;
	if (r->wire != NULL)
		return !r->over;
	while (!r->over && !sig_caught()) {
		if (try_all(r)) {
			if (r->said && r->was_up)
				diag_note("redis: it is there again");
			r->was_up = true;
			r->said = false;
			return true;
		}
		if (!r->over && !r->was_up)
			end(r, EXIT_AWAY, buf_text(&r->why));
		else if (!r->over)
			redis_rest(r);
	}
	return false;
}

/* Whether an answer is one for who asked: no refusal, or one that begins with
 * `but`. */
static bool
is_answer(enum redis_verdict v, const struct resp *reply, const char *but)
{
	return v == REDIS_DONE ||
	    (v == REDIS_REFUSED && but != NULL && str_starts(reply->text, but));
}

static const struct resp *
ask(struct redis *r, const struct str *words, size_t n, const char *but,
    const char **why, bool sent)
{
	*why = "";
	for (; redis_up(r); sent = false) {
		const struct resp *reply;
		enum redis_verdict verdict;

		if (!sent)
			redis_send(r, words, n);
		reply = redis_reply(r, ANSWER_MS);
		if (reply == NULL)
			continue;
		verdict = redis_verdict(r, reply);
		if (verdict == REDIS_DONE)
			redis_rested(r);
		if (is_answer(verdict, reply, but))
			return reply;
		if (verdict == REDIS_REFUSED) {
			*why = reply->text.p;
			return NULL;
		}
		if (verdict == REDIS_LATER && !redis_rest(r))
			break;
	}
	return NULL;
}

const struct resp *
redis_ask(struct redis *r, const struct str *words, size_t n, const char *but,
    const char **why)
{
	return ask(r, words, n, but, why, false);
}

const struct resp *
redis_await(struct redis *r, const struct str *words, size_t n, const char *but,
    const char **why)
{
	return ask(r, words, n, but, why, r->wire != NULL && !r->moving);
}
