/* The table of the keys of a segment's words. */
#include "record/words.h"
#include "record/table.h"

#define OF struct segment_words
static const struct record_field fields[] = {
	{ TEXT(stream_id), .always = true },
	{ TEXT(channel_id) },
	{ NATURAL(start_sec), .always = true },
	{ NATURAL(end_sec), .always = true },
	{ MOMENT(first_at) },
	{ NATURAL(chat_count), .always = true },
	{ TEXTS(words) },
	{ BYTES(users) },
	{ TEXTS(lines) },
	{ BYTES(writers) },
};

const struct record_type words_record = RECORD(
    "a piece of what was said in a segment of a broadcast", fields, "words");
#undef OF

struct segment_words
words_blank(void)
{
	struct segment_words w;

	record_clear(&words_record, &w);
	return w;
}
