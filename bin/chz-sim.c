/*
 * chz-sim - stand in for a whole platform on loopback.
 * Serves made-up or recorded chat to the command that it runs.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "net/child.h"
#include "sim/avatar_service.h"
#include "sim/chzzk_service.h"
#include "sim/voice_service.h"

/* Add a service here: its header above, its name below. */
static const struct sim_service *const services[] = {
	&chzzk_service,
	&avatar_service,
	&voice_service,
	NULL,
};

static const char *input, *ledger;
static long channels = 3, seed = 1, port;
static struct opt_list fault_specs;
static double rate = 20, speed = 1;
static int64_t length, start = WHEN_UNKNOWN;
static struct sim_avatar_settings avatar;

static const struct opt options[] = {
	{ 'i', "input", "FILE",
	    "replay this log of events (- is standard input)", .text = &input },
	{ 0, "channels", "N", "make up N channels (default 3)",
	    .count = &channels },
	{ 0, "rate", "R", "messages a second, all channels together (20)",
	    .real = &rate },
	{ 0, "seed", "S", "make up other people and messages (default 1)",
	    .count = &seed },
	{ 0, "speed", "X", "let time run X times as fast", .real = &speed },
	{ 0, "for", "DUR", "end the broadcasts after that time, simulated",
	    .span = &length },
	{ 0, "start", "WHEN", "the simulated clock begins then (default now)",
	    .moment = &start },
	{ 0, "fault", "SPEC", "make NAME[=VALUE][*][@TIME|/SPAN] go wrong",
	    .list = &fault_specs },
	{ 0, "port", "N", "listen on this port (default any free one)",
	    .count = &port },
	{ 0, "ledger", "FILE", "write down what was sent", .text = &ledger },
	{ 0, "vts-log", "FILE", "write down what the avatar did",
	    .text = &avatar.log },
	{ 0, "vts-click", "DUR", "the user clicks Allow after that time",
	    .span = &avatar.click_ms },
	{ 0, "vts-deny", NULL, "the user clicks Deny", .flag = &avatar.deny },
	{ 0, "vts-announce", NULL, "broadcast VTube Studio's port",
	    .flag = &avatar.announce },
	{ 0, "vts-swap", "DUR", "load another model after that time",
	    .span = &avatar.swap_ms },
	{ 0, "vts-revoke", "DUR", "take the permission back after that time",
	    .span = &avatar.revoke_ms },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-sim",
	.operands = "[-- COMMAND [ARG...]]",
	.about = "Stand in for a whole platform on loopback.",
	.opts = options,
	.examples =
	    (const char *const[]){ "chz-sim -- sh -c 'chz-lives | chz-tap'",
		"chz-sim -i events.jsonl --speed 60 -- sh -c "
		"'chz-lives | chz-tap | chz-ts'",
		"eval \"$(chz-sim)\"", NULL },
};

/* The run: what is served, and what it is served to. */
struct run {
	struct loop *loop;
	struct sim *sim;
	struct child *child;
	int status;
};

static void
ended(void *ctx, int status)
{
	struct run *run = ctx;

	run->status = status;
	loop_stop(run->loop);
}

/* The command is told too, and has the time it needs. */
static void
told(void *ctx)
{
	struct run *run = ctx;

	if (run->child != NULL)
		child_signal(run->child, SIGTERM);
	else
		loop_stop(run->loop);
}

/* "NAME=value" lines into the environment. */
static void
set_environment(struct str lines)
{
	while (lines.n > 0) {
		struct str line = str_cut(&lines, '\n');
		struct buf text = { 0 };
		char *value;

		buf_str(&text, line);
		value = strchr((char *)buf_text(&text), '=');
		*value = '\0';
		setenv(text.p, value + 1, 1);
		buf_free(&text);
	}
}

/* For a shell's eval. */
static void
print_environment(struct str lines)
{
	while (lines.n > 0) {
		struct str line = str_cut(&lines, '\n');
		struct str value = line, name = str_cut(&value, '=');

		printf("export %.*s='%.*s'\n", STR_ARG(name), STR_ARG(value));
	}
	fflush(stdout);
}

static void
start_command(struct run *run, char *argv[])
{
	const char *why;

	run->child = child_start(run->loop, argv, ended, run, &why);
	if (run->child != NULL)
		return;
	diag_error("%s: %s", argv[0], why);
	run->status = 127;
	loop_stop(run->loop);
}

static void
check_options(void)
{
	if (channels < 1 || channels > 100000)
		opt_misuse("--channels: from 1 to 100000");
	if (!(rate > 0) || rate > 1e7)
		opt_misuse("--rate: above 0");
	if (!(speed > 0) || speed > 1e6)
		opt_misuse("--speed: above 0");
	if (port > 65535)
		opt_misuse("--port: from 0 to 65535");
	if (start == WHEN_UNKNOWN)
		start = when_now();
}

static void
add_faults(struct faults *faults)
{
	const char *why;

	faults->chance = (uint64_t)seed;
	for (size_t i = 0; i < fault_specs.n; i++)
		if (!faults_add(faults, fault_specs.at[i], &why))
			opt_misuse("--fault %s: %s", fault_specs.at[i], why);
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv, NULL), worst;
	struct run run = { .loop = loop_new() };
	struct sim_settings set = { .services = services, .speed = speed };
	struct buf lines = { 0 };
	struct faults faults = { 0 };

	check_options();
	add_faults(&faults);
	set.faults = &faults;
	set.ledger = ledger;
	set.port = (int)port;
	set.avatar = avatar;
	set.world = (struct world_settings){ .log = input,
		.channels = (unsigned)channels,
		.rate = rate,
		.seed = (uint64_t)seed,
		.start = start,
		.length = length };
	run.sim = sim_new(run.loop, &set);
	if (run.sim == NULL)
		return EXIT_SOME_FAILED;
	loop_on_signal(run.loop, told, &run);
	sim_environment(run.sim, &lines);
	if (first < argc) {
		set_environment(buf_view(&lines));
		start_command(&run, argv + first);
	} else {
		print_environment(buf_view(&lines));
	}
	loop_run(run.loop);
	child_free(run.child);
	worst = sim_free(run.sim);
	loop_free(run.loop);
	buf_free(&lines);
	faults_free(&faults);
	free(fault_specs.at);
	diag_end();
	sig_die();
	return run.status != 0 ? run.status : worst;
}
