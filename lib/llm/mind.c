/* Answers chat as a character. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/when.h"
#include "jsonl/put.h"
#include "llm/flow.h"
#include "llm/guard.h"
#include "llm/mind.h"
#include "llm/said.h"
#include "llm/viewers.h"
#include "text/repeats.h"

enum {
	ROUNDS = 3,            /* of tools in an answer */
	TURN_LINES = 8,        /* of a batch that are remembered */
	SUMMARY_TOKENS = 1024, /* with the model's thoughts */
	FOLD_AGAIN_MS = 60 * 1000,
	CACHED = 256,
	ID_MOST = 48,
	TALKATIVE = 4 /* times the sentences asked for */
};

/* An answer that may be given again. */
struct mind_cached {
	uint64_t key;
	int64_t at;
	struct str emotion; /* of the set */
	char *text;
};

struct mind {
	struct mind_settings set;
	struct llm_endpoints *ends;
	struct prompt prompt;
	char tag[17], marker[25];
	struct buf instructions, schema;
	struct guard *guard;
	struct choice *choice;
	struct turns *turns;
	struct viewers *viewers;
	struct mind_tally tally;
	struct buf why;

	/* The answer under way. */
	struct asking asking;
	struct choice_line line[CHOICE_LINES];
	size_t n_lines;
	struct arena texts; /* of it */
	struct buf chat;    /* as the model is shown it */
	struct mind_time begun;
	bool idle, second; /* the second try at something to say */
	bool spoilt;       /* what streams must not be said */
	int rounds, calls_left;
	size_t turns_used;
	struct said_reader reader;
	struct flow flow;
	uint64_t number; /* of replies */
	char id[ID_MOST];

	/* The memory's request. */
	struct asking folding;
	struct said_reader fold_reader;
	uint64_t fold_mark;
	int64_t fold_at; /* not before */

	struct mind_cached cached[CACHED];
	struct repeats same;
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

static void
load_spending(struct mind *m, int64_t moment)
{
	struct buf text = { 0 };

	if (m->set.spending_path != NULL &&
	    file_read(m->set.spending_path, 1 << 16, &text) &&
	    !spending_read(m->set.spending, buf_view(&text), moment))
		diag_error("%s: torn; what was spent is not known",
		    m->set.spending_path);
	buf_free(&text);
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
	load_spending(m, when_now());
	prepare_prompt(m);
	prepare_askings(m);
	return m;
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
	for (int i = 0; i < CACHED; i++)
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

/* ---- the request ---- */

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
static void
build_within(struct mind *m, int64_t now)
{
	build(m, SIZE_MAX, now);
	while (m->turns_used > 1 &&
	    asking_tokens(&m->asking) + m->set.max_tokens / 2 >
		tokens_left(m, now))
		build(m, m->turns_used / 2, now);
}

/* The request again with less: of what was before, then of the batch.  False
 * when there is no less. */
static bool
shrink(struct mind *m, int64_t now)
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

static struct str
copied(struct mind *m, struct str s)
{
	return s.p == NULL
	    ? s
	    : (struct str){ arena_copy(&m->texts, s.p, s.n), s.n };
}

/* The batch as the model is shown it, with what is known of the viewers. */
static void
show_batch(struct mind *m, int64_t moment)
{
	m->chat.n = 0;
	for (size_t i = 0; i < m->n_lines; i++) {
		struct choice_line *l = &m->line[i];

		if (m->viewers != NULL && l->user_id.n > 0) {
			viewers_meet(
			    m->viewers, l->user_id, l->line.user, moment);
			if (m->prompt.notes)
				l->line.known = copied(
				    m, viewers_known(m->viewers, l->user_id));
		}
		prompt_put_line(&m->chat, &l->line);
	}
}

/* ---- replies ---- */

static void
name_reply(struct mind *m, int64_t moment)
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

static struct reply
new_reply(
    struct mind *m, struct str text, struct str emotion, struct mind_time t)
{
	const struct llm_usage *u = &m->asking.answer.usage;
	struct reply r = reply_blank();

	r.reply_id = str_of(m->id);
	r.text = text;
	r.emotion = emotion;
	r.sent_at = t.moment;
	r.processing_ms = t.now - m->begun.now;
	r.model = str_of(asking_endpoint(&m->asking)->model);
	if (u->prompt + u->answer > 0)
		r.tokens = u->prompt + u->answer;
	return r;
}

static void
speak(struct mind *m, struct str text, struct str emotion, struct mind_time t)
{
	struct reply r = new_reply(m, text, emotion, t);

	r.to = ids_of(m);
	r.why = whys_of(m);
	m->tally.replies++;
	m->set.say(m->set.ctx, &r);
}

/* A sentence of a stream.  The first says what the reply is about. */
static void
speak_part(struct mind *m, struct str text, struct str emotion, bool last,
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

static bool
is_denied(struct mind *m, struct str text)
{
	const struct rules_message message = { .text = text, .paid = true };
	struct str what;

	return m->set.judge != NULL &&
	    rules_ask(m->set.judge, &message, &what) != RULE_NONE;
}

static bool
may_be_said(struct mind *m, struct str text)
{
	return !guard_leaks(m->guard, text) && !is_denied(m, text);
}

/* ---- the same questions ---- */

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
	return &m->cached[*key / 2 % CACHED];
}

/* Gives an answer that was given lately; false when there is none. */
static bool
answer_from_cache(struct mind *m, struct mind_time t)
{
	struct mind_cached *c;
	uint64_t key;

	if (!is_plain_question(m))
		return false;
	c = cached_for(m, &key);
	if (c->text == NULL || c->key != key ||
	    t.now - c->at >= m->set.cache_ms)
		return false;
	speak(m, str_of(c->text), c->emotion, t);
	choice_end(m->choice, true, t.now);
	return true;
}

static void
cache(struct mind *m, struct str text, struct str emotion, int64_t now)
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
	name_reply(m, t.moment);
	if (answer_from_cache(m, t))
		return NULL;
	show_batch(m, t.moment);
	build_within(m, t.now);
	return &m->asking;
}

static void
take_notes(struct mind *m, struct str notes)
{
	struct str note;
	int64_t n;

	while (m->viewers != NULL && said_note(&m->reader, &notes, &n, &note)) {
		if (n < 1 || (size_t)n > m->n_lines || !may_be_said(m, note))
			continue;
		viewers_note(m->viewers, m->line[n - 1].user_id, note);
	}
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

static void
finish(struct mind *m, struct str text, struct str emotion, struct mind_time t)
{
	remember(m, text, emotion, t.moment);
	choice_end(m->choice, true, t.now);
}

static void
excuse(struct mind *m, struct mind_time t)
{
	m->tally.excuses++;
	if (m->set.excuse.n > 0)
		speak(m, m->set.excuse, m->set.emotions->name[0], t);
	choice_end(m->choice, true, t.now);
}

static void
book(struct mind *m, int64_t prompt, int64_t answer, struct mind_time t)
{
	if (m->set.spending == NULL)
		return;
	spending_add(m->set.spending, prompt, answer, t.moment);
	save_spending(m, t.moment);
}

static struct said
read_answer(struct mind *m, bool growing)
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

		if (guard_leaks(m->guard, s->text) || is_denied(m, so_far)) {
			m->spoilt = true;
			m->flow.parts--;
			return;
		}
		next = flow_next(&at, s->text, ended);
		speak_part(m, piece, s->emotion, ended && next.n == 0, t);
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
	s = read_answer(m, true);
	speak_sentences(m, &s, false, t);
}

/* A stream has ended, well or not; what was begun is brought to an end. */
static enum mind_step
end_stream(struct mind *m, const struct said *s, struct mind_time t)
{
	unsigned before = m->flow.parts;

	speak_sentences(m, s, true, t);
	if (m->flow.parts == before || m->spoilt)
		speak_part(m, STR(""), s->emotion, true, t);
	finish(m, m->spoilt || s->text.n == 0 ? STR("...") : s->text,
	    s->emotion, t);
	return MIND_SPOKEN;
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
	excuse(m, t);
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
	struct said s = read_answer(m, false);

	if (s.thought)
		asking_endpoint(&m->asking)->thinks = true;
	if (m->flow.parts > 0)
		return end_stream(m, &s, t);
	if (s.skip) {
		choice_end(m->choice, true, t.now);
		return MIND_SPOKEN;
	}
	if (m->spoilt || s.text.n == 0 || is_formless(m, &s) ||
	    !may_be_said(m, s.text))
		return try_again(m, t);
	if (m->set.stream)
		return end_stream(m, &s, t);
	speak(m, s.text, s.emotion, t);
	cache(m, s.text, s.emotion, t.now);
	take_notes(m, s.notes);
	finish(m, s.text, s.emotion, t);
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
		s = read_answer(m, true);
		return end_stream(m, &s, t);
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

	book(m, prompt, usage.answer, t);
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
		return shrink(m, t.now) ? MIND_AGAIN : fail(m, MIND_FAILED, t);
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
	    endpoints_wait(m->ends, SUMMARY_TOKENS, t.now) > 0)
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
		book(m, m->folding.answer.usage.prompt,
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
