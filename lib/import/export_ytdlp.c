/*
 * yt-dlp's live_chat files: an action of YouTube's a line, as its player gets
 * them for a replay.  Emotes whose pictures are known are emoji of the channel,
 * so that viewers show them.
 */
#include "import/export_formats.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "record/money.h"

enum { EMOTES = 64 /* of a message */ };

struct emotes {
	struct emote {
		struct str token, url;
	} at[EMOTES];
	int n;
};

static void
find_emotes(const struct event *e, struct arena *a, struct emotes *all)
{
	struct json_val v = { .p = e->emotes.p,
		.n = (uint32_t)e->emotes.n,
		.kind = VAL_OBJECT },
			token, url;
	struct str rest = { 0 };

	all->n = 0;
	if (e->emotes.n > 0)
		rest = doc_items(&v);
	while (all->n < EMOTES && doc_member(&rest, &token, &url)) {
		struct emote *emote = &all->at[all->n];

		emote->token = val_text(&token, a);
		emote->url = val_text(&url, a);
		all->n += emote->token.n > 0 && emote->url.n > 0;
	}
}

/* The emote that the text begins with.  Tokens begin with a sign. */
static const struct emote *
emote_at(const struct emotes *all, struct str text)
{
	if (text.p[0] != '{' && text.p[0] != ':')
		return NULL;
	for (int i = 0; i < all->n; i++)
		if (text.n >= all->at[i].token.n &&
		    memcmp(text.p, all->at[i].token.p, all->at[i].token.n) == 0)
			return &all->at[i];
	return NULL;
}

static void
put_run(struct buf *b, struct str text)
{
	if (text.n == 0)
		return;
	put_open(b);
	put_text(b, "text", text);
	put_close(b);
}

static void
put_emoji(struct buf *b, const struct emote *emote)
{
	put_open(b);
	put_object(b, "emoji");
	put_text(b, "emojiId", emote->token);
	put_array(b, "shortcuts");
	put_text(b, NULL, emote->token);
	put_array_close(b);
	put_bool(b, "isCustomEmoji", true);
	put_object(b, "image");
	put_array(b, "thumbnails");
	put_open(b);
	put_text(b, "url", emote->url);
	put_close(b);
	put_array_close(b);
	put_close(b);
	put_close(b);
	put_close(b);
}

static void
put_runs(struct buf *b, const struct event *e)
{
	struct arena texts = { 0 };
	struct emotes all;
	struct str rest = e->text, plain = { rest.p, 0 };

	find_emotes(e, &texts, &all);
	put_array(b, "runs");
	while (rest.n > 0) {
		const struct emote *emote = emote_at(&all, rest);
		size_t n = emote != NULL ? emote->token.n : 1;

		rest.p += n;
		rest.n -= n;
		if (emote == NULL) {
			plain.n++;
			continue;
		}
		put_run(b, plain);
		put_emoji(b, emote);
		plain = (struct str){ rest.p, 0 };
	}
	put_run(b, plain);
	put_array_close(b);
	arena_free(&texts);
}

static void
put_simple(struct buf *b, const char *key, struct str text)
{
	put_object(b, key);
	put_text(b, "simpleText", text);
	put_close(b);
}

static void
put_badges(struct buf *b, const struct event *e)
{
	bool owner = str_is(e->role, "streamer");

	if (!owner && !str_is(e->role, "manager"))
		return;
	put_array(b, "authorBadges");
	put_open(b);
	put_object(b, "liveChatAuthorBadgeRenderer");
	put_object(b, "icon");
	put_text(b, "iconType", owner ? STR("OWNER") : STR("MODERATOR"));
	put_close(b);
	put_text(b, "tooltip", owner ? STR("Owner") : STR("Moderator"));
	put_close(b);
	put_close(b);
	put_array_close(b);
}

static const char *
renderer(const struct event *e)
{
	switch (e->type) {
	case EVENT_DONATION:
		return "liveChatPaidMessageRenderer";
	case EVENT_SUBSCRIPTION:
		return "liveChatMembershipItemRenderer";
	default:
		return "liveChatTextMessageRenderer";
	}
}

static void
put_months(struct buf *b, int64_t months)
{
	buf_fmt(b,
	    ",\"headerPrimaryText\":{\"runs\":[{\"text\":\"Member for \"},"
	    "{\"text\":\"%lld\"},{\"text\":\" months\"}]}",
	    (long long)months);
}

static void
put_item(struct buf *b, const struct event *e, int64_t t_ms)
{
	char shown[WHEN_HMS_MAX];
	struct buf money = { 0 };

	put_object(b, renderer(e));
	put_text(b, "id", e->message_id);
	put_object(b, "message");
	put_runs(b, e);
	put_close(b);
	put_simple(b, "authorName", e->user);
	put_text(b, "authorExternalChannelId", e->user_id);
	put_badges(b, e);
	if (e->sent_at > 0)
		buf_fmt(b, ",\"timestampUsec\":\"%lld\"",
		    (long long)e->sent_at * 1000);
	put_simple(b, "timestampText",
	    (struct str){ shown, when_put_hms(shown, t_ms / 1000) });
	if (e->type == EVENT_DONATION && e->amount >= 0) {
		money_put(&money, e->amount, e->currency);
		put_simple(b, "purchaseAmountText", buf_view(&money));
	}
	if (e->type == EVENT_SUBSCRIPTION && e->months >= 0)
		put_months(b, e->months);
	put_close(b);
	buf_free(&money);
}

static void
put_action(struct buf *b, const struct event *e, int64_t t_ms)
{
	bool message = native_removal(e) == NATIVE_MESSAGE;

	put_open(b);
	if (e->type != EVENT_MODERATION) {
		put_object(b, "addChatItemAction");
		put_object(b, "item");
		put_item(b, e, t_ms);
		put_close(b);
	} else {
		put_object(b,
		    message ? "markChatItemAsDeletedAction"
			    : "markChatItemsByAuthorAsDeletedAction");
		put_text(b, message ? "targetItemId" : "externalChannelId",
		    message ? e->target_message_id : e->target_user_id);
	}
	put_close(b);
	put_close(b);
}

bool
export_ytdlp(
    const struct export *x, struct buf *b, const struct event *e, int64_t t_ms)
{
	const char *also = NULL;

	if (e->type == EVENT_LINK ||
	    (e->type == EVENT_MODERATION && native_removal(e) == NATIVE_NONE))
		return false;
	put_open(b);
	put_object(b, "replayChatItemAction");
	put_array(b, "actions");
	put_action(b, e, t_ms);
	put_array_close(b);
	buf_fmt(b, ",\"videoOffsetTimeMsec\":\"%lld\"", (long long)t_ms);
	put_close(b);
	/* A removal has nothing else, and the first moments have no time. */
	if (e->type == EVENT_MODERATION)
		also = "sent_at message_id user_id user text";
	else if (e->sent_at != WHEN_UNKNOWN && e->sent_at <= 0)
		also = "sent_at";
	native_put(x, b, e, also);
	put_close(b);
	return true;
}
