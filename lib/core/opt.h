/*
 * opt.h - a tool's options, said once.
 *
 * One table drives getopt_long(3), --help, --complete and the test that the
 * manual names every option.  -h --help, -V --version, -q --quiet and
 * -v --verbose are in every tool without being listed.
 *
 * opt_parse exits with EXIT_MISUSE after one line and a hint on anything it
 * does not understand, before anything is read or written.
 */
#ifndef CHZ_CORE_OPT_H
#define CHZ_CORE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a repeated option gathered, in order; the texts are argv's. */
struct opt_list {
	const char **at;
	size_t n, cap;
};

/*
 * One option.  `arg` in brackets, "[DUR]", means that it may be left out,
 * which stores nothing and sets `flag`.  Exactly one other target is set, and
 * says the type.
 */
struct opt {
	char key;          /* 'u' for -u; 0 if long only */
	const char *name;  /* "user" for --user */
	const char *arg;   /* the argument's name, NULL if none */
	const char *help;  /* lower case, one line, no full stop */
	bool *flag;        /* set to true */
	const char **text; /* borrowed from argv */
	long *count;       /* a whole number, 0 or more */
	double *real;
	int64_t *span;   /* a duration, "90s", in ms */
	int64_t *moment; /* "2026-01-06 20:00", "-2h", in ms since 1970 */
	size_t *size;    /* bytes, "64k" */
	struct opt_list *list;
};

struct tool {
	const char *name;
	const char *operands;        /* "[FILE...]" */
	const char *about;           /* one sentence */
	const struct opt *opts;      /* ends with { 0 } */
	const char *const *examples; /* lines to paste; ends with NULL */
};

/*
 * Prepares the process (descriptors 0 to 2 open, the tool's name in
 * messages), parses, and returns the index of the first operand.  --help,
 * --version and --complete print and exit.
 */
int opt_parse(const struct tool *, int argc, char *argv[]);

/* For what the table cannot check: says it, hints at --help, exits with 2. */
_Noreturn void opt_misuse(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

#endif
