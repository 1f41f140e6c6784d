/*
 * inputs.h - what a tool reads: files, and the broadcasts of archives.
 *
 *	struct settings {
 *		struct walk_dates dates;
 *		struct jsonl_settings io;
 *	};
 *	... OPT_GROUPS(INPUTS_GROUP(struct settings, dates), ...)
 *	in = inputs_open(argv + first, &set.dates, &set.io, out);
 *
 * A FILE is read as it is.  Of a DIR, an archive, a date's directory or a
 * broadcast's, all event files are read as one, record by record in the order
 * of their moments; and so are those of several DIRs that stand side by side.
 */
#ifndef CHZ_STORE_INPUTS_H
#define CHZ_STORE_INPUTS_H

#include "jsonl/jsonl.h"
#include "store/walk.h"

/* The option --date. */
extern const struct opt inputs_options[];

/* It, among the groups of a tool whose settings S have a struct walk_dates as
 * member `m`. */
#define INPUTS_GROUP(S, m)                                                     \
	{                                                                      \
		inputs_options, OPT_AT(S, m, struct walk_dates)                \
	}

/*
 * As jsonl_open, with directories among the operands, which end with NULL.  One
 * that cannot be listed, or without dates has no events, is named, and the
 * status is EXIT_SOME_FAILED then.
 */
struct jsonl *inputs_open(char *const operands[], const struct walk_dates *,
    const struct jsonl_settings *, struct out *);

/* Whether all of them, one at least, can be read again: files and directories.
 */
bool inputs_stay(char *const operands[]);

#endif
