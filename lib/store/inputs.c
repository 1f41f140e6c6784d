/* Opens files, and the event files of directories. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/str.h"
#include "store/inputs.h"

const struct opt inputs_options[] = {
	{ 0, "date", "FROM[..TO]", "of an archive, only these dates",
	    OPT_OWN(struct walk_dates, from, walk_read_dates) },
	{ 0 },
};
_Static_assert(offsetof(struct walk_dates, from) == 0,
    "the option's member is the whole struct");

/* What the operands stand for. */
struct inputs {
	struct jsonl_files *groups;
	size_t n;
	struct opt_list *lists; /* of groups[i], when it is of directories */
	struct arena names;
	struct buf why; /* what is wrong with some, a line each */
	bool any;       /* an archive's directory */
};

static mode_t
kind_of(const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0 || stat(path, &st) != 0)
		return 0;
	return st.st_mode & S_IFMT;
}

static void
complain(struct inputs *in, const char *path, const char *why)
{
	buf_fmt(&in->why, "%s%s: %s", in->why.n > 0 ? "\n" : "", path, why);
}

/* Adds a directory's files to a group. */
static void
take_directory(struct inputs *in, struct opt_list *files, const char *path,
    const struct walk_dates *dates)
{
	size_t before = files->n;

	if (!walk(files, path, dates, &in->names))
		complain(in, path, strerror(errno));
	else if (files->n == before && dates->from.p == NULL)
		complain(in, path, "holds no events");
}

/* Takes the operands of the next group; returns those behind it. */
static char *const *
take_group(
    struct inputs *in, char *const *operands, const struct walk_dates *dates)
{
	struct opt_list *files = &in->lists[in->n];

	if (kind_of(*operands) != S_IFDIR) {
		in->groups[in->n++] = (struct jsonl_files){ operands, 1 };
		return operands + 1;
	}
	in->any = true;
	for (; *operands != NULL && kind_of(*operands) == S_IFDIR; operands++)
		take_directory(in, files, *operands, dates);
	in->groups[in->n] =
	    (struct jsonl_files){ (char *const *)files->at, files->n };
	in->n += files->n > 0;
	return operands;
}

/* Says what was wrong, unless the reader is to be silent. */
static void
say(struct inputs *in, const struct jsonl_settings *set, struct jsonl *j)
{
	struct str rest = buf_view(&in->why);

	while (rest.n > 0 && (set == NULL || !set->silent)) {
		struct str line = str_cut(&rest, '\n');

		jsonl_wrong(j, arena_copy(&in->names, line.p, line.n));
	}
}

struct jsonl *
inputs_open(char *const operands[], const struct walk_dates *dates,
    const struct jsonl_settings *set, struct out *out)
{
	struct inputs in = { 0 };
	struct jsonl *j;
	size_t n = 0;

	while (operands[n] != NULL)
		n++;
	in.groups = xcalloc(n, sizeof *in.groups);
	in.lists = xcalloc(n, sizeof *in.lists);
	for (char *const *at = operands; *at != NULL;)
		at = take_group(&in, at, dates);
	if (dates->from.p != NULL && !in.any)
		complain(&in, "--date", "no directory of an archive is given");
	j = in.any ? jsonl_open_groups(in.groups, in.n, set, out)
		   : jsonl_open(operands, set, out);
	say(&in, set, j);
	for (size_t i = 0; i < n; i++)
		opt_list_free(&in.lists[i]);
	free(in.lists);
	free(in.groups);
	arena_free(&in.names);
	buf_free(&in.why);
	return j;
}

bool
inputs_stay(char *const operands[])
{
	if (operands[0] == NULL)
		return false;
	for (; *operands != NULL; operands++) {
		mode_t kind = kind_of(*operands);

		if (kind != S_IFREG && kind != S_IFDIR)
			return false;
	}
	return true;
}
