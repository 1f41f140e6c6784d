/*
 * template.h - whole lines of a known shape, compared instead of parsed.
 *
 * A program writes the same keys in the same order, line after line; only
 * texts and numbers between them change.  A template is learnt from one such
 * line.  It has the line's fixed text as pieces,
 *
 *	{"type":"  ","t_ms":   ,"user":"   "}
 *	         ^          ^           ^
 *	         text       number      text
 *
 * each at a distance from one of the line's quotes.  The index has the quotes'
 * places, so all pieces can be compared without one waiting for the other.
 * When they all fit, with the right number of quotes, the line is well-formed
 * JSON for the same reason as the line it was learnt from; what is left to
 * check is the numbers and the escapes.
 *
 * Several templates are kept, found by the number of quotes; the ones that
 * fit least often make room for new ones.
 */
#ifndef CHZ_JSONL_TEMPLATE_H
#define CHZ_JSONL_TEMPLATE_H

#include "jsonl/walk.h"

struct templates;

struct templates *templates_new(const struct keymap *); /* lent */
void templates_free(struct templates *);                /* accepts NULL */

/*
 * Fills val as walk_line does when a template fits the line.  31 bytes before
 * and after the line must be readable.
 */
bool templates_match(
    struct templates *, const struct indexed_line *, struct json_val *val);

/*
 * Learns from a good line that no template fitted, when lines of its `shape`
 * (walk.h) come again and again.
 */
void templates_learn(
    struct templates *, const struct indexed_line *, uint64_t shape);

#endif
