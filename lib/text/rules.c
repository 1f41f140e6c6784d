/* Asks all rules about a message, cheap ones first. */
#include <stdlib.h>
#include <utf8proc.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "text/banned.h"
#include "text/bots.h"
#include "text/initials.h"
#include "text/length.h"
#include "text/links.h"
#include "text/regex.h"
#include "text/repeats.h"
#include "text/rules.h"

/* Patterns, of which one has to match. */
struct patterns {
	struct regex **at;
	struct str *text;
	size_t n, cap, cap_text;
};

struct rules {
	bool asks[RULES]; /* the rules that are set */
	size_t least, most;
	enum rules_commands commands;
	struct bots *bots;
	struct banned *words;
	struct patterns grep, drop;
	struct initials *initials;
	size_t n_initials, cap_initials;
	struct repeats repeats;
	struct user_rates user_rates;
	struct arena texts;
};

static const char *const names[RULES] = {
	[RULE_BOT] = "bot",
	[RULE_COMMAND] = "command",
	[RULE_LENGTH] = "length",
	[RULE_LINK] = "link",
	[RULE_GREP] = "grep",
	[RULE_CHOSEONG] = "choseong",
	[RULE_DROP] = "drop",
	[RULE_WORD] = "word",
	[RULE_REPEAT] = "repeat",
	[RULE_COPY] = "copy",
	[RULE_USER_RATE] = "user-rate",
};

const char *
rule_name(enum rule rule)
{
	return names[rule];
}

struct rules *
rules_new(void)
{
	return xcalloc(1, sizeof(struct rules));
}

static void
free_patterns(struct patterns *p)
{
	for (size_t i = 0; i < p->n; i++)
		regex_free(p->at[i]);
	free(p->at);
	free(p->text);
}

void
rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	bots_free(r->bots);
	banned_free(r->words);
	free_patterns(&r->grep);
	free_patterns(&r->drop);
	free(r->initials);
	repeats_free(&r->repeats);
	user_rates_free(&r->user_rates);
	arena_free(&r->texts);
	free(r);
}

/* ---- setting them ---- */

void
rules_length(struct rules *r, size_t least, size_t most)
{
	r->least = least;
	r->most = most;
	r->asks[RULE_LENGTH] = least > 0 || most < SIZE_MAX;
}

void
rules_commands(struct rules *r, enum rules_commands commands)
{
	r->commands = commands;
	r->asks[RULE_COMMAND] = commands != COMMANDS_KEEP;
}

void
rules_no_links(struct rules *r)
{
	r->asks[RULE_LINK] = true;
}

void
rules_no_bots(struct rules *r)
{
	if (r->bots == NULL)
		r->bots = bots_new();
	r->asks[RULE_BOT] = true;
}

void
rules_bot(struct rules *r, struct str line)
{
	rules_no_bots(r);
	bots_add(r->bots, line);
}

static bool
add_pattern(
    struct rules *r, struct patterns *p, struct str pattern, struct buf *why)
{
	struct regex *compiled = regex_new(pattern, why);

	if (compiled == NULL)
		return false;
	MEM_RESERVE(p->at, p->cap, p->n + 1);
	MEM_RESERVE(p->text, p->cap_text, p->n + 1);
	p->text[p->n] =
	    (struct str){ arena_copy(&r->texts, pattern.p, pattern.n),
		    pattern.n };
	p->at[p->n++] = compiled;
	return true;
}

bool
rules_grep(struct rules *r, struct str pattern, struct buf *why)
{
	r->asks[RULE_GREP] = true;
	return add_pattern(r, &r->grep, pattern, why);
}

bool
rules_drop(struct rules *r, struct str pattern, struct buf *why)
{
	r->asks[RULE_DROP] = true;
	return add_pattern(r, &r->drop, pattern, why);
}

bool
rules_choseong(struct rules *r, struct str pattern, struct buf *why)
{
	MEM_RESERVE(r->initials, r->cap_initials, r->n_initials + 1);
	if (!initials_read(pattern, &r->initials[r->n_initials])) {
		buf_fmt(why, "from 1 to %d characters", INITIALS_LONGEST);
		return false;
	}
	r->n_initials++;
	r->asks[RULE_CHOSEONG] = true;
	return true;
}

bool
rules_word(struct rules *r, struct str line, const char **why)
{
	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return true;
	if (r->words == NULL)
		r->words = banned_new();
	r->asks[RULE_WORD] = true;
	return banned_add(r->words, line, why);
}

void
rules_repeat(struct rules *r, int64_t span_ms, int64_t copies)
{
	r->repeats.span_ms = span_ms;
	r->repeats.copies = copies;
	r->asks[RULE_REPEAT] = true;
}

void
rules_user_rate(struct rules *r, struct rate rate)
{
	r->user_rates.rate = rate;
	r->asks[RULE_USER_RATE] = true;
}

/* ---- asking them ---- */

/* A command for a bot: "!" and a letter or digit at the start. */
static bool
is_command(struct str text)
{
	uint32_t c;
	utf8proc_category_t category;

	text = str_trim(text);
	if (text.n < 2 || text.p[0] != '!')
		return false;
	utf8_next((struct str){ text.p + 1, text.n - 1 }, &c);
	category = utf8proc_category((utf8proc_int32_t)c);
	return category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_NO;
}

static bool
is_of_wrong_length(const struct rules *r, struct str text)
{
	size_t n;

	/* A grapheme has at least one byte. */
	text = str_trim(text);
	if (text.n < r->least)
		return true;
	if (text.n <= r->most && r->least <= 1)
		return false;
	n = length_of(text);
	return n < r->least || n > r->most;
}

/* The first pattern that is found; absent when none is.  A text that makes
 * one too hard does not get through by that. */
static struct str
found_in(const struct patterns *p, struct str text)
{
	for (size_t i = 0; i < p->n; i++)
		if (regex_find(p->at[i], text) != REGEX_NO)
			return p->text[i];
	return (struct str){ 0 };
}

static bool
matches(const struct patterns *p, struct str text)
{
	for (size_t i = 0; i < p->n; i++)
		if (regex_find(p->at[i], text) == REGEX_YES)
			return true;
	return false;
}

static bool
has_initials(const struct rules *r, struct str text)
{
	for (size_t i = 0; i < r->n_initials; i++)
		if (initials_find(&r->initials[i], text))
			return true;
	return false;
}

/* Whether it is said in a way that it should not be. */
static enum rule
ask_of_form(struct rules *r, struct str text)
{
	bool command = r->asks[RULE_COMMAND] && is_command(text);

	if (r->asks[RULE_COMMAND] && command == (r->commands == COMMANDS_DROP))
		return RULE_COMMAND;
	if (r->asks[RULE_LENGTH] && is_of_wrong_length(r, text))
		return RULE_LENGTH;
	return RULE_NONE;
}

/* Whether what it says is what it should not. */
static enum rule
ask_of_contents(struct rules *r, struct str text, struct str *what)
{
	if (r->asks[RULE_LINK] && (*what = link_find(text)).p != NULL)
		return RULE_LINK;
	if (r->asks[RULE_GREP] && !matches(&r->grep, text))
		return RULE_GREP;
	if (r->asks[RULE_CHOSEONG] && !has_initials(r, text))
		return RULE_CHOSEONG;
	if (r->asks[RULE_DROP] && (*what = found_in(&r->drop, text)).p != NULL)
		return RULE_DROP;
	if (r->asks[RULE_WORD] &&
	    (*what = banned_find(r->words, text)).p != NULL)
		return RULE_WORD;
	return RULE_NONE;
}

/* What it is dropped for in view of what came before. */
static enum rule
ask_of_past(struct rules *r, const struct rules_message *m,
    const struct repeats_saying *saying)
{
	if (r->asks[RULE_REPEAT])
		switch (repeats_add(&r->repeats, m->at, saying)) {
		case REPEAT_OWN:
			return RULE_REPEAT;
		case REPEAT_COPY:
			return RULE_COPY;
		case REPEAT_NONE:
			break;
		}
	if (r->asks[RULE_USER_RATE] && m->user_id.p != NULL &&
	    !user_rates_take(&r->user_rates, m->at, m->user_id))
		return RULE_USER_RATE;
	return RULE_NONE;
}

enum rule
rules_ask(struct rules *r, const struct rules_message *m, struct str *what)
{
	struct repeats_saying saying = { 0 };
	enum rule rule;

	*what = (struct str){ 0 };
	if (r->asks[RULE_USER_RATE])
		user_rates_warm(&r->user_rates, m->user_id);
	if (r->asks[RULE_BOT] && bots_has(r->bots, m->user_id, m->user))
		return RULE_BOT;
	if (!m->paid && (rule = ask_of_form(r, m->text)) != RULE_NONE)
		return rule;
	if (!m->paid && r->asks[RULE_REPEAT])
		saying = repeats_read(&r->repeats, m->user_id, m->text);
	if ((rule = ask_of_contents(r, m->text, what)) != RULE_NONE)
		return rule;
	return m->paid ? RULE_NONE : ask_of_past(r, m, &saying);
}
