/* Gathers the settings from all places, those that count less first. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/conf.h"
#include "core/conf_all.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/nearest.h"

enum { FILES_MOST = 8 };

__attribute__((format(printf, 3, 4))) static void
complain(struct conf_all *c, int status, const char *fmt, ...)
{
	struct buf what = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&what, fmt, ap);
	va_end(ap);
	c->wrong(c->ctx, buf_text(&what));
	c->status = exit_worse(c->status, status);
	buf_free(&what);
}

static void
set(struct conf_all *c, const struct conf_setting *s, struct str value,
    const char *from)
{
	struct conf_value *v = &c->at[s - conf_settings];

	free(v->value);
	free(v->from);
	v->value = value.p != NULL ? xstrndup(value.p, value.n) : NULL;
	v->from = xstrdup(from);
}

/* A key that is none: what it may be meant for. */
static void
complain_of_key(struct conf_all *c, const char *where, struct str key)
{
	struct nearest near = { .typed = key };

	for (const struct conf_setting *s = conf_settings; s->key != NULL; s++)
		nearest_offer(&near, str_of(s->key));
	if (near.found.p == NULL)
		complain(c, EXIT_SOME_FAILED, "%s: no setting '%.*s'", where,
		    STR_ARG(key));
	else
		complain(c, EXIT_SOME_FAILED,
		    "%s: no setting '%.*s'; did you mean '%.*s'?", where,
		    STR_ARG(key), STR_ARG(near.found));
}

static void
take_line(void *ctx, const struct conf_line *line)
{
	const struct conf_setting *s = conf_setting(line->key);
	struct conf_all *c = ctx;
	struct buf where = { 0 };

	buf_fmt(&where, "%s:%lu", line->path, line->number);
	buf_text(&where);
	if (line->key.p == NULL)
		complain(c, EXIT_SOME_FAILED, "%s: no KEY=value: %.*s", where.p,
		    STR_ARG(line->value));
	else if (s == NULL)
		complain_of_key(c, where.p, line->key);
	else
		set(c, s, line->value, where.p);
	if (s != NULL && s->secret && line->exposed)
		complain(c, EXIT_DENIED,
		    "%s: others can read the secret: chmod 600 %s", where.p,
		    line->path);
	buf_free(&where);
}

static void
read_files(struct conf_all *c)
{
	char *paths[FILES_MOST];
	int n = 0;

	while (n < FILES_MOST && (paths[n] = conf_path(n)) != NULL)
		n++;
	while (n-- > 0) {
		if (!conf_read(paths[n], take_line, c) && errno != ENOENT &&
		    errno != ENOTDIR)
			complain(c, EXIT_SOME_FAILED, "%s: %s", paths[n],
			    strerror(errno));
		free(paths[n]);
	}
}

static void
read_environment(struct conf_all *c)
{
	for (char **variable = environ; *variable != NULL; variable++) {
		struct str value = str_of(*variable);
		struct str key = str_cut(&value, '=');
		const struct conf_setting *s = conf_setting(key);

		if (s != NULL)
			set(c, s, value, "environment");
		else if (str_starts(key, "CHZ_"))
			complain_of_key(c, "environment", key);
	}
}

void
conf_all_read(
    struct conf_all *c, void (*wrong)(void *ctx, const char *what), void *ctx)
{
	*c = (struct conf_all){ .wrong = wrong, .ctx = ctx };
	while (conf_settings[c->n].key != NULL)
		c->n++;
	c->at = xcalloc(c->n, sizeof *c->at);
	for (size_t i = 0; i < c->n; i++) {
		const char *def = conf_settings[i].def;

		set(c, &conf_settings[i], str_of(def),
		    def != NULL ? "default" : "unset");
	}
	read_files(c);
	read_environment(c);
}

void
conf_all_free(struct conf_all *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->at[i].value);
		free(c->at[i].from);
	}
	free(c->at);
}
