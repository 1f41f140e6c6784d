#include "record/replay.h"
#include "jsonl/put.h"

void
replay_put(struct buf *b, const struct replay *r)
{
	put_open(b);
	put_text(b, "type", STR("replay"));
	put_text(b, "platform", r->platform);
	put_text(b, "channel_id", r->channel_id);
	put_text(b, "channel", r->channel);
	put_text(b, "stream_id", r->stream_id);
	put_text(b, "video_no", r->video_no);
	put_text(b, "title", r->title);
	put_text(b, "category", r->category);
	put_raw(b, "tags", r->tags);
	put_moment(b, "start", r->start);
	put_moment(b, "end", r->end);
	put_text(b, "thumbnail", r->thumbnail);
	put_line(b);
}
