/*
 * chz-overlay - show chat and replies on stream, as a browser source of OBS.
 * Records in, from standard input and by POST; pages out, kept up to date.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/secret.h"
#include "jsonl/jsonl.h"
#include "net/answer.h"
#include "net/fanout.h"
#include "net/listen.h"
#include "net/server.h"
#include "net/stdio.h"
#include "web/page.h"
#include "web/screen.h"
#include "web/skin.h"

enum { STREAMS_MAX = 32 /* bodies at once */ };

struct settings {
	struct listen listen;
	unsigned max;
	const char *theme, *token_file, *pictures;
	bool stay, keep;
	struct jsonl_settings io;
	struct sink_settings out;
};

static const struct opt options[] = {
	{ 'k', "keep", NULL, "pass the input through",
	    OPT_FLAG(struct settings, keep) },
	{ 'l', "listen", "ADDR:PORT", "where the pages are",
	    OPT_OWN(struct settings, listen, listen_read),
	    .def = "127.0.0.1:8765" },
	{ 'n', "max", "N", "messages kept for pages that come later",
	    OPT_COUNT(struct settings, max), .def = "100", .min = 1,
	    .max = 10000 },
	{ 0, "pictures", "HOSTS", "where emotes and badges may come from",
	    OPT_TEXT(struct settings, pictures),
	    .def = "*.pstatic.net static-cdn.jtvnw.net *.ggpht.com "
		   "*.googleusercontent.com cdn.7tv.app cdn.betterttv.net "
		   "cdn.frankerfacez.com" },
	{ 0, "stay", NULL, "go on after the end of the input",
	    OPT_FLAG(struct settings, stay) },
	{ 0, "theme", "NAME|DIR", "bubble, outline, compact, light or your own",
	    OPT_TEXT(struct settings, theme) },
	{ 0, "token", "FILE", "ask pages for what is in FILE, made if need be",
	    OPT_TEXT(struct settings, token_file) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-overlay",
	.operands = "[FILE...]",
	.about = "Show chat and replies on stream, as a browser source of OBS.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_input_options, struct settings, io),
		SINK_GROUP(struct settings, out)),
	.examples = OPT_LINES(
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-overlay",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-overlay -k |"
	    " chz-ts"),
};

struct overlay {
	struct settings set;
	struct loop *loop;
	struct server *server;
	struct screen *screen;
	struct fanout *fanout; /* to pages, and readers of GET /events */
	struct feed *feed;
	struct sink *sink;
	struct source *input; /* standard input */
	unsigned streams;
	char *token, *theme_dir, *policy;
	int status;
};

/* Where records come from: standard input, a file, or a body. */
struct source {
	struct overlay *overlay;
	struct jsonl *in;
	struct screen_reader records;
	int64_t n;
	bool is_input;
};

/* ---- messages to pages and readers ---- */

static void
on_message(void *ctx, int64_t id, struct str message)
{
	struct overlay *o = ctx;

	fanout_send(o->fanout, id, message);
}

static void
put_for_page(void *ctx, int64_t id, struct str message)
{
	(void)id;
	fanout_put_page(ctx, message);
}

/* Where the first events of a reader go. */
struct first_events {
	const struct fanout *fanout;
	struct buf *to;
};

static void
put_for_reader(void *ctx, int64_t id, struct str message)
{
	const struct first_events *first = ctx;

	fanout_put_event(first->fanout, first->to, id, message);
}

/* ---- records ---- */

static struct source *
source_new(struct overlay *o, struct jsonl *in)
{
	struct source *source = xcalloc(1, sizeof *source);

	source->overlay = o;
	source->in = in;
	screen_want(&source->records, in);
	return source;
}

static int
source_close(struct source *source)
{
	int status = jsonl_close(source->in);

	free(source);
	return status;
}

static void
pass_on(struct overlay *o, struct jsonl *in)
{
	if (o->sink == NULL)
		return;
	buf_str(&o->sink->buf, jsonl_line(in));
	buf_addc(&o->sink->buf, '\n');
}

static void
take_records(struct source *source)
{
	struct overlay *o = source->overlay;
	const struct json_val *v;
	const char *why;

	while ((v = jsonl_next(source->in)) != NULL) {
		if (source->is_input)
			pass_on(o, source->in);
		why = screen_take(o->screen, &source->records, v);
		if (why != NULL)
			jsonl_bad(source->in, why);
		source->n++;
	}
}

static void
stop_overlay(void *ctx)
{
	struct overlay *o = ctx;

	loop_stop(o->loop);
}

static void
end_input(struct overlay *o)
{
	if (o->sink != NULL)
		sink_end(o->sink);
	if (o->set.stay)
		return;
	fanout_flush(o->fanout);
	if (o->sink == NULL)
		stop_overlay(o);
}

static void
on_passed(void *ctx)
{
	struct overlay *o = ctx;

	if (!o->set.stay || sink_failed(o->sink))
		stop_overlay(o);
}

static void
on_input(void *ctx, const char *p, size_t n)
{
	struct overlay *o = ctx;

	if (n > 0)
		jsonl_push(o->input->in, p, n);
	else
		jsonl_push_end(o->input->in);
	take_records(o->input);
	if (n == 0)
		end_input(o);
}

/* ---- answers ---- */

static void
answer(struct overlay *o, struct server_call *call, int status,
    const char *type, struct str body)
{
	answer_with(call, status, type, body, o->policy);
}

static void
refuse(struct overlay *o, struct server_call *call, int status, const char *why)
{
	answer_error(call, status, why, o->policy);
}

/* ---- bodies of records ---- */

static bool
may(const struct overlay *o, const struct server_call *call)
{
	return o->token == NULL ||
	    answer_secret_is(answer_secret(call), o->token);
}

static void
open_stream(struct overlay *o, struct server_call *call)
{
	struct jsonl *in = jsonl_new("/events", &o->set.io);

	o->streams++;
	server_call_set(call, source_new(o, in));
}

/* Whoever is refused is so before the body. */
static bool
on_streams(void *ctx, struct server_call *call)
{
	struct overlay *o = ctx;

	if (!str_is(server_path(call), "/events") || !answer_is_post(call))
		return false;
	if (!may(o, call))
		refuse(o, call, 401, "a token is needed");
	else if (o->streams >= STREAMS_MAX)
		refuse(o, call, 503, "too many streams of records");
	else
		open_stream(o, call);
	return true;
}

static void
on_piece(void *ctx, struct server_call *call, struct str bytes)
{
	struct source *source = server_call_own(call);

	(void)ctx;
	jsonl_push(source->in, bytes.p, bytes.n);
	take_records(source);
}

/* The end of a body, or of its client. */
static int
end_stream(struct overlay *o, struct server_call *call, int64_t *n)
{
	struct source *source = server_call_own(call);

	server_call_set(call, NULL);
	o->streams--;
	jsonl_push_end(source->in);
	take_records(source);
	*n = source->n;
	return source_close(source);
}

static void
on_gone(void *ctx, struct server_call *call)
{
	int64_t n;

	if (server_call_own(call) != NULL)
		end_stream(ctx, call, &n);
	else
		fanout_remove(((struct overlay *)ctx)->fanout, call);
}

/* {"ok":true} with what else there is to say. */
static void
answer_ok(
    struct overlay *o, struct server_call *call, const char *key, int64_t value)
{
	struct buf b = { 0 };

	put_open(&b);
	put_bool(&b, "ok", true);
	if (key != NULL)
		put_int(&b, key, value);
	put_line(&b);
	answer(o, call, 200, answer_json, buf_view(&b));
	buf_free(&b);
}

static void
answer_records(struct overlay *o, struct server_call *call)
{
	int64_t n = 0;

	if (end_stream(o, call, &n) == EXIT_OK)
		answer_ok(o, call, "records", n);
	else
		refuse(o, call, 400, "some lines are no records");
}

static void
answer_events(struct overlay *o, struct server_call *call)
{
	struct buf b = { 0 };
	struct str last = server_header(call, "last-event-id");

	fanout_flush(o->fanout);
	server_add_header(call, "cache-control", "no-store");
	server_begin(call, 200, "text/event-stream");
	buf_adds(&b, "retry: 1000\n\n");
	screen_catch_up(o->screen,
	    last.p != NULL ? last : server_query(call, "last"), put_for_reader,
	    &(struct first_events){ o->fanout, &b });
	server_put(call, buf_view(&b));
	fanout_add_reader(o->fanout, call);
	buf_free(&b);
}

static void
answer_state(struct overlay *o, struct server_call *call)
{
	struct buf b = { 0 };

	screen_put_state(o->screen, &b);
	answer(o, call, 200, answer_json, buf_view(&b));
	buf_free(&b);
}

/* The seed's name for it, and its answer. */
static void
toggle_streamer(struct overlay *o, struct server_call *call)
{
	struct buf b = { 0 };

	screen_control(
	    o->screen, &(struct control){ .action = CONTROL_TOGGLE_STREAMER });
	put_open(&b);
	put_bool(&b, "ignore_streamer_chat", screen_hides_streamer(o->screen));
	put_line(&b);
	answer(o, call, 200, answer_json, buf_view(&b));
	buf_free(&b);
}

/* One that is about a message names it by number or by its own id. */
static bool
do_action(struct overlay *o, struct server_call *call, enum control_action a)
{
	int64_t id;

	if (num_int(server_query(call, "id"), &id))
		return a == CONTROL_PIN ? screen_pin(o->screen, id)
					: screen_hide(o->screen, id);
	return screen_control(o->screen,
	    &(struct control){ .action = a,
		.target_message_id = server_query(call, "message_id") });
}

static void
answer_action(struct overlay *o, struct server_call *call, struct str name)
{
	enum control_action action = control_action_of(name);

	if (str_is(name, "toggle_streamer_chat"))
		toggle_streamer(o, call);
	else if (action == CONTROL_UNKNOWN)
		refuse(o, call, 404, "no such action");
	else if (do_action(o, call, action))
		answer_ok(o, call, NULL, 0);
	else
		refuse(o, call, 404, "no such message");
}

static void
answer_api(struct overlay *o, struct server_call *call, struct str name)
{
	if (!may(o, call))
		refuse(o, call, 401, "a token is needed");
	else if (str_is(name, "state") && answer_is_get(call))
		answer_state(o, call);
	else if (answer_is_post(call))
		answer_action(o, call, name);
	else
		refuse(o, call, 405, "POST does it");
}

static void
answer_stream(struct overlay *o, struct server_call *call)
{
	if (server_call_own(call) != NULL)
		answer_records(o, call);
	else if (!may(o, call))
		refuse(o, call, 401, "a token is needed");
	else if (answer_is_get(call))
		answer_events(o, call);
	else
		refuse(o, call, 405, "GET, POST or PUT");
}

/* ---- files ---- */

static void
answer_theme(struct overlay *o, struct server_call *call, struct str name)
{
	const char *type = page_type(name);
	struct buf text = { 0 };

	if (type != NULL &&
	    ((o->theme_dir != NULL && skin_read(o->theme_dir, name, &text)) ||
		str_is(name, "theme.css")))
		answer(o, call, 200, type, buf_view(&text));
	else
		refuse(o, call, 404, "no such file");
	buf_free(&text);
}

static void
answer_file(struct overlay *o, struct server_call *call)
{
	static const char theme[] = "/theme/";
	struct str path = server_path(call);
	struct page_file file;

	if (!answer_is_get(call)) {
		refuse(o, call, 405, "only to be read");
	} else if (str_starts(path, theme)) {
		path.p += sizeof theme - 1;
		path.n -= sizeof theme - 1;
		answer_theme(o, call, path);
	} else if (page_overlay(path, &file)) {
		answer(o, call, 200, file.type, file.text);
	} else {
		refuse(o, call, 404, "nothing here");
	}
}

static void
on_request(void *ctx, struct server_call *call)
{
	static const char api[] = "/api/";
	struct overlay *o = ctx;
	struct str path = server_path(call);

	if (str_is(path, "/events")) {
		answer_stream(o, call);
	} else if (str_starts(path, api)) {
		path.p += sizeof api - 1;
		path.n -= sizeof api - 1;
		answer_api(o, call, path);
	} else {
		answer_file(o, call);
	}
}

/* ---- pages ---- */

static const char live_path[] = "/live/";

static int
on_upgrade(void *ctx, struct server_call *call)
{
	if (!str_starts(server_path(call), live_path))
		return 404;
	return may(ctx, call) ? 0 : 401;
}

static void
on_opened(void *ctx, struct server_peer *page, struct str path)
{
	struct overlay *o = ctx;
	struct buf b = { 0 };

	path.p += sizeof live_path - 1;
	path.n -= sizeof live_path - 1;
	fanout_flush(o->fanout);
	screen_catch_up(o->screen, path, put_for_page, &b);
	fanout_end_page(&b);
	if (server_send(page, buf_view(&b)))
		fanout_add_page(o->fanout, page);
	buf_free(&b);
}

static void
on_closed(void *ctx, struct server_peer *page)
{
	struct overlay *o = ctx;

	fanout_remove(o->fanout, page);
}

/* ---- opening ---- */

static char *
find_token(const struct settings *set)
{
	const char *given = conf_secret("CHZ_OVERLAY_TOKEN");
	char *token;

	if (set->token_file == NULL)
		return given != NULL ? xstrdup(given) : NULL;
	token = secret_find(set->token_file);
	if (token == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", set->token_file,
		    strerror(errno));
	return token;
}

static void
find_theme(struct overlay *o)
{
	struct stat st;

	if (o->set.theme == NULL || strchr(o->set.theme, '/') == NULL)
		return;
	if (stat(o->set.theme, &st) != 0)
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", o->set.theme, strerror(errno));
	o->theme_dir = xstrdup(o->set.theme);
	o->set.theme = "own";
}

static void
open_screen(struct overlay *o)
{
	const struct settings *set = &o->set;

	if (!skin_are_hosts(set->pictures))
		opt_misuse("--pictures: '%s' are no hosts", set->pictures);
	o->token = find_token(set);
	if (o->token != NULL && o->token[0] == '\0')
		diag_die(EXIT_MISUSE, "an empty token keeps nobody out");
	if (o->token == NULL && !listen_is_loopback(&set->listen))
		opt_misuse("others can reach %s: it needs --token",
		    set->listen.address);
	find_theme(o);
	o->policy = skin_policy(set->pictures);
	o->screen = screen_new(&(struct screen_settings){ .max = set->max,
	    .pictures = set->pictures,
	    .theme = o->set.theme,
	    .send = on_message,
	    .ctx = o });
}

static bool
open_server(struct overlay *o)
{
	const struct listen *l = &o->set.listen;
	struct buf at = { 0 };

	o->server = server_open(o->loop,
	    &(struct server_settings){ .address = l->address,
		.port = l->port,
		.any_host = !listen_is_loopback(l),
		.max_unsent = 4 * 1024 * 1024,
		.request = on_request,
		.streams = on_streams,
		.piece = on_piece,
		.gone = on_gone,
		.upgrade = on_upgrade,
		.opened = on_opened,
		.closed = on_closed,
		.ctx = o });
	if (o->server == NULL)
		return false;
	listen_put(&at, l->address, server_port(o->server));
	diag_note("http://%s/ and http://%s/control", buf_text(&at), at.p);
	buf_free(&at);
	return true;
}

/* Files are read whole before anybody looks. */
static bool
read_files(struct overlay *o, char *files[])
{
	bool input = *files == NULL;

	for (; *files != NULL; files++) {
		char *one[] = { *files, NULL };
		struct source *source;

		if (strcmp(*files, "-") == 0) {
			input = true;
			continue;
		}
		source = source_new(o, jsonl_open(one, &o->set.io, NULL));
		source->is_input = true;
		take_records(source);
		o->status = exit_worse(o->status, source_close(source));
	}
	return input;
}

static void
open_input(struct overlay *o)
{
	o->input = source_new(o, jsonl_new("<stdin>", &o->set.io));
	o->input->is_input = true;
	o->feed = feed_open(o->loop, on_input, o);
}

static bool
open_overlay(struct overlay *o, char *files[])
{
	o->loop = loop_new();
	open_screen(o);
	o->fanout = fanout_new(o->loop, screen_run(o->screen));
	if (o->set.keep) {
		o->set.out.ended = on_passed;
		o->set.out.ctx = o;
		o->sink = sink_open(o->loop, &o->set.out);
	}
	if (read_files(o, files))
		open_input(o);
	return open_server(o);
}

static void
close_overlay(struct overlay *o)
{
	feed_close(o->feed);
	if (o->input != NULL)
		o->status = exit_worse(o->status, source_close(o->input));
	o->status = exit_worse(o->status, sink_close(o->sink));
	server_free(o->server);
	fanout_free(o->fanout);
	screen_free(o->screen);
	free(o->token);
	free(o->theme_dir);
	free(o->policy);
	loop_free(o->loop);
}

int
main(int argc, char *argv[])
{
	struct overlay o = { .status = EXIT_OK };
	char **files = argv + opt_parse(&tool, argc, argv, &o.set);

	if (open_overlay(&o, files))
		loop_run(o.loop);
	else
		o.status = EXIT_SOME_FAILED;
	close_overlay(&o);
	opt_free(&tool, &o.set);
	return exit_worse(o.status, jsonl_finish(NULL, NULL));
}
