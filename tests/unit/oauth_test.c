/* url.h, oauth.h: what a login asks for, and what is answered. */
#include "core/url.h"
#include "platform/oauth.h"
#include "tap.h"

static const struct oauth chzzk = { .kind = OAUTH_CHZZK,
	.login_url = "https://c/login",
	.client_id = "id",
	.client_secret = "s\"1" };
static const struct oauth google = { .kind = OAUTH_GOOGLE,
	.login_url = "https://g/auth",
	.scope = "a b",
	.client_id = "id",
	.client_secret = "s&1" };
static void
test_urls(void)
{
	struct buf b = { 0 };

	url_put(&b, STR("가 a/~"));
	is_text(buf_text(&b), "%EA%B0%80%20a%2F~", "a text in an address");
	b.n = 0;
	ok(url_field(STR("x=1&a=%EA%B0%80+b%2&y="), "a", &b), "a field");
	is_text(buf_text(&b), "가 b%2", "... decoded, as far as it can be");
	b.n = 0;
	ok(url_field(STR("x=1&y="), "y", &b) && b.n == 0, "... an empty one");
	ok(!url_field(STR("x=1"), "y", &b), "... none");
	ok(str_is(url_query(STR("http://l/c?code=1#x?y")), "code=1"),
	    "a query");
	ok(url_query(STR("http://l/c")).p == NULL, "... none");
	buf_free(&b);
}

static void
test_requests(void)
{
	/* The verifier of RFC 7636, appendix B. */
	const struct oauth_login login = { .redirect = STR("http://l:1/c"),
		.state = STR("st"),
		.verifier =
		    STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") };
	struct buf b = { 0 };

	oauth_put_login(&b, &chzzk, &login);
	is_text(buf_text(&b),
	    "https://c/login?clientId=id&redirectUri=http%3A%2F%2Fl%3A1%2Fc"
	    "&state=st",
	    "Chzzk's login");
	b.n = 0;
	oauth_put_login(&b, &google, &login);
	is_text(buf_text(&b),
	    "https://g/auth?client_id=id&redirect_uri=http%3A%2F%2Fl%3A1%2Fc"
	    "&state=st&response_type=code&scope=a%20b&access_type=offline"
	    "&prompt=consent&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuG"
	    "JSstw-cM&code_challenge_method=S256",
	    "Google's, with PKCE as its RFC has it");
	b.n = 0;
	oauth_put_code(&b, &chzzk, &login, STR("co"));
	is_text(buf_text(&b),
	    "{\"grantType\":\"authorization_code\",\"clientId\":\"id\","
	    "\"clientSecret\":\"s\\\"1\",\"code\":\"co\",\"state\":\"st\"}",
	    "a code is exchanged");
	b.n = 0;
	oauth_put_refresh(&b, &google, STR("r/1"));
	is_text(buf_text(&b),
	    "grant_type=refresh_token&client_id=id&client_secret=s%261"
	    "&refresh_token=r%2F1",
	    "... a refresh token");
	buf_free(&b);
}

static struct oauth_grant grant;
static struct str why;
static struct arena texts;

static enum oauth_result
answer(const struct oauth *o, long status, const char *body)
{
	return oauth_read(o, status, str_of(body), &grant, &texts, &why);
}

static void
test_answers(void)
{
	ok(answer(&chzzk, 200,
	       "{\"code\":200,\"message\":null,\"content\":{\"accessToken\":"
	       "\"a\",\"refreshToken\":\"r\",\"expiresIn\":\"86400\"}}") ==
		    OAUTH_OK &&
		str_is(grant.access_token, "a") &&
		str_is(grant.refresh_token, "r") && grant.expires_s == 86400,
	    "a pair; its life may be a text");
	ok(answer(&chzzk, 401,
	       "{\"code\":401,\"message\":\"INVALID_TOKEN\"}") == OAUTH_LOGIN &&
		str_is(why, "INVALID_TOKEN"),
	    "a token that is spent");
	ok(answer(&chzzk, 200,
	       "{\"code\":401,\"message\":\"INVALID_CLIENT\"}") == OAUTH_CLIENT,
	    "the body's code counts");
	ok(answer(&chzzk, 500, "<html>") == OAUTH_BROKEN &&
		answer(&google, 503, "") == OAUTH_BROKEN,
	    "a page is no answer");
	ok(answer(&chzzk, 200,
	       "{\"code\":200,\"message\":null,\"content\":null}") ==
		    OAUTH_OK &&
		grant.access_token.p == NULL,
	    "an answer without tokens");
	ok(answer(&google, 200,
	       "{\n \"access_token\": \"a\",\n \"expires_in\": 3599\n}") ==
		    OAUTH_OK &&
		grant.expires_s == 3599 && grant.refresh_token.p == NULL,
	    "Google keeps its refresh token");
	ok(answer(&google, 400,
	       "{\"error\":\"invalid_grant\",\"error_description\":"
	       "\"Token has been expired or revoked.\"}") == OAUTH_LOGIN &&
		str_is(why, "Token has been expired or revoked."),
	    "... or not");
	ok(answer(&google, 401, "{\"error\":\"invalid_client\"}") ==
		OAUTH_CLIENT,
	    "a wrong secret");
}

int
main(void)
{
	test_urls();
	test_requests();
	test_answers();
	arena_free(&texts);
	return done_testing();
}
