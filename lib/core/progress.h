/*
 * progress.h - how far a tool is: for eyes, for programs, and when asked.
 *
 * Readers and writers of records keep the counts, a block at a time; tools add
 * what only they know.  All of it is about the process, so there is one state.
 *
 * - On a terminal, work that has an end (files, a replay) shows one line after
 *   its first second: "chz-ts: 35% of 3.4 GiB, 1,234,567 records, 210 MiB/s,
 *   0:10 left: events.jsonl".  Messages take its place; the end removes it.
 * - --progress=json writes a `progress` record (chz-records(5)) a second, and a
 *   last one, to standard error or to a descriptor.
 * - SIGUSR1 has the line written at once, by the signal's handler: whatever the
 *   tool is doing, also where it waits or computes for long.
 */
#ifndef CHZ_CORE_PROGRESS_H
#define CHZ_CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Anyone may add to these. */
struct progress_counts {
	uint64_t records, bad; /* lines read: good ones, others */
	uint64_t in, out;      /* bytes, those of zstd streams unpacked */
};
extern struct progress_counts progress_counts;

/* A number of the tool's own, "replies": both are lent until the end.  Those
 * above PROGRESS_OWN are not shown. */
enum { PROGRESS_OWN = 8 };
void progress_own(const char *what, const uint64_t *n);

/* The operands that will be read, ended by NULL: how large they are together,
 * unless one of them has no size. */
void progress_files(char *const files[]);
/* One of them begins, and ends.  Its place is that of the descriptor. */
void progress_file(const char *name, int fd);
void progress_file_end(void);

/* Work that is not files: what is at hand, of how much of it how much is done,
 * in ms of a broadcast. */
void progress_span(const char *name, int64_t done_ms, int64_t total_ms);
/* The same in things, "pairs". */
void progress_things(const char *what, int64_t done, int64_t total);

/* The options of every tool.  Each returns what the word should have been, or
 * NULL. */
const char *progress_wish(const char *how);
extern const char *const progress_ways[]; /* for choices */

/* Once, when the options are known. */
void progress_begin(void);
/* Where a tool reads, or goes round: a look at the clock. */
void progress_tick(void);
/* Whether progress_tick has something to do now and then. */
bool progress_wanted(void);
/* What SIGUSR1 has written, for tools that wait for signals. */
void progress_say(void);
/* Takes the line away and writes the last record; also done by exit(3). */
void progress_end(void);

#endif
