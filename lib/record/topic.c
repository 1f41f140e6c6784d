#include "record/topic.h"
#include "jsonl/put.h"

static void
put_texts(struct buf *b, const char *key, const struct str *text, size_t n)
{
	put_array(b, key);
	for (size_t i = 0; i < n; i++)
		put_text(b, NULL, text[i]);
	put_array_close(b);
}

void
topic_put(struct buf *b, const struct topic *t)
{
	put_open(b);
	put_text(b, "type", STR("topic"));
	put_text(b, "channel_id", t->channel_id);
	put_text(b, "stream_id", t->stream_id);
	put_int(b, "start_sec", t->start_sec);
	put_int(b, "end_sec", t->end_sec);
	put_texts(b, "keywords", t->keywords, t->n_keywords);
	put_texts(b, "samples", t->samples, t->n_samples);
	put_int(b, "chat_count", (int64_t)t->chat_count);
	put_line(b);
}
