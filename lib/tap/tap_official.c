/*
 * Chzzk's official API for the taps: the account, its channel and broadcast.
 * The API has no word on broadcasts: the web's API says what is on air; where
 * it refuses to, the chat is tapped all the same.
 */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"
#include "tap/official.h"
#include "tap/tap_chzzk.h"

static const char named[] = "chzzk+official:";

static void *
open_run(void)
{
	struct official_run *run = xcalloc(1, sizeof *run);

	run->decoder = chzzk_new();
	return run;
}

static void
free_own(struct official_tap *o)
{
	access_free(o->access);
	if (o->path != NULL)
		auth_service_close(&o->service);
	secret_free(o->token);
	free(o->path);
	free(o->key);
	free(o->why);
	free(o);
}

static void
close_run(void *ctx)
{
	struct official_run *run = ctx;
	uint64_t bad = chzzk_counts(run->decoder)->bad;

	if (bad > 0)
		diag_note("%llu events of sessions could not be read",
		    (unsigned long long)bad);
	while (run->left != NULL) {
		struct official_tap *o = run->left;

		run->left = o->next;
		free_own(o);
	}
	chzzk_free(run->decoder);
	arena_free(&run->texts);
	free(run);
}

static bool
is_busy(const void *ctx)
{
	const struct official_run *run = ctx;

	return run->busy > 0;
}

static void
prepare(struct tap *c)
{
	struct official_tap *o = xcalloc(1, sizeof *o);

	o->tap = c;
	o->run = official_run_of(c);
	o->taps = c->taps;
	c->own = o;
}

/* Part of what was asked for did not come. */
static bool
is_partial(const struct official_tap *o)
{
	int lacks = o->said[0] + o->said[1] + o->said[2];

	return lacks > 0 && lacks < CHZZK_TOPICS;
}

/* New tokens that are under way are still to be written. */
static void
release(struct tap *c)
{
	struct official_tap *o = official_own(c);

	if (is_partial(o))
		c->taps->status = exit_worse(c->taps->status, EXIT_SOME_FAILED);
	if (o->access == NULL || !access_is_busy(o->access)) {
		free_own(o);
		return;
	}
	o->tap = NULL;
	o->next = o->run->left;
	o->run->left = o;
	o->run->busy++;
}

/* ---- sources ---- */

/* "chzzk+official:", and the account's name or its channel's id; all of it is
 * the tap's name until the channel is known. */
static bool
is_source(struct str s)
{
	if (!str_take(&s, named))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return false;
	return true;
}

static bool
source_named(struct str s, struct str *id)
{
	*id = s;
	return is_source(s);
}

/* ---- the account, its channel and its broadcast ---- */

/* False when the tap is gone. */
static bool
open_account(struct tap *c)
{
	struct official_tap *o = official_own(c);
	struct str as = str_of(c->channel_id + sizeof named - 1);
	struct buf why = { 0 };
	int status;

	if (o->path != NULL)
		return true;
	secret_no_core();
	o->path = auth_path(
	    CHZZK_NAME, as.n > 0 && !chzzk_is_channel_id(as) ? as.p : NULL);
	status = auth_service_find(&o->service, STR(CHZZK_NAME), &why);
	if (status == EXIT_OK)
		o->access =
		    access_new(&(struct access_settings){ .loop = c->taps->loop,
			.http = c->taps->web->http,
			.oauth = &o->service.oauth,
			.path = o->path });
	if (chzzk_is_channel_id(as))
		memmove(c->channel_id, as.p, as.n + 1);
	if (status != EXIT_OK)
		official_fail(c, status, buf_text(&why));
	buf_free(&why);
	return status == EXIT_OK;
}

static void
found(struct tap *c, struct live *live)
{
	struct buf stream = { 0 };

	if (live->stream_id.p == NULL) {
		buf_fmt(&stream, "unknown_%s", c->channel_id);
		live->stream_id = buf_view(&stream);
	}
	/* Chats have no ids here. */
	live->chat_channel_id = str_of(c->channel_id);
	if (official_own(c)->renewing)
		tap_close(c, tap_another);
	official_own(c)->renewing = false;
	tap_found(c, live, NULL);
	buf_free(&stream);
}

/* Ages and countries don't matter here. */
static void
on_look(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct buf why = { 0 };
	struct chzzk_live l;
	int status = tap_chzzk_read(c, a, &l, &why);

	c->call = NULL;
	if (status == EXIT_AWAY) {
		tap_not_found(c, status, &why);
	} else if (status == EXIT_OK) {
		found(c, &l.live);
	} else {
		taps_note(c->taps,
		    "%s: which broadcast it is, is not known: %s", tap_shown(c),
		    buf_text(&why));
		l.live = live_blank();
		l.live.status = LIVE_OPEN;
		found(c, &l.live);
	}
	buf_free(&why);
}

static void find_channel(struct tap *);

static void
on_me(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str word, id, name;
	enum chzzk_open_result result = official_read(c, a, &word);

	if (result == CHZZK_OPEN_TOKEN) {
		official_refused(c, word, find_channel);
	} else if (result == CHZZK_OPEN_BUSY) {
		tap_try_again(c, word.p);
	} else if (result != CHZZK_OPEN_OK ||
	    !chzzk_open_read_me(
		a->body, &official_run_of(c)->texts, &id, &name) ||
	    !chzzk_is_channel_id(id)) {
		official_fail_for(c, EXIT_DENIED,
		    "Chzzk does not say whose login it is", word);
	} else {
		tap_set_text(&c->channel_id, id);
		tap_set_text(&c->channel, name);
		tap_chzzk_look(c, on_look);
	}
}

static void
find_channel(struct tap *c)
{
	struct buf url = { 0 };

	if (c->state != TAP_LOOKING)
		return;
	if (chzzk_is_channel_id(str_of(c->channel_id))) {
		tap_chzzk_look(c, on_look);
		return;
	}
	chzzk_open_url_me(&url, official_base());
	official_ask(c, &url, false, on_me);
}

static void
look(struct tap *c)
{
	official_own(c)->renewing = false;
	if (open_account(c))
		official_with_token(c, find_channel);
}

/* A new broadcast does not end a session: nothing of it is missed. */
static bool
is_next(const struct tap *c, const struct live *now)
{
	return now->status == LIVE_OPEN && c->opened_at != WHEN_UNKNOWN &&
	    now->opened_at != WHEN_UNKNOWN && now->opened_at != c->opened_at &&
	    c->state == TAP_OPEN && c->call == NULL;
}

static void
on_check(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct buf why = { 0 };
	struct chzzk_live l;
	int status = tap_chzzk_read(c, a, &l, &why);

	c->check = NULL;
	l.live.chat_channel_id = (struct str){ 0 };
	if (status == EXIT_OK && is_next(c, &l.live)) {
		official_own(c)->renewing = true;
		timer_set(c->look, c->taps->set.check_ms);
		tap_chzzk_look(c, on_look);
	} else {
		tap_checked(c, status == EXIT_OK ? &l.live : NULL, &why);
	}
	buf_free(&why);
}

static void
check(struct tap *c)
{
	tap_chzzk_check(c, on_check);
}

const struct platform platform_official = {
	.name = CHZZK_NAME,
	.sources = "chzzk+official:[ACCOUNT]",
	.named = source_named,
	.is_channel_id = is_source,
	.anew = true,
	.open = open_run,
	.close = close_run,
	.busy = is_busy,
	.prepare = prepare,
	.release = release,
	.look = look,
	.check = check,
	.join = official_join,
	.hello = official_hello,
	.message = official_message,
	.ping = official_ping,
	.ask_recent = official_ask_recent,
};
