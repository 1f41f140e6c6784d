/* runner.h: a text in, a text out, and nobody left behind. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "net/runner.h"
#include "tap.h"

static struct loop *loop;
static struct runner *runner;
static struct buf said;

static void
on_done(void *ctx, struct str output, const char *why)
{
	(void)ctx;
	if (why != NULL)
		buf_fmt(&said, "why: %s", why);
	else
		buf_str(&said, output);
	runner_free(runner);
	runner = NULL;
	loop_stop(loop);
}

/* What a command makes of the input. */
static const char *
run(char *const argv[], struct str input, int64_t timeout_ms)
{
	said.n = 0;
	runner = runner_start(loop,
	    &(struct runner_settings){ .argv = argv,
		.input = input,
		.max_output = 4096,
		.timeout_ms = timeout_ms,
		.done = on_done });
	loop_run(loop);
	return buf_text(&said);
}

#define WORDS(...) ((char *[]){ __VA_ARGS__, NULL })

static char cat[] = "cat", sh[] = "sh", c[] = "-c";

static const char *
shell(const char *line, int64_t timeout_ms)
{
	return run(WORDS(sh, c, (char *)line), STR("x"), timeout_ms);
}

static void
test_texts(void)
{
	char *large = xcalloc(1, 1000001);

	memset(large, 'a', 1000000);
	is_text(run(WORDS(cat), STR("{\"query\":\"가\"}"), 5000),
	    "{\"query\":\"가\"}", "a text goes in and comes out");
	is_text(run(WORDS(cat), STR(""), 5000), "", "... an empty one, too");
	is_text(shell("exec <&-; echo no", 5000), "no\n",
	    "a command need not read what it is given");
	is_text(run(WORDS(cat), str_of(large), 5000), "why: it says too much",
	    "one that says too much is ended");
	free(large);
}

static void
test_ends(void)
{
	char nothing[] = "./no-such-command";

	is_text(shell("echo half; exit 3", 5000), "why: ended with status 3",
	    "a failure has no output");
	is_text(shell("kill -9 $$", 5000), "why: ended by signal 9",
	    "nor has one that was killed");
	is_text(run(WORDS(nothing), STR(""), 5000),
	    "why: ./no-such-command: no such file or directory",
	    "one that is not there");
	is_text(shell("sleep 60 & sleep 60", 50), "why: no answer in time",
	    "time is up");
	is_text(shell("sleep 60 & echo yes", 50), "why: no answer in time",
	    "... also for what it has left behind");
}

static void
test_surroundings(void)
{
	setenv("SECRET_KEY", "geheim", 1);
	is_text(shell("echo \"$SECRET_KEY\"", 5000), "\n",
	    "our environment is ours");
	dup2(2, 63);
	is_text(shell("for fd in /proc/$$/fd/63 /proc/$$/fd/2; do "
		      "test -e $fd && echo ${fd##*/}; done; true",
		    5000),
	    "2\n", "... and so is what we have open");
	close(63);
}

static void
stop(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

static void
test_freed(void)
{
	struct timer *t = timer_new(loop, stop, NULL);

	said.n = 0;
	runner = runner_start(loop,
	    &(struct runner_settings){ .argv = WORDS(cat),
		.input = STR("x"),
		.max_output = 10,
		.timeout_ms = 5000,
		.done = on_done });
	runner_free(runner);
	timer_set(t, 100);
	loop_run(loop);
	ok(said.n == 0, "one that was freed tells nothing");
	timer_free(t);
}

int
main(void)
{
	int status;

	loop = loop_new();
	test_texts();
	test_ends();
	test_surroundings();
	test_freed();
	loop_free(loop);
	buf_free(&said);
	ok(waitpid(-1, &status, WNOHANG) < 0, "no child is left");
	return done_testing();
}
