/*
 * TwitchDownloader's JSON: one object with "streamer", "video" and "comments",
 * which older versions write in this order and newer ones after "FileInfo".  A
 * comment's time is content_offset_seconds; its own created_at is the wall
 * clock.  Cheers have bits_spent; notices of subscriptions have
 * user_notice_params.msg_id, where the download kept them.
 */
#include <string.h>

#include "import/formats.h"
#include "import/native.h"

/* An id that is a string in some versions and a number in others. */
static struct str
id_text(struct import_file *f, const struct json_val *v, const char *path)
{
	struct json_val id = doc_at(v, path);

	if (id.kind == VAL_NUMBER)
		return (struct str){ id.p, id.n };
	return import_text(f, v, path);
}

static void
read_video(struct import_file *f, const struct json_val *v)
{
	struct str id = id_text(f, v, "id");
	struct buf stream = { 0 };

	when_rfc3339(import_text(f, v, "created_at"), &f->opened_at);
	if (id.n == 0)
		return;
	buf_adds(&stream, "vod_");
	buf_str(&stream, id);
	f->stream_id = arena_str(&f->header, buf_view(&stream));
	buf_free(&stream);
}

static void
read_member(struct import_file *f, const struct piece *piece)
{
	struct json_val v;

	if (str_is(piece->key, "video") && import_object(f, piece, &v))
		read_video(f, &v);
	if (str_is(piece->key, "streamer") && import_object(f, piece, &v)) {
		f->channel = arena_str(&f->header, import_text(f, &v, "name"));
		f->channel_id = arena_str(&f->header, id_text(f, &v, "id"));
	}
}

/* "broadcaster" and "moderator" are badges here. */
static struct str
role_of(const struct json_val *comment)
{
	struct json_val badges = doc_at(comment, "message.user_badges"), badge;
	struct str rest = doc_items(&badges), role = STR("viewer");

	while (doc_item(&rest, &badge)) {
		struct json_val id = doc_at(&badge, "_id");

		if (val_is(&id, "broadcaster"))
			return STR("streamer");
		if (val_is(&id, "moderator"))
			role = STR("manager");
	}
	return role;
}

/* "sub", "resub", "subgift", "submysterygift", "anonsubgift", ... */
static void
read_notice(struct import_file *f, const struct json_val *v, struct event *e)
{
	struct str id = import_text(f, v, "message.user_notice_params.msg_id");

	if (id.n == 0 || memmem(id.p, id.n, "sub", 3) == NULL)
		return;
	e->type = EVENT_SUBSCRIPTION;
	e->gift = memmem(id.p, id.n, "gift", 4) != NULL;
}

static void
read_comment(struct import_file *f, const struct json_val *v, struct event *e)
{
	int64_t bits = import_int(v, "message.bits_spent");

	e->type = bits > 0 ? EVENT_DONATION : EVENT_CHAT;
	e->platform = STR("twitch");
	e->t_ms = import_sec(v, "content_offset_seconds");
	when_rfc3339(import_text(f, v, "created_at"), &e->sent_at);
	e->channel_id = id_text(f, v, "channel_id");
	e->message_id = import_text(f, v, "_id");
	e->user_id = id_text(f, v, "commenter._id");
	e->user = import_text(f, v, "commenter.display_name");
	e->text = import_text(f, v, "message.body");
	e->role = role_of(v);
	if (bits > 0) {
		e->amount = bits;
		e->currency = STR("BITS");
		e->donation_type = STR("bits");
	}
	read_notice(f, v, e);
}

void
import_twitch_downloader(struct import_file *f, const struct piece *piece)
{
	struct event e = event_blank();
	struct json_val v;

	if (piece->key.p != NULL) {
		read_member(f, piece);
		return;
	}
	if (!import_object(f, piece, &v))
		return;
	if (doc_at(&v, "message").kind != VAL_OBJECT) {
		import_complain(f, piece, "a comment without a message", 0);
		return;
	}
	read_comment(f, &v, &e);
	native_take(&v, &e, &f->texts);
	if (e.t_ms == RECORD_UNKNOWN && e.sent_at == WHEN_UNKNOWN)
		import_complain(f, piece, "a comment without a time", 0);
	else
		import_give(f, &e);
}
