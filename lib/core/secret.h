/*
 * secret.h - tokens on disk, for their owner alone.
 */
#ifndef CHZ_CORE_SECRET_H
#define CHZ_CORE_SECRET_H

#include <stdbool.h>

#include "core/str.h"

enum { SECRET_MAX = 64 * 1024 };

/*
 * The text of a file without the space around it; malloc'ed, or NULL when there
 * is none (or `path` is NULL).  If group or others can read the file, the tool
 * ends with EXIT_DENIED and a message with the chmod that fixes it.
 */
char *secret_read(const char *path);

/* Replaces it in one step, mode 0600.  False with errno set. */
bool secret_write(const char *path, const char *text);

/* Reads it as secret_read does, or makes one of 128 random bits where there is
 * none.  NULL with errno set. */
char *secret_find(const char *path);
/* Frees a text after wiping it; accepts NULL. */
void secret_free(char *text);
void secret_free_buf(struct buf *);
/* With a secret in memory: a crash leaves no core, in a file or with a handler.
 * What reads secrets calls it. */
void secret_no_core(void);

#endif
