/*
 * plain.h - logs in plain text, a line for each message.
 *
 *	[2026-01-06 20:20:01] <@nick> text          Chatty, local time
 *	[2026-01-06 11:20:01] #channel nick: text   justlog, UTC
 *	[2026-01-06 11:20:01 UTC] nick: text        TwitchDownloader
 *	[0:20:01] nick: text                        the same, elapsed
 *	[0:20:01] <nick> text                       tcd, elapsed
 *	20:01 | (Moderator) nick: text              chat-downloader, elapsed
 *	2026-01-06 11:20:01 | nick: text            the same, live, UTC
 */
#ifndef CHZ_IMPORT_PLAIN_H
#define CHZ_IMPORT_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "import/import.h"

/* What a line holds; texts are lent by it. */
struct plain_line {
	int64_t ms; /* since 1970, or elapsed */
	bool elapsed;
	struct str channel, nick, text;
	struct str badges; /* what stands before the nick in parentheses */
};

/* Reads a line as that format has it; false when it has not that form. */
bool plain_read(enum import_format, struct str line, struct plain_line *);

#endif
