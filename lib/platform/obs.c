/* Speaks obs-websocket's protocol 5: requests out, answers in. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/sha256.h"
#include "jsonl/put.h"
#include "platform/obs.h"

enum { HELLO = 0, IDENTIFY = 1, IDENTIFIED = 2, REQUEST = 6, ANSWER = 7 };
enum { RPC_VERSION = 1, MOST_WAITING = 1000 };

struct obs_request {
	int64_t id;
	obs_done *done;
	void *ctx;
};

struct obs {
	const struct obs_events *events;
	void *ctx;
	const char *password;
	bool identified;
	int64_t asked; /* requests so far */
	struct obs_request *waiting;
	size_t n, cap;
	struct buf message;
};

struct obs *
obs_new(const struct obs_events *events, void *ctx, const char *password)
{
	struct obs *o = xcalloc(1, sizeof *o);

	o->events = events;
	o->ctx = ctx;
	o->password = password;
	return o;
}

void
obs_free(struct obs *o)
{
	if (o == NULL)
		return;
	free(o->waiting);
	buf_free(&o->message);
	free(o);
}

void
obs_closed(struct obs *o)
{
	o->identified = false;
	o->n = 0;
}

bool
obs_is_ready(const struct obs *o)
{
	return o->identified;
}

size_t
obs_waiting(const struct obs *o)
{
	return o->n;
}

/* {"op":N,"d":{ until send_message. */
static struct buf *
begin_message(struct obs *o, int op)
{
	o->message.n = 0;
	put_open(&o->message);
	put_int(&o->message, "op", op);
	put_object(&o->message, "d");
	return &o->message;
}

static void
send_message(struct obs *o)
{
	put_close(&o->message);
	put_close(&o->message);
	o->events->send(o->ctx, buf_view(&o->message));
}

bool
obs_ask(
    struct obs *o, const char *type, struct str data, obs_done *done, void *ctx)
{
	struct buf *b, id = { 0 };

	if (!o->identified || o->n >= MOST_WAITING)
		return false;
	MEM_RESERVE(o->waiting, o->cap, o->n + 1);
	o->waiting[o->n++] = (struct obs_request){ ++o->asked, done, ctx };
	buf_fmt(&id, "%lld", (long long)o->asked);
	b = begin_message(o, REQUEST);
	put_text(b, "requestType", str_of(type));
	put_text(b, "requestId", buf_view(&id));
	put_raw(b, "requestData", data);
	send_message(o);
	buf_free(&id);
	return true;
}

/* What shows that the password is known: the hash of its hash with the salt,
 * and of the challenge. */
static void
put_proof(struct buf *b, const char *password, const char *salt,
    const char *challenge)
{
	struct buf text = { 0 }, secret = { 0 }, proof = { 0 };

	buf_adds(&text, password);
	buf_adds(&text, salt);
	sha256_put(&secret, buf_view(&text));
	buf_adds(&secret, challenge);
	sha256_put(&proof, buf_view(&secret));
	put_text(b, "authentication", buf_view(&proof));
	explicit_bzero(text.p, text.n);
	explicit_bzero(secret.p, secret.n);
	buf_free(&text);
	buf_free(&secret);
	buf_free(&proof);
}

static void
take_hello(struct obs *o, const json_t *d)
{
	const json_t *lock = json_object_get(d, "authentication");
	const char *salt = json_string_value(json_object_get(lock, "salt"));
	const char *challenge =
	    json_string_value(json_object_get(lock, "challenge"));
	struct buf *b;

	if (lock != NULL && o->password == NULL) {
		o->events->locked(o->ctx);
		return;
	}
	b = begin_message(o, IDENTIFY);
	put_int(b, "rpcVersion", RPC_VERSION);
	put_int(b, "eventSubscriptions", 0);
	if (salt != NULL && challenge != NULL)
		put_proof(b, o->password, salt, challenge);
	send_message(o);
}

static struct str
text_of(const json_t *object, const char *key)
{
	return str_of(json_string_value(json_object_get(object, key)));
}

static void
report(const struct obs_request *asked, const json_t *d)
{
	const json_t *status = json_object_get(d, "requestStatus"),
		     *data = json_object_get(d, "responseData"),
		     *item = json_object_get(data, "sceneItemId");

	asked->done(asked->ctx,
	    &(struct obs_answer){
		.ok = json_is_true(json_object_get(status, "result")),
		.code =
		    (int)json_integer_value(json_object_get(status, "code")),
		.why = text_of(status, "comment"),
		.scene = text_of(data, "currentProgramSceneName"),
		.item =
		    json_is_integer(item) ? json_integer_value(item) : -1 });
}

static void
take_answer(struct obs *o, const json_t *d)
{
	int64_t id;

	if (!num_int(text_of(d, "requestId"), &id))
		return;
	for (size_t i = 0; i < o->n; i++) {
		struct obs_request asked = o->waiting[i];

		if (asked.id != id)
			continue;
		o->waiting[i] = o->waiting[--o->n];
		report(&asked, d);
		return;
	}
}

void
obs_receive(struct obs *o, struct str message)
{
	json_t *root = json_loadb(message.p, message.n, 0, NULL);
	const json_t *op = json_object_get(root, "op"),
		     *d = json_object_get(root, "d");
	json_int_t what = json_is_integer(op) ? json_integer_value(op) : -1;

	if (what == HELLO)
		take_hello(o, d);
	else if (what == ANSWER)
		take_answer(o, d);
	else if (what == IDENTIFIED && !o->identified) {
		o->identified = true;
		o->events->ready(o->ctx);
	}
	json_decref(root);
}
