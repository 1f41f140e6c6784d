/*
 * put.h - writes JSON into a buffer, a member at a time.
 *
 *	put_open(b);
 *	put_text(b, "type", STR("chat"));
 *	put_int(b, "t_ms", 1204);
 *	put_close(b);
 *
 * A key is plain ASCII and written as it is.  An absent text, WHEN_UNKNOWN and
 * other moments outside the years 0000 to 9999 are left out: absent means
 * unknown.
 */
#ifndef CHZ_JSONL_PUT_H
#define CHZ_JSONL_PUT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

void put_open(struct buf *);                    /* { */
void put_close(struct buf *);                   /* } */
void put_line(struct buf *);                    /* } and the line end */
void put_object(struct buf *, const char *key); /* "key":{ until put_close */
void put_array(struct buf *, const char *key);  /* "key":[ until ... */
void put_array_close(struct buf *);             /* ] */

/* In an object with their key, in an array with NULL. */
void put_text(struct buf *, const char *key, struct str);
void put_int(struct buf *, const char *key, int64_t);
void put_real(struct buf *, const char *key, double);
void put_bool(struct buf *, const char *key, bool);
void put_moment(struct buf *, const char *key, int64_t ms);   /* as UTC text */
void put_raw(struct buf *, const char *key, struct str json); /* as it is */

/*
 * The text as a JSON string, quotes and all.  Ill-formed UTF-8 becomes U+FFFD,
 * so the output is always well-formed.
 */
void put_string(struct buf *, struct str);

#endif
