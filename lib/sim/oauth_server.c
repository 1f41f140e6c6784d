/* Gives and takes back the tokens of a simulated service. */
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/url.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "sim/oauth_server.h"

enum { TOKEN = 40 /* bytes of a token or code */ };

/* A code that waits to be exchanged. */
struct sim_code {
	char code[TOKEN];
	char *redirect, *state, *challenge;
	bool used;
};

/* A pair of tokens.  All pairs of a login belong to one family. */
struct sim_pair {
	unsigned number, family;
	int64_t ends_at; /* of the access token, on the loop's clock */
	bool spent;      /* the refresh token was used */
	bool dead;
};

struct sim_oauth {
	struct sim *sim;
	enum oauth_kind kind;
	const char *name;
	struct sim_code *codes;
	size_t n_codes, cap_codes;
	struct sim_pair *pairs;
	size_t n_pairs, cap_pairs;
	unsigned families;
};

static const char client_id[] = "sim-client";
static const char client_secret[] = "sim-client-secret";

struct sim_oauth *
sim_oauth_new(struct sim *sim, enum oauth_kind kind)
{
	struct sim_oauth *o = xcalloc(1, sizeof *o);

	o->sim = sim;
	o->kind = kind;
	o->name = kind == OAUTH_CHZZK ? "chzzk" : "google";
	return o;
}

void
sim_oauth_free(struct sim_oauth *o)
{
	if (o == NULL)
		return;
	for (size_t i = 0; i < o->n_codes; i++) {
		free(o->codes[i].redirect);
		free(o->codes[i].state);
		free(o->codes[i].challenge);
	}
	free(o->codes);
	free(o->pairs);
	free(o);
}

void
sim_oauth_environment(struct sim_oauth *o, const char *host, struct buf *lines)
{
	const char *who = o->kind == OAUTH_CHZZK ? "CHZZK" : "YOUTUBE";

	buf_fmt(lines, "CHZ_%s_ID=%s\n", who, client_id);
	buf_fmt(lines, "CHZ_%s_SECRET=%s\n", who, client_secret);
	if (o->kind == OAUTH_CHZZK)
		buf_fmt(lines,
		    "CHZ_OPENAPI_URL=http://%s\n"
		    "CHZ_CHZZK_LOGIN_URL=http://%s/account-interlock\n"
		    "CHZ_CHZZK_REDIRECT=http://localhost:0/callback\n",
		    host, host);
	else
		buf_fmt(lines,
		    "CHZ_GOOGLE_LOGIN_URL=http://%s/o/oauth2/v2/auth\n"
		    "CHZ_GOOGLE_TOKEN_URL=http://%s\n",
		    host, host);
}

/* ---- the page ---- */

static char *
query(const struct server_call *call, const char *name)
{
	struct str value = server_query(call, name);

	return xstrndup(value.p != NULL ? value.p : "", value.n);
}

static void
add_code(struct sim_oauth *o, const struct server_call *call)
{
	bool chzzk = o->kind == OAUTH_CHZZK;
	struct sim_code *c;

	MEM_RESERVE(o->codes, o->cap_codes, o->n_codes + 1);
	c = &o->codes[o->n_codes++];
	*c = (struct sim_code){ .redirect = query(call,
				    chzzk ? "redirectUri" : "redirect_uri"),
		.state = query(call, "state"),
		.challenge = query(call, "code_challenge") };
	snprintf(c->code, sizeof c->code, "%s-code-%zu", o->name, o->n_codes);
}

/* The user says yes, or no, and the browser is sent back. */
static void
consent(struct sim_oauth *o, struct server_call *call)
{
	struct str id = server_query(
	    call, o->kind == OAUTH_CHZZK ? "clientId" : "client_id");
	bool deny = sim_set(o->sim)->auth.deny;
	struct buf url = { 0 };
	struct sim_code *c;

	if (!str_is(id, client_id)) {
		server_answer(call, 400, "text/plain", STR("unknown client\n"));
		return;
	}
	add_code(o, call);
	c = &o->codes[o->n_codes - 1];
	buf_fmt(&url, "%s?", c->redirect);
	url_put_field(&url, deny ? "error" : "code",
	    str_of(deny ? "access_denied" : c->code));
	url_put_field(&url, "state", str_of(c->state));
	server_add_header(call, "Location", buf_text(&url));
	server_answer(call, 302, "text/plain", STR("back\n"));
	buf_free(&url);
}

/* ---- requests of the token server ---- */

/* What a body says, whether it is a form or JSON. */
struct sim_asked {
	struct buf grant, id, secret, code, redirect, verifier, refresh, token,
	    state;
};

static void
free_asked(struct sim_asked *a)
{
	struct buf *const all[] = { &a->grant, &a->id, &a->secret, &a->code,
		&a->redirect, &a->verifier, &a->refresh, &a->token, &a->state };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_free(all[i]);
}

static void
read_form(struct sim_asked *a, struct str body)
{
	url_field(body, "grant_type", &a->grant);
	url_field(body, "client_id", &a->id);
	url_field(body, "client_secret", &a->secret);
	url_field(body, "code", &a->code);
	url_field(body, "redirect_uri", &a->redirect);
	url_field(body, "code_verifier", &a->verifier);
	url_field(body, "refresh_token", &a->refresh);
	url_field(body, "token", &a->token);
}

static void
read_json(struct sim_asked *a, struct str body)
{
	static const struct scan_keys keys = { .n = 7,
		.name = { DOC_KEY("grantType"), DOC_KEY("clientId"),
		    DOC_KEY("clientSecret"), DOC_KEY("code"), DOC_KEY("state"),
		    DOC_KEY("refreshToken"), DOC_KEY("token") } };
	struct buf *const to[] = { &a->grant, &a->id, &a->secret, &a->code,
		&a->state, &a->refresh, &a->token };
	struct arena texts = { 0 };
	struct json_val v[7];
	struct scan_error err;

	if (doc_open(str_trim(body), &keys, v, &texts, &err))
		for (int i = 0; i < 7; i++)
			buf_str(to[i], val_text(&v[i], &texts));
	arena_free(&texts);
}

static bool
is(const struct buf *b, const char *text)
{
	return b->n > 0 && str_is(buf_view(b), text);
}

/* `google` is its word for it, `chzzk` the other's. */
static void
refuse(struct sim_oauth *o, struct server_call *call, int status,
    const char *google, const char *chzzk)
{
	struct buf b = { 0 };

	put_open(&b);
	if (o->kind == OAUTH_CHZZK) {
		put_int(&b, "code", status);
		put_text(&b, "message", str_of(chzzk));
	} else {
		put_text(&b, "error", str_of(google));
		put_text(&b, "error_description", STR("Bad Request"));
	}
	put_close(&b);
	server_answer(call, status, "application/json", buf_view(&b));
	buf_free(&b);
}

static const struct sim_pair *
add_pair(struct sim_oauth *o, unsigned family)
{
	int64_t life = sim_set(o->sim)->auth.life_ms;
	struct sim_pair *p;

	MEM_RESERVE(o->pairs, o->cap_pairs, o->n_pairs + 1);
	p = &o->pairs[o->n_pairs++];
	*p = (struct sim_pair){ .number = (unsigned)o->n_pairs,
		.family = family,
		.ends_at = loop_now(sim_loop(o->sim)) + life };
	return p;
}

static void
put_token(struct buf *b, const struct sim_oauth *o, const char *key,
    const char *kind, unsigned number)
{
	char token[TOKEN];

	snprintf(token, sizeof token, "%s-%s-%u", o->name, kind, number);
	put_text(b, key, str_of(token));
}

static void
give(struct sim_oauth *o, struct server_call *call, const struct sim_pair *p,
    bool refresh)
{
	int64_t life_s = sim_set(o->sim)->auth.life_ms / 1000;
	struct buf b = { 0 };

	put_open(&b);
	if (o->kind == OAUTH_CHZZK) {
		put_int(&b, "code", 200);
		put_raw(&b, "message", STR("null"));
		put_object(&b, "content");
		put_token(&b, o, "accessToken", "access", p->number);
		put_token(&b, o, "refreshToken", "refresh", p->number);
		put_text(&b, "tokenType", STR("Bearer"));
		put_int(&b, "expiresIn", life_s);
		put_text(&b, "scope",
		    STR("유저 조회 채팅 메시지 조회 채팅 메시지 쓰기 "
			"후원 조회 구독 조회"));
		put_close(&b);
	} else {
		put_token(&b, o, "access_token", "access", p->number);
		put_int(&b, "expires_in", life_s);
		if (refresh)
			put_token(&b, o, "refresh_token", "refresh", p->number);
		put_text(&b, "token_type", STR("Bearer"));
	}
	put_close(&b);
	server_answer(call, 200, "application/json", buf_view(&b));
	buf_free(&b);
}

static struct sim_code *
find_code(struct sim_oauth *o, const struct sim_asked *a)
{
	for (size_t i = 0; i < o->n_codes; i++)
		if (is(&a->code, o->codes[i].code))
			return &o->codes[i];
	return NULL;
}

/* Whether it is asked for by who has sent the user to the page. */
static bool
is_whole(const struct sim_oauth *o, const struct sim_asked *a,
    const struct sim_code *c)
{
	struct oauth plain = { .kind = OAUTH_GOOGLE, .login_url = "" };
	struct buf url = { 0 }, challenge = { 0 };
	bool same;

	if (o->kind == OAUTH_CHZZK)
		return is(&a->state, c->state);
	oauth_put_login(&url, &plain,
	    &(struct oauth_login){ .verifier = buf_view(&a->verifier) });
	url_field(url_query(buf_view(&url)), "code_challenge", &challenge);
	same = is(&challenge, c->challenge) && is(&a->redirect, c->redirect);
	buf_free(&url);
	buf_free(&challenge);
	return same;
}

static void
exchange(
    struct sim_oauth *o, struct server_call *call, const struct sim_asked *a)
{
	struct sim_code *c = find_code(o, a);

	if (c == NULL || c->used || !is_whole(o, a, c)) {
		refuse(o, call, o->kind == OAUTH_CHZZK ? 401 : 400,
		    "invalid_grant", "INVALID_TOKEN");
		return;
	}
	c->used = true;
	give(o, call, add_pair(o, ++o->families), true);
}

/* The pair of a token of that kind; NULL when there is none. */
static struct sim_pair *
find_pair(struct sim_oauth *o, struct str token, const char *kind)
{
	char text[TOKEN];

	for (size_t i = 0; i < o->n_pairs; i++) {
		snprintf(text, sizeof text, "%s-%s-%u", o->name, kind,
		    o->pairs[i].number);
		if (str_is(token, text))
			return &o->pairs[i];
	}
	return NULL;
}

static void
end_family(struct sim_oauth *o, unsigned family)
{
	for (size_t i = 0; i < o->n_pairs; i++)
		if (o->pairs[i].family == family)
			o->pairs[i].dead = true;
}

static void
refresh(
    struct sim_oauth *o, struct server_call *call, const struct sim_asked *a)
{
	bool once = o->kind == OAUTH_CHZZK;
	struct sim_pair *p = find_pair(o, buf_view(&a->refresh), "refresh");

	if (p != NULL && once && p->spent)
		end_family(o, p->family);
	if (p == NULL || p->dead) {
		refuse(o, call, once ? 401 : 400, "invalid_grant",
		    "INVALID_TOKEN");
		return;
	}
	p->spent = true;
	give(o, call, add_pair(o, p->family), false);
}

static void
revoke(struct sim_oauth *o, struct server_call *call, const struct sim_asked *a)
{
	struct sim_pair *p = find_pair(o, buf_view(&a->token), "refresh");

	if (p == NULL || p->dead) {
		refuse(o, call, 400, "invalid_token", "INVALID_TOKEN");
		return;
	}
	end_family(o, p->family);
	server_answer(call, 200, "application/json",
	    o->kind == OAUTH_CHZZK
		? STR("{\"code\":200,\"message\":null,\"content\":null}")
		: STR("{}"));
}

static void
serve(struct sim_oauth *o, struct server_call *call, bool revokes)
{
	bool chzzk = o->kind == OAUTH_CHZZK;
	struct sim_asked a = { 0 };

	if (chzzk)
		read_json(&a, server_body(call));
	else
		read_form(&a, server_body(call));
	if ((chzzk || !revokes) &&
	    (!is(&a.id, client_id) || !is(&a.secret, client_secret)))
		refuse(o, call, 401, "invalid_client", "INVALID_CLIENT");
	else if (revokes)
		revoke(o, call, &a);
	else if (is(&a.grant, "authorization_code"))
		exchange(o, call, &a);
	else if (is(&a.grant, "refresh_token"))
		refresh(o, call, &a);
	else
		refuse(o, call, 400, "unsupported_grant_type", "BAD_REQUEST");
	free_asked(&a);
}

bool
sim_oauth_request(struct sim_oauth *o, struct server_call *call)
{
	bool chzzk = o->kind == OAUTH_CHZZK;
	struct str path = server_path(call);

	if (str_is(path, chzzk ? "/account-interlock" : "/o/oauth2/v2/auth"))
		consent(o, call);
	else if (str_is(path, chzzk ? "/auth/v1/token" : "/token"))
		serve(o, call, false);
	else if (str_is(path, chzzk ? "/auth/v1/token/revoke" : "/revoke"))
		serve(o, call, true);
	else
		return false;
	return true;
}

bool
sim_oauth_admits(const struct sim_oauth *o, const struct server_call *call)
{
	struct str token = server_header(call, "authorization");
	const struct sim_pair *p;

	if (!str_take(&token, "Bearer "))
		return false;
	p = find_pair((struct sim_oauth *)o, token, "access");
	return p != NULL && !p->dead && !p->spent &&
	    loop_now(sim_loop(o->sim)) < p->ends_at;
}

bool
sim_oauth_is_client(const struct sim_oauth *o, const struct server_call *call)
{
	(void)o;
	return str_is(server_header(call, "client-id"), client_id) &&
	    str_is(server_header(call, "client-secret"), client_secret);
}

void
sim_oauth_end_all(struct sim_oauth *o)
{
	for (size_t i = 0; i < o->n_pairs; i++)
		o->pairs[i].dead = true;
}
