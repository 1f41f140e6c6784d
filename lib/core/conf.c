/* Looks settings up in the environment and the config files. */
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/str.h"

/* $VARIABLE when it is an absolute path, else $HOME/below; NULL if neither.
 * Relative paths are ignored, as the XDG specification wants. */
static char *
base_directory(const char *variable, const char *below)
{
	const char *dir = getenv(variable), *home = getenv("HOME");
	struct buf path = { 0 };

	if (dir != NULL && dir[0] == '/')
		return xstrdup(dir);
	if (home == NULL || home[0] != '/')
		return NULL;
	buf_fmt(&path, "%s/%s", home, below);
	buf_text(&path);
	return path.p;
}

/* What a line says; false when that is nothing. */
static bool
take_apart(struct str text, struct conf_line *line)
{
	struct str all = str_trim(text), rest = all;

	if (all.n == 0 || all.p[0] == '#')
		return false;
	line->key = str_trim(str_cut(&rest, '='));
	if (rest.p != NULL && line->key.n > 0) {
		line->value = str_unquoted(str_trim(rest));
	} else {
		line->key = (struct str){ 0 };
		line->value = all;
	}
	return true;
}

/* What was read stays in memory, whoever has asked for what. */
static void
guard(struct str key)
{
	const struct conf_setting *s = conf_setting(key);

	if (s != NULL && s->secret)
		secret_no_core();
}

void
conf_guard(void)
{
	for (const struct conf_setting *s = conf_settings; s->key != NULL; s++)
		if (s->secret && getenv(s->key) != NULL)
			secret_no_core();
}

static void
read_lines(FILE *f, struct conf_line *line,
    void (*each)(void *ctx, const struct conf_line *), void *ctx)
{
	char *text = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&text, &cap, f)) >= 0) {
		line->number++;
		if (!take_apart((struct str){ text, (size_t)n }, line))
			continue;
		guard(line->key);
		each(ctx, line);
	}
	free(text);
}

bool
conf_read(const char *path, void (*each)(void *ctx, const struct conf_line *),
    void *ctx)
{
	struct conf_line line = { .path = path };
	FILE *f = fopen(path, "re");
	struct stat st;
	bool good;

	if (f == NULL)
		return false;
	line.exposed = fstat(fileno(f), &st) == 0 && (st.st_mode & 077) != 0;
	read_lines(f, &line, each, ctx);
	good = !ferror(f);
	fclose(f);
	return good;
}

char *
conf_path(int i)
{
	char *dir = base_directory("XDG_CONFIG_HOME", ".config");
	struct buf path = { 0 };

	if (dir != NULL && i-- == 0)
		buf_fmt(&path, "%s/chz/config", dir);
	else if (i == 0)
		buf_adds(&path, "/etc/chz/config");
	free(dir);
	if (path.p != NULL)
		buf_text(&path);
	return path.p;
}

/* A key that is looked for. */
struct conf_search {
	const char *key;
	struct buf value;
	bool found, exposed;
};

static void
compare(void *ctx, const struct conf_line *line)
{
	struct conf_search *w = ctx;

	if (!str_is(line->key, w->key))
		return;
	w->found = true;
	w->exposed = line->exposed;
	w->value.n = 0;
	buf_str(&w->value, line->value);
}

/* That of the i-th file, if it cannot be read: once. */
static void
complain(int i, const char *path)
{
	static bool said[2];

	if (errno == ENOENT || errno == ENOTDIR || said[i])
		return;
	diag_error("%s: %s", path, strerror(errno));
	said[i] = true;
}

static bool
look_up(int i, const char *path, struct conf_search *w, bool secret)
{
	if (!conf_read(path, compare, w))
		complain(i, path);
	if (w->exposed && secret)
		diag_die(EXIT_DENIED,
		    "%s: others can read the secrets in it: chmod 600 %s", path,
		    path);
	return w->found;
}

/* Like the environment's, a value lasts as long as the process. */
static const char *
kept(struct str value)
{
	static struct arena values;

	return arena_copy(&values, value.p, value.n);
}

static const char *
find(const char *key, bool secret)
{
	const char *set = getenv(key), *found = NULL;
	struct conf_search w = { .key = key };
	char *path;

	assert(conf_setting(str_of(key)) != NULL);
	if (set != NULL)
		return set;
	for (int i = 0; found == NULL && (path = conf_path(i)) != NULL; i++) {
		if (look_up(i, path, &w, secret))
			found = kept(buf_view(&w.value));
		free(path);
	}
	buf_free(&w.value);
	return found;
}

const char *
conf_given(const char *key)
{
	return find(key, false);
}

const char *
conf_get(const char *key)
{
	const char *value = find(key, false);

	return value != NULL ? value : conf_setting(str_of(key))->def;
}

const char *
conf_secret(const char *key)
{
	return find(key, true);
}

/* mkdir -p, each new directory 0700. */
static void
make_directories(char *path)
{
	for (char *p = path + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
}

char *
conf_state_path(const char *name)
{
	const char *unit = getenv("STATE_DIRECTORY");
	char *dir = unit != NULL
	    ? xstrdup(unit)
	    : base_directory("XDG_STATE_HOME", ".local/state");
	struct buf path = { 0 };

	if (dir == NULL)
		return NULL;
	buf_fmt(&path, unit != NULL ? "%s/%s" : "%s/chz/%s", dir, name);
	buf_text(&path);
	make_directories(path.p);
	free(dir);
	return path.p;
}
