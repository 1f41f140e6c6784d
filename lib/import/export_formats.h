/*
 * export_formats.h - the writers of the formats, and what they share.
 *
 * Each appends one event, or gives false when the format has no place for it.
 * export.c calls the writers, and they call native.c.
 */
#ifndef CHZ_IMPORT_EXPORT_FORMATS_H
#define CHZ_IMPORT_EXPORT_FORMATS_H

#include "import/export.h"

typedef bool export_writer(
    const struct export *, struct buf *, const struct event *, int64_t t_ms);

export_writer export_chat_downloader, export_csv, export_twitch_downloader,
    export_ytdlp;
void export_csv_begin(const struct export *, struct buf *);
void export_twitch_downloader_begin(const struct export *, struct buf *);
void export_twitch_downloader_end(const struct export *, struct buf *);

/* ---- native.c ---- */

/* Appends the member "chz", unless it is left out: all keys of the event but
 * those that every format has of its own, and among those the ones of `also`,
 * names separated by spaces, which this one does not have as they are. */
void native_put(const struct export *, struct buf *, const struct event *,
    const char *also);

/* What happened to a message or a user, where the formats have a word for it.
 */
enum native_removal { NATIVE_NONE, NATIVE_MESSAGE, NATIVE_USER };
enum native_removal native_removal(const struct event *);

#endif
