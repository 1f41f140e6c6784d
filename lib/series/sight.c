#include "series/sight.h"

static const struct gap nothing = { 0, 0 };

void
sight_lost(struct sight *s, int64_t t_ms)
{
	if (!s->lost)
		s->lost_ms = t_ms;
	s->lost = s->resuming = true;
}

struct gap
sight_message(struct sight *s, int64_t t_ms)
{
	if (!s->lost)
		return nothing;
	s->lost = false;
	return (struct gap){ s->lost_ms, t_ms };
}

struct gap
sight_resumed(struct sight *s, int64_t t_ms, int64_t gap_ms)
{
	bool lost = s->lost, resuming = s->resuming;
	bool known = gap_ms != SIGHT_UNKNOWN;

	s->lost = s->resuming = false;
	if (lost && known && gap_ms < t_ms - s->lost_ms)
		return (struct gap){ s->lost_ms, s->lost_ms + gap_ms };
	if (lost)
		return (struct gap){ s->lost_ms, t_ms };
	if (!resuming && known)
		return (struct gap){ t_ms - gap_ms, t_ms };
	return nothing;
}
