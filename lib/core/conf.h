/*
 * conf.h - settings that are not options: environment, then the user's
 * ${XDG_CONFIG_HOME:-~/.config}/chz/config, then /etc/chz/config, then what
 * the table of settings says.
 *
 * A config file has KEY=value lines; blank lines and lines that begin with #
 * are skipped, quotes around a value are taken off, and of several lines with
 * a key the last counts.  A file that others can read is refused when it is
 * asked for a secret.
 *
 * Keys are those of the table: a new setting is a line there and one in chz(7).
 * Asking for another one is an error in the program, and ends it.
 */
#ifndef CHZ_CORE_CONF_H
#define CHZ_CORE_CONF_H

#include <stdbool.h>

#include "core/str.h"

/* The value of KEY, or else its default, which may be NULL; valid until the
 * process ends. */
const char *conf_get(const char *key);
/* The same without the default: what the user has set, or NULL. */
const char *conf_given(const char *key);

/* The same for a secret: NULL when unset.  If it is in a config file that group
 * or others may read, the tool ends, and its message has the chmod that fixes
 * it. */
const char *conf_secret(const char *key);

/* When the environment has a secret, a crash leaves no core; files see to that
 * when they are read. */
void conf_guard(void);

/* NAME below ${XDG_STATE_HOME:-~/.local/state}/chz (or STATE_DIRECTORY under
 * systemd), its directories made 0700.  malloc'ed; NULL when there is no home.
 */
char *conf_state_path(const char *name);

/* A setting that tools ask for. */
struct conf_setting {
	const char *key, *def, *about;
	bool secret;
};

extern const struct conf_setting conf_settings[]; /* ends with a NULL key */
/* That of a key; NULL when there is none. */
const struct conf_setting *conf_setting(struct str key);

/* Something that a config file says: a key and its value; without a "=", the
 * key is absent and the value is the line. */
struct conf_line {
	const char *path;
	bool exposed; /* group or others may read the file */
	unsigned long number;
	struct str key, value;
};

/* The path of the i-th config file, the first to be asked first; NULL after
 * the last.  malloc'ed. */
char *conf_path(int i);

/* Calls `each` for what a config file says.  False with errno set. */
bool conf_read(const char *path,
    void (*each)(void *ctx, const struct conf_line *), void *ctx);

#endif
