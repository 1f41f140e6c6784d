/*
 * chz-auth - log in at a platform, for tools that need it.
 * Tokens go into a file of the user's, and new ones come in time.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/access.h"
#include "auth/grant.h"
#include "auth/login.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/secret.h"
#include "core/sig.h"
#include "core/when.h"
#include "net/runner.h"
#include "net/stdio.h"

enum {
	LINE_MAX_BYTES = 16 * 1024, /* of a pasted address */
	OPEN_MS = 30 * 1000,        /* for the browser to begin */
	PAGE_MS = 200               /* for the browser's page to leave */
};

struct settings {
	const char *as, *from;
	bool open, paste;
	int64_t timeout_ms;
};

static const struct opt options[] = {
	{ 0, "as", "NAME", "one of several accounts",
	    OPT_TEXT(struct settings, as) },
	{ 0, "from", "FILE", "login: take over another program's tokens",
	    OPT_TEXT(struct settings, from) },
	{ 0, "open", NULL, "login: open a browser",
	    OPT_FLAG(struct settings, open) },
	{ 0, "paste", NULL, "login: read where the browser was sent",
	    OPT_FLAG(struct settings, paste) },
	{ 0, "timeout", "DUR", "login: wait so long",
	    OPT_SPAN(struct settings, timeout_ms), .def = "10m", .min = 100 },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-auth",
	.operands = "login|status|refresh|logout|token chzzk|youtube",
	.about = "Log in at a platform, for tools that need it.",
	.opts = options,
	.rules = OPT_LINES("from | open", "from | paste"),
	.examples = OPT_LINES("chz-auth login chzzk",
	    "chz-auth login youtube --open", "chz-auth status chzzk"),
};

struct run {
	struct settings set;
	struct auth_service service;
	char *path; /* of the tokens */
	struct loop *loop;
	struct http *http;
	struct login *login;
	struct access *access;
	struct grant *grant;
	struct account account; /* as it was at the beginning */
	int lock;               /* of its file while we log out, or -1 */
	struct runner *browser;
	struct feed *feed;
	struct buf pasted;
	struct timer *patience;
	bool ended, prints; /* `prints`: the token */
	int status;
};

static void
end(struct run *r, int status, const char *why)
{
	if (r->ended)
		return;
	r->ended = true;
	if (status != EXIT_OK)
		diag_error("%s: %s", r->service.name, why);
	r->status = status;
	loop_stop(r->loop);
}

/* New tokens that are under way would be lost: the loop gives them a moment. */
static void
on_signal(void *ctx)
{
	struct run *r = ctx;

	if ((r->access == NULL || !access_is_busy(r->access)) &&
	    (r->login == NULL || !login_is_busy(r->login)))
		loop_stop(r->loop);
}

/* ---- who is logged in ---- */

static void
print_account(const char *service, const struct account *a)
{
	char until[WHEN_LOCAL_LEN];

	printf("%s: logged in", service);
	if (a->channel != NULL)
		printf(" as %s", a->channel);
	if (a->channel_id != NULL)
		printf(" (%s)", a->channel_id);
	if (a->expires_at != WHEN_UNKNOWN) {
		when_put_local(until, a->expires_at);
		printf(", token until %.*s", WHEN_LOCAL_LEN, until);
	}
	if (a->refresh == NULL)
		printf(", not renewable");
	printf("\n");
	if (a->scope != NULL)
		printf("%s: may %s\n", service, a->scope);
}

static int
status(const char *service, const char *path)
{
	struct account a = account_none();
	const char *why = NULL;
	bool in = account_read(path, &a, &why);

	if (in)
		print_account(service, &a);
	else
		diag_error("%s: %s", service, why);
	account_free(&a);
	return in ? EXIT_OK : EXIT_DENIED;
}

/* ---- login ---- */

static void
on_login(void *ctx, int status, const char *why, const struct account *a)
{
	struct run *r = ctx;

	if (status != EXIT_OK) {
		diag_error("%s: %s", r->service.name, why);
	} else {
		print_account(r->service.name, a);
		fflush(stdout);
	}
	r->ended = true;
	r->status = status;
	timer_set(r->patience, PAGE_MS);
}

static void
on_late(void *ctx)
{
	struct run *r = ctx;

	if (!r->ended)
		end(r, EXIT_DENIED, "nobody has logged in");
	loop_stop(r->loop);
}

static void
on_browser(void *ctx, struct str output, const char *why)
{
	struct run *r = ctx;

	(void)output;
	if (why != NULL)
		diag_note("xdg-open: %s; open the address yourself", why);
	runner_free(r->browser);
	r->browser = NULL;
}

static void
open_browser(struct run *r)
{
	char name[] = "xdg-open";
	char *argv[] = { name, (char *)login_url(r->login), NULL };

	r->browser = runner_start(r->loop,
	    &(struct runner_settings){ .argv = argv,
		.input = STR(""),
		.max_output = LINE_MAX_BYTES,
		.timeout_ms = OPEN_MS,
		.done = on_browser,
		.ctx = r });
}

/* A line may be wrong, and the next one right. */
static void
take_pasted(struct run *r)
{
	struct str rest = buf_view(&r->pasted), line;
	const char *why;

	while (str_line(&rest, &line)) {
		line = str_trim(line);
		why = line.n > 0 ? login_take(r->login, line) : NULL;
		if (why != NULL)
			diag_error("that address is %s", why);
	}
	buf_keep(&r->pasted, rest);
}

static void
on_pasted(void *ctx, const char *p, size_t n)
{
	struct run *r = ctx;

	if (n > 0)
		buf_add(&r->pasted, p, n);
	else if (r->pasted.n > 0)
		buf_addc(&r->pasted, '\n');
	if (r->pasted.n > LINE_MAX_BYTES)
		end(r, EXIT_SOME_FAILED, "that is no address");
	else if (r->pasted.n > 0)
		take_pasted(r);
	if (n == 0 && !login_is_busy(r->login))
		end(r, EXIT_DENIED, "nobody has logged in");
}

static void
take_over(struct run *r)
{
	const char *why = login_take_over(r->login, r->set.from);

	if (why == NULL)
		return;
	diag_error("%s: %s", r->set.from, why);
	r->status = EXIT_DENIED;
	r->ended = true;
	loop_stop(r->loop);
}

static void
ask_user(struct run *r)
{
	printf("%s\n", login_url(r->login));
	fflush(stdout);
	if (r->set.paste)
		diag_note("open that address, log in, and paste here where "
			  "the browser was sent");
	else
		diag_note("open that address and log in");
	if (r->set.open)
		open_browser(r);
	if (r->set.paste)
		r->feed = feed_open(r->loop, on_pasted, r);
	timer_set(r->patience, r->set.timeout_ms);
}

static void
login(struct run *r)
{
	r->login = login_new(&(struct login_settings){ .loop = r->loop,
	    .http = r->http,
	    .service = &r->service,
	    .path = r->path,
	    .serve = !r->set.paste && r->set.from == NULL,
	    .done = on_login,
	    .ctx = r });
	if (r->login == NULL) {
		r->status = EXIT_SOME_FAILED;
		loop_stop(r->loop);
	} else if (r->set.from != NULL) {
		take_over(r);
	} else {
		ask_user(r);
	}
}

/* ---- refresh and token ---- */

static void
on_token(void *ctx, const struct access_answer *answer)
{
	struct run *r = ctx;

	if (answer->tokens != NULL && r->prints)
		printf("%s\n", answer->tokens->access);
	end(r, answer->status, answer->why);
}

/* With `refused`, another one than that. */
static void
get_token(struct run *r, const char *refused)
{
	r->access = access_new(&(struct access_settings){ .loop = r->loop,
	    .http = r->http,
	    .oauth = &r->service.oauth,
	    .path = r->path });
	access_get(r->access, refused, on_token, r);
}

static void
token(struct run *r)
{
	if (isatty(STDOUT_FILENO)) {
		end(r, EXIT_MISUSE, "a token is for programs, no terminal");
		return;
	}
	r->prints = true;
	get_token(r, NULL);
}

static void
refresh(struct run *r)
{
	const char *why = NULL;

	if (account_read(r->path, &r->account, &why))
		get_token(r, r->account.access);
	else
		end(r, EXIT_DENIED, why);
}

/* ---- logout ---- */

/* What the service does not know any more is gone, too. */
static void
on_revoked(void *ctx, int status, const char *why)
{
	struct run *r = ctx;

	if (status == EXIT_AWAY) {
		end(r, status, why);
		return;
	}
	if (status != EXIT_OK)
		diag_note("%s: %s", r->service.name, why);
	if (unlink(r->path) != 0)
		end(r, EXIT_SOME_FAILED, strerror(errno));
	else
		end(r, EXIT_OK, NULL);
}

static void
logout(struct run *r)
{
	const char *why = NULL;

	if (!account_read(r->path, &r->account, &why)) {
		end(r, EXIT_DENIED, why);
		return;
	}
	r->lock = account_lock(r->path);
	if (r->lock < 0) {
		end(r, EXIT_AWAY, "another process is getting new tokens");
		return;
	}
	r->grant = grant_new(r->http, &r->service.oauth, on_revoked, r);
	grant_revoke(r->grant, &r->account);
}

/* ---- commands ---- */

static const struct command {
	const char *name;
	void (*run)(struct run *); /* NULL: status */
} commands[] = { { "login", login }, { "status", NULL }, { "refresh", refresh },
	{ "logout", logout }, { "token", token } };

static const struct command *
read_command(char *args[])
{
	enum { N = sizeof commands / sizeof *commands };
	size_t i = 0;

	while (i < N && strcmp(args[0], commands[i].name) != 0)
		i++;
	if (i == N)
		opt_misuse("'%s' is not login, status, refresh, logout or "
			   "token",
		    args[0]);
	if (args[1] == NULL || args[2] != NULL)
		opt_misuse("%s needs one service", args[0]);
	if (!auth_service_known(str_of(args[1])))
		opt_misuse("'%s' is not chzzk or youtube", args[1]);
	return &commands[i];
}

static void
run(struct run *r, const struct command *c, const char *service)
{
	auth_service_open(&r->service, str_of(service));
	r->loop = loop_new();
	r->http = http_new(r->loop, &(struct http_settings){ 0 });
	r->patience = timer_new(r->loop, on_late, r);
	loop_on_signal(r->loop, on_signal, r);
	c->run(r);
	loop_run(r->loop);
	runner_free(r->browser);
	feed_close(r->feed);
	login_free(r->login);
	access_free(r->access);
	grant_free(r->grant);
	if (r->lock >= 0)
		close(r->lock);
	timer_free(r->patience);
	http_free(r->http);
	loop_free(r->loop);
	account_free(&r->account);
	secret_free_buf(&r->pasted);
	auth_service_close(&r->service);
}

int
main(int argc, char *argv[])
{
	struct run r = { .account = account_none(), .lock = -1 };
	char **args = argv + opt_parse(&tool, argc, argv, &r.set);
	const struct command *c = read_command(args);

	r.path = auth_path(args[1], r.set.as);
	if (c->run == NULL)
		r.status = status(args[1], r.path);
	else
		run(&r, c, args[1]);
	free(r.path);
	opt_free(&tool, &r.set);
	if (fflush(stdout) != 0)
		diag_die(
		    EXIT_SOME_FAILED, "standard output: %s", strerror(errno));
	diag_end();
	sig_die();
	return r.status;
}
