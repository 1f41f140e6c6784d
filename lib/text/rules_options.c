/* Makes rules of what the user says. */
#include <errno.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "text/rules_options.h"

enum { LIST_MAX = 64 * 1024 * 1024 /* bytes of a file of words or ids */ };

const char *
rules_read_rate(struct str arg, void *rate)
{
	return rate_read(arg, rate) ? NULL : "N/DUR, such as 20/10s";
}

static const char *const command_words[] = { "drop", "only", NULL };
_Static_assert(
    COMMANDS_DROP == 1 && COMMANDS_ONLY == 2, "the order of command_words");

#define S struct rules_settings
const struct opt rules_options[] = {
	{ 0, "bots", "[FILE]", "drop chat bots, the usual ones and FILE's",
	    OPT_TEXT(S, bots), OPT_GIVEN(S, no_bots) },
	{ 0, "commands", "WHICH", "drop !commands, or all but them",
	    OPT_CHOICE(S, commands, command_words) },
	{ 0, "copies", "N", "others that may say the same; 0 is all",
	    OPT_COUNT(S, copies), .def = "5" },
	{ 0, "drop", "RE", "drop what matches", OPT_LIST(S, drop) },
	{ 0, "grep", "RE", "drop what does not match", OPT_LIST(S, grep) },
	{ 0, "grep-choseong", "LETTERS", "the same, by initial consonants",
	    OPT_LIST(S, choseong) },
	{ 0, "max-length", "N", "drop longer chats", OPT_COUNT(S, longest),
	    OPT_GIVEN(S, has_longest) },
	{ 0, "min-length", "N", "drop shorter chats", OPT_COUNT(S, shortest) },
	{ 0, "no-links", NULL, "drop what has an address in it",
	    OPT_FLAG(S, no_links) },
	{ 0, "repeat", "DUR", "drop the same text again within DUR",
	    OPT_SPAN(S, repeat_ms), .above = true },
	{ 0, "user-rate", "N/DUR", "let through N of a user's chats in DUR",
	    OPT_OWN(S, user_rate, rules_read_rate) },
	{ 0, "words", "FILE", "drop what has a word of FILE, also in disguise",
	    OPT_LIST(S, words) },
	{ 0 },
};
#undef S

void
rules_read_list(const char *path,
    const char *(*take)(void *ctx, struct str line), void *ctx)
{
	struct buf text = { 0 };
	struct str rest;

	if (!file_read(path, LIST_MAX, &text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	rest = buf_view(&text);
	for (unsigned long n = 1; rest.n > 0; n++) {
		const char *why = take(ctx, str_cut(&rest, '\n'));

		if (why != NULL)
			diag_die(EXIT_MISUSE, "%s:%lu: %s", path, n, why);
	}
	buf_free(&text);
}

static const char *
take_bot(void *rules, struct str line)
{
	rules_bot(rules, line);
	return NULL;
}

static const char *
take_word(void *rules, struct str line)
{
	const char *why = NULL;

	return rules_word(rules, line, &why) ? NULL : why;
}

static void
add_patterns(struct rules *r, const char *option, const struct opt_list *list,
    bool (*add)(struct rules *, struct str, struct buf *))
{
	struct buf why = { 0 };

	for (size_t i = 0; i < list->n; i++)
		if (!add(r, str_of(list->at[i]), &why))
			opt_misuse(
			    "--%s %s: %s", option, list->at[i], buf_text(&why));
	buf_free(&why);
}

struct rules *
rules_build(const struct rules_settings *set)
{
	struct rules *r = rules_new();

	rules_length(
	    r, set->shortest, set->has_longest ? set->longest : SIZE_MAX);
	rules_commands(r, (enum rules_commands)set->commands);
	if (set->no_links)
		rules_no_links(r);
	if (set->no_bots)
		rules_no_bots(r);
	if (set->bots != NULL)
		rules_read_list(set->bots, take_bot, r);
	add_patterns(r, "grep", &set->grep, rules_grep);
	add_patterns(r, "drop", &set->drop, rules_drop);
	add_patterns(r, "grep-choseong", &set->choseong, rules_choseong);
	for (size_t i = 0; i < set->words.n; i++)
		rules_read_list(set->words.at[i], take_word, r);
	if (set->repeat_ms > 0)
		rules_repeat(r, set->repeat_ms, set->copies);
	if (set->user_rate.n > 0)
		rules_user_rate(r, set->user_rate);
	return r;
}

bool
rules_need_time(const struct rules_settings *set)
{
	return set->repeat_ms > 0 || set->user_rate.n > 0;
}
