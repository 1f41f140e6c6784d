/*
 * chz-lives - list, filter, search and follow live broadcasts.
 * Nothing in; `live` records out, as chz-tap wants them.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/utf8.h"
#include "import/channels.h"
#include "net/stdio.h"
#include "tap/onair.h"

enum { SEARCH_ROWS = 50, PAGES_MAX = 1000 };

struct settings {
	struct opt_list channels;
	bool adult, follow, has_least;
	int64_t every_ms;
	size_t most; /* 0 is all */
	const char *name;
	struct onair_settings air;
	struct sink_settings out;
};

static const struct opt options[] = {
	{ 'c', "channel", "FILE|ID", "only these; may be repeated",
	    OPT_LIST(struct settings, channels) },
	{ 'f', "follow", "[DUR]", "go on and print what changes, each DUR",
	    OPT_SPAN(struct settings, every_ms),
	    OPT_GIVEN(struct settings, follow), .def = "60s", .above = true },
	{ 'm', "min-viewers", "N", "at least N viewers",
	    OPT_COUNT(struct settings, air.least_viewers),
	    OPT_GIVEN(struct settings, has_least), .conf = "MIN_LIVE_USER",
	    .def = "100" },
	{ 'n', "max", "N", "at most N broadcasts",
	    OPT_COUNT(struct settings, most) },
	{ 0, "adult", NULL, "19+ broadcasts too",
	    OPT_FLAG(struct settings, adult) },
	{ 0, "min-followers", "N", "at least N followers",
	    OPT_COUNT(struct settings, air.least_followers) },
	{ 0, "name", "TEXT", "channels by name, live or not",
	    OPT_TEXT(struct settings, name) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-lives",
	.operands = "",
	.about = "List, filter, search and follow live broadcasts.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out)),
	.examples = OPT_LINES("chz-lives -m 1000 | chz-tap | chz-store archive",
	    "chz-lives -c channels.yaml -f 30s | chz-tap"),
};

struct lives {
	struct settings set;
	struct loop *loop;
	struct web *web;
	struct sink *sink;
	struct onair air;
	struct timer *next_round;
	uint32_t asked; /* the first `asked` channels are the user's */
	struct chzzk_cursor cursor;
	int pages;
	bool listing; /* more channels may come in this round */
};

static void end_round(void *);

static bool
is_enough(const struct lives *l)
{
	return l->set.most > 0 && l->air.seen >= l->set.most;
}

static void
on_listed(void *arg, const struct chzzk_live *found)
{
	struct lives *l = arg;

	if (found->live.viewers >= l->set.air.least_viewers &&
	    (l->set.adult || !found->live.adult) && !is_enough(l))
		onair_listed(&l->air, &found->live);
}

/* After the last of a round's channels: those that were open and are not
 * listed any more have ended, or shrunk. */
static void
end_listing(struct lives *l)
{
	if (l->set.follow)
		onair_look_at_missing(&l->air);
	l->listing = false;
	end_round(l);
}

static void ask_page(struct lives *);

/* The list moves while it is read: a page may repeat what was seen. */
static void
on_page(void *ctx, const struct http_answer *a)
{
	struct lives *l = ctx;
	struct chzzk_cursor next = { 0 }, had = l->cursor;
	enum chzzk_result result =
	    chzzk_read_lives(l->web->api, a->body, on_listed, l, &next);
	bool moved = next.live_id != had.live_id || next.viewers != had.viewers;

	l->cursor = next;
	if (!onair_failed(&l->air, a, result, "the list of broadcasts") &&
	    next.more && moved && next.viewers >= l->set.air.least_viewers &&
	    ++l->pages < PAGES_MAX && !is_enough(l))
		ask_page(l);
	else
		end_listing(l);
}

static void
ask_page(struct lives *l)
{
	const struct web_manner manner = { .good = web_is_filled };
	struct buf url = { 0 };

	chzzk_url_lives(&url, l->web->api_url, CHZZK_LIVES_MAX, &l->cursor);
	web_get(l->web, buf_text(&url), &manner, on_page, l);
	buf_free(&url);
}

static void
on_found(void *arg, const struct chzzk_channel *found)
{
	struct lives *l = arg;

	if (!is_enough(l))
		onair_look(&l->air, found->channel_id, found->followers);
	l->asked = l->air.channels.n;
}

static void
on_search(void *ctx, const struct http_answer *a)
{
	struct lives *l = ctx;
	enum chzzk_result result =
	    chzzk_read_search(l->web->api, a->body, on_found, l);

	onair_failed(&l->air, a, result, l->set.name);
	end_listing(l);
}

static void
search(struct lives *l)
{
	struct buf url = { 0 };

	chzzk_url_search(
	    &url, l->web->api_url, str_of(l->set.name), 0, SEARCH_ROWS);
	web_get(l->web, buf_text(&url), NULL, on_search, l);
	buf_free(&url);
}

static void
begin_round(void *ctx)
{
	struct lives *l = ctx;

	onair_begin(&l->air);
	l->listing = true;
	l->cursor = (struct chzzk_cursor){ 0 };
	l->pages = 0;
	if (l->asked == 0 && l->set.name != NULL) {
		search(l);
	} else if (l->asked == 0) {
		ask_page(l);
	} else {
		for (uint32_t i = 0; i < l->asked; i++)
			onair_look(&l->air, keyed_key(&l->air.channels, i),
			    RECORD_UNKNOWN);
		end_listing(l);
	}
}

static void
end_round(void *ctx)
{
	struct lives *l = ctx;

	if (l->listing || !onair_is_idle(&l->air))
		return;
	if (l->set.follow)
		timer_set(l->next_round, l->set.every_ms);
	else
		sink_end(l->sink);
}

/* On a signal: prints what is there, even if something before it is not. */
static void
wind_up(void *ctx)
{
	struct lives *l = ctx;

	timer_clear(l->next_round);
	web_free(l->web);
	l->web = NULL;
	onair_flush(&l->air);
	sink_end(l->sink);
}

static void
stop(void *ctx)
{
	loop_stop(((struct lives *)ctx)->loop);
}

/* What read_channels passes on. */
struct list {
	struct lives *lives;
	const char *path;
};

static void
take_listed(void *ctx, int line, struct str id, struct str title)
{
	static struct diag_kind bad = { .what = "bad lines" };
	const struct list *list = ctx;
	struct str known;

	if (chzzk_channel_named(id, &known)) {
		onair_name(&list->lives->air, known, title);
		return;
	}
	diag_repeat(&bad, "%s:%d: not a channel id: %.*s", list->path, line,
	    STR_ARG(utf8_cut(id, 60)));
	list->lives->air.status = EXIT_SOME_FAILED;
}

static void
read_channels(struct lives *l, const char *path)
{
	struct list list = { l, path };

	if (!channels_read(path, take_listed, &list))
		opt_misuse(
		    "--channel: '%s' is neither a channel nor a file: %s", path,
		    strerror(errno));
}

static void
take_channels(struct lives *l)
{
	struct str id;

	for (const char **c = l->set.channels.at; c != NULL && *c != NULL;
	     c++) {
		if (chzzk_channel_named(str_of(*c), &id))
			onair_name(&l->air, id, (struct str){ 0 });
		else
			read_channels(l, *c);
	}
	l->asked = l->air.channels.n;
}

/* Channels that were asked for are not measured by their viewers. */
static void
read_settings(struct settings *set)
{
	bool asked = set->channels.n > 0 || set->name != NULL;

	if (asked && !set->has_least)
		set->air.least_viewers = RECORD_UNKNOWN;
	if (set->air.least_followers == 0)
		set->air.least_followers = RECORD_UNKNOWN;
	set->air.closed_too = set->name != NULL;
}

static int
finish(struct lives *l)
{
	int status = exit_worse(l->air.status, sink_close(l->sink));

	web_free(l->web);
	timer_free(l->next_round);
	loop_free(l->loop);
	onair_free(&l->air);
	opt_free(&tool, &l->set);
	diag_end();
	sig_die();
	return status;
}

static void
run(struct lives *l)
{
	struct settings *set = &l->set;

	l->loop = loop_new();
	l->web = web_new(l->loop);
	set->out.ended = stop;
	set->out.ctx = l;
	l->sink = sink_open(l->loop, &set->out);
	l->next_round = timer_new(l->loop, begin_round, l);
	set->air.idle = end_round;
	set->air.ctx = l;
	onair_init(&l->air, l->web, &l->sink->buf, &set->air);
	take_channels(l);
	loop_on_signal(l->loop, wind_up, l);
	if (set->channels.n == 0 || l->asked > 0) {
		timer_set(l->next_round, 0);
		loop_run(l->loop);
	}
}

int
main(int argc, char *argv[])
{
	struct lives l = { 0 };

	opt_parse(&tool, argc, argv, &l.set);
	read_settings(&l.set);
	run(&l);
	return finish(&l);
}
