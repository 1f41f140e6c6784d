/* Waits for a login's code, and exchanges it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/grant.h"
#include "auth/login.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "core/secret.h"
#include "core/url.h"
#include "net/server.h"
#include "platform/chzzk_open.h"

enum {
	WORD = 43, /* letters of a word that nobody can guess */
	LOOK_MS = 50,
	NOBODYS_PORT = 8089,    /* that is named where nobody listens */
	PATIENCE_MS = 60 * 1000 /* for whoever has the tokens' lock */
};

struct login {
	struct login_settings set;
	struct buf url, redirect, path; /* `path`: of the redirect */
	char state[WORD + 1], verifier[WORD + 1];
	struct server *server;
	struct server_call *call; /* the browser, which waits; or NULL */
	struct grant *grant;
	struct http_call *me;
	struct timer *keep;
	struct account account;
	int64_t since; /* the tokens are there, but not kept yet */
	bool taken;    /* a code is there, */
	bool refused;  /* or the user has said no */
	struct buf why;
};

/* Letters and digits, each as likely. */
static void
make_word(char *word)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	unsigned char dice[WORD];

	random_fill(dice, sizeof dice);
	for (int i = 0; i < WORD; i++)
		word[i] = letters[dice[i] % 64];
	word[WORD] = '\0';
}

/* ---- the end ---- */

/* The browser's page, for a person. */
static void
show(struct login *l, bool good, const char *why)
{
	struct buf b = { 0 };

	if (l->call == NULL)
		return;
	buf_fmt(&b,
	    "<!doctype html><meta charset=utf-8><title>chz</title>"
	    "<p>%s</p>\n",
	    good ? "로그인했습니다. 이 창을 닫아도 됩니다. "
		   "Logged in. You can close this window."
		 : "로그인하지 못했습니다. Not logged in.");
	if (!good)
		diag_detail("login: %s", why);
	server_answer(l->call, good ? 200 : 400, "text/html; charset=utf-8",
	    buf_view(&b));
	l->call = NULL;
	buf_free(&b);
}

static void
end(struct login *l, int status, const char *why)
{
	show(l, status == EXIT_OK, why);
	l->set.done(l->set.ctx, status, why, &l->account);
}

/* ---- the account ---- */

static bool
write_account(struct login *l)
{
	if (account_write(l->set.path, &l->account))
		return true;
	buf_fmt(&l->why, "%s: %s", l->set.path, strerror(errno));
	end(l, EXIT_SOME_FAILED, buf_text(&l->why));
	return false;
}

static void
set_text(char **to, struct str s)
{
	free(*to);
	*to = s.n > 0 ? xstrndup(s.p, s.n) : NULL;
}

static void
read_me(struct account *a, struct str body)
{
	struct arena texts = { 0 };
	struct str id, name;

	if (chzzk_open_read_me(body, &texts, &id, &name)) {
		set_text(&a->channel_id, id);
		set_text(&a->channel, name);
	}
	arena_free(&texts);
}

/* Without it the login is as good. */
static void
on_me(void *ctx, const struct http_answer *answer)
{
	struct login *l = ctx;

	l->me = NULL;
	if (answer->why != NULL)
		diag_detail("whose account: %s", answer->why);
	else
		read_me(&l->account, answer->body);
	if (write_account(l))
		end(l, EXIT_OK, NULL);
}

static void
ask_me(struct login *l)
{
	struct buf bearer = { 0 };

	buf_fmt(&bearer, "Authorization: Bearer %s", l->account.access);
	l->me = http_send(l->set.http,
	    &(struct http_request){ .url = l->set.service->me_url,
		.headers = (const char *[]){ buf_text(&bearer), NULL },
		.done = on_me,
		.ctx = l });
	secret_free_buf(&bearer);
}

/* Nobody who gets new tokens for the account that was there writes over it. */
static void
keep(void *ctx)
{
	struct login *l = ctx;
	int lock;

	if (l->refused) {
		end(l, EXIT_DENIED, buf_text(&l->why));
		return;
	}
	lock = account_lock(l->set.path);
	if (lock < 0 && errno == EWOULDBLOCK &&
	    loop_now(l->set.loop) - l->since < PATIENCE_MS) {
		timer_set(l->keep, LOOK_MS);
		return;
	}
	if (!write_account(l)) {
		if (lock >= 0)
			close(lock);
		return;
	}
	if (lock >= 0)
		close(lock);
	if (l->set.service->me_url != NULL)
		ask_me(l);
	else
		end(l, EXIT_OK, NULL);
}

static void
on_grant(void *ctx, int status, const char *why)
{
	struct login *l = ctx;

	l->since = loop_now(l->set.loop);
	if (status == EXIT_OK)
		keep(l);
	else
		end(l, status, why);
}

/* ---- what the browser brings ---- */

static bool
is_ours(const struct login *l, struct str query)
{
	struct buf state = { 0 };
	bool ours = url_field(query, "state", &state) &&
	    str_is(buf_view(&state), l->state);

	buf_free(&state);
	return ours;
}

/* The service has sent the user back without a code. */
static void
take_refusal(struct login *l, struct str query)
{
	l->why.n = 0;
	buf_adds(&l->why, "the service gave no code: ");
	if (!url_field(query, "error", &l->why))
		buf_adds(&l->why, "it does not say why");
	l->refused = true;
	timer_set(l->keep, 0);
}

const char *
login_take(struct login *l, struct str address)
{
	struct str query = url_query(address);
	struct buf code = { 0 };

	if (query.p == NULL)
		query = address;
	if (l->taken)
		return "too late: a code is there already";
	if (!is_ours(l, query))
		return "not of this login: its state is another";
	l->taken = true;
	if (url_field(query, "code", &code) && code.n > 0)
		grant_by_code(l->grant,
		    &(struct oauth_login){ .redirect = buf_view(&l->redirect),
			.state = str_of(l->state),
			.verifier = str_of(l->verifier) },
		    buf_view(&code), &l->account);
	else
		take_refusal(l, query);
	secret_free_buf(&code);
	return NULL;
}

const char *
login_take_over(struct login *l, const char *path)
{
	const char *why = NULL;

	if (!account_read(path, &l->account, &why))
		return why;
	if (l->account.refresh == NULL)
		return "no refresh token in it";
	l->taken = true;
	grant_refresh(l->grant, &l->account);
	return NULL;
}

/* The query again, from its fields. */
static void
put_query(const struct server_call *call, struct buf *b)
{
	static const char *const names[] = { "code", "state", "error" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		url_put_field(b, names[i], server_query(call, names[i]));
}

static void
on_request(void *ctx, struct server_call *call)
{
	struct login *l = ctx;
	struct buf query = { 0 };
	const char *why;

	if (!str_eq(server_path(call), buf_view(&l->path))) {
		server_answer(call, 404, "text/plain", STR("not here\n"));
		return;
	}
	put_query(call, &query);
	why = login_take(l, buf_view(&query));
	secret_free_buf(&query);
	if (why == NULL) {
		l->call = call;
		return;
	}
	diag_note("a page came that is %s", why);
	server_answer(call, 400, "text/plain", STR("not of this login\n"));
}

static void
on_gone(void *ctx, struct server_call *call)
{
	struct login *l = ctx;

	if (l->call == call)
		l->call = NULL;
}

/* ---- our address ---- */

/* "http://HOST:PORT/PATH" of this machine's, taken apart. */
static bool
read_redirect(struct str url, struct str *host, int64_t *port, struct str *path)
{
	struct str rest = url, after;

	if (!str_take(&rest, "http://"))
		return false;
	*host = str_cut(&rest, '/');
	after = *host;
	str_cut(&after, ':');
	host->n = after.p != NULL ? host->n - after.n - 1 : host->n;
	*port = 80;
	*path =
	    rest.p != NULL ? (struct str){ rest.p - 1, rest.n + 1 } : STR("/");
	return (str_is(*host, "localhost") || str_is(*host, "127.0.0.1")) &&
	    (after.p == NULL ||
		(num_int(after, port) && *port >= 0 && *port <= 65535));
}

/* Letter by letter as it was registered, but for a port that may be any. */
static void
name_redirect(struct login *l, int any)
{
	struct str url = str_of(l->set.service->redirect), host, path;
	int64_t port;

	if (read_redirect(url, &host, &port, &path) && port == 0)
		buf_fmt(&l->redirect, "http://%.*s:%d%.*s", STR_ARG(host), any,
		    STR_ARG(path));
	else
		buf_str(&l->redirect, url);
}

static bool
serve(struct login *l)
{
	struct str url = str_of(l->set.service->redirect), host, path;
	int64_t port;

	if (!read_redirect(url, &host, &port, &path)) {
		diag_error("%s is not of this machine: use --paste",
		    l->set.service->redirect);
		return false;
	}
	l->server = server_open(l->set.loop,
	    &(struct server_settings){ .port = (int)port,
		.request = on_request,
		.gone = on_gone,
		.ctx = l });
	if (l->server == NULL)
		return false;
	buf_str(&l->path, path);
	name_redirect(l, server_port(l->server));
	return true;
}

/* ---- begin and end ---- */

struct login *
login_new(const struct login_settings *set)
{
	struct login *l = xcalloc(1, sizeof *l);

	l->set = *set;
	l->account = account_none();
	l->grant = grant_new(set->http, &set->service->oauth, on_grant, l);
	l->keep = timer_new(set->loop, keep, l);
	make_word(l->state);
	make_word(l->verifier);
	if (set->serve && !serve(l)) {
		login_free(l);
		return NULL;
	}
	if (!set->serve)
		name_redirect(l, NOBODYS_PORT);
	oauth_put_login(&l->url, &set->service->oauth,
	    &(struct oauth_login){ .redirect = buf_view(&l->redirect),
		.state = str_of(l->state),
		.verifier = str_of(l->verifier) });
	buf_text(&l->url);
	return l;
}

const char *
login_url(const struct login *l)
{
	return l->url.p;
}

bool
login_is_busy(const struct login *l)
{
	return l->taken;
}

void
login_free(struct login *l)
{
	if (l == NULL)
		return;
	http_cancel(l->me);
	grant_free(l->grant);
	timer_free(l->keep);
	server_free(l->server);
	account_free(&l->account);
	explicit_bzero(l->verifier, sizeof l->verifier);
	buf_free(&l->url);
	buf_free(&l->redirect);
	buf_free(&l->path);
	buf_free(&l->why);
	free(l);
}
