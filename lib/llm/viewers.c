/* Keeps short notes on viewers, in a file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/intern.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "core/when.h"
#include "llm/viewers.h"
#include "record/memory.h"

enum { FILE_MAX = 64 * 1024 * 1024, NAME_LONGEST = 200 };

/* A viewer in memory. */
struct viewers_item {
	char *name;
	char *note[VIEWERS_NOTES]; /* the newest first */
	int64_t met, last_at;
	uint64_t turn; /* when it was met, in order */
};

struct viewers {
	char *path;
	struct intern ids;
	struct viewers_item *viewer; /* by number */
	size_t cap;
	uint64_t turn;
	struct buf known;
	bool changed, told;
};

static struct viewers_item *
viewer_of(struct viewers *s, struct str user_id)
{
	uint32_t known = s->ids.n, i = intern_add(&s->ids, user_id);

	MEM_RESERVE(s->viewer, s->cap, (size_t)i + 1);
	if (s->ids.n > known)
		s->viewer[i] = (struct viewers_item){ .last_at = WHEN_UNKNOWN };
	return &s->viewer[i];
}

static void
clear(struct viewers_item *w)
{
	free(w->name);
	for (int i = 0; i < VIEWERS_NOTES; i++)
		free(w->note[i]);
	*w = (struct viewers_item){ 0 };
}

static void
set_name(struct viewers_item *w, struct str name)
{
	name = utf8_cut(name, NAME_LONGEST);
	if (w->name != NULL && str_is(name, w->name))
		return;
	free(w->name);
	w->name = xstrndup(name.p != NULL ? name.p : "", name.n);
}

/* A note in front; one that is there already comes to the front. */
static void
add_note(struct viewers_item *w, struct str note)
{
	char *text;
	int last = VIEWERS_NOTES - 1;

	note = utf8_cut(str_trim(note), VIEWERS_NOTE);
	if (note.n == 0)
		return;
	for (int i = 0; i < VIEWERS_NOTES; i++)
		if (w->note[i] != NULL && str_is(note, w->note[i]))
			last = i;
	text = xstrndup(note.p, note.n);
	free(w->note[last]);
	memmove(w->note + 1, w->note, (size_t)last * sizeof *w->note);
	w->note[0] = text;
}

/* ---- the file ---- */

static void
take(struct viewers *s, const struct viewer *v)
{
	struct viewers_item *w = viewer_of(s, v->user_id);

	clear(w);
	set_name(w, v->user);
	w->met = v->met > 0 ? v->met : 1;
	w->last_at = v->last_at;
	/* The newest stands in front. */
	for (size_t i = v->notes.n; i > 0; i--)
		add_note(w, v->notes.at[i - 1]);
}

/* Reads what is there; false when some of it is no viewer. */
static bool
read_viewers(struct viewers *s, struct str text)
{
	struct jsonl *in =
	    jsonl_new(s->path, &(struct jsonl_settings){ .silent = true });
	struct record_reader viewers;
	struct viewer v = viewer_blank();
	const struct json_val *value;
	bool good = true;

	record_want(&viewers, &viewer_record, in, NULL);
	jsonl_push(in, text.p, text.n);
	jsonl_push_end(in);
	while ((value = jsonl_next(in)) != NULL) {
		if (!record_read(&viewers, value, &v) || v.user_id.n == 0)
			good = false;
		else if (s->ids.n < VIEWERS_MOST)
			take(s, &v);
	}
	return jsonl_close(in) == EXIT_OK && good;
}

static void
load(struct viewers *s)
{
	struct buf text = { 0 };

	if (file_read(s->path, FILE_MAX, &text)) {
		if (!read_viewers(s, buf_view(&text)))
			diag_error("%s: some lines are no viewers", s->path);
	} else if (errno != ENOENT) {
		diag_error("%s: %s", s->path, strerror(errno));
	}
	/* The one met last stands in front. */
	for (uint32_t i = 0; i < s->ids.n; i++)
		s->viewer[i].turn = s->ids.n - i;
	s->turn = s->ids.n;
	buf_free(&text);
}

struct viewers *
viewers_open(const char *path)
{
	struct viewers *s;
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
		diag_error(
		    "%s: others can read it; try: chmod 600 %s", path, path);
		return NULL;
	}
	s = xcalloc(1, sizeof *s);
	s->path = xstrdup(path);
	load(s);
	return s;
}

static int
by_turn(const void *a, const void *b, void *viewers)
{
	const struct viewers *s = viewers;
	uint64_t x = s->viewer[*(const uint32_t *)a].turn;
	uint64_t y = s->viewer[*(const uint32_t *)b].turn;

	return (x < y) - (x > y);
}

/* Numbers of all viewers, the one met last first. */
static uint32_t *
by_last(struct viewers *s)
{
	uint32_t *order = xcalloc(s->ids.n + 1, sizeof *order);

	for (uint32_t i = 0; i < s->ids.n; i++)
		order[i] = i;
	qsort_r(order, s->ids.n, sizeof *order, by_turn, s);
	return order;
}

static void
put_viewer(struct buf *b, const struct viewers *s, uint32_t i)
{
	const struct viewers_item *w = &s->viewer[i];
	struct str notes[VIEWERS_NOTES];
	struct viewer v = { .user_id = s->ids.names[i],
		.user = str_of(w->name),
		.met = w->met,
		.last_at = w->last_at,
		.notes.at = notes };

	for (int k = 0; k < VIEWERS_NOTES; k++)
		if (w->note[k] != NULL)
			notes[v.notes.n++] = str_of(w->note[k]);
	record_put(b, &viewer_record, &v);
}

bool
viewers_save(struct viewers *s)
{
	struct buf b = { 0 };
	uint32_t *order;
	bool saved;

	if (!s->changed)
		return true;
	order = by_last(s);
	for (uint32_t i = 0; i < s->ids.n; i++)
		put_viewer(&b, s, order[i]);
	saved = file_replace(s->path, b.n > 0 ? buf_view(&b) : STR(""), 0600);
	if (!saved && !s->told)
		diag_error("%s: %s", s->path, strerror(errno));
	s->told = !saved;
	s->changed = !saved;
	free(order);
	buf_free(&b);
	return saved;
}

/* ---- viewers ---- */

/* Forgets the half that was not met for longest. */
static void
make_room(struct viewers *s)
{
	uint32_t *order = by_last(s), half = s->ids.n / 2;
	struct viewers less = { .turn = s->turn };

	for (uint32_t i = 0; i < half; i++) {
		struct viewers_item *to =
		    viewer_of(&less, s->ids.names[order[i]]);

		*to = s->viewer[order[i]];
	}
	for (uint32_t i = half; i < s->ids.n; i++)
		clear(&s->viewer[order[i]]);
	intern_free(&s->ids);
	free(s->viewer);
	free(order);
	s->ids = less.ids;
	s->viewer = less.viewer;
	s->cap = less.cap;
}

bool
viewers_meet(
    struct viewers *s, struct str user_id, struct str user, int64_t now)
{
	struct viewers_item *w;

	if (user_id.n == 0)
		return false;
	if (s->ids.n >= VIEWERS_MOST &&
	    intern_find(&s->ids, user_id) == INTERN_NONE)
		make_room(s);
	w = viewer_of(s, user_id);
	set_name(w, user);
	w->last_at = now;
	w->turn = ++s->turn;
	s->changed = true;
	return w->met++ > 0;
}

struct str
viewers_known(struct viewers *s, struct str user_id)
{
	uint32_t i = intern_find(&s->ids, user_id);

	s->known.n = 0;
	for (int k = 0; i != INTERN_NONE && k < VIEWERS_NOTES; k++)
		if (s->viewer[i].note[k] != NULL) {
			buf_adds(&s->known, s->known.n > 0 ? "; " : "");
			buf_adds(&s->known, s->viewer[i].note[k]);
		}
	return s->known.n > 0 ? buf_view(&s->known) : (struct str){ 0 };
}

void
viewers_note(struct viewers *s, struct str user_id, struct str note)
{
	uint32_t i = intern_find(&s->ids, user_id);

	if (i == INTERN_NONE)
		return;
	add_note(&s->viewer[i], note);
	s->changed = true;
}

void
viewers_each(
    struct viewers *s, void (*tell)(void *ctx, struct str user_id), void *ctx)
{
	for (uint32_t i = 0; i < s->ids.n; i++)
		tell(ctx, s->ids.names[i]);
}

void
viewers_close(struct viewers *s)
{
	if (s == NULL)
		return;
	viewers_save(s);
	for (uint32_t i = 0; i < s->ids.n; i++)
		clear(&s->viewer[i]);
	free(s->viewer);
	intern_free(&s->ids);
	buf_free(&s->known);
	free(s->path);
	free(s);
}
