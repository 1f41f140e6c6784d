#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/str.h"
#include "core/when.h"

#ifndef CHZ_VERSION
#define CHZ_VERSION "unknown"
#endif

enum { MAX_OPTS = 64 };

/* What getopt_long answers for long options: LONG + index in the table. */
enum { LONG = 256, HELP = LONG + MAX_OPTS, VERSION, QUIET, VERBOSE, COMPLETE };

static const struct tool *current;

static const struct {
	char key;
	const char *name, *help;
	int answer;
} everywhere[] = {
	{ 'q', "quiet", "say nothing but errors", QUIET },
	{ 'v', "verbose", "say more; may be repeated", VERBOSE },
	{ 'h', "help", "show this help", HELP },
	{ 'V', "version", "show the version", VERSION },
	{ 0, "complete", NULL, COMPLETE },
};
enum { N_EVERYWHERE = sizeof everywhere / sizeof *everywhere };

void
opt_misuse(const char *fmt, ...)
{
	struct buf why = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&why, fmt, ap);
	va_end(ap);
	diag_die(
	    EXIT_MISUSE, "%s (try '%s --help')", buf_text(&why), current->name);
}

static int
argument_rule(const struct opt *o)
{
	if (o->arg == NULL)
		return no_argument;
	return o->arg[0] == '[' ? optional_argument : required_argument;
}

static char *
add_short(char *shorts, char key, int rule)
{
	if (key == '\0')
		return shorts;
	*shorts++ = key;
	for (int colons = rule; colons > 0; colons--)
		*shorts++ = ':'; /* one for required, two for optional */
	return shorts;
}

static const struct opt *
find_key(const struct opt *o, int key)
{
	while (o->name != NULL && o->key != key)
		o++;
	return o;
}

/* The letter of an option that is everywhere, unless the tool's own table
 * means something else by it. */
static char
common_key(const struct tool *t, int i)
{
	bool taken = everywhere[i].key != '\0' &&
	    find_key(t->opts, everywhere[i].key)->name != NULL;

	return taken ? '\0' : everywhere[i].key;
}

/* Writes the table as getopt_long() wants it; the leading ':' of `shorts` has
 * it tell a missing argument from an unknown option. */
static void
translate(const struct tool *t, struct option *longs, char *shorts)
{
	const struct opt *o = t->opts;

	*shorts++ = ':';
	for (int i = 0; o->name != NULL; i++, o++) {
		int rule = argument_rule(o);

		*longs++ = (struct option){ o->name, rule, NULL, LONG + i };
		shorts = add_short(shorts, o->key, rule);
	}
	for (int i = 0; i < N_EVERYWHERE; i++) {
		*longs++ = (struct option){ everywhere[i].name, no_argument,
			NULL, everywhere[i].answer };
		shorts = add_short(shorts, common_key(t, i), no_argument);
	}
	*longs = (struct option){ 0 };
	*shorts = '\0';
}

/* An option as people write it: "-u ID, --user=ID". */
static void
spell(struct buf *b, char key, const char *name, const char *arg)
{
	bool optional = arg != NULL && arg[0] == '[';

	if (key != '\0')
		buf_fmt(b, "  -%c, --%s", key, name);
	else
		buf_fmt(b, "      --%s", name);
	if (optional)
		buf_fmt(b, "[=%.*s]", (int)strlen(arg) - 2, arg + 1);
	else if (arg != NULL)
		buf_fmt(b, "=%s", arg);
}

static void
print_option(char key, const char *name, const char *arg, const char *help)
{
	enum { COLUMN = 28, WIDTH = 79 };
	struct buf line = { 0 };
	struct str rest = str_of(help);

	spell(&line, key, name, arg);
	buf_adds(&line, line.n < COLUMN ? "" : "\n");
	printf(
	    "%-*s", line.p[line.n - 1] == '\n' ? 0 : COLUMN, buf_text(&line));
	if (line.p[line.n - 1] == '\n')
		printf("%*s", COLUMN, "");
	for (size_t at = COLUMN; rest.p != NULL;) {
		struct str word = str_cut(&rest, ' ');

		if (at + word.n > WIDTH) {
			printf("\n%*s", COLUMN, "");
			at = COLUMN;
		}
		printf("%.*s%s", STR_ARG(word), rest.p != NULL ? " " : "");
		at += word.n + 1;
	}
	putchar('\n');
	buf_free(&line);
}

static void
print_help(const struct tool *t)
{
	printf("Usage: %s [OPTION...] %s\n%s\n\nOptions:\n", t->name,
	    t->operands, t->about);
	for (const struct opt *o = t->opts; o->name != NULL; o++)
		print_option(o->key, o->name, o->arg, o->help);
	for (int i = 0; i < N_EVERYWHERE; i++)
		if (everywhere[i].help != NULL)
			print_option(common_key(t, i), everywhere[i].name, NULL,
			    everywhere[i].help);
	if (t->examples != NULL)
		printf("\nExamples:\n");
	for (const char *const *e = t->examples; e != NULL && *e != NULL; e++)
		printf("  %s\n", *e);
	printf("\nMore in %s(1) and chz(7).\n", t->name);
}

/* Key, name, argument, help, tab separated, for the shells' completions. */
static void
print_complete(const struct tool *t)
{
	for (const struct opt *o = t->opts; o->name != NULL; o++)
		printf("%.1s\t%s\t%s\t%s\n", &o->key, o->name,
		    o->arg != NULL ? o->arg : "", o->help);
	for (int i = 0; i < N_EVERYWHERE; i++) {
		const char key = common_key(t, i);

		if (everywhere[i].help != NULL)
			printf("%.1s\t%s\t\t%s\n", &key, everywhere[i].name,
			    everywhere[i].help);
	}
}

static _Noreturn void
print_and_exit(void (*print)(const struct tool *))
{
	print(current);
	if (fflush(stdout) != 0 || ferror(stdout))
		diag_die(
		    EXIT_SOME_FAILED, "standard output: %s", strerror(errno));
	exit(EXIT_OK);
}

static void
print_version(const struct tool *t)
{
	printf("%s (chz) %s\n", t->name, CHZ_VERSION);
}

static void
append(struct opt_list *list, const char *arg)
{
	MEM_RESERVE(list->at, list->cap, list->n + 1);
	list->at[list->n++] = arg;
}

static bool
take_count(struct str arg, long *out)
{
	int64_t value;

	if (!num_int(arg, &value) || value < 0)
		return false;
	*out = (long)value;
	return true;
}

/* Stores an argument by the option's type; NULL or what it should have been. */
static const char *
store(const struct opt *o, const char *arg)
{
	struct str s = str_of(arg);

	if (o->flag != NULL)
		*o->flag = true;
	if (arg == NULL)
		return NULL;
	if (o->text != NULL)
		*o->text = arg;
	if (o->list != NULL)
		append(o->list, arg);
	if (o->count != NULL && !take_count(s, o->count))
		return "a whole number";
	if (o->real != NULL && !num_real(s, o->real))
		return "a number";
	if (o->size != NULL && !num_size(s, o->size))
		return "a size such as 64k";
	if (o->span != NULL && !when_duration(s, o->span))
		return "a duration such as 90s";
	if (o->moment != NULL && !when_typed(s, when_now(), o->moment))
		return "a time such as 2026-01-06T20:00:00+09:00";
	return NULL;
}

/* `name` has whatever the user typed, "-b" or "--bucket". */
static void
take(const struct opt *o, const char *arg)
{
	const char *wanted = store(o, arg);

	if (wanted != NULL)
		opt_misuse("--%s: '%s' is not %s", o->name, arg, wanted);
}

/* What one of getopt_long's answers means. */
static void
obey(const struct tool *t, int answer, char *argv[])
{
	for (int i = 0; i < N_EVERYWHERE; i++)
		if (answer != 0 && answer == common_key(t, i))
			answer = everywhere[i].answer;
	switch (answer) {
	case HELP:
		print_and_exit(print_help);
	case VERSION:
		print_and_exit(print_version);
	case COMPLETE:
		print_and_exit(print_complete);
	case QUIET:
		diag_quiet();
		break;
	case VERBOSE:
		diag_louder();
		break;
	case ':':
		opt_misuse("option '%s' needs an argument", argv[optind - 1]);
	case '?':
		if (optopt != 0 && optopt < LONG)
			opt_misuse("unknown option '-%c'", optopt);
		opt_misuse("unknown option or unwanted argument '%s'",
		    argv[optind - 1]);
	default:
		take(answer >= LONG ? t->opts + (answer - LONG)
				    : find_key(t->opts, answer),
		    optarg);
	}
}

/*
 * A closed descriptor 0, 1 or 2 would be given to the first file opened.
 * Standard output becomes unwritable rather than discarded, so that it is
 * reported as the error it is.
 */
static void
fill_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null",
			    fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

int
opt_parse(const struct tool *t, int argc, char *argv[])
{
	struct option longs[MAX_OPTS + N_EVERYWHERE + 1];
	char shorts[3 * (MAX_OPTS + N_EVERYWHERE) + 2];
	int answer;

	fill_standard_descriptors();
	setlocale(LC_CTYPE, "");
	diag_name(t->name);
	current = t;
	opterr = 0;
	translate(t, longs, shorts);
	while ((answer = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		obey(t, answer, argv);
	return optind;
}
