/*
 * chz-top - watch what happens now in a terminal.
 * Records in; a full screen out, and with -k the records.
 */

#include <sys/ioctl.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/opt.h"
#include "core/sig.h"
#include "jsonl/jsonl.h"
#include "store/inputs.h"
#include "term/board.h"
#include "term/slate.h"
#include "term/terminal.h"
#include "term/view.h"

enum {
	DRAW_MS = 250, /* between two pictures */
	KEYS_MS = 50,  /* between two looks for keys */
	NAP_MS = 5,    /* in which records gather */
	MANY = 256,    /* records between two looks at the clock */
	COLUMNS = 80   /* where nobody says */
};

struct settings {
	bool keep, once;
	enum view_sort sort;
	const char *filter;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "filter", "TEXT", "only channels with TEXT, or these initials",
	    OPT_TEXT(struct settings, filter) },
	{ 'k', "keep", NULL, "pass the input through",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "once", NULL, "print the list at the end of the input",
	    OPT_FLAG(struct settings, once) },
	{ 0, "sort", "KEY", "order of the channels",
	    OPT_CHOICE(struct settings, sort, view_sorts), .def = "rate" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-top",
	.operands = "[FILE|DIR...]",
	.about = "Watch what happens now, in a terminal.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.rules = OPT_LINES("once | keep"),
	.examples = OPT_LINES("chz-lives | chz-tap | chz-top",
	    "chz-lives | chz-tap | chz-top -k | chz-store archive",
	    "chz-top --once --sort people events.jsonl"),
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct board board;
	struct view view;
	struct slate slate;
	int64_t drawn; /* when, by when_monotonic */
	bool left;     /* by the user */
};

static void
draw(struct run *r)
{
	size_t columns, lines;

	terminal_size(&columns, &lines);
	slate_begin(&r->slate, columns, lines);
	board_tick(&r->board, when_now());
	view_take(&r->view, &r->board);
	view_draw(&r->view, &r->slate);
	terminal_show(&r->slate);
	r->drawn = when_monotonic();
}

/* All keys that were pressed; whether there were any. */
static bool
take_keys(struct run *r, int wait_ms)
{
	bool any = false;
	uint32_t key;

	while ((key = terminal_press(wait_ms)) != PRESS_NONE) {
		any = true;
		wait_ms = 0;
		if (key == PRESS_REDRAW)
			terminal_redraw();
		else if (key != PRESS_RESIZE && !view_press(&r->view, key))
			r->left = true;
	}
	return any;
}

/* Called often: between records, and while none come. */
static int
look_round(void *ctx)
{
	struct run *r = ctx;

	if (take_keys(r, 0) || when_monotonic() - r->drawn >= DRAW_MS)
		draw(r);
	if (r->left)
		jsonl_stop(r->in);
	return KEYS_MS;
}

/* Whoever sends each record by itself would have this wake for each, and nobody
 * sees the difference. */
static int
while_waiting(void *ctx)
{
	struct run *r = ctx;

	if (r->out != NULL)
		out_flush(r->out);
	usleep(NAP_MS * 1000);
	return look_round(r);
}

static void
read_all(struct run *r)
{
	const struct json_val *v;
	unsigned long n = 0;

	board_want(&r->board, r->in);
	while ((v = jsonl_next(r->in)) != NULL) {
		if (r->out != NULL)
			jsonl_pass(r->in);
		board_record(&r->board, v, when_now());
		if (!r->set.once && ++n % MANY == 0)
			look_round(r);
	}
	board_end(&r->board, when_now());
}

/* The last picture stays until the user has seen it. */
static void
stay(struct run *r)
{
	while (!r->left && !sig_caught()) {
		draw(r);
		while (!take_keys(r, -1) && !sig_caught())
			;
	}
}

static int
show(struct run *r)
{
	const char *why;
	int status;

	why = terminal_open();
	if (why != NULL)
		diag_die(EXIT_SOME_FAILED, "%s", why);
	jsonl_on_wait(r->in, while_waiting, r);
	read_all(r);
	status = out_close(r->out);
	stay(r);
	terminal_close();
	return status;
}

static size_t
width_of_output(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return COLUMNS;
}

static int
print(struct run *r)
{
	struct out *out = out_open(NULL, false);

	read_all(r);
	view_take(&r->view, &r->board);
	slate_begin(&r->slate, width_of_output(), view_height(&r->view) + 1);
	view_draw(&r->view, &r->slate);
	for (size_t i = 0; i + 1 < r->slate.lines; i++) {
		slate_put_line(&r->slate, i, &out->buf);
		buf_addc(&out->buf, '\n');
	}
	return out_close(out);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set), status;

	if (r.set.keep && isatty(STDOUT_FILENO))
		opt_misuse("--keep: standard output is the terminal, no pipe");
	r.view.sort = r.set.sort;
	if (argv[first] == NULL && isatty(STDIN_FILENO))
		opt_misuse("no records: they come by a pipe or from files");
	buf_str(&r.view.filter, str_of(r.set.filter));
	if (r.set.keep)
		r.out = out_open(NULL, false);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	status = r.set.once ? print(&r) : show(&r);
	board_free(&r.board);
	view_free(&r.view);
	slate_free(&r.slate);
	return exit_worse(status, jsonl_finish(r.in, NULL));
}
