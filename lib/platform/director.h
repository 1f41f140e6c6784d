/*
 * director.h - does in OBS what cues say, and undoes it when its time is over.
 *
 * What is on for a time is on for as long as the last cue for it says; then a
 * text is emptied, an item is hidden or shown again, and the scene from before
 * comes back, unless somebody has changed to another one meanwhile.  What OBS
 * refuses is reported and changes nothing else.
 *
 * Knows no socket and no clock: moments are the caller's, in ms.
 */
#ifndef CHZ_PLATFORM_DIRECTOR_H
#define CHZ_PLATFORM_DIRECTOR_H

#include <stdint.h>

#include "platform/cues.h"
#include "platform/obs.h"

struct director;

/* `refused` gets what was to be done, "show Stage/Fireworks", and why OBS does
 * not do it.  Lends the session and the cues, which outlive it. */
struct director *director_new(struct obs *, const struct cues *,
    void (*refused)(void *ctx, const char *what, struct str why), void *ctx);
void director_free(struct director *); /* accepts NULL */

/* Does a deed of the cues, its text filled in, for `for_ms` or for good (-1).
 * False when OBS cannot be asked now. */
bool director_do(struct director *, const struct cue_deed *, struct str text,
    int64_t for_ms, int64_t now);
/* When something is to be undone; INT64_MAX for never. */
int64_t director_due(const struct director *);
/* Undoes what is due. */
void director_undo(struct director *, int64_t now);

#endif
