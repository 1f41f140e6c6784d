/*
 * schema.h - record types as JSON Schema (draft 2020-12), made from their
 * tables: what the tools write, for programs that read it.
 *
 * A type's schema leaves room for keys of later versions and of other programs;
 * a strict one has none, for tests of what is written.
 */
#ifndef CHZ_RECORD_SCHEMA_H
#define CHZ_RECORD_SCHEMA_H

#include "record/record.h"

/* Appends the document of one of the type's names, `which` from 0. */
void schema_put(
    struct buf *, const struct record_type *, int which, bool strict);

/* Appends one document of all types of types.h: "$defs" has each under its
 * name, and a record is one of them. */
void schema_put_all(struct buf *, bool strict);

#endif
