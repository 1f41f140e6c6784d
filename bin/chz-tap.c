/*
 * chz-tap - tap any number of live chats at once.
 * `live` records or names of channels in; chat, donation, subscription,
 * moderation and link records out.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/utf8.h"
#include "import/channels.h"
#include "net/stdio.h"
#include "tap/taps.h"

struct settings {
	const char *list;
	bool status;
	struct taps_settings taps;
	struct sink_settings out;
};

static const struct opt options[] = {
	{ 'c', "channels", "FILE", "the sources of this file too, one a line",
	    OPT_TEXT(struct settings, list) },
	{ 0, "check", "DUR", "between looks at a broadcast",
	    OPT_SPAN(struct settings, taps.check_ms), .def = "30s",
	    .above = true },
	{ 0, "idle", "DUR", "leave a chat that is silent that long",
	    OPT_SPAN(struct settings, taps.idle_ms) },
	{ 0, "max-retries", "N", "failures in a row to bear",
	    OPT_COUNT(struct settings, taps.max_retries), .def = "100" },
	{ 0, "quota", "N", "units of YouTube's quota to spend in a day",
	    OPT_COUNT(struct settings, taps.quota), .def = "10000" },
	{ 0, "raw", NULL, "every frame too, as it came, as raw records",
	    OPT_FLAG(struct settings, taps.raw) },
	{ 0, "recent", "N", "begin with up to N older messages",
	    OPT_COUNT(struct settings, taps.recent), .max = 1000 },
	{ 0, "status", NULL, "on SIGUSR1, write how each source stands",
	    OPT_FLAG(struct settings, status) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-tap",
	.operands = "[SOURCE...]",
	.about = "Tap any number of live chats at once.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out)),
	.examples =
	    OPT_LINES("chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-ts",
		"chz-tap -c channels.txt | chz-store archive",
		"chz-lives -f | chz-tap | chz-store archive"),
};

struct run {
	struct settings set;
	struct loop *loop;
	struct web *web;
	struct sink *sink;
	struct taps taps;
	struct feed *feed; /* NULL: the channels are operands */
	struct jsonl *in;
	struct record_reader lives;
	bool fed;     /* no more channels will come */
	bool written; /* and no more records */
	int status;
};

/* Called whenever a chat has ended, and when all is written. */
static void
end_if_done(void *ctx)
{
	struct run *r = ctx;

	if (r->fed && r->taps.n == 0)
		sink_end(r->sink);
	if (r->written && !taps_are_busy(&r->taps))
		loop_stop(r->loop);
}

static void
take_live(struct run *r, const struct json_val *v)
{
	struct live live = live_blank();
	const struct platform *platform;

	if (!record_read(&r->lives, v, &live))
		return;
	platform = platform_of(live.platform);
	if (platform == NULL)
		return;
	if (!platform->is_channel_id(live.channel_id))
		jsonl_bad(r->in, "a live record without a good channel_id");
	else if (live.status == LIVE_CLOSE)
		taps_close(&r->taps, platform, &live);
	else
		taps_open(&r->taps, platform, &live);
}

static void
take_input(void *ctx, const char *p, size_t n)
{
	struct run *r = ctx;
	const struct json_val *v;

	if (n > 0)
		jsonl_push(r->in, p, n);
	else
		jsonl_push_end(r->in);
	while ((v = jsonl_next(r->in)) != NULL)
		take_live(r, v);
	r->fed = n == 0;
	end_if_done(r);
}

static void
tell_full(void *ctx, bool full)
{
	taps_pause(&((struct run *)ctx)->taps, full);
}

static void
stop(void *ctx)
{
	struct run *r = ctx;

	r->written = true;
	end_if_done(r);
}

static void
wind_up(void *ctx)
{
	struct run *r = ctx;

	r->fed = true;
	taps_stop(&r->taps);
	sink_end(r->sink);
}

/* Appends what all platforms' sources look like. */
static void
put_sources(struct buf *b)
{
	for (int i = 0; i < PLATFORMS; i++)
		buf_fmt(b, "%s%s", i > 0 ? "; " : "", platforms[i]->sources);
}

/* Before anything is asked: one bad name is misuse of all. */
static void
check_names(char *names[])
{
	struct buf sources = { 0 };
	struct str id;

	put_sources(&sources);
	for (; *names != NULL; names++)
		if (platform_named(str_of(*names), &id) == NULL)
			opt_misuse("'%s' is not a channel: %s", *names,
			    buf_text(&sources));
	buf_free(&sources);
}

static void
open_named(struct run *r, char *names[])
{
	for (; *names != NULL; names++) {
		struct live live = live_blank();
		const struct platform *platform =
		    platform_named(str_of(*names), &live.channel_id);

		taps_open(&r->taps, platform, &live);
	}
	r->fed = true;
}

static void
open_listed(void *ctx, int line, struct str source, struct str name)
{
	static struct diag_kind bad = { .what = "bad lines" };
	struct run *r = ctx;
	struct live live = live_blank();
	const struct platform *platform =
	    platform_named(source, &live.channel_id);

	live.channel = name;
	if (platform != NULL) {
		taps_open(&r->taps, platform, &live);
		return;
	}
	diag_repeat(&bad, "%s:%d: not a channel: %.*s", r->set.list, line,
	    STR_ARG(utf8_cut(source, 60)));
	r->status = EXIT_SOME_FAILED;
}

static void
open_list(struct run *r)
{
	if (!channels_read(r->set.list, open_listed, r))
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", r->set.list, strerror(errno));
	r->fed = true;
	end_if_done(r);
}

static void
put_status(void *ctx)
{
	taps_put_status(&((struct run *)ctx)->taps);
}

static void
start(struct run *r, char *names[])
{
	struct settings *set = &r->set;

	r->loop = loop_new();
	r->web = web_new(r->loop);
	set->out.full = tell_full;
	set->out.ended = stop;
	set->out.ctx = r;
	r->sink = sink_open(r->loop, &set->out);
	set->taps.ended = end_if_done;
	set->taps.ctx = r;
	taps_init(&r->taps, r->loop, r->web, &r->sink->buf, &set->taps);
	r->in = jsonl_new("<stdin>", NULL);
	record_want(&r->lives, &live_record, r->in, NULL);
	if (*names != NULL)
		open_named(r, names);
	if (set->list != NULL)
		open_list(r);
	if (!r->fed)
		r->feed = feed_open(r->loop, take_input, r);
	if (set->status)
		loop_on_note(r->loop, SIGUSR1, put_status, r);
	loop_on_signal(r->loop, wind_up, r);
}

static int
finish(struct run *r)
{
	int status = exit_worse(r->status, taps_status(&r->taps));

	taps_free(&r->taps);
	web_free(r->web);
	feed_close(r->feed);
	status = exit_worse(status, jsonl_close(r->in));
	status = exit_worse(status, sink_close(r->sink));
	loop_free(r->loop);
	diag_end();
	sig_die();
	return status;
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	char **names = argv + opt_parse(&tool, argc, argv, &r.set);

	check_names(names);
	start(&r, names);
	loop_run(r.loop);
	return finish(&r);
}
