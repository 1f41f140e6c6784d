/* Prints --help and --complete from a tool's options. */
#include <stdio.h>
#include <string.h>

#include "core/lang.h"
#include "core/opt_help.h"
#include "core/opt_value.h"
#include "core/utf8.h"

/* An option as people write it: "-u ID, --user=ID". */
static void
spell(struct buf *b, const struct opt *o)
{
	if (o->key != '\0')
		buf_fmt(b, "  -%c, --%s", o->key, o->name);
	else
		buf_fmt(b, "      --%s", o->name);
	if (o->arg != NULL && o->arg[0] == '[')
		buf_fmt(b, "[=%.*s]", (int)strlen(o->arg) - 2, o->arg + 1);
	else if (o->arg != NULL)
		buf_fmt(b, "=%s", o->arg);
}

/* "(from 10 to 120, default $CHZ_RATE, else 60)", or nothing. */
static void
put_remarks(struct buf *b, const struct opt *o)
{
	size_t before;

	buf_adds(b, " (");
	before = b->n;
	opt_value_limits(o, b);
	if (b->n > before && (o->conf != NULL || o->def != NULL))
		buf_adds(b, ", ");
	if (o->conf != NULL && o->def != NULL)
		buf_fmt(b, lang_text("default $%s, else %s"), o->conf, o->def);
	else if (o->conf != NULL)
		buf_fmt(b, lang_text("default $%s"), o->conf);
	else if (o->def != NULL)
		buf_fmt(b, lang_text("default %s"), o->def);
	if (b->n > before)
		buf_addc(b, ')');
	else
		b->n -= 2;
}

/* "colours: light, dark (default light)" */
static void
explain(struct buf *b, const struct opt *o)
{
	buf_adds(b, lang_text(o->help));
	if (o->choices != NULL) {
		buf_adds(b, ": ");
		opt_value_choices(o, b, ", ");
	}
	put_remarks(b, o);
}

/* How many columns a word of ours takes: what is not ASCII is Hangul. */
static size_t
columns_of(struct str word)
{
	size_t columns = 0;
	uint32_t c;

	for (size_t n; word.n > 0; word.p += n, word.n -= n) {
		n = utf8_next(word, &c);
		columns += c < 0x1100 ? 1 : 2;
	}
	return columns;
}

/* Prints words from a column on, where the cursor is. */
static void
print_filled(struct str words, size_t column)
{
	enum { WIDTH = 79 };
	size_t at = 0;

	while (words.p != NULL) {
		struct str word = str_cut(&words, ' ');

		size_t columns = columns_of(word);

		if (at > 0 && column + at + 1 + columns > WIDTH) {
			printf("\n%*s", (int)column, "");
			at = 0;
		}
		printf("%s%.*s", at > 0 ? " " : "", STR_ARG(word));
		at += columns + (at > 0);
	}
	putchar('\n');
}

static void
print_option(const struct opt *o)
{
	enum { COLUMN = 28 };
	struct buf name = { 0 }, help = { 0 };

	spell(&name, o);
	explain(&help, o);
	if (name.n < COLUMN)
		printf("%-*s", COLUMN, buf_text(&name));
	else
		printf("%s\n%*s", buf_text(&name), COLUMN, "");
	print_filled(buf_view(&help), COLUMN);
	buf_free(&name);
	buf_free(&help);
}

void
opt_help(const struct tool *t, const struct opt *const all[])
{
	printf(lang_text("Usage: %s [OPTION...] %s\n%s\n\nOptions:\n"), t->name,
	    t->operands, lang_text(t->about));
	for (; *all != NULL; all++)
		if ((*all)->help != NULL)
			print_option(*all);
	if (t->examples != NULL)
		printf("%s", lang_text("\nExamples:\n"));
	for (const char *const *e = t->examples; e != NULL && *e != NULL; e++)
		printf("  %s\n", *e);
	printf(lang_text("\nMore in %s(1) and chz(7).\n"), t->name);
}

static void
print_line(const struct opt *o)
{
	struct buf choices = { 0 };

	if (o->choices != NULL)
		opt_value_choices(o, &choices, " ");
	printf("%.1s\t%s\t%s\t%s\t%s\t%s\n", &o->key, o->name,
	    o->arg != NULL ? o->arg : "", lang_text(o->help),
	    buf_text(&choices), o->def != NULL ? o->def : "");
	buf_free(&choices);
}

void
opt_complete(const struct opt *const all[])
{
	for (; *all != NULL; all++)
		if ((*all)->help != NULL)
			print_line(*all);
}
