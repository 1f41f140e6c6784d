/* Gives the same answer to the same question. */
#include <stdlib.h>

#include "core/mem.h"
#include "llm/mind_private.h"

static bool
is_plain_question(const struct mind *m)
{
	return m->set.cache_ms > 0 && !m->idle && m->n_lines == 1 &&
	    (m->line[0].why & WHY_OWED) == 0;
}

static struct mind_cached *
cached_for(struct mind *m, uint64_t *key)
{
	*key = repeats_key(&m->same, m->line[0].line.text);
	return &m->cached[*key / 2 % MIND_CACHED];
}

/* Gives an answer that was given lately; false when there is none. */
bool
mind_answer_same(struct mind *m, struct mind_time t)
{
	struct mind_cached *c;
	uint64_t key;

	if (!is_plain_question(m))
		return false;
	c = cached_for(m, &key);
	if (c->text == NULL || c->key != key ||
	    t.now - c->at >= m->set.cache_ms)
		return false;
	mind_speak(m, str_of(c->text), c->emotion, t);
	choice_end(m->choice, true, t.now);
	return true;
}

void
mind_keep_same(struct mind *m, struct str text, struct str emotion, int64_t now)
{
	struct mind_cached *c;
	uint64_t key;

	if (!is_plain_question(m))
		return;
	c = cached_for(m, &key);
	free(c->text);
	*c = (struct mind_cached){ .key = key,
		.at = now,
		.emotion = emotion,
		.text = xstrndup(text.p, text.n) };
}
