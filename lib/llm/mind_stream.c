/* Speaks the sentences of a stream as they come. */
#include "llm/mind_private.h"

enum { TALKATIVE = 4 /* times the sentences asked for */ };

struct said
mind_read_answer(struct mind *m, bool growing)
{
	m->reader.thinks = asking_endpoint(&m->asking)->thinks;
	return said_read(&m->reader, buf_view(&m->asking.answer.text),
	    m->set.emotions, growing);
}

/* A stream that goes on and on is heard no longer. */
static bool
is_talkative(struct mind *m)
{
	if (m->flow.parts <= TALKATIVE * (unsigned)m->set.sentences)
		return false;
	m->spoilt = m->asking.answer.failed = true;
	m->flow.parts--;
	return true;
}

/* The sentences that are whole by now; with `ended`, all. */
static void
speak_sentences(
    struct mind *m, const struct said *s, bool ended, struct mind_time t)
{
	struct flow at = m->flow;
	struct str piece, next;

	if (s->text.n == 0 || m->spoilt)
		return;
	piece = flow_next(&at, s->text, ended);
	if (piece.n > 0 && !ended && guard_nears(m->guard, s->text))
		return;
	m->flow = at;
	while (piece.n > 0 && !is_talkative(m)) {
		struct str so_far = { s->text.p, m->flow.at };

		if (guard_leaks(m->guard, s->text) ||
		    mind_is_denied(m, so_far)) {
			m->spoilt = true;
			m->flow.parts--;
			return;
		}
		next = flow_next(&at, s->text, ended);
		mind_speak_part(m, piece, s->emotion, ended && next.n == 0, t);
		m->flow = at;
		piece = next;
	}
}

void
mind_piece(struct mind *m, struct str bytes, struct mind_time t)
{
	size_t before = m->asking.answer.text.n;
	struct said s;

	asking_piece(&m->asking, bytes);
	if (m->asking.answer.text.n == before)
		return;
	s = mind_read_answer(m, true);
	speak_sentences(m, &s, false, t);
}

/* A stream has ended, well or not; what was begun is brought to an end. */
enum mind_step
mind_end_stream(struct mind *m, const struct said *s, struct mind_time t)
{
	unsigned before = m->flow.parts;

	speak_sentences(m, s, true, t);
	if (m->flow.parts == before || m->spoilt)
		mind_speak_part(m, STR(""), s->emotion, true, t);
	mind_finish(m, m->spoilt || s->text.n == 0 ? STR("...") : s->text,
	    s->emotion, t);
	return MIND_SPOKEN;
}
