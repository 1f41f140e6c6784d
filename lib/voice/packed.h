/*
 * packed.h - compressed sound made into samples as it comes.
 *
 * MP3 (ISO 11172-3), and Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis in it;
 * one Ogg file may follow another.  Two channels become one.  The only file
 * that knows of libmpg123, libogg, libopus and libvorbis, which libpulse brings
 * along by way of libsndfile: they cost nothing more at the start.
 */
#ifndef CHZ_VOICE_PACKED_H
#define CHZ_VOICE_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packed;

/* Takes `n` mono samples; false to stop. */
typedef bool packed_take(void *ctx, const int16_t *pcm, size_t n, int rate);

/* What such sound begins with; PACKED_LOOK bytes tell. */
enum packed_kind { PACKED_NONE, PACKED_MP3, PACKED_OGG };
enum { PACKED_LOOK = 4 };
enum packed_kind packed_kind(const char *p, size_t n);

/* NULL when there is no memory for it. */
struct packed *packed_new(enum packed_kind, packed_take *, void *ctx);
/* False when it cannot be understood, or `take` has stopped it. */
bool packed_feed(struct packed *, const char *bytes, size_t n);
/* After the last byte: false when the end is missing, or all of it. */
bool packed_end(struct packed *);
const char *packed_why(const struct packed *); /* after a false; static */
void packed_free(struct packed *);             /* accepts NULL */

#endif
