/*
 * irc.h - a line of IRC with message tags (IRCv3): what it is made of.
 *
 *	[@tags ][:prefix ]COMMAND[ param ...][ :text]
 *
 * Everything is lent by the line; only a tag's value with escapes in it is
 * copied, by irc_tag.
 */
#ifndef CHZ_PLATFORM_IRC_H
#define CHZ_PLATFORM_IRC_H

#include <stdbool.h>

#include "core/mem.h"
#include "core/str.h"

enum { IRC_TAGS = 64, IRC_PARAMS = 15 };

struct irc_line {
	struct str nick; /* of the prefix, up to '!' */
	struct str command;
	struct str param[IRC_PARAMS]; /* the last one is the text, if any */
	unsigned params;
	struct irc_pair {
		struct str key, value; /* as they stand */
	} tag[IRC_TAGS];
	unsigned tags;
};

/* Reads one line, without its CR and LF; false when it has no command. */
bool irc_read(struct str line, struct irc_line *);

/* The n-th parameter; absent when there is none. */
struct str irc_param(const struct irc_line *, unsigned n);

/* A tag's value, without escapes: "" when it has none, absent when the tag is
 * not there. */
struct str irc_tag(const struct irc_line *, const char *key, struct arena *);

#endif
