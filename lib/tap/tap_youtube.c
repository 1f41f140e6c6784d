/*
 * YouTube for the taps: from a name to the chat of its broadcast, and its
 * messages, as a stream or page by page.
 *
 * The stream is tried first: it brings messages as they are said, and costs
 * what one page does.  Where it is not offered the chat is asked for again each
 * time the service allows.  Both go on from a token, so that a connection that
 * was lost misses nothing.  What is asked costs units of a day's quota.
 *
 * A key is enough; without one, and for the user's own broadcasts, a login's
 * token takes its place.
 */
#include <stdlib.h>

#include "auth/bearer.h"
#include "auth/service.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"
#include "import/pieces.h"
#include "platform/youtube.h"
#include "tap/tap.h"

enum {
	FIRST_PAGE_MS = 30 * 1000,  /* of a stream */
	SILENT_MS = 5 * 60 * 1000,  /* a stream that may be dead */
	LIVED_MS = 30 * 1000,       /* one that may be opened again at once */
	USUAL_MS = 5000,            /* between pages, unless the service says */
	LEAST_MS = 100,             /* ... whatever it says */
	SLOWEST_MS = 60 * 1000,     /* ... when it says that we are too fast */
	PAUSED_MS = 1000,           /* to see whether there is room again */
	PAGE_MAX = 32 * 1024 * 1024 /* bytes */
};

/* For all its taps. */
struct youtube_run {
	struct youtube *decoder;
	char *base;
	struct buf key; /* the header; empty: there is no key */
	struct auth_service service;
	char *path;           /* of the login's tokens */
	struct bearer *login; /* NULL: nobody has needed it */
	bool readable;        /* by others on the way */
	bool paging;          /* there are no streams */
	int64_t spent;        /* units, this day */
	int64_t in_all;
	int64_t next_day; /* when they are given back */
};

struct youtube_tap {
	char *source;              /* as the user named it */
	char *token;               /* where the next page begins */
	struct timer *turn;        /* the next page, or the end of a silence */
	int64_t slow_ms, again_ms; /* more than that between pages, streams */
	int64_t began;             /* the stream, by the loop's clock */
	bool streaming, looked_again;
	struct pieces stream;
	struct youtube_page page; /* that is being read */
	int64_t interval_ms;
	bool first; /* page since it was joined: it may have older messages */
	int wanted; /* of those */
	unsigned seen;
	/* The question that waits for a token, and the token it was asked with.
	 */
	struct buf url;
	struct http_request question;
	struct bearer_waiter waiter;
	int units; /* that it costs */
	unsigned asked_with;
	bool refused; /* so was the token before */
};

static struct youtube_tap *
own(const struct tap *c)
{
	return c->own;
}

static struct youtube_run *
run_of(const struct tap *c)
{
	return c->decoder;
}

static char *
base_url(void)
{
	struct str url = str_of(conf_get("CHZ_YOUTUBE_URL"));

	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	return xstrndup(url.p, url.n);
}

static void *
open_run(void)
{
	struct youtube_run *run = xcalloc(1, sizeof *run);
	const char *key = conf_secret("CHZ_YOUTUBE_KEY");

	run->decoder = youtube_new();
	run->base = base_url();
	run->readable = !http_is_private(run->base);
	if (key != NULL && key[0] != '\0')
		buf_fmt(&run->key, "x-goog-api-key: %s", key);
	return run;
}

static void
close_run(void *ctx)
{
	struct youtube_run *run = ctx;
	uint64_t bad = youtube_counts(run->decoder)->bad;

	if (bad > 0)
		diag_note("%llu answers or messages of YouTube could not be "
			  "read",
		    (unsigned long long)bad);
	if (run->in_all > 0)
		diag_note("YouTube: %lld units of quota spent",
		    (long long)run->in_all);
	youtube_free(run->decoder);
	free(run->base);
	secret_free_buf(&run->key);
	bearer_free(run->login);
	auth_service_close(&run->service);
	free(run->path);
	free(run);
}

static void turn(void *);
static void on_token(void *, const struct access_answer *);

static void
prepare(struct tap *c)
{
	struct youtube_tap *y = xcalloc(1, sizeof *y);

	y->source = xstrdup(c->channel_id);
	y->turn = timer_new(c->taps->loop, turn, c);
	y->stream = (struct pieces){ .how = PIECES_ELEMENTS, .max = PAGE_MAX };
	y->interval_ms = USUAL_MS;
	y->waiter = (struct bearer_waiter){ .ready = on_token, .ctx = c };
	c->own = y;
}

static void
release(struct tap *c)
{
	free(own(c)->source);
	free(own(c)->token);
	timer_free(own(c)->turn);
	pieces_free(&own(c)->stream);
	if (run_of(c)->login != NULL)
		bearer_leave(run_of(c)->login, &own(c)->waiter);
	buf_free(&own(c)->url);
	free(c->own);
}

/* ---- the quota ---- */

/* Ends a tap: the last thing to do with it. */
static void
end_of_quota(struct tap *c, const char *whose)
{
	char back[WHEN_LOCAL_LEN + 1] = { 0 };
	struct buf why = { 0 };

	when_put_local(back, youtube_next_day(when_now()));
	buf_fmt(&why, "%s is spent (%lld units here); it is given back at %s",
	    whose, (long long)run_of(c)->spent, back);
	diag_error("%s: %s", tap_shown(c), buf_text(&why));
	tap_end(c, EXIT_AWAY, buf_text(&why));
	buf_free(&why);
}

static bool
can_spend(struct tap *c, int units)
{
	struct youtube_run *run = run_of(c);
	int64_t now = when_now();

	if (now >= run->next_day) {
		run->spent = 0;
		run->next_day = youtube_next_day(now);
	}
	return run->spent + units <= c->taps->set.quota;
}

/* False when that would be too much; the tap is gone then. */
static bool
spend(struct tap *c, int units)
{
	struct youtube_run *run = run_of(c);

	if (!can_spend(c, units)) {
		end_of_quota(c, "the quota for YouTube, --quota,");
		return false;
	}
	run->spent += units;
	run->in_all += units;
	return true;
}

/* ---- what goes wrong ---- */

static void
fail(struct tap *c, int status, const char *why)
{
	diag_error("%s: %s", tap_shown(c), why);
	tap_end(c, status, why);
}

/* ---- the login ---- */

/* One's own broadcasts are for oneself. */
static bool
uses_login(const struct tap *c)
{
	return run_of(c)->key.n == 0 ||
	    youtube_kind(str_of(own(c)->source)) == YOUTUBE_MINE;
}

static bool
is_set(const char *value)
{
	return value != NULL && *value != '\0';
}

/* Without an application there is no login. */
static bool
can_log_in(void)
{
	return is_set(conf_get("CHZ_YOUTUBE_ID")) &&
	    is_set(conf_secret("CHZ_YOUTUBE_SECRET"));
}

static struct bearer *
login_of(const struct tap *c)
{
	struct youtube_run *run = run_of(c);

	if (run->login != NULL)
		return run->login;
	auth_service_open(&run->service, STR(YOUTUBE_NAME));
	run->path = auth_path(YOUTUBE_NAME, NULL);
	run->login =
	    bearer_new(&(struct access_settings){ .loop = c->taps->loop,
		.http = c->taps->web->http,
		.oauth = &run->service.oauth,
		.path = run->path });
	return run->login;
}

/* ---- questions ---- */

/* With what proves who asks.  False when it may not be asked; the tap is gone
 * then. */
static bool
send_question(struct tap *c)
{
	struct youtube_tap *y = own(c);
	const char *headers[] = { NULL, NULL };

	if (!spend(c, y->units))
		return false;

	if (uses_login(c)) {
		headers[0] = bearer_header(login_of(c));
		y->asked_with = bearer_number(login_of(c));
	} else {
		headers[0] = buf_text(&run_of(c)->key);
	}
	y->question.url = buf_text(&y->url);
	y->question.headers = headers;
	c->call = http_send(c->taps->web->http, &y->question);
	return true;
}

/* The token that a question has waited for.  A tap that has given up meanwhile
 * asks anew when its time comes. */
static void
on_token(void *ctx, const struct access_answer *answer)
{
	struct tap *c = ctx;
	struct buf why = { 0 };

	if (c->state == TAP_WAITING || c->state == TAP_OVER)
		return;
	if (answer->tokens != NULL) {
		send_question(c);
		return;
	}
	buf_fmt(&why, "no login for YouTube: %s", answer->why);
	if (answer->status == EXIT_AWAY)
		tap_try_again(c, buf_text(&why));
	else
		fail(c, answer->status, buf_text(&why));
	buf_free(&why);
}

/* False when it may not be asked; the tap is gone then. */
static bool
ask(struct tap *c, struct buf *url, int units, const struct http_request *how)
{
	struct youtube_tap *y = own(c);

	buf_free(&y->url);
	y->url = *url;
	y->question = *how;
	y->question.tries = 1;
	y->question.stay = true;
	y->question.ctx = c;
	y->units = units;
	if (!uses_login(c) || bearer_is_good(login_of(c)))
		return send_question(c);
	bearer_wait(login_of(c), &y->waiter);
	return true;
}

static void
look_up(struct tap *c, struct buf *url,
    void (*done)(void *, const struct http_answer *))
{
	ask(c, url, YOUTUBE_LOOK_COST, &(struct http_request){ .done = done });
}

static void
fail_key(struct tap *c)
{
	struct buf why = { 0 };

	buf_fmt(&why, "YouTube does not take %s: %s",
	    uses_login(c) ? "the login" : "the key, CHZ_YOUTUBE_KEY",
	    youtube_why(run_of(c)->decoder));
	fail(c, EXIT_DENIED, buf_text(&why));
	buf_free(&why);
}

/* The chat may have another id by now: looks once. */
static void
look_again(struct tap *c)
{
	if (own(c)->looked_again || c->chat_id == NULL) {
		fail(c, EXIT_SOME_FAILED, "YouTube does not know it");
		return;
	}
	own(c)->looked_again = true;
	tap_set_text(&c->chat_id, (struct str){ 0 });
	tap_try_again(c, "its chat is not there any more");
}

static void
slow_down(struct tap *c)
{
	struct youtube_tap *y = own(c);
	int64_t wait =
	    y->slow_ms > y->interval_ms ? y->slow_ms : y->interval_ms;

	y->slow_ms = 2 * wait < SLOWEST_MS ? 2 * wait : SLOWEST_MS;
	diag_detail("%s: asked too often: %.1f s from now on", tap_shown(c),
	    (double)y->slow_ms / 1000);
	if (c->state == TAP_OPEN)
		timer_set(y->turn, y->slow_ms);
	else
		tap_try_again(c, "asked too often");
}

/* Without its place in the chat what was missed is looked for in what the
 * service still has. */
static void
lose_place(struct tap *c)
{
	tap_set_text(&own(c)->token, (struct str){ 0 });
	tap_try_again(c, "its place in the chat is lost");
}

/* The service has understood, and does not want to.  The last thing to do with
 * a tap, as all that follows from it. */
static void
refused(struct tap *c, enum youtube_result result, const char *why)
{
	switch (result) {
	case YOUTUBE_QUOTA:
		end_of_quota(c, "YouTube's quota");
		break;
	case YOUTUBE_TOO_FAST:
		slow_down(c);
		break;
	case YOUTUBE_ENDED:
		tap_end(c, EXIT_OK, "the broadcast has ended");
		break;
	case YOUTUBE_CHAT_OFF:
		fail(c, EXIT_SOME_FAILED, "its chat is switched off");
		break;
	case YOUTUBE_CLOSED:
		tap_denied(c, "it is for members only, or private");
		break;
	case YOUTUBE_LOST:
		look_again(c);
		break;
	case YOUTUBE_BAD_TOKEN:
		lose_place(c);
		break;
	case YOUTUBE_BAD_KEY:
		fail_key(c);
		break;
	default:
		tap_try_again(c, why);
	}
}

static void look(struct tap *);
static void ask_chat(struct tap *);

/* A token that ended early: asks again with the next one. */
static bool
is_renewed(struct tap *c, const struct http_answer *a)
{
	struct youtube_tap *y = own(c);

	if (a->status != 401 || !uses_login(c) || y->refused)
		return false;
	y->refused = true;
	bearer_refuse(login_of(c), y->asked_with);
	if (c->state == TAP_LOOKING)
		look(c);
	else
		ask_chat(c);
	return true;
}

/* An answer that is none: what it leads to. */
static void
troubled(struct tap *c, const struct http_answer *a)
{
	enum youtube_result result =
	    youtube_read_error(run_of(c)->decoder, a->body);
	char *why =
	    xstrdup(a->why != NULL ? a->why : "an answer that makes no sense");

	if (!is_renewed(c, a))
		refused(c, a->away ? YOUTUBE_FAILED : result, why);
	free(why);
}

/* Whether an answer to a look was good; else the tap may be gone. */
static bool
is_good(struct tap *c, const struct http_answer *a, enum youtube_result result)
{
	c->call = NULL;
	if (a->why == NULL && result == YOUTUBE_OK) {
		own(c)->refused = false;
		return true;
	}
	troubled(c, a);
	return false;
}

/* ---- from a name to a chat ---- */

static void
found(struct tap *c, const struct youtube_video *v)
{
	struct live live = live_blank();
	struct buf stream = { 0 };

	buf_fmt(&stream, "%.*s_%.*s", STR_ARG(v->id), STR_ARG(v->channel_id));
	tap_set_text(&c->channel_id, v->channel_id);
	live.status = v->live ? LIVE_OPEN : LIVE_CLOSE;
	live.channel = v->channel;
	live.title = v->title;
	live.stream_id = buf_view(&stream);
	live.opened_at = v->opened_at;
	live.chat_channel_id = v->chat_id;
	tap_set_text(&own(c)->token, (struct str){ 0 });
	tap_found(c, &live, NULL);
	buf_free(&stream);
}

static void
on_videos(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct youtube_video v;
	enum youtube_result result =
	    youtube_read_videos(run_of(c)->decoder, a->body, &v);

	if (!is_good(c, a, result))
		return;
	if (v.id.p == NULL || v.channel_id.p == NULL)
		fail(c, EXIT_SOME_FAILED, "no such video, or it is private");
	else if (v.live && v.chat_id.p == NULL)
		refused(c, YOUTUBE_CHAT_OFF, NULL);
	else
		found(c, &v);
}

static void
look_at_videos(struct tap *c, struct str ids)
{
	struct buf url = { 0 };

	youtube_url_videos(&url, run_of(c)->base, ids);
	look_up(c, &url, on_videos);
}

/* Videos, of which one may be on air. */
static void
on_list(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct live none = live_blank();
	struct buf ids = { 0 };
	enum youtube_result result =
	    youtube_read_list(run_of(c)->decoder, a->body, &ids);

	none.status = LIVE_CLOSE;
	if (is_good(c, a, result) && ids.n > 0)
		look_at_videos(c, buf_view(&ids));
	else if (result == YOUTUBE_OK && a->why == NULL)
		tap_found(c, &none, NULL);
	buf_free(&ids);
}

static void
look_at_uploads(struct tap *c, struct str channel_id)
{
	struct buf url = { 0 };

	youtube_url_uploads(&url, run_of(c)->base, channel_id);
	look_up(c, &url, on_list);
}

static void
on_channel(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;
	struct str id;
	enum youtube_result result =
	    youtube_read_channel(run_of(c)->decoder, a->body, &id);

	if (!is_good(c, a, result))
		return;
	if (youtube_kind(id) != YOUTUBE_CHANNEL)
		fail(c, EXIT_SOME_FAILED, "no such channel");
	else
		look_at_uploads(c, id);
}

static void
look_at_handle(struct tap *c, struct str handle)
{
	struct buf url = { 0 };

	youtube_url_channel(&url, run_of(c)->base, handle);
	look_up(c, &url, on_channel);
}

static void
look_at_mine(struct tap *c)
{
	struct buf url = { 0 };

	youtube_url_mine(&url, run_of(c)->base);
	look_up(c, &url, on_list);
}

/* What is needed to ask, and is not there; or NULL. */
static const char *
missing(const struct tap *c)
{
	if (run_of(c)->readable)
		return "others could read the key on its way to "
		       "CHZ_YOUTUBE_URL";
	if (uses_login(c) && !can_log_in())
		return run_of(c)->key.n > 0
		    ? "one's own broadcasts are for a login; see chz-auth(1)"
		    : "YouTube wants a key, CHZ_YOUTUBE_KEY in "
		      "~/.config/chz/config, or a login; see chz-auth(1)";
	return NULL;
}

static void
look_by_name(struct tap *c, struct str source)
{
	switch (youtube_kind(source)) {
	case YOUTUBE_HANDLE:
		look_at_handle(c, source);
		break;
	case YOUTUBE_CHANNEL:
		look_at_uploads(c, source);
		break;
	case YOUTUBE_MINE:
		look_at_mine(c);
		break;
	default:
		look_at_videos(c, source);
	}
}

static void
look(struct tap *c)
{
	const char *why = missing(c);

	if (why != NULL)
		fail(c, EXIT_DENIED, why);
	else
		look_by_name(c, str_of(own(c)->source));
}

/* ---- a page of chat ---- */

/* The first page has older messages, of which the last may be wanted; after a
 * loss, all that are new. */
static void
on_event(void *arg, const struct event *e)
{
	struct tap *c = arg;
	struct youtube_tap *y = own(c);
	unsigned left = y->page.items - y->seen;

	y->seen++;
	if (!y->first)
		tap_event(c, e, false);
	else if (c->state == TAP_CATCHING_UP &&
	    (c->lost || left <= (unsigned)y->wanted))
		tap_event(c, e, true);
	else
		tap_known(c, e);
}

static void
give_events(struct tap *c)
{
	struct chat_origin from = tap_origin(c);
	const struct chat_sink sink = { .event = on_event,
		.raw = c->taps->set.raw ? tap_raw : NULL,
		.arg = c };

	own(c)->seen = 0;
	youtube_give_events(run_of(c)->decoder, &from, &sink);
}

static void
catch_up(struct tap *c, bool continued)
{
	if (continued)
		tap_continued(c);
	tap_recent_came(c);
}

static void
pace(struct tap *c)
{
	struct youtube_tap *y = own(c);

	y->interval_ms = y->page.interval_ms != RECORD_UNKNOWN
	    ? y->page.interval_ms
	    : USUAL_MS;
	if (y->interval_ms < LEAST_MS)
		y->interval_ms = LEAST_MS;
	y->slow_ms /= 2;
	if (y->streaming)
		timer_set(y->turn, SILENT_MS);
	else
		timer_set(y->turn,
		    y->slow_ms > y->interval_ms ? y->slow_ms : y->interval_ms);
}

/* False when the tap has ended, or waits to try again. */
static bool
take_page(struct tap *c, struct str body)
{
	struct youtube_tap *y = own(c);
	bool continued = y->token != NULL;
	enum youtube_result result =
	    youtube_read_page(run_of(c)->decoder, body, &y->page);

	c->heard = loop_now(c->taps->loop);
	c->heard_at = when_now();
	if (result != YOUTUBE_OK) {
		refused(c, result, youtube_why(run_of(c)->decoder));
		return false;
	}
	y->first = c->state != TAP_OPEN;
	if (c->state == TAP_JOINING)
		tap_welcome(c);
	give_events(c);
	tap_set_text(&y->token, y->page.token);
	if (y->page.over) {
		if (c->state == TAP_CATCHING_UP)
			catch_up(c, continued);
		tap_end(c, EXIT_OK, "the broadcast has ended");
		return false;
	}
	y->looked_again = y->refused = false;
	pace(c);
	if (c->state == TAP_CATCHING_UP)
		catch_up(c, continued);
	return true;
}

/* ---- asking for it ---- */

static void
on_page(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;

	c->call = NULL;
	if (a->why == NULL)
		take_page(c, a->body);
	else
		troubled(c, a);
}

/* What is asked for is not there: pages are. */
static bool
is_not_offered(struct tap *c, const struct http_answer *a)
{
	enum youtube_result result =
	    youtube_read_error(run_of(c)->decoder, a->body);

	return (a->status == 404 || a->status == 405 || a->status == 501) &&
	    result != YOUTUBE_LOST;
}

/* Tokens of one way are no good for the other. */
static void
turn_pages(struct tap *c)
{
	diag_detail("%s: no stream: asking for pages", tap_shown(c));
	run_of(c)->paging = true;
	tap_set_text(&own(c)->token, (struct str){ 0 });
	ask_chat(c);
}

/* The service ends streams now and then: the next one goes on. */
static void
stream_ended(struct tap *c)
{
	struct youtube_tap *y = own(c);
	int64_t lived = loop_now(c->taps->loop) - y->began;

	if (c->state == TAP_JOINING) {
		turn_pages(c);
		return;
	}
	if (lived >= LIVED_MS)
		y->again_ms = 0;
	else
		y->again_ms = y->again_ms == 0 ? 1000 : 2 * y->again_ms;
	if (y->again_ms > LIVED_MS)
		y->again_ms = LIVED_MS;
	timer_set(y->turn, y->again_ms);
}

static void
on_stream_end(void *ctx, const struct http_answer *a)
{
	struct tap *c = ctx;

	c->call = NULL;
	if (a->why == NULL)
		stream_ended(c);
	else if (is_not_offered(c, a))
		turn_pages(c);
	else
		troubled(c, a);
}

static void
on_piece(void *ctx, struct str bytes)
{
	struct tap *c = ctx;
	struct piece piece;

	pieces_push(&own(c)->stream, bytes.p, bytes.n);
	while (pieces_next(&own(c)->stream, &piece)) {
		if (piece.bad != NULL)
			tap_unread(c, piece.bad);
		else if (!take_page(c, piece.text))
			return;
	}
	/* What cannot be written yet is better left with the service. */
	if (c->taps->paused)
		timer_set(own(c)->turn, 0);
}

static void
open_stream(struct tap *c, struct buf *url)
{
	struct youtube_tap *y = own(c);

	pieces_free(&y->stream);
	y->stream = (struct pieces){ .how = PIECES_ELEMENTS, .max = PAGE_MAX };
	y->began = loop_now(c->taps->loop);
	timer_set(y->turn, c->state == TAP_JOINING ? FIRST_PAGE_MS : SILENT_MS);
	ask(c, url, YOUTUBE_CHAT_COST,
	    &(struct http_request){ .piece = on_piece,
		.quiet_ms = 2 * SILENT_MS,
		.done = on_stream_end });
}

/* From the token on, if there is one. */
static void
ask_chat(struct tap *c)
{
	struct youtube_tap *y = own(c);
	struct buf url = { 0 };

	y->streaming = !run_of(c)->paging;
	youtube_url_chat(&url, run_of(c)->base, y->streaming,
	    str_of(c->chat_id), str_of(y->token));
	if (y->streaming)
		open_stream(c, &url);
	else
		ask(c, &url, YOUTUBE_CHAT_COST,
		    &(struct http_request){ .done = on_page });
}

/* The next page is due, or a stream was silent for too long. */
static void
turn(void *ctx)
{
	struct tap *c = ctx;
	bool mute = c->state == TAP_JOINING && c->call != NULL;

	if (c->state != TAP_OPEN && c->state != TAP_JOINING)
		return;
	http_cancel(c->call);
	c->call = NULL;
	if (c->taps->paused)
		timer_set(own(c)->turn, PAUSED_MS);
	else if (mute)
		turn_pages(c);
	else
		ask_chat(c);
}

static void
join(struct tap *c)
{
	timer_clear(own(c)->turn);
	ask_chat(c);
}

/* The page at hand has them, or at the end of a broadcast the next one. */
static void
ask_recent(struct tap *c, int n)
{
	own(c)->wanted = n;
	if (c->ending == NULL || !can_spend(c, YOUTUBE_CHAT_COST))
		return;
	http_cancel(c->call);
	c->call = NULL;
	timer_clear(own(c)->turn);
	ask_chat(c);
}

const struct platform platform_youtube = {
	.name = YOUTUBE_NAME,
	.sources = YOUTUBE_SOURCES,
	.named = youtube_source_named,
	.is_channel_id = youtube_is_source,
	.recent = 2000,
	.open = open_run,
	.close = close_run,
	.prepare = prepare,
	.release = release,
	.look = look,
	.join = join,
	.ask_recent = ask_recent,
};
