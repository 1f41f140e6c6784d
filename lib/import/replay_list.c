/* Reads chzzk-timeline's lists of replays. */
#include <stdlib.h>

#include "core/when.h"
#include "import/pieces.h"
#include "import/replay_list.h"
#include "jsonl/doc.h"

enum { CHANNEL_MAX = 16 * 1024 * 1024 };

static struct str
kept(struct replay_list *r, const struct json_val *v)
{
	return arena_str(&r->texts, val_text(v, &r->texts));
}

static int64_t
opening(const struct json_val *start)
{
	struct str s = { start->p, start->n };
	int64_t ms;

	return start->kind == VAL_STRING && when_kst(s, &ms) ? ms
							     : WHEN_UNKNOWN;
}

static void
add_replay(struct replay_list *r, const struct json_val *item,
    struct replay_start replay)
{
	struct json_val number = doc_at(item, "videoNo");
	struct json_val start = doc_at(item, "start");
	struct str name = { number.p, number.n };
	uint32_t i;

	if (number.kind != VAL_NUMBER && number.kind != VAL_STRING)
		return;
	i = intern_add(&r->numbers, name);
	MEM_RESERVE(r->at, r->cap, i + 1);
	replay.opened_at = opening(&start);
	r->at[i] = replay;
}

static void
add_channel(struct replay_list *r, const struct json_val *channel)
{
	struct json_val id = doc_at(channel, "channelId");
	struct json_val name = doc_at(channel, "name");
	struct json_val replays = doc_at(channel, "replays"), item;
	struct str rest = doc_items(&replays);
	struct replay_start replay = { kept(r, &id), kept(r, &name), 0 };

	while (doc_item(&rest, &item))
		add_replay(r, &item, replay);
}

const char *
replay_list_add(struct replay_list *r, struct str json)
{
	struct pieces f = { .how = PIECES_ELEMENTS, .max = CHANNEL_MAX };
	struct piece piece;
	struct scan_keys none = { .n = 0 };
	struct json_val unused[1];
	struct scan_error err;
	const char *why = NULL;

	pieces_push(&f, json.p, json.n);
	pieces_end(&f);
	while (why == NULL && pieces_next(&f, &piece)) {
		struct json_val channel = { .p = piece.text.p,
			.n = (uint32_t)piece.text.n,
			.kind = VAL_OBJECT };

		why = piece.bad;
		if (why == NULL && !scan_line(piece.text, &none, unused, &err))
			why = err.why;
		if (why == NULL)
			add_channel(r, &channel);
	}
	pieces_free(&f);
	return why;
}

const struct replay_start *
replay_list_find(const struct replay_list *r, struct str video_no)
{
	uint32_t i = intern_find(&r->numbers, video_no);

	return i != INTERN_NONE ? &r->at[i] : NULL;
}

void
replay_list_free(struct replay_list *r)
{
	intern_free(&r->numbers);
	arena_free(&r->texts);
	free(r->at);
}
