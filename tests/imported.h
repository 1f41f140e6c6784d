/*
 * imported.h - what an import gives, as lines: records begin with '{',
 * complaints with the number of their line.
 */
#ifndef CHZ_IMPORTED_H
#define CHZ_IMPORTED_H

#include "import/import.h"

static inline void
imported_event(void *ctx, const struct event *e)
{
	record_put(ctx, &event_record, e);
}

static inline void
imported_record(void *ctx, struct str line)
{
	buf_str(ctx, line);
	buf_addc(ctx, '\n');
}

static inline void
imported_bad(void *ctx, const struct import_bad *bad)
{
	buf_fmt(ctx, "%lu %lu %s\n", bad->line, bad->element, bad->why);
}

/* Appends to `out` what the file gives that is pushed `step` bytes at a time;
 * of the settings the sink is not looked at. */
static inline void
imported(const struct import_settings *set, struct str file, size_t step,
    struct buf *out)
{
	struct import_settings settings = *set;
	struct import *im;

	settings.sink = (struct import_sink){ imported_event, imported_record,
		imported_bad, out };
	im = import_new(&settings, "chatLog-1.log");
	for (size_t at = 0; at < file.n; at += step)
		import_push(
		    im, file.p + at, file.n - at < step ? file.n - at : step);
	import_end(im);
	import_free(im);
}

#endif
