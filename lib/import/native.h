/*
 * native.h - the member "chz" of a message in another program's file: what its
 * format has no key for.
 *
 * With it the event is exactly the one that export.h got; of what the format
 * has itself, only t_ms, sent_at, message_id, user_id, user and text count, and
 * only those that the member does not have.
 */
#ifndef CHZ_IMPORT_NATIVE_H
#define CHZ_IMPORT_NATIVE_H

#include "core/mem.h"
#include "jsonl/val.h"
#include "record/event.h"

/* Turns what a format's reader has made of an object into the event that its
 * "chz" tells of; without one, leaves it.  Texts are lent or in the arena. */
void native_take(const struct json_val *object, struct event *, struct arena *);

/* Reads a key, by its place in event_record, from a value; unknown when it is
 * of another kind. */
void native_key(
    size_t field, const struct json_val *, struct event *, struct arena *);

#endif
