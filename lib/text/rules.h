/*
 * rules.h - what a chat message has to be like to be let through.
 *
 * Rules are compiled once and asked for each message, cheap ones first; the
 * first that objects is the reason.  Those that remember (repeats, rates) come
 * last, so that they only see what the others let through.  A rule that is not
 * set costs nothing, and no rule allocates once it has seen long texts.
 */
#ifndef CHZ_TEXT_RULES_H
#define CHZ_TEXT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "text/rates.h"

/* In the order in which they are asked. */
enum rule {
	RULE_NONE,
	RULE_BOT,
	RULE_COMMAND,
	RULE_LENGTH,
	RULE_LINK,
	RULE_GREP,
	RULE_CHOSEONG,
	RULE_DROP,
	RULE_WORD,
	RULE_REPEAT,
	RULE_COPY,
	RULE_USER_RATE,
	RULES
};

/* "bot", "command", ... as `dropped_by` has it. */
const char *rule_name(enum rule);

enum rules_commands { COMMANDS_KEEP, COMMANDS_DROP, COMMANDS_ONLY };

/* What rules look at.  Texts may be absent.  What was paid for is asked only
 * about its contents: links, patterns, initials, words. */
struct rules_message {
	struct str user_id, user, text;
	bool paid;
	int64_t at; /* a moment, for what happens in a time */
};

struct rules;

struct rules *rules_new(void);
void rules_free(struct rules *); /* accepts NULL */

/* Graphemes, an emote as one; SIZE_MAX is no limit. */
void rules_length(struct rules *, size_t least, size_t most);
void rules_commands(struct rules *, enum rules_commands);
void rules_no_links(struct rules *);
/* Drops bots: the usual ones, and those of lists (bots.h). */
void rules_no_bots(struct rules *);
void rules_bot(struct rules *, struct str line);
/*
 * Patterns (regex.h).  With `grep` a message must match one of them, with
 * `drop` none; a text that makes one too hard does not get through.  Initials
 * (initials.h) are another condition.  False with `why`
 * when it is no pattern.
 */
bool rules_grep(struct rules *, struct str pattern, struct buf *why);
bool rules_drop(struct rules *, struct str pattern, struct buf *why);
bool rules_choseong(struct rules *, struct str pattern, struct buf *why);
/* A line of a list of banned words (banned.h). */
bool rules_word(struct rules *, struct str line, const char **why);
/* The same text again within span_ms (repeats.h); copies: 0 allows them. */
void rules_repeat(struct rules *, int64_t span_ms, int64_t copies);
void rules_user_rate(struct rules *, struct rate);

/* The rule that objects, RULE_NONE when none does.  `*what` becomes what it
 * found, such as the banned word, or absent; lent until the next call. */
enum rule rules_ask(
    struct rules *, const struct rules_message *, struct str *what);

#endif
