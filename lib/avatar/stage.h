/*
 * stage.h - the avatar between records and VTube Studio: what records say about
 * it, and what a session sends of it.
 *
 * A reply that comes while another one is spoken shows its face when its own
 * speech starts.
 *
 * Joins a puppet to a session of vts.h.  Knows no socket and no clock: moments
 * are seconds that never go back, and the session sends what it is given.
 */
#ifndef CHZ_AVATAR_STAGE_H
#define CHZ_AVATAR_STAGE_H

#include "avatar/puppet.h"
#include "avatar/vts.h"
#include "record/reply.h"

/* Faces of replies that wait to be spoken. */
enum { STAGE_FACES = 16 };

struct stage_face {
	char *reply_id, *emotion;
};

struct stage {
	struct vts *vts;           /* borrowed; NULL: no session */
	const struct poses *poses; /* borrowed */
	struct puppet *puppet;
	struct motion weight;    /* of our values against the tracker's */
	const struct pose *pose; /* of the face that is shown */
	bool hotkey_due;         /* its hotkey, once there is a session */
	double probed_at; /* when all inputs were last tried one by one */
	bool told_ranges; /* what of the poses is beyond the model's */
	char *expression; /* the one that is shown, by its file */
	bool creates,
	    created;        /* inputs that poses name; done for this session */
	int64_t reading_ms; /* what the last reply takes to be read */
	char *speaking;     /* the reply that is spoken, or NULL */
	struct stage_face faces[STAGE_FACES];
	unsigned n_faces;
};

void stage_init(struct stage *, struct vts *, const struct poses *,
    const struct puppet_settings *);
void stage_free(struct stage *);

/* A new connection: nothing there is ours yet. */
void stage_enter(struct stage *);
/* The model's lists have come: creates what it lacks and takes over. */
void stage_take_lists(struct stage *, const struct vts_lists *, double now);
/* Lets go within STAGE_FADE_MS, and takes its expression off. */
void stage_leave(struct stage *, double now);

enum { STAGE_FADE_MS = 250 };

/* Sends one frame. */
void stage_frame(struct stage *, double now);

void stage_feel(struct stage *, struct str emotion, double now);
/* Moves one input by hand; false when the model has none of that name. */
bool stage_set(struct stage *, const struct vts_lists *, const char *name,
    double value, double now);
/* Another plugin moves an input: leaves alone the one that the request "input
 * NAME" was for, or those whose names are in the refusal's text, or else finds
 * out which it is. */
void stage_drop(
    struct stage *, const char *request, struct str why, double now);

/* What a record meant for it. */
enum stage_heard {
	STAGE_NOTHING, /* no record for an avatar */
	STAGE_BAD,     /* one that lacks what it needs */
	STAGE_MOVED,
	STAGE_FELT,  /* it has a face to show, or speaks */
	STAGE_SPOKEN /* a speech has ended */
};

/* The records that it understands, and where a reader has their values. */
struct stage_reader {
	struct record_reader mouth, speech, reply, event;
};

void stage_want(struct stage_reader *, struct jsonl *);
enum stage_heard stage_record(
    struct stage *, struct stage_reader *, const struct json_val *, double now);

#endif
