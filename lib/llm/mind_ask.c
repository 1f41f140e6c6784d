/* Makes a mind's requests. */
#include "core/mem.h"
#include "llm/mind_private.h"

static void
say_example(struct mind *m, const struct persona_example *e)
{
	const struct prompt_line line = { .user = STR("viewer"),
		.text = e->said };
	struct buf lines = { 0 }, quoted = { 0 }, answer = { 0 };

	prompt_put_line(&lines, &line);
	prompt_put_quoted(&quoted, &m->prompt, "chat", buf_view(&lines));
	prompt_put_answer(&answer, &m->prompt, e->emotion, e->answer);
	asking_say(&m->asking, LLM_USER, buf_view(&quoted));
	asking_say(&m->asking, LLM_ASSISTANT, buf_view(&answer));
	buf_free(&lines);
	buf_free(&quoted);
	buf_free(&answer);
}

static void
say_turn(struct mind *m, const struct turn *t)
{
	struct buf quoted = { 0 }, answer = { 0 };

	prompt_put_quoted(&quoted, &m->prompt, "chat", t->chat);
	prompt_put_answer(&answer, &m->prompt, t->emotion, t->text);
	asking_say(&m->asking, LLM_USER, buf_view(&quoted));
	asking_say(&m->asking, LLM_ASSISTANT, buf_view(&answer));
	buf_free(&quoted);
	buf_free(&answer);
}

static void
say_summary(struct mind *m)
{
	struct str summary = turns_summary(m->turns);
	struct buf b = { 0 };

	if (summary.n == 0)
		return;
	buf_adds(&b, "What happened before, as data:\n");
	prompt_put_quoted(&b, &m->prompt, "summary", summary);
	asking_say(&m->asking, LLM_SYSTEM, buf_view(&b));
	buf_free(&b);
}

static void
say_batch(struct mind *m)
{
	static const char alone[] =
	    "Nobody has written for a while.  Say something of your own, "
	    "short, "
	    "that fits the stream and what was said before.";
	struct buf b = { 0 };

	if (m->idle)
		buf_adds(&b, alone);
	else
		prompt_put_quoted(&b, &m->prompt, "chat", buf_view(&m->chat));
	asking_say(&m->asking, LLM_USER, buf_view(&b));
	buf_free(&b);
}

/* All messages, with the newest `turns` turns. */
static void
build(struct mind *m, size_t turns, int64_t now)
{
	size_t n = turns_window(m->turns);

	m->asking.n_tools = m->set.n_tools;
	asking_begin(&m->asking, now);
	asking_say(&m->asking, LLM_SYSTEM, buf_view(&m->instructions));
	for (size_t i = 0; i < m->set.persona->n; i++)
		say_example(m, &m->set.persona->example[i]);
	say_summary(m);
	m->turns_used = turns < n ? turns : n;
	for (size_t i = n - m->turns_used; i < n; i++) {
		struct turn t = turns_at(m->turns, i);

		say_turn(m, &t);
	}
	say_batch(m);
}

/* How many tokens the endpoint has left for this minute. */
static int64_t
tokens_left(struct mind *m, int64_t now)
{
	const struct pace_limit *l = &asking_endpoint(&m->asking)->pace.tokens;

	if (!l->known)
		return INT64_MAX;
	if (now < l->full_at || l->most == 0)
		return l->left;
	return l->most;
}

/* Rather fewer turns than a refusal. */
void
mind_build(struct mind *m, int64_t now)
{
	build(m, SIZE_MAX, now);
	while (m->turns_used > 1 &&
	    asking_tokens(&m->asking) + m->set.max_tokens / 2 >
		tokens_left(m, now))
		build(m, m->turns_used / 2, now);
}

/* The request again with less: of what was before, then of the batch.  False
 * when there is no less. */
bool
mind_shrink(struct mind *m, int64_t now)
{
	size_t turns = m->turns_used / 2;

	if (m->turns_used == 0 && m->n_lines < 2)
		return false;
	if (m->turns_used == 0) {
		m->n_lines /= 2;
		m->chat.n = 0;
		for (size_t i = 0; i < m->n_lines; i++)
			prompt_put_line(&m->chat, &m->line[i].line);
	}
	build(m, turns, now);
	return true;
}

/* The batch as the model is shown it, with what is known of the viewers. */
void
mind_show_batch(struct mind *m, int64_t moment)
{
	m->chat.n = 0;
	for (size_t i = 0; i < m->n_lines; i++) {
		struct choice_line *l = &m->line[i];

		if (m->viewers != NULL && l->user_id.n > 0) {
			viewers_meet(
			    m->viewers, l->user_id, l->line.user, moment);
			if (m->prompt.notes)
				l->line.known = arena_str(&m->texts,
				    viewers_known(m->viewers, l->user_id));
		}
		prompt_put_line(&m->chat, &l->line);
	}
}
