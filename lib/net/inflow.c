/* Reads files and standard input beside the loop. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/opt.h"
#include "net/inflow.h"
#include "net/stdio.h"

enum { PIECE = 256 /* records of a file at once */ };

struct inflow {
	struct inflow_settings set;
	struct loop *loop;
	struct jsonl *in;
	struct feed *feed;   /* of standard input */
	struct timer *files; /* while they are read */
	bool then_input;     /* behind them */
	bool paused, over;
	int status;
};

static void
begin(struct inflow *f, struct jsonl *in)
{
	f->status = exit_worse(f->status, jsonl_close(f->in));
	f->in = in;
	f->set.want(f->set.ctx, in);
}

static void
on_input(void *ctx, const char *p, size_t n)
{
	struct inflow *f = ctx;
	const struct json_val *v;

	if (n > 0)
		jsonl_push(f->in, p, n);
	else
		jsonl_push_end(f->in);
	while ((v = jsonl_next(f->in)) != NULL)
		f->set.take(f->set.ctx, f->in, v);
	f->over = n == 0;
	f->set.taken(f->set.ctx, f->over);
}

static void
begin_input(struct inflow *f)
{
	begin(f, jsonl_new("<stdin>", f->set.io));
	f->feed = feed_open(f->loop, on_input, f);
	feed_pause(f->feed, f->paused);
}

/* Some records, and then whatever else there is to do. */
static void
on_files(void *ctx)
{
	struct inflow *f = ctx;
	const struct json_val *v = NULL;

	for (int i = 0; i < PIECE && (v = jsonl_next(f->in)) != NULL; i++)
		f->set.take(f->set.ctx, f->in, v);
	if (v != NULL && !f->paused)
		timer_set(f->files, 0);
	else if (v == NULL && f->then_input)
		begin_input(f);
	f->over = v == NULL && !f->then_input;
	f->set.taken(f->set.ctx, f->over);
}

static void
check(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		opt_misuse("%s: not a file; give it as standard input", path);
}

/* Takes standard input out of the list; how many files are left. */
static size_t
sort_files(struct inflow *f, char *files[])
{
	size_t n = 0;

	for (char **at = files; *at != NULL; at++)
		if (strcmp(*at, "-") == 0) {
			f->then_input = true;
		} else {
			check(*at);
			files[n++] = *at;
		}
	files[n] = NULL;
	return n;
}

struct inflow *
inflow_open(struct loop *loop, char *files[], const struct inflow_settings *set)
{
	struct inflow *f = xcalloc(1, sizeof *f);

	f->set = *set;
	f->loop = loop;
	f->files = timer_new(loop, on_files, f);
	if (sort_files(f, files) == 0) {
		begin_input(f);
	} else {
		begin(f, jsonl_open(files, set->io, NULL));
		timer_set(f->files, 0);
	}
	return f;
}

void
inflow_pause(struct inflow *f, bool paused)
{
	f->paused = paused;
	if (f->feed != NULL)
		feed_pause(f->feed, paused);
	else if (paused || f->over)
		timer_clear(f->files);
	else
		timer_set(f->files, 0);
}

int
inflow_close(struct inflow *f)
{
	int status;

	if (f == NULL)
		return EXIT_OK;
	feed_close(f->feed);
	timer_free(f->files);
	status = exit_worse(f->status, jsonl_close(f->in));
	free(f);
	return status;
}
