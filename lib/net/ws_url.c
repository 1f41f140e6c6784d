/* Takes the address of a WebSocket apart. */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "net/ws_url.h"

enum { SCHEME, NAME, PORT, PATH, QUERY, PARTS };

static const char *
keep(struct arena *a, struct buf *b)
{
	const char *kept = arena_copy(a, b->p, b->n);

	b->n = 0;
	return kept;
}

/* The texts that are made of the parts; false for other schemes. */
static bool
join(struct ws_url *u, char *const part[PARTS], struct arena *a)
{
	struct str bare = str_of(part[NAME]);
	struct buf b = { 0 };
	int usual;

	u->secure = strcmp(part[SCHEME], "wss") == 0;
	if (!u->secure && strcmp(part[SCHEME], "ws") != 0)
		return false;
	usual = u->secure ? 443 : 80;
	u->port = part[PORT] != NULL ? atoi(part[PORT]) : usual;
	if (str_take(&bare, "["))
		bare.n -= str_ends(bare, "]");
	buf_str(&b, bare);
	u->name = keep(a, &b);
	buf_adds(&b, part[NAME]);
	if (u->port != usual)
		buf_fmt(&b, ":%d", u->port);
	u->host = keep(a, &b);
	buf_fmt(&b, "%s://%s", part[SCHEME], u->host);
	u->shown = keep(a, &b);
	buf_adds(&b, part[PATH]);
	if (part[QUERY] != NULL)
		buf_fmt(&b, "?%s", part[QUERY]);
	u->path = keep(a, &b);
	buf_free(&b);
	return true;
}

bool
ws_url_take(struct ws_url *u, const char *url, struct arena *a)
{
	static const CURLUPart which[PARTS] = { CURLUPART_SCHEME,
		CURLUPART_HOST, CURLUPART_PORT, CURLUPART_PATH,
		CURLUPART_QUERY };
	char *part[PARTS] = { 0 };
	CURLU *parsed = curl_url();
	bool good = parsed != NULL &&
	    curl_url_set(
		parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == 0;

	*u = (struct ws_url){ .shown = arena_copy(a, url, strlen(url)) };
	for (int i = 0; good && i < PARTS; i++)
		if (curl_url_get(parsed, which[i], &part[i], 0) != 0)
			part[i] = NULL;
	good = part[SCHEME] != NULL && part[NAME] != NULL &&
	    part[PATH] != NULL && join(u, part, a);
	for (int i = 0; i < PARTS; i++)
		curl_free(part[i]);
	curl_url_cleanup(parsed);
	return good;
}
