/*
 * bus.h - the record of a Redis Stream that carries records, of chz-records(5).
 */
#ifndef CHZ_RECORD_BUS_H
#define CHZ_RECORD_BUS_H

#include "record/record.h"

/* One for each group of its readers, or one without a group. */
struct bus {
	struct str key;
	int64_t entries;
	struct str group;
	int64_t consumers;
	int64_t pending; /* taken by consumers, not acknowledged */
	int64_t lag;     /* not taken yet */
};

extern const struct record_type bus_record;

#endif
