/* Keeps turns and summaries, in memory and on disk. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "llm/turns.h"

enum { FILE_MAX = 16 * 1024 * 1024, LONGEST_SUMMARY = 32 * 1024 };

/* A turn with texts of its own. */
struct turns_item {
	struct turn turn;
	struct arena texts;
};

struct turns {
	struct turns_rule rule;
	const struct gauge *gauge;
	char *dir;
	struct turns_item *item; /* the oldest first */
	size_t n, cap;
	struct buf summary;
	uint64_t first; /* the number of the oldest turn, from 0 */
	uint64_t folded, lost;
	bool told; /* that the directory cannot be written to */
};

/* ---- in memory ---- */

static void
append(struct turns *h, const struct turn *turn)
{
	struct turns_item *t;
	struct str *users;

	MEM_RESERVE(h->item, h->cap, h->n + 1);
	t = &h->item[h->n++];
	*t = (struct turns_item){ .turn = *turn };
	t->turn.chat = arena_str(&t->texts, turn->chat);
	t->turn.text = arena_str(&t->texts, turn->text);
	t->turn.emotion = arena_str(&t->texts, turn->emotion);
	users = arena_alloc(&t->texts, (turn->users.n + 1) * sizeof *users);
	for (size_t i = 0; i < turn->users.n; i++)
		users[i] = arena_str(&t->texts, turn->users.at[i]);
	t->turn.users.at = users;
}

/* By what the gauge knows now. */
static size_t
cost_of(const struct turns *h, size_t i)
{
	const struct turn *t = &h->item[i].turn;

	return gauge_tokens(h->gauge, t->chat) +
	    gauge_tokens(h->gauge, t->text) + 2 * GAUGE_MESSAGE + 16;
}

static size_t
cost_of_summary(const struct turns *h)
{
	return h->summary.n > 0
	    ? gauge_tokens(h->gauge, buf_view(&h->summary)) + GAUGE_MESSAGE
	    : 0;
}

/* How many of the newest turns fit into so many tokens. */
static size_t
newest_within(const struct turns *h, size_t tokens)
{
	size_t used = cost_of_summary(h), n = 0;

	for (size_t i = h->n; i > 0; i--, n++) {
		used += cost_of(h, i - 1);
		if (used > tokens && n > 0)
			break;
	}
	return n;
}

static void
drop_oldest(struct turns *h, size_t n)
{
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		arena_free(&h->item[i].texts);
	h->n -= n;
	h->first += n;
	memmove(h->item, h->item + n, h->n * sizeof *h->item);
}

size_t
turns_tokens(const struct turns *h)
{
	size_t sum = cost_of_summary(h);

	for (size_t i = 0; i < h->n; i++)
		sum += cost_of(h, i);
	return sum;
}

size_t
turns_window(const struct turns *h)
{
	return newest_within(h, h->rule.keep);
}

struct turn
turns_oldest(const struct turns *h, size_t i)
{
	return h->item[i].turn;
}

struct turn
turns_at(const struct turns *h, size_t i)
{
	return turns_oldest(h, h->n - turns_window(h) + i);
}

struct str
turns_summary(const struct turns *h)
{
	return h->summary.n > 0 ? buf_view(&h->summary) : (struct str){ 0 };
}

size_t
turns_due(const struct turns *h)
{
	if (turns_tokens(h) <= h->rule.fold_above)
		return 0;
	return h->n - newest_within(h, h->rule.keep);
}

uint64_t
turns_lost(const struct turns *h)
{
	return h->lost;
}

/* ---- on disk ---- */

static const char *
path_of(const struct turns *h, const char *name, struct buf *path)
{
	path->n = 0;
	buf_fmt(path, "%s/%s", h->dir, name);
	return buf_text(path);
}

static void
tell(struct turns *h, const char *path)
{
	if (!h->told)
		diag_error("%s: %s; what is said from now on is only kept in "
			   "memory",
		    path, strerror(errno));
	h->told = true;
}

static void
save(struct turns *h, const char *name, struct str text)
{
	struct buf path = { 0 };

	if (h->dir != NULL) {
		if (file_replace(path_of(h, name, &path), text, 0600))
			h->told = false;
		else
			tell(h, path.p);
	}
	buf_free(&path);
}

static void
save_turns(struct turns *h)
{
	struct buf b = { 0 };

	for (size_t i = 0; h->dir != NULL && i < h->n; i++)
		record_put(&b, &turn_record, &h->item[i].turn);
	save(h, "turns.jsonl", b.n > 0 ? buf_view(&b) : STR(""));
	buf_free(&b);
}

/* Reads what is there; false when some of it is no turn. */
static bool
read_turns(struct turns *h, struct str text)
{
	struct jsonl *in = jsonl_new(
	    "turns.jsonl", &(struct jsonl_settings){ .silent = true });
	struct record_reader turns;
	struct turn t = turn_blank();
	const struct json_val *v;
	bool good = true;

	record_want(&turns, &turn_record, in, NULL);
	jsonl_push(in, text.p, text.n);
	jsonl_push_end(in);
	while ((v = jsonl_next(in)) != NULL) {
		if (record_read(&turns, v, &t) &&
		    record_is_whole(&turn_record, &t))
			append(h, &t);
		else
			good = false;
	}
	return jsonl_close(in) == EXIT_OK && good;
}

/* Keeps what could not be read under another name. */
static void
keep_torn(const struct turns *h, const char *name, struct str text)
{
	struct buf path = { 0 };

	buf_fmt(&path, "%s/%s.torn", h->dir, name);
	if (file_replace(buf_text(&path), text, 0600))
		diag_error("%s/%s: torn; kept as %s", h->dir, name, path.p);
	else
		diag_error("%s/%s: torn", h->dir, name);
	buf_free(&path);
}

static void
load_turns(struct turns *h)
{
	struct buf path = { 0 }, text = { 0 };

	if (file_read(path_of(h, "turns.jsonl", &path), FILE_MAX, &text)) {
		if (!read_turns(h, buf_view(&text)))
			keep_torn(h, "turns.jsonl", buf_view(&text));
	} else if (errno != ENOENT && errno != ENOTDIR) {
		diag_error("%s: %s", path.p, strerror(errno));
	}
	buf_free(&path);
	buf_free(&text);
}

enum { SUMMARY, COUNT, SUMMARY_KEYS };
static const struct scan_keys summary_keys = { .n = SUMMARY_KEYS,
	.name = { [SUMMARY] = DOC_KEY("summary"),
	    [COUNT] = DOC_KEY("message_count") } };

static void
load_summary(struct turns *h)
{
	struct buf path = { 0 }, text = { 0 };
	struct json_val v[SUMMARY_KEYS];
	struct scan_error err;
	struct arena a = { 0 };

	if (file_read(path_of(h, "summary.json", &path), FILE_MAX, &text)) {
		if (doc_open(str_trim(buf_view(&text)), &summary_keys, v, &a,
			&err)) {
			int64_t n = val_natural(&v[COUNT]);

			buf_str(&h->summary,
			    utf8_cut(
				val_text(&v[SUMMARY], &a), LONGEST_SUMMARY));
			h->folded = n > 0 ? (uint64_t)n : 0;
		} else {
			keep_torn(h, "summary.json", buf_view(&text));
		}
	} else if (errno != ENOENT && errno != ENOTDIR) {
		diag_error("%s: %s", path.p, strerror(errno));
	}
	arena_free(&a);
	buf_free(&path);
	buf_free(&text);
}

/* "summaries/summary_20260106_112001.json" */
static void
save_old_summary(struct turns *h, struct str document, int64_t now)
{
	struct when_date d = when_date(now, 0);
	struct buf path = { 0 };
	char name[64];

	if (h->dir == NULL)
		return;
	mkdir(path_of(h, "summaries", &path), 0700);
	snprintf(name, sizeof name,
	    "summaries/summary_%04d%02d%02d_%02d%02d%02d.json", d.year, d.month,
	    d.day, d.hour, d.minute, d.second);
	save(h, name, document);
	buf_free(&path);
}

static void
save_summary(struct turns *h, int64_t now)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "summary", buf_view(&h->summary));
	put_int(&b, "message_count", (int64_t)h->folded);
	put_moment(&b, "timestamp", now);
	put_line(&b);
	save_old_summary(h, buf_view(&b), now);
	save(h, "summary.json", buf_view(&b));
	buf_free(&b);
}

/* ---- for all to see ---- */

struct turns *
turns_open(const char *dir, struct turns_rule rule, const struct gauge *gauge)
{
	struct turns *h = xcalloc(1, sizeof *h);

	h->rule = rule;
	h->gauge = gauge;
	if (dir == NULL)
		return h;
	h->dir = xstrdup(dir);
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		tell(h, dir);
	load_summary(h);
	load_turns(h);
	return h;
}

void
turns_close(struct turns *h)
{
	if (h == NULL)
		return;
	drop_oldest(h, h->n);
	free(h->item);
	free(h->dir);
	buf_free(&h->summary);
	free(h);
}

/* What there is no room for is lost, the oldest first; never the newest. */
static void
cap(struct turns *h)
{
	size_t n = 0, tokens = turns_tokens(h);

	while (n + 1 < h->n && tokens > h->rule.most)
		tokens -= cost_of(h, n++);
	if (n > 0)
		drop_oldest(h, n);
	h->lost += n;
}

void
turns_add(struct turns *h, const struct turn *t)
{
	append(h, t);
	cap(h);
	save_turns(h);
}

uint64_t
turns_mark(const struct turns *h, size_t n)
{
	return h->first + n;
}

void
turns_fold(struct turns *h, uint64_t mark, struct str summary, int64_t now)
{
	size_t n = mark > h->first ? (size_t)(mark - h->first) : 0;

	n = n < h->n ? n : h->n;
	drop_oldest(h, n);
	h->folded += n;
	h->summary.n = 0;
	buf_str(&h->summary, utf8_cut(summary, LONGEST_SUMMARY));
	save_summary(h, now);
	save_turns(h);
}
