/* Sends texts into a chat. */
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/secret.h"
#include "core/utf8.h"
#include "net/retry.h"
#include "platform/chzzk_open.h"
#include "tap/outbox.h"

enum { TRIES = 5 /* of a message that there is no room for */ };

struct outbox_message {
	struct outbox_message *next;
	size_t n;
	char text[];
};

struct outbox {
	struct outbox_settings set;
	struct outbox_message *first, **last;
	struct outbox_counts counts;
	struct timer *go;
	struct http_call *call;
	struct retry retry;
	struct arena texts;
	struct buf url;
	char *token;  /* the access token of the message under way */
	bool refused; /* it was, and another is wanted */
	bool busy;    /* the first message is on its way */
	bool all, over;
	int status;
};

/* ---- cutting ---- */

/* Whether a text is best cut behind this character: 2 for a sentence, 1 for a
 * word, 0 for neither. */
static int
goodness(uint32_t c, uint32_t next)
{
	if (next == ' ' &&
	    (c == '.' || c == '!' || c == '?' || c == 0x2026 || c == '~'))
		return 2;
	return next == ' ';
}

struct str
outbox_cut(struct str *rest, size_t most)
{
	struct str text = str_trim(*rest), at = text;
	size_t best[3] = { 0 }, n = 0;
	uint32_t c = 0, next;

	for (; at.n > 0 && n <= most; n++) {
		size_t len = utf8_next(at, &next);

		if (n > 0)
			best[goodness(c, next)] = (size_t)(at.p - text.p);
		c = next;
		at = (struct str){ at.p + len, at.n - len };
	}
	if (n <= most) { /* all of it */
		*rest = (struct str){ text.p + text.n, 0 };
		return text;
	}
	/* A sentence in the first third would leave much room. */
	n = best[2] * 3 > text.n && best[2] > 0 ? best[2]
	    : best[1] > 0                       ? best[1]
						: best[0];
	*rest = (struct str){ text.p + n, text.n - n };
	return str_trim((struct str){ text.p, n });
}

/* ---- what comes in ---- */

static void
append(struct outbox *o, struct str text)
{
	struct outbox_message *m = xmalloc(sizeof *m + text.n);

	m->next = NULL;
	m->n = text.n;
	memcpy(m->text, text.p, text.n);
	*o->last = m;
	o->last = &m->next;
	o->counts.waiting++;
}

static void
clean(struct buf *b, struct str text)
{
	buf_str(b, text);
	for (size_t i = 0; i < b->n; i++)
		if ((unsigned char)b->p[i] < ' ' || b->p[i] == 0x7F)
			b->p[i] = ' ';
}

void
outbox_add(struct outbox *o, struct str text)
{
	struct buf clear = { 0 };
	struct str rest, piece;

	if (o->over || o->all)
		return;
	clean(&clear, text);
	rest = clear.n > 0 ? buf_view(&clear) : STR("");
	while ((piece = outbox_cut(&rest, CHZZK_MESSAGE)).n > 0)
		append(o, piece);
	buf_free(&clear);
	if (!o->busy && o->first != NULL) {
		o->busy = true;
		timer_set(o->go, 0);
	}
}

/* ---- what goes out ---- */

static void
finish(struct outbox *o)
{
	if (o->over)
		return;
	o->over = true;
	timer_clear(o->go);
	o->set.ended(o->set.ctx);
}

/* The first message is done with; the next one goes after the gap. */
static void
drop(struct outbox *o)
{
	struct outbox_message *m = o->first;

	o->first = m->next;
	if (o->first == NULL)
		o->last = &o->first;
	free(m);
	o->counts.waiting--;
	retry_init(&o->retry, RETRY_RULE(TRIES), random_seed());
	o->refused = false;
	timer_set(o->go, o->first != NULL || !o->all ? o->set.gap_ms : 0);
	o->set.room(o->set.ctx);
}

/* What happened, and the platform's word for it. */
static void
complain(const char *why, struct str what)
{
	if (what.n > 0)
		diag_error("%s: %.*s", why, STR_ARG(what));
	else
		diag_error("%s", why);
}

static void
lose(struct outbox *o, int status, const char *why, struct str what)
{
	complain(why, what);
	o->status = exit_worse(o->status, status);
	o->counts.lost++;
	drop(o);
}

static void
deliver(struct outbox *o)
{
	struct outbox_message *m = o->first;

	o->set.sent(o->set.ctx, (struct str){ m->text, m->n });
	o->counts.sent++;
	drop(o);
}

/* Nothing can be sent by this account. */
static void
give_up(struct outbox *o, int status, const char *why, struct str what)
{
	complain(why, what);
	o->status = exit_worse(o->status, status);
	finish(o);
}

static void
try_later(struct outbox *o, const struct http_answer *answer, struct str what)
{
	int64_t wait = retry_down(&o->retry, loop_now(o->set.loop));

	if (wait == RETRY_NEVER) {
		lose(o, EXIT_AWAY, "a message found no room", what);
		return;
	}
	if (answer->retry_after_ms > wait)
		wait = answer->retry_after_ms;
	timer_set(o->go, wait);
}

static void
on_answer(void *ctx, const struct http_answer *answer)
{
	struct outbox *o = ctx;
	struct str what;

	o->call = NULL;
	if (answer->status == 0) { /* it may be there */
		lose(o, EXIT_AWAY, answer->why, (struct str){ 0 });
		return;
	}
	switch (
	    chzzk_open_read(answer->status, answer->body, &o->texts, &what)) {
	case CHZZK_OPEN_OK:
		deliver(o);
		break;
	case CHZZK_OPEN_TOKEN:
		if (o->refused) {
			give_up(o, EXIT_DENIED, "the login is not good", what);
		} else {
			o->refused = true;
			timer_set(o->go, 0);
		}
		break;
	case CHZZK_OPEN_DENIED:
		give_up(o, EXIT_DENIED, "the account may not write", what);
		break;
	case CHZZK_OPEN_BUSY:
		try_later(o, answer, what);
		break;
	case CHZZK_OPEN_REFUSED:
		lose(o, EXIT_SOME_FAILED, "a message was refused", what);
		break;
	}
	arena_reset(&o->texts);
}

static void
post(struct outbox *o)
{
	const struct outbox_message *m = o->first;
	struct buf body = { 0 }, bearer = { 0 };

	chzzk_open_put_message(&body, (struct str){ m->text, m->n });
	buf_fmt(&bearer, "Authorization: Bearer %s", o->token);
	o->call = http_send(o->set.http,
	    &(struct http_request){ .url = buf_text(&o->url),
		.method = "POST",
		.body = buf_view(&body),
		.headers = (const char *[]){ "Content-Type: application/json",
		    buf_text(&bearer), NULL },
		.tries = 1,
		.done = on_answer,
		.ctx = o });
	secret_free_buf(&bearer);
	buf_free(&body);
}

static void
on_token(void *ctx, const struct access_answer *answer)
{
	struct outbox *o = ctx;

	if (answer->tokens == NULL && answer->status == EXIT_AWAY) {
		lose(o, EXIT_AWAY, answer->why, (struct str){ 0 });
	} else if (answer->tokens == NULL) {
		give_up(o, answer->status, answer->why, (struct str){ 0 });
	} else {
		secret_free(o->token);
		o->token = xstrdup(answer->tokens->access);
		post(o);
	}
}

/* The timer: the first message's turn, once more perhaps. */
static void
go(void *ctx)
{
	struct outbox *o = ctx;

	o->busy = o->first != NULL;
	if (o->busy && o->set.access == NULL)
		deliver(o);
	else if (o->busy)
		access_get(
		    o->set.access, o->refused ? o->token : NULL, on_token, o);
	else if (o->all)
		finish(o);
}

/* ---- begin and end ---- */

struct outbox *
outbox_new(const struct outbox_settings *set)
{
	struct outbox *o = xcalloc(1, sizeof *o);

	o->set = *set;
	o->last = &o->first;
	o->go = timer_new(set->loop, go, o);
	chzzk_open_url_send(&o->url, set->url);
	retry_init(&o->retry, RETRY_RULE(TRIES), random_seed());
	return o;
}

struct outbox_counts
outbox_counts(const struct outbox *o)
{
	return o->counts;
}

void
outbox_end(struct outbox *o)
{
	o->all = true;
	if (!o->busy)
		timer_set(o->go, 0);
}

static void
forget(struct outbox_message *m)
{
	while (m != NULL) {
		struct outbox_message *next = m->next;

		free(m);
		m = next;
	}
}

void
outbox_stop(struct outbox *o)
{
	bool renews = o->set.access != NULL && access_is_busy(o->set.access);

	o->all = true;
	/* New tokens that are under way would be lost. */
	if (o->call == NULL && !renews) {
		finish(o);
		return;
	}
	forget(o->first->next);
	o->first->next = NULL;
	o->last = &o->first->next;
}

int
outbox_free(struct outbox *o)
{
	int status;

	if (o == NULL)
		return EXIT_OK;
	status = o->status;
	http_cancel(o->call);
	timer_free(o->go);
	forget(o->first);
	secret_free(o->token);
	arena_free(&o->texts);
	buf_free(&o->url);
	free(o);
	return status;
}
