/*
 * chz-vts - move an avatar in VTube Studio.
 * Reply, speech, mouth, chat and donation records in; poses, lips and life out
 * to VTube Studio's API, sixty times a second.
 */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "avatar/acting.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/random.h"
#include "core/secret.h"
#include "core/sig.h"
#include "net/retry.h"
#include "net/udp.h"
#include "net/ws.h"

enum {
	AGAIN_MS = 5000, /* between two tries of what was just refused */
	KNOCK_MS = 2000, /* of silence, after which it is asked for a word */
	DEAD_MS = 5000,  /* of silence: there is nobody */
	LOOK_MS = 500    /* how often that is looked at */
};

struct settings {
	const char *url; /* NULL: on this machine, or where it is found */
	const char *token_file;
	struct acting_settings acting;
	int64_t hold_ms;
	bool no_create;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "url", "URL", "VTube Studio, where not on this machine",
	    OPT_TEXT(struct settings, url), .conf = "CHZ_VTS_URL" },
	{ 0, "token", "FILE", "where the permission is kept",
	    OPT_TEXT(struct settings, token_file) },
	{ 0, "hold", "DUR", "how long set keeps its values",
	    OPT_SPAN(struct settings, hold_ms), .def = "2s" },
	{ 0, "no-create", NULL, "create no inputs that poses name",
	    OPT_FLAG(struct settings, no_create) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-vts",
	.operands = "[list | set NAME=VALUE... | hotkey NAME]",
	.about = "Move an avatar in VTube Studio.",
	.opts = options,
	.groups = OPT_GROUPS(ACTING_GROUP(struct settings, acting),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES("chz-say -k replies.jsonl | chz-vts",
	    "chz-vts list", "chz-vts set FaceAngleX=20 MouthSmile=1",
	    "chz-vts hotkey Wave"),
};

/* Everything that lives as long as the run. */
struct show {
	struct settings set;
	struct loop *loop;
	struct ws *ws;
	struct vts *vts;
	struct udp *udp;
	struct timer *again, *held, *finish, *pulse;
	struct retry retry;
	struct acting acting;
	char **operands; /* a command and what belongs to it */
	char *url, *token_path;
	int64_t refreshed_ms;
	int64_t heard_ms;        /* the last message */
	bool connected, reached; /* now; ever */
	bool over;               /* the input, before that */
	bool denied, commanded, ending, told_away, told_off;
	struct diag_kind refused;
	int status;
};

static void connect_now(void *ctx);

static void
stop_show(void *ctx)
{
	struct show *s = ctx;

	loop_stop(s->loop);
}

static void
fail(struct show *s, int status)
{
	s->status = exit_worse(s->status, status);
}

/* Lets go of the avatar gently, then ends. */
static void
end_show(void *ctx)
{
	struct show *s = ctx;

	if (s->ending)
		return;
	s->ending = true;
	if (!s->reached)
		fail(s, EXIT_AWAY);
	stage_leave(&s->acting.stage, acting_now());
	timer_set(s->finish, vts_is_ready(s->vts) ? STAGE_FADE_MS + 20 : 0);
}

/* The input is over.  The first try to connect, when it is still on its way,
 * says whether there was anybody to show it to. */
static void
end_input(void *ctx)
{
	struct show *s = ctx;

	if (s->reached || s->told_away)
		end_show(s);
	else
		s->over = true;
}

/* The token's file, beside others of this user; NULL when there is no home. */
static char *
default_token_path(const char *at)
{
	struct buf name = { 0 };
	char *path;

	buf_adds(&name, "vts-");
	for (const char *p = at; *p != '\0'; p++)
		buf_addc(
		    &name, isalnum((unsigned char)*p) || *p == '.' ? *p : '-');
	buf_adds(&name, ".token");
	path = conf_state_path(buf_text(&name));
	buf_free(&name);
	return path;
}

static void
send_message(void *ctx, struct str message)
{
	struct show *s = ctx;

	ws_send(s->ws, message);
}

static void
keep_token(void *ctx, const char *token)
{
	struct show *s = ctx;

	if (s->token_path == NULL)
		return;
	if (token == NULL)
		unlink(s->token_path);
	else if (!secret_write(s->token_path, token))
		diag_error("%s: %s", s->token_path, strerror(errno));
}

static void
on_asking(void *ctx)
{
	struct show *s = ctx;

	/* What was made went with the permission of before. */
	s->acting.stage.created = false;
	diag_note("VTube Studio asks for permission: click Allow there");
}

/* NAME=VALUE operands, checked before anything is connected to. */
static bool
split_setting(char *operand, double *value)
{
	char *equals = strchr(operand, '=');

	if (equals == NULL || !num_real(str_of(equals + 1), value))
		return false;
	*equals = '\0';
	return true;
}

static void
set_values(struct show *s, const struct vts_lists *l)
{
	for (char **o = s->operands + 1; *o != NULL; o++) {
		double value;

		if (!split_setting(*o, &value) ||
		    stage_set(&s->acting.stage, l, *o, value, acting_now()))
			continue;
		diag_error("%s: VTube Studio has no such input", *o);
		fail(s, EXIT_SOME_FAILED);
	}
	timer_set(s->held, s->set.hold_ms);
}

static void
print_lists(struct show *s, const struct vts_lists *l)
{
	struct out *out = out_open(NULL, false);

	vts_lists_put(&out->buf, l);
	fail(s, out_close(out));
}

/* list, set and hotkey: done once, as soon as the session stands. */
static void
obey(struct show *s, const struct vts_lists *l)
{
	const char *command = s->operands[0];

	if (s->commanded)
		return;
	s->commanded = true;
	if (strcmp(command, "list") == 0) {
		print_lists(s, l);
		loop_stop(s->loop);
	} else if (strcmp(command, "hotkey") == 0) {
		vts_hotkey(s->vts, s->operands[1]);
		/* An error would come at once; no answer is good news. */
		timer_set(s->finish, 300);
	} else {
		set_values(s, l);
	}
}

static void
on_ready(void *ctx, const struct vts_lists *l)
{
	struct show *s = ctx;

	retry_up(&s->retry, loop_now(s->loop));
	diag_detail(
	    "connected; model %s", l->model != NULL ? l->model : "(none)");
	if (s->operands[0] != NULL) {
		obey(s, l);
		return;
	}
	stage_take_lists(&s->acting.stage, l, acting_now());
}

static void
on_denied(struct show *s, struct str why)
{
	diag_error("VTube Studio refuses: %.*s", STR_ARG(why));
	s->denied = true;
	fail(s, EXIT_DENIED);
	/* The pipe goes on: the voice must not stop with the face. */
	if (s->operands[0] != NULL)
		loop_stop(s->loop);
}

static void
on_error(void *ctx, int id, struct str why, const char *request)
{
	struct show *s = ctx;
	int64_t now = loop_now(s->loop);

	if (id == VTS_DENIED) {
		on_denied(s, why);
		return;
	}
	if (id == VTS_API_OFF && !s->told_off)
		diag_error("VTube Studio's API is off: switch it on there");
	s->told_off = s->told_off || id == VTS_API_OFF;
	if (id == VTS_ALREADY_ASKING || id == VTS_API_OFF) {
		timer_set(s->again, AGAIN_MS);
		return;
	}
	diag_repeat(&s->refused, "%s: %.*s", request, STR_ARG(why));
	if (id == VTS_INPUT_TAKEN)
		stage_drop(&s->acting.stage, request, why, acting_now());
	if (id == VTS_INPUT_NOT_FOUND && now - s->refreshed_ms > AGAIN_MS) {
		s->refreshed_ms = now;
		vts_refresh(s->vts);
	}
	if (s->operands[0] != NULL) {
		fail(s, EXIT_SOME_FAILED);
		loop_stop(s->loop);
	}
}

static const struct vts_events vts_events = { send_message, keep_token,
	on_asking, on_ready, on_error };

static void
on_opened(void *ctx)
{
	struct show *s = ctx;

	s->told_away = false;
	s->connected = s->reached = true;
	s->heard_ms = loop_now(s->loop);
	stage_enter(&s->acting.stage);
	vts_opened(s->vts);
	if (s->over)
		end_show(s);
}

static void
on_message(void *ctx, struct str data, bool binary)
{
	struct show *s = ctx;

	(void)binary;
	s->heard_ms = loop_now(s->loop);
	vts_receive(s->vts, data);
}

static void
lose(struct show *s, const char *why)
{
	s->connected = false;
	vts_closed(s->vts);
	if (!s->told_away)
		diag_error("%s", why);
	s->told_away = true;
}

static void
on_closed(void *ctx, const struct ws_end *end)
{
	struct show *s = ctx;
	int64_t wait = retry_down(&s->retry, loop_now(s->loop));

	lose(s, end->why);
	if (s->operands[0] != NULL) {
		fail(s, EXIT_AWAY);
		loop_stop(s->loop);
	} else if (end->final) {
		fail(s, EXIT_SOME_FAILED);
		end_show(s);
	} else if (s->over) {
		end_show(s);
	} else {
		timer_set(s->again, wait);
	}
}

/* A connection whose far side has gone without a word shows only by its
 * silence. */
static void
on_pulse(void *ctx)
{
	struct show *s = ctx;
	int64_t silent = loop_now(s->loop) - s->heard_ms;

	if (!s->connected)
		return;
	if (silent >= DEAD_MS) {
		lose(s, "VTube Studio does not answer any more");
		timer_set(s->again, 0);
	} else if (silent >= KNOCK_MS) {
		vts_knock(s->vts);
	}
}

static void
connect_now(void *ctx)
{
	struct show *s = ctx;

	ws_free(s->ws);
	s->ws = ws_open(s->loop,
	    &(struct ws_settings){ .url = s->url,
		.ping = true,
		.opened = on_opened,
		.message = on_message,
		.closed = on_closed,
		.ctx = s });
}

/* The pause after a lost connection, or after "already asking" or an API that
 * is off, is over. */
static void
try_again(void *ctx)
{
	struct show *s = ctx;

	if (s->denied)
		return;
	if (s->told_away)
		connect_now(s);
	else
		vts_again(s->vts);
}

/* Each address has a permission of its own. */
static void
load_token(struct show *s)
{
	char *token = secret_read(s->token_path);

	if (token != NULL && *token == '\0') {
		diag_note("%s is empty: the permission is asked for again",
		    s->token_path);
		free(token);
		token = NULL;
	}
	vts_set_token(s->vts, token);
	free(token);
}

static void
follow(struct show *s, const char *url)
{
	free(s->url);
	free(s->token_path);
	s->url = xstrdup(url);
	s->token_path = default_token_path(url);
	load_token(s);
	timer_set(s->again, 0);
}

static void
on_broadcast(void *ctx, const char *host, struct str datagram)
{
	struct show *s = ctx;
	struct buf found = { 0 };
	bool active = false;
	int port = vts_broadcast_port(datagram, &active);

	if (port == 0 || !s->told_away)
		return;
	buf_fmt(&found, "ws://%s:%d", host, port);
	if (!active)
		diag_note("VTube Studio on %s: switch its API on", host);
	else if (strcmp(s->url, buf_text(&found)) != 0) {
		diag_note("VTube Studio found at %s", found.p);
		follow(s, found.p);
	}
	buf_free(&found);
}

static void
send_frame(void *ctx, double now)
{
	struct show *s = ctx;

	stage_frame(&s->acting.stage, now);
}

static void
check_command(char *operands[])
{
	double value;

	if (operands[0] == NULL)
		return;
	if (strcmp(operands[0], "set") == 0 && operands[1] != NULL) {
		for (char **o = operands + 1; *o != NULL; o++) {
			char *copy = xstrdup(*o);

			if (!split_setting(copy, &value))
				opt_misuse("set: '%s' is not NAME=VALUE", *o);
			free(copy);
		}
		return;
	}
	if (strcmp(operands[0], "hotkey") == 0 && operands[1] != NULL &&
	    operands[2] == NULL)
		return;
	if (strcmp(operands[0], "list") == 0 && operands[1] == NULL)
		return;
	opt_misuse(
	    "'%s' is not list, set NAME=VALUE... or hotkey NAME", operands[0]);
}

static void
open_avatar(struct show *s)
{
	const struct settings *set = &s->set;
	s->url = xstrdup(set->url != NULL ? set->url : conf_get("CHZ_VTS_URL"));
	s->token_path = set->token_file != NULL ? xstrdup(set->token_file)
						: default_token_path(s->url);
	s->vts = vts_new(&vts_events, s, NULL);
	load_token(s);
	acting_init(&s->acting, &set->acting, s->vts);
	s->acting.stage.creates = !set->no_create;
}

static void
open_timers(struct show *s)
{
	s->again = timer_new(s->loop, try_again, s);
	s->held = timer_new(s->loop, end_show, s);
	s->finish = timer_new(s->loop, stop_show, s);
	s->pulse = timer_new(s->loop, on_pulse, s);
	timer_every(s->pulse, LOOK_MS);
	/* Without end, and soon: the stream is on. */
	retry_init(&s->retry,
	    (struct retry_rule){ .first_ms = 500,
		.most_ms = 8000,
		.healthy_ms = 5000,
		.max = INT32_MAX },
	    random_seed());
	acting_start(&s->acting, s->loop, send_frame, s);
}

/* A command reads nothing, and a named program is not searched for. */
static void
open_sources(struct show *s)
{
	if (s->operands[0] == NULL)
		acting_read(&s->acting, &s->set.io, end_input);
	if (s->set.url == NULL)
		s->udp = udp_open(s->loop,
		    atoi(conf_get("CHZ_VTS_DISCOVERY_PORT")), on_broadcast, s);
}

static void
open_show(struct show *s)
{
	s->loop = loop_new();
	loop_on_signal(s->loop, end_show, s);
	open_avatar(s);
	open_timers(s);
	open_sources(s);
	connect_now(s);
}

/* Returns the reader, if there is one, to be finished. */
static struct jsonl *
close_show(struct show *s)
{
	struct jsonl *in;

	udp_close(s->udp);
	ws_free(s->ws);
	in = acting_free(&s->acting);
	timer_free(s->again);
	timer_free(s->held);
	timer_free(s->finish);
	timer_free(s->pulse);
	vts_free(s->vts);
	free(s->url);
	free(s->token_path);
	loop_free(s->loop);
	return in;
}

int
main(int argc, char *argv[])
{
	struct show s = { .refused = { .what = "refused requests" } };
	struct jsonl *in;

	s.operands = argv + opt_parse(&tool, argc, argv, &s.set);
	check_command(s.operands);
	open_show(&s);
	loop_run(s.loop);
	in = close_show(&s);
	return exit_worse(s.status, jsonl_finish(in, NULL));
}
