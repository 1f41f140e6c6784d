/* Has a session of VTube Studio follow the records. */
#include <stdlib.h>
#include <string.h>

#include "avatar/stage.h"
#include "core/diag.h"
#include "core/mem.h"
#include "record/event.h"

enum {
	INPUTS_MAX = 256,
	/* A reply that nobody speaks is read in this time. */
	READING_MS = 1000,
	SYLLABLE_MS = 120
};

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

static void
create(struct stage *s, const char *name)
{
	double min, max;

	if (!vts_may_create(name)) {
		diag_error("%s: VTube Studio has no such input", name);
		return;
	}
	poses_range(s->poses, name, &min, &max);
	vts_create(s->vts, name, min, max, poses_neutral(s->poses, name, min));
	diag_note("%s: created; map it to a parameter of the model in "
		  "VTube Studio",
	    name);
}

/* Whether an earlier value of the poses has this name. */
static bool
was_named(const struct poses *poses, const struct pose_value *value)
{
	for (size_t i = 0; i < poses->n; i++)
		for (size_t k = 0; k < poses->poses[i].n; k++) {
			const struct pose_value *v = &poses->poses[i].values[k];

			if (v == value)
				return false;
			if (strcmp(v->name, value->name) == 0)
				return true;
		}
	return false;
}

/* What of a pose the model does not go along with is said once. */
static void
check_range(struct stage *s, const struct pose *pose,
    const struct pose_value *v, const struct vts_input *in)
{
	if (!s->told_ranges && (v->value < in->min || v->value > in->max))
		diag_note("[%s] %s = %g is beyond %g to %g", pose->emotion,
		    v->name, v->value, in->min, in->max);
}

/* Inputs that the poses name and VTube Studio lacks become its own. */
static void
create_missing(struct stage *s, const struct vts_lists *l)
{
	bool creates = !s->created && s->creates;

	for (size_t i = 0; i < s->poses->n; i++) {
		const struct pose *pose = &s->poses->poses[i];

		for (size_t k = 0; k < pose->n; k++) {
			const struct pose_value *v = &pose->values[k];
			const struct vts_input *in = vts_find_input(l, v->name);

			if (in != NULL)
				check_range(s, pose, v, in);
			else if (creates && !was_named(s->poses, v))
				create(s, v->name);
		}
	}
	s->created = s->created || s->creates;
	s->told_ranges = true;
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

static bool
is_shown(const struct vts_lists *l, const char *file)
{
	for (size_t i = 0; i < l->n_expressions; i++)
		if (strcmp(l->expressions[i].file, file) == 0)
			return l->expressions[i].active;
	return true;
}

/* The face of before: another model has not put it on, and what came while
 * nobody was there is due. */
static void
catch_up(struct stage *s, const struct vts_lists *l)
{
	const struct pose *pose = s->pose;

	if (pose == NULL)
		return;
	if (s->expression == NULL || pose->expression == NULL ||
	    strcmp(s->expression, pose->expression) != 0)
		change_expression(s, pose->expression);
	else if (!is_shown(l, s->expression))
		vts_expression(s->vts, s->expression, true);
	if (s->hotkey_due && pose->hotkey != NULL)
		vts_hotkey(s->vts, pose->hotkey);
	s->hotkey_due = false;
}

void
stage_take_lists(struct stage *s, const struct vts_lists *l, double now)
{
	create_missing(s, l);
	puppet_forget_inputs(s->puppet);
	for (size_t i = 0; i < l->n_inputs; i++)
		puppet_input(s->puppet, l->inputs[i].name, l->inputs[i].min,
		    l->inputs[i].max);
	catch_up(s, l);
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
	if (value < in->min || value > in->max)
		diag_note("%s = %g is beyond %g to %g", name, value, in->min,
		    in->max);
	puppet_input(s->puppet, name, in->min, in->max);
	puppet_set(s->puppet, name, value, FADE, now);
	motion_to(&s->weight, 1, now, FADE);
	return true;
}

static bool
is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_';
}

/* Whether a text has this name as a whole word: VoiceVolumePlusMouthOpen is
 * not MouthOpen. */
static bool
has_word(struct str text, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= text.n; i++)
		if (memcmp(text.p + i, word, n) == 0 &&
		    (i == 0 || !is_letter(text.p[i - 1])) &&
		    (i + n == text.n || !is_letter(text.p[i + n])))
			return true;
	return false;
}

static bool
drop_named(struct stage *s, struct str text, const struct puppet_value *values,
    size_t n)
{
	bool any = false;

	for (size_t i = n; i > 0; i--)
		if (has_word(text, values[i - 1].name)) {
			puppet_drop_input(s->puppet, values[i - 1].name);
			any = true;
		}
	return any;
}

void
stage_drop(struct stage *s, const char *request, struct str why, double now)
{
	struct puppet_value values[INPUTS_MAX];
	size_t n = puppet_frame(s->puppet, now, values, INPUTS_MAX);
	struct str name = str_of(request);

	if (str_starts(name, "input "))
		drop_named(s, name, values, n);
	else if (!drop_named(s, why, values, n) &&
	    (s->probed_at == 0 || now - s->probed_at > 1)) {
		s->probed_at = now;
		vts_probe(s->vts, values, n);
	}
}

void
stage_feel(struct stage *s, struct str emotion, double now)
{
	const struct pose *pose = poses_find(s->poses, emotion);
	bool other = pose != s->pose;

	puppet_emotion(s->puppet, emotion, now);
	s->pose = pose;
	if (!vts_is_ready(s->vts)) {
		s->hotkey_due = s->hotkey_due || other;
		return;
	}
	change_expression(s, pose->expression);
	if (other && pose->hotkey != NULL)
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

	if (r->reply_id.p != NULL && r->emotion.p != NULL)
		remember_face(s, r->reply_id, r->emotion);
	if (other)
		return STAGE_MOVED;
	puppet_read(s->puppet, now);
	stage_feel(s, r->emotion, now);
	s->reading_ms = READING_MS + SYLLABLE_MS * (int64_t)(r->text.n / 3);
	return STAGE_FELT;
}

static void
start_speech(struct stage *s, struct str reply_id, double now)
{
	unsigned i = find_face(s, reply_id);

	free(s->speaking);
	s->speaking =
	    reply_id.p != NULL ? xstrndup(reply_id.p, reply_id.n) : xstrdup("");
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
	record_want(&r->reply, &reply_record, in, "reply_id text emotion");
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
