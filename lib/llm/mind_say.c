/* Makes a mind's replies, and remembers them. */
#include <stdio.h>

#include "core/mem.h"
#include "llm/mind_private.h"

enum {
	TURN_LINES = 8, /* of a batch that are remembered */
	PAID_FIRST = 1  /* the priority of answers to what was paid for */
};

void
mind_name_reply(struct mind *m, int64_t moment)
{
	snprintf(m->id, sizeof m->id, "r%lld-%llu", (long long)moment,
	    (unsigned long long)++m->number);
}

/* The message ids of the batch. */
static struct strs
ids_of(struct mind *m)
{
	struct str *ids;
	size_t n = 0;

	for (size_t i = 0; i < m->n_lines; i++)
		n += m->line[i].n_ids;
	ids = arena_alloc(&m->texts, (n + 1) * sizeof *ids);
	n = 0;
	for (size_t i = 0; i < m->n_lines; i++)
		for (size_t k = 0; k < m->line[i].n_ids; k++)
			ids[n++] = m->line[i].ids[k];
	return (struct strs){ n > 0 ? ids : NULL, n };
}

static struct strs
whys_of(struct mind *m)
{
	struct str *names = arena_alloc(&m->texts, CHOICE_WHYS * sizeof *names);
	size_t n = m->n_lines > 0 ? choice_whys(m->line[0].why, names) : 0;

	return (struct strs){ n > 0 ? names : NULL, n };
}

static bool
is_paid(const struct mind *m)
{
	for (size_t i = 0; i < m->n_lines; i++)
		if (m->line[i].why & WHY_PAID)
			return true;
	return false;
}

static struct reply
new_reply(
    struct mind *m, struct str text, struct str emotion, struct mind_time t)
{
	const struct llm_usage *u = &m->asking.answer.usage;
	struct reply r = reply_blank();

	r.reply_id = str_of(m->id);
	r.text = text;
	r.emotion = emotion;
	if (is_paid(m))
		r.priority = PAID_FIRST;
	r.sent_at = t.moment;
	r.processing_ms = t.now - m->begun.now;
	r.model = str_of(asking_endpoint(&m->asking)->model);
	if (u->prompt + u->answer > 0)
		r.tokens = u->prompt + u->answer;
	return r;
}

void
mind_speak(
    struct mind *m, struct str text, struct str emotion, struct mind_time t)
{
	struct reply r = new_reply(m, text, emotion, t);

	r.to = ids_of(m);
	r.why = whys_of(m);
	m->tally.replies++;
	m->set.say(m->set.ctx, &r);
}

/* A sentence of a stream.  The first says what the reply is about. */
void
mind_speak_part(struct mind *m, struct str text, struct str emotion, bool last,
    struct mind_time t)
{
	struct reply r = new_reply(m, text, emotion, t);

	r.part = m->flow.parts - (text.n > 0);
	r.last = last;
	if (r.part == 0) {
		r.to = ids_of(m);
		r.why = whys_of(m);
		m->tally.replies++;
	}
	m->set.say(m->set.ctx, &r);
}

/* ---- what may be said ---- */

bool
mind_is_denied(struct mind *m, struct str text)
{
	const struct rules_message message = { .text = text, .paid = true };
	struct str what;

	return m->set.judge != NULL &&
	    rules_ask(m->set.judge, &message, &what) != RULE_NONE;
}

bool
mind_may_say(struct mind *m, struct str text)
{
	return !guard_leaks(m->guard, text) && !mind_is_denied(m, text);
}

/* The batch's first lines, and the ids of who wrote them. */
static void
remember(struct mind *m, struct str text, struct str emotion, int64_t moment)
{
	struct str users[TURN_LINES];
	struct turn t = { .at = moment, .users.at = users };
	struct buf chat = { 0 };

	for (size_t i = 0; i < m->n_lines && i < TURN_LINES; i++) {
		struct prompt_line line = m->line[i].line;

		line.number = 0;
		line.known = (struct str){ 0 };
		prompt_put_line(&chat, &line);
		if (m->line[i].user_id.n > 0)
			users[t.users.n++] = m->line[i].user_id;
	}
	t.chat = chat.n > 0 ? buf_view(&chat) : STR("");
	t.text = text;
	t.emotion = emotion;
	turns_add(m->turns, &t);
	buf_free(&chat);
}

void
mind_finish(
    struct mind *m, struct str text, struct str emotion, struct mind_time t)
{
	remember(m, text, emotion, t.moment);
	choice_end(m->choice, true, t.now);
}

void
mind_excuse(struct mind *m, struct mind_time t)
{
	m->tally.excuses++;
	if (m->set.excuse.n > 0)
		mind_speak(m, m->set.excuse, m->set.emotions->name[0], t);
	choice_end(m->choice, true, t.now);
}
