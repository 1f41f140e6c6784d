/* Keeps pages, their stamps and entries. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/mem.h"
#include "jsonl/put.h"
#include "web/site.h"

enum { NOTE_MAX = 1 << 20 };

static const mode_t mode = 0644;

static const char *
page_path(struct buf *b, const struct site *s, struct str name)
{
	b->n = 0;
	buf_fmt(b, "%s/%.*s.html", s->dir, STR_ARG(name));
	return buf_text(b);
}

static const char *
note_path(struct buf *b, const struct site *s, struct str name)
{
	b->n = 0;
	buf_fmt(b, "%s/.chz/%.*s", s->dir, STR_ARG(name));
	return buf_text(b);
}

static bool
make_directory(const char *path)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST;
}

bool
site_open(struct site *s, const char *dir)
{
	struct buf notes = { 0 };
	bool made;

	*s = (struct site){ .dir = dir };
	made = make_directory(dir) &&
	    make_directory(note_path(&notes, s, STR("")));
	buf_free(&notes);
	buf_fmt(&s->work_path, "%s/.chz-work", dir);
	return made && workdir_open(&s->work, buf_text(&s->work_path));
}

/* What was noted of a page: its stamp; the rest is its entry. */
static bool
read_note(const struct site *s, struct str name, struct buf *note)
{
	struct buf path = { 0 };
	bool good;

	note->n = 0;
	good = file_read(note_path(&path, s, name), NOTE_MAX, note);
	buf_free(&path);
	return good;
}

bool
site_has(struct site *s, struct str name, struct str stamp)
{
	struct buf note = { 0 }, path = { 0 };
	struct str rest;
	bool has;

	intern_add(&s->names, name);
	has = read_note(s, name, &note) &&
	    access(page_path(&path, s, name), F_OK) == 0;
	rest = buf_view(&note);
	has = has && str_eq(str_cut(&rest, '\n'), stamp);
	buf_free(&note);
	buf_free(&path);
	return has;
}

bool
site_put(struct site *s, struct str name, struct str stamp, struct str page,
    struct str entry)
{
	struct buf note = { 0 }, path = { 0 };
	bool good;

	s->changed = true;
	buf_fmt(&note, "%.*s\n", STR_ARG(stamp));
	buf_str(&note, entry);
	good = file_replace(page_path(&path, s, name), page, mode) &&
	    file_replace(note_path(&path, s, name), buf_view(&note), mode);
	buf_free(&note);
	buf_free(&path);
	return good;
}

static void
remove_page(struct site *s, struct str name)
{
	struct buf path = { 0 };

	unlink(page_path(&path, s, name));
	unlink(note_path(&path, s, name));
	buf_free(&path);
	s->changed = true;
}

/* The entry is an object; the page's address becomes its first member. */
static void
put_entry(const struct site *s, struct str name, struct buf *to)
{
	struct buf note = { 0 }, address = { 0 };
	struct str entry;

	if (read_note(s, name, &note)) {
		entry = buf_view(&note);
		str_cut(&entry, '\n');
		buf_fmt(&address, "%.*s.html", STR_ARG(name));
		if (str_take(&entry, "{")) {
			put_open(to);
			put_text(to, "page", buf_view(&address));
			buf_addc(to, ',');
			buf_str(to, entry);
		}
	}
	buf_free(&note);
	buf_free(&address);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

bool
site_finish(struct site *s, bool all, struct buf *entries)
{
	struct buf path = { 0 };
	struct dirent **found;
	int n = scandir(
	    note_path(&path, s, STR("")), &found, is_visible, alphasort);

	buf_free(&path);
	for (int i = 0; i < n; i++) {
		struct str name = str_of(found[i]->d_name);

		if (all && intern_find(&s->names, name) == INTERN_NONE)
			remove_page(s, name);
		else
			put_entry(s, name, entries);
		free(found[i]);
	}
	if (n >= 0)
		free(found);
	return n >= 0;
}

bool
site_is_stale(const struct site *s)
{
	struct buf path = { 0 };
	bool stale =
	    s->changed || access(page_path(&path, s, STR("index")), F_OK) != 0;

	buf_free(&path);
	return stale;
}

bool
site_put_index(struct site *s, struct str page)
{
	struct buf path = { 0 };
	bool good = file_replace(page_path(&path, s, STR("index")), page, mode);

	buf_free(&path);
	return good;
}

void
site_close(struct site *s)
{
	if (s->work.path != NULL)
		workdir_close(&s->work);
	buf_free(&s->work_path);
	intern_free(&s->names);
}
