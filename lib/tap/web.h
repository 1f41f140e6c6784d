/*
 * web.h - Chzzk's web API over the network: net/http.h carries the questions
 * and answers of platform/chzzk_api.h.
 *
 * Settings (conf.h): CHZ_API_URL and CHZ_GAME_API_URL take the service's
 * place; CHZ_API_RATE is the requests a second to each host (default 5, no
 * limit for servers on this machine); NID_AUT and NID_SES are the cookies of a
 * logged-in user, which go to the service's own hosts only.
 */
#ifndef CHZ_TAP_WEB_H
#define CHZ_TAP_WEB_H

#include "net/http.h"
#include "platform/chzzk_api.h"

struct web {
	struct http *http;
	struct chzzk_api *api; /* reads the answers */
	char *api_url, *game_url;
	char *cookies; /* NULL: anonymous */
};

struct web *web_new(struct loop *);
void web_free(struct web *); /* cancels all requests; accepts NULL */

/* How a question is asked; zero is the default of each. */
struct web_manner {
	long tries;
	int64_t deadline_ms;
	bool later;
	/* As in http.h; NULL: chzzk_is_answer. */
	bool (*good)(void *ctx, struct str body);
};

/* For `good`: answers have content. */
bool web_is_filled(void *ctx, struct str body);

typedef void web_done(void *ctx, const struct http_answer *);

/* Asks a URL of chzzk_api.h's; `done` is called as by http_send. */
struct http_call *web_get(struct web *, const char *url,
    const struct web_manner *, web_done *done, void *ctx);

/*
 * How an answer that was read with `result` ends a tool: EXIT_OK, EXIT_AWAY,
 * EXIT_DENIED or EXIT_SOME_FAILED.  Unless it is EXIT_OK, appends why.
 */
int web_fault(const struct web *, const struct http_answer *,
    enum chzzk_result result, struct buf *why);

#endif
