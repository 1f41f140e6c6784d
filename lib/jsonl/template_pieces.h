/*
 * template_pieces.h - a template's fixed text beside a line's.
 */
#ifndef CHZ_JSONL_TEMPLATE_PIECES_H
#define CHZ_JSONL_TEMPLATE_PIECES_H

#include "jsonl/template_learn.h"

/* Whether all pieces are in the line; with AVX2 where the machine has it. */
extern bool (*template_pieces_fit)(
    const struct template *, const struct indexed_line *);

#endif
