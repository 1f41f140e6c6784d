/*
 * chz-vmc - move a VRM avatar by the VMC protocol.
 * Reply, speech, mouth, chat and donation records in; blend shapes and bones
 * out, as OSC over UDP, sixty times a second.
 */

#include <errno.h>
#include <string.h>

#include "avatar/acting.h"
#include "avatar/vmc.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/opt.h"
#include "net/udp.h"

enum { INPUTS_MAX = 64 };

static const char *const name_sets[] = { "0", "1", NULL };

struct settings {
	const char *to;
	enum vmc_names vrm;
	struct acting_settings acting;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "to", "HOST:PORT", "where the receiver listens",
	    OPT_TEXT(struct settings, to), .conf = "CHZ_VMC_TO" },
	{ 0, "vrm", "N", "names of expressions: VRM 0 (Joy) or 1 (happy)",
	    OPT_CHOICE(struct settings, vrm, name_sets), .def = "0" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-vmc",
	.operands = "",
	.about = "Move a VRM avatar by the VMC protocol.",
	.opts = options,
	.groups = OPT_GROUPS(ACTING_GROUP(struct settings, acting),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES("chz-say -k replies.jsonl | chz-vmc",
	    "chz-say -k replies.jsonl | chz-vmc --vrm=1 --to=192.0.2.7:39539"),
};

/* Everything that lives as long as the run. */
struct act {
	struct settings set;
	struct loop *loop;
	struct udp_way *way;
	struct timer *finish;
	struct acting acting;
	struct vmc vmc;
	struct buf datagram;
	double began; /* seconds */
	bool ending, said;
};

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
	stage_feel(&a->acting.stage, STR("neutral"), acting_now());
	timer_set(a->finish, STAGE_FADE_MS * 2);
}

/* Nobody may be there yet, or any more: the frames go on. */
static void
send_frame(void *ctx, double now)
{
	struct act *a = ctx;
	struct puppet_value values[INPUTS_MAX];
	size_t n =
	    puppet_frame(a->acting.stage.puppet, now, values, INPUTS_MAX);

	vmc_feel(&a->vmc, a->acting.stage.pose, now);
	vmc_put(&a->vmc, &a->datagram, values, n, now, now - a->began);
	if (udp_send(a->way, buf_view(&a->datagram)) || a->said)
		return;
	a->said = true;
	diag_detail("%s: %s", a->set.to, strerror(errno));
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
	a->loop = loop_new();
	loop_on_signal(a->loop, end_act, a);
	acting_init(&a->acting, &a->set.acting, NULL);
	vmc_inputs(a->acting.stage.puppet);
	vmc_init(&a->vmc, a->set.vrm);
	a->finish = timer_new(a->loop, stop_act, a);
	a->began = acting_now();
	acting_start(&a->acting, a->loop, send_frame, a);
	acting_read(&a->acting, &a->set.io, end_act);
}

/* Returns the reader, to be finished. */
static struct jsonl *
close_act(struct act *a)
{
	struct jsonl *in = acting_free(&a->acting);

	timer_free(a->finish);
	udp_way_close(a->way);
	buf_free(&a->datagram);
	loop_free(a->loop);
	return in;
}

int
main(int argc, char *argv[])
{
	struct act a = { 0 };

	opt_parse(&tool, argc, argv, &a.set);
	open_act(&a);
	loop_run(a.loop);
	return jsonl_finish(close_act(&a), NULL);
}
