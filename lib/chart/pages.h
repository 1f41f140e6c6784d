/*
 * pages.h - charts on their way to files.
 *
 * The name of the output may hold %s (the stream's id as a safe file name),
 * %n (the number of the part) and %% (a percent sign).  A PDF whose name has
 * neither gets all charts as pages; other formats need a file for each.  Files
 * are replaced whole, when their last page is drawn.
 */
#ifndef CHZ_CHART_PAGES_H
#define CHZ_CHART_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "chart/canvas.h"

struct pages;

/*
 * `output` NULL or "-" is standard output; `format` 0 is chosen by the name's
 * ending, PNG without one.  Ends as misuse does when the name is impossible, or
 * a binary format would go to a terminal.
 */
struct pages *pages_open(
    const char *output, enum canvas_format, int width, int height);

/* Whether two streams would have two files, or pages of one. */
bool pages_apart(const struct pages *);

/*
 * An empty page for a part of a stream, good until the next call.  Where parts
 * of a stream would meet in one file, "-N" is put before the name's ending.
 */
struct canvas *pages_next(
    struct pages *, struct str stream, int64_t part, int64_t parts);

/* Writes what is left; the status.  Reports characters that no font has. */
int pages_close(struct pages *);

#endif
