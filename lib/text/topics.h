/*
 * topics.h - what each segment of a broadcast was about.
 *
 * Words (tokens.h) are counted once a message, in each segment and in all.  A
 * segment's keywords are those it has far more often than the rest of the
 * broadcast: by log-likelihood (Dunning 1993, G2), highest first; where there
 * is no rest, by how often they come.  A word counts as a shorter one with a
 * particle after it when the shorter one is met in at least one other form,
 * alone or with another particle.  Samples are messages with many keywords,
 * each new one with keywords that those before did not have.
 *
 * Memory is bounded: of a broadcast the first TOPICS_WORDS different words
 * are counted, a segment that has passed keeps its TOPICS_KEPT most frequent
 * ones, and TOPICS_LINES lines to choose samples from.
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
	uint32_t minimum;          /* messages that have a keyword */
	double least;              /* G2 that a keyword is above */
	const struct intern *stop; /* words that are none, or NULL */
	bool whole;                /* segments that have passed keep all */
};

/* One segment's result; texts are lent until the next call. */
struct topic_found {
	int64_t start_ms, end_ms;
	uint64_t chats;
	struct str keywords[TOPICS_MOST], samples[TOPICS_MOST];
	size_t n_keywords, n_samples;
};

struct topics;

struct topics *topics_new(const struct topics_rule *);
/* A message at its place in the broadcast. */
void topics_add(struct topics *, int64_t ms, struct str text);
/* The earliest segment not yet given that ends at `before_ms` or earlier,
 * compared with all that is known so far; false when there is none. */
bool topics_next(struct topics *, int64_t before_ms, struct topic_found *);
/* What these messages, which were added too, are about beside all others so
 * far; without times.  Forms are joined for what was known when there was a
 * tenth less. */
void topics_look(
    struct topics *, const struct str *texts, size_t n, struct topic_found *);
void topics_free(struct topics *);

/* A piece of a segment. */
struct topic_piece {
	int64_t start_ms;
	uint64_t chats;
	const struct str *words, *lines; /* less than 64 KiB of them */
	const uint32_t *counts;          /* messages that have each word */
	size_t n_words, n_lines;
};

/* Gives the pieces of all segments, of which a rule was to keep all: by time,
 * words and lines by their bytes.  They are lent for the call. */
void topics_give(const struct topics *,
    void (*take)(void *ctx, const struct topic_piece *), void *ctx);
/* Joins a piece of a segment of the rule's length. */
void topics_join(struct topics *, const struct topic_piece *);
/* All pieces are joined: segments that have passed keep what they would. */
void topics_joined(struct topics *);

#endif
