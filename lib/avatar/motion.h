/*
 * motion.h - a value on its way to another, as a body moves.
 *
 * The position is a function of time, never of the number of steps: a late
 * frame lands where it should.  A spring is critically damped, so a new target
 * bends the path instead of breaking it; its time is when 95 % of the way is
 * done (omega = 4.74 / T95, from (1 + x) e^-x = 0.05).
 */
#ifndef CHZ_AVATAR_MOTION_H
#define CHZ_AVATAR_MOTION_H

enum motion_kind { MOTION_SPRING, MOTION_LINEAR };

/* Zero rests at 0.  Moments are seconds of any clock that does not jump. */
struct motion {
	enum motion_kind kind;
	double from, to, speed; /* at `start`; speed in units a second */
	double start, span;     /* span 0 is at once */
};

double motion_at(const struct motion *, double now);
/* Sets out for `to`, from where it is, to be there in `span` seconds. */
void motion_to(struct motion *, double to, double now, double span);

#endif
