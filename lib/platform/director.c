/* Does and undoes cues. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "jsonl/put.h"
#include "platform/director.h"

/* A deed of the sheet, and how it stands. */
struct doing {
	struct director *director;
	const struct cue_deed *deed;
	int64_t until; /* INT64_MAX: nothing is to be undone */
	char *scene;   /* that the item is in */
	int64_t item;  /* -1: it is not known yet */
};

struct director {
	struct obs *obs;
	void (*refused)(void *ctx, const char *what, struct str why);
	void *ctx;
	struct doing *parts;
	size_t n;
	/* The scene that is on for a time, and the one from before. */
	const char *guest;
	char *host;
	struct buf data;
};

struct director *
director_new(struct obs *obs, const struct cues *cues,
    void (*refused)(void *ctx, const char *what, struct str why), void *ctx)
{
	struct director *d = xcalloc(1, sizeof *d);

	d->obs = obs;
	d->refused = refused;
	d->ctx = ctx;
	for (size_t i = 0; i < cues->n; i++)
		d->n += cues->at[i].n;
	d->parts = xcalloc(d->n, sizeof *d->parts);
	d->n = 0;
	for (size_t i = 0; i < cues->n; i++)
		for (size_t k = 0; k < cues->at[i].n; k++)
			d->parts[d->n++] = (struct doing){ d,
				&cues->at[i].deeds[k], INT64_MAX, NULL, -1 };
	return d;
}

void
director_free(struct director *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->n; i++)
		free(d->parts[i].scene);
	free(d->parts);
	free(d->host);
	buf_free(&d->data);
	free(d);
}

/* ---- requests ---- */

static struct buf *
begin(struct director *d)
{
	d->data.n = 0;
	put_open(&d->data);
	return &d->data;
}

static bool
ask(struct doing *p, const char *type, obs_done *done)
{
	put_close(&p->director->data);
	return obs_ask(
	    p->director->obs, type, buf_view(&p->director->data), done, p);
}

static void
refuse(struct doing *p, struct str why)
{
	static const char *const verbs[] = { "scene", "show", "hide", "text",
		"hotkey", "clip" };
	const struct cue_deed *deed = p->deed;
	struct buf what = { 0 };

	buf_adds(&what, verbs[deed->kind]);
	if (deed->scene != NULL)
		buf_fmt(&what, " %s/%s", deed->scene, deed->name);
	else if (deed->name != NULL)
		buf_fmt(&what, " %s", deed->name);
	p->until = INT64_MAX;
	p->director->refused(p->director->ctx, buf_text(&what), why);
	buf_free(&what);
}

/* The end of a deed. */
static void
done(void *ctx, const struct obs_answer *a)
{
	if (!a->ok)
		refuse(ctx, a->why);
}

static bool
put_on(struct doing *p, const char *scene)
{
	put_text(begin(p->director), "sceneName", str_of(scene));
	return ask(p, "SetCurrentProgramScene", done);
}

static bool
put_text_in(struct doing *p, struct str text)
{
	struct buf *b = begin(p->director);

	put_text(b, "inputName", str_of(p->deed->name));
	put_object(b, "inputSettings");
	put_text(b, "text", text);
	put_close(b);
	put_bool(b, "overlay", true);
	return ask(p, "SetInputSettings", done);
}

static void
switch_item(struct doing *p, bool on)
{
	struct buf *b = begin(p->director);

	put_text(b, "sceneName", str_of(p->scene));
	put_int(b, "sceneItemId", p->item);
	put_bool(b, "sceneItemEnabled", on);
	ask(p, "SetSceneItemEnabled", done);
}

/* ---- doing ---- */

/* The scene on air is known: change it, and remember it if it is a host. */
static void
change_scene(void *ctx, const struct obs_answer *a)
{
	struct doing *p = ctx;
	struct director *d = p->director;

	if (!a->ok || a->scene.p == NULL) {
		refuse(p, a->why);
		return;
	}
	if (p->until == INT64_MAX) {
		d->guest = NULL;
	} else {
		if (d->guest == NULL || !str_is(a->scene, d->guest)) {
			free(d->host);
			d->host = xstrndup(a->scene.p, a->scene.n);
		}
		d->guest = p->deed->name;
	}
	put_on(p, p->deed->name);
}

static void
have_item(void *ctx, const struct obs_answer *a)
{
	struct doing *p = ctx;

	if (!a->ok || a->item < 0) {
		refuse(p, a->why);
		return;
	}
	p->item = a->item;
	switch_item(p, p->deed->kind == CUE_SHOW);
}

static bool
find_item(struct doing *p)
{
	struct buf *b = begin(p->director);

	put_text(b, "sceneName", str_of(p->scene));
	put_text(b, "sourceName", str_of(p->deed->name));
	return ask(p, "GetSceneItemId", have_item);
}

static void
have_scene(void *ctx, const struct obs_answer *a)
{
	struct doing *p = ctx;

	if (!a->ok || a->scene.p == NULL) {
		refuse(p, a->why);
		return;
	}
	free(p->scene);
	p->scene = xstrndup(a->scene.p, a->scene.n);
	find_item(p);
}

static bool
ask_scene(struct doing *p, obs_done *have)
{
	begin(p->director);
	return ask(p, "GetCurrentProgramScene", have);
}

static bool
find_scene(struct doing *p)
{
	if (p->deed->scene == NULL)
		return ask_scene(p, have_scene);
	free(p->scene);
	p->scene = xstrdup(p->deed->scene);
	return find_item(p);
}

static bool
press(struct doing *p)
{
	put_text(begin(p->director), "hotkeyName", str_of(p->deed->name));
	return ask(p, "TriggerHotkeyByName", done);
}

static bool
save_clip(struct doing *p)
{
	begin(p->director);
	return ask(p, "SaveReplayBuffer", done);
}

static bool
is_item(const struct cue_deed *deed)
{
	return deed->kind == CUE_SHOW || deed->kind == CUE_HIDE;
}

static bool
is_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether both change one and the same thing. */
static bool
is_same(const struct cue_deed *a, const struct cue_deed *b)
{
	if (a->kind == CUE_SCENE || b->kind == CUE_SCENE)
		return a->kind == b->kind;
	if (is_item(a) || a->kind == CUE_TEXT)
		return (is_item(a) ? is_item(b) : b->kind == CUE_TEXT) &&
		    is_equal(a->name, b->name) && is_equal(a->scene, b->scene);
	return false;
}

/* What was done to the same before is not undone any more: that is for the
 * last to do. */
static void
take_over(struct doing *p)
{
	struct director *d = p->director;

	for (size_t i = 0; i < d->n; i++)
		if (is_same(p->deed, d->parts[i].deed))
			d->parts[i].until = INT64_MAX;
}

static struct doing *
doing_of(struct director *d, const struct cue_deed *deed)
{
	struct doing *p = d->parts;

	while (p->deed != deed)
		p++;
	return p;
}

bool
director_do(struct director *d, const struct cue_deed *deed, struct str text,
    int64_t for_ms, int64_t now)
{
	struct doing *p = doing_of(d, deed);

	if (!obs_is_ready(d->obs))
		return false;
	take_over(p);
	p->until = for_ms < 0 ? INT64_MAX : now + for_ms;
	switch (deed->kind) {
	case CUE_SCENE:
		return ask_scene(p, change_scene);
	case CUE_SHOW:
	case CUE_HIDE:
		return find_scene(p);
	case CUE_TEXT:
		return put_text_in(p, text);
	case CUE_HOTKEY:
		p->until = INT64_MAX;
		return press(p);
	case CUE_CLIP:
		p->until = INT64_MAX;
		return save_clip(p);
	}
	return false;
}

/* ---- undoing ---- */

/* Back to the host, unless the user has changed the scene. */
static void
leave_scene(void *ctx, const struct obs_answer *a)
{
	struct doing *p = ctx;
	struct director *d = p->director;

	if (a->ok && d->guest != NULL && d->host != NULL &&
	    str_is(a->scene, d->guest))
		put_on(p, d->host);
	d->guest = NULL;
}

static void
undo(struct doing *p)
{
	p->until = INT64_MAX;
	if (p->deed->kind == CUE_SCENE)
		ask_scene(p, leave_scene);
	else if (p->deed->kind == CUE_TEXT)
		put_text_in(p, STR(""));
	else if (p->item >= 0)
		switch_item(p, p->deed->kind == CUE_HIDE);
}

int64_t
director_due(const struct director *d)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < d->n; i++)
		if (d->parts[i].until < due)
			due = d->parts[i].until;
	return due;
}

void
director_undo(struct director *d, int64_t now)
{
	if (!obs_is_ready(d->obs))
		return;
	for (size_t i = 0; i < d->n; i++)
		if (d->parts[i].until <= now)
			undo(&d->parts[i]);
}
