/* Writes messages to standard error. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/str.h"
#include "core/utf8.h"

enum { LONGEST = 2000 };

/* syslog(3) priorities. */
enum priority { PRIORITY_ERROR = 3, PRIORITY_NOTE = 5, PRIORITY_DETAIL = 7 };

/* One standard error a process has, so one state. */
static const char *tool = "chz";
static enum priority loudest = PRIORITY_NOTE;
static struct diag_kind *kinds;

int
exit_worse(int a, int b)
{
	static const int order[] = { EXIT_SOME_FAILED, EXIT_DENIED, EXIT_AWAY };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return a > b ? a : b;
}

void
diag_name(const char *name)
{
	tool = name;
}

const char *
diag_tool(void)
{
	return tool;
}

void
diag_quiet(void)
{
	loudest = PRIORITY_ERROR;
}

void
diag_louder(void)
{
	loudest = PRIORITY_DETAIL;
}

/* systemd sets it when standard error goes to the journal: sd_journal(3). */
static bool
to_journal(void)
{
	return getenv("JOURNAL_STREAM") != NULL && !isatty(STDERR_FILENO);
}

__attribute__((format(printf, 2, 0))) static void
say(enum priority priority, const char *fmt, va_list ap)
{
	struct buf raw = { 0 }, line = { 0 };
	int saved = errno;

	if (priority > loudest)
		return;
	buf_vfmt(&raw, fmt, ap);
	if (to_journal())
		buf_fmt(&line, "<%d>", priority);
	buf_fmt(&line, "%s: ", tool);
	utf8_show(&line, buf_view(&raw), LONGEST);
	buf_addc(&line, '\n');
	(void)!write(STDERR_FILENO, line.p, line.n);
	buf_free(&raw);
	buf_free(&line);
	errno = saved;
}

void
diag_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(PRIORITY_ERROR, fmt, ap);
	va_end(ap);
}

void
diag_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(PRIORITY_NOTE, fmt, ap);
	va_end(ap);
}

void
diag_detail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(PRIORITY_DETAIL, fmt, ap);
	va_end(ap);
}

void
diag_die(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(PRIORITY_ERROR, fmt, ap);
	va_end(ap);
	exit(status);
}

void
diag_repeat(struct diag_kind *kind, const char *fmt, ...)
{
	va_list ap;

	if (kind->n++ == 0) {
		kind->next = kinds;
		kinds = kind;
	}
	va_start(ap, fmt);
	if (kind->n <= DIAG_REPEATS)
		say(PRIORITY_ERROR, fmt, ap);
	va_end(ap);
}

/* 4211 as "4,211", whatever the locale. */
static const char *
grouped(unsigned long n, char out[32])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%lu", n);
	char *p = out;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
	return out;
}

void
diag_end(void)
{
	char number[32];

	for (; kinds != NULL; kinds = kinds->next) {
		if (kinds->n > DIAG_REPEATS)
			diag_error("%s more %s",
			    grouped(kinds->n - DIAG_REPEATS, number),
			    kinds->what);
		kinds->n = 0;
	}
}
