/* Writes the files of NokChart below a directory. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/name.h"
#include "import/nokchart_dir.h"

static bool
make_dir(struct buf *path)
{
	return mkdir(buf_text(path), 0777) == 0 || errno == EEXIST;
}

static bool
write_file(const struct nokchart_dir *d, const struct nokchart_chats *chats,
    size_t size, struct buf *path)
{
	struct buf text = { 0 };
	bool good;

	buf_fmt(path, "/chat_ts_%llds.csv",
	    (long long)chats->by_size[size].size_sec);
	nokchart_csv(&text, chats, size, d->rolling_sec, d->hole_sec);
	good = file_replace(buf_text(path), buf_view(&text), 0644);
	buf_free(&text);
	return good;
}

bool
nokchart_dir_write(const struct nokchart_dir *d, struct str stream,
    const struct nokchart_chats *chats)
{
	struct buf path = { 0 };
	bool good;

	buf_adds(&path, d->path);
	good = make_dir(&path);
	if (good && d->shared) {
		buf_addc(&path, '/');
		name_safe(&path, stream);
		good = make_dir(&path);
	}
	for (size_t size = 0, dir = path.n; good && size < chats->n; size++) {
		path.n = dir;
		if (chats->by_size[size].n > 0)
			good = write_file(d, chats, size, &path);
	}
	if (!good)
		diag_error("%s: %s", buf_text(&path), strerror(errno));
	buf_free(&path);
	return good;
}
