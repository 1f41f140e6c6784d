/*
 * chz-config - show the settings and where each comes from.
 * Names of settings in, or none for all; a table out.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/nearest.h"
#include "core/opt.h"
#include "jsonl/out.h"

extern char **environ;

static const struct opt options[] = { { 0 } };

static const char *const examples[] = {
	"chz config",
	"chz config CHZ_LANG",
	NULL,
};

static const struct tool tool = {
	.name = "chz-config",
	.operands = "[KEY...]",
	.about = "Show the settings and where each comes from.",
	.opts = options,
	.examples = examples,
};

/* A setting as it is. */
struct effective {
	char *value; /* NULL: neither set nor with a default */
	char *from;
};

struct run {
	struct effective *at; /* as conf_settings has them */
	size_t n;
	int status;
};

static struct effective *
of_key(struct run *r, struct str key)
{
	const struct conf_setting *s = conf_setting(key);

	return s != NULL ? &r->at[s - conf_settings] : NULL;
}

static void
set(struct effective *e, struct str value, struct buf *from)
{
	free(e->value);
	free(e->from);
	e->value = xstrndup(value.p, value.n);
	e->from = xstrdup(buf_text(from));
	buf_free(from);
}

/* A name that is none: what it may be meant for. */
static void
say_unknown(struct run *r, const char *where, struct str key)
{
	struct nearest near = { .typed = key };

	for (const struct conf_setting *s = conf_settings; s->key != NULL; s++)
		nearest_offer(&near, str_of(s->key));
	if (near.found.p != NULL)
		diag_error("%s: no setting '%.*s'; did you mean '%.*s'?", where,
		    STR_ARG(key), STR_ARG(near.found));
	else
		diag_error("%s: no setting '%.*s'", where, STR_ARG(key));
	r->status = exit_worse(r->status, EXIT_SOME_FAILED);
}

static void
take_line(void *ctx, const struct conf_line *line)
{
	struct run *r = ctx;
	struct buf where = { 0 };
	struct effective *e;

	buf_fmt(&where, "%s:%lu", line->path, line->number);
	buf_text(&where);
	if (line->key.p == NULL) {
		diag_error(
		    "%s: no KEY=value: %.*s", where.p, STR_ARG(line->value));
		r->status = exit_worse(r->status, EXIT_SOME_FAILED);
	} else if ((e = of_key(r, line->key)) == NULL) {
		say_unknown(r, where.p, line->key);
	} else {
		if (conf_setting(line->key)->secret && line->exposed) {
			diag_error("%s: others can read the secret: "
				   "chmod 600 %s",
			    where.p, line->path);
			r->status = exit_worse(r->status, EXIT_DENIED);
		}
		set(e, line->value, &where);
	}
	buf_free(&where);
}

/* Those that count less come first, and are overwritten. */
static void
read_files(struct run *r)
{
	char *path = NULL, *paths[8];
	int n = 0;

	while (n < 8 && (path = conf_path(n)) != NULL)
		paths[n++] = path;
	while (n-- > 0) {
		if (!conf_read(paths[n], take_line, r) && errno != ENOENT &&
		    errno != ENOTDIR) {
			diag_error("%s: %s", paths[n], strerror(errno));
			r->status = exit_worse(r->status, EXIT_SOME_FAILED);
		}
		free(paths[n]);
	}
}

static void
read_environment(struct run *r)
{
	for (char **variable = environ; *variable != NULL; variable++) {
		struct str value = str_of(*variable);
		struct str key = str_cut(&value, '=');
		struct buf from = { 0 };
		struct effective *e = of_key(r, key);

		buf_adds(&from, "environment");
		if (e != NULL)
			set(e, value, &from);
		else if (str_starts(key, "CHZ_"))
			say_unknown(r, "environment", key);
		buf_free(&from);
	}
}

/* The password of an address, as well as a secret, is nobody's business. */
static void
put_shown(struct buf *b, const struct conf_setting *s, const char *value)
{
	const char *host = strstr(value, "://"), *at = strrchr(value, '@');
	size_t before = b->n;

	if (s->secret) {
		buf_adds(b, value[0] != '\0' ? "********" : "");
	} else if (host != NULL && at != NULL && at > host) {
		buf_add(b, value, (size_t)(host - value) + 3);
		buf_fmt(b, "********%s", at);
	} else {
		buf_adds(b, value);
	}
	for (size_t i = before; i < b->n; i++)
		if ((unsigned char)b->p[i] < ' ' || b->p[i] == '\x7f')
			b->p[i] = '?';
}

/* What is unset is explained instead. */
static void
put_row(struct buf *b, const struct conf_setting *s, const struct effective *e,
    size_t width)
{
	enum { KEYS = 24 };

	buf_fmt(b, "%-*s%-*s ", KEYS, s->key, (int)width, e->from);
	if (e->value != NULL)
		put_shown(b, s, e->value);
	else
		buf_fmt(b, "(%s)", s->about);
	buf_addc(b, '\n');
}

static bool
is_wanted(const char *key, char *const names[])
{
	bool wanted = names[0] == NULL;

	for (; *names != NULL; names++)
		wanted |= strcmp(*names, key) == 0;
	return wanted;
}

static void
put_rows(const struct run *r, struct buf *b, char *const names[])
{
	size_t width = 0;

	for (size_t i = 0; i < r->n; i++)
		if (is_wanted(conf_settings[i].key, names) &&
		    strlen(r->at[i].from) > width)
			width = strlen(r->at[i].from);
	for (size_t i = 0; i < r->n; i++)
		if (is_wanted(conf_settings[i].key, names))
			put_row(b, &conf_settings[i], &r->at[i], width);
}

static void
begin(struct run *r)
{
	while (conf_settings[r->n].key != NULL)
		r->n++;
	r->at = xcalloc(r->n, sizeof *r->at);
	for (size_t i = 0; i < r->n; i++) {
		const char *def = conf_settings[i].def;

		r->at[i].value = def != NULL ? xstrdup(def) : NULL;
		r->at[i].from = xstrdup(def != NULL ? "default" : "unset");
	}
}

static void
finish(struct run *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->at[i].value);
		free(r->at[i].from);
	}
	free(r->at);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	char **names = argv + opt_parse(&tool, argc, argv, NULL);
	struct out *out;

	for (char **name = names; *name != NULL; name++)
		if (conf_setting(str_of(*name)) == NULL)
			opt_misuse("no setting '%s'", *name);
	begin(&r);
	read_files(&r);
	read_environment(&r);
	out = out_open(NULL, false);
	put_rows(&r, &out->buf, names);
	finish(&r);
	return exit_worse(r.status, out_close(out));
}
