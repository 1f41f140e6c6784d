/*
 * diag.h - messages to people, and exit statuses.
 *
 * Messages go to standard error, one line, one write: "chz-ts: what: why".
 * Control characters in them are escaped, since parts come from strangers.
 * A full or closed standard error never stops the work.  Under the systemd
 * journal lines carry syslog's <N> prefix.
 */
#ifndef CHZ_CORE_DIAG_H
#define CHZ_CORE_DIAG_H

#include <stdbool.h>

#include "core/str.h"

/* Exit statuses that every tool shares; 128 + N is death by signal N. */
enum {
	EXIT_OK = 0,
	EXIT_SOME_FAILED = 1, /* a record, a file, the output or a target */
	EXIT_MISUSE = 2,      /* unknown option, impossible value */
	EXIT_AWAY = 75,       /* the far side is away: try again later */
	EXIT_DENIED = 77      /* a login, permission or age check is missing */
};

/* Which of two statuses a run that saw both ends with: 1, 77, 75, 0. */
int exit_worse(int a, int b);

void diag_name(const char *tool); /* borrowed; shown before each message */
const char *diag_tool(void);      /* that name */
void diag_quiet(void);            /* -q: errors only */
void diag_louder(void);           /* -v: details too */
/* --log-format json: each message is an object with time, level, tool and
 * message, for programs that gather logs. */
void diag_json(bool);

/* Needs the user's attention; sets no status. */
void diag_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Good to know: silent after diag_quiet. */
void diag_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Silent unless diag_louder was called. */
void diag_detail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Prints it and exits.  `status` is one of the above. */
_Noreturn void diag_die(int status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A kind of message that may come ten thousand times.  The first DIAG_REPEATS
 * are printed, the rest are counted, and diag_end prints their number as "4,211
 * more: what".  Declare it static; the first use registers it.
 */
struct diag_kind {
	const char *what; /* plural, for the sum: "bad lines" */
	unsigned long n;
	struct diag_kind *next;
};

enum { DIAG_REPEATS = 10 };

void diag_repeat(struct diag_kind *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Sums up the repeats; call once, last. */
void diag_end(void);

/* Whether standard error is a terminal that shows a line which changes, and the
 * user wants more than errors. */
bool diag_has_line(void);
/* Shows it below the messages, cut to the terminal's width, until the next one;
 * an absent text takes it away. */
void diag_line(struct str text);
/* A message as a signal's handler may write it: at once, and only words that
 * are safe to show. */
void diag_counts(struct str safe);

#endif
