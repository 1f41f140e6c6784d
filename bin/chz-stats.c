/*
 * chz-stats - totals of broadcasts, channels, users or nicknames.
 * Events in; a stats record each, or a table, out.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/opt.h"
#include "core/when.h"
#include "jsonl/jsonl.h"
#include "store/walk.h"
#include "totals/table.h"
#include "totals/totals.h"

enum { REFRESH_MS = 1000 };

static struct jsonl_settings io;
static const char *by_name = "stream", *date;
static long top = 10;
static bool partial, merge, table, approx, follow;

static const struct opt options[] = {
	{ 0, "approx", NULL, "estimate distinct counts in 32 KiB each",
	    .flag = &approx },
	{ 0, "by", "KEY", "stream, channel, user or nick (stream)",
	    .text = &by_name },
	{ 0, "date", "DATE", "of an archive, only this date", .text = &date },
	{ 'f', "follow", NULL, "show the table again every second",
	    .flag = &follow },
	{ 0, "merge", NULL, "join what --partial wrote", .flag = &merge },
	{ 'n', "top", "N", "users named, or records written (10; 0 is all)",
	    .count = &top },
	{ 0, "partial", NULL, "write what --merge can join", .flag = &partial },
	{ 0, "table", NULL, "write a table for people", .flag = &table },
	JSONL_OPTIONS(io),
	{ 0 },
};

static const char *const examples[] = {
	"chz-stats events.jsonl",
	"chz-stats --table --date 2026-01-06 archive",
	"chz-tap ID | chz-stats -f --by user",
	NULL,
};

static const struct tool tool = {
	.name = "chz-stats",
	.operands = "[FILE|DIR...]",
	.about = "Add up the chat of broadcasts, channels, users or nicknames.",
	.opts = options,
	.examples = examples,
};

static struct totals totals;
static bool unlisted; /* a directory gave nothing */
static struct jsonl *in;
static struct out *out;

static void
put_record(uint32_t number)
{
	struct stats s = totals_stats(&totals, number);
	struct sums *t = &totals.groups[number];
	struct stats_user *users;

	counts_rank(&t->users);
	users = xcalloc(t->users.n + 1, sizeof *users);
	for (size_t i = 0; i < t->users.n && (top == 0 || i < (size_t)top); i++)
		users[s.top_users.n++] =
		    (struct stats_user){ .user_id = t->users.at[i].text,
			    .user = t->users.at[i].name,
			    .messages = (int64_t)t->users.at[i].n };
	if (totals.by <= TOTALS_CHANNEL && t->user_sketch == NULL)
		s.top_users.at = users;
	stats_derive(&s);
	record_put(&out->buf, &stats_record, &s);
	out_ready(out);
	free(users);
}

static void
put_tallies(const struct counts *c, struct str key, bool nickname)
{
	for (size_t i = 0; i < c->n; i++) {
		struct tally y = { .key = key,
			.of = nickname ? TALLY_NICKNAME : TALLY_USER,
			.id = c->at[i].text,
			.name = c->at[i].name,
			.messages = (int64_t)c->at[i].n };

		record_put(&out->buf, &tally_record, &y);
		out_ready(out);
	}
}

static struct str
sketch_bytes(const struct hll *h)
{
	return h != NULL ? (struct str){ (const char *)h, sizeof *h }
			 : (struct str){ 0 };
}

static void
put_part(uint32_t number)
{
	const struct sums *t = &totals.groups[number];
	struct str key = totals.keys.names[number];
	struct stats s = totals_stats(&totals, number);

	s.partial = true;
	s.users_hll = sketch_bytes(t->user_sketch);
	s.nicknames_hll = sketch_bytes(t->nickname_sketch);
	stats_derive(&s);
	record_put(&out->buf, &stats_record, &s);
	put_tallies(&t->users, key, false);
	put_tallies(&t->nicknames, key, true);
}

/* How many groups are written; all broadcasts and channels are. */
static size_t
shown_groups(void)
{
	bool limited = totals.by >= TOTALS_USER && !partial && top > 0;

	return limited && totals.n > (size_t)top ? (size_t)top : totals.n;
}

static void
show_table(void)
{
	size_t n = shown_groups();
	uint32_t *order = totals_order(&totals);

	if (follow && isatty(STDOUT_FILENO))
		buf_adds(&out->buf, "\033[H\033[2J");
	totals_table_head(&out->buf);
	for (size_t i = 0; i < n; i++) {
		struct stats s = totals_stats(&totals, order[i]);

		stats_derive(&s);
		totals_table_row(&out->buf, &s);
		out_ready(out);
	}
	free(order);
}

static void
show_records(void)
{
	size_t n = shown_groups();
	uint32_t *order = totals_order(&totals);

	for (size_t i = 0; i < n; i++)
		if (partial)
			put_part(order[i]);
		else
			put_record(order[i]);
	free(order);
}

/* Shows the table again, at most once a second. */
static int
refresh(void *ctx)
{
	static int64_t shown;
	static bool fresh;
	int64_t now = when_monotonic();
	unsigned long *changes = ctx;

	if (*changes > 0)
		fresh = false;
	*changes = 0;
	if (fresh)
		return -1;
	if (shown != 0 && now - shown < REFRESH_MS)
		return (int)(REFRESH_MS - (now - shown));
	show_table();
	shown = now;
	fresh = true;
	return -1;
}

static void
gather(void)
{
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;
	unsigned long changes = 0;

	record_want(&events, &event_record, in, TOTALS_KEYS);
	if (follow)
		jsonl_on_wait(in, refresh, &changes);
	for (; (v = jsonl_next(in)) != NULL; changes++)
		if (record_read(&events, v, &e))
			totals_add(&totals, &e);
}

static void
join(void)
{
	struct record_reader sums, tallies;
	struct stats s = stats_blank();
	struct tally y = { 0 };
	const struct json_val *v;

	record_want(&sums, &stats_record, in, NULL);
	record_want(&tallies, &tally_record, in, NULL);
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&tallies, v, &y)) {
			if (record_is_whole(&tally_record, &y))
				totals_tally(&totals, &y);
		} else if (record_read(&sums, v, &s)) {
			if (sums.damaged || !totals_merge(&totals, &s))
				jsonl_bad(in, "a damaged sketch");
		}
}

static void
choose(void)
{
	static const char *const names[] = { "stream", "channel", "user",
		"nick" };
	size_t i = 0;

	while (
	    i < sizeof names / sizeof *names && strcmp(names[i], by_name) != 0)
		i++;
	if (i == sizeof names / sizeof *names)
		opt_misuse(
		    "--by: '%s' is not stream, channel, user or nick", by_name);
	totals.by = (enum totals_by)i;
	totals.approx = approx;
	if (partial && (table || follow))
		opt_misuse("--partial writes no table");
	table = table || follow;
}

/* The operands with directories replaced by the files in them. */
static char **
operands(char *argv[], struct arena *names)
{
	struct opt_list files = { 0 };

	for (; *argv != NULL; argv++) {
		size_t before = files.n;

		if (!walk(&files, *argv, date, names))
			diag_error("%s: cannot be listed", *argv);
		else if (files.n > before || date != NULL)
			continue;
		else
			diag_error("%s: holds no events", *argv);
		unlisted = true;
	}
	MEM_RESERVE(files.at, files.cap, files.n + 1);
	files.at[files.n] = NULL;
	return (char **)files.at;
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv, NULL);
	struct arena names = { 0 };
	char **files;
	int status;

	choose();
	files = operands(argv + first, &names);
	out = out_open(io.output, io.line_buffered);
	/* Directories without broadcasts are not standard input. */
	if (first < argc && files[0] == NULL) {
		arena_free(&names);
		free(files);
		return exit_worse(unlisted, out_close(out));
	}
	in = jsonl_open(files, &io, out);
	if (merge)
		join();
	else
		gather();
	if (table)
		show_table();
	else
		show_records();
	totals_free(&totals);
	status = exit_worse(unlisted, jsonl_finish(in, out));
	arena_free(&names);
	free(files);
	return status;
}
