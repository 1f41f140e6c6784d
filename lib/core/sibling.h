/*
 * sibling.h - other tools of the toolkit, run by a tool.
 *
 *	struct siblings tools = { 0 };
 *
 *	siblings_start(&tools, (const char *const[]){ "chz-ts", NULL }, files);
 *	siblings_start(&tools, ...);
 *	if (!siblings_end(&tools))
 *		...
 */
#ifndef CHZ_CORE_SIBLING_H
#define CHZ_CORE_SIBLING_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/str.h"

/* Appends the path of a tool, "chz-ts": beside the program that runs, or else
 * the name alone, for PATH. */
void sibling_path(struct buf *, const char *tool);

enum { SIBLINGS_MOST = 8 };

/* Tools that run side by side; begins as zero. */
struct siblings {
	struct sibling {
		pid_t pid;
		const char *tool;
	} at[SIBLINGS_MOST];
	size_t n;
	bool failed;
};

/* Starts words[0] with the other words as options, and files after them; both
 * lists end with NULL.  It has our standard streams. */
void siblings_start(
    struct siblings *, const char *const words[], const char *const files[]);

/* Waits for all; false when one could not be started or ended badly, which is
 * reported unless the tool itself has done so.  A signal that sig.h caught ends
 * them. */
bool siblings_end(struct siblings *);

#endif
