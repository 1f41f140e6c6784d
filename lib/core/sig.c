/* Catches signals, waits, and dies of them. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/progress.h"
#include "core/sig.h"

static volatile sig_atomic_t caught, noted;
static volatile sig_atomic_t news; /* noted, and no wait has ended for it */
static volatile sig_atomic_t noted_signal; /* SIGUSR1, ...; 0 is none */
static volatile sig_atomic_t renewed;
static bool renewing, had_terminal;

static void
remember(int signo)
{
	caught = signo;
}

/* An event loop that catches the signal already is left to it. */
static void catch (int signo, const struct sigaction *act)
{
	struct sigaction now;

	if (sigaction(signo, NULL, &now) == 0 &&
	    (now.sa_handler == SIG_DFL || now.sa_handler == SIG_IGN ||
		now.sa_handler == act->sa_handler))
		sigaction(signo, act, NULL);
}

void
sig_catch(void)
{
	/* No SA_RESTART: a blocked read must return.  SA_RESETHAND: the
	 * second signal finds the default action. */
	struct sigaction act = { .sa_handler = remember,
		.sa_flags = (int)SA_RESETHAND };

	sigemptyset(&act.sa_mask);
	catch (SIGINT, &act);
	catch (SIGTERM, &act);
	/* A full disk quota is an error to report, not a death. */
	signal(SIGXFSZ, SIG_IGN);
}

bool
sig_caught(void)
{
	return caught != 0;
}

void
sig_take(int signo)
{
	caught = signo;
}

static void
note(int signo)
{
	(void)signo;
	noted = news = 1;
}

void
sig_note(int signo)
{
	noted_signal = signo;
	signal(signo, note);
}

bool
sig_noted(void)
{
	bool came = noted != 0;

	noted = 0;
	return came;
}

static void
renew(int signo)
{
	(void)signo;
	renewed = news = 1;
}

bool
sig_has_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void
sig_renew(void)
{
	struct sigaction act = { .sa_handler = renew, .sa_flags = SA_RESTART },
			 before;

	sigemptyset(&act.sa_mask);
	sigaction(SIGHUP, &act, &before);
	renewing = true;
	/* nohup(1): the end of the terminal is nothing to it. */
	had_terminal = before.sa_handler != SIG_IGN && sig_has_terminal();
}

bool
sig_renewed(void)
{
	bool came = renewed != 0;

	renewed = 0;
	if (came && had_terminal && !sig_has_terminal()) {
		caught = SIGHUP;
		came = false;
	}
	return came;
}

/* Whether there is a signal to be looked at before a wait. */
static bool
has_news(short events)
{
	return caught != 0 || (news != 0 && (events & POLLIN) != 0);
}

/* poll(2) that a signal between the look at the flag and the wait still ends:
 * the signals are blocked for that moment and let through inside ppoll. */
static int
poll_or_signal(struct pollfd *pfd, int timeout_ms)
{
	struct timespec limit = { .tv_sec = timeout_ms / 1000,
		.tv_nsec = timeout_ms % 1000 * 1000000L };
	sigset_t stop, before;
	int n = -1;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	if (noted_signal != 0)
		sigaddset(&stop, noted_signal);
	if (renewing)
		sigaddset(&stop, SIGHUP);
	sigprocmask(SIG_BLOCK, &stop, &before);
	if (!has_news(pfd->events) || timeout_ms >= 0)
		n = ppoll(pfd, 1, timeout_ms < 0 ? NULL : &limit, &before);
	else
		errno = EINTR;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return n;
}

bool
sig_wait(int fd, short events, int timeout_ms)
{
	struct pollfd pfd = { .fd = fd, .events = events };
	int n;

	do
		n = poll_or_signal(&pfd, timeout_ms);
	while (n < 0 && errno == EINTR && !has_news(events));
	if (n <= 0 && (events & POLLIN) != 0)
		news = 0;
	return n > 0;
}

bool
sig_await(int fd, int (*idle)(void *ctx), void *ctx)
{
	for (;;) {
		int limit_ms = idle(ctx);

		if (limit_ms == SIG_ENOUGH)
			return false;
		if (sig_wait(fd, POLLIN, limit_ms))
			return true;
		if (sig_caught())
			return false;
	}
}

void
sig_shield(void (*start)(void *ctx), void *ctx)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	start(ctx);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void
sig_die(void)
{
	int signo = caught;

	if (signo == 0)
		return;
	progress_end();
	signal(signo, SIG_DFL);
	raise(signo);
}

void
sig_pipe(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGPIPE);
	_Exit(128 + SIGPIPE);
}
