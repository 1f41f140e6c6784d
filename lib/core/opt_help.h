/*
 * opt_help.h - a tool's options as text: for people and for shells.
 */
#ifndef CHZ_CORE_OPT_HELP_H
#define CHZ_CORE_OPT_HELP_H

#include "core/opt.h"

/* Both print to standard output; `all` are the options of the tool and its
 * groups and those of every tool, NULL after the last one. */
void opt_help(const struct tool *, const struct opt *const all[]);

/* Key, name, argument, help, choices and default of each, tab separated. */
void opt_complete(const struct opt *const all[]);

#endif
