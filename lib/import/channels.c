/* Reads lists of channels, line by line. */
#include <string.h>

#include "core/file.h"
#include "import/channels.h"

enum { LIST_MAX = 16 * 1024 * 1024 };

static struct str
absent_if_empty(struct str s)
{
	return s.n > 0 ? s : (struct str){ 0 };
}

bool
channels_line(struct str line, struct str *id, struct str *name)
{
	struct str rest = str_trim(line);
	bool yaml = str_starts(rest, "- ") || str_starts(rest, "-\t");
	size_t word = 0;

	if (yaml)
		rest = str_trim((struct str){ rest.p + 1, rest.n - 1 });
	if (rest.n == 0 || rest.p[0] == '#' || str_is(rest, "channels:") ||
	    str_is(rest, "---"))
		return false;
	while (word < rest.n && strchr(" \t#", rest.p[word]) == NULL)
		word++;
	*id = str_unquoted((struct str){ rest.p, word });
	rest = str_trim((struct str){ rest.p + word, rest.n - word });
	/* In YAML the name is the comment; elsewhere a comment is none. */
	if (yaml && str_starts(rest, "#"))
		rest = str_trim((struct str){ rest.p + 1, rest.n - 1 });
	else
		rest = str_trim(str_cut(&rest, '#'));
	*name = absent_if_empty(str_unquoted(rest));
	return true;
}

bool
channels_read(const char *path,
    void (*each)(void *ctx, int line, struct str id, struct str name),
    void *ctx)
{
	struct buf file = { 0 };
	struct str rest, id, name;

	if (strcmp(path, "-") == 0)
		path = "/dev/stdin";
	if (!file_read(path, LIST_MAX, &file))
		return false;
	rest = buf_view(&file);
	for (int line = 1; rest.p != NULL; line++)
		if (channels_line(str_cut(&rest, '\n'), &id, &name))
			each(ctx, line, id, name);
	buf_free(&file);
	return true;
}
