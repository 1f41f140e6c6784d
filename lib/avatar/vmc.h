/*
 * vmc.h - a puppet's frame as messages of the Virtual Motion Capture protocol.
 *
 * What VSeeFace, Warudo, VNyan and others take for a VRM model: blend shapes
 * (vowels, lids, faces) and the rotations of bones (head, neck, spine, eyes),
 * in Unity's coordinates: y is up, the model looks along z, and angles turn
 * left-handed.  Bones' positions are 0 and left to the model.
 * protocol.vmc.info: /VMC/Ext/OK, /T, /Blend/Val, /Blend/Apply, /Bone/Pos.
 *
 * Knows no socket and no clock.
 */
#ifndef CHZ_AVATAR_VMC_H
#define CHZ_AVATAR_VMC_H

#include "avatar/motion.h"
#include "avatar/pose.h"
#include "avatar/puppet.h"

/* How a model names its expressions: "Joy" or "happy". */
enum vmc_names { VMC_VRM0 = 1, VMC_VRM1 };

/* A face that is shown, or going. */
struct vmc_face {
	char name[64];
	struct motion weight;
};

enum { VMC_FACES = 8 };

struct vmc {
	enum vmc_names names;
	struct vmc_face faces[VMC_FACES];
	size_t n_faces, shown; /* shown: n_faces or more when none is */
	const struct pose *pose;
};

void vmc_init(struct vmc *, enum vmc_names);
/* Gives a puppet the inputs that vmc_put reads. */
void vmc_inputs(struct puppet *);
/* Fades to the face of a pose: its `expression`, or the usual one of its
 * emotion.  NULL is none. */
void vmc_feel(struct vmc *, const struct pose *, double now);
/* Writes one frame, a datagram's worth; `passed` is the time that receivers are
 * given, in seconds. */
void vmc_put(struct vmc *, struct buf *, const struct puppet_value *, size_t n,
    double now, double passed);

#endif
