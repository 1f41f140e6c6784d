/* Runs a fuzz target over the inputs that are kept for it: a TAP test. */
#include <dirent.h>

#include "core/file.h"
#include "core/mem.h"
#include "fuzz.h"
#include "tap.h"

enum { LARGEST = 1 << 20 };

static void
replay(const char *path)
{
	struct buf data = { 0 };

	if (!ok(file_read(path, LARGEST, &data), "%s is read", path))
		return;
	/* A copy of just its size, so that a sanitizer sees its ends. */
	uint8_t *copy = xmalloc(data.n);

	memcpy(copy, data.p != NULL ? data.p : "", data.n);
	LLVMFuzzerTestOneInput(copy, data.n);
	free(copy);
	buf_free(&data);
}

/* "scan" for "build/tests/fuzz/scan_fuzz.t". */
static struct str
target_name(const char *program)
{
	const char *slash = strrchr(program, '/');
	struct str name = str_of(slash != NULL ? slash + 1 : program);

	return str_cut(&name, '_');
}

static void
replay_corpus(struct str name)
{
	struct buf dir = { 0 }, path = { 0 };
	struct dirent **entry;
	int n;

	buf_fmt(&dir, "tests/fuzz/corpus/%.*s", STR_ARG(name));
	n = scandir(buf_text(&dir), &entry, NULL, alphasort);
	ok(n > 2, "%s has inputs", dir.p);
	for (int i = 0; i < n; i++) {
		path.n = 0;
		buf_fmt(&path, "%s/%s", dir.p, entry[i]->d_name);
		if (entry[i]->d_name[0] != '.')
			replay(buf_text(&path));
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	buf_free(&dir);
	buf_free(&path);
}

int
main(int argc, char *argv[])
{
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	if (argc < 2)
		replay_corpus(target_name(argv[0]));
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	return done_testing();
}
