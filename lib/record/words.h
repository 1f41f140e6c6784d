/*
 * words.h - the `words` record of chz-records(5): a piece of what was said in a
 * segment of a broadcast, to be joined with others.
 *
 * A segment's pieces may come in any order and number: those who say a word
 * are a set, and so are lines; the unknown add up.
 */
#ifndef CHZ_RECORD_WORDS_H
#define CHZ_RECORD_WORDS_H

#include <stdint.h>

#include "record/record.h"

/* Begin with words_blank(). */
struct segment_words {
	struct str stream_id; /* or what stands for it: axis.h */
	struct str channel_id;
	int64_t start_sec, end_sec;
	int64_t first_at;   /* of the broadcast's first message in the part */
	int64_t chat_count; /* of the segment */
	struct strs words;
	/* Bytes as leb.h writes them, base64 in the record: for each word how
	 * many unknown users say it, how many known ones, and their hashes. */
	struct str users;
	struct strs lines; /* to choose samples from */
	/* For each line how often it was said, twice that and one when by
	 * several, and a user's hash. */
	struct str writers;
};

extern const struct record_type words_record;

/* One of which nothing is known. */
struct segment_words words_blank(void);

#endif
