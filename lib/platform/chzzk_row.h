/*
 * chzzk_row.h - one message of Chzzk chat, in any of its three spellings, to
 * the event it is, and what the official API spells the same.  For chzzk.c,
 * chzzk_api.c and chzzk_session.c; tools use those.
 */
#ifndef CHZ_PLATFORM_CHZZK_ROW_H
#define CHZ_PLATFORM_CHZZK_ROW_H

#include "core/mem.h"
#include "platform/chzzk.h"

struct chzzk {
	struct arena arena;        /* texts of the frame at hand */
	struct buf badges, emotes; /* JSON of the row at hand */
	struct buf ids;            /* ids made for the row at hand */
	struct chat_counts counts;
	const char *why;
};

/* An event with what the origin knows, for something sent at `ms`. */
struct event chzzk_event(
    enum event_type, const struct chat_origin *, int64_t ms);

/* Gives an event to the sink and counts it. */
void chzzk_emit(struct chzzk *, const struct chat_sink *, const struct event *);

/* How the name of a message begins (message_id.h), in the arena. */
struct str chzzk_id_stem(struct chzzk *, struct str sender, int64_t ms);

/* The name of a message without a number of its own, in the arena. */
struct str chzzk_id(
    struct chzzk *, struct str sender, int64_t ms, struct str text);

/* "<target>:<what happened>" in the arena. */
struct str chzzk_moderation_id(
    struct chzzk *, struct str target, struct str what);

/* Lower case for records: "CBOTBLIND" is "cbotblind". */
struct str chzzk_lower(struct chzzk *, struct str);

/* What records call a role's code; a code that is not known stays as it is. */
struct str chzzk_role(struct chzzk *, const struct json_val *code);

/* [{"imageUrl":...}] as an array of URLs, until the next call; absent when
 * there are none. */
struct str chzzk_badges(struct chzzk *, const struct json_val *list);

/* {"d_54":URL} as {"{:d_54:}":URL}, tokens as they stand in the text; until the
 * next call; absent when there are none. */
struct str chzzk_emotes(struct chzzk *, const struct json_val *emojis);

/* A number, or what stands for one, as text. */
struct str chzzk_number(struct chzzk *, const struct json_val *);

/* Reads a row, or an array of them, and gives what each is; returns how many
 * there were. */
unsigned chzzk_rows(struct chzzk *, const struct json_val *,
    const struct chat_origin *, const struct chat_sink *);

/* A pinned message, in the spelling of a recent row; {} or null unpins. */
void chzzk_notice(struct chzzk *, const struct json_val *row,
    const struct chat_origin *, const struct chat_sink *);

#endif
