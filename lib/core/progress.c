/* Counts, and puts them in words: nothing here allocates memory or locks, so
 * that a signal's handler may do it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/progress.h"
#include "core/utf8.h"
#include "core/when.h"

enum {
	FIRST_MS = 1000,   /* what is over sooner needs no line */
	LINE_MS = 200,     /* between two looks of the line */
	RECORD_MS = 1000,  /* between two records */
	MESSAGE_MS = 10000 /* between two lines in a log */
};

enum way { AUTO = 1, ALWAYS, JSON, NONE };
const char *const progress_ways[] = { "auto", "always", "json", "none", NULL };

struct progress_counts progress_counts;

enum { LONGEST_NAME = 200 };

static struct {
	enum way way;
	int fd; /* of records */
	bool ended;
	bool terminal;      /* a line, rather than messages */
	int64_t began, due; /* monotonic; due of the next tick's work */

	char name[LONGEST_NAME + 8]; /* of what is at hand, safe to show */
	int file;                    /* its descriptor; -1 is none */
	int64_t before, size;        /* bytes of the files before, of all */

	const char *what;    /* things, or NULL for spans */
	int64_t done, total; /* of them; total 0: files */

	const char *own_what[PROGRESS_OWN];
	const uint64_t *own[PROGRESS_OWN];
	size_t n_own;
} state = { .way = AUTO, .fd = STDERR_FILENO, .file = -1 };

/* A line as it grows; what has no room is left out. */
struct line {
	char p[900];
	size_t n;
};

static void
add(struct line *l, const char *s)
{
	size_t n = strlen(s);

	if (n > sizeof l->p - l->n)
		n = 0;
	memcpy(l->p + l->n, s, n);
	l->n += n;
}

static void
add_int(struct line *l, int64_t n)
{
	char digits[NUM_INT_MAX + 1];

	digits[num_put_int(digits, n)] = '\0';
	add(l, digits);
}

/* 1234567 as "1,234,567". */
static void
add_grouped(struct line *l, uint64_t n)
{
	char digits[NUM_INT_MAX + 1], group[5];
	size_t len = num_put_int(digits, (int64_t)n), i = 0;

	while (i < len) {
		size_t k = (len - i) % 3 > 0 ? (len - i) % 3 : 3;

		memcpy(group, digits + i, k);
		group[k] = '\0';
		add(l, i > 0 ? "," : "");
		add(l, group);
		i += k;
	}
}

/* "3.4 GiB" */
static void
add_bytes(struct line *l, uint64_t n)
{
	static const char *const units[] = { " B", " KiB", " MiB", " GiB",
		" TiB", " PiB", " EiB" };
	uint64_t tenths = n * 10;
	size_t unit = 0;

	if (n > UINT64_MAX / 10)
		return;
	while (tenths >= 10240) {
		tenths /= 1024;
		unit++;
	}
	add_int(l, (int64_t)(tenths / 10));
	if (unit > 0 && tenths < 1000) {
		add(l, ".");
		add_int(l, (int64_t)(tenths % 10));
	}
	add(l, units[unit]);
}

static void
add_hms(struct line *l, int64_t ms)
{
	char text[WHEN_HMS_MAX + 1];

	text[when_put_hms(text, ms > 0 ? ms / 1000 : 0)] = '\0';
	add(l, text);
}

/* Of the work that has an end: how much there is, and how much is done.  The
 * descriptor's place says it for zstd streams and threads that read ahead. */
static int64_t
work(int64_t *done)
{
	off_t at;

	if (state.total > 0) {
		*done = state.done;
		return state.total;
	}
	*done = state.before;
	if (state.file >= 0 && (at = lseek(state.file, 0, SEEK_CUR)) > 0)
		*done += at;
	if (*done > state.size)
		*done = state.size;
	return state.size;
}

static int64_t
elapsed(void)
{
	return when_monotonic() - state.began;
}

/* What is left, in ms, at the pace so far; -1 when nobody can say. */
static int64_t
left(int64_t done, int64_t total)
{
	if (done <= 0 || total <= 0)
		return -1;
	return (
	    int64_t)((double)elapsed() * (double)(total - done) / (double)done);
}

/* "35% of 3.4 GiB, " */
static void
add_share(struct line *l, int64_t done, int64_t total)
{
	add_int(l, (int64_t)((double)done * 100 / (double)total));
	add(l, "% of ");
	if (state.total == 0)
		add_bytes(l, (uint64_t)total);
	else if (state.what == NULL)
		add_hms(l, total);
	else
		add_grouped(l, (uint64_t)total);
	if (state.total > 0 && state.what != NULL) {
		add(l, " ");
		add(l, state.what);
	}
	add(l, ", ");
}

static void
add_counts(struct line *l)
{
	const struct progress_counts *c = &progress_counts;

	const char *between = "";

	if (c->records > 0 || state.n_own == 0) {
		add_grouped(l, c->records);
		add(l, " records");
		between = ", ";
	}
	if (c->bad > 0) {
		add(l, between);
		add_grouped(l, c->bad);
		add(l, " bad lines");
		between = ", ";
	}
	for (size_t i = 0; i < state.n_own; i++, between = ", ") {
		add(l, between);
		add_grouped(l, *state.own[i]);
		add(l, " ");
		add(l, state.own_what[i]);
	}
}

/* "210 MiB/s" of what is read, or else what is written. */
static void
add_rate(struct line *l)
{
	const struct progress_counts *c = &progress_counts;
	int64_t ms = elapsed() > 0 ? elapsed() : 1;
	uint64_t bytes = c->in > 0 ? c->in : c->out;

	if (bytes == 0)
		return;
	add(l, ", ");
	add_bytes(l, (uint64_t)((double)bytes * 1000 / (double)ms));
	add(l, "/s");
}

static void
add_place(struct line *l)
{
	if (state.name[0] == '\0')
		return;
	add(l, ": ");
	add(l, state.name);
}

/* For the terminal. */
static void
put_line(struct line *l)
{
	int64_t done, total = work(&done), ms = left(done, total);

	if (total > 0)
		add_share(l, done, total);
	add_counts(l);
	add_rate(l);
	if (ms >= 0) {
		add(l, ", ");
		add_hms(l, ms);
		add(l, " left");
	}
	add_place(l);
}

/* The same, and what a reader of a log wants to know. */
static void
put_message(struct line *l)
{
	put_line(l);
	add(l, ", after ");
	add_hms(l, elapsed());
	add(l, ", ");
	add_bytes(l, progress_counts.out);
	add(l, " out");
}

static void
put_number(struct line *l, const char *key, int64_t n)
{
	add(l, ",\"");
	add(l, key);
	add(l, "\":");
	add_int(l, n);
}

static void
put_name(struct line *l)
{
	char c[2] = "";

	if (state.name[0] == '\0')
		return;
	add(l, ",\"name\":\"");
	for (const char *p = state.name; *p != '\0'; p++) {
		c[0] = *p;
		add(l, *p == '"' || *p == '\\' ? "\\" : "");
		add(l, c);
	}
	add(l, "\"");
}

/* 0.351; thousandths are enough. */
static void
put_done(struct line *l, int64_t done, int64_t total)
{
	int64_t share = (int64_t)((double)done * 1000 / (double)total);

	add(l, ",\"done\":");
	if (share >= 1000) {
		add(l, "1");
		return;
	}
	add(l, share < 10 ? "0.00" : share < 100 ? "0.0" : "0.");
	add_int(l, share);
}

static void
put_own(struct line *l)
{
	for (size_t i = 0; i < state.n_own; i++) {
		add(l, i == 0 ? ",\"counts\":{\"" : ",\"");
		add(l, state.own_what[i]);
		add(l, "\":");
		add_int(l, (int64_t)*state.own[i]);
	}
	add(l, state.n_own > 0 ? "}" : "");
}

static void
put_record(struct line *l, bool last)
{
	const struct progress_counts *c = &progress_counts;
	int64_t done, total = work(&done), ms = left(done, total);

	add(l, "{\"type\":\"progress\",\"tool\":\"");
	add(l, diag_tool());
	add(l, "\"");
	put_name(l);
	put_number(l, "elapsed_ms", elapsed());
	put_number(l, "records", (int64_t)c->records);
	put_number(l, "bad", (int64_t)c->bad);
	put_number(l, "bytes_in", (int64_t)c->in);
	put_number(l, "bytes_out", (int64_t)c->out);
	put_own(l);
	if (total > 0)
		put_done(l, done, total);
	if (ms >= 0)
		put_number(l, "left_ms", ms);
	add(l, last ? ",\"last\":true}\n" : "}\n");
}

void
progress_own(const char *what, const uint64_t *n)
{
	if (state.n_own == PROGRESS_OWN)
		return;
	state.own_what[state.n_own] = what;
	state.own[state.n_own++] = n;
}

void
progress_files(char *const files[])
{
	struct stat st;

	for (; *files != NULL; files++) {
		bool standard = strcmp(*files, "-") == 0;

		if ((standard ? fstat(STDIN_FILENO, &st) : stat(*files, &st)) !=
		    0)
			continue;
		if (!S_ISREG(st.st_mode)) {
			state.size = 0;
			return;
		}
		state.size += st.st_size;
	}
}

static void
set_name(const char *name)
{
	struct buf safe = { 0 };

	utf8_show(&safe, str_of(name), LONGEST_NAME);
	if (safe.n >= sizeof state.name)
		safe.n = utf8_cut(buf_view(&safe), sizeof state.name - 1).n;
	state.name[0] = '\0';
	memcpy(state.name, buf_text(&safe), safe.n + 1);
	buf_free(&safe);
}

void
progress_file(const char *name, int fd)
{
	set_name(name);
	state.file = fd;
}

void
progress_file_end(void)
{
	struct stat st;

	if (state.file >= 0 && fstat(state.file, &st) == 0)
		state.before += st.st_size;
	state.file = -1;
}

void
progress_span(const char *name, int64_t done_ms, int64_t total_ms)
{
	set_name(name);
	state.what = NULL;
	state.done = done_ms;
	state.total = total_ms;
}

void
progress_things(const char *what, int64_t done, int64_t total)
{
	state.what = what;
	state.done = done;
	state.total = total;
	progress_tick();
}

const char *
progress_wish(const char *how)
{
	struct str rest = str_of(how), way = str_cut(&rest, ':');
	int64_t fd = STDERR_FILENO;
	enum way i = AUTO;

	while (i <= NONE && !str_is(way, progress_ways[i - 1]))
		i++;
	if (i > NONE || (rest.p != NULL && i != JSON))
		return "one of auto, always, json, json:FD, none";
	if (rest.p != NULL && (!num_int(rest, &fd) || fd < 1 || fd > 9999))
		return "json: and a descriptor's number";
	if (fcntl((int)fd, F_GETFD) < 0)
		return "an open descriptor";
	state.way = i;
	state.fd = (int)fd;
	return NULL;
}

/* Writes without waiting for the reader, and without dying of its leaving. */
static void
write_record(bool last)
{
	struct pollfd pfd = { .fd = state.fd, .events = POLLOUT };
	const struct timespec now = { 0 };
	struct line l = { .n = 0 };
	sigset_t pipe, before;

	if (!last && (poll(&pfd, 1, 0) <= 0 || !(pfd.revents & POLLOUT)))
		return;
	put_record(&l, last);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	if (write(state.fd, l.p, l.n) < 0 && errno == EPIPE) {
		state.way = NONE;
		sigtimedwait(&pipe, NULL, &now);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void
show_line(void)
{
	struct line l = { .n = 0 };
	int64_t done;

	if (state.way == AUTO && work(&done) == 0)
		return;
	put_line(&l);
	diag_line((struct str){ l.p, l.n });
}

void
progress_say(void)
{
	struct line l = { .n = 0 };

	put_message(&l);
	diag_counts((struct str){ l.p, l.n });
}

/* SIGUSR1.  It may come in the midst of anything. */
static void
on_request(int signo)
{
	int saved = errno;

	(void)signo;
	progress_say();
	errno = saved;
}

bool
progress_wanted(void)
{
	return state.way == ALWAYS || state.way == JSON ||
	    (state.way == AUTO && state.terminal);
}

void
progress_begin(void)
{
	struct sigaction act = { .sa_handler = on_request,
		.sa_flags = SA_RESTART };

	state.began = when_monotonic();
	state.due = state.began + FIRST_MS;
	state.terminal =
	    diag_has_line() && (state.way == ALWAYS || !isatty(STDOUT_FILENO));
	sigemptyset(&act.sa_mask);
	sigaction(SIGUSR1, &act, NULL);
	if (progress_wanted())
		atexit(progress_end);
	else
		state.due = INT64_MAX;
}

void
progress_tick(void)
{
	int64_t now;

	if (state.due == INT64_MAX || (now = when_monotonic()) < state.due)
		return;
	if (state.way == JSON) {
		write_record(false);
		state.due = now + RECORD_MS;
	} else if (state.terminal) {
		show_line();
		state.due = now + LINE_MS;
	} else {
		progress_say();
		state.due = now + MESSAGE_MS;
	}
}

void
progress_end(void)
{
	if (state.ended)
		return;
	state.ended = true;
	state.due = INT64_MAX;
	if (state.way == JSON)
		write_record(true);
	else
		diag_line((struct str){ NULL, 0 });
}
