/*
 * chz-config - show the settings and where each comes from.
 * Names of settings in, or none for all; a table out.
 */

#include <string.h>

#include "core/conf.h"
#include "core/conf_all.h"
#include "core/diag.h"
#include "core/opt.h"
#include "jsonl/out.h"

static const struct opt options[] = { { 0 } };

static const struct tool tool = {
	.name = "chz-config",
	.operands = "[KEY...]",
	.about = "Show the settings and where each comes from.",
	.opts = options,
	.examples = OPT_LINES("chz config", "chz config CHZ_LANG"),
};

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
put_row(struct buf *b, const struct conf_setting *s, const struct conf_value *e,
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
put_rows(const struct conf_all *r, struct buf *b, char *const names[])
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
say(void *ctx, const char *what)
{
	(void)ctx;
	diag_error("%s", what);
}

int
main(int argc, char *argv[])
{
	struct conf_all all;
	char **names = argv + opt_parse(&tool, argc, argv, NULL);
	struct out *out;

	for (char **name = names; *name != NULL; name++)
		if (conf_setting(str_of(*name)) == NULL)
			opt_misuse("no setting '%s'", *name);
	conf_all_read(&all, say, NULL);
	out = out_open(NULL, false);
	put_rows(&all, &out->buf, names);
	conf_all_free(&all);
	return exit_worse(all.status, out_close(out));
}
