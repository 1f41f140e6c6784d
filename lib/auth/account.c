/* Keeps tokens in a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "auth/account.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"

struct account
account_none(void)
{
	return (struct account){ .expires_at = WHEN_UNKNOWN };
}

void
account_free(struct account *t)
{
	secret_free(t->access);
	secret_free(t->refresh);
	free(t->scope);
	free(t->channel_id);
	free(t->channel);
	*t = account_none();
}

enum { ACCESS, REFRESH, EXPIRES, SCOPE, CHANNEL_ID, CHANNEL, KEYS };
static const struct scan_keys keys = { .n = KEYS,
	.name = { [ACCESS] = DOC_KEY("access_token"),
	    [REFRESH] = DOC_KEY("refresh_token"),
	    [EXPIRES] = DOC_KEY("expires_at"),
	    [SCOPE] = DOC_KEY("scope"),
	    [CHANNEL_ID] = DOC_KEY("channel_id"),
	    [CHANNEL] = DOC_KEY("channel") } };

static char *
copied(const struct json_val *v, struct arena *texts)
{
	struct str s = val_text(v, texts);

	return s.p != NULL ? xstrndup(s.p, s.n) : NULL;
}

static bool
parse(struct account *t, struct str text)
{
	struct arena texts = { 0 };
	struct json_val v[KEYS];
	struct scan_error err;
	bool good = doc_open(text, &keys, v, &texts, &err);

	if (good) {
		t->access = copied(&v[ACCESS], &texts);
		t->refresh = copied(&v[REFRESH], &texts);
		t->scope = copied(&v[SCOPE], &texts);
		t->channel_id = copied(&v[CHANNEL_ID], &texts);
		t->channel = copied(&v[CHANNEL], &texts);
		when_rfc3339(val_text(&v[EXPIRES], &texts), &t->expires_at);
	}
	arena_free(&texts);
	return good && (t->access != NULL || t->refresh != NULL);
}

bool
account_read(const char *path, struct account *t, const char **why)
{
	char *text = secret_read(path);
	bool good = text != NULL && parse(t, str_of(text));

	if (text == NULL)
		*why = "not logged in";
	else if (!good)
		*why = "no tokens in it";
	secret_free(text);
	return good;
}

bool
account_write(const char *path, const struct account *t)
{
	struct buf b = { 0 };
	bool good;

	put_open(&b);
	put_text(&b, "access_token", str_of(t->access));
	put_text(&b, "refresh_token", str_of(t->refresh));
	if (t->expires_at != WHEN_UNKNOWN)
		put_moment(&b, "expires_at", t->expires_at);
	put_text(&b, "scope", str_of(t->scope));
	put_text(&b, "channel_id", str_of(t->channel_id));
	put_text(&b, "channel", str_of(t->channel));
	put_line(&b);
	good = file_replace(path, buf_view(&b), 0600);
	secret_free_buf(&b);
	return good;
}

int
account_lock(const char *path)
{
	struct buf name = { 0 };
	int fd, error;

	buf_fmt(&name, "%s.lock", path);
	fd = file_open_own(AT_FDCWD, buf_text(&name), O_RDWR, 0600);
	buf_free(&name);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}
