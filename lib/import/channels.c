/* Reads lists of channels, line by line. */
#include <string.h>

#include "import/channels.h"

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
