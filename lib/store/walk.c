/* Lists the event files below a directory. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diag.h"
#include "core/str.h"
#include "store/walk.h"

static const char *
joined(const char *dir, const char *name, struct arena *a)
{
	struct buf path = { 0 };
	const char *copy;

	buf_fmt(&path, "%s/%s", dir, name);
	copy = arena_copy(a, path.p, path.n);
	buf_free(&path);
	return copy;
}

/* The event files of a broadcast's directory; false when it is none. */
static bool
take_events(struct opt_list *files, const char *dir, struct arena *a)
{
	static const char *const names[] = { "events.jsonl.zst",
		"events.jsonl" };
	size_t before = files->n;
	struct stat st;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = joined(dir, names[i], a);

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			opt_list_add(files, path);
	}
	return files->n > before;
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	    (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN ||
		entry->d_type == DT_LNK);
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* "2026-01-06" */
static bool
is_date(const char *name)
{
	int year, month, day, n = 0;

	return sscanf(name, "%4d-%2d-%2d%n", &year, &month, &day, &n) == 3 &&
	    n == (int)strlen(name);
}

const char *
walk_read_date(struct str arg, void *member)
{
	*(const char **)member = arg.p;
	return is_date(arg.p) ? NULL : "a date, YYYY-MM-DD";
}

/* The broadcasts in a directory; of an archive, in those of its dates. */
static bool
descend(struct opt_list *files, const char *dir, const char *date, bool archive,
    struct arena *a)
{
	struct dirent **entries;
	int n;
	bool ok = true;

	if (take_events(files, dir, a))
		return true;
	n = scandir(dir, &entries, is_visible, by_bytes);
	if (n < 0)
		return false;
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		const char *path = joined(dir, name, a);

		if (!archive || !is_date(name))
			take_events(files, path, a);
		else if (date == NULL || strcmp(name, date) == 0)
			ok = descend(files, path, NULL, false, a) && ok;
		free(entries[i]);
	}
	free(entries);
	return ok;
}

bool
walk(
    struct opt_list *files, const char *path, const char *date, struct arena *a)
{
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		return descend(files, path, date, true, a);
	opt_list_add(files, path);
	return true;
}

bool
walk_all(struct opt_list *files, char *const paths[], const char *date,
    struct arena *a)
{
	bool all = true;

	for (; *paths != NULL; paths++) {
		size_t before = files->n;

		if (!walk(files, *paths, date, a))
			diag_error("%s: cannot be listed", *paths);
		else if (files->n > before || date != NULL)
			continue;
		else
			diag_error("%s: holds no events", *paths);
		all = false;
	}
	return all;
}
