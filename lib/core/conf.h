/*
 * conf.h - settings that are not options: environment, then the user's
 * ${XDG_CONFIG_HOME:-~/.config}/chz/config, then /etc/chz/config.
 *
 * A config file has KEY=value lines; blank lines and lines that begin with #
 * are skipped, quotes around a value are taken off.  A file that others can
 * read is refused when it is asked for a secret.
 */
#ifndef CHZ_CORE_CONF_H
#define CHZ_CORE_CONF_H

/* The value of KEY, or `fallback`; good as long as the process. */
const char *conf_get(const char *key, const char *fallback);

/* The same for a secret: NULL when unset.  A config file that has it and that
 * group or others may read ends the tool with the chmod that mends it. */
const char *conf_secret(const char *key);

/* NAME below ${XDG_STATE_HOME:-~/.local/state}/chz (or STATE_DIRECTORY under
 * systemd), its directories made 0700.  malloc'ed; NULL when there is no home.
 */
char *conf_state_path(const char *name);

#endif
