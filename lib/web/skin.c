/* Reads themes, and writes the policy of pages. */
#include <string.h>

#include "core/file.h"
#include "web/skin.h"

#define LETTERS                                                                \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

enum { FILE_MAX = 8 * 1024 * 1024, HOSTS_MAX = 2000 };

static bool
is_plain(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '\0' ||
		    strchr(LETTERS "-_.", name.p[i]) == NULL)
			return false;
	return name.n > 0 && name.p[0] != '.';
}

bool
skin_read(const char *dir, struct str name, struct buf *text)
{
	struct buf path = { 0 };
	bool read;

	if (!is_plain(name))
		return false;
	buf_fmt(&path, "%s/%.*s", dir, STR_ARG(name));
	read = file_read(buf_text(&path), FILE_MAX, text);
	buf_free(&path);
	return read;
}

bool
skin_are_hosts(const char *hosts)
{
	return hosts[strspn(hosts, LETTERS "-.:* ")] == '\0' &&
	    strlen(hosts) <= HOSTS_MAX;
}

/* OBS puts the user's own style into the page, so that is allowed. */
char *
skin_policy(const char *hosts)
{
	struct str rest = str_of(hosts);
	struct buf b = { 0 };

	buf_adds(&b,
	    "default-src 'none'; script-src 'self'; connect-src 'self'; "
	    "style-src 'self' 'unsafe-inline'; font-src 'self'; "
	    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
	    "img-src 'self' data:");
	while (rest.n > 0) {
		struct str host = str_cut(&rest, ' ');

		if (host.n > 0)
			buf_fmt(&b, " https://%.*s", STR_ARG(host));
	}
	buf_text(&b);
	return b.p;
}
