/* The table of a topic's keys. */
#include "record/topic.h"
#include "record/table.h"

#define OF struct topic
static const struct record_field fields[] = {
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ NATURAL(start_sec), .always = true },
	{ NATURAL(end_sec), .always = true },
	{ TEXT(title) },
	{ TEXT(summary) },
	{ TEXTS(keywords) },
	{ TEXTS(samples) },
	{ NATURAL(chat_count) },
};

const struct record_type topic_record =
    RECORD("what a segment of a broadcast was about", fields, "topic");

struct topic
topic_blank(void)
{
	struct topic t;

	record_clear(&topic_record, &t);
	return t;
}
