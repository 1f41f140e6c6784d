/*
 * Any bytes as an input file: it ends, and gives either bytes or a reason.
 * Bytes without zstd's magic number come out as they are.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "jsonl/input.h"

enum { LARGEST = 1 << 22 }; /* enough of a bomb */

static int
never(void *ctx)
{
	(void)ctx;
	return -1;
}

static void
read_file(const char *path, const uint8_t *data, size_t n)
{
	struct input *in = input_open(path);
	char p[1000];
	size_t total = 0;
	ssize_t got;

	must(in != NULL, "%s", path);
	while ((got = input_read(in, p, sizeof p, never, NULL)) > 0 &&
	    total < LARGEST) {
		if (n < 4 || (data[0] != 0x28 && (data[0] & 0xF0) != 0x50))
			must(total + (size_t)got <= n &&
				memcmp(p, data + total, (size_t)got) == 0,
			    "other bytes");
		total += (size_t)got;
	}
	must(got >= 0 || input_why(in) != NULL, "no reason");
	input_close(in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	must(fd >= 0 && write(fd, data, n) == (ssize_t)n, "memfd");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	read_file(path, data, n);
	close(fd);
	return 0;
}
