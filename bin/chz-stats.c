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

struct settings {
	enum totals_by by;
	const char *date;
	size_t top; /* 0 is all */
	bool partial, merge, table, approx, follow;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "approx", NULL, "estimate distinct counts in 32 KiB each",
	    OPT_FLAG(struct settings, approx) },
	{ 0, "by", "KEY", "what is added up",
	    OPT_CHOICE(struct settings, by, totals_by_words), .def = "stream" },
	{ 0, "date", "DATE", "of an archive, only this date",
	    OPT_TEXT(struct settings, date) },
	{ 'f', "follow", NULL, "show the table again every second",
	    OPT_FLAG(struct settings, follow) },
	{ 0, "merge", NULL, "join what --partial wrote",
	    OPT_FLAG(struct settings, merge) },
	{ 'n', "top", "N", "users named, or records written; 0 is all",
	    OPT_COUNT(struct settings, top), .def = "10" },
	{ 0, "partial", NULL, "write what --merge can join",
	    OPT_FLAG(struct settings, partial) },
	{ 0, "table", NULL, "write a table for people",
	    OPT_FLAG(struct settings, table) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-stats",
	.operands = "[FILE|DIR...]",
	.about = "Add up the chat of broadcasts, channels, users or nicknames.",
	.opts = options,
	.groups = OPT_GROUPS(JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("partial | table", "partial | follow"),
	.examples = OPT_LINES("chz-stats events.jsonl",
	    "chz-stats --table --date 2026-01-06 archive",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-stats -f"),
};

struct run {
	struct settings set;
	struct totals totals;
	struct jsonl *in;
	struct out *out;
	struct arena names; /* of files in directories */
	unsigned long changes;
	int64_t shown; /* when the table was, monotonic */
	bool fresh;    /* ... and nothing has changed since */
};

static void
put_record(struct run *r, uint32_t number)
{
	struct stats s = totals_stats(&r->totals, number);
	struct sums *t = &r->totals.groups[number];
	struct stats_user *users;

	counts_rank(&t->users);
	users = xcalloc(t->users.n + 1, sizeof *users);
	for (size_t i = 0;
	     i < t->users.n && (r->set.top == 0 || i < r->set.top); i++)
		users[s.top_users.n++] =
		    (struct stats_user){ .user_id = t->users.at[i].text,
			    .user = t->users.at[i].name,
			    .messages = (int64_t)t->users.at[i].n };
	if (r->totals.by <= TOTALS_CHANNEL && t->user_sketch == NULL)
		s.top_users.at = users;
	stats_derive(&s);
	record_put(&r->out->buf, &stats_record, &s);
	out_ready(r->out);
	free(users);
}

static void
put_tallies(
    struct out *out, const struct counts *c, struct str key, bool nickname)
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
put_part(struct run *r, uint32_t number)
{
	const struct sums *t = &r->totals.groups[number];
	struct str key = r->totals.keys.names[number];
	struct stats s = totals_stats(&r->totals, number);

	s.partial = true;
	s.users_hll = sketch_bytes(t->user_sketch);
	s.nicknames_hll = sketch_bytes(t->nickname_sketch);
	stats_derive(&s);
	record_put(&r->out->buf, &stats_record, &s);
	put_tallies(r->out, &t->users, key, false);
	put_tallies(r->out, &t->nicknames, key, true);
}

/* How many groups are written; all broadcasts and channels are. */
static size_t
shown_groups(const struct run *r)
{
	bool limited =
	    r->totals.by >= TOTALS_USER && !r->set.partial && r->set.top > 0;

	return limited && r->totals.n > r->set.top ? r->set.top : r->totals.n;
}

static void
show_table(struct run *r)
{
	size_t n = shown_groups(r);
	uint32_t *order = totals_order(&r->totals);

	if (r->set.follow && isatty(STDOUT_FILENO))
		buf_adds(&r->out->buf, "\033[H\033[2J");
	totals_table_head(&r->out->buf);
	for (size_t i = 0; i < n; i++) {
		struct stats s = totals_stats(&r->totals, order[i]);

		stats_derive(&s);
		totals_table_row(&r->out->buf, &s);
		out_ready(r->out);
	}
	free(order);
}

static void
show_records(struct run *r)
{
	size_t n = shown_groups(r);
	uint32_t *order = totals_order(&r->totals);

	for (size_t i = 0; i < n; i++)
		if (r->set.partial)
			put_part(r, order[i]);
		else
			put_record(r, order[i]);
	free(order);
}

/* Shows the table again, at most once a second. */
static int
refresh(void *ctx)
{
	struct run *r = ctx;
	int64_t now = when_monotonic();

	if (r->changes > 0)
		r->fresh = false;
	r->changes = 0;
	if (r->fresh)
		return -1;
	if (r->shown != 0 && now - r->shown < REFRESH_MS)
		return (int)(REFRESH_MS - (now - r->shown));
	show_table(r);
	r->shown = now;
	r->fresh = true;
	return -1;
}

static void
gather(struct run *r)
{
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;

	record_want(&events, &event_record, r->in, TOTALS_KEYS);
	if (r->set.follow)
		jsonl_on_wait(r->in, refresh, r);
	for (; (v = jsonl_next(r->in)) != NULL; r->changes++)
		if (record_read(&events, v, &e))
			totals_add(&r->totals, &e);
	record_require(&events);
}

static void
join(struct run *r)
{
	struct record_reader sums, tallies;
	struct stats s = stats_blank();
	struct tally y = { 0 };
	const struct json_val *v;

	record_want(&sums, &stats_record, r->in, NULL);
	record_want(&tallies, &tally_record, r->in, NULL);
	while ((v = jsonl_next(r->in)) != NULL)
		if (record_read(&tallies, v, &y)) {
			if (record_is_whole(&tally_record, &y))
				totals_tally(&r->totals, &y);
		} else if (record_read(&sums, v, &s)) {
			if (sums.damaged || !totals_merge(&r->totals, &s))
				jsonl_bad(r->in, "a damaged sketch");
		}
	record_require(&sums);
}

static int
add_up(struct run *r, struct opt_list files)
{
	char *standard_input[] = { NULL };

	r->in = jsonl_open(files.n > 0 ? (char **)files.at : standard_input,
	    &r->set.io, r->out);
	if (r->set.merge)
		join(r);
	else
		gather(r);
	if (r->set.table || r->set.follow)
		show_table(r);
	else
		show_records(r);
	totals_free(&r->totals);
	return jsonl_finish(r->in, r->out);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set), status;
	struct opt_list files = { 0 };
	bool all = walk_all(&files, argv + first, r.set.date, &r.names);

	r.totals.by = r.set.by;
	r.totals.approx = r.set.approx;
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	/* Directories without broadcasts are not standard input. */
	if (first < argc && files.n == 0)
		status = out_close(r.out);
	else
		status = add_up(&r, files);
	opt_list_free(&files);
	arena_free(&r.names);
	return exit_worse(all ? EXIT_OK : EXIT_SOME_FAILED, status);
}
