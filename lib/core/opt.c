/* Takes a command line apart by a tool's tables of options. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/lang.h"
#include "core/nearest.h"
#include "core/opt.h"
#include "core/opt_help.h"
#include "core/opt_value.h"
#include "core/progress.h"

#ifndef CHZ_VERSION
#define CHZ_VERSION "unknown"
#endif

enum { MAX_OPTS = 64 };

/* What getopt_long returns for long options: LONG + place in `all`. */
enum { LONG = 256 };

static const char *const log_formats[] = { "text", "json", NULL };

static const struct opt everywhere[] = {
	{ 'q', "quiet", NULL, "say nothing but errors", .kind = OPT_IS_QUIET },
	{ 'v', "verbose", NULL, "say more; may be repeated",
	    .kind = OPT_IS_VERBOSE },
	{ 0, "progress", "HOW", "how far the work is", .kind = OPT_IS_PROGRESS,
	    .conf = "CHZ_PROGRESS", .choices = progress_ways },
	{ 0, "log-format", "FORMAT", "what messages are",
	    .kind = OPT_IS_LOG_FORMAT, .conf = "CHZ_LOG_FORMAT",
	    .choices = log_formats },
	{ 'h', "help", NULL, "show this help", .kind = OPT_IS_HELP },
	{ 'V', "version", NULL, "show the version", .kind = OPT_IS_VERSION },
	{ 0, "complete", .kind = OPT_IS_COMPLETE },
	{ 0 },
};

/* The options of a tool, its groups and every tool, in one row. */
struct opt_row {
	const struct tool *tool;
	const struct opt *all[MAX_OPTS + 1]; /* NULL after the last one */
	void *settings[MAX_OPTS];            /* that each is about */
	bool given[MAX_OPTS];
	size_t n;
};

void
opt_misuse(const char *fmt, ...)
{
	struct buf why = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&why, lang_text(fmt), ap);
	va_end(ap);
	diag_die(
	    EXIT_MISUSE, "%s (try '%s --help')", buf_text(&why), diag_tool());
}

static void
line_up_table(struct opt_row *r, const struct opt *o, void *settings)
{
	for (; o->name != NULL; o++) {
		assert(r->n < MAX_OPTS);
		r->settings[r->n] = settings;
		r->all[r->n++] = o;
	}
}

static void
line_up(struct opt_row *r, const struct tool *t, void *settings)
{
	const struct opt_group *g = t->groups;

	*r = (struct opt_row){ .tool = t };
	line_up_table(r, t->opts, settings);
	for (; g != NULL && g->opts != NULL; g++)
		line_up_table(r, g->opts, (char *)settings + g->at);
	line_up_table(r, everywhere, NULL);
}

static int
argument_rule(const struct opt *o)
{
	if (o->arg == NULL)
		return no_argument;
	return o->arg[0] == '[' ? optional_argument : required_argument;
}

/* Writes the row as getopt_long() wants it; the leading ':' of `shorts` makes
 * it distinguish a missing argument from an unknown option. */
static void
translate(const struct opt_row *r, struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < r->n; i++) {
		const struct opt *o = r->all[i];
		int rule = argument_rule(o);

		*longs++ =
		    (struct option){ o->name, rule, NULL, LONG + (int)i };
		if (o->key == '\0')
			continue;
		*shorts++ = o->key;
		for (int colons = rule; colons > 0; colons--)
			*shorts++ =
			    ':'; /* one for required, two for optional */
	}
	*longs = (struct option){ 0 };
	*shorts = '\0';
}

static void
print_version(const struct tool *t)
{
	printf("%s (chz) %s\n", t->name, CHZ_VERSION);
}

static _Noreturn void
print_and_exit(const struct opt_row *r, enum opt_kind what)
{
	if (what == OPT_IS_HELP)
		opt_help(r->tool, r->all);
	else if (what == OPT_IS_COMPLETE)
		opt_complete(r->all);
	else
		print_version(r->tool);
	if (fflush(stdout) != 0 || ferror(stdout))
		diag_die(
		    EXIT_SOME_FAILED, "standard output: %s", strerror(errno));
	exit(EXIT_OK);
}

/* Tools that this one runs have the same. */
static void
set_log_format(const char *format)
{
	diag_json(strcmp(format, "json") == 0);
	setenv("CHZ_LOG_FORMAT", format, 1);
}

/* The same of an option that is about the process. */
static void
store_of_all(const struct opt *o, const char *source, const char *arg)
{
	const char *wanted = NULL;

	if (o->kind == OPT_IS_PROGRESS)
		wanted = progress_wish(arg);
	else if (strcmp(arg, "json") == 0 || strcmp(arg, "text") == 0)
		set_log_format(arg);
	else
		wanted = "one of text, json";
	if (wanted != NULL)
		opt_misuse("%s: '%s' is not %s", source, arg, wanted);
}

/* Stores an option and its argument, or ends; `source` is where the user has
 * put it, "--bucket" or "CHZ_LANG". */
static void
store(struct opt_row *r, size_t i, const char *source, const char *arg)
{
	const struct opt *o = r->all[i];
	char *settings = r->settings[i];
	struct buf why = { 0 };

	if (o->kind == OPT_IS_FLAG)
		*(bool *)(settings + o->at) = true;
	else if (o->kind == OPT_IS_PROGRESS || o->kind == OPT_IS_LOG_FORMAT)
		store_of_all(o, source, arg);
	else if (arg != NULL && !opt_value_set(o, settings, arg, &why))
		opt_misuse("%s: %s", source, buf_text(&why));
}

static void
set_defaults(struct opt_row *r)
{
	struct buf why = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		const struct opt *o = r->all[i];

		if (o->def == NULL ||
		    opt_value_set(o, r->settings[i], o->def, &why))
			continue;
		diag_die(EXIT_SOME_FAILED, "default of --%s: %s", o->name,
		    buf_text(&why));
	}
}

/* An option that came; without operands, its argument may be the next word. */
static void
take(struct opt_row *r, size_t i, const char *arg, char *argv[])
{
	const struct opt *o = r->all[i];
	const char *next = argv[optind];
	struct buf source = { 0 };

	switch (o->kind) {
	case OPT_IS_HELP:
	case OPT_IS_VERSION:
	case OPT_IS_COMPLETE:
		print_and_exit(r, o->kind);
	case OPT_IS_QUIET:
		diag_quiet();
		return;
	case OPT_IS_VERBOSE:
		diag_louder();
		return;
	default:
		break;
	}
	if (arg == NULL && argument_rule(o) == optional_argument &&
	    r->tool->operands[0] == '\0' && next != NULL && next[0] != '-') {
		arg = next;
		optind++;
	}
	buf_fmt(&source, "--%s", o->name);
	store(r, i, buf_text(&source), arg);
	r->given[i] = true;
	if (o->given != 0)
		*(bool *)((char *)r->settings[i] + o->given - 1) = true;
	buf_free(&source);
}

/* A long option that there is not, or several that it might be. */
static _Noreturn void
refuse(const struct opt_row *r, const char *word)
{
	struct str rest = { word + 2, strlen(word) - 2 };
	struct nearest near = { .typed = str_cut(&rest, '=') };

	for (size_t i = 0; i < r->n; i++)
		if (r->all[i]->help != NULL)
			nearest_offer(&near, str_of(r->all[i]->name));
	if (near.found.p == NULL)
		opt_misuse("unknown option '%s'", word);
	opt_misuse("unknown option '%s'; did you mean '--%.*s'?", word,
	    STR_ARG(near.found));
}

/* Acts on what getopt_long returned. */
static void
follow(struct opt_row *r, int answer, char *argv[])
{
	size_t i = 0;

	if (answer == ':')
		opt_misuse("option '%s' needs an argument", argv[optind - 1]);
	if (answer == '?' && optopt >= LONG)
		opt_misuse(
		    "--%s takes no argument", r->all[optopt - LONG]->name);
	if (answer == '?' && optopt != 0)
		opt_misuse("unknown option '-%c'", optopt);
	if (answer == '?')
		refuse(r, argv[optind - 1]);
	if (answer >= LONG)
		i = (size_t)(answer - LONG);
	else
		while (r->all[i]->key != answer)
			i++;
	take(r, i, optarg, argv);
}

/* What is not on the command line may be a setting. */
static void
take_settings(struct opt_row *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const char *conf = r->all[i]->conf, *value;

		if (conf == NULL || r->given[i])
			continue;
		value = conf_given(conf);
		if (value != NULL)
			store(r, i, conf, value);
	}
}

static size_t
find(const struct opt_row *r, struct str name)
{
	size_t i = 0;

	while (r->all[i] != NULL && !str_is(name, r->all[i]->name))
		i++;
	assert(r->all[i] != NULL); /* or a rule names no option */
	return i;
}

static bool
is_known(const struct opt_row *r, size_t i)
{
	return r->given[i] || r->all[i]->def != NULL;
}

/* "low <= threshold" */
static void
check_order(
    const struct opt_row *r, struct str low, bool equal, struct str high)
{
	size_t a = find(r, low), b = find(r, high);
	double x = opt_value_number(r->all[a], r->settings[a]);
	double y = opt_value_number(r->all[b], r->settings[b]);

	if (is_known(r, a) && is_known(r, b) && !(equal ? x <= y : x < y))
		opt_misuse("--%.*s must be %s --%.*s", STR_ARG(low),
		    equal ? "at most" : "below", STR_ARG(high));
}

/* "map | matrix | params" */
static void
check_rule(const struct opt_row *r, const char *rule)
{
	struct str rest = str_of(rule), had = { 0 };

	while (rest.p != NULL) {
		struct str name = str_cut(&rest, ' ');
		struct str sign = str_cut(&rest, ' ');

		if (sign.p != NULL && sign.p[0] == '<') {
			check_order(r, name, str_is(sign, "<="), rest);
			return;
		}
		if (!r->given[find(r, name)])
			continue;
		if (had.p != NULL)
			opt_misuse("--%.*s and --%.*s exclude each other",
			    STR_ARG(had), STR_ARG(name));
		had = name;
	}
}

static void
check_rules(const struct opt_row *r)
{
	const char *const *rule = r->tool->rules;

	for (; rule != NULL && *rule != NULL; rule++)
		check_rule(r, *rule);
}

static void
check_operands(const struct tool *t, char *operands[])
{
	struct str first = str_of(t->operands);

	first = str_cut(&first, ' ');
	if (operands[0] != NULL && first.n == 0)
		opt_misuse("unwanted argument '%s'", operands[0]);
	if (operands[0] == NULL && first.n > 0 && first.p[0] != '[')
		opt_misuse("%.*s is missing", STR_ARG(first));
}

/*
 * A closed descriptor 0, 1 or 2 would be given to the first file opened.
 * Standard input becomes unreadable rather than empty, and standard output
 * unwritable rather than discarded, so that either is reported as the error it
 * is.
 */
static void
fill_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null",
			    fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

int
opt_parse(const struct tool *t, int argc, char *argv[], void *settings)
{
	struct option longs[MAX_OPTS + 1];
	char shorts[3 * MAX_OPTS + 2];
	struct opt_row r;
	int answer;

	fill_standard_descriptors();
	conf_guard();
	setlocale(LC_CTYPE, "");
	diag_name(t->name);
	opterr = 0;
	line_up(&r, t, settings);
	translate(&r, longs, shorts);
	set_defaults(&r);
	while ((answer = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		follow(&r, answer, argv);
	take_settings(&r);
	check_rules(&r);
	check_operands(t, argv + optind);
	progress_begin();
	return optind;
}

void
opt_free(const struct tool *t, void *settings)
{
	struct opt_row r;

	line_up(&r, t, settings);
	for (size_t i = 0; i < r.n; i++)
		if (r.all[i]->kind == OPT_IS_LIST)
			opt_list_free(
			    (struct opt_list *)((char *)r.settings[i] +
				r.all[i]->at));
}
