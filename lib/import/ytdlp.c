/*
 * yt-dlp's live_chat files: YouTube's own actions, one line each.
 *
 *	{"replayChatItemAction":{"actions":[ACTION...],"videoOffsetTimeMsec":"N"}}
 *
 * yt-dlp wraps the actions of a running broadcast the same way, with the
 * offset beside the wrapper and isLive true.  Ticker items repeat paid
 * messages, replacements repeat messages, a gift's redemption repeats its
 * purchase: all are left out, and so are YouTube's own notices.
 */
#include "import/formats.h"
#include "import/native.h"
#include "jsonl/put.h"
#include "record/money.h"

/* What an item is, by the name of its renderer. */
static const struct {
	const char *path;
	enum event_type type;
	const char *donation_type;
	bool gift;
} renderers[] = {
	{ "liveChatTextMessageRenderer", EVENT_CHAT, NULL, false },
	{ "liveChatPaidMessageRenderer", EVENT_DONATION, "superchat", false },
	{ "liveChatPaidStickerRenderer", EVENT_DONATION, "supersticker",
	    false },
	{ "liveChatMembershipItemRenderer", EVENT_SUBSCRIPTION, NULL, false },
	{ "liveChatSponsorshipsGiftPurchaseAnnouncementRenderer",
	    EVENT_SUBSCRIPTION, NULL, true },
};

/* A member's title is on the badge; owner and moderator have icons. */
static struct str
role_of(const struct json_val *item)
{
	struct json_val badges = doc_at(item, "authorBadges"), badge;
	struct str rest = doc_items(&badges), role = STR("viewer");

	while (doc_item(&rest, &badge)) {
		struct json_val icon =
		    doc_at(&badge, "liveChatAuthorBadgeRenderer.icon.iconType");

		if (val_is(&icon, "OWNER"))
			return STR("streamer");
		if (val_is(&icon, "MODERATOR"))
			role = STR("manager");
	}
	return role;
}

/* A custom emoji's shortcut; another's id is the character itself. */
static struct str
emoji_text(struct import_file *f, const struct json_val *emoji)
{
	struct json_val shortcuts = doc_at(emoji, "shortcuts"), first;
	struct str rest = doc_items(&shortcuts);
	bool custom = doc_at(emoji, "isCustomEmoji").kind == VAL_TRUE;

	if (custom && doc_item(&rest, &first))
		return val_text(&first, &f->texts);
	return import_text(f, emoji, "emojiId");
}

/* Adds a custom emoji's largest picture to the object of emotes. */
static void
add_picture(struct import_file *f, const struct json_val *emoji,
    struct str token, struct buf *emotes)
{
	struct json_val all = doc_at(emoji, "image.thumbnails"), picture;
	struct str rest = doc_items(&all), url = { 0 };

	if (doc_at(emoji, "isCustomEmoji").kind != VAL_TRUE)
		return;
	while (doc_item(&rest, &picture))
		url = import_text(f, &picture, "url");
	if (url.p == NULL || token.p == NULL)
		return;
	buf_addc(emotes, emotes->n == 0 ? '{' : ',');
	put_string(emotes, token);
	buf_addc(emotes, ':');
	put_string(emotes, url);
}

/* Joins a text's runs; the pictures of its emoji go to `emotes`. */
static struct str
runs_text(struct import_file *f, const struct json_val *item, const char *path,
    struct buf *emotes)
{
	struct json_val text = doc_at(item, path);
	struct json_val runs = doc_at(&text, "runs"), run;
	struct str rest = doc_items(&runs), joined;
	struct buf b = { 0 };

	if (runs.kind != VAL_ARRAY)
		return import_text(f, &text, "simpleText");
	while (doc_item(&rest, &run)) {
		struct json_val emoji = doc_at(&run, "emoji");
		struct str part = emoji.kind == VAL_OBJECT
		    ? emoji_text(f, &emoji)
		    : import_text(f, &run, "text");

		buf_str(&b, part);
		if (emotes != NULL)
			add_picture(f, &emoji, part, emotes);
	}
	joined = arena_str(&f->texts, (struct str){ b.p, b.n });
	buf_free(&b);
	return joined;
}

static void
read_paid(struct import_file *f, const struct json_val *item, struct event *e)
{
	money_shown(import_text(f, item, "purchaseAmountText.simpleText"),
	    &e->amount, &e->currency);
	if (e->text.p == NULL)
		e->text = import_text(
		    f, item, "sticker.accessibility.accessibilityData.label");
}

/* "Member for 12 months": the first run that is a number. */
static int64_t
months_of(const struct json_val *item)
{
	struct json_val runs = doc_at(item, "headerPrimaryText.runs"), run;
	struct str rest = doc_items(&runs);

	while (doc_item(&rest, &run)) {
		int64_t months = import_int(&run, "text");

		if (months != RECORD_UNKNOWN)
			return months;
	}
	return RECORD_UNKNOWN;
}

static void
read_member(struct import_file *f, const struct json_val *item, struct event *e)
{
	struct json_val header =
	    doc_at(item, "header.liveChatSponsorshipsHeaderRenderer");

	e->months = months_of(item);
	if (e->months != RECORD_UNKNOWN)
		e->tier = runs_text(f, item, "headerSubtext", NULL);
	if (e->text.p == NULL)
		e->text = runs_text(f, item, "headerSubtext", NULL);
	if (header.kind != VAL_OBJECT)
		return;
	e->user = import_text(f, &header, "authorName.simpleText");
	e->text = runs_text(f, &header, "primaryText", NULL);
}

static void
read_item(struct import_file *f, const struct json_val *item, struct event *e)
{
	struct buf emotes = { 0 };

	e->sent_at = import_usec(item, "timestampUsec");
	e->message_id = import_text(f, item, "id");
	e->user_id = import_text(f, item, "authorExternalChannelId");
	e->user = import_text(f, item, "authorName.simpleText");
	e->text = runs_text(f, item, "message", &emotes);
	e->role = role_of(item);
	if (emotes.n > 0) {
		buf_addc(&emotes, '}');
		e->emotes = arena_str(&f->texts, buf_view(&emotes));
	}
	buf_free(&emotes);
	if (e->type == EVENT_DONATION)
		read_paid(f, item, e);
	else if (e->type == EVENT_SUBSCRIPTION)
		read_member(f, item, e);
}

static bool
read_add(struct import_file *f, const struct json_val *action, struct event *e)
{
	struct json_val added = doc_at(action, "addChatItemAction.item");

	for (size_t i = 0; i < sizeof renderers / sizeof *renderers; i++) {
		struct json_val item = doc_at(&added, renderers[i].path);

		if (item.kind != VAL_OBJECT)
			continue;
		e->type = renderers[i].type;
		e->donation_type = str_of(renderers[i].donation_type);
		e->gift = renderers[i].gift;
		read_item(f, &item, e);
		return true;
	}
	return false;
}

/* Removals, in today's spelling and the older one. */
static bool
read_removal(
    struct import_file *f, const struct json_val *action, struct event *e)
{
	e->type = EVENT_MODERATION;
	e->action = STR("delete");
	e->target_message_id =
	    import_text(f, action, "removeChatItemAction.targetItemId");
	if (e->target_message_id.p == NULL)
		e->target_message_id = import_text(
		    f, action, "markChatItemAsDeletedAction.targetItemId");
	e->target_user_id = import_text(
	    f, action, "removeChatItemByAuthorAction.externalChannelId");
	if (e->target_user_id.p == NULL)
		e->target_user_id = import_text(f, action,
		    "markChatItemsByAuthorAsDeletedAction.externalChannelId");
	return e->target_message_id.p != NULL || e->target_user_id.p != NULL;
}

/* `line` is what the action stands in. */
static void
read_action(struct import_file *f, const struct json_val *line,
    const struct json_val *action, int64_t t_ms)
{
	struct event e = event_blank();

	e.platform = STR("youtube");
	e.t_ms = t_ms;
	if (!read_add(f, action, &e) && !read_removal(f, action, &e))
		return;
	native_take(line, &e, &f->texts);
	import_give(f, &e);
}

void
import_ytdlp(struct import_file *f, const struct piece *piece)
{
	struct json_val v, wrapper, actions, action;
	struct str rest;
	int64_t t_ms;

	if (!import_object(f, piece, &v))
		return;
	wrapper = doc_at(&v, "replayChatItemAction");
	if (wrapper.kind != VAL_OBJECT) {
		read_action(f, &v, &v, import_int(&v, "videoOffsetTimeMsec"));
		return;
	}
	t_ms = import_int(&wrapper, "videoOffsetTimeMsec");
	if (t_ms == RECORD_UNKNOWN)
		t_ms = import_int(&v, "videoOffsetTimeMsec");
	actions = doc_at(&wrapper, "actions");
	rest = doc_items(&actions);
	while (doc_item(&rest, &action))
		read_action(f, &v, &action, t_ms);
}
