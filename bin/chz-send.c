/*
 * chz-send - write replies into a platform's chat.
 * Reply records or lines of text in; nothing out but what -k passes.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "auth/access.h"
#include "auth/service.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "net/inflow.h"
#include "net/stdio.h"
#include "record/reply.h"
#include "tap/outbox.h"
#include "text/rates.h"

enum {
	WAITING = 50,                /* messages; then the input waits */
	TEXT_MOST = 16 * 1024 * 1024 /* bytes of a file of lines */
};

struct settings {
	const char *as;
	struct rate rate;
	bool dry_run, keep, text;
	struct sink_settings out;
	struct jsonl_settings io;
};

static const char *
read_rate(struct str arg, void *rate)
{
	return rate_read(arg, rate) ? NULL : "N/DUR, such as 1/2s";
}

static const struct opt options[] = {
	{ 0, "as", "NAME", "one of several accounts; see chz-auth(1)",
	    OPT_TEXT(struct settings, as) },
	{ 0, "dry-run", NULL, "print the messages instead of sending them",
	    OPT_FLAG(struct settings, dry_run) },
	{ 'k', "keep", NULL, "pass the input records through",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "rate", "N/DUR", "send N messages in DUR, at most",
	    OPT_OWN(struct settings, rate, read_rate), .def = "1/1s" },
	{ 0, "text", NULL, "each line of the input is a text",
	    OPT_FLAG(struct settings, text) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-send",
	.operands = "[FILE...]",
	.about = "Write replies into a platform's chat.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.rules = OPT_LINES("text | keep", "dry-run | keep"),
	.examples = OPT_LINES("chz-send --dry-run replies.jsonl",
	    "echo '안녕하세요' | chz-send --text --dry-run"),
};

struct run {
	struct settings set;
	struct auth_service service;
	char *path; /* of the tokens */
	struct loop *loop;
	struct http *http;
	struct access *access;
	struct sink *sink;
	struct outbox *outbox;
	struct inflow *input;
	struct feed *feed; /* of lines, instead */
	struct buf line;
	struct record_reader replies;
	bool full, held; /* the output; too much waits to be sent */
	int status;
};

/* ---- the ledger ---- */

static void
report(const struct run *r)
{
	struct outbox_counts n = outbox_counts(r->outbox);

	diag_detail("sent %lu, lost %lu, held %lu", n.sent, n.lost, n.waiting);
}

/* ---- what comes in ---- */

static void
set_pause(struct run *r)
{
	bool paused = r->full || r->held;

	if (r->input != NULL)
		inflow_pause(r->input, paused);
	if (r->feed != NULL)
		feed_pause(r->feed, paused);
}

static void
hold_if_full(struct run *r)
{
	r->held = outbox_counts(r->outbox).waiting >= WAITING;
	set_pause(r);
}

static void
on_reader(void *ctx, struct jsonl *in)
{
	struct run *r = ctx;

	record_want(&r->replies, &reply_record, in, NULL);
}

static void
on_record(void *ctx, struct jsonl *in, const struct json_val *v)
{
	struct run *r = ctx;
	struct reply reply = reply_blank();

	if (r->set.keep) {
		buf_str(&r->sink->buf, jsonl_line(in));
		buf_addc(&r->sink->buf, '\n');
	}
	if (record_read(&r->replies, v, &reply))
		outbox_add(r->outbox, reply.text);
}

static void
on_taken(void *ctx, bool all)
{
	struct run *r = ctx;

	hold_if_full(r);
	if (all)
		outbox_end(r->outbox);
}

/* Lines as they come; the last may lack its end. */
static void
take_lines(struct run *r, const char *p, size_t n)
{
	struct str rest, line;

	if (n > 0)
		buf_add(&r->line, p, n);
	else
		buf_addc(&r->line, '\n');
	rest = buf_view(&r->line);
	while (str_line(&rest, &line))
		outbox_add(r->outbox, line);
	buf_keep(&r->line, rest);
}

static void
on_lines(void *ctx, const char *p, size_t n)
{
	struct run *r = ctx;

	take_lines(r, p, n);
	on_taken(r, n == 0);
}

static void
read_file(struct run *r, const char *path)
{
	struct buf text = { 0 };

	if (file_read(path, TEXT_MOST, &text)) {
		take_lines(r, text.p, text.n);
		take_lines(r, NULL, 0);
	} else {
		diag_error("%s: %s", path, strerror(errno));
		r->status = EXIT_SOME_FAILED;
	}
	buf_free(&text);
}

/* Files of lines are read at once, standard input as it comes. */
static void
read_lines(struct run *r, char *files[])
{
	bool input = *files == NULL;

	for (; *files != NULL; files++)
		if (strcmp(*files, "-") == 0)
			input = true;
		else
			read_file(r, *files);
	if (input)
		r->feed = feed_open(r->loop, on_lines, r);
	else
		outbox_end(r->outbox);
}

/* ---- what goes out ---- */

static void
on_sent(void *ctx, struct str text)
{
	struct run *r = ctx;

	if (!r->set.dry_run)
		return;
	buf_str(&r->sink->buf, text);
	buf_addc(&r->sink->buf, '\n');
}

static void
on_room(void *ctx)
{
	struct run *r = ctx;

	if (r->held)
		hold_if_full(r);
}

static void
on_ended(void *ctx)
{
	struct run *r = ctx;

	sink_end(r->sink);
}

static void
on_full(void *ctx, bool full)
{
	struct run *r = ctx;

	r->full = full;
	set_pause(r);
}

static void
on_written(void *ctx)
{
	loop_stop(((struct run *)ctx)->loop);
}

static void
on_signal(void *ctx)
{
	outbox_stop(((struct run *)ctx)->outbox);
}

/* ---- begin and end ---- */

static void
open_access(struct run *r)
{
	auth_service_open(&r->service, STR("chzzk"));
	r->path = auth_path("chzzk", r->set.as);
	r->access = access_new(&(struct access_settings){ .loop = r->loop,
	    .http = r->http,
	    .oauth = &r->service.oauth,
	    .path = r->path });
}

static void
open_outbox(struct run *r)
{
	const struct rate *rate = &r->set.rate;

	r->outbox = outbox_new(&(struct outbox_settings){ .loop = r->loop,
	    .http = r->http,
	    .access = r->access,
	    .url = conf_get("CHZ_OPENAPI_URL"),
	    .gap_ms = r->set.dry_run ? 0 : rate->span_ms / rate->n,
	    .sent = on_sent,
	    .room = on_room,
	    .ended = on_ended,
	    .ctx = r });
}

static void
start(struct run *r, char *files[])
{
	r->loop = loop_new();
	r->http = http_new(r->loop, &(struct http_settings){ .no_hold = true });
	if (!r->set.dry_run)
		open_access(r);
	r->set.out.full = on_full;
	r->set.out.ended = on_written;
	r->set.out.ctx = r;
	r->sink = sink_open(r->loop, &r->set.out);
	open_outbox(r);
	loop_on_signal(r->loop, on_signal, r);
	if (r->set.text)
		read_lines(r, files);
	else
		r->input = inflow_open(r->loop, files,
		    &(struct inflow_settings){ .io = &r->set.io,
			.want = on_reader,
			.take = on_record,
			.taken = on_taken,
			.ctx = r });
}

static int
finish(struct run *r)
{
	int status = r->status;

	report(r);
	status = exit_worse(status, outbox_free(r->outbox));
	access_free(r->access);
	http_free(r->http);
	status = exit_worse(status, sink_close(r->sink));
	feed_close(r->feed);
	status = exit_worse(status, inflow_close(r->input));
	loop_free(r->loop);
	auth_service_close(&r->service);
	buf_free(&r->line);
	free(r->path);
	opt_free(&tool, &r->set);
	return exit_worse(status, jsonl_finish(NULL, NULL));
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set);

	start(&r, argv + first);
	loop_run(r.loop);
	return finish(&r);
}
