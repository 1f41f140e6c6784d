/*
 * chz-vmc - move a VRM avatar by the VMC protocol.
 * Reply, speech, mouth, chat and donation records in; blend shapes and bones
 * out, as OSC over UDP, sixty times a second.
 */

#include <errno.h>
#include <string.h>
#include <time.h>

#include "avatar/stage.h"
#include "avatar/vmc.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "net/stdio.h"
#include "net/udp.h"

enum { FILE_MAX = 1024 * 1024, INPUTS_MAX = 64 };

static const char *const name_sets[] = { "0", "1", NULL };

struct settings {
	const char *to, *poses_file;
	enum vmc_names vrm;
	int fps;
	struct puppet_settings puppet;
	int64_t relax_ms;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "to", "HOST:PORT", "where the receiver listens",
	    OPT_TEXT(struct settings, to), .conf = "CHZ_VMC_TO" },
	{ 0, "vrm", "N", "names of expressions: VRM 0 (Joy) or 1 (happy)",
	    OPT_CHOICE(struct settings, vrm, name_sets), .def = "0" },
	{ 0, "poses", "FILE", "poses of the emotions",
	    OPT_TEXT(struct settings, poses_file) },
	{ 0, "fps", "N", "frames a second", OPT_COUNT(struct settings, fps),
	    .def = "60", .min = 10, .max = 120 },
	{ 0, "seed", "N", "of blinks and glances",
	    OPT_COUNT(struct settings, puppet.seed), .def = "1" },
	{ 0, "still", NULL, "no idle life but blinking and breathing",
	    OPT_FLAG(struct settings, puppet.still) },
	{ 0, "relax", "DUR", "back to neutral after speech",
	    OPT_SPAN(struct settings, relax_ms), .def = "5s" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-vmc",
	.operands = "",
	.about = "Move a VRM avatar by the VMC protocol.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES("chz-say -k replies.jsonl | chz-vmc",
	    "chz-say -k replies.jsonl | chz-vmc --vrm=1 --to=192.0.2.7:39539"),
};

/* The stage's session is never opened: there is no VTube Studio. */
static void
send_nothing(void *ctx, struct str message)
{
	(void)ctx;
	(void)message;
}

static void
keep_nothing(void *ctx, const char *token)
{
	(void)ctx;
	(void)token;
}

static void
ask_nobody(void *ctx)
{
	(void)ctx;
}

static void
list_nothing(void *ctx, const struct vts_lists *l)
{
	(void)ctx;
	(void)l;
}

static void
fail_nothing(void *ctx, int id, struct str why, const char *request)
{
	(void)ctx;
	(void)id;
	(void)why;
	(void)request;
}

static const struct vts_events no_session = { send_nothing, keep_nothing,
	ask_nobody, list_nothing, fail_nothing };

/* Everything that lives as long as the run. */
struct act {
	struct settings set;
	struct loop *loop;
	struct udp_way *way;
	struct feed *feed;
	struct timer *frame, *relax, *finish;
	struct poses poses;
	struct vts *vts;
	struct stage stage;
	struct vmc vmc;
	struct jsonl *in;
	struct stage_reader records;
	struct buf datagram;
	int64_t frames, began_ms;
	double began; /* seconds: a float holds few of them exactly */
	bool ending, said;
};

/* Seconds of a clock that never jumps. */
static double
seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void
stop_act(void *ctx)
{
	struct act *a = ctx;

	loop_stop(a->loop);
}

/* Leaves the avatar with a neutral face. */
static void
end_act(void *ctx)
{
	struct act *a = ctx;

	if (a->ending)
		return;
	a->ending = true;
	stage_feel(&a->stage, STR("neutral"), seconds());
	timer_set(a->finish, STAGE_FADE_MS * 2);
}

/* Nobody may be there yet, or any more: the frames go on. */
static void
send_frame(struct act *a, double now)
{
	struct puppet_value values[INPUTS_MAX];
	size_t n = puppet_frame(a->stage.puppet, now, values, INPUTS_MAX);

	vmc_feel(&a->vmc, a->stage.pose, now);
	vmc_put(&a->vmc, &a->datagram, values, n, now, now - a->began);
	if (udp_send(a->way, buf_view(&a->datagram)) || a->said)
		return;
	a->said = true;
	diag_detail("%s: %s", a->set.to, strerror(errno));
}

static void
on_frame(void *ctx)
{
	struct act *a = ctx;
	int64_t next, ms = loop_now(a->loop);

	send_frame(a, seconds());
	/* Deadlines are absolute: lateness does not add up. */
	do
		next = a->began_ms + ++a->frames * 1000 / a->set.fps;
	while (next <= ms);
	timer_set(a->frame, next - ms);
}

static void
on_relax(void *ctx)
{
	struct act *a = ctx;

	stage_feel(&a->stage, STR("neutral"), seconds());
}

static void
take_record(struct act *a, const struct json_val *v)
{
	switch (stage_record(&a->stage, &a->records, v, seconds())) {
	case STAGE_BAD:
		jsonl_bad(a->in, "a mouth needs open from 0 to 1");
		break;
	case STAGE_FELT:
		if (a->stage.speaking != NULL)
			timer_clear(a->relax);
		else
			timer_set(
			    a->relax, a->stage.reading_ms + a->set.relax_ms);
		break;
	case STAGE_SPOKEN:
		timer_set(a->relax, a->set.relax_ms);
		break;
	case STAGE_MOVED:
	case STAGE_NOTHING:
		break;
	}
}

static void
on_input(void *ctx, const char *p, size_t n)
{
	struct act *a = ctx;
	const struct json_val *v;

	if (n > 0)
		jsonl_push(a->in, p, n);
	else
		jsonl_push_end(a->in);
	while ((v = jsonl_next(a->in)) != NULL)
		take_record(a, v);
	if (n == 0)
		end_act(a);
}

static void
load_poses(struct act *a)
{
	const char *path = a->set.poses_file;
	struct buf text = { 0 };

	if (path == NULL) {
		poses_default(&a->poses);
		return;
	}
	if (!file_read(path, FILE_MAX, &text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	if (!poses_read(&a->poses, buf_view(&text)))
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", path, buf_text(&a->poses.why));
	buf_free(&text);
}

static void
open_act(struct act *a)
{
	const char *why;

	if (a->set.to == NULL)
		a->set.to = conf_get("CHZ_VMC_TO");
	a->way = udp_to(a->set.to, &why);
	if (a->way == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", a->set.to, why);
	load_poses(a);
	a->loop = loop_new();
	loop_on_signal(a->loop, end_act, a);
	a->vts = vts_new(&no_session, a, NULL);
	stage_init(&a->stage, a->vts, &a->poses, &a->set.puppet);
	vmc_inputs(a->stage.puppet);
	vmc_init(&a->vmc, a->set.vrm);
	a->frame = timer_new(a->loop, on_frame, a);
	a->relax = timer_new(a->loop, on_relax, a);
	a->finish = timer_new(a->loop, stop_act, a);
	a->in = jsonl_new("<stdin>", &a->set.io);
	stage_want(&a->records, a->in);
	a->feed = feed_open(a->loop, on_input, a);
	a->began_ms = loop_now(a->loop);
	a->began = seconds();
	timer_set(a->frame, 0);
}

static void
close_act(struct act *a)
{
	feed_close(a->feed);
	timer_free(a->frame);
	timer_free(a->relax);
	timer_free(a->finish);
	stage_free(&a->stage);
	vts_free(a->vts);
	poses_free(&a->poses);
	udp_way_close(a->way);
	buf_free(&a->datagram);
	loop_free(a->loop);
}

int
main(int argc, char *argv[])
{
	struct act a = { 0 };

	opt_parse(&tool, argc, argv, &a.set);
	open_act(&a);
	loop_run(a.loop);
	close_act(&a);
	return jsonl_finish(a.in, NULL);
}
