/*
 * conf.h, conf_all.h: any bytes as a config file.  Each line says something or
 * nothing, as a second opinion that knows no more than chz(7) has it too; and
 * all settings still have a place that they come from.
 */
#include <sys/stat.h>

#include "core/conf.h"
#include "core/conf_all.h"
#include "fuzz.h"
#include "scratch.h"

/* The lines of the file that are still to come. */
struct lines {
	struct str rest;
	unsigned long number;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str
stripped(struct str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = (struct str){ s.p + 1, s.n - 1 };
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* The next line that says something. */
static struct str
next_line(struct lines *l)
{
	while (l->rest.p != NULL) {
		struct str line = stripped(str_cut(&l->rest, '\n'));

		l->number++;
		if (line.n > 0 && line.p[0] != '#')
			return line;
	}
	return (struct str){ 0 };
}

static void
on_line(void *ctx, const struct conf_line *line)
{
	struct lines *l = ctx;
	struct str want = next_line(l), key = line->key, value = line->value;

	must(line->number == l->number, "line %lu", line->number);
	must(!line->exposed, "it can be read by others");
	if (key.p == NULL) {
		must(str_eq(value, want), "'%.*s' as a line", STR_ARG(value));
		return;
	}
	must(key.n > 0 && str_starts(want, "") && key.n < want.n &&
		memcmp(key.p, want.p, key.n) == 0 &&
		memchr(key.p, '=', key.n) == NULL,
	    "'%.*s' as a key", STR_ARG(key));
	must(value.n == 0 ||
		memmem(want.p + key.n, want.n - key.n, value.p, value.n) !=
		    NULL,
	    "'%.*s' as a value", STR_ARG(value));
}

static void
on_wrong(void *ctx, const char *what)
{
	(void)ctx;
	must(what[0] != '\0', "a complaint of nothing");
}

static void
read_settings(void)
{
	struct conf_all all;

	conf_all_read(&all, on_wrong, NULL);
	for (size_t i = 0; i < all.n; i++)
		must(all.at[i].from != NULL, "a setting from nowhere");
	conf_all_free(&all);
}

static struct scratch place;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct lines lines = { .rest = { (const char *)data, n } };
	char path[SCRATCH_PATH];

	if (scratch_open(&place)) {
		scratch_path(&place, path, "chz");
		must(mkdir(path, 0700) == 0, "%s", path);
		setenv("XDG_CONFIG_HOME", place.dir, 1);
	}
	scratch_path(&place, path, "chz/config");
	scratch_write(path, data, n);
	must(conf_read(path, on_line, &lines), "%s", path);
	must(next_line(&lines).p == NULL, "a line too few");
	read_settings();
	return 0;
}
