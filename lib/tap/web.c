/* Asks Chzzk's web API. */
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "tap/web.h"

/* A copy of a setting, without slashes at its end. */
static char *
base_url(const char *key)
{
	struct str url = str_of(conf_get(key));

	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	return xstrndup(url.p, url.n);
}

/* "NID_AUT=...; NID_SES=..." when both are set. */
static char *
login_cookies(void)
{
	const char *value = conf_secret("NID_AUT");
	char *first = value != NULL ? xstrdup(value) : NULL;
	const char *second = conf_secret("NID_SES");
	struct buf b = { 0 };

	if (first != NULL && second != NULL) {
		buf_fmt(&b, "NID_AUT=%s; NID_SES=%s", first, second);
		buf_text(&b);
	}
	free(first);
	return b.p;
}

static struct http_settings
rate_settings(void)
{
	const char *text = conf_get("CHZ_API_RATE");
	struct http_settings set = { 0 };

	if (text == NULL)
		return set;
	if (!num_real(str_of(text), &set.rate) || set.rate <= 0)
		diag_die(EXIT_MISUSE,
		    "CHZ_API_RATE: '%s' is not a number above 0", text);
	set.burst = 2 * set.rate;
	set.ration_local = true;
	return set;
}

struct web *
web_new(struct loop *loop)
{
	struct web *w = xcalloc(1, sizeof *w);
	struct http_settings set = rate_settings();

	w->http = http_new(loop, &set);
	w->api = chzzk_api_new();
	w->api_url = base_url("CHZ_API_URL");
	w->game_url = base_url("CHZ_GAME_API_URL");
	w->cookies = login_cookies();
	return w;
}

void
web_free(struct web *w)
{
	if (w == NULL)
		return;
	http_free(w->http);
	chzzk_api_free(w->api);
	free(w->api_url);
	free(w->game_url);
	free(w->cookies);
	free(w);
}

static bool
is_answer(void *ctx, struct str body)
{
	(void)ctx;
	return chzzk_is_answer(body);
}

bool
web_is_filled(void *ctx, struct str body)
{
	(void)ctx;
	return chzzk_is_filled(body);
}

struct http_call *
web_get(struct web *w, const char *url, const struct web_manner *manner,
    web_done *done, void *ctx)
{
	static const char *const headers[] = {
		"Accept: application/json, text/plain, */*",
		"Origin: https://chzzk.naver.com",
		"Referer: https://chzzk.naver.com/",
		NULL,
	};
	struct http_request req = { .url = url,
		.headers = headers,
		.cookies = w->cookies,
		.good = is_answer,
		.done = done,
		.ctx = ctx };

	if (manner != NULL) {
		req.tries = manner->tries;
		req.deadline_ms = manner->deadline_ms;
		req.later = manner->later;
		if (manner->good != NULL)
			req.good = manner->good;
	}
	return http_send(w->http, &req);
}

static int
fault_of_code(int64_t code)
{
	if (code == CHZZK_CODE_ADULT || code == 401 || code == 403)
		return EXIT_DENIED;
	return code == CHZZK_CODE_TOO_MANY || (code >= 500 && code < 600)
	    ? EXIT_AWAY
	    : EXIT_SOME_FAILED;
}

int
web_fault(const struct web *w, const struct http_answer *a,
    enum chzzk_result result, struct buf *why)
{
	if (a->status != 0 && (result == CHZZK_OK || result == CHZZK_EMPTY))
		return EXIT_OK;
	if (a->status != 0 && result == CHZZK_REFUSED) {
		buf_adds(why, chzzk_api_why(w->api));
		return fault_of_code(chzzk_api_code(w->api));
	}
	if (a->why != NULL) {
		buf_adds(why, a->why);
		return a->away ? EXIT_AWAY : EXIT_SOME_FAILED;
	}
	buf_fmt(
	    why, "an answer that makes no sense: %s", chzzk_api_why(w->api));
	return EXIT_SOME_FAILED;
}
