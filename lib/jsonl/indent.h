/*
 * indent.h - JSON for people to look at.
 */
#ifndef CHZ_JSONL_INDENT_H
#define CHZ_JSONL_INDENT_H

#include "core/str.h"

/* Appends good JSON without white space, as put.h writes it, with each member
 * and item on a line of its own, two spaces deeper, and a line end. */
void json_indent(struct buf *, struct str json);

#endif
