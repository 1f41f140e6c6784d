/*
 * topics_private.h - the state behind topics.h, for its files.
 *
 * topics_pieces.c  gives and joins pieces
 * topics.c         counts what is said
 * topics_found.c   keywords and samples of a segment
 *
 * Each calls those below it, never those above.
 */
#ifndef CHZ_TEXT_TOPICS_PRIVATE_H
#define CHZ_TEXT_TOPICS_PRIVATE_H

#include "core/table.h"
#include "series/distinct.h"
#include "text/forms.h"
#include "text/topics.h"

enum { TOPIC_LONG = 50 /* characters of a good sample */ };
struct topic_count {
	uint32_t word, n;
};

struct topic_kept {
	uint64_t hash, user;
	char *text;
	size_t n;
	double score;
	uint32_t times;
	bool others; /* than `user` said it too */
};

/* Where a line stands among the others by its hash. */
struct topic_rank {
	uint64_t hash;
	uint32_t line;
};

struct topic_segment {
	int64_t number;
	uint64_t chats, words;
	struct distinct said;       /* users with the words they said */
	struct topic_count *counts; /* in order of arrival */
	size_t cap;
	struct table table; /* of the counts, by word */
	struct topic_kept *lines;
	struct topic_rank *ranks; /* lowest hash first */
	size_t n_lines, cap_lines;
	bool given, settled;
};

/* What a user says, which is looked at when many such are together. */
struct topic_saying {
	uint64_t user;
	uint32_t word, hash;
};

enum { TOPIC_SAYINGS = 32 };

struct topics {
	struct topics_rule rule;
	struct intern words;
	uint32_t *total; /* users who say a word in a segment, by its number */
	uint32_t *seen;  /* the last message that had it */
	struct forms forms;
	uint32_t known, cap;
	uint64_t all_words, joined; /* forms are joined up to so many words */
	uint32_t message;
	struct topic_segment *segments; /* by number */
	size_t n, cap_segments;
	struct topic_saying sayings[TOPIC_SAYINGS]; /* not counted yet */
	uint32_t n_sayings;
	int64_t said_in; /* the number of their segment */
	struct tokens tokens;
	double *score; /* of the segment's keywords, by word; NULL between */
	struct topic_segment looked; /* what topics_look lends */
};

/* topics_found.c */
void topics_describe(
    struct topics *, struct topic_segment *, struct topic_found *);

/* topics.c */
struct topic_segment *topics_segment(struct topics *, int64_t number);
/* A word's number; beyond so many different ones INTERN_NONE. */
uint32_t topics_word(struct topics *, struct str token);
/* So many more users of the segment say the word. */
void topics_count(
    struct topics *, struct topic_segment *, uint32_t word, uint32_t n);
/* A user says it, who may have before. */
void topics_say(
    struct topics *, struct topic_segment *, uint64_t user, uint32_t word);
/* Counts what waits, before anybody reads counts. */
void topics_catch_up(struct topics *);
/* A line that `user`, perhaps among others, has said so many times. */
void topics_line(struct topic_segment *, const struct topic_said *);
/* A segment that has passed keeps what could be a keyword. */
void topics_settle(struct topic_segment *);

static inline size_t
topics_characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

#endif
