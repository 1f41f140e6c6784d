/*
 * chat-downloader's messages, as its readers know them from YouTube: what
 * happened is message_type, times are seconds into the video and microseconds
 * since 1970, money has a decimal amount.
 */
#include <math.h>

#include "import/export_formats.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "record/money.h"

/* Up to here a time in seconds comes back as the same milliseconds. */
#define EXACT_MS INT64_C(1000000000000)

static const char *
message_type(const struct event *e)
{
	switch (e->type) {
	case EVENT_DONATION:
		return str_is(e->currency, "BITS")             ? "text_message"
		    : str_is(e->donation_type, "supersticker") ? "paid_sticker"
							       : "paid_message";
	case EVENT_SUBSCRIPTION:
		return e->gift ? "sponsorships_gift_purchase_announcement"
			       : "membership_item";
	case EVENT_MODERATION:
		return native_removal(e) == NATIVE_MESSAGE ? "deleted_message"
							   : "ban_user";
	default:
		return "text_message";
	}
}

static const char *
action_type(const struct event *e)
{
	if (e->type != EVENT_MODERATION)
		return "add_chat_item";
	return native_removal(e) == NATIVE_MESSAGE
	    ? "mark_chat_item_as_deleted"
	    : "mark_chat_items_by_author_as_deleted";
}

static void
put_author(struct buf *b, const struct event *e)
{
	bool owner = str_is(e->role, "streamer");

	put_object(b, "author");
	put_text(b, "id", e->user_id);
	put_text(b, "name", e->user);
	put_array(b, "images");
	put_array_close(b);
	if (owner || str_is(e->role, "manager")) {
		put_array(b, "badges");
		put_open(b);
		put_text(
		    b, "icon_name", owner ? STR("owner") : STR("moderator"));
		put_text(b, "title", owner ? STR("Owner") : STR("Moderator"));
		put_close(b);
		put_array_close(b);
	}
	put_close(b);
}

static void
put_money(struct buf *b, const struct event *e)
{
	struct buf shown = { 0 };

	money_put(&shown, e->amount, e->currency);
	put_object(b, "money");
	put_text(b, "text", buf_view(&shown));
	put_real(b, "amount",
	    (double)e->amount / pow(10, money_decimals(e->currency)));
	put_text(b, "currency", e->currency);
	put_close(b);
	buf_free(&shown);
}

static void
put_emotes(struct buf *b, const struct event *e)
{
	struct json_val emotes = { .p = e->emotes.p,
		.n = (uint32_t)e->emotes.n,
		.kind = VAL_OBJECT },
			token, url;
	struct str rest = doc_items(&emotes);

	put_array(b, "emotes");
	while (doc_member(&rest, &token, &url)) {
		if (url.kind != VAL_STRING)
			continue;
		put_open(b);
		buf_fmt(b,
		    "\"name\":\"%.*s\",\"images\":[{\"id\":\"source\","
		    "\"url\":\"%.*s\"}]",
		    (int)token.n, token.p, (int)url.n, url.p);
		put_close(b);
	}
	put_array_close(b);
}

static void
put_times(struct buf *b, const struct event *e, int64_t t_ms)
{
	char shown[WHEN_HMS_MAX];

	put_real(b, "time_in_seconds", (double)t_ms / 1000);
	put_text(b, "time_text",
	    (struct str){ shown, when_put_hms(shown, t_ms / 1000) });
	if (e->sent_at > 0)
		put_int(b, "timestamp", e->sent_at * 1000);
}

bool
export_chat_downloader(
    const struct export *x, struct buf *b, const struct event *e, int64_t t_ms)
{
	const char *also = NULL;

	if (e->type == EVENT_LINK ||
	    (e->type == EVENT_MODERATION && native_removal(e) == NATIVE_NONE))
		return false;
	put_open(b);
	put_text(b, "action_type", str_of(action_type(e)));
	put_author(b, e);
	/* Without a message it would be none, whatever else it has. */
	put_text(b, "message", e->text.p != NULL ? e->text : STR(""));
	put_text(b, "message_id", e->message_id);
	put_text(b, "message_type", str_of(message_type(e)));
	put_times(b, e, t_ms);
	put_text(b, "target_message_id", e->target_message_id);
	put_text(b, "target_author_id", e->target_user_id);
	if (e->type == EVENT_DONATION && str_is(e->currency, "BITS"))
		put_int(b, "bits", e->amount);
	else if (e->type == EVENT_DONATION && e->amount >= 0)
		put_money(b, e);
	if (e->months >= 0)
		put_int(b, "cumulative_months", e->months);
	if (e->emotes.n > 0)
		put_emotes(b, e);
	if (e->sent_at != WHEN_UNKNOWN && e->sent_at <= 0)
		also = "sent_at";
	if (t_ms > EXACT_MS)
		also = "sent_at t_ms";
	native_put(x, b, e, also);
	put_close(b);
	return true;
}
