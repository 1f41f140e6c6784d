/* opt.h: tables of options, and what they make of a command line. */
#include <getopt.h>
#include <math.h>

#include "core/opt.h"
#include "core/opt_value.h"
#include "tap.h"

enum colour { NO_COLOUR, RED, GREEN };

struct shared {
	bool strict;
	size_t limit;
};

struct settings {
	bool keep, followed;
	const char *user;
	struct opt_list files;
	long n;
	uint32_t narrow;
	double share, factor;
	int64_t window_sec, every_ms, since;
	enum colour colour;
	unsigned colours;
	size_t width;
	struct shared shared;
};

static const char *const colours[] = { "red", "green", NULL };

static const char *
read_width(struct str arg, void *member)
{
	*(size_t *)member = arg.n;
	return arg.n > 0 ? NULL : "anything";
}

static const struct opt options[] = {
	{ 'k', "keep", NULL, "", OPT_FLAG(struct settings, keep) },
	{ 'u', "user", "ID", "", OPT_TEXT(struct settings, user) },
	{ 0, "file", "FILE", "", OPT_LIST(struct settings, files) },
	{ 'n', "top", "N", "", OPT_COUNT(struct settings, n), .def = "5",
	    .min = 1, .max = 99 },
	{ 0, "narrow", "N", "", OPT_COUNT(struct settings, narrow) },
	{ 0, "share", "X", "", OPT_REAL(struct settings, share), .above = true,
	    .max = 1 },
	{ 0, "factor", "X", "", OPT_REAL(struct settings, factor) },
	{ 'w', "window", "DUR", "", OPT_SECONDS(struct settings, window_sec),
	    .def = "1m", .min = 1000, .max = 86400000 },
	{ 'f', "follow", "[DUR]", "", OPT_SPAN(struct settings, every_ms),
	    OPT_GIVEN(struct settings, followed), .def = "250ms" },
	{ 0, "since", "WHEN", "", OPT_MOMENT(struct settings, since) },
	{ 0, "colour", "NAME", "",
	    OPT_CHOICE(struct settings, colour, colours) },
	{ 0, "colours", "NAME[,NAME...]", "",
	    OPT_CHOICES(struct settings, colours, colours), .def = "red" },
	{ 0, "width", "X", "", OPT_OWN(struct settings, width, read_width) },
	{ 0 },
};

static const struct opt shared[] = {
	{ 0, "strict", NULL, "", OPT_FLAG(struct shared, strict) },
	{ 0, "limit", "SIZE", "", OPT_SIZE(struct shared, limit), .def = "1k" },
	{ 0 },
};

static const struct tool tool = {
	.name = "opt_test",
	.operands = "[FILE...]",
	.about = "",
	.opts = options,
	.groups =
	    (const struct opt_group[]){
		{ shared, OPT_AT(struct settings, shared, struct shared) },
		{ 0 } },
};

static struct settings set;

/* Parses a line of words; the index of the first operand. */
static int
parse(char *line)
{
	static char *argv[32];
	int argc = 0;

	argv[argc++] = (char *)"opt_test";
	for (char *word = strtok(line, " "); word != NULL;
	     word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	optind = 0; /* getopt_long(3): begin anew */
	opt_free(&tool, &set);
	set = (struct settings){ .since = -1 };
	return opt_parse(&tool, argc, argv, &set);
}

#define PARSE(text) parse((char[]){ text })

/* What is wrong with an option's argument, or "". */
static const char *
wrong(const char *name, const char *arg)
{
	static struct buf why;
	const struct opt *o = options;

	while (strcmp(o->name, name) != 0)
		o++;
	why.n = 0;
	opt_value_set(o, &set, arg, &why);
	return buf_text(&why);
}

static void
check_defaults(void)
{
	ok(PARSE("") == 1, "nothing is parsed");
	ok(set.n == 5 && set.window_sec == 60 && set.every_ms == 250,
	    "defaults are read as a user would type them");
	ok(set.colours == 1u << RED && set.shared.limit == 1000,
	    "... lists of choices and shared tables too");
	ok(set.since == -1, "what has no default stays as it was");
	ok(!set.keep && !set.followed && set.files.at == NULL, "... or zero");
}

static void
check_kinds(void)
{
	ok(PARSE("-k -u me --file a --file=b -n 9 x") == 9,
	    "the first operand is found");
	ok(set.keep && set.n == 9, "a flag and a number");
	is_text(set.user, "me", "a text");
	ok(set.files.n == 2 && set.files.at[2] == NULL, "a list, and its end");
	is_text(set.files.at[1], "b", "... in order");

	PARSE("--share 0.5 -w 2m --since 1767697201204 --colour green");
	ok(set.share == 0.5 && set.window_sec == 120, "a share, a span in s");
	ok(set.since == INT64_C(1767697201204), "a moment");
	ok(set.colour == GREEN, "a choice");
	PARSE("--colours green,red --width 1234 --strict --limit 2Ki");
	ok(set.colours == (1u << RED | 1u << GREEN), "several choices");
	ok(set.width == 4, "what the tool reads itself");
	ok(set.shared.strict && set.shared.limit == 2048, "a shared table");

	PARSE("-f");
	ok(set.followed && set.every_ms == 250, "an argument left out");
	ok(PARSE("-f1s 30") == 2 && set.every_ms == 1000,
	    "... must not be a word of its own where there are operands");
}

static void
check_words(void)
{
	is_text(wrong("top", "0"), "'0' is not a whole number from 1 to 99",
	    "a number too small");
	is_text(wrong("top", "ten"), "'ten' is not a whole number from 1 to 99",
	    "no number: the same words");
	is_text(wrong("top", "99"), "", "a limit is within");
	is_text(wrong("narrow", "4294967297"),
	    "'4294967297' is not a whole number", "a number for 4 bytes");
	is_text(wrong("share", "0"),
	    "'0' is not a number above 0 and at most 1", "an open limit");
	is_text(wrong("factor", "-1"), "'-1' is not a number from 0 up",
	    "numbers are not negative");
	is_text(wrong("window", "100ms"),
	    "'100ms' is not a duration from 1s to 1d", "spans have limits");
	is_text(wrong("follow", "soon"), "'soon' is not a duration such as 90s",
	    "... or none");
	is_text(wrong("colour", "blue"), "'blue' is not one of red, green",
	    "a choice that there is not");
	is_text(wrong("colours", "red,,green"), "'' is not one of red, green",
	    "the wrong part of a list is named");
	is_text(wrong("width", ""), "'' is not anything", "a tool's own words");
}

int
main(void)
{
	check_defaults();
	check_kinds();
	check_words();
	ok(opt_value_number(
	       &options[7], &(struct settings){ .window_sec = 2 }) == 2000,
	    "spans are compared in ms, whatever their unit");
	opt_free(&tool, &set);
	ok(set.files.at == NULL, "lists are freed");
	return done_testing();
}
