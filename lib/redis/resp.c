/* Redis' protocol, by hiredis' reader. */
#include <hiredis/read.h>
#include <stdlib.h>

#include "core/num.h"
#include "redis/resp.h"

enum {
	ROOM = 256 * 1024, /* to read at once */
	/* It moves what is left with each KiB that it has read. */
	PIECE = 16 * 1024,
	KEPT = 1024 * 1024,       /* of an empty reader's room */
	VALUES = 16 * 1024 * 1024 /* of an array */
};

/* ---- what hiredis has made of an answer ---- */

/* Where the value belongs: in its array, or the answer itself. */
static struct resp *
place_of(const redisReadTask *task)
{
	struct resp_reader *r = task->privdata;
	struct resp *array = task->parent != NULL ? task->parent->obj : NULL;

	return array != NULL ? (struct resp *)array->at + task->idx
			     : &r->answer;
}

static void *
make_text(const redisReadTask *task, char *p, size_t n)
{
	struct resp_reader *r = task->privdata;
	struct resp *v = place_of(task);

	*v = (struct resp){ .kind = task->type == REDIS_REPLY_STATUS
		    ? RESP_STATUS
		    : task->type == REDIS_REPLY_ERROR ? RESP_ERROR
						      : RESP_TEXT,
		.text = { arena_copy(&r->values, p, n), n } };
	return v;
}

static void *
make_array(const redisReadTask *task, int n)
{
	struct resp_reader *r = task->privdata;
	struct resp *v = place_of(task);

	if (n > VALUES)
		return NULL;
	*v = (struct resp){ .kind = RESP_ARRAY, .n = (size_t)n };
	v->at = arena_alloc(&r->values, v->n * sizeof *v);
	return v;
}

static void *
make_number(const redisReadTask *task, long long number)
{
	struct resp *v = place_of(task);

	*v = (struct resp){ .kind = RESP_NUMBER, .number = number };
	return v;
}

static void *
make_nil(const redisReadTask *task)
{
	struct resp *v = place_of(task);

	*v = (struct resp){ .kind = RESP_NIL };
	return v;
}

static void
leave(void *value)
{
	(void)value; /* the arena's */
}

/* ---- reading ---- */

static bool
begin(struct resp_reader *r)
{
	static redisReplyObjectFunctions make = { make_text, make_array,
		make_number, make_nil, leave };

	if (r->reader == NULL) {
		r->reader = redisReaderCreateWithFunctions(&make);
		if (r->reader == NULL)
			return false;
		r->reader->privdata = r;
		r->reader->maxbuf = KEPT;
	}
	return true;
}

char *
resp_room(struct resp_reader *r, size_t *room)
{
	char *p;

	if (r->fed == r->in.n)
		r->fed = r->in.n = 0;
	p = buf_reserve(&r->in, ROOM);
	*room = r->in.cap - r->in.n;
	return p;
}

void
resp_came(struct resp_reader *r, size_t n)
{
	r->in.n += n;
}

void
resp_clear(struct resp_reader *r)
{
	if (r->reader != NULL)
		redisReaderFree(r->reader);
	r->reader = NULL;
	arena_reset(&r->values);
	r->in.n = r->fed = 0;
	r->bad = r->given = false;
}

void
resp_free(struct resp_reader *r)
{
	resp_clear(r);
	arena_free(&r->values);
	buf_free(&r->in);
}

/* Gives hiredis more; false when there is no more. */
static bool
feed(struct resp_reader *r)
{
	size_t n = r->in.n - r->fed < PIECE ? r->in.n - r->fed : PIECE;

	if (n == 0)
		return false;
	r->bad |= redisReaderFeed(r->reader, r->in.p + r->fed, n) != REDIS_OK;
	r->fed += n;
	return !r->bad;
}

const struct resp *
resp_next(struct resp_reader *r)
{
	void *answer = NULL;

	if (r->given)
		arena_reset(&r->values);
	r->given = false;
	r->bad |= !begin(r);
	while (!r->bad) {
		r->bad = redisReaderGetReply(r->reader, &answer) != REDIS_OK;
		r->given = !r->bad && answer != NULL;
		if (r->given)
			return answer;
		if (!r->bad && !feed(r))
			break;
	}
	return NULL;
}

/* ---- commands ---- */

static void
put_length(struct buf *b, char kind, size_t n)
{
	char *p = buf_reserve(b, NUM_INT_MAX + 3);
	size_t len = num_put_int(p + 1, (int64_t)n);

	p[0] = kind;
	p[len + 1] = '\r';
	p[len + 2] = '\n';
	b->n += len + 3;
}

void
resp_put(struct buf *b, const struct str *words, size_t n)
{
	put_length(b, '*', n);
	for (size_t i = 0; i < n; i++) {
		put_length(b, '$', words[i].n);
		buf_str(b, words[i]);
		buf_add(b, "\r\n", 2);
	}
}

/* ---- answers ---- */

struct str
resp_text(const struct resp *v)
{
	if (v == NULL || (v->kind != RESP_TEXT && v->kind != RESP_STATUS))
		return (struct str){ 0 };
	return v->text;
}

const struct resp *
resp_at(const struct resp *v, size_t i)
{
	if (v == NULL || v->kind != RESP_ARRAY || i >= v->n)
		return NULL;
	return v->at + i;
}
