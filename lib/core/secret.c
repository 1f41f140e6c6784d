/* Reads and writes files of tokens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/secret.h"

enum { FOUND_BYTES = 16 };

char *
secret_read(const char *path)
{
	struct buf text = { 0 };
	struct stat st;
	char *secret = NULL;

	if (path == NULL || stat(path, &st) != 0)
		return NULL;
	if ((st.st_mode & 077) != 0)
		diag_die(EXIT_DENIED, "%s: others can read it: chmod 600 %s",
		    path, path);
	secret_no_core();
	if (file_read(path, SECRET_MAX, &text)) {
		struct str trimmed = str_trim(buf_view(&text));

		secret = xstrndup(trimmed.p, trimmed.n);
		explicit_bzero(text.p, text.n);
	}
	buf_free(&text);
	return secret;
}

bool
secret_write(const char *path, const char *text)
{
	return file_replace(path, str_of(text), 0600);
}

char *
secret_find(const char *path)
{
	unsigned char bytes[FOUND_BYTES];
	char text[2 * FOUND_BYTES + 1];
	char *found = secret_read(path);

	if (found != NULL || access(path, F_OK) == 0)
		return found;
	secret_no_core();
	random_fill(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return secret_write(path, text) ? xstrdup(text) : NULL;
}

void
secret_free(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}

void
secret_free_buf(struct buf *b)
{
	if (b->n > 0)
		explicit_bzero(b->p, b->n);
	buf_free(b);
}

/* One byte is too little for a file, and the kernel starts no handler (core(5))
 * at that limit; at 0 it would. */
void
secret_no_core(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 1, 1 });
}
