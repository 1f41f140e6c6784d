/* Writes requests of OAuth and reads its answers. */
#include <openssl/evp.h>

#include "core/base64.h"
#include "core/diag.h"
#include "core/url.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "platform/oauth.h"

/* ---- the login ---- */

/* Base64 for addresses: RFC 4648, section 5, without padding. */
static void
put_base64url(struct buf *b, struct str bytes)
{
	size_t start = b->n;

	base64_put(b, bytes);
	while (b->n > start && b->p[b->n - 1] == '=')
		b->n--;
	for (size_t i = start; i < b->n; i++)
		if (b->p[i] == '+')
			b->p[i] = '-';
		else if (b->p[i] == '/')
			b->p[i] = '_';
}

/* RFC 7636, section 4.2. */
static void
put_challenge(struct buf *b, struct str verifier)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	struct buf text = { 0 };
	unsigned n = 0;

	if (EVP_Digest(verifier.p, verifier.n, hash, &n, EVP_sha256(), NULL) !=
	    1)
		diag_die(EXIT_SOME_FAILED, "no SHA-256 here");
	put_base64url(&text, (struct str){ (const char *)hash, n });
	url_put_field(b, "code_challenge", buf_view(&text));
	url_put_field(b, "code_challenge_method", STR("S256"));
	buf_free(&text);
}

void
oauth_put_login(
    struct buf *b, const struct oauth *o, const struct oauth_login *login)
{
	bool chzzk = o->kind == OAUTH_CHZZK;

	buf_fmt(b, "%s?", o->login_url);
	url_put_field(
	    b, chzzk ? "clientId" : "client_id", str_of(o->client_id));
	url_put_field(
	    b, chzzk ? "redirectUri" : "redirect_uri", login->redirect);
	url_put_field(b, "state", login->state);
	if (chzzk)
		return;
	url_put_field(b, "response_type", STR("code"));
	url_put_field(b, "scope", str_of(o->scope));
	/* Without these two Google gives no refresh token the second time. */
	url_put_field(b, "access_type", STR("offline"));
	url_put_field(b, "prompt", STR("consent"));
	put_challenge(b, login->verifier);
}

/* ---- requests ---- */

const char *
oauth_type(const struct oauth *o)
{
	return o->kind == OAUTH_CHZZK
	    ? "Content-Type: application/json"
	    : "Content-Type: application/x-www-form-urlencoded";
}

static void
put_client(struct buf *b, const struct oauth *o)
{
	if (o->kind == OAUTH_CHZZK) {
		put_text(b, "clientId", str_of(o->client_id));
		put_text(b, "clientSecret", str_of(o->client_secret));
	} else {
		url_put_field(b, "client_id", str_of(o->client_id));
		url_put_field(b, "client_secret", str_of(o->client_secret));
	}
}

void
oauth_put_code(struct buf *b, const struct oauth *o,
    const struct oauth_login *login, struct str code)
{
	if (o->kind == OAUTH_CHZZK) {
		put_open(b);
		put_text(b, "grantType", STR("authorization_code"));
		put_client(b, o);
		put_text(b, "code", code);
		put_text(b, "state", login->state);
		put_close(b);
		return;
	}
	url_put_field(b, "grant_type", STR("authorization_code"));
	put_client(b, o);
	url_put_field(b, "code", code);
	url_put_field(b, "redirect_uri", login->redirect);
	url_put_field(b, "code_verifier", login->verifier);
}

void
oauth_put_refresh(
    struct buf *b, const struct oauth *o, struct str refresh_token)
{
	if (o->kind == OAUTH_CHZZK) {
		put_open(b);
		put_text(b, "grantType", STR("refresh_token"));
		put_client(b, o);
		put_text(b, "refreshToken", refresh_token);
		put_close(b);
		return;
	}
	url_put_field(b, "grant_type", STR("refresh_token"));
	put_client(b, o);
	url_put_field(b, "refresh_token", refresh_token);
}

void
oauth_put_revoke(struct buf *b, const struct oauth *o, struct str refresh_token)
{
	if (o->kind == OAUTH_CHZZK) {
		put_open(b);
		put_client(b, o);
		put_text(b, "token", refresh_token);
		put_text(b, "tokenTypeHint", STR("refresh_token"));
		put_close(b);
		return;
	}
	url_put_field(b, "token", refresh_token);
}

/* ---- answers ---- */

enum { CODE, MESSAGE, CONTENT, ENVELOPE };
static const struct scan_keys envelope_keys = { .n = ENVELOPE,
	.name = { [CODE] = DOC_KEY("code"),
	    [MESSAGE] = DOC_KEY("message"),
	    [CONTENT] = DOC_KEY("content") } };

enum { ACCESS, REFRESH, SCOPE, EXPIRES, ERROR, ABOUT, GRANT };
static const struct scan_keys chzzk_keys = { .n = ERROR,
	.name = { [ACCESS] = DOC_KEY("accessToken"),
	    [REFRESH] = DOC_KEY("refreshToken"),
	    [SCOPE] = DOC_KEY("scope"),
	    [EXPIRES] = DOC_KEY("expiresIn") } };
static const struct scan_keys google_keys = { .n = GRANT,
	.name = { [ACCESS] = DOC_KEY("access_token"),
	    [REFRESH] = DOC_KEY("refresh_token"),
	    [SCOPE] = DOC_KEY("scope"),
	    [EXPIRES] = DOC_KEY("expires_in"),
	    [ERROR] = DOC_KEY("error"),
	    [ABOUT] = DOC_KEY("error_description") } };

static void
take_grant(struct oauth_grant *g, const struct json_val *v, struct arena *texts)
{
	*g = (struct oauth_grant){ .access_token = val_text(&v[ACCESS], texts),
		.refresh_token = val_text(&v[REFRESH], texts),
		.scope = val_text(&v[SCOPE], texts) };
	val_int(&v[EXPIRES], &g->expires_s); /* a number, or a text */
}

/* Who is to blame, by the status and the service's word for it. */
static enum oauth_result
blame(long status, struct str what)
{
	if (str_is(what, "invalid_client") || str_is(what, "INVALID_CLIENT") ||
	    str_is(what, "unauthorized_client"))
		return OAUTH_CLIENT;
	if (str_is(what, "invalid_grant") || str_is(what, "INVALID_TOKEN"))
		return OAUTH_LOGIN;
	if (status == 401)
		return OAUTH_LOGIN;
	return status >= 500 || status == 429 ? OAUTH_BROKEN : OAUTH_REFUSED;
}

static enum oauth_result
read_chzzk(long status, struct str body, struct oauth_grant *g,
    struct arena *texts, struct str *why)
{
	struct json_val v[ENVELOPE], grant[GRANT] = { 0 };
	struct scan_error err;
	int64_t code = status;

	if (!doc_open(str_trim(body), &envelope_keys, v, texts, &err))
		return OAUTH_BROKEN;
	val_int(&v[CODE], &code);
	if (code != 200) {
		*why = val_text(&v[MESSAGE], texts);
		return blame((long)code, *why);
	}
	if (doc_members(&v[CONTENT], &chzzk_keys, grant, texts))
		take_grant(g, grant, texts);
	return OAUTH_OK;
}

static enum oauth_result
read_google(long status, struct str body, struct oauth_grant *g,
    struct arena *texts, struct str *why)
{
	struct json_val v[GRANT];
	struct scan_error err;

	if (!doc_open(str_trim(body), &google_keys, v, texts, &err))
		return status == 200 && str_trim(body).n == 0 ? OAUTH_OK
							      : OAUTH_BROKEN;
	if (status != 200) {
		*why = val_text(&v[ABOUT], texts);
		if (why->n == 0)
			*why = val_text(&v[ERROR], texts);
		return blame(status, val_text(&v[ERROR], texts));
	}
	take_grant(g, v, texts);
	return OAUTH_OK;
}

enum oauth_result
oauth_read(const struct oauth *o, long status, struct str body,
    struct oauth_grant *g, struct arena *texts, struct str *why)
{
	*g = (struct oauth_grant){ 0 };
	*why = (struct str){ 0 };
	return o->kind == OAUTH_CHZZK
	    ? read_chzzk(status, body, g, texts, why)
	    : read_google(status, body, g, texts, why);
}
