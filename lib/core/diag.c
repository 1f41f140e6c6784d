/* Writes messages to standard error. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/lang.h"
#include "core/utf8.h"
#include "core/when.h"

enum { LONGEST = 2000 };

/* syslog(3) priorities. */
enum priority { PRIORITY_ERROR = 3, PRIORITY_NOTE = 5, PRIORITY_DETAIL = 7 };

/* One standard error a process has, so one state. */
static const char *tool = "chz";
static enum priority loudest = PRIORITY_NOTE;
static struct diag_kind *kinds;
static bool json;
static bool has_line; /* the terminal's last line is to be replaced */

static const char take_away[] = "\r\033[K";

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

void
diag_json(bool on)
{
	json = on;
}

/* systemd sets it when standard error goes to the journal: sd_journal(3). */
static bool
to_journal(void)
{
	return getenv("JOURNAL_STREAM") != NULL && !isatty(STDERR_FILENO);
}

static const char *
level_of(enum priority p)
{
	return p == PRIORITY_ERROR ? "error"
	    : p == PRIORITY_NOTE   ? "note"
				   : "detail";
}

/* What stands before a message's words, at most PREFIX_MAX bytes.  Fit for a
 * signal's handler. */
enum { PREFIX_MAX = 200 };
static size_t
put_prefix(char *p, enum priority priority)
{
	char now[WHEN_UTC_LEN + 1] = "",
				level[4] = { '<', (char)('0' + priority), '>' };
	const char *parts[8] = { has_line ? take_away : "",
		to_journal() ? level : "", tool, ": " };
	size_t n = 0;

	if (json) {
		when_put_utc(now, when_now());
		parts[1] = "{\"time\":\"";
		parts[2] = now;
		parts[3] = "\",\"level\":\"";
		parts[4] = level_of(priority);
		parts[5] = "\",\"tool\":\"";
		parts[6] = tool;
		parts[7] = "\",\"message\":\"";
	}
	for (size_t i = 0; i < 8 && parts[i] != NULL; i++) {
		size_t len = strlen(parts[i]);

		if (len > PREFIX_MAX - n)
			break;
		memcpy(p + n, parts[i], len);
		n += len;
	}
	return n;
}

/* Writes a message whose words are safe to show; `room` is for 2 * its bytes,
 * PREFIX_MAX and 3 more. */
static void
write_message(enum priority priority, struct str safe, char *room)
{
	size_t n = put_prefix(room, priority);

	for (size_t i = 0; i < safe.n; i++) {
		if (json && (safe.p[i] == '"' || safe.p[i] == '\\'))
			room[n++] = '\\';
		room[n++] = safe.p[i];
	}
	if (json) {
		room[n++] = '"';
		room[n++] = '}';
	}
	room[n++] = '\n';
	has_line = false;
	(void)!write(STDERR_FILENO, room, n);
}

__attribute__((format(printf, 2, 0))) static void
say(enum priority priority, const char *fmt, va_list ap)
{
	struct buf raw = { 0 }, own = { 0 }, words = { 0 }, line = { 0 };
	int saved = errno;

	if (priority > loudest)
		return;
	buf_vfmt(&raw, lang_text(fmt), ap);
	if (lang_is_foreign())
		lang_parts(&own, buf_view(&raw));
	utf8_show(&words, own.n > 0 ? buf_view(&own) : buf_view(&raw), LONGEST);
	write_message(priority, buf_view(&words),
	    buf_reserve(&line, 2 * words.n + PREFIX_MAX + 3));
	buf_free(&raw);
	buf_free(&own);
	buf_free(&words);
	buf_free(&line);
	errno = saved;
}

void
diag_counts(struct str safe)
{
	char room[2 * LONGEST + PREFIX_MAX + 3];

	if (safe.n > LONGEST)
		safe.n = LONGEST;
	write_message(PRIORITY_NOTE, safe, room);
}

bool
diag_has_line(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && loudest > PRIORITY_ERROR && !json &&
	    term != NULL && strcmp(term, "dumb") != 0;
}

/* The terminal cuts what is too wide for it, since it must not begin a line of
 * its own: DECAWM off and on. */
void
diag_line(struct str text)
{
	struct buf line = { 0 };

	if (text.p == NULL && !has_line)
		return;
	if (has_line)
		buf_adds(&line, take_away);
	if (text.p != NULL)
		buf_fmt(&line, "\033[?7l%s: %.*s\033[?7h", tool, STR_ARG(text));
	has_line = text.p != NULL;
	(void)!write(STDERR_FILENO, line.p, line.n);
	buf_free(&line);
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
			    lang_text(kinds->what));
		kinds->n = 0;
	}
}
