/*
 * chz-watch - collect channels unattended, with a report of each broadcast.
 * A list of channels in; an archive of finished broadcasts out.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/notify.h"
#include "core/opt.h"
#include "core/progress.h"
#include "core/random.h"
#include "core/sibling.h"
#include "core/sig.h"
#include "core/when.h"
#include "net/retry.h"

struct settings {
	int64_t idle_ms, poll_ms;
	const char *command, *site;
	bool no_zstd, sync, once;
};

static const struct opt options[] = {
	{ 0, "idle", "DUR", "finish a broadcast after DUR of silence",
	    OPT_SPAN(struct settings, idle_ms), .def = "30m" },
	{ 0, "no-zstd", NULL, "leave finished events uncompressed",
	    OPT_FLAG(struct settings, no_zstd) },
	{ 0, "on-close", "CMD", "run CMD for each finished broadcast",
	    OPT_TEXT(struct settings, command), .def = "chz-report" },
	{ 0, "once", NULL, "end when one of the tools ends, with a status",
	    OPT_FLAG(struct settings, once) },
	{ 0, "poll", "DUR", "look for broadcasts every DUR",
	    OPT_SPAN(struct settings, poll_ms), .def = "60s", .above = true },
	{ 0, "site", "DIR", "keep pages of all broadcasts there",
	    OPT_TEXT(struct settings, site) },
	{ 0, "sync", NULL, "store onto the disk at once",
	    OPT_FLAG(struct settings, sync) },
	{ 0 },
};

static const char *const examples[] = {
	"chz-watch channels.txt archive",
	"chz-watch --on-close true channels.txt archive 2>>watch.log",
	"chz-watch --site site channels.txt archive",
	NULL,
};

static const struct tool tool = {
	.name = "chz-watch",
	.operands = "CHANNELS DIR",
	.about = "Collect the chat of channels whenever they are live.",
	.opts = options,
	.examples = examples,
};

enum { WORDS = 12, NEVER = -1 };
enum { UNFIT = 2, DENIED = 77 }; /* statuses that another try ends with too */

/* The tools, in the order of the pipe between them. */
enum { LIVES, TAP, STORE, PARTS };

struct part {
	const char *argv[WORDS]; /* ends with NULL */
	pid_t pid;               /* 0 while it does not run */
};

struct watch {
	struct settings set;
	struct part part[PARTS];
	/* What LIVES writes and TAP reads, and what TAP writes and STORE
	 * reads; both ends stay open here, so that a tool that dies does not
	 * end its neighbours before that was seen. */
	int pipe[PARTS - 1][2];
	struct buf follow, idle; /* options of theirs */
	struct buf command;      /* for what is finished */
	struct retry retry;
	uint64_t restarts;
	int64_t due; /* when what is gone starts again; or NEVER */
	bool ending;
	int status;
	sigset_t signals; /* that are waited for */
};

/* As sh(1) reads it: a word, whatever is in it. */
static void
put_word(struct buf *b, const char *text)
{
	buf_adds(b, " '");
	for (; *text != '\0'; text++)
		if (*text == '\'')
			buf_adds(b, "'\\''");
		else
			buf_addc(b, *text);
	buf_addc(b, '\'');
}

/* What chz-store runs: it adds the broadcast's directory to the end.  The pages
 * come after the report, and whether or not there is one. */
static const char *
make_command(struct watch *w, const char *dir)
{
	struct buf *b = &w->command, page = { 0 };

	if (w->set.site == NULL)
		return w->set.command;
	buf_fmt(b, "f() { %s \"$@\"; s=$?; ", w->set.command);
	sibling_path(&page, "chz-page");
	put_word(b, buf_text(&page));
	buf_adds(b, " -q -o");
	put_word(b, w->set.site);
	buf_adds(b, " --");
	put_word(b, dir);
	buf_free(&page);
	buf_adds(b, " && return $s; }; f");
	return buf_text(b);
}

static void
describe(struct watch *w, const char *channels, const char *dir)
{
	const struct settings *set = &w->set;
	const char **store = w->part[STORE].argv;
	size_t n = 0;

	buf_fmt(&w->follow, "--follow=%lldms", (long long)set->poll_ms);
	buf_fmt(&w->idle, "--idle=%lldms", (long long)set->idle_ms);
	memcpy(w->part[LIVES].argv,
	    (const char *[]){
		"chz-lives", buf_text(&w->follow), "-m", "0", "-c", channels },
	    6 * sizeof *store);
	memcpy(w->part[TAP].argv, (const char *[]){ "chz-tap", "--recent=50" },
	    2 * sizeof *store);
	store[n++] = "chz-store";
	if (!set->no_zstd)
		store[n++] = "--zstd";
	if (set->sync)
		store[n++] = "--sync";
	store[n++] = "--leave-open";
	store[n++] = buf_text(&w->idle);
	store[n++] = "--on-close";
	store[n++] = make_command(w, dir);
	store[n++] = "--";
	store[n++] = dir;
}

/* In the child: becomes the tool.  The sources end with us, however we do; the
 * store ends by itself when they have. */
static _Noreturn void
become(const struct watch *w, int i, pid_t parent)
{
	struct buf path = { 0 };

	if (i != STORE)
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXIT_SOME_FAILED);
	if (i > LIVES)
		dup2(w->pipe[i - 1][0], STDIN_FILENO);
	if (i < STORE)
		dup2(w->pipe[i][1], STDOUT_FILENO);
	/* Until the tool knows what to do about it. */
	signal(SIGUSR1, SIG_IGN);
	sigprocmask(SIG_UNBLOCK, &w->signals, NULL);
	sibling_path(&path, w->part[i].argv[0]);
	execvp(buf_text(&path), (char *const *)w->part[i].argv);
	diag_error("%s: %s", w->part[i].argv[0], strerror(errno));
	_exit(EXIT_SOME_FAILED);
}

static void
start_part(struct watch *w, int i)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		become(w, i, parent);
	if (pid < 0)
		diag_die(EXIT_SOME_FAILED, "%s: %s", w->part[i].argv[0],
		    strerror(errno));
	w->part[i].pid = pid;
}

/* Whether all is as it should be, but for chz-lives perhaps. */
static bool
has_pipes(const struct watch *w)
{
	return w->pipe[0][0] >= 0;
}

static void
close_pipes(struct watch *w)
{
	for (int i = 0; i < PARTS - 1; i++)
		for (int end = 0; end < 2; end++) {
			if (w->pipe[i][end] >= 0)
				close(w->pipe[i][end]);
			w->pipe[i][end] = -1;
		}
}

/* Starts what is not running: all, or chz-lives alone. */
static void
start(struct watch *w)
{
	bool whole = !has_pipes(w);

	for (int i = 0; whole && i < PARTS - 1; i++)
		if (pipe2(w->pipe[i], O_CLOEXEC) != 0)
			diag_die(
			    EXIT_SOME_FAILED, "a pipe: %s", strerror(errno));
	for (int i = 0; i < PARTS; i++)
		if (w->part[i].pid == 0)
			start_part(w, i);
	w->due = NEVER;
	retry_up(&w->retry, when_monotonic());
}

/* Has the sources end; the store reads what they have written and ends too. */
static void
end_sources(struct watch *w)
{
	for (int i = LIVES; i < STORE; i++)
		if (w->part[i].pid > 0)
			kill(w->part[i].pid, SIGTERM);
	close_pipes(w);
}

/* How far are they?  Each of them says it. */
static void
ask_parts(const struct watch *w)
{
	progress_say();
	for (int i = 0; i < PARTS; i++)
		if (w->part[i].pid > 0)
			kill(w->part[i].pid, SIGUSR1);
}

static bool
is_running(const struct watch *w)
{
	for (int i = 0; i < PARTS; i++)
		if (w->part[i].pid > 0)
			return true;
	return false;
}

static void
say_how(const struct part *p, int how, const char *next)
{
	if (WIFSIGNALED(how))
		diag_error("%s: killed by signal %d%s", p->argv[0],
		    WTERMSIG(how), next);
	else
		diag_error("%s: ended with status %d%s", p->argv[0],
		    WEXITSTATUS(how), next);
}

static int
status_of(int how)
{
	return WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
}

/* A tool has ended that should not: chz-lives starts again by itself; what the
 * others had in hand is lost with them, so that all begin anew and read again
 * what they can. */
static void
part_died(struct watch *w, int i, int how)
{
	int status = status_of(how);

	if (!has_pipes(w))
		return; /* it was ended, for another */
	if (w->set.once || status == UNFIT || status == DENIED) {
		say_how(&w->part[i], how, "");
		w->status = status != EXIT_OK ? status : EXIT_SOME_FAILED;
		w->ending = true;
		end_sources(w);
		return;
	}
	say_how(&w->part[i], how, "; it is started again");
	w->restarts++;
	w->due = when_monotonic() + retry_down(&w->retry, when_monotonic());
	if (i != LIVES)
		end_sources(w);
}

/* Takes note of every tool that has ended. */
static void
reap(struct watch *w)
{
	int how;
	pid_t pid;

	while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
		for (int i = 0; i < PARTS; i++) {
			if (w->part[i].pid != pid)
				continue;
			w->part[i].pid = 0;
			if (!w->ending)
				part_died(w, i, how);
			else if (i == STORE)
				w->status =
				    exit_worse(w->status, status_of(how));
		}
}

/* A second signal does not wait for the store to finish. */
static void
told_to_end(struct watch *w)
{
	if (w->ending && w->part[STORE].pid > 0)
		kill(w->part[STORE].pid, SIGTERM);
	w->ending = true;
	notify_ending();
	end_sources(w);
}

/* When everything that has to end before a new start has ended. */
static bool
can_start(const struct watch *w)
{
	return w->due != NEVER && when_monotonic() >= w->due &&
	    (has_pipes(w) || !is_running(w));
}

/* Waits for a signal, or until it is time to start something. */
static int
wait_for_signal(const struct watch *w)
{
	enum { LONGEST = 1000 };
	int64_t ms = LONGEST, left = w->due - when_monotonic();
	struct timespec wait;

	if (w->due != NEVER && left < ms)
		ms = left > 0 ? left : 10;
	wait = (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
	return sigtimedwait(&w->signals, NULL, &wait);
}

static void
run(struct watch *w)
{
	start(w);
	notify_ready();
	while (!w->ending || is_running(w)) {
		int signal = wait_for_signal(w);

		notify_alive();
		if (signal == SIGUSR1)
			ask_parts(w);
		else if (signal > 0 && signal != SIGCHLD)
			told_to_end(w);
		reap(w);
		if (!w->ending && can_start(w))
			start(w);
	}
}

static void
block_signals(struct watch *w)
{
	sigemptyset(&w->signals);
	sigaddset(&w->signals, SIGCHLD);
	sigaddset(&w->signals, SIGHUP);
	sigaddset(&w->signals, SIGINT);
	sigaddset(&w->signals, SIGTERM);
	sigaddset(&w->signals, SIGUSR1);
	sigprocmask(SIG_BLOCK, &w->signals, NULL);
}

int
main(int argc, char *argv[])
{
	struct watch w = { .due = NEVER, .pipe = { { -1, -1 }, { -1, -1 } } };
	int first = opt_parse(&tool, argc, argv, &w.set);

	if (argc - first != 2)
		opt_misuse("a list of channels and a directory are needed");
	if (access(argv[first], R_OK) != 0)
		opt_misuse("%s: %s", argv[first], strerror(errno));
	describe(&w, argv[first], argv[first + 1]);
	/* For ever, and soon: broadcasts do not wait. */
	retry_init(&w.retry,
	    (struct retry_rule){ .first_ms = 500,
		.most_ms = 60000,
		.healthy_ms = 60000,
		.max = INT32_MAX },
	    random_seed());
	block_signals(&w);
	progress_own("restarts", &w.restarts);
	run(&w);
	buf_free(&w.follow);
	buf_free(&w.idle);
	buf_free(&w.command);
	return w.status;
}
