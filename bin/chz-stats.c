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
#include "record/part.h"
#include "store/inputs.h"
#include "totals/by_group.h"
#include "totals/table.h"
#include "totals/totals.h"

enum { REFRESH_MS = 1000 };

struct settings {
	enum totals_by by;
	struct walk_dates dates;
	size_t top; /* 0 is all */
	bool partial, merge, table, approx, follow;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "approx", NULL, "estimate distinct counts in 32 KiB each",
	    OPT_FLAG(struct settings, approx) },
	{ 0, "by", "KEY", "what is added up",
	    OPT_CHOICE(struct settings, by, totals_by_words), .def = "stream" },
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
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("partial | table", "partial | follow"),
	.examples = OPT_LINES("chz-stats events.jsonl",
	    "chz-stats --table --date 2026-01-06 archive",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-stats -f"),
};

struct run {
	struct settings set;
	struct totals totals;
	struct jsonl *in;
	struct record_reader events, money;
	struct jsonl_ahead ahead;
	struct out *out;
	struct by_group users, nicknames; /* while they are written */
	struct part_reader parts;
	struct buf of;     /* whose they are */
	uint64_t n_pieces; /* records of the part that is written */
	unsigned long changes;
	int64_t shown; /* when the table was, monotonic */
	bool fresh;    /* ... and nothing has changed since */
};

/* A user of a group, and the text of their id. */
struct ranked {
	const struct membership *m;
	struct who who;
	char digits[ID128_DIGITS];
};

/* By messages, highest first, then by id. */
static int
by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->m->n != y->m->n)
		return x->m->n < y->m->n ? 1 : -1;
	return who_cmp(x->who, y->who);
}

/* Puts a user among the `n` best of at most `most`; returns how many those are
 * then. */
static size_t
rank(struct ranked *best, size_t n, size_t most, const struct ranked *user)
{
	size_t low = 0, high = n;

	if (n == most && by_rank(&best[n - 1], user) < 0)
		return n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_rank(&best[middle], user) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	n -= n == most;
	memmove(&best[low + 1], &best[low], (n - low) * sizeof *best);
	best[low] = *user;
	return n + 1;
}

/* The users of a group that are named, best first. */
static size_t
rank_users(struct run *r, uint32_t group, struct ranked *best, size_t most)
{
	const struct memberships *users = &r->totals.users;
	size_t n = 0;

	for (uint32_t i = r->users.from[group]; i < r->users.from[group + 1];
	     i++) {
		const struct membership *m = &users->at[r->users.number[i]];
		struct ranked user = { .m = m,
			.who = membership_who(users, m) };

		if (r->set.top == 0)
			best[n++] = user;
		else
			n = rank(best, n, most, &user);
	}
	if (r->set.top == 0 && n > 0)
		qsort(best, n, sizeof *best, by_rank);
	return n;
}

static void
put_with_users(struct run *r, uint32_t group, struct stats *s)
{
	size_t n = r->users.from[group + 1] - r->users.from[group];
	struct ranked *best;
	struct stats_user *users;

	if (r->set.top > 0 && r->set.top < n)
		n = r->set.top;
	best = xcalloc(n, sizeof *best);
	users = xcalloc(n, sizeof *users);
	n = rank_users(r, group, best, n);
	for (size_t i = 0; i < n; i++)
		users[i] = (struct stats_user){ .user_id = who_text(best[i].who,
						    best[i].digits),
			.user = brief_text(&best[i].m->name),
			.messages = (int64_t)best[i].m->n };
	s->top_users = (struct record_items){ users, n };
	record_put(&r->out->buf, &stats_record, s);
	free(users);
	free(best);
}

static void
put_record(struct run *r, uint32_t number)
{
	struct stats s = totals_stats(&r->totals, number);

	stats_derive(&s);
	if (r->totals.by <= TOTALS_CHANNEL &&
	    r->totals.more[r->totals.groups[number].more - 1].user_sketch ==
		NULL)
		put_with_users(r, number, &s);
	else
		record_put(&r->out->buf, &stats_record, &s);
	out_ready(r->out);
}

static void
put_tally(struct run *r, uint32_t group, struct tally y)
{
	y.key = totals_key(&r->totals, group);
	record_put(&r->out->buf, &tally_record, &y);
	r->n_pieces++;
	out_ready(r->out);
}

static void
put_users(struct run *r, uint32_t group)
{
	const struct memberships *users = &r->totals.users;
	bool by_name = r->totals.by == TOTALS_NICK;

	for (uint32_t i = r->users.from[group]; i < r->users.from[group + 1];
	     i++) {
		const struct membership *m = &users->at[r->users.number[i]];
		char digits[ID128_DIGITS];

		put_tally(r, group,
		    (struct tally){ .of = TALLY_USER,
			.id = who_text(membership_who(users, m), digits),
			.name = by_name ? totals_key(&r->totals, group)
					: brief_text(&m->name),
			.messages = (int64_t)m->n });
	}
}

static void
put_nicknames(struct run *r, uint32_t group)
{
	const struct nickname *names = r->totals.nicknames.at;
	struct str first = brief_text(&r->totals.groups[group].name);

	if (r->totals.by == TOTALS_USER && first.n > 0)
		put_tally(r, group,
		    (struct tally){ .of = TALLY_NICKNAME,
			.id = first,
			.messages = totals_first(&r->totals, group) });
	for (uint32_t i = r->nicknames.from[group];
	     i < r->nicknames.from[group + 1]; i++) {
		const struct nickname *name = &names[r->nicknames.number[i]];

		put_tally(r, group,
		    (struct tally){ .of = TALLY_NICKNAME,
			.id = brief_text(&name->text),
			.messages = name->n });
	}
}

static struct str
sketch_bytes(const struct hll *h)
{
	return h != NULL ? (struct str){ (const char *)h, sizeof *h }
			 : (struct str){ 0 };
}

/* Whether only tallies of a group have come: its stats record is elsewhere. */
static bool
is_unnamed(const struct run *r, const struct stats *s)
{
	return r->set.merge && r->totals.by <= TOTALS_CHANNEL &&
	    s->stream_id.p == NULL && s->channel_id.p == NULL &&
	    s->messages == 0;
}

static void
put_part(struct run *r, uint32_t number)
{
	struct stats s = totals_stats(&r->totals, number);
	uint32_t more = r->totals.groups[number].more;

	s.partial = true;
	if (more > 0) {
		const struct more *m = &r->totals.more[more - 1];

		s.users_hll = sketch_bytes(m->user_sketch);
		s.nicknames_hll = sketch_bytes(m->nickname_sketch);
	}
	stats_derive(&s);
	if (!is_unnamed(r, &s)) {
		record_put(&r->out->buf, &stats_record, &s);
		r->n_pieces++;
	}
	put_users(r, number);
	put_nicknames(r, number);
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

/* Finds each group's users, and where those are written its nicknames. */
static void
group_people(struct run *r)
{
	struct totals *l = &r->totals;

	r->users =
	    by_group_sort(l->users.at, sizeof *l->users.at, l->users.n, l->n);
	if (!r->set.partial)
		return;
	totals_settle(l);
	r->nicknames = by_group_sort(
	    l->nicknames.at, sizeof *l->nicknames.at, l->nicknames.n, l->n);
}

static void
show_records(struct run *r)
{
	size_t n = shown_groups(r);
	uint32_t *order = totals_order(&r->totals);

	group_people(r);
	for (size_t i = 0; i < n; i++)
		if (r->set.partial)
			put_part(r, order[i]);
		else
			put_record(r, order[i]);
	if (r->set.partial)
		part_put(&r->out->buf, &r->parts.sum, r->n_pieces, r->in);
	by_group_free(&r->users);
	by_group_free(&r->nicknames);
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

/* Makes a summand of a record; on any thread. */
static void
digest(void *run, const struct json_val *v, void *summand)
{
	struct run *r = run;
	struct event e; /* all of it that is looked at is filled in */

	if (record_peek(&r->events, v, &e) == 0 ||
	    (e.type == EVENT_DONATION && record_peek(&r->money, v, &e) == 0))
		e.type = EVENT_OTHER;
	totals_digest(r->set.by, &e, summand);
}

static void
far(void *run, void *summand)
{
	totals_far(&((struct run *)run)->totals, summand);
}

static void
guess(void *run, void *summand)
{
	totals_guess(&((struct run *)run)->totals, summand);
}

static void
near(void *run, void *summand)
{
	totals_near(&((struct run *)run)->totals, summand);
}

static void
nearest(void *run, void *summand)
{
	totals_nearest(&((struct run *)run)->totals, summand);
}

static void
gather(struct run *r)
{
	struct event e = event_blank();
	const struct json_val *v;

	record_want(&r->events, &event_record, r->in, TOTALS_KEYS);
	record_want(&r->money, &event_record, r->in, TOTALS_MONEY);
	r->ahead = (struct jsonl_ahead){ { sizeof(struct summand), digest, r },
		{ far, guess } };
	if (r->totals.by != TOTALS_USER)
		r->ahead.look[2] = near;
	if (r->totals.by <= TOTALS_CHANNEL)
		r->ahead.look[3] = nearest;
	jsonl_look_ahead(r->in, &r->ahead);
	if (r->set.follow)
		jsonl_on_wait(r->in, refresh, r);
	for (; (v = jsonl_next(r->in)) != NULL; r->changes++) {
		const struct summand *s = jsonl_digest(r->in);

		if (s->type != EVENT_OTHER) {
			r->events.met++;
			totals_take(&r->totals, s);
		} else if (record_read(&r->events, v, &e)) {
			record_read(&r->money, v, &e);
			totals_add(&r->totals, &e);
		}
	}
	record_require(&r->events);
}

static void
join(struct run *r)
{
	struct record_reader sums, tallies;
	struct stats s = stats_blank();
	struct tally y = { 0 };
	const struct json_val *v;

	part_want(&r->parts, r->in, buf_text(&r->of));
	record_want(&sums, &stats_record, r->in, NULL);
	record_want(&tallies, &tally_record, r->in, NULL);
	while ((v = jsonl_next(r->in)) != NULL)
		if (part_read(&r->parts, v)) {
			continue;
		} else if (record_read(&tallies, v, &y)) {
			part_met(&r->parts);
			if (record_is_whole(&tally_record, &y))
				totals_tally(&r->totals, &y);
		} else if (record_read(&sums, v, &s)) {
			part_met(&r->parts);
			if (sums.damaged || !totals_merge(&r->totals, &s))
				jsonl_bad(r->in,
				    "a damaged sketch or damaged amounts");
		}
	record_require(&sums);
}

static void
show(struct run *r)
{
	if (r->set.merge && !r->set.partial && !part_whole(&r->parts))
		return;
	if (r->set.table || r->set.follow)
		show_table(r);
	else
		show_records(r);
}

static int
add_up(struct run *r, char *const operands[])
{
	r->in = inputs_open(operands, &r->set.dates, &r->set.io, r->out);
	if (r->set.merge)
		join(r);
	else
		gather(r);
	show(r);
	totals_free(&r->totals);
	buf_free(&r->of);
	return jsonl_finish(r->in, r->out);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set);

	r.totals.by = r.set.by;
	r.totals.approx = r.set.approx && !r.set.merge;
	buf_fmt(&r.of, "chz-stats %s", totals_by_words[r.set.by - 1]);
	r.parts.sum.of = (struct str){ buf_text(&r.of), r.of.n };
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	return add_up(&r, argv + first);
}
