/*
 * rules_options.h - the rules of rules.h as options, for the tools that have
 * them.
 */
#ifndef CHZ_TEXT_RULES_OPTIONS_H
#define CHZ_TEXT_RULES_OPTIONS_H

#include "core/opt.h"
#include "text/rules.h"

/* What the user says; zero asks for nothing. */
struct rules_settings {
	const char *bots;
	bool no_bots, no_links, has_longest;
	int commands; /* enum rules_commands */
	size_t shortest, longest;
	struct opt_list grep, choseong, drop, words;
	int64_t repeat_ms, copies;
	struct rate user_rate;
};

/* A group of options about a struct rules_settings. */
extern const struct opt rules_options[];

/* For options that are rates. */
const char *rules_read_rate(struct str arg, void *rate);

/* The rules, with the files read that the user names; what is wrong with one
 * ends the tool. */
struct rules *rules_build(const struct rules_settings *);

/* Whether they look at what was said before, and so need moments. */
bool rules_need_time(const struct rules_settings *);

/* Calls `take` for each line of a file that the user wrote, and ends the tool
 * where that says why a line is none, or when it cannot be read. */
void rules_read_list(const char *path,
    const char *(*take)(void *ctx, struct str line), void *ctx);

#endif
