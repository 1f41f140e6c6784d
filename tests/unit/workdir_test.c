/* workdir.h: a directory for one process at a time. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file.h"
#include "core/workdir.h"
#include "tap.h"

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void
leave_things(const char *dir)
{
	mkdir(dir, 0777);
	mkdir("made/below", 0777);
	file_put("made/below/file", STR("x"));
	file_put("made/.lock", STR(""));
}

/* Many processes, each of which finds the directory empty. */
static int
collisions(void)
{
	enum { PROCESSES = 8, ROUNDS = 50 };
	int status, bad = 0;

	for (int i = 0; i < PROCESSES; i++) {
		if (fork() != 0)
			continue;
		for (int round = 0; round < ROUNDS; round++) {
			struct workdir w;

			if (!workdir_open(&w, "made") || is_there("made/mine"))
				_exit(1);
			if (!file_put("made/mine", STR("x")) ||
			    !is_there("made/mine"))
				_exit(1);
			workdir_close(&w);
		}
		_exit(0);
	}
	while (wait(&status) > 0)
		bad += status != 0;
	return bad;
}

int
main(void)
{
	char dir[] = "/tmp/chz-workdir.XXXXXX";
	struct workdir w;

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	ok(workdir_open(&w, "made"), "a directory is made");
	file_put("made/file", STR("x"));
	workdir_close(&w);
	ok(!is_there("made"), "... and removed with what is in it");
	leave_things("made");
	ok(workdir_open(&w, "made"), "what was left is no matter");
	ok(!is_there("made/below"), "... and is removed");
	workdir_close(&w);
	ok(!is_there("made"), "... with all below");
	ok(!workdir_open(&w, "none/made"), "nothing can be made nowhere");
	ok(collisions() == 0, "no two processes have it at once");
	ok(!is_there("made"), "... and nothing is left");
	if (chdir("/") == 0)
		rmdir(dir);
	return done_testing();
}
