/*
 * topics.h - what each segment of a broadcast was about.
 *
 * Words (tokens.h) are counted once a user, in each segment; who is unknown is
 * another user with each message.  A segment's keywords are those that far more
 * of its users say than of the rest of the broadcast: by log-likelihood
 * (Dunning 1993, G2), weighed by what particles say (forms.h), pictures half,
 * highest first; where there is no rest, by how many say them.  Common words
 * (common.h) are none.  Samples are messages with many keywords, each new one
 * with keywords that those before did not have, from another user and in other
 * words; what one user says again and again is none.
 *
 * Memory is bounded: of a broadcast the first TOPICS_WORDS different words
 * are counted, a segment that has passed keeps its TOPICS_KEPT most frequent
 * ones, and TOPICS_LINES lines to choose samples from; the last two segments
 * 24 to 32 bytes for each word of each user.
 *
 * What is known may be given in pieces and joined with those of others, in any
 * order and number; where nothing came after its segment had passed, the joined
 * topics find what one that was told all finds.
 */
#ifndef CHZ_TEXT_TOPICS_H
#define CHZ_TEXT_TOPICS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intern.h"
#include "core/str.h"
#include "text/tokens.h"

enum {
	TOPICS_WORDS = 1 << 20,
	TOPICS_KEPT = 4096,
	TOPICS_LINES = 512,
	TOPICS_MOST = 64 /* keywords or samples */
};

struct topics_rule {
	int64_t segment_ms;
	size_t keywords, samples;  /* at most TOPICS_MOST */
	uint32_t minimum;          /* users who say a keyword */
	double least;              /* G2 that a keyword is above */
	const struct intern *stop; /* words that are none, or NULL */
	bool looks;                /* only topics_look is called */
	bool pictures;             /* emotes count too, by their names */
	bool whole;                /* segments that have passed keep all */
};

/* One segment's result; texts are lent until the next call. */
struct topic_found {
	int64_t start_ms, end_ms;
	uint64_t chats;
	struct str keywords[TOPICS_MOST], samples[TOPICS_MOST];
	size_t n_keywords, n_samples;
};

struct topic_line {
	struct str text;
	uint64_t user;
};

struct topics;

struct topics *topics_new(const struct topics_rule *);
/* A message at its place in the broadcast, and a hash of who wrote it, 0 when
 * that is unknown. */
void topics_add(struct topics *, int64_t ms, uint64_t user, struct str text);
/* The earliest segment not yet given that ends at `before_ms` or earlier,
 * compared with all that is known so far; false when there is none. */
bool topics_next(struct topics *, int64_t before_ms, struct topic_found *);
/* What these messages, which were added too, are about beside all others so
 * far; without times.  Forms are joined for what was known when there was a
 * tenth less. */
void topics_look(
    struct topics *, const struct topic_line *, size_t n, struct topic_found *);
void topics_free(struct topics *);

/* A line that may be a sample. */
struct topic_said {
	struct str text;
	uint64_t user; /* a hash of who said it; of several the lowest */
	uint32_t times;
	bool others; /* several did, or who is unknown */
};

/* A word and some of those who say it. */
struct topic_word {
	struct str text;
	uint32_t unknown;      /* users */
	const uint64_t *users; /* hashes of the others */
	size_t n_users;
};

/* A piece of a segment, of about 32 KiB. */
struct topic_piece {
	int64_t start_ms;
	uint64_t chats;
	const struct topic_word *words;
	const struct topic_said *lines;
	size_t n_words, n_lines;
};

/* Gives the pieces of all segments, of which a rule was to keep all: by time,
 * words and lines by their bytes.  They are lent for the call. */
void topics_give(struct topics *,
    void (*take)(void *ctx, const struct topic_piece *), void *ctx);
/* Joins a piece of a segment of the rule's length. */
void topics_join(struct topics *, const struct topic_piece *);
/* All pieces are joined: segments that have passed keep what they would. */
void topics_joined(struct topics *);

#endif
