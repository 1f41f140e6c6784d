/*
 * turns.h - what was said lately, kept by tokens, and a summary of the rest.
 *
 * A turn is a batch of chat and the answer to it.  The newest turns that fit
 * into `keep` tokens go into each request, the newest one always.  Above
 * `fold_above` the oldest turns, down to `keep`, are to be folded into the
 * summary, which is asked of a model in the background; until that has worked
 * they stay, and above `most` the oldest are let go.
 *
 * All is in a directory, so that a restart remembers:
 *	turns.jsonl    records of record/memory.h, the oldest first
 *	summary.json   {"summary":"...","message_count":N,"timestamp":"..."}
 *	summaries/summary_YYYYMMDD_HHMMSS.json   each that was made
 * Files are replaced whole.  Lines of turns.jsonl that cannot be read are
 * passed over, and the file kept as turns.jsonl.torn; a directory that cannot
 * be written to is said once, and memory goes on alone.
 */
#ifndef CHZ_LLM_TURNS_H
#define CHZ_LLM_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "llm/gauge.h"
#include "record/memory.h"

struct turns_rule {
	size_t keep, fold_above, most; /* tokens: 5000, 7000, 8000 */
};

struct turns;

/* `dir` NULL keeps nothing on disk.  What is wrong there is said. */
struct turns *turns_open(
    const char *dir, struct turns_rule, const struct gauge *);
void turns_close(struct turns *); /* accepts NULL */

/* Adds a turn, and writes it down. */
void turns_add(struct turns *, const struct turn *);
/* The summary, absent when there is none. */
struct str turns_summary(const struct turns *);
/* The newest turns that fit: how many; turns_at gives each, from 0, the
 * oldest first.  Texts are lent until the next change. */
size_t turns_window(const struct turns *);
struct turn turns_at(const struct turns *, size_t i);
size_t turns_tokens(const struct turns *); /* all turns and the summary */

/* How many of the oldest turns should be folded now; 0: none.  They are the
 * first that turns_oldest gives. */
size_t turns_due(const struct turns *);
struct turn turns_oldest(const struct turns *, size_t i);
/* A mark behind the first `n` turns, which stays where it is while turns come
 * and go. */
uint64_t turns_mark(const struct turns *, size_t n);
/* The turns before the mark are in this summary now; it takes the place of the
 * one before. */
void turns_fold(struct turns *, uint64_t mark, struct str summary, int64_t now);
/* How many turns were let go without a summary. */
uint64_t turns_lost(const struct turns *);

#endif
