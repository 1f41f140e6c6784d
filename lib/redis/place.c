/* Finds Redis servers in texts. */
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/mem.h"
#include "core/num.h"
#include "redis/place.h"

enum { PORT = 6379 };

const char *const redis_later[] = { "LOADING", "BUSY", "OOM", "READONLY",
	"MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "MISCONF",
	NULL };
const char *const redis_denied[] = { "NOAUTH", "WRONGPASS", "NOPERM", NULL };

static char *
copy(struct str s)
{
	return xstrndup(s.p, s.n);
}

/* "HOST", "HOST:PORT", "[::1]:PORT" */
static bool
read_host(struct str s, struct redis_place *p)
{
	struct str host = s, port = { 0 };
	const char *colon = memrchr(s.p, ':', s.n);
	int64_t number = PORT;

	if (s.n > 0 && s.p[0] == '[') {
		const char *end = memchr(s.p, ']', s.n);

		if (end == NULL)
			return false;
		host = (struct str){ s.p + 1, (size_t)(end - s.p) - 1 };
		if (colon != NULL && colon < end)
			colon = NULL;
	} else if (colon != NULL) {
		host.n = (size_t)(colon - s.p);
	}
	if (colon != NULL) {
		port =
		    (struct str){ colon + 1, (size_t)(s.p + s.n - colon) - 1 };
		if (!num_int(port, &number))
			return false;
	}
	if (host.n == 0 || number < 1 || number > 65535)
		return false;
	*p = (struct redis_place){ .host = copy(host), .port = (int)number };
	return true;
}

bool
redis_place_read(struct str s, struct redis_place *p)
{
	struct str host;
	int64_t database = 0;
	bool tls;

	if (str_take(&s, "unix:")) {
		if (s.n > 0)
			p->host = copy(s);
		return s.n > 0;
	}
	tls = str_take(&s, "rediss://");
	if (!tls && !str_take(&s, "redis://"))
		return false;
	host = str_cut(&s, '/');
	/* Passwords do not belong into addresses, which others can see. */
	if (memchr(host.p, '@', host.n) != NULL)
		return false;
	if (s.p != NULL && s.n > 0 &&
	    (!num_int(s, &database) || database < 0 || database > 1000000))
		return false;
	if (!read_host(host, p))
		return false;
	p->database = (int)database;
	p->tls = tls;
	return true;
}

bool
redis_has_tag(struct str key)
{
	const char *open = key.n > 0 ? memchr(key.p, '{', key.n) : NULL;
	const char *close = open != NULL
	    ? memchr(open, '}', (size_t)(key.p + key.n - open))
	    : NULL;

	return close != NULL && close > open + 1;
}

bool
redis_begins(const struct resp *reply, const char *code)
{
	struct str rest = reply->text;

	return str_is(str_cut(&rest, ' '), code);
}

bool
redis_begins_with_one(const struct resp *reply, const char *const *codes)
{
	for (; *codes != NULL; codes++)
		if (redis_begins(reply, *codes))
			return true;
	return false;
}

bool
redis_place_moved(const struct resp *reply, struct redis_place *place)
{
	struct str rest = reply->text, at;

	if (!redis_begins(reply, "MOVED") && !redis_begins(reply, "ASK"))
		return false;
	str_cut(&rest, ' ');
	str_cut(&rest, ' ');
	at = str_cut(&rest, ' ');
	return at.p != NULL && read_host(at, place);
}

/* ---- logging in ---- */

static const char *
file_of(const char *setting)
{
	const char *name = conf_get(setting);

	return name != NULL && name[0] != '\0' ? name : NULL;
}

struct redis_login
redis_login(void)
{
	return (struct redis_login){ .user = conf_get("CHZ_REDIS_USER"),
		.password = conf_secret("CHZ_REDIS_PASSWORD"),
		.authorities = file_of("CHZ_REDIS_CA"),
		.certificate = file_of("CHZ_REDIS_CERT"),
		.key = file_of("CHZ_REDIS_CERT_KEY") };
}

static const char *
own(const char *s)
{
	return s != NULL ? xstrdup(s) : NULL;
}

const char *
redis_place_shown(const char *text)
{
	const char *at = strrchr(text, '@');

	return at != NULL ? at : text;
}

struct redis_login
redis_login_copy(const struct redis_login *l)
{
	return (struct redis_login){ own(l->user), own(l->password),
		own(l->authorities), own(l->certificate), own(l->key) };
}

void
redis_login_free(struct redis_login *l)
{
	if (l->password != NULL)
		explicit_bzero((char *)l->password, strlen(l->password));
	free((char *)l->user);
	free((char *)l->password);
	free((char *)l->authorities);
	free((char *)l->certificate);
	free((char *)l->key);
}

struct wire *
redis_place_open(const struct redis_place *p, const struct redis_login *l)
{
	return wire_open(&(struct wire_place){ .host = p->host,
	    .port = p->port,
	    .tls = p->tls,
	    .authorities = l->authorities,
	    .certificate = l->certificate,
	    .key = l->key });
}
