/*
 * chz-sim - stand in for a whole platform on loopback.
 * Serves made-up or recorded chat to the command that it runs.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "net/child.h"
#include "sim/avatar_service.h"
#include "sim/chzzk_service.h"
#include "sim/llm_service.h"
#include "sim/obs_service.h"
#include "sim/sessions.h"
#include "sim/twitch_service.h"
#include "sim/voice_service.h"
#include "sim/vtuber_service.h"
#include "sim/youtube_service.h"

/* Add a service here: its header above, its name below. */
static const struct sim_service *const services[] = {
	&twitch_service,
	&youtube_service,
	&chzzk_service,
	&avatar_service,
	&voice_service,
	&llm_service,
	&obs_service,
	&vtuber_service,
	NULL,
};

struct settings {
	struct sim_settings sim;
	struct opt_list faults;
};

static const char *
read_llm_faults(struct str arg, void *member)
{
	*(const char **)member = arg.p;
	return llm_faults_are_good(arg)
	    ? NULL
	    : "a list of faults of the language model";
}

static const char *
read_topics(struct str arg, void *member)
{
	*(const char **)member = arg.p;
	return sim_topics_are_good(arg)
	    ? NULL
	    : "none or a list of chat, donation and subscription";
}

static const struct opt options[] = {
	{ 'i', "input", "FILE",
	    "replay this log of events (- is standard input)",
	    OPT_TEXT(struct settings, sim.world.log) },
	{ 0, "channels", "N", "make up N channels",
	    OPT_COUNT(struct settings, sim.world.channels), .def = "3",
	    .min = 1, .max = 100000 },
	{ 0, "closed", NULL,
	    "and one for adults, one for Korea only, one off the air",
	    OPT_FLAG(struct settings, sim.world.closed) },
	{ 0, "rate", "R", "messages a second, all channels together",
	    OPT_REAL(struct settings, sim.world.rate), .def = "20",
	    .above = true, .max = 1e7 },
	{ 0, "seed", "N", "make up other people and messages",
	    OPT_COUNT(struct settings, sim.world.seed), .def = "1" },
	{ 0, "speed", "X", "let time run X times as fast",
	    OPT_REAL(struct settings, sim.speed), .def = "1", .above = true,
	    .max = 1e6 },
	{ 0, "for", "DUR", "end the broadcasts after that time, simulated",
	    OPT_SPAN(struct settings, sim.world.length) },
	{ 0, "start", "WHEN", "the simulated clock begins then, not now",
	    OPT_MOMENT(struct settings, sim.world.start) },
	{ 0, "fault", "SPEC", "make NAME[=VALUE][*][@TIME|/SPAN] go wrong",
	    OPT_LIST(struct settings, faults) },
	{ 0, "port", "N", "listen on this port, not on any free one",
	    OPT_COUNT(struct settings, sim.port), .max = 65535 },
	{ 0, "ledger", "FILE", "write down what was sent",
	    OPT_TEXT(struct settings, sim.ledger) },
	{ 0, "auth-deny", NULL, "the user who is asked to log in says no",
	    OPT_FLAG(struct settings, sim.auth.deny) },
	{ 0, "auth-life", "DUR", "an access token is good so long",
	    OPT_SPAN(struct settings, sim.auth.life_ms), .def = "1d" },
	{ 0, "auth-revoke", "DUR",
	    "the user takes it back so long after a session began",
	    OPT_SPAN(struct settings, sim.auth.revoke_ms) },
	{ 0, "auth-sessions", "N", "sessions that a user may have",
	    OPT_COUNT(struct settings, sim.auth.sessions), .def = "3" },
	{ 0, "auth-topics", "LIST",
	    "what sessions may be about: none, or chat,donation,subscription",
	    OPT_OWN(struct settings, sim.auth.topics, read_topics) },
	{ 0, "llm-delay", "DUR", "the language model thinks so long",
	    OPT_SPAN(struct settings, sim.llm.delay_ms), .def = "100ms" },
	{ 0, "llm-fault", "NAME[,NAME...]",
	    "its requests go wrong, one after the other",
	    OPT_OWN(struct settings, sim.llm.faults, read_llm_faults) },
	{ 0, "llm-key", "KEY", "it wants this key",
	    OPT_TEXT(struct settings, sim.llm.key) },
	{ 0, "llm-limit", "N", "tokens a minute; 0 is no limit",
	    OPT_COUNT(struct settings, sim.llm.limit), .def = "0" },
	{ 0, "llm-log", "FILE", "write down what it was asked",
	    OPT_TEXT(struct settings, sim.llm.log) },
	{ 0, "llm-rate", "N", "tokens a second that it streams",
	    OPT_REAL(struct settings, sim.llm.rate), .def = "500",
	    .above = true, .max = 1e6 },
	{ 0, "voice-delay", "DUR", "the voice takes so long to begin",
	    OPT_SPAN(struct settings, sim.voice.delay_ms), .def = "100ms" },
	{ 0, "voice-rate", "X", "it makes sound X times as fast as speech",
	    OPT_REAL(struct settings, sim.voice.rate), .def = "5",
	    .above = true, .max = 1e6 },
	{ 0, "vts-log", "FILE", "write down what the avatar did",
	    OPT_TEXT(struct settings, sim.avatar.log) },
	{ 0, "vts-click", "DUR", "the user clicks Allow after that time",
	    OPT_SPAN(struct settings, sim.avatar.click_ms) },
	{ 0, "vts-deny", NULL, "the user clicks Deny",
	    OPT_FLAG(struct settings, sim.avatar.deny) },
	{ 0, "vts-announce", NULL, "broadcast VTube Studio's port",
	    OPT_FLAG(struct settings, sim.avatar.announce) },
	{ 0, "vts-swap", "DUR", "load another model after that time",
	    OPT_SPAN(struct settings, sim.avatar.swap_ms) },
	{ 0, "vts-revoke", "DUR", "take the permission back after that time",
	    OPT_SPAN(struct settings, sim.avatar.revoke_ms) },
	{ 0, "youtube-pages", NULL, "YouTube offers no streams",
	    OPT_FLAG(struct settings, sim.youtube.pages) },
	{ 0, "youtube-poll", "DUR", "its pages are to be so far apart",
	    OPT_SPAN(struct settings, sim.youtube.poll_ms), .def = "1s",
	    .above = true },
	{ 0, "youtube-quota", "N", "its quota, in units; 0 is no limit",
	    OPT_COUNT(struct settings, sim.youtube.quota), .def = "0" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-sim",
	.operands = "[-- COMMAND [ARG...]]",
	.about = "Stand in for a whole platform on loopback.",
	.opts = options,
	.examples = OPT_LINES("chz-sim -- sh -c 'chz-lives | chz-tap'",
	    "chz-sim -i events.jsonl --speed 60 -- sh -c 'chz-lives | chz-tap'",
	    "eval \"$(chz-sim &)\"; chz-lives; kill $CHZ_SIM_PID"),
};

/* The run: what is served, and what it is served to. */
struct run {
	struct settings set;
	struct faults faults;
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

/* The command is to end too, and has the time it needs. */
static void
wind_up(void *ctx)
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

/*
 * For a shell's eval, which waits until standard output is closed.  The number
 * of the process is for its kill.
 */
static void
print_environment(struct str lines)
{
	printf("export CHZ_SIM_PID='%ld'\n", (long)getpid());
	while (lines.n > 0) {
		struct str line = str_cut(&lines, '\n');
		struct str value = line, name = str_cut(&value, '=');

		printf("export %.*s='%.*s'\n", STR_ARG(name), STR_ARG(value));
	}
	if (fflush(stdout) != 0 || freopen("/dev/null", "w", stdout) == NULL)
		diag_die(
		    EXIT_SOME_FAILED, "standard output: %s", strerror(errno));
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
add_faults(struct run *run)
{
	const char *const *spec = run->set.faults.at;
	const char *why;

	run->faults.chance = run->set.sim.world.seed;
	for (; spec != NULL && *spec != NULL; spec++)
		if (!faults_add(&run->faults, *spec, &why))
			opt_misuse("--fault: '%s' is not %s", *spec, why);
	run->set.sim.faults = &run->faults;
}

/* Runs the command, or prints where the services are. */
static void
start(struct run *run, char *command[])
{
	struct buf lines = { 0 };

	loop_on_signal(run->loop, wind_up, run);
	sim_environment(run->sim, &lines);
	if (command[0] != NULL) {
		set_environment(buf_view(&lines));
		start_command(run, command);
	} else {
		print_environment(buf_view(&lines));
	}
	buf_free(&lines);
}

static int
finish(struct run *run)
{
	int worst;

	child_free(run->child);
	worst = sim_free(run->sim);
	loop_free(run->loop);
	faults_free(&run->faults);
	opt_free(&tool, &run->set);
	diag_end();
	sig_die();
	return run->status != 0 ? run->status : worst;
}

int
main(int argc, char *argv[])
{
	struct run run = { .set.sim = { .services = services,
			       .world.start = when_now() } };
	int first = opt_parse(&tool, argc, argv, &run.set);

	add_faults(&run);
	run.loop = loop_new();
	run.sim = sim_new(run.loop, &run.set.sim);
	if (run.sim == NULL)
		return EXIT_SOME_FAILED;
	start(&run, argv + first);
	loop_run(run.loop);
	return finish(&run);
}
