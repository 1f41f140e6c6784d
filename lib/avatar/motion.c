/* Moves values by critically damped springs and straight lines. */
#include <math.h>

#include "avatar/motion.h"

static const double T95 = 4.743865;

/* Position and speed of a critically damped spring `t` seconds on its way. */
static double
spring(const struct motion *m, double t, double *speed)
{
	double omega = T95 / m->span;
	double c1 = m->from - m->to, c2 = m->speed + omega * c1;
	double fade = exp(-omega * t);

	*speed = (c2 - omega * (c1 + c2 * t)) * fade;
	return m->to + (c1 + c2 * t) * fade;
}

static double
position(const struct motion *m, double now, double *speed)
{
	double t = now - m->start;

	*speed = 0;
	if (m->span <= 0)
		return m->to;
	if (t <= 0) {
		*speed = m->speed;
		return m->from;
	}
	if (m->kind == MOTION_SPRING)
		return spring(m, t, speed);
	if (t >= m->span)
		return m->to;
	*speed = (m->to - m->from) / m->span;
	return m->from + *speed * t;
}

double
motion_at(const struct motion *m, double now)
{
	double speed;

	return position(m, now, &speed);
}

void
motion_to(struct motion *m, double to, double now, double span)
{
	double speed, from = position(m, now, &speed);

	*m = (struct motion){ .kind = m->kind,
		.from = from,
		.to = to,
		.speed = speed,
		.start = now,
		.span = span };
}
