/*
 * journal.h: any bytes as a journal that a crash has left.  What ends with a
 * line end is kept as it is, the rest is put aside, and a line appended stands
 * behind.  The first byte chooses whether an earlier mending was interrupted.
 */
#include "core/file.h"
#include "fuzz.h"
#include "scratch.h"
#include "store/journal.h"

enum { LARGEST = 1 << 20 };

static struct scratch place;
static int dir;

static void
begin(void)
{
	if (!scratch_open(&place))
		return;
	dir = open(place.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(dir >= 0, "%s", place.dir);
}

/* The file is these pieces, one behind the other; absent is no file. */
static void
check_file(const char *name, struct str a, struct str b)
{
	char path[SCRATCH_PATH];
	struct buf file = { 0 };

	scratch_path(&place, path, name);
	if (a.p == NULL) {
		must(access(path, F_OK) != 0, "%s is there", name);
		return;
	}
	must(file_read(path, LARGEST, &file), "%s", path);
	must(file.n == a.n + b.n && memcmp(file.p, a.p, a.n) == 0 &&
		(b.n == 0 || memcmp(file.p + a.n, b.p, b.n) == 0),
	    "%s is not what it should be", name);
	buf_free(&file);
}

static void
mend(struct str bytes, struct str before)
{
	const char *newline =
	    bytes.n > 0 ? memrchr(bytes.p, '\n', bytes.n) : NULL;
	size_t whole = newline != NULL ? (size_t)(newline + 1 - bytes.p) : 0;
	struct str rest = { bytes.p + whole, bytes.n - whole };
	off_t size = -1, torn = -1;
	int fd = journal_open(dir, "j", &size);

	must(fd >= 0 && (size_t)size == bytes.n, "its size is %ld", (long)size);
	must(journal_mend(dir, "j", fd, &size, &torn), "it is not mended");
	must((size_t)size == whole && (size_t)torn == rest.n, "another end");
	check_file("j", (struct str){ bytes.p, whole }, (struct str){ 0 });
	if (rest.n > 0)
		check_file("j.torn", before, rest);
	else
		check_file("j.torn", before.n > 0 ? before : (struct str){ 0 },
		    (struct str){ 0 });
	must(journal_mend(dir, "j", fd, &size, &torn) && torn == 0,
	    "it is mended twice");
	must(journal_append(fd, "{}\n", 3, &size) && (size_t)size == whole + 3,
	    "nothing can be added");
	check_file("j", (struct str){ bytes.p, whole }, STR("{}\n"));
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char journal[SCRATCH_PATH], torn[SCRATCH_PATH];
	struct str before = STR("");

	begin();
	scratch_path(&place, journal, "j");
	scratch_path(&place, torn, "j.torn");
	unlink(torn);
	if (n > 0 && data[0] % 2 != 0) {
		before = STR("{\"type\"");
		scratch_write(torn, (const uint8_t *)before.p, before.n);
	}
	scratch_write(journal, data + (n > 0), n - (n > 0));
	mend((struct str){ (const char *)data + (n > 0), n - (n > 0) }, before);
	return 0;
}
