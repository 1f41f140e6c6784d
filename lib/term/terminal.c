/* Draws with ncurses, and puts the terminal right at any end. */
#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "core/sig.h"
#include "term/terminal.h"

/* Its header, term.h, makes macros of `lines` and `columns`. */
extern int tputs(const char *, int, int (*)(int));

enum { RESTORE_MAX = 256, ESCAPE_MS = 50 };

/* All that a signal's handler needs. */
static struct {
	volatile sig_atomic_t open;
	int fd, held, error; /* the terminal; standard error's text; its own */
	struct termios before;
	char text[RESTORE_MAX];
	size_t n;
} restore = { .held = -1 };

static FILE *tty;
static SCREEN *screen;

/* ---- the way back ---- */

/* What was held back goes where it should have gone. */
static void
let_go(void)
{
	char piece[4096];
	ssize_t n;

	if (restore.held < 0)
		return;
	dup2(restore.error, STDERR_FILENO);
	lseek(restore.held, 0, SEEK_SET);
	while ((n = read(restore.held, piece, sizeof piece)) > 0)
		if (write(STDERR_FILENO, piece, (size_t)n) < 0)
			break;
	close(restore.held);
	close(restore.error);
	restore.held = -1;
}

/* Safe in a handler: system calls alone. */
static void
put_right(void)
{
	int error = errno;

	if (restore.open) {
		restore.open = 0;
		tcsetattr(restore.fd, TCSANOW, &restore.before);
		(void)!write(restore.fd, restore.text, restore.n);
		let_go();
	}
	errno = error;
}

static void
die(int signo)
{
	put_right();
	signal(signo, SIG_DFL);
	raise(signo);
}

/* The first only asks to end; whoever is stuck dies of the second. */
static void
ask_to_end(int signo)
{
	struct sigaction act = { .sa_handler = die };

	sigemptyset(&act.sa_mask);
	sig_take(signo);
	sigaction(signo, &act, NULL);
}

static void
watch_signals(void)
{
	static const int ask[] = { SIGINT, SIGTERM };
	static const int deadly[] = { SIGHUP, SIGQUIT, SIGPIPE, SIGSEGV, SIGBUS,
		SIGABRT, SIGFPE, SIGILL, SIGALRM };
	struct sigaction act = { .sa_handler = ask_to_end };

	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < sizeof ask / sizeof *ask; i++)
		sigaction(ask[i], &act, NULL);
	act.sa_handler = die;
	act.sa_flags = (int)SA_NODEFER;
	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
		sigaction(deadly[i], &act, NULL);
}

/* ---- opening ---- */

static int
remember_byte(int c)
{
	if (restore.n < RESTORE_MAX)
		restore.text[restore.n++] = (char)c;
	return c;
}

/* The strings that end what initscr(3) and keypad(3) begin. */
static void
remember_way_back(void)
{
	static const char *const names[] = { "sgr0", "op", "cnorm", "rmkx",
		"rmcup" };

	restore.n = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *text = tigetstr(names[i]);

		if (text != NULL && text != (const char *)-1)
			tputs(text, 1, remember_byte);
	}
}

/* Columns are those of UTF-8, whatever the user's locale is. */
static void
set_locale(void)
{
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static void
hold_back(void)
{
	if (!isatty(STDERR_FILENO))
		return;
	restore.held = memfd_create("held back", MFD_CLOEXEC);
	restore.error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (restore.held >= 0)
		dup2(restore.held, STDERR_FILENO);
}

static void
set_styles(void)
{
	start_color();
	use_default_colors();
	init_pair(SLATE_HOT, COLOR_RED, -1);
	init_pair(SLATE_MONEY, COLOR_YELLOW, -1);
	init_pair(SLATE_BAD, COLOR_RED, -1);
	init_pair(SLATE_CURVE, COLOR_CYAN, -1);
}

static void
set_modes(void)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	set_escdelay(ESCAPE_MS);
	set_styles();
}

const char *
terminal_open(void)
{
	tty = fopen("/dev/tty", "r+e");
	if (tty == NULL)
		return "no terminal";
	set_locale();
	restore.fd = fileno(tty);
	tcgetattr(restore.fd, &restore.before);
	watch_signals();
	screen = newterm(NULL, tty, tty);
	if (screen == NULL) {
		fclose(tty);
		return "a terminal that cannot do this: what is TERM?";
	}
	remember_way_back();
	hold_back();
	restore.open = 1;
	atexit(put_right);
	set_modes();
	return NULL;
}

void
terminal_close(void)
{
	if (screen == NULL)
		return;
	endwin();
	put_right();
	delscreen(screen);
	fclose(tty);
	screen = NULL;
}

/* ---- showing ---- */

void
terminal_size(size_t *columns, size_t *lines)
{
	*columns = (size_t)COLS;
	*lines = (size_t)LINES;
}

static attr_t
attributes(enum slate_style style)
{
	static const attr_t of[SLATE_STYLES] = { [SLATE_DIM] = A_DIM,
		[SLATE_BAR] = A_REVERSE,
		[SLATE_CHOSEN] = A_REVERSE | A_BOLD,
		[SLATE_HOT] = A_BOLD,
		[SLATE_BAD] = A_BOLD };

	bool coloured = style == SLATE_HOT || style == SLATE_MONEY ||
	    style == SLATE_BAD || style == SLATE_CURVE;

	if (coloured && has_colors())
		return of[style] | (attr_t)COLOR_PAIR(style);
	return of[style];
}

void
terminal_show(const struct slate *s)
{
	const struct slate_part *part;

	erase();
	for (size_t i = 0; i < s->n; i++) {
		struct str text;

		part = &s->part[i];
		if (i == 0 || part->line != s->part[i - 1].line)
			move((int)part->line, 0);
		text = slate_text(s, part);
		attrset(attributes(part->style));
		addnstr(text.p, (int)text.n);
	}
	attrset(A_NORMAL);
	refresh();
}

void
terminal_redraw(void)
{
	clearok(curscr, TRUE);
}

/* ---- keys ---- */

static uint32_t
special(wint_t c)
{
	static const struct {
		wint_t from;
		uint32_t to;
	} keys[] = { { KEY_UP, PRESS_UP }, { KEY_DOWN, PRESS_DOWN },
		{ KEY_PPAGE, PRESS_PAGE_UP }, { KEY_NPAGE, PRESS_PAGE_DOWN },
		{ KEY_HOME, PRESS_FIRST }, { KEY_END, PRESS_LAST },
		{ KEY_ENTER, PRESS_ENTER }, { KEY_BACKSPACE, PRESS_DELETE },
		{ KEY_DC, PRESS_DELETE }, { KEY_RESIZE, PRESS_RESIZE } };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].from == c)
			return keys[i].to;
	return PRESS_OTHER;
}

uint32_t
terminal_press(int wait_ms)
{
	wint_t c;
	int kind;

	timeout(wait_ms);
	kind = get_wch(&c);
	if (kind == ERR)
		return PRESS_NONE;
	if (kind == KEY_CODE_YES)
		return special(c);
	if (c == '\r')
		return PRESS_ENTER;
	return c == '\b' ? PRESS_DELETE : (uint32_t)c;
}
