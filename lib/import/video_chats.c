/*
 * Pages of a Chzzk replay's chat as the site answers them, an object or one a
 * line: {"code":200,"content":{"nextPlayerMessageTime":N,"videoChats":[...]}}.
 * platform/chzzk_api.h reads them.
 */
#include "import/formats.h"
#include "platform/chzzk_api.h"

static void
take(void *file, const struct event *event)
{
	struct event e = *event;

	import_give(file, &e);
}

void
import_video_chats(struct import_file *f, const struct piece *piece)
{
	struct chat_origin origin = { .opened_at = WHEN_UNKNOWN,
		.received_at = WHEN_UNKNOWN };
	struct chat_sink sink = { .event = take, .arg = f };
	struct chzzk_api *api;
	struct json_val v;
	unsigned rows;
	int64_t next;

	if (!import_object(f, piece, &v))
		return;
	if (f->chzzk == NULL)
		f->chzzk = chzzk_new();
	api = chzzk_api_new();
	/* No page leads back to one before the first. */
	if (chzzk_read_replay_chats(api, (struct str){ v.p, v.n }, f->chzzk,
		&origin, &sink, INT64_MIN, &next, &rows) != CHZZK_OK)
		import_complain(f, piece, "no page of a replay's chat", 0);
	chzzk_api_free(api);
}
