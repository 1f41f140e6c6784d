/* file.h: whole files, replaced in one step. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "tap.h"

static struct buf content;

static const char *
text_of(const char *path)
{
	content.n = 0;
	return file_read(path, 1000, &content) ? buf_text(&content) : "(none)";
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

int
main(void)
{
	char dir[] = "/tmp/chz-file.XXXXXX";
	struct stat st;

	ok(mkdtemp(dir) != NULL && chdir(dir) == 0, "in a new directory");
	umask(022);
	ok(file_put("new", STR("one")), "a file is written");
	is_text(text_of("new"), "one", "... whole");
	ok(mode_of("new") == 0644, "... with what the umask leaves");
	chmod("new", 0600);
	ok(symlink("new", "link") == 0 && file_put("link", STR("two")),
	    "through a link");
	is_text(text_of("new"), "two", "... its file is replaced");
	ok(mode_of("new") == 0600, "... and keeps its mode");
	ok(lstat("link", &st) == 0 && S_ISLNK(st.st_mode), "... and its link");
	ok(file_put("/dev/null", STR("x")) && stat("/dev/null", &st) == 0 &&
		S_ISCHR(st.st_mode),
	    "a device stays a device");
	ok(!file_put("/dev/full", STR("x")), "a full device is an error");
	ok(!file_put("none/x", STR("x")), "so is a directory that is missing");
	ok(unlink("link") == 0 && unlink("new") == 0 && chdir("/") == 0 &&
		rmdir(dir) == 0,
	    "nothing else is left behind");
	buf_free(&content);
	return done_testing();
}
