/* Gets tokens for the official API's taps, and asks it. */
#include "tap/official.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"

enum { TRIES = 4 /* of a POST */ };

struct official_tap *
official_own(const struct tap *c)
{
	return c->own;
}

struct official_run *
official_run_of(const struct tap *c)
{
	return c->decoder;
}

/* ---- what goes wrong; the last thing to do with a tap ---- */

void
official_fail(struct tap *c, int status, const char *why)
{
	diag_error("%s: %s", tap_shown(c), why);
	tap_end(c, status, why);
}

void
official_fail_for(struct tap *c, int status, const char *what, struct str word)
{
	struct buf why = { 0 };

	buf_fmt(&why, "%s (%.*s)", what, STR_ARG(word));
	official_fail(c, status, buf_text(&why));
	buf_free(&why);
}

/* ---- tokens ---- */

static bool
is_other(const struct tap *c, const struct account *a)
{
	return chzzk_is_channel_id(str_of(c->channel_id)) &&
	    a->channel_id != NULL &&
	    !str_is(str_of(a->channel_id), c->channel_id);
}

static void
take_token(struct tap *c, const struct account *a)
{
	struct official_tap *o = official_own(c);

	if (is_other(c, a)) {
		official_fail(c, EXIT_DENIED,
		    "the login is of another channel; see chz-auth(1), --as");
		return;
	}
	secret_free(o->token);
	o->token = xstrdup(a->access);
	o->fresh = o->refused;
	o->refused = false;
	if (chzzk_is_channel_id(str_of(a->channel_id))) {
		tap_set_text(&c->channel_id, str_of(a->channel_id));
		if (c->channel == NULL)
			tap_set_text(&c->channel, str_of(a->channel));
	}
	o->then(c);
}

static void
on_token(void *ctx, const struct access_answer *answer)
{
	struct official_tap *o = ctx;

	o->asked = false;
	if (o->tap == NULL) {
		o->run->busy--;
		o->taps->set.ended(o->taps->set.ctx);
	} else if (answer->tokens != NULL) {
		take_token(o->tap, answer->tokens);
	} else if (answer->status == EXIT_AWAY) {
		tap_try_again(o->tap, answer->why);
	} else {
		official_fail(o->tap, answer->status, answer->why);
	}
}

void
official_with_token(struct tap *c, void (*then)(struct tap *))
{
	struct official_tap *o = official_own(c);

	o->then = then;
	if (o->asked)
		return;
	o->asked = true;
	access_get(o->access, o->refused ? o->token : NULL, on_token, o);
}

void
official_refused(struct tap *c, struct str word, void (*then)(struct tap *))
{
	struct official_tap *o = official_own(c);

	if (o->fresh) {
		official_fail_for(c, EXIT_DENIED,
		    "Chzzk does not take the login; log in again, with "
		    "chz-auth login chzzk",
		    word);
		return;
	}
	o->refused = true;
	official_with_token(c, then);
}

/* ---- questions ---- */

void
official_ask(struct tap *c, struct buf *url, bool post, web_done *done)
{
	struct buf bearer = { 0 };
	struct http_request req = { .url = buf_text(url),
		.tries = 1,
		.stay = true,
		.done = done,
		.ctx = c };

	buf_fmt(&bearer, "Authorization: Bearer %s", official_own(c)->token);
	req.headers = (const char *[]){ buf_text(&bearer), NULL };
	if (post) {
		req.body = STR("");
		req.tries = TRIES;
	}
	c->call = http_send(c->taps->web->http, &req);
	secret_free_buf(&bearer);
	buf_free(url);
}

enum chzzk_open_result
official_read(struct tap *c, const struct http_answer *a, struct str *word)
{
	struct official_run *run = official_run_of(c);
	enum chzzk_open_result result = CHZZK_OPEN_BUSY;

	c->call = NULL;
	arena_reset(&run->texts);
	*word = (struct str){ 0 };
	if (a->status != 0)
		result = chzzk_open_read(a->status, a->body, &run->texts, word);
	if (word->n == 0 && a->why != NULL)
		*word = str_of(a->why);
	*word = word->n > 0 ? arena_str(&run->texts, *word)
			    : STR("it does not say why");
	if (result == CHZZK_OPEN_OK)
		official_own(c)->fresh = false;
	return result;
}

const char *
official_base(void)
{
	return conf_get("CHZ_OPENAPI_URL");
}
