/* Has a session of VTube Studio follow the records. */
#include <stdlib.h>
#include <string.h>

#include "avatar/stage.h"
#include "core/diag.h"
#include "core/mem.h"
#include "record/event.h"

enum { INPUTS_MAX = 256 };

static const double FADE = STAGE_FADE_MS / 1000.0;

static void
forget_face(struct stage *s, unsigned i)
{
	free(s->faces[i].reply_id);
	free(s->faces[i].emotion);
	memmove(s->faces + i, s->faces + i + 1,
	    (--s->n_faces - i) * sizeof *s->faces);
}

void
stage_init(struct stage *s, struct vts *vts, const struct poses *poses,
    const struct puppet_settings *settings)
{
	*s = (struct stage){ .vts = vts,
		.poses = poses,
		.puppet = puppet_new(poses, settings),
		.creates = true };
}

void
stage_free(struct stage *s)
{
	while (s->n_faces > 0)
		forget_face(s, 0);
	puppet_free(s->puppet);
	free(s->expression);
	free(s->speaking);
}

void
stage_enter(struct stage *s)
{
	s->created = false;
	s->weight = (struct motion){ 0 };
}

/* Inputs that the poses name and VTube Studio lacks become its own. */
static void
create_missing(struct stage *s, const struct vts_lists *l)
{
	const struct pose *pose = poses_find(s->poses, STR("neutral"));

	if (s->created || !s->creates)
		return;
	s->created = true;
	for (size_t i = 0; i < pose->n; i++) {
		const char *name = pose->values[i].name;
		double min, max;

		if (vts_find_input(l, name) != NULL)
			continue;
		if (!vts_may_create(name)) {
			diag_error("%s: VTube Studio has no such input", name);
			continue;
		}
		poses_range(s->poses, name, &min, &max);
		vts_create(s->vts, name, min, max, pose->values[i].value);
		diag_note("%s: created; map it to a parameter of the model in "
			  "VTube Studio",
		    name);
	}
}

void
stage_take_lists(struct stage *s, const struct vts_lists *l, double now)
{
	create_missing(s, l);
	puppet_forget_inputs(s->puppet);
	for (size_t i = 0; i < l->n_inputs; i++)
		puppet_input(s->puppet, l->inputs[i].name, l->inputs[i].min,
		    l->inputs[i].max);
	motion_to(&s->weight, 1, now, FADE);
}

void
stage_leave(struct stage *s, double now)
{
	if (s->expression != NULL && vts_is_ready(s->vts))
		vts_expression(s->vts, s->expression, false);
	motion_to(&s->weight, 0, now, FADE);
}

void
stage_frame(struct stage *s, double now)
{
	struct puppet_value values[INPUTS_MAX];
	size_t n = puppet_frame(s->puppet, now, values, INPUTS_MAX);

	vts_inject(s->vts, values, n, motion_at(&s->weight, now));
}

bool
stage_set(struct stage *s, const struct vts_lists *l, const char *name,
    double value, double now)
{
	const struct vts_input *in = vts_find_input(l, name);

	if (in == NULL)
		return false;
	puppet_input(s->puppet, name, in->min, in->max);
	puppet_set(s->puppet, name, value, FADE, now);
	motion_to(&s->weight, 1, now, FADE);
	return true;
}

void
stage_drop_named(struct stage *s, struct str why, double now)
{
	struct puppet_value values[INPUTS_MAX];
	size_t n = puppet_frame(s->puppet, now, values, INPUTS_MAX);

	for (size_t i = n; i > 0; i--)
		if (memmem(why.p, why.n, values[i - 1].name,
			strlen(values[i - 1].name)) != NULL)
			puppet_drop_input(s->puppet, values[i - 1].name);
}

static void
change_expression(struct stage *s, const char *to)
{
	if (to != NULL && s->expression != NULL &&
	    strcmp(to, s->expression) == 0)
		return;
	if (s->expression != NULL)
		vts_expression(s->vts, s->expression, false);
	free(s->expression);
	s->expression = to != NULL ? xstrdup(to) : NULL;
	if (to != NULL)
		vts_expression(s->vts, to, true);
}

void
stage_feel(struct stage *s, struct str emotion, double now)
{
	const struct pose *pose = poses_find(s->poses, emotion);

	puppet_emotion(s->puppet, emotion, now);
	if (!vts_is_ready(s->vts))
		return;
	change_expression(s, pose->expression);
	if (pose->hotkey != NULL)
		vts_hotkey(s->vts, pose->hotkey);
}

/* Which waiting face is this reply's; n_faces when none is. */
static unsigned
find_face(const struct stage *s, struct str reply_id)
{
	unsigned i = 0;

	while (i < s->n_faces && !str_is(reply_id, s->faces[i].reply_id))
		i++;
	return i;
}

/* The oldest has waited for nothing when there are too many. */
static void
remember_face(struct stage *s, struct str reply_id, struct str emotion)
{
	unsigned i = find_face(s, reply_id);

	if (i < s->n_faces)
		forget_face(s, i);
	else if (s->n_faces == STAGE_FACES)
		forget_face(s, 0);
	s->faces[s->n_faces++] =
	    (struct stage_face){ xstrndup(reply_id.p, reply_id.n),
		    xstrndup(emotion.p, emotion.n) };
}

static enum stage_heard
hear_reply(struct stage *s, const struct reply *r, double now)
{
	bool other = s->speaking != NULL && r->reply_id.p != NULL &&
	    !str_is(r->reply_id, s->speaking);

	if (other && r->emotion.p != NULL) {
		remember_face(s, r->reply_id, r->emotion);
		return STAGE_MOVED;
	}
	if (other)
		return STAGE_MOVED;
	stage_feel(s, r->emotion, now);
	return STAGE_FELT;
}

static void
start_speech(struct stage *s, struct str reply_id, double now)
{
	unsigned i = find_face(s, reply_id);

	free(s->speaking);
	s->speaking = xstrndup(reply_id.p, reply_id.n);
	if (i < s->n_faces) {
		stage_feel(s, str_of(s->faces[i].emotion), now);
		forget_face(s, i);
	}
	puppet_speech(s->puppet, true, now);
}

/* A skip says nothing about the one that is being spoken. */
static enum stage_heard
hear_speech(struct stage *s, const struct speech *speech, double now)
{
	struct str id = speech->reply_id;
	bool skipped = str_is(speech->state, "skip");
	unsigned i = find_face(s, id);

	if (str_is(speech->state, "start")) {
		start_speech(s, id, now);
		return STAGE_FELT;
	}
	if (skipped && i < s->n_faces)
		forget_face(s, i);
	if (skipped && s->speaking != NULL)
		return STAGE_MOVED;
	free(s->speaking);
	s->speaking = NULL;
	puppet_speech(s->puppet, false, now);
	return STAGE_SPOKEN;
}

static enum stage_heard
hear_event(struct stage *s, enum event_type type, double now)
{
	if (type == EVENT_CHAT)
		puppet_attend(s->puppet, now);
	else if (type == EVENT_DONATION)
		puppet_donation(s->puppet, now);
	else
		return STAGE_NOTHING;
	return STAGE_MOVED;
}

void
stage_want(struct stage_reader *r, struct jsonl *in)
{
	record_want(&r->mouth, &mouth_record, in, "open vowel");
	record_want(&r->speech, &speech_record, in, "reply_id state");
	record_want(&r->reply, &reply_record, in, "reply_id emotion");
	record_want(&r->event, &event_record, in, "stream_id");
}

static enum stage_heard
hear_mouth(struct stage *s, const struct mouth *m, double now)
{
	if (!(m->open >= 0 && m->open <= 1))
		return STAGE_BAD;
	puppet_mouth(s->puppet, m->open, mouth_vowel(m), now);
	return STAGE_MOVED;
}

enum stage_heard
stage_record(struct stage *s, struct stage_reader *r, const struct json_val *v,
    double now)
{
	struct mouth mouth = mouth_blank();
	struct speech speech = speech_blank();
	struct reply reply = reply_blank();
	struct event event = event_blank();

	if (record_read(&r->mouth, v, &mouth))
		return hear_mouth(s, &mouth, now);
	if (record_read(&r->speech, v, &speech))
		return speech.state.p != NULL ? hear_speech(s, &speech, now)
					      : STAGE_NOTHING;
	if (record_read(&r->reply, v, &reply))
		return hear_reply(s, &reply, now);
	record_read(&r->event, v, &event);
	return hear_event(s, event.type, now);
}
