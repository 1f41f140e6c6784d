/* file.h: whole files, replaced in one step. */
#include <fcntl.h>
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

static bool
write_text(int fd, const char *text)
{
	bool ok = fd >= 0 && file_write_all(fd, text, strlen(text));

	return fd >= 0 && close(fd) == 0 && ok;
}

static void
test_open(void)
{
	ok(write_text(file_open("out", false), "one") &&
		write_text(file_open("out", true), ",two"),
	    "a file is made, and appended to");
	is_text(text_of("out"), "one,two", "... both are there");
	ok(mode_of("out") == 0644, "... with what the umask leaves");
	ok(write_text(file_open("out", false), "3"), "it is emptied");
	is_text(text_of("out"), "3", "... for what is new");
	ok(symlink("out", "link") == 0 &&
		file_open_own(AT_FDCWD, "link", O_WRONLY, 0600) < 0,
	    "a file of our own is no link");
	ok(write_text(file_open_own(AT_FDCWD, "own", O_WRONLY, 0600), "x") &&
		mode_of("own") == 0600,
	    "... and private where that is asked for");
	ok(file_replace_at(AT_FDCWD, "own", STR("y"), 0644, false) &&
		file_rename("own", "out"),
	    "it is replaced, and takes another's name");
	is_text(text_of("out"), "y", "... and its place");
	ok(unlink("link") == 0 && unlink("out") == 0, "no more is there");
}

/* How many descriptors are open. */
static int
open_files(void)
{
	int n = 0;

	for (int fd = 0; fd < 1000; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

int
main(void)
{
	char dir[] = "/tmp/chz-file.XXXXXX";
	struct stat st;
	int before = open_files();

	ok(mkdtemp(dir) != NULL && chdir(dir) == 0, "in a new directory");
	umask(022);
	test_open();
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
	ok(open_files() == before, "... and nothing is left open");
	buf_free(&content);
	return done_testing();
}
