/* Talks to Redis over one connection on the loop. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "net/retry.h"
#include "net/watch.h"
#include "net/wire.h"
#include "redis/link.h"

enum { SERVERS = 16, CONNECT_MS = 5000, STALL_MS = 30000 };

struct redis_link {
	struct redis_link_settings set;
	char *key, *name;
	struct redis_place place[SERVERS], node; /* `node`: where the key is */
	size_t n, next;
	bool at_node, to_node; /* the next one goes there; this one does */
	struct loop *loop;
	struct wire *wire;
	struct fd_watch *watch;
	struct buf out; /* `sent` bytes of it have left */
	size_t sent;
	struct resp_reader in;
	struct timer *again, *stall, *flush;
	struct retry retry;
	/* Who waits for an answer, in the order in which they come: a ring. */
	struct link_question {
		redis_answer *answer;
		void *ctx;
	} * question;
	size_t first, waiting, cap;
	int64_t id;
	bool up, was_up, said, over;
	int doomed;    /* the status for `over` */
	size_t failed; /* places since the last that was up */
};

/* ---- who waits for an answer ---- */

static void
add_question(struct redis_link *l, struct link_question q)
{
	if (l->waiting == l->cap) {
		size_t cap = l->cap;

		MEM_RESERVE(l->question, l->cap, l->cap + 1);
		/* Those before the first one were behind the last one. */
		for (size_t i = 0; i < l->first; i++)
			l->question[(cap + i) % l->cap] = l->question[i];
	}
	l->question[(l->first + l->waiting++) % l->cap] = q;
}

static struct link_question
take_question(struct redis_link *l)
{
	struct link_question q = l->question[l->first];

	l->first = (l->first + 1) % l->cap;
	l->waiting--;
	return q;
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

static void
close_wire(struct redis_link *l)
{
	watch_free(l->watch);
	l->watch = NULL;
	wire_free(l->wire);
	l->wire = NULL;
	l->out.n = l->sent = 0;
	l->up = false;
	l->id = 0;
	timer_clear(l->stall);
	timer_clear(l->flush);
}

/* Who waits for an answer learns that there will be none. */
static void
disappoint(struct redis_link *l)
{
	while (l->waiting > 0) {
		struct link_question q = take_question(l);

		if (q.answer != NULL)
			q.answer(q.ctx, NULL);
	}
}

/* What to do after a connection that is gone. */
static void
plan(struct redis_link *l, const char *why)
{
	if (!l->was_up && !l->at_node && ++l->failed >= l->n) {
		end(l, EXIT_AWAY, why);
		return;
	}
	say_lost(l, why);
	if (!l->at_node && !l->to_node)
		l->next++;
	timer_set(l->again,
	    l->at_node ? 0 : retry_down(&l->retry, loop_now(l->loop)));
}

/* Leaves the connection. */
static void
drop(struct redis_link *l, const char *why)
{
	bool was = l->up;
	struct buf copy = { 0 };

	if (l->wire == NULL)
		return;
	buf_adds(&copy, why);
	close_wire(l);
	if (!l->over)
		plan(l, buf_text(&copy));
	buf_free(&copy);
	disappoint(l);
	if (was && !l->over)
		l->set.down(l->set.ctx);
}

static void
lose_wire(struct redis_link *l)
{
	enum wire_fault fault = wire_fault(l->wire);

	if (fault != WIRE_AWAY && !l->was_up)
		end(l, fault == WIRE_REFUSED ? EXIT_DENIED : EXIT_SOME_FAILED,
		    wire_why(l->wire));
	drop(l, wire_why(l->wire));
}

static void
on_stall(void *ctx)
{
	drop(ctx, "it does not answer");
}

/* ---- commands ---- */

/* Whether the answer says that the connection is of no use: to the wrong node,
 * to a server that is loading ... */
static bool
is_astray(struct redis_link *l, const struct resp *reply)
{
	struct redis_place node;

	if (reply->kind != RESP_ERROR)
		return false;
	if (redis_begins_with_one(reply, redis_denied)) {
		end(l, EXIT_DENIED, reply->text.p);
		return true;
	}
	if (redis_place_moved(reply, &node)) {
		free(l->node.host);
		l->node = node;
		l->node.tls = l->place[0].tls;
		l->at_node = true;
		return true;
	}
	return redis_begins_with_one(reply, redis_later);
}

static void
take_answer(struct redis_link *l, const struct resp *reply)
{
	struct link_question q;
	bool astray = is_astray(l, reply);
	struct buf why = { 0 };

	if (l->waiting == 0) {
		drop(l, "it answers what was not asked");
		return;
	}
	q = take_question(l);
	if (l->waiting > 0)
		timer_set(l->stall, STALL_MS);
	else
		timer_clear(l->stall);
	if (astray)
		buf_str(&why, reply->text);
	if (q.answer != NULL)
		q.answer(q.ctx, astray ? NULL : reply);
	if (astray)
		drop(l, buf_text(&why));
	buf_free(&why);
}

static void
take_answers(struct redis_link *l)
{
	const struct resp *reply;

	while (l->wire != NULL && (reply = resp_next(&l->in)) != NULL)
		take_answer(l, reply);
	if (l->wire != NULL && l->in.bad)
		drop(l, "what it says is not Redis' protocol");
}

static void
take_in(struct redis_link *l)
{
	ssize_t n = 1;

	while (l->wire != NULL && n > 0) {
		size_t room;
		char *p = resp_room(&l->in, &room);

		n = wire_read(l->wire, p, room);
		if (n <= 0)
			break;
		resp_came(&l->in, (size_t)n);
		take_answers(l);
	}
	if (l->wire != NULL && n < 0)
		lose_wire(l);
}

static void
watch_on(struct redis_link *l)
{
	short events = wire_waits(l->wire, l->sent < l->out.n);

	watch_for(l->watch, (events & POLLIN) != 0, (events & POLLOUT) != 0);
}

static void
on_flush(void *ctx)
{
	struct redis_link *l = ctx;
	ssize_t n = 1;

	if (l->wire == NULL || wire_state(l->wire) == WIRE_OPENING)
		return;
	while (l->sent < l->out.n && n > 0) {
		n = wire_write(l->wire, l->out.p + l->sent, l->out.n - l->sent);
		l->sent += n > 0 ? (size_t)n : 0;
	}
	if (l->sent == l->out.n)
		l->out.n = l->sent = 0;
	if (n < 0)
		lose_wire(l);
	else
		watch_on(l);
}

static void
ask(struct redis_link *l, const struct str *words, size_t n,
    redis_answer *answer, void *ctx)
{
	if (l->out.n == 0)
		timer_set(l->flush, 0);
	if (l->waiting == 0)
		timer_set(l->stall, STALL_MS);
	resp_put(&l->out, words, n);
	add_question(l, (struct link_question){ answer, ctx });
}

bool
redis_link_ask(struct redis_link *l, const struct str *words, size_t n,
    redis_answer *answer, void *ctx)
{
	if (l->up)
		ask(l, words, n, answer, ctx);
	return l->up;
}

/* ---- connecting ---- */

/* The last of the greeting. */
static void
on_greeted(void *ctx, const struct resp *reply)
{
	struct redis_link *l = ctx;

	if (reply == NULL || reply->kind == RESP_ERROR)
		return;
	if (reply->kind == RESP_NUMBER)
		l->id = reply->number;
	if (l->name != NULL && l->was_up && l->said)
		diag_note("%s: it is there again", l->name);
	l->up = l->was_up = true;
	l->said = false;
	l->failed = 0;
	l->retry.failed = 0;
	l->set.up(l->set.ctx);
}

static void
on_refused(void *ctx, const struct resp *reply)
{
	struct redis_link *l = ctx;

	if (reply != NULL && reply->kind == RESP_ERROR)
		end(l, EXIT_DENIED, reply->text.p);
}

static void
greet(struct redis_link *l, int database)
{
	struct str words[3] = { STR("AUTH") };
	size_t n = 1;
	char number[16];

	if (l->set.login.password != NULL) {
		if (l->set.login.user != NULL)
			words[n++] = str_of(l->set.login.user);
		words[n++] = str_of(l->set.login.password);
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

static void on_ready(void *ctx, bool readable, bool writable);

static void
watch_wire(struct redis_link *l)
{
	if (l->watch == NULL)
		l->watch = watch_new(l->loop, wire_fd(l->wire), on_ready, l);
	if (l->watch == NULL)
		drop(l, "its socket cannot be watched");
	else
		watch_on(l);
}

static void
go_on(struct redis_link *l)
{
	if (wire_state(l->wire) == WIRE_OVER)
		lose_wire(l);
	else
		watch_wire(l);
	if (l->wire != NULL && wire_state(l->wire) == WIRE_OPEN)
		on_flush(l);
}

static void
on_ready(void *ctx, bool readable, bool writable)
{
	struct redis_link *l = ctx;

	if (wire_state(l->wire) == WIRE_OPENING) {
		/* Another descriptor may be of the same number. */
		watch_free(l->watch);
		l->watch = NULL;
		wire_go_on(l->wire);
		go_on(l);
		return;
	}
	if (readable)
		take_in(l);
	if (writable && l->wire != NULL)
		on_flush(l);
}

static void
connect_now(struct redis_link *l)
{
	const struct redis_place *p =
	    l->at_node ? &l->node : &l->place[l->next % l->n];

	l->to_node = l->at_node;
	l->at_node = false;
	resp_clear(&l->in);
	l->wire = redis_place_open(p, &l->set.login);
	greet(l, p->database);
	timer_set(l->stall, CONNECT_MS);
	go_on(l);
}

static void
on_again(void *ctx)
{
	struct redis_link *l = ctx;

	if (l->over)
		l->set.over(l->set.ctx, l->doomed);
	else if (l->wire == NULL)
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
	l->set.login = redis_login_copy(&set->login);
	l->key = copy(set->key);
	l->name = copy(set->name);
	l->again = timer_new(loop, on_again, l);
	l->stall = timer_new(loop, on_stall, l);
	l->flush = timer_new(loop, on_flush, l);
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
	close_wire(l);
	disappoint(l);
	for (size_t i = 0; i < l->n; i++)
		free(l->place[i].host);
	timer_free(l->again);
	timer_free(l->stall);
	timer_free(l->flush);
	free(l->node.host);
	resp_free(&l->in);
	buf_free(&l->out);
	free(l->question);
	redis_login_free(&l->set.login);
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
