/* Cuts off records that will be written again. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "record/table.h"
#include "tap/replay_rest.h"

enum { REST_MAX = 64 * 1024 * 1024 };

/* Appends what is in the file from `at` on, also where the descriptor is for
 * writing only. */
static bool
read_rest(int fd, int64_t at, int64_t n, struct buf *out)
{
	char path[32];
	int in;
	ssize_t got = -1;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	in = open(path, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return false;
	buf_reserve(out, (size_t)n);
	while (out->n < (size_t)n) {
		got = pread(in, out->p + out->n, (size_t)n - out->n,
		    at + (int64_t)out->n);
		if (got <= 0)
			break;
		out->n += (size_t)got;
	}
	close(in);
	return out->n == (size_t)n;
}

static bool
is_ours(struct str lines)
{
	const struct jsonl_settings silent = { .silent = true };
	struct jsonl *in = jsonl_new("rest", &silent);
	int stream = jsonl_want(in, "stream_id");
	const struct json_val *v;
	bool ours = true;

	jsonl_push(in, lines.p, lines.n);
	jsonl_push_end(in);
	while ((v = jsonl_next(in)) != NULL)
		ours &= str_starts(jsonl_text(in, v + stream), "vod_");
	return jsonl_close(in) == EXIT_OK && ours;
}

/* The whole lines. */
static struct str
lines_of(const struct buf *rest)
{
	const char *last = memrchr(rest->p, '\n', rest->n);

	return (struct str){ rest->p,
		last != NULL ? (size_t)(last + 1 - rest->p) : 0 };
}

bool
replay_rest_cut(int fd, int64_t size)
{
	struct buf rest = { 0 };
	struct stat st;
	bool ours;

	if (fstat(fd, &st) != 0)
		return false;
	if (st.st_size <= size)
		return true;
	ours = st.st_size - size <= REST_MAX &&
	    read_rest(fd, size, st.st_size - size, &rest) &&
	    is_ours(lines_of(&rest)) && ftruncate(fd, size) == 0;
	buf_free(&rest);
	return ours;
}
