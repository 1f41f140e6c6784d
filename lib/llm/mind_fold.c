/* Sums up a mind's old turns, and keeps account of what it spends. */
#include <errno.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "jsonl/put.h"
#include "llm/mind_private.h"

enum { FOLD_AGAIN_MS = 60 * 1000 };

/* ---- the account ---- */

void
mind_load_spending(struct mind *m, int64_t moment)
{
	struct buf text = { 0 };

	if (m->set.spending_path != NULL &&
	    file_read(m->set.spending_path, 1 << 16, &text) &&
	    !spending_read(m->set.spending, buf_view(&text), moment))
		diag_error("%s: torn; what was spent is not known",
		    m->set.spending_path);
	buf_free(&text);
}

static void
save_spending(struct mind *m, int64_t moment)
{
	struct buf b = { 0 };

	if (m->set.spending_path == NULL)
		return;
	spending_put(m->set.spending, &b, moment);
	if (!file_replace(m->set.spending_path, buf_view(&b), 0600))
		diag_error("%s: %s", m->set.spending_path, strerror(errno));
	buf_free(&b);
}

void
mind_book(struct mind *m, int64_t prompt, int64_t answer, struct mind_time t)
{
	if (m->set.spending == NULL)
		return;
	spending_add(m->set.spending, prompt, answer, t.moment);
	save_spending(m, t.moment);
}

/* ---- the memory ---- */

static void
put_old_turns(struct mind *m, size_t n, struct buf *b)
{
	struct buf lines = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct turn t = turns_oldest(m->turns, i);

		buf_str(&lines, t.chat);
		put_open(&lines);
		put_text(&lines, "you", t.text);
		put_line(&lines);
	}
	prompt_put_quoted(b, &m->prompt, "turns", buf_view(&lines));
	buf_free(&lines);
}

struct asking *
mind_fold(struct mind *m, struct mind_time t)
{
	size_t n = turns_due(m->turns);
	struct buf task = { 0 }, data = { 0 };

	if (n == 0 || t.now < m->fold_at ||
	    endpoints_wait(m->ends, m->folding.max_tokens, t.now) > 0)
		return NULL;
	m->fold_at = t.now + FOLD_AGAIN_MS;
	m->fold_mark = turns_mark(m->turns, n);
	prompt_put_summary_task(&task, &m->prompt);
	if (turns_summary(m->turns).n > 0)
		prompt_put_quoted(
		    &data, &m->prompt, "summary", turns_summary(m->turns));
	put_old_turns(m, n, &data);
	asking_begin(&m->folding, t.now);
	asking_say(&m->folding, LLM_SYSTEM, buf_view(&task));
	asking_say(&m->folding, LLM_USER, buf_view(&data));
	buf_free(&task);
	buf_free(&data);
	return &m->folding;
}

/* The summary, cleaned as an answer is. */
static enum mind_step
take_summary(struct mind *m, struct mind_time t)
{
	struct said s = said_read(&m->fold_reader,
	    buf_view(&m->folding.answer.text), m->set.emotions, false);

	if (s.text.n == 0)
		return MIND_FAILED;
	turns_fold(m->turns, m->fold_mark, s.text, t.moment);
	m->fold_at = 0;
	return MIND_SPOKEN;
}

enum mind_step
mind_fold_end(struct mind *m, long status, struct str body, const char *why,
    struct mind_time t, int64_t *wait_ms)
{
	switch (asking_end(&m->folding, status, body, why, t.now, wait_ms)) {
	case ASKING_DONE:
		mind_book(m, m->folding.answer.usage.prompt,
		    m->folding.answer.usage.answer, t);
		return take_summary(m, t);
	case ASKING_AGAIN:
		return MIND_AGAIN;
	default:
		m->why.n = 0;
		buf_str(&m->why, buf_view(&m->folding.answer.message));
		return MIND_FAILED;
	}
}
