/*
 * linescan - the limit: read in blocks of 256 KiB, and find the line ends.
 * A file in, the number of its lines out.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	static char block[256 * 1024];
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : STDIN_FILENO;
	unsigned long lines = 0;
	ssize_t n;

	if (fd < 0)
		err(1, "%s", argv[1]);
	while ((n = read(fd, block, sizeof block)) > 0)
		for (char *p = block, *end = block + n;
		     (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
			lines++;
	if (n < 0)
		err(1, "read");
	printf("%lu\n", lines);
	return 0;
}
