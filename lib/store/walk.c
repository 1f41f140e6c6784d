/* Lists the event files below a directory. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/str.h"
#include "core/when.h"
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
is_date(struct str name)
{
	char moment[] = "2026-01-06T00:00:00Z";
	int64_t ms;

	if (name.n != sizeof "2026-01-06" - 1)
		return false;
	memcpy(moment, name.p, name.n);
	return when_rfc3339(str_of(moment), &ms);
}

const char *
walk_read_dates(struct str arg, void *member)
{
	struct walk_dates *dates = member;
	const char *dots = memmem(arg.p, arg.n, "..", 2);
	struct str from = arg, to = arg;

	if (dots != NULL) {
		from.n = (size_t)(dots - arg.p);
		to.p = dots + 2;
		to.n = arg.n - from.n - 2;
	}
	if (!is_date(from) || !is_date(to))
		return "a date, YYYY-MM-DD, or two with .. between";
	if (memcmp(from.p, to.p, from.n) > 0)
		return "two dates in their order";
	*dates = (struct walk_dates){ from, to };
	return NULL;
}

static bool
is_wanted(const struct walk_dates *dates, const char *date)
{
	return dates->from.p == NULL ||
	    (memcmp(dates->from.p, date, dates->from.n) <= 0 &&
		memcmp(date, dates->to.p, dates->to.n) <= 0);
}

/* The broadcasts in a directory; of an archive, in those of its dates. */
static bool
descend(struct opt_list *files, const char *dir, const struct walk_dates *dates,
    bool archive, struct arena *a)
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

		if (!archive || !is_date(str_of(name)))
			take_events(files, path, a);
		else if (is_wanted(dates, name))
			ok = descend(files, path, dates, false, a) && ok;
		free(entries[i]);
	}
	free(entries);
	return ok;
}

bool
walk(struct opt_list *files, const char *path, const struct walk_dates *dates,
    struct arena *a)
{
	return descend(files, path, dates, true, a);
}
