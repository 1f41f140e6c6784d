/* Answers chat as a character. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/random.h"
#include "core/when.h"
#include "llm/mind_private.h"

enum {
	ROUNDS = 3,           /* of tools in an answer */
	SUMMARY_TOKENS = 1024 /* with the model's thoughts */
};

/* ---- begin and end ---- */

/* A word that nobody can guess. */
static void
make_word(char *word, size_t n)
{
	static const char letters[] = "abcdefghjkmnpqrstvwxyz0123456789";
	unsigned char dice[32];

	random_fill(dice, n);
	for (size_t i = 0; i < n; i++)
		word[i] = letters[dice[i] % (sizeof letters - 1)];
	word[n] = '\0';
}

static void
met_before(void *choice, struct str user_id)
{
	choice_met(choice, user_id);
}

static void
prepare_prompt(struct mind *m)
{
	make_word(m->tag, sizeof m->tag - 1);
	make_word(m->marker, sizeof m->marker - 1);
	m->prompt = (struct prompt){ .persona = m->set.persona,
		.emotions = m->set.emotions,
		.language = m->set.language,
		.tag = str_of(m->tag),
		.marker = str_of(m->marker),
		.sentences = m->set.sentences,
		.json = !m->set.stream,
		.notes = m->viewers != NULL && !m->set.stream,
		.tools = m->set.n_tools > 0 };
	prompt_put_system(&m->instructions, &m->prompt);
	prompt_put_schema(&m->schema, &m->prompt);
	m->guard = guard_new(buf_view(&m->instructions), str_of(m->marker));
}

static void
prepare_askings(struct mind *m)
{
	m->asking.ends = m->folding.ends = m->ends;
	m->asking.temperature = m->set.temperature;
	m->asking.effort = m->folding.effort = m->set.effort;
	m->asking.max_tokens = m->set.max_tokens;
	m->asking.stream = m->set.stream;
	m->asking.tools = m->set.tools;
	m->asking.form = m->set.stream ? LLM_TEXT : LLM_SCHEMA;
	m->asking.schema = buf_view(&m->schema);
	m->folding.temperature = -1;
	m->folding.max_tokens = SUMMARY_TOKENS;
}

struct mind *
mind_new(const struct mind_settings *set, struct llm_endpoints *ends)
{
	struct mind *m = xcalloc(1, sizeof *m);

	m->set = *set;
	m->ends = ends;
	if (set->viewers != NULL) {
		m->viewers = viewers_open(set->viewers);
		if (m->viewers == NULL) {
			free(m);
			return NULL;
		}
	}
	m->choice = choice_new(set->names);
	if (m->viewers != NULL)
		viewers_each(m->viewers, met_before, m->choice);
	m->turns = turns_open(set->history, set->memory, &ends->gauge);
	mind_load_spending(m, when_now());
	prepare_prompt(m);
	prepare_askings(m);
	return m;
}

void
mind_save(struct mind *m)
{
	if (m->viewers != NULL)
		viewers_save(m->viewers);
}

void
mind_free(struct mind *m)
{
	if (m == NULL)
		return;
	asking_free(&m->asking);
	asking_free(&m->folding);
	said_free(&m->reader);
	said_free(&m->fold_reader);
	choice_free(m->choice);
	turns_close(m->turns);
	viewers_close(m->viewers);
	guard_free(m->guard);
	repeats_free(&m->same);
	for (int i = 0; i < MIND_CACHED; i++)
		free(m->cached[i].text);
	arena_free(&m->texts);
	buf_free(&m->chat);
	buf_free(&m->why);
	buf_free(&m->instructions);
	buf_free(&m->schema);
	free(m);
}

/* ---- chat comes ---- */

void
mind_hear(struct mind *m, const struct event *e, struct mind_time t)
{
	choice_add(m->choice, e, t.now);
}

struct choice_counts
mind_counts(const struct mind *m)
{
	return choice_counts(m->choice);
}

struct mind_tally
mind_tally(const struct mind *m)
{
	struct mind_tally tally = m->tally;

	tally.forgotten = turns_lost(m->turns);
	return tally;
}

/* What the next request will be, about: the instructions, what is remembered,
 * a batch, and the answer. */
static int64_t
expected_tokens(const struct mind *m)
{
	const struct gauge *g = &m->ends->gauge;

	return (int64_t)(gauge_tokens(g, buf_view(&m->instructions)) +
		   m->set.batch_tokens / 2) +
	    m->set.max_tokens / 4;
}

int64_t
mind_idle_wait(struct mind *m, struct mind_time t)
{
	int64_t tokens = expected_tokens(m);
	int64_t wait = endpoints_wait(m->ends, tokens, t.now), money = 0;

	if (m->set.spending != NULL)
		money = spending_wait(m->set.spending, tokens, t.moment);
	return money > wait ? money : wait;
}

int64_t
mind_wait(struct mind *m, struct mind_time t)
{
	return choice_waiting(m->choice) > 0 ? mind_idle_wait(m, t) : INT64_MAX;
}

bool
mind_is_owed(const struct mind *m)
{
	return choice_is_paid(m->choice);
}

/* ---- an answer, from batch to memory ---- */

struct asking *
mind_begin(struct mind *m, bool idle, struct mind_time t)
{
	arena_reset(&m->texts);
	m->idle = idle;
	m->n_lines = idle
	    ? 0
	    : choice_take(m->choice, &m->ends->gauge, m->set.batch_tokens,
		  m->set.batch_lines, m->line);
	if (!idle && m->n_lines == 0)
		return NULL;
	m->begun = t;
	m->second = m->spoilt = false;
	m->rounds = 0;
	m->flow = (struct flow){ 0 };
	mind_name_reply(m, t.moment);
	if (mind_answer_same(m, t))
		return NULL;
	mind_show_batch(m, t.moment);
	mind_build(m, t.now);
	return &m->asking;
}

static void
take_notes(struct mind *m, struct str notes)
{
	struct str note;
	int64_t n;

	while (m->viewers != NULL && said_note(&m->reader, &notes, &n, &note)) {
		if (n < 1 || (size_t)n > m->n_lines || !mind_may_say(m, note))
			continue;
		viewers_note(m->viewers, m->line[n - 1].user_id, note);
	}
}

/* What came is no use: once more, or an excuse. */
static enum mind_step
try_again(struct mind *m, struct mind_time t)
{
	if (!m->second && asking_once_more(&m->asking)) {
		m->second = true;
		m->spoilt = false;
		m->flow = (struct flow){ 0 };
		return MIND_AGAIN;
	}
	mind_excuse(m, t);
	return MIND_SPOKEN;
}

/* Whether an object was asked for, and nothing like one came. */
static bool
is_formless(struct mind *m, const struct said *s)
{
	struct llm_endpoint *e = asking_endpoint(&m->asking);

	if (m->set.stream || s->json || e->form == LLM_TEXT ||
	    m->set.n_tools > 0)
		return false;
	/* Twice: this model does not know how. */
	if (m->second)
		e->form = LLM_TEXT;
	return !m->second;
}

static enum mind_step
take_answer(struct mind *m, struct mind_time t)
{
	struct said s = mind_read_answer(m, false);

	if (s.thought)
		asking_endpoint(&m->asking)->thinks = true;
	if (m->flow.parts > 0)
		return mind_end_stream(m, &s, t);
	if (s.skip) {
		choice_end(m->choice, true, t.now);
		return MIND_SPOKEN;
	}
	if (m->spoilt || s.text.n == 0 || is_formless(m, &s) ||
	    !mind_may_say(m, s.text))
		return try_again(m, t);
	if (m->set.stream)
		return mind_end_stream(m, &s, t);
	mind_speak(m, s.text, s.emotion, t);
	mind_keep_same(m, s.text, s.emotion, t.now);
	take_notes(m, s.notes);
	mind_finish(m, s.text, s.emotion, t);
	return MIND_SPOKEN;
}

/* The model calls tools, but not for ever. */
static bool
may_call(struct mind *m)
{
	if (m->asking.answer.n_calls == 0 || m->rounds++ >= ROUNDS)
		return false;
	m->calls_left = (int)m->asking.answer.n_calls;
	asking_say_calls(&m->asking);
	return true;
}

void
mind_returned(struct mind *m, size_t i, struct str text)
{
	asking_say_returned(&m->asking, i, text);
	if (--m->calls_left > 0)
		return;
	if (m->rounds >= ROUNDS)
		m->asking.n_tools = 0;
	asking_again(&m->asking);
}

static enum mind_step
fail(struct mind *m, enum mind_step step, struct mind_time t)
{
	struct said s;

	m->why.n = 0;
	buf_str(&m->why, buf_view(&m->asking.answer.message));
	/* What was heard of it stays said. */
	if (m->flow.parts > 0) {
		s = mind_read_answer(m, true);
		return mind_end_stream(m, &s, t);
	}
	m->tally.failed++;
	choice_end(m->choice, false, t.now);
	return step;
}

/* First it is said, then it is written down what it took. */
static enum mind_step
take_done(struct mind *m, struct mind_time t)
{
	struct llm_usage usage = m->asking.answer.usage;
	int64_t prompt =
	    usage.prompt > 0 ? usage.prompt : asking_tokens(&m->asking);
	enum mind_step step = may_call(m) ? MIND_CALLS : take_answer(m, t);

	mind_book(m, prompt, usage.answer, t);
	return step;
}

enum mind_step
mind_end(struct mind *m, long status, struct str body, const char *why,
    struct mind_time t, int64_t *wait_ms)
{
	switch (asking_end(&m->asking, status, body, why, t.now, wait_ms)) {
	case ASKING_DONE:
		return take_done(m, t);
	case ASKING_AGAIN:
		return MIND_AGAIN;
	case ASKING_SHRINK:
		return mind_shrink(m, t.now) ? MIND_AGAIN
					     : fail(m, MIND_FAILED, t);
	case ASKING_DENIED:
		return fail(m, MIND_DENIED, t);
	case ASKING_FATAL:
		return fail(m, MIND_FATAL, t);
	case ASKING_FAILED:
		break;
	}
	return fail(m, MIND_FAILED, t);
}

void
mind_give_up(struct mind *m, struct mind_time t)
{
	fail(m, MIND_FAILED, t);
}

struct asking *
mind_asking(struct mind *m)
{
	return &m->asking;
}

struct asking *
mind_folding(struct mind *m)
{
	return &m->folding;
}

const char *
mind_why(struct mind *m)
{
	return buf_text(&m->why);
}
