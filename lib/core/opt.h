/*
 * opt.h - a tool's options as data, in one place.
 *
 *	struct settings {
 *		int64_t window_ms;
 *		bool keep;
 *		struct jsonl_settings io;
 *	};
 *
 *	static const struct opt options[] = {
 *		{ 'k', "keep", NULL, "pass the input through",
 *		    OPT_FLAG(struct settings, keep) },
 *		{ 'w', "window", "DUR", "length of a peak",
 *		    OPT_SPAN(struct settings, window_ms), .def = "60s",
 *		    .min = 1000 },
 *		{ 0 },
 *	};
 *
 * The table drives getopt_long(3), the defaults, ranges and choices, every
 * message about a mistake, --help, --complete and the test of the manual.
 * An entry names the member of the tool's settings that it fills, and the
 * compiler checks that member's type.  -h --help, -V --version, -q --quiet,
 * -v --verbose, --progress and --log-format are in every tool without being
 * listed.
 *
 * opt_parse exits with EXIT_MISUSE after one line and a hint on anything it
 * does not understand, before anything is read or written.
 */
#ifndef CHZ_CORE_OPT_H
#define CHZ_CORE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/* What a repeated option gathered, in order; the texts are argv's.  NULL
 * follows the last one, and `at` is NULL when there is none. */
struct opt_list {
	const char **at;
	size_t n, cap;
};

void opt_list_add(struct opt_list *, const char *text); /* lends the text */
void opt_list_free(struct opt_list *);

/* What an argument is, and the type of its member. */
enum opt_kind {
	OPT_IS_FLAG = 1, /* bool: no argument */
	OPT_IS_TEXT,     /* const char *, borrowed; one of choices, if any */
	OPT_IS_LIST,     /* struct opt_list: may be repeated */
	OPT_IS_COUNT,    /* a whole number, any int of 4 or 8 bytes */
	OPT_IS_REAL,     /* double */
	OPT_IS_SPAN,     /* int64_t: a duration, "90s" */
	OPT_IS_MOMENT,   /* int64_t ms since 1970: "2026-01-06 20:00", "-2h" */
	OPT_IS_SIZE,     /* size_t: bytes, "64k" */
	OPT_IS_CHOICE,   /* an enum: 1 for choices[0], and so on */
	OPT_IS_CHOICES,  /* unsigned: a bit 1 << that for each, "z,volume" */
	OPT_IS_OWN,      /* any: what `read` makes of it */
	/* What every tool has. */
	OPT_IS_QUIET,
	OPT_IS_VERBOSE,
	OPT_IS_HELP,
	OPT_IS_VERSION,
	OPT_IS_LOG_FORMAT,
	OPT_IS_PROGRESS,
	OPT_IS_COMPLETE
};

struct opt {
	char key;         /* 'u' for -u; 0 if long only */
	const char *name; /* "user" for --user */
	const char *arg;  /* the argument's name, NULL if none; in brackets,
			   * "[DUR]", one that may be left out */
	const char *help; /* lower case, one line, no full stop */
	enum opt_kind kind;
	size_t at;        /* of the member; the macros below set these three */
	size_t width;     /* of a count, in bytes */
	double unit;      /* what a span is counted in, in ms */
	size_t given;     /* OPT_GIVEN, or 0 */
	const char *def;  /* the default, as a user would type it; NULL leaves
			   * the member as it is */
	const char *conf; /* the setting of conf.h that the option overrides */
	double min, max;  /* of numbers and, in ms, spans; max 0 is no limit */
	bool above;       /* min itself is too little */
	const char *const *choices; /* ends with NULL */
	/* Stores the argument in the member, or returns what it should have
	 * been, as in "'x' is not WxH". */
	const char *(*read)(struct str arg, void *member);
};

/* The place of member `m` in the struct S; an error where its type is not T. */
#define OPT_AT(S, m, T) (offsetof(S, m) + 0 * _Generic(&((S *)0)->m, T * : 1))

#define OPT_FLAG(S, m) .kind = OPT_IS_FLAG, .at = OPT_AT(S, m, bool)
#define OPT_TEXT(S, m) .kind = OPT_IS_TEXT, .at = OPT_AT(S, m, const char *)
#define OPT_LIST(S, m) .kind = OPT_IS_LIST, .at = OPT_AT(S, m, struct opt_list)
#define OPT_COUNT(S, m)                                                        \
	.kind = OPT_IS_COUNT,                                                  \
	.at = offsetof(S, m) +                                                 \
	    0 *                                                                \
		_Generic(((S *)0)->m, int : 1, unsigned : 1, long : 1,         \
		    unsigned long : 1, long long : 1, unsigned long long : 1), \
	.width = sizeof((S *)0)->m
#define OPT_REAL(S, m) .kind = OPT_IS_REAL, .at = OPT_AT(S, m, double)
#define OPT_SPAN(S, m)                                                         \
	.kind = OPT_IS_SPAN, .unit = 1, .at = OPT_AT(S, m, int64_t)
#define OPT_SECONDS(S, m)                                                      \
	.kind = OPT_IS_SPAN, .unit = 1000, .at = OPT_AT(S, m, int64_t)
#define OPT_MOMENT(S, m) .kind = OPT_IS_MOMENT, .at = OPT_AT(S, m, int64_t)
#define OPT_SIZE(S, m) .kind = OPT_IS_SIZE, .at = OPT_AT(S, m, size_t)
/* The compiler takes an enum for an int or an unsigned one, as it likes. */
#define OPT_CHOICE(S, m, words)                                                \
	.kind = OPT_IS_CHOICE,                                                 \
	.at =                                                                  \
	    offsetof(S, m) + 0 * _Generic(((S *)0)->m, int : 1, unsigned : 1), \
	.choices = (words)
#define OPT_CHOICES(S, m, words)                                               \
	.kind = OPT_IS_CHOICES, .at = OPT_AT(S, m, unsigned), .choices = (words)
#define OPT_OWN(S, m, reader)                                                  \
	.kind = OPT_IS_OWN, .at = offsetof(S, m), .read = (reader)

/* A bool that is set when the option is on the command line; what an option
 * whose argument may be left out has for sure. */
#define OPT_GIVEN(S, m) .given = 1 + OPT_AT(S, m, bool)

/* Options that tools share: a table about a struct that is a member of each
 * tool's settings.  { table, OPT_AT(struct settings, io, struct shared) } */
struct opt_group {
	const struct opt *opts;
	size_t at;
};

/* Lists as a tool has them, with their ends. */
#define OPT_GROUPS(...) ((const struct opt_group[]){ __VA_ARGS__, { 0 } })
#define OPT_LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })

struct tool {
	const char *name;
	/* "DIR [FILE...]": one at least, since DIR has no brackets; "" is none
	 * at all. */
	const char *operands;
	const char *about;              /* one sentence */
	const struct opt *opts;         /* ends with { 0 } */
	const struct opt_group *groups; /* ends with { 0 }; NULL is none */
	/* Between options: "low <= threshold", "from < to", and "map | matrix |
	 * params", of which one can be given.  Ends with NULL. */
	const char *const *rules;
	const char *const *examples; /* lines to paste; ends with NULL */
};

/*
 * Prepares the process (descriptors 0 to 2 open, the tool's name in
 * messages, SIGUSR1), fills the settings, defaults first, and returns the index
 * of the first operand.  --help, --version and --complete print and exit.  In a
 * tool without operands an argument that may be left out may be a word of its
 * own.
 */
int opt_parse(const struct tool *, int argc, char *argv[], void *settings);

/* Frees the lists. */
void opt_free(const struct tool *, void *settings);

/* For what the table cannot check: prints it with a hint at --help, and exits
 * with 2. */
_Noreturn void opt_misuse(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

#endif
