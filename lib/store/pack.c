/* Compresses a finished journal, and checks the result. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "core/file.h"
#include "core/mem.h"
#include "jsonl/input.h"
#include "store/pack.h"

enum {
	FRAME = 4 * 1024 * 1024, /* bytes of text */
	CHUNK = 256 * 1024,
	LEVEL = 3
};

/* The bytes of up to two files, one after the other, decompressed. */
struct chain {
	struct input *in;
	const char *next; /* NULL when there is no second */
	const char *why;
	char chunk[CHUNK];
	size_t at, n;
};

static int
never_idle(void *ctx)
{
	(void)ctx;
	return -1;
}

static bool
chain_open(struct chain *c, const char *first, const char *second)
{
	c->in = input_open(first);
	c->next = second;
	c->why = c->in == NULL ? strerror(errno) : NULL;
	c->at = c->n = 0;
	return c->in != NULL;
}

static void
chain_close(struct chain *c)
{
	input_close(c->in);
	c->in = NULL;
}

/* Makes sure that there are bytes in the chunk; false at the end or on an
 * error, which is in c->why then. */
static bool
chain_fill(struct chain *c)
{
	while (c->at == c->n && c->in != NULL) {
		ssize_t n =
		    input_read(c->in, c->chunk, CHUNK, never_idle, NULL);

		c->at = 0;
		c->n = n > 0 ? (size_t)n : 0;
		if (n < 0)
			c->why = input_why(c->in);
		if (n > 0)
			return true;
		chain_close(c);
		if (n == 0 && c->next != NULL)
			chain_open(c, c->next, NULL);
	}
	return c->at < c->n;
}

/* Whether both give the same bytes to the end. */
static bool
same(struct chain *a, struct chain *b)
{
	for (;;) {
		bool more_a = chain_fill(a), more_b = chain_fill(b);
		size_t n =
		    a->n - a->at < b->n - b->at ? a->n - a->at : b->n - b->at;

		if (!more_a || !more_b)
			return !more_a && !more_b && a->why == NULL &&
			    b->why == NULL;
		if (memcmp(a->chunk + a->at, b->chunk + b->at, n) != 0)
			return false;
		a->at += n;
		b->at += n;
	}
}

/* Whether `packed`, its first `skip` bytes of text left out, is `first` and
 * `second` one after the other. */
static bool
holds(const char *packed, uint64_t skip, const char *first, const char *second)
{
	struct chain *a = xcalloc(2, sizeof *a), *b = a + 1;
	bool ok = chain_open(a, packed, NULL) && chain_open(b, first, second);

	while (ok && skip > 0 && chain_fill(a)) {
		uint64_t n = a->n - a->at < skip ? a->n - a->at : skip;

		a->at += n;
		skip -= n;
	}
	ok = ok && skip == 0 && same(a, b);
	chain_close(a);
	chain_close(b);
	free(a);
	return ok;
}

/* How many bytes of text a compressed file holds; false when it is damaged. */
static bool
text_size(const char *packed, uint64_t *size)
{
	struct chain *c = xcalloc(1, sizeof *c);
	bool ok = chain_open(c, packed, NULL);

	for (*size = 0; ok && chain_fill(c); c->at = c->n)
		*size += c->n - c->at;
	ok = ok && c->why == NULL;
	chain_close(c);
	free(c);
	return ok;
}

/* Reads about FRAME bytes that end with a line; less at the end. */
static bool
read_frame(int fd, struct buf *text, size_t *whole)
{
	for (;;) {
		char *p = buf_reserve(text, FRAME), *newline;
		ssize_t n = read(fd, p, FRAME);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text->n += (size_t)n;
		newline = text->n > 0 ? memrchr(text->p, '\n', text->n) : NULL;
		*whole = n > 0 && newline != NULL
		    ? (size_t)(newline + 1 - text->p)
		    : text->n;
		if (n == 0 || (newline != NULL && text->n >= FRAME))
			return true;
	}
}

static bool
write_frame(ZSTD_CCtx *z, int out, const char *p, size_t n, struct buf *room)
{
	size_t bound = ZSTD_compressBound(n), made;

	room->n = 0;
	made = ZSTD_compress2(z, buf_reserve(room, bound), bound, p, n);
	if (ZSTD_isError(made)) {
		errno = ENOMEM;
		return false;
	}
	return file_write_all(out, room->p, made);
}

/* Compresses all of `in` and appends it to `out`. */
static bool
compress(int in, int out)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();
	struct buf text = { 0 }, room = { 0 };
	size_t whole = 0;
	bool ok = z != NULL;

	if (ok) {
		ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, LEVEL);
		ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1);
	}
	while (ok && (ok = read_frame(in, &text, &whole)) && whole > 0) {
		ok = write_frame(z, out, text.p, whole, &room);
		text.n -= whole;
		memmove(text.p, text.p + whole, text.n);
	}
	ZSTD_freeCCtx(z);
	buf_free(&text);
	buf_free(&room);
	return ok;
}

static bool
copy(int in, int out)
{
	struct buf chunk = { 0 };
	ssize_t n;
	bool ok = true;

	do {
		n = read(in, buf_reserve(&chunk, CHUNK), CHUNK);
		if (n > 0)
			ok = file_write_all(out, chunk.p, (size_t)n);
	} while (ok && (n > 0 || (n < 0 && errno == EINTR)));
	buf_free(&chunk);
	return ok && n == 0;
}

static int
open_to_read(const char *path)
{
	return open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

/* Writes TEMP: what OLD has, if it exists, and then PATH compressed. */
static bool
build(const char *path, const char *old, const char *temp, bool continued)
{
	int in = open_to_read(path), before = -1, out;
	bool ok;

	unlink(temp);
	out = file_open_own(AT_FDCWD, temp, O_WRONLY | O_EXCL, 0644);
	ok = in >= 0 && out >= 0;
	if (ok && continued) {
		before = open_to_read(old);
		ok = before >= 0 && copy(before, out);
	}
	ok = ok && compress(in, out) && fsync(out) == 0;
	if (in >= 0)
		close(in);
	if (before >= 0)
		close(before);
	if (out >= 0 && close(out) != 0)
		ok = false;
	return ok;
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool
failed(struct buf *why, const char *path, const char *what)
{
	buf_fmt(why, "%s: %s", path, what);
	return false;
}

/* Builds TEMP and reads it back; stores its size. */
static bool
prepare(const char *path, const char *packed, const char *temp, int64_t *bytes,
    struct buf *why)
{
	bool continued = exists(packed);
	struct stat st;

	if (!build(path, packed, temp, continued) || stat(temp, &st) != 0)
		return failed(why, temp, strerror(errno));
	if (!holds(temp, 0, continued ? packed : path, continued ? path : NULL))
		return failed(why, temp, "does not read back as written");
	*bytes = st.st_size;
	return true;
}

/* PATH.zst and, where it is built, PATH.zst.tmp */
struct names {
	struct buf packed, temp;
};

static struct names
names_of(const char *path)
{
	struct names n = { 0 };

	buf_fmt(&n.packed, "%s.zst", path);
	buf_fmt(&n.temp, "%s.zst.tmp", path);
	buf_text(&n.packed);
	buf_text(&n.temp);
	return n;
}

static void
free_names(struct names *n)
{
	buf_free(&n->packed);
	buf_free(&n->temp);
}

bool
pack_build(const char *path, int64_t *bytes, struct buf *why)
{
	struct names n = names_of(path);
	bool ok = prepare(path, n.packed.p, n.temp.p, bytes, why);

	if (!ok)
		unlink(n.temp.p);
	free_names(&n);
	return ok;
}

bool
pack_is_same(const char *a, const char *b)
{
	return holds(a, 0, b, NULL);
}

static bool
drop(const char *path, struct buf *why)
{
	if (unlink(path) == 0 && file_settle(AT_FDCWD, path))
		return true;
	return failed(why, path, strerror(errno));
}

bool
pack_place(const char *path, struct buf *why)
{
	struct names n = names_of(path);
	bool ok = (file_rename(n.temp.p, n.packed.p) ||
		      failed(why, n.packed.p, strerror(errno))) &&
	    drop(path, why);

	free_names(&n);
	return ok;
}

bool
pack_settle(const char *path, int64_t bytes, struct buf *why)
{
	struct names n = names_of(path);
	struct stat st, packed;
	uint64_t size;
	bool ok = true;

	if (stat(path, &st) == 0 && stat(n.packed.p, &packed) == 0 &&
	    packed.st_size == bytes && text_size(n.packed.p, &size) &&
	    size >= (uint64_t)st.st_size &&
	    holds(n.packed.p, size - (uint64_t)st.st_size, path, NULL))
		ok = drop(path, why);
	free_names(&n);
	return ok;
}
