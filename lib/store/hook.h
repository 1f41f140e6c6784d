/*
 * hook.h - commands run for finished directories, a few at a time.
 *
 * A command is the user's own line for sh(1); the directory is its argument
 * and never becomes part of the line.  It gets /dev/null as input, standard
 * error as output, no other descriptor, and of the environment only PATH,
 * HOME, TZ, TMPDIR, USER, LOGNAME, LANG, LC_* and XDG_*.
 */
#ifndef CHZ_STORE_HOOK_H
#define CHZ_STORE_HOOK_H

#include <stdbool.h>
#include <stddef.h>

struct hooks;

/* `command` is borrowed; at most `jobs` run at once. */
struct hooks *hooks_new(const char *command, size_t jobs);

/* Queues the command for `dir`; hooks_done returns `ctx`. */
void hooks_add(struct hooks *, const char *dir, void *ctx);

/*
 * Collects one command that has ended and starts the next in line: its `ctx`,
 * NULL when none has ended.  *good is whether it ended well; a failure was
 * reported.  With `wait` it waits while any is left, until a signal is caught.
 */
void *hooks_done(struct hooks *, bool wait, bool *good);

/* Whether commands run or wait to. */
bool hooks_busy(const struct hooks *);
void hooks_free(struct hooks *);

#endif
