/*
 * progress.h - the record of how far a tool is, of chz-records(5).
 *
 * It is core/progress.h that writes it, also where nothing else can be written;
 * this is what readers and the schema know of it.
 */
#ifndef CHZ_RECORD_PROGRESS_H
#define CHZ_RECORD_PROGRESS_H

#include "record/record.h"

struct progress {
	struct str tool, name;
	int64_t elapsed_ms;
	int64_t records, bad;
	int64_t bytes_in, bytes_out;
	struct str counts; /* JSON */
	double done;       /* 0 to 1 */
	int64_t left_ms;
	bool last;
};

extern const struct record_type progress_record;

#endif
