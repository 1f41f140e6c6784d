/* Looks settings up in the environment and the config files. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
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

/* True when the line sets KEY; stores the value. */
static bool
sets(struct str line, const char *key, struct str *value)
{
	struct str rest = str_trim(line);
	struct str name = str_trim(str_cut(&rest, '='));

	if (name.n == 0 || name.p[0] == '#' || rest.p == NULL ||
	    !str_is(name, key))
		return false;
	*value = str_unquoted(str_trim(rest));
	return true;
}

static void
refuse_if_readable(FILE *f, const char *path)
{
	struct stat st;

	if (fstat(fileno(f), &st) == 0 && (st.st_mode & 077) != 0)
		diag_die(EXIT_DENIED,
		    "%s: others can read the secrets in it: "
		    "chmod 600 %s",
		    path, path);
}

/* KEY's last value in a file, into `out`; false when it is not there. */
static bool
look_up(const char *path, const char *key, bool secret, struct buf *out)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	bool found = false;

	if (f == NULL) {
		if (errno != ENOENT && errno != ENOTDIR)
			diag_error("%s: %s", path, strerror(errno));
		return false;
	}
	while ((n = getline(&line, &cap, f)) >= 0) {
		struct str value;

		if (!sets((struct str){ line, (size_t)n }, key, &value))
			continue;
		found = true;
		out->n = 0;
		buf_str(out, value);
	}
	if (found && secret)
		refuse_if_readable(f, path);
	free(line);
	fclose(f);
	return found;
}

/* A value lasts as long as the environment's do: as the process. */
static const char *
kept(struct str value)
{
	static struct arena values;

	return arena_copy(&values, value.p, value.n);
}

static const char *
find(const char *key, bool secret)
{
	const char *set = getenv(key), *last = NULL;
	struct buf path = { 0 }, value = { 0 };
	char *dir;

	if (set != NULL)
		return set;
	dir = base_directory("XDG_CONFIG_HOME", ".config");
	buf_fmt(&path, "%s/chz/config", dir != NULL ? dir : "");
	if ((dir != NULL && look_up(buf_text(&path), key, secret, &value)) ||
	    look_up("/etc/chz/config", key, secret, &value))
		last = kept(buf_view(&value));
	free(dir);
	buf_free(&path);
	buf_free(&value);
	return last;
}

const char *
conf_get(const char *key, const char *fallback)
{
	const char *value = find(key, false);

	return value != NULL ? value : fallback;
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
